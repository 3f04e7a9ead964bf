// Sizes of the kernel's pools and the share that one process may have of each.
#pragma once

#include <cstdint>

namespace amoebox::kernel {

inline constexpr std::uint32_t k_page = 4096;
inline constexpr unsigned k_threads = 64;
inline constexpr unsigned k_processes = 24;
#ifndef AMOEBOX_NO_QUOTA
inline constexpr unsigned k_process_threads = 24;
inline constexpr unsigned k_process_ports = 16; // services that threads of a process have joined
inline constexpr unsigned k_process_segments = 24;
#else // a control build, see defences.hpp
inline constexpr unsigned k_process_threads = k_threads;
inline constexpr unsigned k_process_ports = 64;
inline constexpr unsigned k_process_segments = 96;
#endif
inline constexpr unsigned k_process_waits = 20; // threads in a trans at a time
inline constexpr std::uint32_t k_process_pages = 2048;
inline constexpr std::uint32_t k_main_stack_pages = 4;

inline constexpr std::uint32_t k_user_low = 0x0001'0000;
inline constexpr std::uint32_t k_user_high = 0x4000'0000;
inline constexpr std::uint32_t k_map_low = 0x1000'0000; // `map` places segments from here
inline constexpr std::uint32_t k_main_stack_top = 0x3FFF'F000;
// Bytes of one message: what a page of page addresses can name, and what can be checked while no interrupt is looked at.
inline constexpr std::uint32_t k_message_most = 0x0040'0000;

inline constexpr std::uint32_t k_slice = 500'000;  // cycles that a thread runs before others get their turn
inline constexpr std::uint32_t k_hold = 32'768;    // cycles that frames from strangers wait at most while threads run
inline constexpr std::uint32_t k_copy_step = 2048; // bytes copied without looking at interrupts
inline constexpr std::uint32_t k_tick_cycles = 65536; // one tick of the RPC engine's coarse time

} // namespace amoebox::kernel
