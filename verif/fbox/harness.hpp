// An F-box (or fbox_wire) on the bench: senders and receivers with random gaps on the four streams, a MAC that never gets
// a gap, a host that finishes frames in order, an entropy source, and the control port as function calls.
//
// step() is one clock cycle.  Everything that comes out is kept with the cycle in which it came.
#pragma once

#include <verilated.h>

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gen/profile.hpp"
#include "gen/registers.hpp"
#include "verif/gate/recorder.hpp"
#include "verif/mutate/mutants.hpp"

namespace amoebox::bench {

using Bytes = std::vector<std::uint8_t>;
using Random = std::mt19937_64;
using Port = std::array<std::uint8_t, port_bytes>;

struct HostFrame { // to the box
    Bytes bytes;
    bool arm = false;
    std::uint8_t tag = 0;
    std::uint8_t owner = 0;
};

struct WireFrame { // to the box
    Bytes bytes;
    bool bad = false;
    unsigned gap = 24; // idle cycles before it
};

struct Fate { // of a host frame
    std::uint8_t code = 0;
    std::uint8_t entry = 0;
    std::uint64_t cycle = 0;
};

struct Out { // a frame from the box
    Bytes bytes;
    std::uint8_t tag = 0;
    std::uint8_t entry = 0;
    std::uint64_t first = 0; // cycle in which its first byte was offered
    std::uint64_t last = 0;  // cycle in which its last byte went
};

// How the bench behaves; numbers are chances in 256 for each cycle.
struct Manner {
    unsigned host_pause = 0;     // the host has no byte
    unsigned wire_pause = 0;     // no byte from the wire within a frame
    unsigned receiver_pause = 0; // the host does not take a byte
    unsigned mac_pause = 0;      // the MAC does not take a byte
    unsigned mac_gap = 24;       // cycles between two frames on the wire
    unsigned done_delay = 3;     // cycles after which the host has finished with a frame, at most
    bool entropy = true;
    bool finish = true; // the host finishes frames
};

template <typename Model>
class Bench {
  public:
    static constexpr std::uint64_t k_mac = 0x02'4d'42'00'00'07;
    static constexpr std::uint16_t k_board = 0x0107;

    explicit Bench(std::uint64_t seed) : random(seed) {
        Verilated::randReset(2);
        Verilated::randSeed(static_cast<int>(seed & 0x7FFFFFFF) | 1);
        top_ = std::make_unique<Model>();
        choose_mutant(*top_);
        top_->rst_i = 1;
        top_->owner_rst_i = 0;
        top_->mac_i = k_mac;
        top_->board_i = k_board;
        recorder_.begin(*top_);
        for (int i = 0; i < 3; ++i) {
            step();
        }
        top_->rst_i = 0;
        after_cut(); // what came before the reset was noise
        complaint.clear();
    }

    // ---- What goes in and what came out
    std::deque<HostFrame> to_host_side;
    std::deque<WireFrame> to_wire_side;
    std::vector<Fate> fates;
    std::vector<Out> delivered;                       // to the host
    std::vector<Out> sent;                            // to the MAC
    std::vector<Bytes> aborted;                       // what had come of frames that were cut, both sides
    std::vector<std::uint64_t> host_first, host_last; // cycles in which a host frame's first and last byte were taken
    std::vector<std::uint64_t> wire_last;
    Bytes epoch_drawn; // bytes taken from the entropy source since the last reset
    Bytes seen;        // every byte that left the box on either side, and every byte read from a register
    std::uint64_t cycle = 0;
    unsigned outstanding = 0; // delivered, not finished
    unsigned idle_for = 0;    // cycles in which idle_o was high and nothing was given
    Manner manner;
    Random random;
    std::string complaint;                   // the first breach of a stream's rules
    std::function<void(Model&)> before_rise; // called in each cycle: inputs are set, outputs have settled

    Model& top() { return *top_; }

    bool chance(unsigned of_256) { return of_256 != 0 && (random() & 255U) < of_256; }

    void step() {
        Model& t = *top_;
        drive();
        t.clk_i = 0;
        t.eval();
        observe();
        rise();
    }

    void run(std::uint64_t cycles) {
        for (std::uint64_t i = 0; i < cycles; ++i) {
            step();
        }
    }

