// What the firmware needs of QEMU's virt machine.  It lies itself in the first 64 KB of RAM, where -bios puts it.
#pragma once

#include <cstdint>
#include <string_view>

namespace machine {

inline constexpr std::uint32_t k_ram_base = 0x8000'0000;
inline constexpr std::uint32_t k_kernel_low = 0x8001'0000;
inline constexpr std::uint32_t k_uart = 0x1000'0000;
inline constexpr std::uint32_t k_test = 0x0010'0000; // "sifive_test": ends QEMU with a status

inline void put(std::uint8_t byte) {
    volatile auto* const uart = reinterpret_cast<volatile std::uint8_t*>(k_uart);
    while ((uart[5] & 0x20) == 0) {
    }
    uart[0] = byte;
}

// From the device tree that QEMU leaves at the end of memory, which is left to it: the size in `reg` of the node "memory@...".
inline constexpr std::uint32_t k_tree_room = 0x0040'0000;
inline std::uint32_t ram_bytes(std::uint32_t device_tree) {
    const auto* const tree = reinterpret_cast<const std::uint32_t*>(device_tree);
    const auto at = [&](std::uint32_t word) { return __builtin_bswap32(tree[word]); };
    constexpr std::uint32_t k_magic = 0xD00D'FEED, k_begin = 1, k_end = 2, k_property = 3, k_nothing = 4;
    if (at(0) != k_magic) {
        return 0;
    }
    const auto* const names = reinterpret_cast<const char*>(device_tree + at(3));
    bool in_memory = false;
    for (std::uint32_t word = at(2) / 4;;) {
        const std::uint32_t token = at(word++);
        if (token == k_begin) {
            const std::string_view name(reinterpret_cast<const char*>(tree + word));
            in_memory = name.starts_with("memory@");
            word += static_cast<std::uint32_t>(name.size()) / 4 + 1;
        } else if (token == k_property) {
            if (in_memory && std::string_view(names + at(word + 1)) == "reg") {
                return at(word + 5) - k_tree_room; // two words of address, two of size
            }
            word += 2 + (at(word) + 3) / 4;
        } else if (token == k_end) {
            in_memory = false;
        } else if (token != k_nothing) {
            return 0;
        }
    }
}

[[noreturn]] inline void power_off(std::uint32_t status) {
    for (;;) {
        *reinterpret_cast<volatile std::uint32_t*>(k_test) = status == 0 ? 0x5555 : status << 16 | 0x3333;
    }
}

} // namespace machine
