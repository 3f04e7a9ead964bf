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
        field(0x414D4256, 32);
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
        for (const unsigned bit : {t.rst_i, t.owner_rst_i, t.htx_valid_i}) {
            field(bit, 1);
        }
        field(t.htx_data_i, 8);
        field(t.htx_last_i, 1);
        field(t.htx_arm_i, 1);
        field(t.htx_tag_i, 8);
        field(t.htx_owner_i, 8);
        field(t.hrx_ready_i, 1);
        field(t.hrx_done_i, 1);
        field(t.nrx_valid_i, 1);
        field(t.nrx_data_i, 8);
        field(t.nrx_last_i, 1);
        field(t.nrx_bad_i, 1);
        field(t.ntx_ready_i, 1);
        field(t.ctl_valid_i, 1);
        field(t.ctl_write_i, 1);
        field(t.ctl_addr_i, 6);
        field(t.ctl_wdata_i, 32);
        field(t.ent_valid_i, 1);
        field(t.ent_data_i, 8);
        field(t.htx_ready_o, 1);
        field(t.htx_done_o, 1);
        field(t.htx_code_o, 8);
        field(t.htx_entry_o, 8);
        field(t.hrx_valid_o, 1);
        field(t.hrx_data_o, 8);
        field(t.hrx_last_o, 1);
        field(t.hrx_tag_o, 8);
        field(t.hrx_entry_o, 8);
        field(t.ntx_valid_o, 1);
        field(t.ntx_data_o, 8);
        field(t.ntx_last_o, 1);
        field(t.ctl_ready_o, 1);
        field(t.ctl_rdata_o, 32);
        field(t.ent_ready_o, 1);
        if constexpr (requires { t.idle_o; }) { // fbox_wire has none
            field(t.idle_o, 1);
        }
        end();
    }

  private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file_;
    std::array<std::uint8_t, 24> record_{};
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