    // Until nothing has moved for a while; false if it never comes to rest.
    bool settle(std::uint64_t limit = 2'000'000) {
        const std::uint64_t end = cycle + limit;
        std::uint64_t quiet = cycle;
        while (cycle < end) {
            step();
            if (!to_host_side.empty() || !to_wire_side.empty() || moving_ || outstanding != 0) {
                quiet = cycle;
            }
            if (cycle - quiet > 700) {
                return true;
            }
        }
        return false;
    }

    // ---- Resets
    void reset(bool owner, unsigned cycles = 1) {
        (owner ? top_->owner_rst_i : top_->rst_i) = 1;
        run(cycles);
        (owner ? top_->owner_rst_i : top_->rst_i) = 0;
    }
    void forget_host() { // the host has been reset too
        to_host_side.clear();
        host_at_ = 0;
        if (!receiving_.bytes.empty()) {
            aborted.push_back(receiving_.bytes);
        }
        receiving_ = {};
        outstanding = 0;
        finishing_.clear();
    }
    void forget_wire() {
        to_wire_side.clear();
        wire_at_ = 0;
        wire_wait_ = 24;
    }
    bool open(std::uint64_t limit = 2000) {
        for (std::uint64_t i = 0; i < limit; ++i) {
            if ((read(hw::fbox::status) & 1U) != 0) {
                return true;
            }
        }
        return false;
    }

    // ---- Control
    std::uint32_t read(std::uint32_t address) { return access(false, address, 0); }
    void write(std::uint32_t address, std::uint32_t value) { access(true, address, value); }
    bool accessible(std::uint32_t address) { // an access that ends
        access(false, address, 0);
        return access_cycles <= 8;
    }

    void operand(const Port& value) {
        for (std::size_t i = 0; i < port_bytes; i += 4) {
            std::uint32_t word = 0;
            for (std::size_t j = i; j < i + 4; ++j) {
                const auto byte = j < port_bytes ? value[j] : static_cast<std::uint8_t>(random());
                word |= static_cast<std::uint32_t>(byte) << (8 * (j - i));
            }
            write(hw::fbox::operand, word);
        }
    }
    // Starts a command and waits for its end.  Result: code in 7:0, entry in 15:8; nothing if it never ends.
    std::optional<std::uint32_t> command(std::uint32_t word, std::uint64_t limit = 100'000) {
        write(hw::fbox::command, word);
        return result(limit);
    }
    std::optional<std::uint32_t> result(std::uint64_t limit = 100'000) {
        const std::uint64_t end = cycle + limit;
        while (cycle < end) {
            if ((read(hw::fbox::status) & 2U) == 0) {
                return read(hw::fbox::result);
            }
        }
        return std::nullopt;
    }
    static std::uint32_t arm_word(bool transaction, std::uint8_t tag, std::uint8_t owner) {
        return hw::fbox_op_arm | (transaction ? 16U : 0U) | static_cast<std::uint32_t>(tag) << 8 |
               static_cast<std::uint32_t>(owner) << 16;
    }
    std::optional<std::uint32_t> arm(const Port& get, bool transaction, std::uint8_t tag, std::uint8_t owner) {
        operand(get);
        return command(arm_word(transaction, tag, owner));
    }
    std::optional<std::uint32_t> disarm(std::uint8_t entry) {
        return command(hw::fbox_op_disarm | static_cast<std::uint32_t>(entry) << 24);
    }
    Port value() {
        Port port{};
        for (std::size_t i = 0; i < port_bytes; i += 4) {
            const std::uint32_t word = read(hw::fbox::value);
            for (std::size_t j = i; j < i + 4 && j < port_bytes; ++j) {
                port[j] = static_cast<std::uint8_t>(word >> (8 * (j - i)));
            }
        }
        return port;
    }
    std::uint32_t counter(hw::Counter which) {
        write(hw::fbox::counter_select, static_cast<std::uint32_t>(which));
        run(8);
        return read(hw::fbox::counter);
    }
    std::array<std::uint32_t, hw::counters> counters() {
        std::array<std::uint32_t, hw::counters> all{};
        for (std::uint32_t i = 0; i < hw::counters; ++i) {
            all[i] = counter(static_cast<hw::Counter>(i));
        }
        return all;
    }
    std::uint64_t epoch() {
        const std::uint64_t high = read(hw::fbox::epoch_high);
        return high << 32 | read(hw::fbox::epoch_low);
    }
    unsigned access_cycles = 0; // of the last access
    bool record = false;        // keep `seen`

