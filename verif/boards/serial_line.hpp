// The other end of a board's console: 8N1, a whole number of cycles a bit.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

namespace amoebox::bench {

class SerialLine {
  public:
    explicit SerialLine(unsigned bit) : bit_(bit) {}

    std::string text;              // from the board
    std::deque<std::uint8_t> keys; // for the board

    // One cycle: what the board shows in, what it sees out.
    bool cycle(bool level) {
        listen(level);
        return typed();
    }

  private:
    bool typed() {
        if (typing_ == 0) {
            if (keys.empty()) {
                return true;
            }
            typing_ = 10 * bit_;
        }
        const unsigned place = 9 - --typing_ / bit_;
        const bool level = place == 9 || (place != 0 && (keys.front() >> (place - 1) & 1) != 0);
        if (typing_ == 0) {
            keys.pop_front();
        }
        return level;
    }
    void listen(bool level) {
        if (bits_ == 0) {
            if (!level) {
                bits_ = 1;
                wait_ = bit_ + bit_ / 2 - 1;
            }
        } else if (wait_-- == 0) {
            wait_ = bit_ - 1;
            if (bits_++ == 9) {
                bits_ = 0;
                text += static_cast<char>(byte_);
            } else {
                byte_ = static_cast<std::uint8_t>(byte_ >> 1 | (level ? 0x80 : 0));
            }
        }
    }

    unsigned bit_, bits_ = 0, wait_ = 0, typing_ = 0;
    std::uint8_t byte_ = 0;
};

} // namespace amoebox::bench
