// System calls, except those of RPC (rpc.cpp).  Each takes its arguments in registers and returns its result, or does not
// return: the thread has been put somewhere and schedule() goes on.  No argument can hurt: addresses are looked up, numbers compared.
#include <algorithm>
#include <array>
#include <cstring>

#include "gen/errors.hpp"
#include "gen/syscalls.hpp"
#include "kernel/console.hpp"
#include "kernel/control.hpp"
#include "kernel/defences.hpp"
#include "kernel/pages.hpp"
#include "kernel/platform/platform.hpp"
#include "kernel/process.hpp"
#include "kernel/random.hpp"
#include "kernel/rpc.hpp"
#include "kernel/scheduler.hpp"

namespace amoebox::kernel {

bool rpc_service(std::uint8_t index, rpc::PutPort4& port);

namespace {

std::uint32_t result(Error error) {
    return static_cast<std::uint32_t>(error);
}

rpc::PutPort4 g_kernel_port;
std::array<std::uint8_t, Capability::k_bytes> g_kernel_capability;

// ---- map and unmap, page by page ------------------------------------------------------------------------------------------

void map_step(Thread& thread) {
    auto& c = thread.copy; // source: first address, target: next one, left: bytes to go
    void*& page = *reinterpret_cast<void**>(&thread.word);
    if (page == nullptr) {
        const std::int32_t error = add_page(*thread.process, c.target, arch::k_read | arch::k_write, page);
        if (error != 0) {
            // Back again: the segment is shortened to what it has, and unmapped.
            for (Segment& segment : thread.process->segments) {
                if (segment.pages != 0 && segment.address == c.source) {
                    for (std::uint32_t at = c.source; at < c.target; at += k_page) {
                        if (void* given = thread.process->space.remove(at); given != nullptr) {
                            g_pages.give(given);
                            --thread.process->pages;
                        }
                    }
                    segment.pages = 0;
                }
            }
            thread.continuation = nullptr;
            arch::forget_translations();
            finish_call(thread, error);
            make_ready(thread);
            return;
        }
    }
    std::memset(static_cast<std::uint8_t*>(page) + (c.target & (k_page - 1)), 0, k_page / 2);
    c.target += k_page / 2;
    c.left -= k_page / 2;
    if (c.target % k_page == 0) {
        page = nullptr;
    }
    if (c.left == 0) {
        thread.continuation = nullptr;
        arch::forget_translations();
        finish_call(thread, static_cast<std::int32_t>(c.source));
    }
    make_ready(thread);
}

void unmap_step(Thread& thread) {
    auto& c = thread.copy;
    for (unsigned i = 0; i < 32 && c.left != 0; ++i, c.left -= k_page, c.target += k_page) {
        if (void* given = thread.process->space.remove(c.target); given != nullptr) {
            g_pages.give(given);
            --thread.process->pages;
        }
    }
    arch::forget_translations();
    if (c.left == 0) {
        for (Segment& segment : thread.process->segments) {
            if (segment.pages != 0 && segment.address == c.source) {
                segment.pages = 0;
            }
        }
        thread.continuation = nullptr;
        finish_call(thread, 0);
    }
    make_ready(thread);
}

bool uses(const Thread& thread, std::uint32_t low, std::uint32_t high) {
    for (unsigned i = 0; i < 3; ++i) {
        if (i < 2 && thread.buffer_size[i] != 0 && thread.buffer_address[i] < high &&
            low < thread.buffer_address[i] + thread.buffer_size[i]) {
            return true;
        }
        if (thread.header_address[i] >= low && thread.header_address[i] < high) {
            return true;
        }
    }
    return false;
}

[[noreturn]] void go_on_with(Continuation continuation) {
    Thread& thread = current();
    thread.continuation = continuation;
    make_ready(thread);
    schedule();
}

// ---- programs and the kernel server -----------------------------------------------------------------------------------------

void load_on(Thread& thread) {
    const std::int32_t done = load_step();
    if (done <= 0) {
        thread.continuation = nullptr;
        finish_call(thread, done < 0 ? done : static_cast<std::int32_t>(thread.word));
    }
    make_ready(thread);
}

std::uint32_t start(std::string_view line, bool boot) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::int32_t number =
        load_begin(line.substr(0, blank), blank < line.size() ? line.substr(blank + 1) : std::string_view(), boot);
    if (number < 0) {
        return static_cast<std::uint32_t>(number);
    }
    current().word = static_cast<std::uint32_t>(number);
    go_on_with(load_on);
}

void fill(Figures& figures) {
    figures = {};
    figures.board = platform::board_number();
    const std::uint64_t cycles = platform::cycles();
    figures.cycles_low = static_cast<std::uint32_t>(cycles);
    figures.cycles_high = static_cast<std::uint32_t>(cycles >> 32);
    const std::uint64_t idle = idle_cycles();
    figures.idle_low = static_cast<std::uint32_t>(idle);
    figures.idle_high = static_cast<std::uint32_t>(idle >> 32);
    figures.pages_all = g_pages.all();
    figures.pages_free = g_pages.free();
    for (const Process& process : g_processes) {
        figures.processes += process.state != Process::State::free ? 1 : 0;
    }
    for (const Thread& thread : g_threads) {
        figures.threads += thread.state != State::free ? 1 : 0;
    }
    figures.switches = g_scheduler_figures.switches;
    figures.interrupts = g_scheduler_figures.interrupts;
    figures.ticks = g_ticks;
    figures.rx_drops = 0;
    rpc_figures(figures);
}

template <class T>
std::uint32_t give(const T& value, std::uint32_t buffer, std::uint32_t length) {
    const std::uint32_t size = std::min<std::uint32_t>(sizeof value, length);
    return copy_to(current().process->space, buffer, &value, size) == size ? 0 : result(Error::rpc_badaddress);
}

// May this program know the get-port of that name?
bool may_serve(const Process& process, std::string_view name) {
    if (process.is_kernel_server) {
        return name == "kernel";
    }
    return process.boot && (name == std::string_view(process.name) ||
                            has_word({process.arguments, process.arguments_size}, "--serve", name));
}

Figures g_figures;

} // namespace

