// The two halves of a board's PHY on RMII: pairs of bits to frames, frames to pairs of bits.
#pragma once

#include <deque>
#include <optional>

#include "verif/sim/ethernet.hpp"

namespace amoebox::sim {

// From the board.  step() is called for cycles in which tx_en is high, and once when it has fallen.
class FromBoard {
  public:
    bool is_busy() const { return busy_; }

    std::optional<Frame> step(Cycle cycle, bool enable, unsigned pair) {
        if (!enable) {
            busy_ = false;
            frame_.end = cycle;
            return std::exchange(frame_, Frame{});
        }
        if (!busy_) {
            busy_ = true;
            started_ = false;
            shift_ = 0;
            pairs_ = 0;
            frame_.begin = cycle;
        }
        if (!started_) {
            started_ = pair == 3; // preamble is 01 01 ..., the delimiter ends in 11
            return std::nullopt;
        }
        shift_ |= pair << (2 * pairs_);
        if (++pairs_ == 4) {
            if (frame_.bytes.size() < 16384) { // a transmitter that never stops does not eat the host
                frame_.bytes.push_back(static_cast<std::uint8_t>(shift_));
            }
            shift_ = 0;
            pairs_ = 0;
        }
        return std::nullopt;
    }
    void reset() { *this = {}; }

  private:
    bool busy_ = false;
    bool started_ = false;
    unsigned shift_ = 0;
    unsigned pairs_ = 0;
    Frame frame_;
};

// To the board: frames wait for their cycle; they never overlap.
class ToBoard {
  public:
    struct Pair {
        bool valid;
        std::uint8_t bits;
    };

    void put(Cycle start, FramePointer frame) { waiting_.push_back({start, std::move(frame)}); }
    // The cycle from which pair() has to be called again.
    Cycle next() const { return waiting_.empty() ? ~Cycle{0} : waiting_.front().start; }

    Pair pair(Cycle cycle) {
        if (cycle < next()) {
            return {.valid = false, .bits = 0};
        }
        const Waiting& now = waiting_.front();
        const Cycle position = cycle - now.start;
        const std::size_t byte = position / k_cycles_a_byte;
        const std::size_t length = now.frame->bytes.size();
        if (byte >= length + k_preamble) {
            waiting_.pop_front();
            return {.valid = false, .bits = 0};
        }
        const std::uint8_t value = byte + 1 < k_preamble    ? std::uint8_t{0x55}
                                   : byte + 1 == k_preamble ? std::uint8_t{0xd5}
                                                            : now.frame->bytes[byte - k_preamble];
        return {.valid = true, .bits = static_cast<std::uint8_t>((value >> (2 * (position % 4))) & 3)};
    }
    void clear() { waiting_.clear(); }

  private:
    struct Waiting {
        Cycle start;
        FramePointer frame;
    };
    std::deque<Waiting> waiting_;
};

} // namespace amoebox::sim
