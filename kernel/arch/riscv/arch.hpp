// The processor: control registers, address spaces, caches.  What differs on another processor is in this directory.
#pragma once

#include <cstdint>

#include "gen/registers.hpp"
#include "kernel/arch/riscv/sv32.hpp"

namespace amoebox::kernel::arch {

inline volatile std::uint32_t& reg(std::uint32_t base, std::uint32_t offset) {
    return *reinterpret_cast<volatile std::uint32_t*>(base + offset);
}

inline std::uint32_t pending_lines() {
    std::uint32_t value;
    asm volatile("csrr %0, 0xDC0" : "=r"(value));
    return value;
}
inline void enable_lines(std::uint32_t mask) {
    asm volatile("csrw 0x9C0, %0" ::"r"(mask));
}

inline void use_space(const std::uint32_t* root) {
    const std::uint32_t value = 0x8000'0000U | reinterpret_cast<std::uint32_t>(root) >> 12;
    asm volatile("csrw satp, %0\n sfence.vma" ::"r"(value) : "memory");
}
inline void forget_translations() {
    asm volatile("sfence.vma" ::: "memory");
}
inline void flush_data_cache() {
    asm volatile(".word 0x0000500F" ::: "memory");
}
inline void flush_code_cache() {
    asm volatile("fence.i" ::: "memory");
}
inline std::uint32_t cycle() {
    return reg(hw::sys::base, hw::sys::cycle_low);
}

// RAM as the DMA sees it: not through the data cache.
template <class T>
inline volatile T* uncached(T* at) {
    return reinterpret_cast<volatile T*>(reinterpret_cast<std::uint32_t>(at) +
                                         (hw::ram_uncached_base - hw::ram_base));
}

} // namespace amoebox::kernel::arch
