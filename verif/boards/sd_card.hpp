// A memory card (SDHC) in SPI mode: what its pins do, and whether its master keeps the rules of start-up and of time.
// Knows the commands that read: 0, 8, 17, 41, 55, 58.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace amoebox::bench {

class SdCard {
  public:
    static constexpr std::size_t k_block = 512;

    // Pins at this moment (ns); returns what the card shows, high when it shows nothing.
    bool step(std::uint64_t now, bool cs_n, bool clk, bool mosi) {
        if (!present) {
            return true;
        }
        if (clk && !clk_) {
            rise(now, cs_n, mosi);
        }
        if (!clk && clk_ && !cs_n) {
            fall(now);
        }
        if (cs_n != cs_n_) {
            bits_ = 0;
            command_.clear();
            out_.clear();
            shown_ = 0xFF;
            place_ = 7;
            level_ = next_level_ = true;
        }
        clk_ = clk;
        cs_n_ = cs_n;
        if (now >= late_until_) {
            level_ = next_level_;
        }
        return cs_n || level_;
    }

    bool present = true;
    std::vector<std::uint8_t> content;
    std::size_t broken_block = ~std::size_t{0}; // reading it fails
    std::string fault;                          // the first rule that was broken
    unsigned blocks_read = 0;

  private:
    static constexpr std::uint64_t k_output_delay = 14; // ns, the longest that the standard allows

    void broken(const char* what) {
        if (fault.empty()) {
            fault = what;
        }
    }
    void rise(std::uint64_t now, bool cs_n, bool mosi) {
        if (now - rose_ < (ready_ ? 40U : 2500U)) {
            broken(ready_ ? "faster than 25 MHz" : "faster than 400 kHz before it is ready");
        }
        rose_ = now;
        if (cs_n) {
            idle_clocks_ += mosi ? 1 : 0;
            return;
        }
        in_ = static_cast<std::uint8_t>(in_ << 1 | (mosi ? 1 : 0));
        if (++bits_ == 8) {
            bits_ = 0;
            byte(in_);
        }
    }
    void fall(std::uint64_t now) {
        if (place_ == 0) {
            place_ = 8;
            shown_ = 0xFF;
            if (!out_.empty()) {
                shown_ = out_.front();
                out_.pop_front();
            }
        }
        --place_;
        next_level_ = (shown_ >> place_ & 1) != 0;
        late_until_ = now + k_output_delay;
    }
    void byte(std::uint8_t value) {
        if (command_.empty() && (value & 0xC0) != 0x40) {
            return;
        }
        command_.push_back(value);
        if (command_.size() == 6) {
            answer();
            command_.clear();
        }
    }
    void answer() {
        const unsigned index = command_[0] & 63;
        std::uint32_t argument = 0;
        for (std::size_t i = 1; i < 5; ++i) {
            argument = argument << 8 | command_[i];
        }
        const bool of_application = std::exchange(application_, false);
        const auto say = [&](std::initializer_list<unsigned> bytes) {
            out_.push_back(0xFF);
            for (const unsigned each : bytes) {
                out_.push_back(static_cast<std::uint8_t>(each));
            }
        };
        const unsigned idle = ready_ ? 0 : 1;
        if ((index == 0 || index == 8) && command_[5] != crc7()) {
            broken("a command with a wrong CRC before there is none");
            return;
        }
        if (index == 0) {
            if (idle_clocks_ < 74) {
                broken("fewer than 74 clocks before the first command");
                return;
            }
            awake_ = true;
            ready_ = false;
            tries_ = 0;
            say({1});
        } else if (!awake_) {
            broken("a command before CMD0");
        } else if (index == 8) {
            say({idle, 0, 0, argument >> 8 & 15, argument & 255});
        } else if (index == 55) {
            application_ = true;
            say({idle});
        } else if (index == 41 && of_application) {
            if ((argument & 0x4000'0000) == 0) {
                broken("the master does not say that it knows SDHC");
            }
            ready_ = ++tries_ == 3;
            say({ready_ ? 0U : 1U});
        } else if (index == 58) {
            say({idle, ready_ ? 0xC0U : 0U, 0xFF, 0x80, 0});
        } else if (index == 17 && ready_) {
            read(argument, say);
        } else {
            say({idle | 4});
        }
    }
    template <typename Say>
    void read(std::size_t block, Say&& say) {
        if (block * k_block >= content.size()) {
            say({0x40});
            return;
        }
        ++blocks_read;
        say({0});
        for (std::size_t i = 0; i < 2 + block % 5; ++i) { // it looks for it
            out_.push_back(0xFF);
        }
        if (block == broken_block) {
            out_.push_back(0x08);
            return;
        }
        out_.push_back(0xFE);
        std::uint16_t crc = 0;
        for (std::size_t i = 0; i < k_block; ++i) {
            const std::size_t at = block * k_block + i;
            const std::uint8_t value = at < content.size() ? content[at] : std::uint8_t{0};
            out_.push_back(value);
            crc = static_cast<std::uint16_t>(crc ^ value << 8);
            for (int bit = 0; bit < 8; ++bit) {
                crc = static_cast<std::uint16_t>(crc << 1 ^ ((crc & 0x8000) != 0 ? 0x1021 : 0));
            }
        }
        out_.push_back(static_cast<std::uint8_t>(crc >> 8));
        out_.push_back(static_cast<std::uint8_t>(crc));
    }
    std::uint8_t crc7() const {
        unsigned crc = 0;
        for (std::size_t i = 0; i < 5; ++i) {
            for (int bit = 7; bit >= 0; --bit) {
                crc = crc << 1 | (command_[i] >> bit & 1);
                crc ^= (crc & 0x80) != 0 ? 0x89 : 0;
            }
        }
        for (int bit = 0; bit < 7; ++bit) {
            crc <<= 1;
            crc ^= (crc & 0x80) != 0 ? 0x89 : 0;
        }
        return static_cast<std::uint8_t>(crc << 1 | 1);
    }

    bool clk_ = false, cs_n_ = true, level_ = true, next_level_ = true;
    bool awake_ = false, ready_ = false, application_ = false;
    std::uint64_t rose_ = 0, late_until_ = 0;
    unsigned idle_clocks_ = 0, tries_ = 0, bits_ = 0, place_ = 7;
    std::uint8_t in_ = 0, shown_ = 0xFF;
    std::vector<std::uint8_t> command_;
    std::deque<std::uint8_t> out_;
};

} // namespace amoebox::bench
