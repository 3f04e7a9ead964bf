// Vectors of recorder.hpp on the netlist in Verilator: two states, but all of them in seconds.  The rules are those of replay.v.
//
//     gate_replay FILE      prints the same line of figures
#include <cstdio>
#include <cstring>

#include "Vfbox.h"
#include "verif/gate/recorder.hpp"

using namespace amoebox::bench;

namespace {

// The ports of a record.
struct Ports {
    std::uint32_t rst_i, owner_rst_i, htx_valid_i, htx_data_i, htx_last_i, htx_arm_i, htx_tag_i, htx_owner_i,
        hrx_ready_i, hrx_done_i, nrx_valid_i, nrx_data_i, nrx_last_i, nrx_bad_i, ntx_ready_i, ctl_valid_i,
        ctl_write_i, ctl_addr_i, ctl_wdata_i, ent_valid_i, ent_data_i;
    std::uint32_t htx_ready_o, htx_done_o, htx_code_o, htx_entry_o, hrx_valid_o, hrx_data_o, hrx_last_o, hrx_tag_o,
        hrx_entry_o, ntx_valid_o, ntx_data_o, ntx_last_o, ctl_ready_o, ctl_rdata_o, ent_ready_o, idle_o;
};

class Reader {
  public:
    explicit Reader(const char* name) : file_(std::fopen(name, "rb")) {}

    bool next() {
        at_ = 0;
        return file_ != nullptr && std::fread(record_.data(), 1, k_record, file_.get()) == k_record;
    }
    std::uint64_t field(unsigned bits) {
        std::uint64_t value = 0;
        for (unsigned i = 0; i < bits; ++i, ++at_) {
            value = value << 1 | (record_[at_ / 8] >> (7 - at_ % 8) & 1U);
        }
        return value;
    }

  private:
    File file_;
    std::array<std::uint8_t, k_record> record_{};
    unsigned at_ = 0;
};

} // namespace

int main(int count, char** words) {
    Reader vectors(count == 2 ? words[1] : "");
    if (!vectors.next() || vectors.field(32) != k_vectors) {
        std::fprintf(stderr, "gate_replay: %s has no vectors\n", count == 2 ? words[1] : "nothing");
        return 2;
    }
    Verilated::randReset(2);
    Verilated::randSeed(1);
    const auto box = std::make_unique<Vfbox>();
    for (auto& word : box->flip_i.m_storage) {
        word = 0;
    }
    box->mac_i = vectors.field(48);
    box->board_i = static_cast<std::uint16_t>(vectors.field(16));
    unsigned long cycles = 0, from_host = 0, from_wire = 0, fates = 0, sent = 0, delivered = 0, faults = 0;
    bool started = false;
    for (; vectors.next(); ++cycles) {
        Ports want{};
        const auto read = [&](auto& port, auto&, unsigned bits) {
            port = static_cast<std::uint32_t>(vectors.field(bits));
        };
        each_input(want, want, read);
        each_output(want, want, read);
        each_input(*box, want, [](auto& port, const auto& value, unsigned) {
            port = static_cast<std::remove_reference_t<decltype(port)>>(value);
        });
        box->clk_i = 0;
        box->eval();
        if (started) {
            // What a record has counts only while it means something.
            unsigned place = 0;
            each_output(*box, want, [&](const auto& is, const auto& value, unsigned) {
                const bool fate = place == 2 || place == 3, to_host = place >= 5 && place <= 8,
                           to_wire = place == 10 || place == 11;
                const bool counts = fate      ? want.htx_done_o != 0
                                    : to_host ? want.hrx_valid_o != 0
                                    : to_wire ? want.ntx_valid_o != 0
                                              : place != 13 || want.ctl_ready_o != 0;
                if (counts && is != value) {
                    if (faults++ < 10) {
                        std::printf("cycle %lu: output %u is %x, expected %x\n", cycles, place,
                                    static_cast<unsigned>(is), value);
                    }
                }
                ++place;
            });
            from_host += want.htx_valid_i != 0 && want.htx_ready_o != 0 && want.htx_last_i != 0;
            from_wire += want.nrx_valid_i != 0 && want.nrx_last_i != 0;
            fates += want.htx_done_o != 0;
            sent += want.ntx_valid_o != 0 && want.ntx_ready_i != 0 && want.ntx_last_o != 0;
            delivered += want.hrx_valid_o != 0 && want.hrx_ready_i != 0 && want.hrx_last_o != 0;
        }
        started = started || want.rst_i != 0;
        box->clk_i = 1;
        box->eval();
    }
    std::printf("cycles %lu from_host %lu from_wire %lu fates %lu sent %lu delivered %lu faults %lu unknown 0\n",
                cycles, from_host, from_wire, fates, sent, delivered, faults);
    return 0;
}
