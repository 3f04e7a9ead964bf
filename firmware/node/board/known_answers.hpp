// What the self-test asks of the box, and what F of it is.  The compiler computes the answers from the library: nothing here was
// typed by hand.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gen/profile.hpp"
#include "gen/registers.hpp"
#include "lib/f/f.hpp"

namespace amoebox {

struct KnownAnswer {
    std::uint32_t operation;
    std::array<std::uint8_t, port_bytes> value;
};

inline constexpr std::array<std::uint8_t, port_bytes> k_question = [] {
    std::array<std::uint8_t, port_bytes> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(0x53 + 0x1D * i);
    }
    return bytes;
}();
inline constexpr std::array k_known_answers = {KnownAnswer{hw::fbox_op_f_port, f(Use::port, k_question)},
                                               KnownAnswer{hw::fbox_op_f_signature, f(Use::signature, k_question)},
                                               KnownAnswer{hw::fbox_op_f_check, f(Use::check, k_question)}};

} // namespace amoebox