  private:
    std::unique_ptr<Model> top_;
    Recorder recorder_; // of vectors for verif/gate, if they are asked for
    std::size_t host_at_ = 0, wire_at_ = 0;
    unsigned wire_wait_ = 24, mac_wait_ = 0;
    bool moving_ = false;
    bool host_offered_ = false;
    Out receiving_, sending_;
    static constexpr unsigned k_idle = 128; // cycles after which idle_o holds (fbox.v)
    std::deque<std::uint64_t> finishing_;   // cycles in which the host finishes

    void rise() {
        recorder_.cycle(*top_);
        if (before_rise) {
            before_rise(*top_);
        }
        top_->clk_i = 1;
        top_->eval();
        ++cycle;
    }

    void complain(const std::string& what) {
        if (complaint.empty()) {
            complaint = what + " in cycle " + std::to_string(cycle);
        }
    }

    std::uint32_t access(bool write, std::uint32_t address, std::uint32_t value) {
        Model& t = *top_;
        t.ctl_valid_i = 1;
        t.ctl_write_i = write ? 1 : 0;
        t.ctl_addr_i = address & 0x3F;
        t.ctl_wdata_i = value;
        access_cycles = 0;
        std::uint32_t answer = 0;
        bool ready = false;
        while (!ready && access_cycles < 100) {
            drive();
            t.clk_i = 0;
            t.eval();
            observe();
            ready = t.ctl_ready_o != 0;
            answer = t.ctl_rdata_o;
            rise();
            ++access_cycles;
        }
        if (!ready) {
            complain("a control access does not end");
        }
        t.ctl_valid_i = 0;
        if (record && !write) {
            for (unsigned i = 0; i < 32; i += 8) {
                seen.push_back(static_cast<std::uint8_t>(answer >> i));
            }
        }
        return answer;
    }

    void drive() {
        Model& t = *top_;
        // Host
        if (!host_offered_) {
            host_offered_ = !to_host_side.empty() && !chance(manner.host_pause);
        }
        if (to_host_side.empty()) {
            host_offered_ = false;
        }
        t.htx_valid_i = host_offered_ ? 1 : 0;
        if (host_offered_) {
            const HostFrame& frame = to_host_side.front();
            t.htx_data_i = frame.bytes[host_at_];
            t.htx_last_i = host_at_ + 1 == frame.bytes.size() ? 1 : 0;
            const bool first = host_at_ == 0;
            t.htx_arm_i = first ? (frame.arm ? 1 : 0) : static_cast<std::uint8_t>(random() & 1U);
            t.htx_tag_i = first ? frame.tag : static_cast<std::uint8_t>(random());
            t.htx_owner_i = first ? frame.owner : static_cast<std::uint8_t>(random());
        } else {
            t.htx_data_i = static_cast<std::uint8_t>(random());
            t.htx_last_i = static_cast<std::uint8_t>(random() & 1U);
        }
        // Wire
        t.nrx_valid_i = 0;
        t.nrx_data_i = static_cast<std::uint8_t>(random());
        t.nrx_last_i = 0;
        t.nrx_bad_i = static_cast<std::uint8_t>(random() & 1U);
        if (!to_wire_side.empty()) {
            const WireFrame& frame = to_wire_side.front();
            if (wire_at_ == 0 && wire_wait_ < frame.gap) {
                ++wire_wait_;
            } else if (!chance(manner.wire_pause)) {
                t.nrx_valid_i = 1;
                t.nrx_data_i = frame.bytes[wire_at_];
                t.nrx_last_i = wire_at_ + 1 == frame.bytes.size() ? 1 : 0;
                if (t.nrx_last_i != 0) {
                    t.nrx_bad_i = frame.bad ? 1 : 0;
                }
            }
        } else if (wire_wait_ < 1000) {
            ++wire_wait_;
        }
        // Receivers
        t.hrx_ready_i = chance(manner.receiver_pause) ? 0 : 1;
        const bool between = sending_.bytes.empty();
        t.ntx_ready_i = (between && mac_wait_ < manner.mac_gap) || chance(manner.mac_pause) ? 0 : 1;
        if (between && mac_wait_ < 1000) {
            ++mac_wait_;
        }
        t.hrx_done_i = 0;
        if (!finishing_.empty() && cycle >= finishing_.front() && manner.finish) {
            finishing_.pop_front();
            t.hrx_done_i = 1;
            --outstanding;
        }
        t.ent_valid_i = manner.entropy ? static_cast<std::uint8_t>(random() & 1U) : 0;
        t.ent_data_i = static_cast<std::uint8_t>(random());
    }

