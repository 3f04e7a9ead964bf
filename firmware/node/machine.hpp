// What the firmware needs of the node.
#pragma once

#include <cstdint>

#include "gen/registers.hpp"

namespace machine {

using namespace amoebox;

inline constexpr std::uint32_t k_ram_base = hw::ram_base;
inline constexpr std::uint32_t k_kernel_low = hw::ram_base; // below are no segments of the kernel

inline volatile std::uint32_t& reg(std::uint32_t base, std::uint32_t offset) {
    return *reinterpret_cast<volatile std::uint32_t*>(base + offset);
}
inline void put(std::uint8_t byte) {
    while ((reg(hw::uart::base, hw::uart::status) & 1) != 0) {
    }
    reg(hw::uart::base, hw::uart::data) = byte;
}
inline std::uint32_t ram_bytes(std::uint32_t /*device_tree*/) {
    return reg(hw::sys::base, hw::sys::ram_size);
}
[[noreturn]] inline void power_off(std::uint32_t status) {
    for (;;) {
        reg(hw::sys::base, hw::sys::power) = hw::power_off | status << 8;
    }
}

} // namespace machine
