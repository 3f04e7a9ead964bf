// See host.hpp.
#include "verif/kernel/host/host.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "kernel/console.hpp"
#include "kernel/platform/platform.hpp"
#include "kernel/rpc.hpp"
#include "kernel/scheduler.hpp"
#include "tools/image/build_image.hpp"

namespace amoebox::kernel {

std::array<Thread, k_threads> g_threads;
std::array<Process, k_processes> g_processes;

void console_write(std::string_view text) {
    host::g_surroundings.console += text;
}
void console_write_number(std::uint32_t value) {
    host::g_surroundings.console += std::to_string(value);
}
void console_write_hex(std::uint32_t value) {
    constexpr std::string_view k_digits = "0123456789abcdef";
    host::g_surroundings.console += "0x";
    for (int shift = 28; shift >= 0; shift -= 4) {
        host::g_surroundings.console += k_digits[value >> shift & 15];
    }
}
std::uint32_t platform::board_number() {
    return 7;
}
void platform::power_off(std::uint32_t status) {
    throw host::PoweredOff{status};
}
void set_timeouts(Thread&, std::uint32_t, std::uint32_t) {}
bool rpc_leave(Thread& /*thread*/) {
    return host::g_surroundings.rpc_lets_go;
}
std::uint32_t rpc_tx_mark() {
    return host::g_surroundings.dma_mark;
}
bool rpc_tx_passed(std::uint32_t mark) {
    return host::g_surroundings.dma_done >= mark;
}
void make_ready(Thread& thread) {
    host::g_surroundings.ready.push_back(&thread);
}
void take_from_ready(Thread& thread) {
    std::erase(host::g_surroundings.ready, &thread);
}

} // namespace amoebox::kernel

namespace host {

Surroundings g_surroundings;

void start(unsigned pages) {
    static const void* ram = nullptr;
    if (ram == nullptr) {
        ram = mmap(memory_at<void>(k_ram), k_ram_bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
        if (ram != memory_at<void>(k_ram)) {
            std::cerr << "the host has no room for the kernel's memory at its real address\n";
            std::abort();
        }
    }
    g_surroundings = {};
    for (Thread& thread : g_threads) {
        thread = {};
    }
    for (Process& process : g_processes) {
        process = {};
    }
    g_ending = 0;
    g_pages = {};
    g_pages.add(k_ram, k_ram + pages * k_page);
    make_kernel_space(k_ram_bytes);
}

bool reap() {
    for (unsigned step = 0; step < 100'000 && g_ending != 0; ++step) {
        reap_step();
    }
    return g_ending == 0;
}

std::int32_t load(const Bytes& elf) {
    const std::int32_t number = load_begin("program", {elf.data(), elf.size()});
    for (std::int32_t step = number < 0 ? 0 : 1; step > 0;) {
        step = load_step();
        if (step < 0) {
            return step;
        }
    }
    return number;
}

Bytes make_elf(const std::vector<Part>& parts, std::uint32_t entry) {
    using amoebox::image::put;
    Bytes elf(52 + 32 * parts.size());
    std::ranges::copy(Bytes{0x7F, 'E', 'L', 'F', 1, 1, 1}, elf.begin());
    put(elf, 16, 243U << 16 | 2); // executable, RISC-V
    put(elf, 24, entry);
    put(elf, 28, 52);
    put(elf, 40, 32U << 16 | 52);
    put(elf, 44, static_cast<std::uint32_t>(parts.size()));
    std::size_t at = 52;
    for (const Part& part : parts) {
        const auto offset = static_cast<std::uint32_t>(elf.size());
        const auto size = static_cast<std::uint32_t>(part.bytes.size());
        for (const std::uint32_t word :
             {1U, offset, part.address, part.address, size, part.memory_size, part.flags, 4U}) {
            put(elf, at, word);
            at += 4;
        }
        elf.insert(elf.end(), part.bytes.begin(), part.bytes.end());
    }
    return elf;
}

} // namespace host
