// Big-endian integers and byte strings in frames: read and written byte by byte, so no alignment or byte order of the
// machine matters.  Freestanding, usable at compile time.
//
// Whoever calls has checked that the bytes from `at` on are there; nothing here looks at the end of a span.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace amoebox::bytes {

// The unsigned integer of Size bytes at `at`.
template <std::unsigned_integral Integer, std::size_t Size = sizeof(Integer)>
constexpr Integer get(std::span<const std::uint8_t> from, std::size_t at) {
    static_assert(Size <= sizeof(Integer));
    Integer value = 0;
    for (std::size_t i = 0; i < Size; ++i) {
        value = static_cast<Integer>(static_cast<std::uint64_t>(value) << 8U | from[at + i]);
    }
    return value;
}

// Writes the low Size bytes of an unsigned integer at `at`.
template <std::unsigned_integral Integer, std::size_t Size = sizeof(Integer)>
constexpr void put(std::span<std::uint8_t> to, std::size_t at, Integer value) {
    static_assert(Size <= sizeof(Integer));
    for (std::size_t i = 0; i < Size; ++i) {
        to[at + i] = static_cast<std::uint8_t>(value >> 8U * (Size - 1 - i));
    }
}

template <std::size_t Size>
constexpr std::array<std::uint8_t, Size> get_string(std::span<const std::uint8_t> from, std::size_t at) {
    std::array<std::uint8_t, Size> string{};
    for (std::size_t i = 0; i < Size; ++i) {
        string[i] = from[at + i];
    }
    return string;
}

constexpr void put_string(std::span<std::uint8_t> to, std::size_t at, std::span<const std::uint8_t> string) {
    for (std::size_t i = 0; i < string.size(); ++i) {
        to[at + i] = string[i];
    }
}

} // namespace amoebox::bytes
