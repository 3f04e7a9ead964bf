// Frames as they are on a wire: bytes from the destination address to the checksum, and the cycles of their bits.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace amoebox::sim {

using Cycle = std::uint64_t;
using Mac = std::array<std::uint8_t, 6>;

inline constexpr std::uint64_t k_hertz = 50'000'000;
inline constexpr Cycle k_cycles_a_byte = 4;  // two bits a cycle
inline constexpr std::size_t k_preamble = 8; // with the start delimiter
inline constexpr Cycle k_gap = 12 * k_cycles_a_byte;
inline constexpr std::size_t k_shortest = 64; // both with checksum
inline constexpr std::size_t k_longest = 1518;

struct Frame {
    std::vector<std::uint8_t> bytes;
    Cycle begin = 0; // first bit of the preamble left the board that made it
    Cycle end = 0;   // cycle after its last bit
};
using FramePointer = std::shared_ptr<const Frame>;

constexpr Cycle wire_cycles(std::size_t bytes) {
    return (bytes + k_preamble) * k_cycles_a_byte;
}

std::uint32_t crc32(std::span<const std::uint8_t> bytes);
bool has_good_checksum(std::span<const std::uint8_t> frame);
// Writes the right checksum into the last four bytes.
void repair_checksum(std::span<std::uint8_t> frame);

// The n-th board's address: locally administered.
constexpr Mac mac_of(std::size_t board) {
    return {0x02, 0x41, 0x4d, 0x42, static_cast<std::uint8_t>(board >> 8), static_cast<std::uint8_t>(board + 1)};
}
constexpr bool is_group(const Mac& mac) {
    return (mac[0] & 1) != 0;
}

} // namespace amoebox::sim