extern "C" {

std::uint32_t call_nothing() {
    return 0;
}

std::uint32_t call_exit(std::uint32_t status) {
    process_end(*current().process, status);
    schedule();
}

std::uint32_t call_yield() {
    Thread& thread = current();
    thread.registers[10] = 0;
    thread.registers[11] = 0;
    make_ready(thread);
    schedule();
}

std::uint32_t call_thread_start(std::uint32_t entry, std::uint32_t stack, std::uint32_t argument) {
    Process& process = *current().process;
    if (entry % 4 != 0 || stack % 16 != 0) {
        return result(Error::std_argbad);
    }
    if (process.threads == k_process_threads) {
        return result(Error::rpc_quota);
    }
    Thread* thread = thread_create(process, entry, stack);
    if (thread == nullptr) {
        return result(Error::rpc_tryagain);
    }
    thread->registers[10] = argument;
    make_ready(*thread);
    return thread->number;
}

std::uint32_t call_thread_exit() {
    thread_end(current());
    schedule();
}

std::uint32_t call_wait(std::uint32_t word, std::uint32_t expected, std::uint32_t milliseconds) {
    Thread& thread = current();
    const std::uint8_t* at = word % 4 == 0 ? thread.process->space.find(word, Access::read) : nullptr;
    if (at == nullptr) {
        return result(Error::rpc_badaddress);
    }
    if (*reinterpret_cast<const std::uint32_t*>(at) != expected) {
        return 0;
    }
    thread.word = word;
    thread.state = State::word;
    if (milliseconds != 0) {
        set_timeout(thread, milliseconds);
    }
    schedule();
}

std::uint32_t call_wake(std::uint32_t word, std::uint32_t count) {
    const Process* process = current().process;
    std::uint32_t woken = 0;
    for (Thread& thread : g_threads) {
        if (woken == count) {
            break;
        }
        if (thread.state == State::word && thread.process == process && thread.word == word) {
            finish_call(thread, 0);
            make_ready(thread);
            ++woken;
        }
    }
    return woken;
}

std::uint32_t call_map(std::uint32_t address, std::uint32_t bytes) {
    Thread& thread = current();
    Process& process = *thread.process;
    if (bytes == 0 || bytes > k_user_high - k_map_low || address % k_page != 0) {
        return result(Error::std_argbad);
    }
    const std::uint32_t pages = (bytes + k_page - 1) / k_page;
    if (pages > k_process_pages - std::min(process.pages, k_process_pages)) {
        return result(Error::rpc_quota);
    }
    Segment* segment = nullptr;
    if (address != 0) {
        if (address < k_user_low || address >= k_user_high || pages > (k_user_high - address) / k_page) {
            return result(Error::std_argbad);
        }
        segment = add_segment(process, address, pages, true);
    } else {
        // Behind the segment that ends last (one that is being unmapped is still there), with a page that catches who runs
        // past its end.
        constexpr std::uint32_t k_map_high = k_main_stack_top - k_main_stack_pages * k_page;
        address = k_map_low;
        for (const Segment& other : process.segments) {
            if (other.pages != 0 && other.address >= k_map_low && other.address < k_map_high) {
                address = std::max(address, other.address + (other.pages + 1) * k_page);
            }
        }
        if (address < k_map_high && pages < (k_map_high - address) / k_page) {
            segment = add_segment(process, address, pages, true);
        }
    }
    if (segment == nullptr) {
        return result(Error::rpc_quota);
    }
    thread.copy = {nullptr, nullptr, address, address, pages * k_page, 0};
    thread.word = 0;
    go_on_with(map_step);
}

std::uint32_t call_unmap(std::uint32_t address) {
    Thread& thread = current();
    for (Segment& segment : thread.process->segments) {
        if (segment.pages == 0 || segment.address != address || !segment.mapped) {
            continue;
        }
        const std::uint32_t end = address + segment.pages * k_page;
        for (const Thread& other : g_threads) {
            if (other.state != State::free && &other != &thread && other.process == thread.process &&
                (other.continuation != nullptr || uses(other, address, end))) {
                return result(Error::rpc_tryagain);
            }
        }
        ++thread.process->maps;
        segment.mapped = false; // nobody unmaps it twice
        thread.copy = {nullptr, nullptr, address, address, segment.pages * k_page, 0};
        go_on_with(unmap_step);
    }
    return result(Error::std_argbad);
}

std::uint32_t call_timeouts(std::uint32_t locate, std::uint32_t service) {
    constexpr std::uint32_t k_most = 10'000'000;
    set_timeouts(current(), std::min(locate, k_most), std::min(service, k_most));
    return 0;
}

std::uint32_t call_random(std::uint32_t buffer, std::uint32_t length) {
    if (length == 0 || length > 8) {
        return result(Error::std_argbad);
    }
    const std::uint64_t word = random_word();
    return copy_to(current().process->space, buffer, &word, length) == length ? length
                                                                              : result(Error::rpc_badaddress);
}

std::uint32_t call_cycles(std::uint32_t which) {
    Thread& thread = current();
    const std::uint64_t cycles = which == 1 ? idle_cycles() : platform::cycles();
    thread.registers[10] = static_cast<std::uint32_t>(cycles);
    thread.registers[11] = static_cast<std::uint32_t>(cycles >> 32);
    resume(&thread);
}

std::uint32_t call_write(std::uint32_t buffer, std::uint32_t length) {
    std::array<char, 240> text;
    length = std::min<std::uint32_t>(length, text.size());
    if (copy_from(current().process->space, buffer, text.data(), length) != length) {
        return result(Error::rpc_badaddress);
    }
    console_write({text.data(), length});
    return length;
}

std::uint32_t call_read(std::uint32_t buffer, std::uint32_t length) {
    Thread& thread = current();
    if (length == 0) {
        return result(Error::std_argbad);
    }
    length = std::min<std::uint32_t>(length, 64);
    if (!thread.process->space.check(buffer, length, Access::write)) {
        return result(Error::rpc_badaddress);
    }
    std::array<std::uint8_t, 64> bytes;
    if (const std::uint32_t n = console_take(bytes.data(), length); n != 0) {
        return copy_to(thread.process->space, buffer, bytes.data(), n);
    }
    thread.buffer_address[0] = buffer;
    thread.buffer_size[0] = length;
    thread.state = State::console;
    schedule();
}

std::uint32_t call_trace(std::uint32_t word) {
    platform::trace(word);
    return 0;
}

std::uint32_t call_own() {
    const Thread& thread = current();
    return platform::board_number() << 16 | std::uint32_t{thread.process->number} << 8 | thread.number;
}

std::uint32_t call_image(std::uint32_t kind, std::uint32_t name, std::uint32_t name_length, std::uint32_t buffer,
                         std::uint32_t offset, std::uint32_t length) {
    const Process& process = *current().process;
    std::array<char, 36> text;
    if (name_length == 0 || name_length >= text.size()) {
        return result(Error::std_argbad);
    }
    if (copy_from(process.space, name, text.data(), name_length) != name_length) {
        return result(Error::rpc_badaddress);
    }
    const std::string_view wanted(text.data(), name_length);
    std::span<const std::uint8_t> bytes;
    rpc::PutPort4 own_port;
    const auto entry_kind = static_cast<image::EntryKind>(kind);
    if (kind == 6) { // the kernel server's owner capability
        if (!process.boot || wanted != "kernel" ||
            !has_word({process.arguments, process.arguments_size}, "--system", "")) {
            return result(Error::std_denied);
        }
        bytes = g_kernel_capability;
    } else if (entry_kind == image::EntryKind::put_port && wanted == "kernel" &&
               g_image.find(entry_kind, wanted) == nullptr) {
        bytes = {g_kernel_port.bytes(), port_bytes};
    } else {
        if (entry_kind != image::EntryKind::file && entry_kind != image::EntryKind::get_port &&
            entry_kind != image::EntryKind::put_port) {
            return result(Error::std_argbad);
        }
        const image::Entry* entry = g_image.find(entry_kind, wanted);
        if (entry == nullptr && entry_kind == image::EntryKind::put_port) {
            // A service of this board is public to its own processes: F of the get-port.
            if (const image::Entry* get = g_image.find(image::EntryKind::get_port, wanted); get != nullptr) {
                std::memcpy(own_port.word.data(), g_image.blob(*get).data(), port_bytes);
                own_port = box_f(0, own_port);
                const std::uint32_t n = std::min<std::uint32_t>(length, port_bytes);
                return offset == 0 && copy_to(process.space, buffer, own_port.bytes(), n) == n
                           ? static_cast<std::uint32_t>(port_bytes)
                           : result(Error::rpc_badaddress);
            }
        }
        if (entry == nullptr) {
            return result(Error::std_notfound);
        }
        if (entry_kind == image::EntryKind::get_port && !may_serve(process, wanted)) {
            return result(Error::std_denied);
        }
        bytes = g_image.blob(*entry);
    }
    if (offset > bytes.size()) {
        return result(Error::std_argbad);
    }
    const auto rest = static_cast<std::uint32_t>(bytes.size() - offset);
    const std::uint32_t n = std::min({rest, length, 2048U});
    return copy_to(process.space, buffer, bytes.data() + offset, n) == n ? rest : result(Error::rpc_badaddress);
}

std::uint32_t call_control(std::uint32_t operation, std::uint32_t buffer, std::uint32_t length,
                           std::uint32_t argument) {
    const Process& process = *current().process;
    if (!process.is_kernel_server) {
        return result(Error::std_denied);
    }
    switch (static_cast<Control>(operation)) {
    case Control::figures:
        fill(g_figures);
        return give(g_figures, buffer, length);
    case Control::process: {
        if (argument >= k_processes) {
            return result(Error::std_argbad);
        }
        const Process& other = g_processes[argument];
        if (other.state == Process::State::free) {
            return result(Error::std_notfound);
        }
        ProcessFigures figures{};
        std::memcpy(figures.name, other.name, sizeof figures.name);
        figures.number = other.number;
        figures.threads = other.threads;
        figures.pages = other.pages;
        figures.calls = other.calls;
        figures.ports = other.ports;
        return give(figures, buffer, length);
    }
    case Control::start: {
        std::array<char, 256> line;
        if (length > line.size() || copy_from(process.space, buffer, line.data(), length) != length) {
            return result(Error::std_argbad);
        }
        return start({line.data(), length}, false);
    }
    case Control::kill:
        if (argument >= k_processes || g_processes[argument].state != Process::State::running ||
            g_processes[argument].is_kernel_server) {
            return result(Error::std_notfound);
        }
        process_end(g_processes[argument], 81);
        return 0;
    case Control::service: {
        rpc::PutPort4 port;
        if (argument >= rpc::DefaultLimits::services) {
            return result(Error::std_argbad);
        }
        return rpc_service(static_cast<std::uint8_t>(argument), port) ? give(port, buffer, length)
                                                                      : result(Error::std_notfound);
    }
    case Control::boot: {
        for (const image::Entry& entry : g_image.entries()) {
            if (entry.kind == static_cast<std::uint32_t>(image::EntryKind::run) && argument-- == 0) {
                const auto line = g_image.blob(entry);
                return start({reinterpret_cast<const char*>(line.data()), line.size()}, true);
            }
        }
        g_boot_done = true;
        return result(Error::std_notfound);
    }
    case Control::power_off:
        platform::power_off(argument);
    case Control::publish: {
        if (copy_from(process.space, buffer, g_kernel_capability.data(), g_kernel_capability.size()) !=
            g_kernel_capability.size()) {
            return result(Error::rpc_badaddress);
        }
        std::memcpy(g_kernel_port.word.data(), g_kernel_capability.data(), port_bytes);
        return 0;
    }
    case Control::name: {
        const auto entries = g_image.entries();
        if (argument >= entries.size()) {
            return result(Error::std_notfound);
        }
        EntryName entry{entries[argument].kind, entries[argument].size, {}};
        std::memcpy(entry.name, entries[argument].name, sizeof entry.name);
        return give(entry, buffer, length);
    }
    }
    return result(Error::std_argbad);
}

std::uint32_t call_f(std::uint32_t use, std::uint32_t buffer) {
    if (use > 2 || buffer % 4 != 0) {
        return result(Error::std_argbad);
    }
    rpc::PutPort4 value;
    const Space& space = current().process->space;
    if (copy_from(space, buffer, value.word.data(), sizeof value.word) != sizeof value.word) {
        return result(Error::rpc_badaddress);
    }
    value.word.back() &= 0xFFFF;
    if (use != 2 || k_check_fields) {
        value = box_f(use, value);
    }
    return copy_to(space, buffer, value.word.data(), sizeof value.word) == sizeof value.word
               ? 0
               : result(Error::rpc_badaddress);
}

std::uint32_t call_trans(std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t);
std::uint32_t call_getreq(std::uint32_t, std::uint32_t, std::uint32_t);
std::uint32_t call_putrep(std::uint32_t, std::uint32_t, std::uint32_t);

// In the order of interfaces/syscalls.toml; entry.S knows how many there are.
extern const void* const call_table[];
const void* const call_table[22] = {
    reinterpret_cast<const void*>(call_nothing),     reinterpret_cast<const void*>(call_exit),
    reinterpret_cast<const void*>(call_yield),       reinterpret_cast<const void*>(call_thread_start),
    reinterpret_cast<const void*>(call_thread_exit), reinterpret_cast<const void*>(call_wait),
    reinterpret_cast<const void*>(call_wake),        reinterpret_cast<const void*>(call_map),
    reinterpret_cast<const void*>(call_unmap),       reinterpret_cast<const void*>(call_trans),
    reinterpret_cast<const void*>(call_getreq),      reinterpret_cast<const void*>(call_putrep),
    reinterpret_cast<const void*>(call_timeouts),    reinterpret_cast<const void*>(call_random),
    reinterpret_cast<const void*>(call_cycles),      reinterpret_cast<const void*>(call_write),
    reinterpret_cast<const void*>(call_read),        reinterpret_cast<const void*>(call_trace),
    reinterpret_cast<const void*>(call_own),         reinterpret_cast<const void*>(call_image),
    reinterpret_cast<const void*>(call_control),     reinterpret_cast<const void*>(call_f)};
static_assert(sizeof call_table / sizeof call_table[0] == syscall_limit);

} // extern "C"

} // namespace amoebox::kernel
