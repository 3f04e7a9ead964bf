// tally_server --serve NAME --calls N [--threads N]: carries out null RPCs and remembers each by its serial number, so that
// none can be carried out twice without being seen:
//
//   @twice serial=…       was carried out before (the first five are named)
#include "lib/user/amoebox.hpp"
#include "lib/user/arguments.hpp"
#include "verif/scenarios/programs/tally.hpp"

namespace {

using namespace amoebox;

GetPort g_port;
Room g_seen; // a bit for each serial
std::uint32_t g_calls = 0, g_executed = 0, g_twice = 0;

std::uint32_t current(const std::uint32_t& counter) {
    return __atomic_load_n(&counter, __ATOMIC_RELAXED);
}

void carry_out(std::uint32_t serial) {
    const auto bit = static_cast<std::uint8_t>(1U << serial % 8);
    __atomic_fetch_add(&g_executed, 1, __ATOMIC_RELAXED);
    if ((__atomic_fetch_or(&g_seen[serial / 8], bit, __ATOMIC_RELAXED) & bit) != 0 &&
        __atomic_fetch_add(&g_twice, 1, __ATOMIC_RELAXED) < 5) {
        print("@twice serial={}\n", serial);
    }
}

void work(std::uint32_t) {
    for (;;) {
        Header header;
        header.set_port(g_port);
        if (const auto length = getreq(header, {}); !length) {
            print("tally_server: getreq: {}\n", length.error());
            exit(2);
        }
        Bytes reply;
        Error error = Error::ok;
        if (header.command() == static_cast<std::int32_t>(tally::Ask::count) && header.extra() < g_calls) {
            carry_out(header.extra());
            header.set_size(current(g_twice));
        } else if (header.command() == static_cast<std::int32_t>(tally::Ask::look) &&
                   header.offset() <= g_seen.size()) {
            const Bytes rest = Bytes(g_seen).subspan(static_cast<std::size_t>(header.offset()));
            reply = rest.first(rest.size() < tally::k_piece ? rest.size() : tally::k_piece);
            header.set_size(current(g_executed));
            header.set_extra(current(g_twice));
        } else {
            error = Error::std_argbad;
        }
        header.set_status(error);
        static_cast<void>(putrep(header, reply));
    }
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const auto port = ports::get(arguments.text("--serve", "tally"));
    g_calls = arguments.number("--calls", 0);
    if (!port || g_calls == 0 || g_calls > tally::k_most_calls) {
        print("usage: tally_server --serve NAME --calls 1..{} [--threads N]\n", tally::k_most_calls);
        return 2;
    }
    const auto room = map((g_calls + 7) / 8);
    if (!room) {
        print("tally_server: no memory: {}\n", room.error());
        return 2;
    }
    g_port = *port;
    g_seen = *room;
    for (std::uint32_t i = 1; i < arguments.number("--threads", 3); ++i) {
        if (const auto started = start_thread(work, i, 4096); !started) {
            print("tally_server: no thread: {}\n", started.error());
            return 2;
        }
    }
    work(0);
}
