// Loading, quotas and the end of processes (kernel/process.cpp): nothing is lost, whatever is missing on the way.
#include <catch2/catch.hpp>

#include <cstring>

#include "gen/errors.hpp"
#include "kernel/scheduler.hpp"
#include "tools/image/build_image.hpp"
#include "verif/kernel/host/host.hpp"

using namespace host;
using amoebox::Error;

namespace {

constexpr std::int32_t code(Error error) {
    return static_cast<std::int32_t>(error);
}

Bytes pattern(std::size_t size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::uint8_t>(1 + i * 31 + (i >> 9));
    }
    return bytes;
}

// Code, and data with zeros behind it, neither at a page's border.
const std::vector<Part> k_parts = {{0x10100, pattern(9000), 9000, 5}, {0x20ABC, pattern(3000), 20'000, 6}};
const Bytes k_elf = make_elf(k_parts, 0x10100);
// Root, table of the code and data, their pages, table of the stack, its pages.
constexpr unsigned k_needed = 1 + 1 + 3 + 6 + 1 + k_main_stack_pages;

Process& process(std::int32_t number) {
    return g_processes.at(static_cast<std::size_t>(number));
}

} // namespace

TEST_CASE("a program is loaded as its file says, with rights as its file says") {
    start(100);
    const std::int32_t number = load(k_elf);
    REQUIRE(number >= 0);
    Process& p = process(number);
    REQUIRE(p.state == Process::State::running);
    REQUIRE(p.pages == k_needed);
    REQUIRE(g_pages.free() == 100 - k_needed);
    for (const Part& part : k_parts) {
        Bytes expected = part.bytes;
        expected.resize(part.memory_size);
        Bytes found(part.memory_size);
        REQUIRE(copy_from(p.space, part.address, found.data(), part.memory_size) == part.memory_size);
        REQUIRE(found == expected);
        REQUIRE(p.space.check(part.address, part.memory_size, Access::write) == ((part.flags & 2) != 0));
        // Nothing of others is left in the rest of its pages.
        const std::uint32_t before = part.address % k_page;
        Bytes rest(before);
        REQUIRE(copy_from(p.space, part.address - before, rest.data(), before) == before);
        REQUIRE(rest == Bytes(before));
    }
    REQUIRE(g_surroundings.ready.size() == 1);
    const Thread& thread = *g_surroundings.ready[0];
    REQUIRE(thread.registers[0] == 0x10100);
    REQUIRE(p.space.check(thread.registers[2] - 16, 16, Access::write));
    process_end(p, 0);
    REQUIRE(reap());
    REQUIRE(g_pages.free() == 100);
}

TEST_CASE("arguments lie at the top of the stack, below them the stack") {
    start(100);
    const Bytes image = amoebox::image::build(k_elf, {{amoebox::image::EntryKind::program, "tool", k_elf}}, 14);
    g_image = amoebox::image::Image(image.data());
    REQUIRE(load_begin("nothing", "", false) == code(Error::std_notfound));
    REQUIRE(load_begin("tool", std::string(257, 'x'), false) == code(Error::std_argbad));
    REQUIRE(!loading());
    const std::int32_t number = load_begin("tool", "--one two", false);
    REQUIRE(number >= 0);
    REQUIRE(load_begin("tool", "", false) == code(Error::rpc_tryagain)); // one at a time
    while (load_step() > 0) {
    }
    const Thread& thread = *g_surroundings.ready.at(0);
    REQUIRE(thread.registers[11] == 9);
    REQUIRE(thread.registers[10] == thread.registers[2]);
    REQUIRE(thread.registers[2] % 16 == 0);
    std::array<char, 9> text;
    REQUIRE(copy_from(process(number).space, thread.registers[10], text.data(), 9) == 9);
    REQUIRE(std::string_view(text.data(), 9) == "--one two");
    process_end(process(number), 0);
    REQUIRE(reap());
}

TEST_CASE("with any number of pages too few, loading fails and gives everything back; with enough it succeeds") {
    for (unsigned pages = 0; pages <= k_needed; ++pages) {
        start(pages);
        const std::int32_t number = load(k_elf);
        REQUIRE((number >= 0) == (pages == k_needed));
        if (number >= 0) {
            REQUIRE(g_pages.free() == 0);
            process_end(process(number), 0);
        } else {
            REQUIRE(number == code(Error::rpc_tryagain));
            REQUIRE(!loading());
        }
        REQUIRE(reap());
        REQUIRE(g_pages.free() == pages);
    }
}

TEST_CASE("the quota of pages counts tables, too; a program past it is refused and gives everything back") {
    start(4000);
    const auto with_bss = [](std::uint32_t bytes) { return make_elf({{0x10000, pattern(16), bytes, 7}}, 0x10000); };
    const std::uint32_t tables = 1 + 1 + 3 + k_main_stack_pages; // root, the stack's, three for its 8 MB, the stack
    const std::uint32_t most = (k_process_pages - tables) * k_page;
    REQUIRE(load(with_bss(most + 1)) == code(Error::rpc_quota));
    REQUIRE(reap());
    REQUIRE(g_pages.free() == 4000);
    const std::int32_t number = load(with_bss(most));
    REQUIRE(number >= 0);
    Process& p = process(number);
    REQUIRE(p.pages == k_process_pages);
    void* page = nullptr;
    REQUIRE(add_page(p, k_map_low, arch::k_read, page) == code(Error::rpc_quota));
    REQUIRE(g_pages.free() == 4000 - k_process_pages);
    process_end(p, 0);
    REQUIRE(reap());
    REQUIRE(g_pages.free() == 4000);
}

TEST_CASE("ELF files that are refused, each for its reason") {
    start(100);
    const auto refused = [](const Bytes& elf) {
        return load(elf) == code(Error::std_argbad) && !loading() && reap();
    };
    const Bytes code_bytes = pattern(100);
    REQUIRE(refused({}));
    REQUIRE(refused(Bytes(52)));
    REQUIRE(refused(make_elf({}, 0)));                                                // nothing to load
    REQUIRE(refused(make_elf({{0x10000, code_bytes, 100, 5}}, 0x10064)));             // begins behind its code
    REQUIRE(refused(make_elf({{0x10000, code_bytes, 100, 5}}, 0x10002)));             // ... between two instructions
    REQUIRE(refused(make_elf({{0x10000, code_bytes, 100, 4}}, 0x10000)));             // ... in data
    REQUIRE(refused(make_elf({{0x10000, code_bytes, 200, 5}}, 0x10064)));             // ... in zeros
    REQUIRE(refused(make_elf({{0xF000, code_bytes, 100, 5}}, 0xF000)));               // below the user's memory
    REQUIRE(refused(make_elf({{k_map_low - 4, code_bytes, 100, 5}}, k_map_low - 4))); // past its end
    REQUIRE(refused(make_elf({{0x10000, code_bytes, 0xFFFF'FFFF, 5}}, 0x10000)));
    REQUIRE(refused(make_elf({{k_ram, code_bytes, 100, 5}}, k_ram)));    // the kernel's
    REQUIRE(refused(make_elf({{0x10000, code_bytes, 99, 5}}, 0x10000))); // more in the file than in memory
    REQUIRE(refused(make_elf({{0x10000, code_bytes, 100, 5}, {0x10000, code_bytes, 100, 6}}, 0x10000)));
    REQUIRE(refused(make_elf({{0x20000, code_bytes, 100, 5}, {0x10000, code_bytes, 100, 6}}, 0x20000)));
    REQUIRE(refused(make_elf({{0x10000, code_bytes, 100, 5}, {0x10100, code_bytes, 100, 6}}, 0x10000))); // one page
    std::vector<Part> many;
    for (std::uint32_t i = 0; i < 9; ++i) {
        many.push_back({0x10000 + i * k_page, code_bytes, 100, 5});
    }
    REQUIRE(refused(make_elf(many, 0x10000)));
    for (std::size_t size = 0; size < k_elf.size(); size += size < 120 ? 1 : 97) {
        REQUIRE(refused(Bytes(k_elf.begin(), k_elf.begin() + static_cast<std::ptrdiff_t>(size))));
    }
    REQUIRE(g_pages.free() == 100);
}

TEST_CASE("processes: as many as there is room for, then an error; all can end") {
    start(2000);
    for (unsigned i = 0; i < k_processes; ++i) {
        REQUIRE(load(k_elf) == static_cast<std::int32_t>(i));
    }
    REQUIRE(load(k_elf) == code(Error::rpc_tryagain));
    process_end(process(5), 3);
    process_end(process(5), 4); // once is enough
    REQUIRE(process(5).status == 3);
    REQUIRE(reap());
    REQUIRE(load(k_elf) == 5);
    for (Process& p : g_processes) {
        process_end(p, 0);
    }
    REQUIRE(reap());
    REQUIRE(g_pages.free() == 2000);
    REQUIRE(g_surroundings.ready.empty());
}

TEST_CASE("threads: a share for each process, an end to all; the last one ends its process") {
    start(2000);
    Process& p = process(load(k_elf));
    Thread* last = nullptr;
    for (unsigned i = 1; i < k_process_threads; ++i) {
        last = thread_create(p, 0x10100, 0);
        REQUIRE(last != nullptr);
        REQUIRE(last->process == &p);
        make_ready(*last);
    }
    REQUIRE(thread_create(p, 0x10100, 0) == nullptr);
    // Others still have theirs, until there are no more.
    Process& q = process(load(k_elf));
    Process& r = process(load(k_elf));
    unsigned more = k_process_threads + 2;
    for (Process* other : {&q, &r}) {
        for (const Thread* t = thread_create(*other, 0, 0); t != nullptr; t = thread_create(*other, 0, 0)) {
            ++more;
        }
    }
    REQUIRE(more == k_threads);
    process_end(q, 0);
    process_end(r, 0);
    REQUIRE(reap());
    thread_end(*last);
    thread_end(*last);
    REQUIRE(reap());
    REQUIRE(p.threads == k_process_threads - 1);
    REQUIRE(p.state == Process::State::running);
    for (Thread& thread : g_threads) {
        if (thread.state != State::free && thread.process == &p) {
            thread_end(thread);
        }
    }
    REQUIRE(reap());
    REQUIRE(p.state == Process::State::free);
    REQUIRE(g_pages.free() == 2000);
}

TEST_CASE("no page is given back while a thread is in the engine or the DMA may still send from it") {
    start(100);
    Process& p = process(load(k_elf));
    g_surroundings.rpc_lets_go = false;
    g_surroundings.dma_mark = 10;
    process_end(p, 0);
    REQUIRE(!reap());
    REQUIRE(p.state == Process::State::ending);
    REQUIRE(g_pages.free() == 100 - k_needed);
    g_surroundings.rpc_lets_go = true;
    REQUIRE(!reap());
    REQUIRE(g_pages.free() == 100 - k_needed);
    g_surroundings.dma_mark = 12; // what is sent later does not matter
    g_surroundings.dma_done = 10;
    REQUIRE(reap());
    REQUIRE(g_pages.free() == 100);
}

TEST_CASE("segments may not overlap, and there are only so many") {
    start(10);
    Process& p = g_processes[0];
    REQUIRE(add_segment(p, 0x20000, 4, true) != nullptr);
    for (const auto& [address, pages] : {std::pair(0x20000U, 1U), {0x23000U, 1U}, {0x1F000U, 2U}, {0x10000U, 100U}}) {
        REQUIRE(add_segment(p, address, pages, true) == nullptr);
    }
    REQUIRE(add_segment(p, 0x24000, 1, true) != nullptr);
    REQUIRE(add_segment(p, 0x1F000, 1, true) != nullptr);
    for (unsigned i = 3; i < k_process_segments; ++i) {
        REQUIRE(add_segment(p, 0x100000 + i * k_page, 1, true) != nullptr);
    }
    REQUIRE(add_segment(p, 0x200000, 1, true) == nullptr);
}

TEST_CASE("a fault says board, program, thread, cause and address, and ends the process alone") {
    start(200);
    const Process& p = process(load(k_elf));
    const Process& other = process(load(k_elf));
    Thread& thread = *g_surroundings.ready.at(0);
    thread.registers[0] = 0x10204;
    fault(thread, 15, 0xDEADBEEC);
    REQUIRE(
        g_surroundings.console ==
        "board 7: program program, thread 0: stored to an address that is not its own or may only be read: address "
        "0xdeadbeec, instruction at 0x00010204; the process ends\n");
    REQUIRE(reap());
    REQUIRE(p.state == Process::State::free);
    REQUIRE(other.state == Process::State::running);
    for (std::uint32_t cause = 0; cause < 40; ++cause) {
        REQUIRE(!cause_text(cause).empty());
    }
}

TEST_CASE("words of a boot line") {
    REQUIRE(has_word("--serve echo", "--serve", "echo"));
    REQUIRE(has_word("-x --serve echo more", "--serve", "echo"));
    REQUIRE(!has_word("--serve echoes", "--serve", "echo"));
    REQUIRE(!has_word("--serve", "--serve", "echo"));
    REQUIRE(!has_word("echo --serve", "--serve", "echo"));
    REQUIRE(!has_word("x--serve echo", "--serve", "echo"));
    REQUIRE(!has_word("", "--serve", "echo"));
    REQUIRE(has_word("--system", "--system", ""));
    REQUIRE(has_word("  --a  --system ", "--system", ""));
    REQUIRE(!has_word("--systems", "--system", ""));
}

TEST_CASE("the board powers off when its boot programs have ended, with the first bad status") {
    start(500);
    const Bytes image = amoebox::image::build(k_elf, {{amoebox::image::EntryKind::program, "tool", k_elf}}, 14);
    g_image = amoebox::image::Image(image.data());
    std::array<std::int32_t, 3> numbers{};
    for (std::int32_t& number : numbers) {
        number = load_begin("tool", "", true);
        while (load_step() > 0) {
        }
    }
    g_boot_done = true;
    const std::array<std::uint32_t, 3> statuses = {0, 5, 6};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        REQUIRE_NOTHROW(power_off_if_done());
        process_end(process(numbers[i]), statuses[i]);
        REQUIRE_NOTHROW(power_off_if_done());
        REQUIRE(reap());
    }
    try {
        power_off_if_done();
        FAIL("it goes on");
    } catch (const PoweredOff& off) {
        REQUIRE(off.status == 5);
    }
}
