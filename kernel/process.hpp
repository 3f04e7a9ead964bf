// Processes: loading from the boot image, segments, faults, the end.
#pragma once

#include <cstdint>
#include <string_view>

#include "firmware/image.hpp"
#include "kernel/thread.hpp"

namespace amoebox::kernel {

extern image::Image g_image;

// Loads a program in steps.  begin: an Error (negative) or the process's number; step: 1 more, 0 done, negative: an Error, and
// everything is given back.
std::int32_t load_begin(std::string_view program, std::string_view arguments, bool boot);
std::int32_t load_begin(std::string_view name, std::span<const std::uint8_t> elf);
std::int32_t load_step();
bool loading();

Thread* thread_create(Process& process, std::uint32_t entry, std::uint32_t stack);
void thread_end(Thread& thread);
void process_end(Process& process, std::uint32_t status);
// Threads and processes that have ended and are not yet freed.
extern unsigned g_ending;
// A step of freeing what has ended; true: there was something to do.
bool reap_step();
// The current thread has done something that it may not.
void fault(Thread& thread, std::uint32_t cause, std::uint32_t value);
std::string_view cause_text(std::uint32_t cause);

// One page of zeros (or of old contents) at this address.
std::int32_t add_page(Process& process, std::uint32_t address, std::uint32_t flags, void*& page);
Segment* add_segment(Process& process, std::uint32_t address, std::uint32_t pages, bool mapped);

bool has_word(std::string_view text, std::string_view word, std::string_view following);
void note_tick(); // for the processes' share of time
extern std::uint32_t g_ticks;
extern unsigned g_boot_left; // boot programs that run
// When a boot program has ended and all that are left only wait for requests, the board powers off with the first bad status.
void power_off_if_done();
extern bool g_boot_done; // all boot lines have been started

} // namespace amoebox::kernel
