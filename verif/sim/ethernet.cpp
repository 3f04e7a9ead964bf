#include "verif/sim/ethernet.hpp"

#include <algorithm>

namespace amoebox::sim {

namespace {

constexpr std::array<std::uint32_t, 256> crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t x = i;
        for (int bit = 0; bit < 8; ++bit) {
            x = (x >> 1) ^ ((x & 1) != 0 ? 0xedb88320U : 0U);
        }
        table[i] = x;
    }
    return table;
}

constexpr auto k_table = crc_table();

} // namespace

std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
    std::uint32_t x = 0xffffffffU;
    for (const std::uint8_t byte : bytes) {
        x = (x >> 8) ^ k_table[(x ^ byte) & 0xff];
    }
    return ~x;
}

bool has_good_checksum(std::span<const std::uint8_t> frame) {
    if (frame.size() < 5) {
        return false;
    }
    const std::uint32_t x = crc32(frame.first(frame.size() - 4));
    const auto tail = frame.last(4);
    for (std::size_t i = 0; i < 4; ++i) {
        if (tail[i] != static_cast<std::uint8_t>(x >> (8 * i))) {
            return false;
        }
    }
    return true;
}

void repair_checksum(std::span<std::uint8_t> frame) {
    if (frame.size() < 5) {
        return;
    }
    const std::uint32_t x = crc32(frame.first(frame.size() - 4));
    for (std::size_t i = 0; i < 4; ++i) {
        frame[frame.size() - 4 + i] = static_cast<std::uint8_t>(x >> (8 * i));
    }
}

} // namespace amoebox::sim
