// QEMU's virt machine for RISC-V: 16550 UART, PLIC, timer of the Sstc extension, virtio over MMIO.  The devices' addresses are
// those of processes' memory, so the kernel sees them elsewhere.
#pragma once

#include <array>
#include <cstdint>

namespace amoebox::kernel::platform {

inline constexpr std::uint32_t k_ram_base = 0x8000'0000;
inline constexpr std::uint32_t k_pending_timer = 1, k_pending_console = 2, k_pending_frames = 4;

inline constexpr std::uint32_t k_devices = 0xF000'0000; // UART, then a page for each virtio device
inline constexpr std::uint32_t k_plic = 0xF040'0000;
inline constexpr std::uint32_t k_test = 0xF090'0000; // "sifive_test": ends QEMU with a status
inline constexpr std::uint32_t k_part = 0x0040'0000;
inline constexpr std::array<Window, 3> k_windows = {{
    {k_devices, 0x1000'0000, k_part},
    {k_plic, 0x0C00'0000, k_part},
    {0xF080'0000, 0x0000'0000, k_part},
}};

inline volatile std::uint32_t& reg(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);
}
inline volatile std::uint8_t& reg8(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint8_t*>(address);
}
inline void barrier() {
    asm volatile("fence" ::: "memory");
}

inline void console_put(std::uint8_t byte) {
    while ((reg8(k_devices + 5) & 0x20) == 0) {
    }
    reg8(k_devices) = byte;
}

// What take_interrupts() has found and nobody has looked at yet.  Also set by the software box, which knows at once what the
// engine is told later.
inline std::uint32_t g_noted = 0;

void take_interrupts(); // the PLIC has some: they become notes
void frames_interrupt(bool wanted);

inline std::uint32_t pending() {
    std::uint32_t value;
    asm volatile("csrr %0, sip" : "=r"(value));
    if ((value & 1U << 9) != 0) {
        take_interrupts();
    }
    return (value >> 5 & k_pending_timer) | g_noted;
}
inline void rest() {
    asm volatile("wfi" ::: "memory");
}

// The clock has 10 MHz; how many cycles one of its ticks counts for, a word in memory says: 5 is the truth, and the default.
// With 1 everything has five times as long, and a host that is busy makes nobody late.
inline constexpr std::uint32_t k_rate_at = 0x8000'FFF8; // behind the firmware
inline std::uint32_t g_rate = 5;
inline std::uint64_t g_begin = 0; // when this kernel began: how long QEMU and the firmware took is the host's affair
inline std::uint32_t cycle() {
    std::uint32_t low;
    asm volatile("rdtime %0" : "=r"(low));
    return (low - static_cast<std::uint32_t>(g_begin)) * g_rate;
}
inline std::uint64_t time() {
    for (;;) {
        std::uint32_t high, low, again;
        asm volatile("rdtimeh %0\n rdtime %1\n rdtimeh %2" : "=&r"(high), "=&r"(low), "=&r"(again));
        if (high == again) {
            return std::uint64_t{high} << 32 | low;
        }
    }
}
inline std::uint64_t cycles() {
    return (time() - g_begin) * g_rate;
}
inline void begin_time() {
    const std::uint32_t rate = reg(k_rate_at);
    g_rate = rate == 0 || rate > 5 ? 5 : rate;
    g_begin = time();
}
inline void set_alarm(std::uint32_t at) {
    const auto ahead = static_cast<std::int32_t>(at - cycle());
    const std::uint64_t when = time() + (ahead > 0 ? (static_cast<std::uint32_t>(ahead) + g_rate - 1) / g_rate : 0);
    asm volatile("csrw 0x15D, %0\n csrw 0x14D, %1\n csrw 0x15D, %2" ::"r"(~0U), // stimecmph, stimecmp
                 "r"(static_cast<std::uint32_t>(when)), "r"(static_cast<std::uint32_t>(when >> 32)));
}

inline void trace(std::uint32_t /*word*/) {}
inline void see_received_data() {
    barrier();
}

// The virtio devices that were found: addresses of their registers; 0: there is none.
struct Devices {
    std::uint32_t network, entropy, disk;
    std::array<std::uint8_t, 6> mac;
};
extern Devices g_devices;

bool disk_start(); // of the disk that was found

} // namespace amoebox::kernel::platform
