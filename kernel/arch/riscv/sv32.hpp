// Page table entries (Sv32).
#pragma once

#include <cstdint>

namespace amoebox::kernel::arch {

inline constexpr std::uint32_t k_valid = 1, k_read = 2, k_write = 4, k_execute = 8, k_user = 16, k_accessed = 64,
                               k_dirty = 128;

} // namespace amoebox::kernel::arch
