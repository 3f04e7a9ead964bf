// Which thread runs.  The kernel itself is never interrupted: whatever takes long is a continuation, done in steps of a few
// thousand cycles, between which schedule() looks at the interrupts.
#pragma once

#include <cstdint>

#include "kernel/thread.hpp"

namespace amoebox::kernel {

extern "C" [[noreturn]] void resume(Thread* thread);
extern "C" [[noreturn]] void on_empty_stack(void (*function)());

// A word of the RPC trace (TRACE_ codes of interfaces/registers.toml).
inline std::uint32_t trace_word(std::uint32_t code, std::uint32_t number) {
    return code << 24 | (number & 0x00FF'FFFF);
}

// Gives the processor to the next thread.  The current one, if it is to run again, has been made ready.
[[noreturn]] void schedule();
// Goes straight to this thread, which must be ready and in no list.
[[noreturn]] void switch_to(Thread& thread);

void make_ready(Thread& thread);       // behind all others
void make_ready_first(Thread& thread); // before all others
void take_from_ready(Thread& thread);

// A thread that was in a call goes on with this result.
inline void finish_call(Thread& thread, std::int32_t result) {
    thread.registers[10] = static_cast<std::uint32_t>(result);
    thread.registers[11] = 0;
    thread.state = State::ready;
    thread.timed = false;
}

// Time-outs of threads in states word, queued, executing, pausing.
void set_timeout(Thread& thread, std::uint32_t milliseconds);
void set_timeout_ticks(Thread& thread, std::uint32_t ticks);

std::uint32_t now();                // coarse time: ticks of 65,536 cycles
void poll_interrupts(bool running); // whether a thread has been interrupted and is to go on
bool threads_ready();
void set_alarm();        // for the earliest of time slice, time-outs, engine
void note_data_placed(); // the data cache is flushed before a thread runs

struct SchedulerFigures {
    std::uint32_t switches, interrupts;
};
extern SchedulerFigures g_scheduler_figures;
std::uint64_t idle_cycles(); // since reset, with nothing ready to run

} // namespace amoebox::kernel
