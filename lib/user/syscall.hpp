// A system call, inline: number in a7, arguments in a0 to a5.  The kernel clears what a C function may change.
#pragma once

#include <cstdint>

#include "gen/syscalls.hpp"

namespace amoebox {

inline std::int32_t system_call(Syscall number, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0,
                                std::uint32_t d = 0, std::uint32_t e = 0, std::uint32_t f = 0) {
    register std::uint32_t a0 asm("a0");
    register std::uint32_t a1 asm("a1");
    register std::uint32_t a2 asm("a2");
    register std::uint32_t a3 asm("a3");
    register std::uint32_t a4 asm("a4");
    register std::uint32_t a5 asm("a5");
    register std::uint32_t a7 asm("a7");
    a0 = a;
    a1 = b;
    a2 = c;
    a3 = d;
    a4 = e;
    a5 = f;
    a7 = static_cast<std::uint32_t>(number);
    asm volatile("ecall"
                 : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a7)
                 :
                 : "a6", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "memory");
    return static_cast<std::int32_t>(a0);
}

inline std::uint32_t address_of(const volatile void* at) {
    return reinterpret_cast<std::uint32_t>(at);
}

} // namespace amoebox
