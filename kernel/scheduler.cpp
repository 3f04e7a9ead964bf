// Scheduling: see scheduler.hpp.
#include "kernel/scheduler.hpp"

#include "kernel/console.hpp"
#include "kernel/platform/platform.hpp"
#include "kernel/process.hpp"
#include "kernel/random.hpp"
#include "kernel/rpc.hpp"

namespace amoebox::kernel {

std::array<Thread, k_threads> g_threads;
std::array<Process, k_processes> g_processes;
SchedulerFigures g_scheduler_figures;

namespace {

struct Hot {
    Thread* first;
    Thread* last;
    const std::uint32_t* space; // in satp
    bool data_placed;
    bool preempt;
};
Hot g_hot = {};

std::uint32_t g_slice_end;
std::uint32_t g_alarm;
std::uint32_t g_next_timeout; // coarse time of the earliest; valid if g_timeouts
bool g_timeouts = false;

bool reached(std::uint32_t time, std::uint32_t now_is) {
    return static_cast<std::int32_t>(now_is - time) >= 0;
}

void expire_threads() {
    const std::uint32_t time = now();
    if (!g_timeouts || !reached(g_next_timeout, time)) {
        return;
    }
    g_timeouts = false;
    for (Thread& thread : g_threads) {
        if (!thread.timed || thread.state == State::free) {
            continue;
        }
        if (reached(thread.deadline, time)) {
            thread.timed = false;
            timed_out(thread);
        }
        if (thread.timed && (!g_timeouts || !reached(g_next_timeout, thread.deadline))) {
            g_timeouts = true;
            g_next_timeout = thread.deadline;
        }
    }
}

[[gnu::noinline]] void timer() {
    const std::uint32_t cycle = platform::cycle();
    if (reached(g_slice_end, cycle)) {
        g_slice_end = cycle + k_slice;
        g_hot.preempt = g_hot.first != nullptr;
        note_tick();
    }
    expire_threads();
    rpc_release();
    set_alarm();
}

} // namespace

AMOEBOX_HOT void make_ready(Thread& thread) {
    thread.next = nullptr;
    thread.state = State::ready;
    (g_hot.first == nullptr ? g_hot.first : g_hot.last->next) = &thread;
    g_hot.last = &thread;
}

AMOEBOX_HOT void make_ready_first(Thread& thread) {
    thread.state = State::ready;
    thread.next = g_hot.first;
    if (g_hot.first == nullptr) {
        g_hot.last = &thread;
    }
    g_hot.first = &thread;
    g_hot.preempt = true;
}

void take_from_ready(Thread& thread) {
    Thread* before = nullptr;
    for (Thread* at = g_hot.first; at != nullptr; before = at, at = at->next) {
        if (at == &thread) {
            (before == nullptr ? g_hot.first : before->next) = at->next;
            if (g_hot.last == at) {
                g_hot.last = before;
            }
            return;
        }
    }
}

void note_data_placed() {
    g_hot.data_placed = true;
}

AMOEBOX_HOT void switch_to(Thread& thread) {
    if (g_hot.data_placed) [[unlikely]] {
        g_hot.data_placed = false;
        platform::see_received_data();
    }
    if (thread.trace != 0) {
        platform::trace(thread.trace);
        thread.trace = 0;
    }
    const std::uint32_t* root = thread.process->space.root();
    if (root != g_hot.space) {
        g_hot.space = root;
        arch::use_space(root);
    }
    resume(&thread);
}

namespace {

void leave_space() {
    // The space of a process that is being freed must not stay in use.
    if (g_hot.space != g_kernel_root) {
        g_hot.space = g_kernel_root;
        arch::use_space(g_kernel_root);
    }
}

struct IdleTime {
    std::uint64_t before; // the last stretch
    std::uint32_t begin, end;
} g_idle;

constexpr std::uint32_t k_long_wait = 10'000; // cycles; longer than a null RPC

// Nothing is ready.
[[gnu::noinline]] void idle() {
    g_idle.before = idle_cycles(); // added up now: when it ends there is no time to lose
    g_idle.begin = platform::cycle();
    // Short and in the cache, the last process's translations kept: what comes next should find things where it left them.
    // A port in each wait, since a call takes one: it is there before an answer can be.  Only a wait that lasts makes more.
    bool resting = false;
    while (platform::pending() == 0 && g_ending == 0) {
        if (resting) {
            platform::rest();
            resting = platform::cycle() - g_idle.begin < k_long_wait;
        } else {
            resting = random_full() || random_idle_step();
        }
    }
    g_idle.end = platform::cycle();
}

} // namespace

std::uint64_t idle_cycles() {
    return g_idle.before + (g_idle.end - g_idle.begin);
}

AMOEBOX_HOT void schedule() {
    for (;;) {
        if (platform::pending() != 0) {
            poll_interrupts(false);
        }
        if (g_ending != 0) [[unlikely]] {
            leave_space(); // it may be the one that goes
            reap_step();
        }
        Thread* thread = g_hot.first;
        if (thread != nullptr) {
            g_hot.first = thread->next;
            if (thread->continuation != nullptr) [[unlikely]] {
                thread->continuation(*thread);
                continue;
            }
            ++g_scheduler_figures.switches;
            switch_to(*thread);
        }
        if (rpc_release()) [[unlikely]] {
            continue;
        }
        idle();
    }
}

bool threads_ready() {
    return g_hot.first != nullptr;
}

AMOEBOX_HOT void poll_interrupts(bool running) {
    const std::uint32_t pending = platform::pending();
    if ((pending & platform::k_pending_frames) != 0) [[likely]] {
        rpc_poll(running, false);
    }
    if ((pending & ~platform::k_pending_frames) != 0) [[unlikely]] {
        if ((pending & platform::k_pending_timer) != 0) {
            timer();
            rpc_poll(running, true);
        }
        if ((pending & platform::k_pending_console) != 0) {
            console_input();
        }
    }
}

std::uint32_t now() {
    return static_cast<std::uint32_t>(platform::cycles() >> 16);
}

void set_timeout_ticks(Thread& thread, std::uint32_t ticks) {
    thread.timed = true;
    thread.deadline = now() + ticks;
    if (!g_timeouts || !reached(g_next_timeout, thread.deadline)) {
        g_timeouts = true;
        g_next_timeout = thread.deadline;
        set_alarm();
    }
}

void set_timeout(Thread& thread, std::uint32_t milliseconds) {
    // 50,000 cycles a millisecond; rounded up, and one more, since the present tick has begun.
    const std::uint64_t ticks = (std::uint64_t{milliseconds} * 50'000 >> 16) + 2;
    set_timeout_ticks(thread, ticks < 0x4000'0000 ? static_cast<std::uint32_t>(ticks) : 0x4000'0000);
}

void set_alarm() {
    const std::uint32_t cycle = platform::cycle();
    std::uint32_t earliest = reached(g_slice_end, cycle) ? cycle + k_slice : g_slice_end;
    const auto consider = [&](std::uint32_t tick) {
        const std::uint32_t ticks = tick - now();
        // At or before the slice's end; later ones are looked at again then.
        const std::uint32_t at = static_cast<std::int32_t>(ticks) <= 0 ? cycle + 64
                                 : ticks < 16                          ? (cycle & ~0xFFFFU) + (ticks << 16)
                                                                       : earliest;
        if (static_cast<std::int32_t>(at - earliest) < 0) {
            earliest = at;
        }
    };
    if (g_timeouts) {
        consider(g_next_timeout);
    }
    if (rpc_holds() && static_cast<std::int32_t>(cycle + k_hold - earliest) < 0) {
        earliest = cycle + k_hold;
    }
    if (const std::uint32_t deadline = rpc_deadline(); deadline != 0) {
        consider(deadline);
    }
    g_alarm = earliest;
    platform::set_alarm(earliest);
}

namespace {

[[noreturn]] void fault_of_current(std::uint32_t cause, std::uint32_t value) {
    fault(current(), cause, value);
    schedule();
}

} // namespace

// A trap that is no system call; all registers are saved.
extern "C" [[noreturn]] void trap_from_thread(std::uint32_t cause, std::uint32_t value) {
    Thread& thread = current();
    if (static_cast<std::int32_t>(cause) >= 0) {
        fault_of_current(cause, value);
    }
    ++g_scheduler_figures.interrupts;
    g_hot.preempt = false;
    poll_interrupts(true);
    if (thread.state != State::ready) { // an interrupt's work has ended it
        schedule();
    }
    if (g_hot.preempt) {
        make_ready(thread);
        schedule();
    }
    switch_to(thread);
}

} // namespace amoebox::kernel
