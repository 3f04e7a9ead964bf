// What the kernel server (servers/kernel) asks of the kernel by the system call `control`.  Nobody else may.
#pragma once

#include <cstdint>

namespace amoebox::kernel {

enum class Control : std::uint32_t {
    figures = 0, // buffer: Figures
    process = 1, // argument: index; buffer: ProcessFigures.  STD_NOTFOUND: no such process; STD_ARGBAD: past the last
    start = 2,   // buffer: "NAME ARGUMENT..." -> process number
    kill = 3,    // argument: process number
    service = 4, // argument: index; buffer: put-port.  STD_NOTFOUND: not open; STD_ARGBAD: past the last
    boot = 5,    // argument: index of a boot line: starts it.  STD_NOTFOUND: there are no more
    power_off = 6, // argument: status
    publish = 7,   // buffer: the kernel server's owner capability, for whom the boot text gives it
    name = 8,      // argument: index of a boot image entry; buffer: Entry without its place.  STD_NOTFOUND: no more
};

struct Figures {
    std::uint32_t board;
    std::uint32_t cycles_low, cycles_high;
    std::uint32_t pages_all, pages_free;
    std::uint32_t processes, threads;
    std::uint32_t idle_low, idle_high; // cycles
    std::uint32_t switches, interrupts, ticks;
    std::uint32_t local_calls, remote_calls, local_bytes;
    std::uint32_t rx_drops;
    std::uint32_t engine[17];   // rpc::Stats, in its order
    std::uint32_t use[7];       // Engine::Use: slots, jobs, contexts, services, places, entries, peers
    std::uint32_t counters[32]; // of the box
};

struct ProcessFigures {
    char name[36];
    std::uint32_t number, threads, pages, ticks, calls, ports;
};

struct EntryName {
    std::uint32_t kind;
    std::uint32_t size;
    char name[36];
};

} // namespace amoebox::kernel