    void observe() {
        Model& t = *top_;
        moving_ = false;
        if (t.rst_i != 0 || t.owner_rst_i != 0) {
            epoch_drawn.clear();
        }
        if (t.htx_valid_i != 0 && t.htx_ready_o != 0) {
            moving_ = true;
            if (host_at_ == 0) {
                host_first.push_back(cycle);
            }
            host_offered_ = false;
            if (++host_at_ == to_host_side.front().bytes.size()) {
                host_at_ = 0;
                host_last.push_back(cycle);
                to_host_side.pop_front();
            }
        }
        if (t.nrx_valid_i != 0) {
            moving_ = true;
            if (++wire_at_ == to_wire_side.front().bytes.size()) {
                wire_at_ = 0;
                wire_wait_ = 0;
                wire_last.push_back(cycle);
                to_wire_side.pop_front();
            }
        }
        if (t.htx_done_o != 0) {
            moving_ = true;
            fates.push_back({t.htx_code_o, t.htx_entry_o, cycle});
        }
        if (t.ent_valid_i != 0 && t.ent_ready_o != 0) {
            epoch_drawn.push_back(t.ent_data_i);
        }
        if constexpr (requires { t.idle_o; }) {
            const bool given = t.owner_rst_i != 0 || t.htx_valid_i != 0 || t.hrx_done_i != 0 || t.nrx_valid_i != 0 ||
                               t.ctl_valid_i != 0;
            idle_for = t.idle_o != 0 && !given ? idle_for + 1 : 0;
            if (idle_for > k_idle && (t.hrx_valid_o != 0 || t.ntx_valid_o != 0 || t.htx_done_o != 0)) {
                complain("idle_o, though something is under way");
            }
        }
        take(receiving_, t.hrx_valid_o != 0, t.hrx_ready_i != 0, t.hrx_data_o, t.hrx_last_o != 0, t.hrx_tag_o,
             t.hrx_entry_o, true);
        take(sending_, t.ntx_valid_o != 0, t.ntx_ready_i != 0, t.ntx_data_o, t.ntx_last_o != 0, 0, 0, false);
    }

    struct Held {
        bool valid = false;
        std::uint8_t data = 0;
        bool last = false;
    };
    Held held_[2];

    void take(Out& out, bool valid, bool ready, std::uint8_t data, bool last, std::uint8_t tag, std::uint8_t entry,
              bool to_host) {
        Held& held = held_[to_host ? 0 : 1];
        const bool resetting = top_->rst_i != 0 || top_->owner_rst_i != 0;
        if (held.valid && !(valid && data == held.data && last == held.last) && !resetting && !cut_allowed) {
            complain(to_host ? "hrx does not hold its byte" : "ntx does not hold its byte");
        }
        held = {valid && !ready, data, last};
        if (!valid) {
            if (!to_host && !out.bytes.empty()) {
                if (!resetting && !cut_allowed) {
                    complain("ntx has a gap");
                }
                aborted.push_back(out.bytes);
                out = {};
                mac_wait_ = 0;
            }
            return;
        }
        moving_ = true;
        if (!started_[to_host ? 0 : 1]) {
            started_[to_host ? 0 : 1] = true;
            out.first = cycle;
            out.tag = tag;
            out.entry = entry;
        }
        if (to_host && (tag != out.tag || entry != out.entry) && !cut_allowed) {
            complain("tag or entry changes within a frame");
        }
        if (!ready) {
            return;
        }
        out.bytes.push_back(data);
        if (record) {
            seen.push_back(data);
        }
        if (last) {
            out.last = cycle;
            started_[to_host ? 0 : 1] = false;
            if (to_host) {
                delivered.push_back(out);
                ++outstanding;
                finishing_.push_back(cycle + 1 + (manner.done_delay != 0 ? random() % manner.done_delay : 0));
            } else {
                sent.push_back(out);
                mac_wait_ = 0;
            }
            out = {};
        }
    }
    bool started_[2] = {false, false};

  public:
    bool cut_allowed = false; // a reset is under way: frames may be cut
    void after_cut() {        // both receivers begin anew
        receiving_ = {};
        if (!sending_.bytes.empty()) {
            aborted.push_back(sending_.bytes);
        }
        sending_ = {};
        started_[0] = started_[1] = false;
        held_[0] = held_[1] = {};
    }
};

} // namespace amoebox::bench
