// rpcbench: what an RPC costs, in cycles: rows "@bench name=... cycles=...".
//
//   rpcbench [--local NAME] [--remote NAME] [--rounds N] [--big] [--null]      echo servers of these names
//
// --big: 1 MB too (the server needs --room 1048576); --null: only the null RPC.
#include <algorithm>
#include <array>

#include "lib/user/amoebox.hpp"
#include "lib/user/arguments.hpp"

namespace {

using namespace amoebox;

void row(std::string_view name, std::uint32_t cycles, std::uint32_t n) {
    print("@bench name={} cycles={} n={} unit=cycles\n", name, cycles, n);
}

// The time that reading the clock takes is no part of what is measured.
std::uint32_t g_clock = 0;

template <class Work>
std::uint32_t measure(std::uint32_t rounds, Work work) {
    for (int i = 0; i < (rounds > 4 ? 4 : 1); ++i) {
        work();
    }
    // The median: a timer's tick in one of the rounds is no part of it.
    static std::array<std::uint32_t, 128> samples;
    rounds = std::clamp(rounds, 1U, static_cast<std::uint32_t>(samples.size()));
    for (std::uint32_t i = 0; i < rounds; ++i) {
        const std::uint32_t begin = cycles();
        work();
        samples[i] = cycles() - begin - g_clock;
    }
    const auto middle = samples.begin() + rounds / 2;
    std::nth_element(samples.begin(), middle, samples.begin() + rounds);
    return *middle;
}

// Again before each group of rows: while programs are being loaded it takes longer.
void read_clock_cost() {
    g_clock = 0;
    g_clock = measure(16, [] {});
}

PutPort g_port;
bool g_failed = false;

void check(const Result<std::uint32_t>& result, std::uint32_t expected, std::string_view what) {
    if (!result || *result != expected) {
        print("rpcbench: {}: {}\n", what, result ? std::string_view("wrong length") : name(result.error()));
        g_failed = true;
    }
}

// Busy cycles of both boards between two moments, while the big transfers run, less what asking costs.
struct Busy {
    std::uint32_t client, server;
};
Busy busy_until_now() {
    Header header;
    header.set_port(g_port);
    header.set_command(1906);
    check(trans(header, {}, {}), 0, "busy");
    return {cycles() - idle_cycles(), header.size() - header.extra()};
}
void busy_rows(std::string_view name, const Busy& before) {
    Busy after = busy_until_now();
    const Busy again = busy_until_now();
    after.client -= again.client - after.client;
    after.server -= again.server - after.server;
    constexpr std::uint32_t k_rounds = 2; // one to warm up, one measured
    print("@bench name={}_busy_client cycles={} n=2 unit=cycles\n", name, (after.client - before.client) / k_rounds);
    print("@bench name={}_busy_server cycles={} n=2 unit=cycles\n", name, (after.server - before.server) / k_rounds);
}

void transfer(std::string_view prefix, std::uint32_t size, Room room, std::uint32_t rounds) {
    Header header;
    std::array<char, 48> text_room;
    Text up(text_room);
    format_to(up, "{}_to_server_{}", prefix, size);
    const bool once = rounds == 1;
    Busy before = once ? busy_until_now() : Busy{};
    row(up.view(),
        measure(rounds,
                [&] {
                    header.set_port(g_port);
                    header.set_command(1905);
                    header.set_size(0);
                    check(trans(header, Bytes(room).first(size), {}), 0, "to server");
                }),
        rounds);
    if (once) {
        busy_rows(up.view(), before);
    }
    Text down(text_room);
    format_to(down, "{}_from_server_{}", prefix, size);
    before = once ? busy_until_now() : Busy{};
    row(down.view(),
        measure(rounds,
                [&] {
                    header.set_port(g_port);
                    header.set_command(1905);
                    header.set_size(size);
                    check(trans(header, {}, room.first(size)), size, "from server");
                }),
        rounds);
    if (once) {
        busy_rows(down.view(), before);
    }
}

volatile std::uint32_t g_turn = 0;
std::uint32_t g_rounds = 0;

void partner(std::uint32_t) {
    for (std::uint32_t i = 0; i < g_rounds; ++i) {
        yield();
    }
    g_turn = 1;
}

} // namespace

namespace {

bool bench(const Arguments& arguments, bool remote, std::uint32_t rounds) {
    const std::string_view service = arguments.text(remote ? "--remote" : "--local", "echo");
    const auto port = ports::put(service);
    if (!port) {
        print("rpcbench: no port {}: {}\n", service, text(port.error()));
        return false;
    }
    g_port = *port;
    Header header;
    const auto null = [&] {
        header.set_port(g_port);
        header.set_command(command::Std::touch);
        check(trans(header, {}, {}), 0, "null");
    };
    read_clock_cost();
    row(remote ? "null_remote_rpc" : "null_local_rpc", measure(rounds, null), rounds);
    if (arguments.flag("--null")) {
        return true;
    }
    const bool big = arguments.flag("--big");
    const auto room = map(big ? 1 << 20 : 65536);
    if (!room) {
        print("rpcbench: no memory: {}\n", text(room.error()));
        return false;
    }
    const std::string_view prefix = remote ? "remote" : "local";
    transfer(prefix, 1000, *room, 20);
    transfer(prefix, 30000, *room, 8);
    if (big) {
        transfer(prefix, 1 << 20, *room, 1);
    }
    unmap(*room);
    return true;
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const std::uint32_t rounds = arguments.number("--rounds", 100);
    bool good = true;
    if (arguments.flag("--remote")) { // the first call that the other board serves: when that has booted
        if (const auto port = ports::put(arguments.text("--remote", "echo"))) {
            Header header;
            header.set_port(*port);
            header.set_command(command::Std::touch);
            check(trans(header, {}, {}), 0, "the first call");
        }
    }
    if (arguments.flag("--local")) {
        good = bench(arguments, false, rounds) && good;
    }
    if (arguments.flag("--remote")) {
        good = bench(arguments, true, rounds) && good;
    }
    // Last: by now no other program is being loaded.
    read_clock_cost();
    row("null_system_call", measure(rounds, [] { system_call(Syscall::nothing); }), rounds);
    g_rounds = rounds + 4;
    if (start_thread(partner, 0)) {
        row("thread_switch", measure(rounds, [] { yield(); }) / 2, rounds * 2);
    }
    return good && !g_failed ? 0 : 1;
}
