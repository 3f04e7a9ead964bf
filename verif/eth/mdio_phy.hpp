// The model of a clause-22 PHY that also checks the bus: the clock's period, the preamble, turnaround, who drives when.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace amoebox::eth {

// Registers and serial side of a PHY.
class Phy {
  public:
    explicit Phy(unsigned cycle_ns, unsigned address = 0) : cycle_ns_(cycle_ns), address_(address) { power_up(); }

    void power_up() {
        registers.fill(0);
        registers[0] = 0x3100;
        registers[1] = 0x7809;
        registers[2] = 0x0007;
        registers[3] = 0xc0f1;
        registers[4] = 0x01e1;
    }

    void lose_step() {
        mdc_ = false;
        reply_.reset();
        position_ = ones_ = 0;
        rose_ = fell_ = changed_ = 0;
    }

    // One cycle of the box: the master's pins in, what the line shows out.
    bool cycle(bool mdc, bool driven, bool level) {
        now_ += cycle_ns_;
        const bool out = reply_.value_or(true);
        if (reply_ && driven && now_ > reply_from_) {
            broken("both drive the line");
        }
        const bool line = driven ? level : (now_ >= reply_from_ ? out : before_);
        if (mdc && !mdc_) {
            if (now_ - rose_ < 400 || now_ - fell_ < 160 || now_ - changed_ < 10) {
                broken("too fast for clause 22");
            }
            rose_ = now_;
            bit(line, driven);
        }
        if (!mdc && mdc_) {
            if (now_ - rose_ < 160) {
                broken("MDC high for less than 160 ns");
            }
            fell_ = now_;
        }
        if (driven && level != level_) {
            changed_ = now_;
            if (now_ - rose_ < 10) {
                broken("no hold time");
            }
        }
        mdc_ = mdc;
        level_ = level;
        return line;
    }

    bool present = true;
    std::string fault; // the first rule that was broken
    std::array<std::uint16_t, 32> registers{};
    std::vector<std::pair<unsigned, unsigned>> writes; // register, value
    unsigned reads = 0;

  private:
    void broken(const char* what) {
        if (fault.empty()) {
            fault = what;
        }
    }
    void bit(bool line, bool driven) {
        before_ = reply_.value_or(true);
        reply_.reset();
        if (position_ == 0) { // preamble
            if (line && driven) {
                ++ones_;
            } else if (ones_ >= 32 && driven) {
                position_ = 1;
                word_ = 0;
            } else {
                ones_ = 0;
            }
            return;
        }
        word_ = word_ << 1 | unsigned(line);
        ++position_;
        const bool reading = position_ > 14 && read_;
        if (position_ == 14) { // start 2, opcode 2, address 5, register 5
            if ((word_ >> 12 & 1) != 1) {
                broken("not clause 22");
            }
            const unsigned opcode = word_ >> 10 & 3;
            if (opcode != 1 && opcode != 2) {
                broken("neither read nor write");
            }
            read_ = opcode == 2;
            ours_ = present && (word_ >> 5 & 31) == address_;
            register_ = word_ & 31;
            if (!read_) {
                return;
            }
        }
        if (reading && driven) {
            broken("the master drives in the PHY's time");
        }
        if (!read_ && !driven) {
            broken("the master leaves a write");
        }
        if (read_ && ours_ && position_ >= 15 && position_ < 32) { // one bit ahead: turnaround zero, then the data
            const unsigned index = position_ - 15;
            reply_ = index == 0 ? false : bool(registers[register_] >> (16 - index) & 1);
            reply_from_ = now_ + 300;
        }
        if (position_ == 32) {
            if (!read_ && (word_ >> 16 & 3) != 2) {
                broken("turnaround of a write");
            }
            if (ours_ && !read_) {
                registers[register_] = static_cast<std::uint16_t>(word_);
                writes.emplace_back(register_, word_ & 0xffff);
            } else if (ours_) {
                ++reads;
            }
            position_ = 0;
            ones_ = 0;
        }
    }

    unsigned cycle_ns_, address_;
    std::uint64_t now_ = 1000, rose_ = 0, fell_ = 0, changed_ = 0, reply_from_ = 0;
    bool mdc_ = false, level_ = true, before_ = true, read_ = false, ours_ = false;
    std::optional<bool> reply_;
    unsigned position_ = 0, ones_ = 0, register_ = 0;
    std::uint32_t word_ = 0;
};

} // namespace amoebox::eth
