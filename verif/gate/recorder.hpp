// Vectors: what stood at every port of the box in every cycle, for simulators that know nothing of this bench (verif/gate).
//
// With AMOEBOX_VECTORS=PREFIX in the environment each bench writes PREFIX-1.vec, the next one in the program PREFIX-2.vec, ...
// A file is a sequence of records of 24 bytes, a field after the other, highest bit first, zeros at the end.  The first
// record is {"AMBV", mac, board}; each other one is a cycle: all inputs, then all outputs as they were before the clock rose
// (in the order of replay.v).
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace amoebox::bench {

inline constexpr std::size_t k_record = 24;
inline constexpr std::uint32_t k_vectors = 0x414D4256;

// f(port of a, the same port of b, bits) for each input in the order of the record, then for each output.
template <typename A, typename B, typename F>
void each_input(A& a, B& b, F f) {
    f(a.rst_i, b.rst_i, 1U);
    f(a.owner_rst_i, b.owner_rst_i, 1U);
    f(a.htx_valid_i, b.htx_valid_i, 1U);
    f(a.htx_data_i, b.htx_data_i, 8U);
    f(a.htx_last_i, b.htx_last_i, 1U);
    f(a.htx_arm_i, b.htx_arm_i, 1U);
    f(a.htx_tag_i, b.htx_tag_i, 8U);
    f(a.htx_owner_i, b.htx_owner_i, 8U);
    f(a.hrx_ready_i, b.hrx_ready_i, 1U);
    f(a.hrx_done_i, b.hrx_done_i, 1U);
    f(a.nrx_valid_i, b.nrx_valid_i, 1U);
    f(a.nrx_data_i, b.nrx_data_i, 8U);
    f(a.nrx_last_i, b.nrx_last_i, 1U);
    f(a.nrx_bad_i, b.nrx_bad_i, 1U);
    f(a.ntx_ready_i, b.ntx_ready_i, 1U);
    f(a.ctl_valid_i, b.ctl_valid_i, 1U);
    f(a.ctl_write_i, b.ctl_write_i, 1U);
    f(a.ctl_addr_i, b.ctl_addr_i, 6U);
    f(a.ctl_wdata_i, b.ctl_wdata_i, 32U);
    f(a.ent_valid_i, b.ent_valid_i, 1U);
    f(a.ent_data_i, b.ent_data_i, 8U);
}
template <typename A, typename B, typename F>
void each_output(A& a, B& b, F f) {
    f(a.htx_ready_o, b.htx_ready_o, 1U);
    f(a.htx_done_o, b.htx_done_o, 1U);
    f(a.htx_code_o, b.htx_code_o, 8U);
    f(a.htx_entry_o, b.htx_entry_o, 8U);
    f(a.hrx_valid_o, b.hrx_valid_o, 1U);
    f(a.hrx_data_o, b.hrx_data_o, 8U);
    f(a.hrx_last_o, b.hrx_last_o, 1U);
    f(a.hrx_tag_o, b.hrx_tag_o, 8U);
    f(a.hrx_entry_o, b.hrx_entry_o, 8U);
    f(a.ntx_valid_o, b.ntx_valid_o, 1U);
    f(a.ntx_data_o, b.ntx_data_o, 8U);
    f(a.ntx_last_o, b.ntx_last_o, 1U);
    f(a.ctl_ready_o, b.ctl_ready_o, 1U);
    f(a.ctl_rdata_o, b.ctl_rdata_o, 32U);
    f(a.ent_ready_o, b.ent_ready_o, 1U);
    if constexpr (requires { a.idle_o; }) { // fbox_wire has none
        f(a.idle_o, b.idle_o, 1U);
    }
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

class Recorder {
  public:
    template <typename Model>
    void begin(const Model& t) {
        const char* const prefix = std::getenv("AMOEBOX_VECTORS");
        if (prefix == nullptr) {
            return;
        }
        static int files = 0;
        const std::string name = std::string(prefix) + "-" + std::to_string(++files) + ".vec";
        file_.reset(std::fopen(name.c_str(), "wb"));
        if (file_ == nullptr) {
            std::fprintf(stderr, "recorder: cannot write %s\n", name.c_str());
            std::exit(2);
        }
        field(k_vectors, 32);
        field(t.mac_i, 48);
        field(t.board_i, 16);
        end();
    }

    // Inputs are set and outputs have settled; the clock has not risen yet.
    template <typename Model>
    void cycle(const Model& t) {
        if (file_ == nullptr) {
            return;
        }
        const auto write = [this](const auto& value, const auto&, unsigned bits) { field(value, bits); };
        each_input(t, t, write);
        each_output(t, t, write);
        end();
    }

  private:
    File file_;
    std::array<std::uint8_t, k_record> record_{};
    unsigned at_ = 0;

    void field(std::uint64_t value, unsigned bits) {
        for (unsigned i = bits; i-- != 0; ++at_) {
            record_[at_ / 8] = static_cast<std::uint8_t>(record_[at_ / 8] | (value >> i & 1) << (7 - at_ % 8));
        }
    }
    void end() {
        std::fwrite(record_.data(), 1, record_.size(), file_.get());
        record_ = {};
        at_ = 0;
    }
};

} // namespace amoebox::bench
