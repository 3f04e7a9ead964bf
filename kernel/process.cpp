// Processes: see process.hpp.
#include "kernel/process.hpp"

#include <algorithm>
#include <cstring>

#include "gen/errors.hpp"
#include "kernel/console.hpp"
#include "kernel/pages.hpp"
#include "kernel/platform/platform.hpp"
#include "kernel/rpc.hpp"
#include "kernel/scheduler.hpp"

namespace amoebox::kernel {

image::Image g_image;
std::uint32_t g_ticks = 0;
unsigned g_boot_left = 0;
bool g_boot_done = false;
unsigned g_ending = 0;

namespace {

constexpr std::uint32_t k_step = 2048; // bytes filled in one step: about 3,000 cycles
constexpr std::uint32_t k_status_fault = 80;

struct Load {
    Process* process = nullptr;
    std::span<const std::uint8_t> file;
    image::Elf elf;
    unsigned segment = 0;
    std::uint32_t at = 0; // address, within the segment's pages
    bool stack = false;
    void* page = nullptr;
};
Load g_load;
std::uint32_t g_boot_status = 0;
bool g_boot_ended = false;

std::int32_t code(Error error) {
    return static_cast<std::int32_t>(error);
}

std::int32_t begin(std::string_view name, std::string_view arguments, std::span<const std::uint8_t> file) {
    if (g_load.process != nullptr) {
        return code(Error::rpc_tryagain);
    }
    const auto elf = image::Elf::parse(file, k_user_low, k_map_low);
    if (!elf) {
        return code(Error::std_argbad);
    }
    for (Process& process : g_processes) {
        if (process.state != Process::State::free) {
            continue;
        }
        process = {};
        process.number = static_cast<std::uint8_t>(&process - g_processes.data());
        if (arguments.size() > sizeof process.arguments || name.size() >= sizeof process.name) {
            return code(Error::std_argbad);
        }
        if (!process.space.create()) {
            return code(Error::rpc_tryagain);
        }
        process.pages = 1;
        process.state = Process::State::loading;
        std::ranges::copy(name, process.name);
        std::ranges::copy(arguments, process.arguments);
        process.arguments_size = static_cast<std::uint32_t>(arguments.size());
        g_load = {&process, file, *elf, 0, elf->segments()[0].address & ~(k_page - 1), false, nullptr};
        return process.number;
    }
    return code(Error::rpc_tryagain);
}

std::int32_t load_failed(Error error) {
    Process& process = *g_load.process;
    process.state = Process::State::ending;
    process.boot = false;
    ++g_ending;
    g_load.process = nullptr;
    return code(error);
}

// The main thread, its arguments at the top of its stack.
std::int32_t load_finish() {
    Process& process = *g_load.process;
    const std::uint32_t size = process.arguments_size;
    const std::uint32_t text = (k_main_stack_top - size) & ~15U;
    copy_to(process.space, text, process.arguments, size);
    arch::flush_code_cache();
    Thread* thread = thread_create(process, g_load.elf.entry(), text);
    if (thread == nullptr) {
        return load_failed(Error::rpc_tryagain);
    }
    thread->registers[10] = text;
    thread->registers[11] = size;
    process.state = Process::State::running;
    g_load.process = nullptr;
    make_ready(*thread);
    return 0;
}

} // namespace

std::int32_t load_begin(std::string_view program, std::string_view arguments, bool boot) {
    const image::Entry* entry = g_image.find(image::EntryKind::program, program);
    if (entry == nullptr) {
        return code(Error::std_notfound);
    }
    const std::int32_t number = begin(program, arguments, g_image.blob(*entry));
    if (number >= 0) {
        g_load.process->boot = boot;
        g_boot_left += boot ? 1 : 0;
    }
    return number;
}

std::int32_t load_begin(std::string_view name, std::span<const std::uint8_t> elf) {
    return begin(name, {}, elf);
}

bool loading() {
    return g_load.process != nullptr;
}

std::int32_t add_page(Process& process, std::uint32_t address, std::uint32_t flags, void*& page) {
    if (process.pages >= k_process_pages) {
        return code(Error::rpc_quota);
    }
    page = g_pages.take();
    if (page == nullptr) {
        return code(Error::rpc_tryagain);
    }
    if (!process.space.enter(address, page, flags, process.pages)) {
        g_pages.give(page);
        return code(Error::rpc_tryagain);
    }
    ++process.pages;
    return 0;
}

Segment* add_segment(Process& process, std::uint32_t address, std::uint32_t pages, bool mapped) {
    Segment* unused = nullptr;
    for (Segment& segment : process.segments) {
        if (segment.pages == 0) {
            unused = &segment;
        } else if (address < segment.address + segment.pages * k_page && segment.address < address + pages * k_page) {
            return nullptr;
        }
    }
    if (unused != nullptr) {
        *unused = {address, pages, mapped};
    }
    return unused;
}

std::int32_t load_step() {
    Process& process = *g_load.process;
    const bool stack = g_load.stack;
    const image::Segment s = stack ? image::Segment{0,    k_main_stack_top - k_main_stack_pages * k_page,
                                                    0,    k_main_stack_pages * k_page,
                                                    true, false}
                                   : g_load.elf.segments()[g_load.segment];
    const std::uint32_t end = s.address + s.memory_size;
    if (g_load.page == nullptr) {
        const std::uint32_t flags =
            arch::k_read | (s.write ? arch::k_write : 0) | (s.execute && !s.write ? arch::k_execute : 0);
        // Two segments of a file may not share a page: their rights differ.
        if (process.space.find(g_load.at, Access::read) != nullptr) {
            return load_failed(Error::std_argbad);
        }
        if (const std::int32_t error = add_page(process, g_load.at, flags, g_load.page); error != 0) {
            return load_failed(static_cast<Error>(error));
        }
    }
    auto* to = static_cast<std::uint8_t*>(g_load.page) + (g_load.at & (k_page - 1));
    std::memset(to, 0, k_step);
    const std::uint32_t first = std::max(g_load.at, s.address);
    const std::uint32_t last = std::min(g_load.at + k_step, s.address + s.file_size);
    if (first < last) {
        std::memcpy(to + (first - g_load.at), g_load.file.data() + s.offset + (first - s.address), last - first);
    }
    g_load.at += k_step;
    if (g_load.at % k_page == 0) {
        g_load.page = nullptr;
        if (g_load.at >= end) {
            const std::uint32_t low = s.address & ~(k_page - 1);
            if (add_segment(process, low, (g_load.at - low) / k_page, false) == nullptr) {
                return load_failed(Error::std_argbad);
            }
            if (stack) {
                return load_finish();
            }
            if (++g_load.segment == g_load.elf.segments().size()) {
                g_load.stack = true;
                g_load.at = k_main_stack_top - k_main_stack_pages * k_page;
            } else {
                g_load.at = g_load.elf.segments()[g_load.segment].address & ~(k_page - 1);
            }
        }
    }
    return 1;
}

Thread* thread_create(Process& process, std::uint32_t entry, std::uint32_t stack) {
    if (process.threads == k_process_threads) {
        return nullptr;
    }
    for (Thread& thread : g_threads) {
        if (thread.state == State::free) {
            thread = {};
            thread.number = static_cast<std::uint8_t>(&thread - g_threads.data());
            thread.process = &process;
            thread.registers[0] = entry;
            thread.registers[2] = stack;
            thread.all_registers = 1;
            set_timeouts(thread, 5000, 0);
            thread.last_service = 0xFF;
            thread.called_service = 0;
            thread.request.local = true;
            thread.state = State::ready;
            ++process.threads;
            return &thread;
        }
    }
    return nullptr;
}

void thread_end(Thread& thread) {
    if (thread.state == State::ending) {
        return;
    }
    if (thread.state == State::ready) {
        take_from_ready(thread);
    }
    // What it waits for is undone by the reaper; until then its state tells others that it is gone.
    thread.holds = thread.holds || thread.state == State::executing;
    thread.state = State::ending;
    thread.timed = false;
    thread.continuation = nullptr;
    ++g_ending;
}

void process_end(Process& process, std::uint32_t status) {
    if (process.state != Process::State::running) {
        return;
    }
    process.state = Process::State::ending;
    process.status = static_cast<std::uint8_t>(status);
    ++g_ending;
    for (Thread& thread : g_threads) {
        if (thread.state != State::free && thread.process == &process) {
            thread_end(thread);
        }
    }
}

void power_off_if_done() {
    if (!g_boot_ended || !g_boot_done) {
        return;
    }
    for (const Thread& thread : g_threads) {
        if (thread.state != State::free && thread.process->boot && thread.state != State::request) {
            return;
        }
    }
    for (const Process& process : g_processes) {
        if (process.boot && (process.state == Process::State::loading || process.state == Process::State::ending)) {
            return;
        }
    }
    platform::power_off(g_boot_status);
}

bool reap_step() {
    if (g_ending == 0) {
        return false;
    }
    bool waiting = false;
    for (Thread& thread : g_threads) {
        if (thread.state != State::ending) {
            continue;
        }
        if (!rpc_leave(thread)) {
            waiting = true;
            continue;
        }
        Process& process = *thread.process;
        thread.state = State::free;
        --g_ending;
        if (--process.threads == 0 && process.state == Process::State::running) {
            process_end(process, 0);
        }
        return true;
    }
    for (Process& process : g_processes) {
        if (process.state != Process::State::ending || process.threads != 0) {
            continue;
        }
        if (!process.marked) {
            process.marked = true;
            process.tx_mark = rpc_tx_mark();
        }
        if (!rpc_tx_passed(process.tx_mark)) {
            waiting = true;
            continue;
        }
        if (process.space.destroy_step()) {
            const bool boot = process.boot;
            if (boot && g_boot_status == 0) {
                g_boot_status = process.status;
            }
            process.state = Process::State::free;
            --g_ending;
            if (boot) {
                --g_boot_left;
                g_boot_ended = true;
            }
        }
        return true;
    }
    return !waiting;
}

std::string_view cause_text(std::uint32_t cause) {
    switch (cause) {
    case 0:
        return "jumped to an address that is no multiple of 4";
    case 1:
        return "fetched an instruction from an address where nothing answers";
    case 2:
        return "executed an instruction that does not exist or is not allowed";
    case 3:
        return "stopped at a breakpoint";
    case 4:
        return "loaded from an address that is not aligned";
    case 5:
        return "loaded from an address where nothing answers";
    case 6:
        return "stored to an address that is not aligned";
    case 7:
        return "stored to an address where nothing answers";
    case 12:
        return "executed at an address that is not its code";
    case 13:
        return "loaded from an address that is not its own";
    case 15:
        return "stored to an address that is not its own or may only be read";
    default:
        return "did something that the processor refused";
    }
}

void fault(Thread& thread, std::uint32_t cause, std::uint32_t value) {
    Process& process = *thread.process;
    console_write("board ");
    console_write_number(platform::board_number());
    console_write(": program ");
    console_write(process.name);
    console_write(", thread ");
    console_write_number(thread.number);
    console_write(": ");
    console_write(cause_text(cause));
    console_write(": address ");
    console_write_hex(value);
    console_write(", instruction at ");
    console_write_hex(thread.registers[0]);
    console_write("; the process ends\n");
    process.fault = true;
    process_end(process, k_status_fault + cause);
}

// Does `word` occur among the blank-separated words of `text` with `following` right behind it (if that is not empty)?
bool has_word(std::string_view text, std::string_view word, std::string_view following) {
    bool before = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view here = text.substr(0, end);
        if (before && here == following) {
            return true;
        }
        before = here == word;
        if (before && following.empty()) {
            return true;
        }
        text.remove_prefix(end == text.size() ? end : end + 1);
    }
    return false;
}

void note_tick() {
    ++g_ticks;
    power_off_if_done();
}

} // namespace amoebox::kernel
