// Ascon-CXOF128 of NIST SP 800-232 (August 2025), usable at compile time and freestanding.
//
// permute12() is the permutation Ascon-p[12]; round() one of its rounds; cxof128() the general function with
// customisation Z, message M and any output length.  The state is five 64-bit words; bytes are packed into words
// little-endian.  Tested against the official 1,089 vectors (verif/f).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace amoebox::ascon {

using State = std::array<std::uint64_t, 5>;

inline constexpr std::size_t k_rate = 8; // bytes of the state that meet the outside in each permutation
inline constexpr unsigned k_rounds = 12;
inline constexpr std::uint64_t k_cxof128_iv = 0x0000'0800'00cc'0004;

// Round number `index`, 0 to 11, of the permutation.
constexpr void round(State& s, unsigned index) {
    auto& [x0, x1, x2, x3, x4] = s;
    x2 ^= 0xf0 - index * 0x0f;

    // The 5-bit S-box, on 64 columns at once.
    x0 ^= x4;
    x4 ^= x3;
    x2 ^= x1;
    const State t = {~x0 & x1, ~x1 & x2, ~x2 & x3, ~x3 & x4, ~x4 & x0};
    x0 ^= t[1];
    x1 ^= t[2];
    x2 ^= t[3];
    x3 ^= t[4];
    x4 ^= t[0];
    x1 ^= x0;
    x0 ^= x4;
    x3 ^= x2;
    x2 = ~x2;

    // Diffusion within each word.
    x0 ^= std::rotr(x0, 19) ^ std::rotr(x0, 28);
    x1 ^= std::rotr(x1, 61) ^ std::rotr(x1, 39);
    x2 ^= std::rotr(x2, 1) ^ std::rotr(x2, 6);
    x3 ^= std::rotr(x3, 10) ^ std::rotr(x3, 17);
    x4 ^= std::rotr(x4, 7) ^ std::rotr(x4, 41);
}

constexpr void permute12(State& s) {
    for (unsigned index = 0; index < k_rounds; ++index) {
        round(s, index);
    }
}

// Up to eight bytes as a little-endian word; missing ones are zero.
constexpr std::uint64_t load(std::span<const std::uint8_t> bytes) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        word |= std::uint64_t{bytes[i]} << (8 * i);
    }
    return word;
}

constexpr void store(std::uint64_t word, std::span<std::uint8_t> bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(word >> (8 * i));
    }
}

// Absorbs a whole string, padded: a permutation, `permute`, after each block.
template <typename Permutation>
constexpr void absorb(State& s, std::span<const std::uint8_t> bytes, Permutation permute) {
    for (; bytes.size() >= k_rate; bytes = bytes.subspan(k_rate)) {
        s[0] ^= load(bytes.first(k_rate));
        permute(s);
    }
    s[0] ^= load(bytes) ^ (std::uint64_t{1} << (8 * bytes.size()));
    permute(s);
}

// Fills `out`: a permutation between blocks, none before the first.
template <typename Permutation>
constexpr void squeeze(State& s, std::span<std::uint8_t> out, Permutation permute) {
    for (; out.size() > k_rate; out = out.subspan(k_rate)) {
        store(s[0], out.first(k_rate));
        permute(s);
    }
    store(s[0], out);
}

// The state after customisation string `z`, ready for the message.
template <typename Permutation>
constexpr State cxof128_start(std::span<const std::uint8_t> z, Permutation permute) {
    State s = {k_cxof128_iv, 0, 0, 0, 0};
    permute(s);
    s[0] ^= std::uint64_t{z.size()} * 8;
    permute(s);
    absorb(s, z, permute);
    return s;
}

// The whole function on any permutation: so a bench runs the very same mode on the Verilog rounds.
template <typename Permutation>
constexpr void cxof128(std::span<const std::uint8_t> z, std::span<const std::uint8_t> message,
                       std::span<std::uint8_t> out, Permutation permute) {
    State s = cxof128_start(z, permute);
    absorb(s, message, permute);
    squeeze(s, out, permute);
}

constexpr void cxof128(std::span<const std::uint8_t> z, std::span<const std::uint8_t> message,
                       std::span<std::uint8_t> out) {
    cxof128(z, message, out, permute12);
}

} // namespace amoebox::ascon
