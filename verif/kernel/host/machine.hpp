// Takes the place of a platform's machine.hpp where parts of the kernel are tested on the host.
#pragma once

#include <array>

#include "gen/registers.hpp"

namespace amoebox::kernel::platform {

inline constexpr std::uint32_t k_ram_base = hw::ram_base;
inline constexpr std::array<Window, 1> k_windows = {{{hw::sys::base, hw::sys::base, 0x1000}}};

} // namespace amoebox::kernel::platform
