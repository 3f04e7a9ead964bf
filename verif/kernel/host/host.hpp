// The kernel's memory and what surrounds kernel/process.cpp and space.cpp of kernel/arch, on the host: RAM at its real address, a console
// that is a string, an RPC layer and a DMA that let go when they are told to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "firmware/image.hpp"
#include "gen/registers.hpp"
#include "kernel/pages.hpp"
#include "kernel/process.hpp"

namespace host {

using namespace amoebox::kernel;
using Bytes = std::vector<std::uint8_t>;

inline constexpr std::uint32_t k_ram = amoebox::hw::ram_base;
inline constexpr std::uint32_t k_ram_bytes = 0x0200'0000;

struct Surroundings {
    std::string console;
    bool rpc_lets_go = true;    // what rpc_leave() says
    std::uint32_t dma_mark = 0; // positions of the send ring: handed out now ...
    std::uint32_t dma_done = 0; // ... and passed
    std::vector<Thread*> ready;
};
extern Surroundings g_surroundings;

struct PoweredOff { // thrown by power_off()
    std::uint32_t status;
};

// A kernel that has just started, with so many free pages.
void start(unsigned pages);
// Frees what has ended.  false: it never came to an end.
bool reap();
// Loads a program to its end.  An error, or the process's number.
std::int32_t load(const Bytes& elf);

// An ELF file, whatever it says.
struct Part {
    std::uint32_t address;
    Bytes bytes;
    std::uint32_t memory_size;
    std::uint32_t flags; // 1 execute, 2 write, 4 read
};
Bytes make_elf(const std::vector<Part>& parts, std::uint32_t entry);

} // namespace host
