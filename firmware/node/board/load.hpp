// A board: the image is read from the first blocks of a memory card in SPI mode (SD version 2 or later: SDHC, SDXC, some SDSC),
// and if that fails, from the console's line.
#pragma once

#include <array>
#include <cstdint>

#include "firmware/image.hpp"
#include "machine.hpp"
#include "self_test.hpp"

namespace machine {

class Card {
  public:
    static constexpr std::uint32_t k_block = 512;

    // Nothing, or what is wrong with it.
    const char* start() {
        control(false);
        for (int i = 0; i < 10; ++i) { // it wants 74 clocks before anything
            byte(0xFF);
        }
        unsigned answer = 0xFF;
        for (int i = 0; i < 10 && answer != k_idle; ++i) {
            answer = command(0, 0, 0x95);
        }
        if (answer != k_idle) {
            return "cannot be read: there is no card, or it does not answer";
        }
        if (command(8, 0x1AA, 0x87) != k_idle || (word() & 0xFF0F'0000) != 0xAA01'0000) {
            return "cannot be read: the card is older than SD version 2";
        }
        const std::uint32_t since = now();
        while ((command(55, 0, 0x65), command(41, 0x4000'0000, 0x77)) != 0) {
            if (now() - since > k_patience) {
                return "cannot be read: the card does not become ready";
            }
        }
        if (command(58, 0, 0xFD) != 0) {
            return "cannot be read: the card does not say what it is";
        }
        by_blocks_ = (word() & 0x40) != 0;
        fast_ = true;
        control(false);
        return nullptr;
    }

    bool read(std::uint32_t block, std::uint32_t* to) {
        if (command(17, by_blocks_ ? block : block * k_block, 0xFF) != 0) {
            return false;
        }
        const std::uint32_t since = now();
        std::uint32_t token = 0xFF;
        while (token == 0xFF) {
            token = byte(0xFF);
            if (now() - since > k_patience) {
                return false;
            }
        }
        if (token != 0xFE) {
            return false;
        }
        for (std::uint32_t i = 0; i < k_block / 4; ++i) {
            to[i] = word();
        }
        byte(0xFF); // its CRC-16; the image has a checksum of its own
        byte(0xFF);
        return true;
    }

  private:
    static constexpr unsigned k_idle = 1;
    static constexpr std::uint32_t k_patience = 50'000'000; // cycles: one second
    static constexpr std::uint32_t k_slow = 63;             // 390 kHz while it starts, 25 MHz then

    static std::uint32_t now() { return reg(hw::sys::base, hw::sys::cycle_low); }
    void control(bool selected) const {
        reg(hw::sd::base, hw::sd::control) = (fast_ ? 0 : k_slow) | (selected ? 0x100U : 0U);
    }
    static std::uint32_t transfer(std::uint32_t offset, std::uint32_t value) {
        reg(hw::sd::base, offset) = value;
        while ((reg(hw::sd::base, hw::sd::status) & 1) != 0) {
        }
        return reg(hw::sd::base, offset);
    }
    static std::uint32_t byte(std::uint32_t value) { return transfer(hw::sd::data, value); }
    static std::uint32_t word() { return transfer(hw::sd::word, ~0U); }

    // The first byte of its answer; 0xFF: none.
    unsigned command(unsigned index, std::uint32_t argument, unsigned crc) const {
        control(false);
        byte(0xFF);
        control(true);
        byte(0xFF);
        byte(0x40 | index);
        transfer(hw::sd::word, __builtin_bswap32(argument));
        byte(crc);
        unsigned answer = 0xFF;
        for (int i = 0; i < 16 && (answer & 0x80) != 0; ++i) {
            answer = byte(0xFF);
        }
        return answer;
    }

    bool by_blocks_ = false;
    bool fast_ = false;
};

// Both: nothing, or the rest of the sentence "firmware: the boot image ...".
inline const char* load_from_card(std::uint32_t place, std::uint32_t room) {
    Card card;
    if (const char* wrong = card.start()) {
        return wrong;
    }
    auto* to = reinterpret_cast<std::uint32_t*>(place);
    const auto& header = *reinterpret_cast<const amoebox::image::Header*>(place);
    std::uint32_t length = Card::k_block;
    for (std::uint32_t done = 0; done < length; done += Card::k_block) {
        if (!card.read(done / Card::k_block, to + done / 4)) {
            return "cannot be read: the card fails in the middle of it";
        }
        if (done == 0) {
            if (header.magic != amoebox::image::k_magic) {
                return "is missing: the card does not begin with AMBI";
            }
            length = header.length;
            if (length > room - Card::k_block) {
                return "on the card is longer than memory";
            }
        }
    }
    return nullptr;
}

// The bytes of an image, as they are, on the console's line; whatever comes before it is skipped.
inline const char* load_from_line(std::uint32_t place, std::uint32_t room) {
    constexpr std::uint32_t k_patience = 250'000'000; // cycles between two bytes: five seconds
    constexpr std::uint32_t k_none = 0x8000'0000;
    const auto byte = [] { return reg(hw::uart::base, hw::uart::data); };
    std::uint32_t window = 0;
    while (window != amoebox::image::k_magic) {
        const std::uint32_t got = byte();
        window = (got & k_none) != 0 ? window : window >> 8 | got << 24;
    }
    auto* to = reinterpret_cast<volatile std::uint8_t*>(place);
    for (unsigned i = 0; i < 4; ++i) {
        to[i] = static_cast<std::uint8_t>(window >> 8 * i);
    }
    const auto& header = *reinterpret_cast<const amoebox::image::Header*>(place);
    std::uint32_t length = sizeof header;
    for (std::uint32_t at = 4; at < length; ++at) {
        std::uint32_t got = byte();
        for (const std::uint32_t since = reg(hw::sys::base, hw::sys::cycle_low); (got & k_none) != 0; got = byte()) {
            if (reg(hw::sys::base, hw::sys::cycle_low) - since > k_patience) {
                return "broke off: five seconds without a byte";
            }
        }
        to[at] = static_cast<std::uint8_t>(got);
        if (at == 7) {
            length = header.length;
            if (length > room) {
                return "on the line is longer than memory";
            }
        }
    }
    return nullptr;
}

inline const char* load(std::uint32_t place, std::uint32_t room) {
    const auto say = [](const char* text) {
        for (; *text != '\0'; ++text) {
            put(static_cast<std::uint8_t>(*text));
        }
    };
    const char* wrong = is_control_build() ? nullptr : test_box();
    say("firmware: self-test: the F-box ");
    if (wrong != nullptr) {
        say(wrong);
        say("; powering off\n");
        power_off(k_status_bad_box);
    }
    say(is_control_build() ? "is left out: a build for tests\n" : "gives known answers\n");
    wrong = load_from_card(place, room);
    if (wrong == nullptr) {
        return nullptr;
    }
    say("firmware: the boot image ");
    say(wrong);
    say("; send one on this line\n");
    return load_from_line(place, room);
}

} // namespace machine
