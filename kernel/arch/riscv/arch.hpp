// The processor: control registers, address spaces, caches.  What differs on another processor is in this directory.
#pragma once

#include <cstdint>

#include "sv32.hpp"

namespace amoebox::kernel::arch {

inline void use_space(const std::uint32_t* root) {
    const std::uint32_t value = 0x8000'0000U | reinterpret_cast<std::uint32_t>(root) >> 12;
    asm volatile("csrw satp, %0\n sfence.vma" ::"r"(value) : "memory");
}
inline void forget_translations() {
    asm volatile("sfence.vma" ::: "memory");
}
inline void flush_code_cache() {
    asm volatile("fence.i" ::: "memory");
}

// tp: the running thread (thread.hpp), or whose call the kernel carries out.
template <class Thread>
inline Thread* current_thread() {
    Thread* thread;
    asm("mv %0, tp" : "=r"(thread));
    return thread;
}
inline void no_thread_yet() {
    asm volatile("mv tp, zero");
}
// What the kernel returns to is a thread in user mode.
inline void return_to_user_mode() {
    asm volatile("csrc sstatus, %0" ::"r"(1U << 8));
}

} // namespace amoebox::kernel::arch
