// fault_teller --port NAME --until MS [--patience MS] [--threads N] [--most BYTES] [--large] [--locate MS] [--service MS]: calls a
// ledger until then (milliseconds since reset), and says what it was told of every call:
//
//   @outcome id=… got=done|not-done|unknown error=… right=0|1 cycles=…      right: the reply is what the id makes it
//   @told calls=… done=… not_done=… unknown=… wrong=…                       in all
//
// verif/sim/summary/faults.py compares that with the ledger.  --large: first 1 MB to the server, then 1 MB from it.
#include "lib/user/arguments.hpp"
#include "verif/scenarios/programs/messages.hpp"

namespace {

using namespace amoebox;

constexpr std::uint32_t k_large = 1 << 20;
constexpr std::uint32_t k_least = 30, k_most_calls = 2000; // with --patience on until so many are done, or made

PutPort g_port;
std::uint32_t g_least = 0, g_until = 0, g_most = 0, g_locate = 0, g_service = 0;
std::uint32_t g_calls = 0, g_done = 0, g_not_done = 0, g_unknown = 0, g_wrong = 0;
Semaphore g_finished(0);

void count(std::uint32_t& counter) {
    __atomic_fetch_add(&counter, 1, __ATOMIC_RELAXED);
}

void call(Room request, Room reply) {
    const std::uint32_t id = random_number() >> 1;
    scene::fill(request, id);
    Header header;
    header.set_port(g_port);
    header.set_command(scene::Ask::exchange);
    header.set_extra(id);
    header.set_size(static_cast<std::uint32_t>(reply.size()));
    const std::uint32_t begin = cycles();
    const auto length = trans(header, request, reply);
    const std::uint32_t took = cycles() - begin;
    std::string_view got = "done";
    Error error = Error::ok;
    bool right = true;
    if (length) {
        right = *length == reply.size() && header.status() == Error::ok && scene::is_pattern(reply, id + 1);
        count(g_done);
    } else {
        error = length.error();
        const bool not_done = outcome(error) == Outcome::not_done;
        got = not_done ? "not-done" : "unknown";
        count(not_done ? g_not_done : g_unknown);
    }
    count(g_calls);
    if (!right) {
        count(g_wrong);
    }
    print("@outcome id={} got={} error={} right={} cycles={}\n", id, got, error, right ? 1 : 0, took);
}

void work(std::uint32_t) {
    set_timeouts(g_locate, g_service);
    const std::uint32_t half = (g_most + 3) / 4 * 4;
    const auto room = map(2 * half);
    if (!room) {
        print("fault_teller: no memory: {}\n", room.error());
        exit(2);
    }
    const Room up = room->first(half);
    const Room down = room->last(half);
    while (static_cast<std::int32_t>(g_until - cycles()) > 0 || (g_done < g_least && g_calls < k_most_calls)) {
        // Short ones are as frequent as long ones.
        const std::uint32_t most = g_most >> random_number() % 8;
        call(up.first(random_number() % (most + 1)), down.first(random_number() % (most + 1)));
    }
    g_finished.up();
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const auto port = ports::put(arguments.text("--port", "ledger"));
    if (!port) {
        print("usage: fault_teller --port NAME --until MS [--patience MS] [--threads N] [--most BYTES] [--large] "
              "[--locate MS] "
              "[--service MS]\n");
        return 2;
    }
    g_port = *port;
    g_until = arguments.number("--until", 100) * scene::k_millisecond;
    g_least = arguments.number("--patience", 0) != 0 ? k_least : 0;
    g_most = arguments.number("--most", 8192);
    g_locate = arguments.number("--locate", 2000);
    g_service = arguments.number("--service", 0);
    if (arguments.flag("--large")) {
        set_timeouts(g_locate, 0);
        const auto room = map(k_large);
        if (!room) {
            print("fault_teller: no memory: {}\n", room.error());
            return 2;
        }
        std::array<std::uint8_t, 100> little{};
        call(*room, little);
        call(little, *room);
    }
    const std::uint32_t threads = arguments.number("--threads", 1);
    for (std::uint32_t i = 0; i < threads; ++i) {
        if (const auto started = start_thread(work, i, 8192); !started) {
            print("fault_teller: no thread: {}\n", started.error());
            return 2;
        }
    }
    for (std::uint32_t i = 0; i < threads; ++i) {
        g_finished.down();
    }
    sleep(20); // what is still under way arrives, and must do nothing
    print("@told calls={} done={} not_done={} unknown={} wrong={}\n", g_calls, g_done, g_not_done, g_unknown,
          g_wrong);
    return g_wrong == 0 ? 0 : 1;
}
