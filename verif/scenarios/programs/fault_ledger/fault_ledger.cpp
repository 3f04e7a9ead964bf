// fault_ledger --serve NAME [--threads N] [--room BYTES] [--life N]: a server that says what it has done, before it answers.
//
//   @executed id=… right=0|1 end=1      the request `id` was carried out; its data were what its id makes them
//
// A line that a reset cut short has no `end`.  The console outlives the board, so the ledger outlives every life of the server.
// --life N: each thread ends after N requests and begins again, so that the service has many lives in one of its kernel.
#include "lib/user/arguments.hpp"
#include "verif/scenarios/programs/messages.hpp"

namespace {

using namespace amoebox;

GetPort g_port;
std::uint32_t g_life = 0;
constexpr unsigned k_most = 4;
std::array<Room, k_most> g_rooms;
std::array<volatile std::uint32_t, k_most> g_works{}; // 1: this thread serves

// The service closes when its last thread ends; a thread that only waits would keep it open.
void serve_one_life(Room room) {
    Header header;
    for (std::uint32_t n = 0; g_life == 0 || n < g_life; ++n) {
        header.set_port(g_port);
        const auto length = getreq(header, room);
        if (!length) {
            print("fault_ledger: getreq: {}\n", length.error());
            exit(2);
        }
        const std::uint32_t id = header.extra();
        const bool right = scene::is_pattern(Bytes(room).first(*length), id);
        print("@executed id={} right={} end=1\n", id, right ? 1 : 0);
        const std::uint32_t size =
            header.size() < room.size() ? header.size() : static_cast<std::uint32_t>(room.size());
        scene::fill(room.first(size), id + 1);
        header.set_status(Error::ok);
        static_cast<void>(putrep(header, Bytes(room).first(size)));
    }
}

void work(std::uint32_t number) {
    serve_one_life(g_rooms[number]);
    g_works[number] = 0;
    wake(&g_works[number], 1);
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const auto port = ports::get(arguments.text("--serve", "ledger"));
    const std::uint32_t threads = arguments.number("--threads", 1);
    if (!port || threads == 0 || threads > k_most) {
        print("usage: fault_ledger --serve NAME [--threads 1..{}] [--room BYTES] [--life N]\n", k_most);
        return 2;
    }
    g_port = *port;
    g_life = arguments.number("--life", 0);
    for (std::uint32_t i = 0; i < threads; ++i) {
        const auto room = map(arguments.number("--room", 16384));
        if (!room) {
            print("fault_ledger: no memory: {}\n", room.error());
            return 2;
        }
        g_rooms[i] = *room;
    }
    for (;;) {
        for (std::uint32_t i = 0; i < threads; ++i) {
            g_works[i] = 1;
            if (const auto started = start_thread(work, i, 4096); !started) {
                print("fault_ledger: no thread: {}\n", started.error()); // stacks are used up: this was the last life
                wait_while(&g_works[0], 1);
                return 0;
            }
        }
        for (std::uint32_t i = 0; i < threads; ++i) {
            while (g_works[i] != 0) {
                wait_while(&g_works[i], 1);
            }
        }
    }
}
