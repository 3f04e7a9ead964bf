// Takes the place of kernel/arch/*/arch.hpp where parts of the kernel are tested on the host.
#pragma once

#include "kernel/arch/riscv/sv32.hpp"

namespace amoebox::kernel::arch {

inline void flush_code_cache() {}
template <class Thread>
Thread* current_thread() {
    return nullptr;
}

} // namespace amoebox::kernel::arch
