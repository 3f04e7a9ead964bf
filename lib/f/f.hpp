// F, the one-way function of Amoebox: Ascon-CXOF128 of a byte string, cut to the length of its input (docs/f.md).
//
// Each use has its own customisation string, so that no value of one use is ever a value of another.  The states
// after these strings are computed at compile time: f() costs 12 rounds for 6 bytes and 36 for 14.  F(null) = null,
// where null is all zeros.  Nothing here needs a heap, exceptions or an operating system.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lib/f/ascon.hpp"

namespace amoebox {

enum class Use : std::uint8_t {
    port = 0,      // put-port of a get-port
    signature = 1, // what others see of a signature
    check = 2,     // check field of a restricted capability
    random = 3,    // step of the kernel's random generator; not in hardware
};

inline constexpr std::array<std::string_view, 4> k_customisation = {
    "amoebox-port-v1",
    "amoebox-signature-v1",
    "amoebox-check-v1",
    "amoebox-random-v1",
};

namespace detail {

consteval ascon::State start_state(std::string_view customisation) {
    std::array<std::uint8_t, 32> bytes{};
    std::ranges::transform(customisation, bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
    return ascon::cxof128_start(std::span<const std::uint8_t>(bytes).first(customisation.size()), ascon::permute12);
}

} // namespace detail

// The state of the sponge from which F begins, by use.  The Verilog gets the same numbers from `f
// --verilog-constants`.
inline constexpr std::array<ascon::State, 4> k_start_states = {
    detail::start_state(k_customisation[0]),
    detail::start_state(k_customisation[1]),
    detail::start_state(k_customisation[2]),
    detail::start_state(k_customisation[3]),
};

template <std::size_t Bytes>
constexpr std::array<std::uint8_t, Bytes> f(Use use, const std::array<std::uint8_t, Bytes>& input) {
    if (std::ranges::all_of(input, [](std::uint8_t byte) { return byte == 0; })) {
        return {};
    }
    ascon::State state = k_start_states[static_cast<std::size_t>(use)];
    std::array<std::uint8_t, Bytes> output{};
    ascon::absorb(state, input, ascon::permute12);
    ascon::squeeze(state, output, ascon::permute12);
    return output;
}

} // namespace amoebox
