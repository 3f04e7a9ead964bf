// tally_caller --port NAME --calls N [--threads N]: makes N null RPCs, each with a serial number of its own, remembers what it was
// told of each, and compares that in the end with what the server has carried out:
//
//   @so_far calls=… done=… not_done=… unknown=… wrong=… twice=…      ten to a hundred times on the way
//   @tally  calls=… done=… not_done=… unknown=… wrong=… executed=… twice=… missing=… ghosts=…
//
// wrong: the answer to another call; twice: serials carried out more than once; missing: told done, never carried out;
// ghosts: told not done, carried out.  The status is 0 if all four are none.
#include "lib/user/amoebox.hpp"
#include "lib/user/arguments.hpp"
#include "verif/scenarios/programs/tally.hpp"

namespace {

using namespace amoebox;

PutPort g_port;
std::uint32_t g_calls = 0;
Room g_told_done, g_told_not_done; // a bit for each serial
std::uint32_t g_next = 0, g_over = 0, g_done = 0, g_not_done = 0, g_unknown = 0, g_wrong = 0, g_twice = 0;
Semaphore g_finished(0);

std::uint32_t count(std::uint32_t& counter) {
    return __atomic_fetch_add(&counter, 1, __ATOMIC_RELAXED);
}

void set(Room bits, std::uint32_t serial) {
    __atomic_fetch_or(&bits[serial / 8], static_cast<std::uint8_t>(1U << serial % 8), __ATOMIC_RELAXED);
}

void call(std::uint32_t serial) {
    Header header;
    header.set_port(g_port);
    header.set_command(tally::Ask::count);
    header.set_extra(serial);
    if (const auto length = trans(header, {}, {}); length) {
        const bool right = *length == 0 && header.status() == Error::ok && header.extra() == serial;
        count(right ? g_done : g_wrong);
        set(g_told_done, serial);
        if (header.size() > g_twice) {
            g_twice = header.size();
        }
    } else if (outcome(length.error()) == Outcome::not_done) {
        count(g_not_done);
        set(g_told_not_done, serial);
    } else {
        count(g_unknown);
    }
}

void work(std::uint32_t) {
    set_timeouts(0, 0); // for ever: a busy host alone makes no call fail
    const std::uint32_t part = g_calls < 1'000'000 ? g_calls / 10 + 1 : g_calls / 100;
    for (std::uint32_t serial; (serial = count(g_next)) < g_calls;) {
        call(serial);
        if (const std::uint32_t over = count(g_over) + 1; over % part == 0) {
            print("@so_far calls={} done={} not_done={} unknown={} wrong={} twice={}\n", over, g_done, g_not_done,
                  g_unknown, g_wrong, g_twice);
        }
    }
    g_finished.up();
}

// What the server has carried out, against what was told here.
int compare() {
    static std::array<std::uint8_t, tally::k_piece> piece;
    set_timeouts(0, 0);
    std::uint32_t executed = 0, twice = 0, missing = 0, ghosts = 0;
    for (std::uint32_t at = 0; at < g_told_done.size();) {
        Header header;
        header.set_port(g_port);
        header.set_command(tally::Ask::look);
        header.set_offset(at);
        const auto length = trans(header, {}, piece);
        if (!length || header.status() != Error::ok || *length == 0) {
            if (length && header.status() != Error::ok) {
                print("tally_caller: the server does not say what it has done: {}\n", header.status());
                return 2;
            }
            continue; // looking twice does no harm
        }
        executed = header.size();
        twice = header.extra();
        for (std::uint32_t i = 0; i < *length; ++i) {
            missing += static_cast<std::uint32_t>(__builtin_popcount(g_told_done[at + i] & ~unsigned{piece[i]}));
            ghosts += static_cast<std::uint32_t>(__builtin_popcount(g_told_not_done[at + i] & unsigned{piece[i]}));
        }
        at += *length;
    }
    print("@tally calls={} done={} not_done={} unknown={} wrong={} executed={} twice={} missing={} ghosts={}\n",
          g_over, g_done, g_not_done, g_unknown, g_wrong, executed, twice, missing, ghosts);
    return g_wrong + twice + missing + ghosts == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const auto port = ports::put(arguments.text("--port", "tally"));
    g_calls = arguments.number("--calls", 0);
    const std::uint32_t threads = arguments.number("--threads", 20); // as many as may call at a time
    if (!port || threads == 0 || g_calls == 0 || g_calls > tally::k_most_calls) {
        print("usage: tally_caller --port NAME --calls 1..{} [--threads N]\n", tally::k_most_calls);
        return 2;
    }
    g_port = *port;
    const std::uint32_t bytes = (g_calls + 7) / 8;
    const auto room = map(2 * bytes);
    if (!room) {
        print("tally_caller: no memory: {}\n", room.error());
        return 2;
    }
    g_told_done = room->first(bytes);
    g_told_not_done = room->last(bytes);
    for (std::uint32_t i = 0; i < threads; ++i) {
        if (const auto started = start_thread(work, i, 4096); !started) {
            print("tally_caller: no thread: {}\n", started.error());
            return 2;
        }
    }
    for (std::uint32_t i = 0; i < threads; ++i) {
        g_finished.down();
    }
    sleep(100); // what is still under way arrives, and must do nothing
    return compare();
}
