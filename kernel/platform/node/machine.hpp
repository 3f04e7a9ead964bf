// The node of docs/node.md: its registers (interfaces/registers.toml), and what VexRiscv adds to RISC-V.
#pragma once

#include <array>
#include <cstdint>

#include "gen/registers.hpp"

namespace amoebox::kernel::platform {

inline constexpr std::uint32_t k_ram_base = hw::ram_base;
inline constexpr std::uint32_t k_pending_timer = 1U << hw::irq_timer;
inline constexpr std::uint32_t k_pending_console = 1U << hw::irq_uart;
inline constexpr std::uint32_t k_pending_frames = 1U << hw::irq_dma;
// One translation for all: the processor remembers four for data, and a process needs two while it calls.
inline constexpr std::array<Window, 1> k_windows = {{{hw::ram_uncached_base, hw::ram_uncached_base, 0x0040'0000}}};
static_assert(hw::sys::base - hw::ram_uncached_base < 0x0040'0000);

inline volatile std::uint32_t& reg(std::uint32_t base, std::uint32_t offset) {
    return *reinterpret_cast<volatile std::uint32_t*>(base + offset);
}
// RAM as the DMA sees it: not through the data cache.  Of the kernel only: kernel.ld keeps it in the first 2 MB.
template <class T>
inline volatile T* uncached(T* at) {
    return reinterpret_cast<volatile T*>(reinterpret_cast<std::uint32_t>(at) +
                                         (hw::ram_uncached_base - hw::ram_base));
}
inline void flush_data_cache() {
    asm volatile(".word 0x0000500F" ::: "memory");
}

inline void console_put(std::uint8_t byte) {
    while ((reg(hw::uart::base, hw::uart::status) & 1) != 0) {
    }
    reg(hw::uart::base, hw::uart::data) = byte;
}
inline std::int32_t console_get() {
    const bool ready = (reg(hw::uart::base, hw::uart::status) & 2) != 0;
    return ready ? static_cast<std::int32_t>(reg(hw::uart::base, hw::uart::data) & 0xFF) : -1;
}

inline void listen(bool console) {
    const std::uint32_t lines = k_pending_timer | k_pending_frames | (console ? k_pending_console : 0);
    asm volatile("csrw 0x9C0, %0" ::"r"(lines));
}
inline std::uint32_t pending() {
    std::uint32_t value;
    asm volatile("csrr %0, 0xDC0" : "=r"(value));
    return value;
}
inline void rest() {}
inline const char* start() {
    asm volatile("csrw sie, %0" ::"r"(1U << 9));
    return nullptr;
}

inline std::uint32_t cycle() {
    return reg(hw::sys::base, hw::sys::cycle_low);
}
inline std::uint64_t cycles() {
    const std::uint32_t low = reg(hw::sys::base, hw::sys::cycle_low);
    return std::uint64_t{reg(hw::sys::base, hw::sys::cycle_high)} << 32 | low;
}
inline void set_alarm(std::uint32_t at) {
    reg(hw::sys::base, hw::sys::alarm) = at;
    reg(hw::sys::base, hw::sys::alarm_on) = 1;
}

inline bool entropy(std::uint32_t& word) {
    if ((reg(hw::entropy::base, hw::entropy::status) & 1) == 0) {
        return false;
    }
    word = reg(hw::entropy::base, hw::entropy::data);
    return true;
}

inline void trace(std::uint32_t word) {
    reg(hw::sys::base, hw::sys::trace) = word;
}
inline void see_received_data() {
    flush_data_cache();
}
inline std::uint32_t board_number() {
    return reg(hw::sys::base, hw::sys::board);
}
[[noreturn]] inline void power_off(std::uint32_t status) {
    for (;;) {
        reg(hw::sys::base, hw::sys::power) = hw::power_off | (status & 0xFF) << 8;
    }
}

// The node has no disk yet.
inline std::uint32_t disk_sectors() {
    return 0;
}
inline Disk disk_read(std::uint32_t /*sector*/, std::span<std::uint8_t> /*to*/) {
    return Disk::none;
}
inline Disk disk_write(std::uint32_t /*sector*/, std::span<const std::uint8_t> /*from*/) {
    return Disk::none;
}

} // namespace amoebox::kernel::platform
