// The box as the processor sees it: it opens, and its F gives known answers.  (The memory has been looked at before there was a stack.)
#pragma once

#include <array>
#include <cstdint>

#include "firmware/node/board/known_answers.hpp"
#include "machine.hpp"

namespace machine {

inline constexpr std::uint32_t k_status_bad_box = 73; // a LED shows it

inline bool is_control_build() {
    return reg(hw::fbox::base, hw::fbox::id) == 0x57495245; // 'WIRE': for the attacks that must succeed without a box
}

// Nothing, or what is wrong with the box.
inline const char* test_box() {
    constexpr std::uint32_t k_box = 0x46424F58, k_patience = 50'000'000; // cycles: one second
    constexpr std::size_t k_words = (port_bytes + 3) / 4;
    const auto box = [](std::uint32_t offset) -> volatile std::uint32_t& {
        return reg(hw::fbox::base, offset);
    };
    const auto now = [] { return reg(hw::sys::base, hw::sys::cycle_low); };
    const auto settled = [&](std::uint32_t bits, std::uint32_t wanted) {
        for (const std::uint32_t since = now(); (box(hw::fbox::status) & bits) != wanted;) {
            if (now() - since > k_patience) {
                return false;
            }
        }
        return true;
    };
    if (box(hw::fbox::id) != k_box) {
        return "is not there";
    }
    if (!settled(1, 1)) {
        return "does not open: it gets no entropy";
    }
    for (const KnownAnswer& known : k_known_answers) {
        const auto byte = [](const std::array<std::uint8_t, port_bytes>& bytes, std::size_t i) {
            return i < port_bytes ? std::uint32_t{bytes[i]} << 8 * (i % 4) : 0;
        };
        for (std::size_t i = 0; i < 4 * k_words; i += 4) {
            box(hw::fbox::operand) =
                byte(k_question, i) | byte(k_question, i + 1) | byte(k_question, i + 2) | byte(k_question, i + 3);
        }
        box(hw::fbox::command) = known.operation;
        if (!settled(2, 0)) {
            return "does not carry out a command";
        }
        for (std::size_t i = 0; i < 4 * k_words; i += 4) {
            const std::uint32_t mask = i + 4 <= port_bytes ? ~0U : (1U << 8 * (port_bytes % 4)) - 1;
            const std::uint32_t wanted =
                byte(known.value, i) | byte(known.value, i + 1) | byte(known.value, i + 2) | byte(known.value, i + 3);
            if ((box(hw::fbox::value) & mask) != wanted) {
                return "computes F wrongly";
            }
        }
    }
    return nullptr;
}

} // namespace machine
