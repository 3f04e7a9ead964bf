// crowd_member --me N --of N --serve crowdN --until MS [--patience MS] [--most BYTES]: serves one port and calls those of all the
// others, until then (milliseconds since reset); with --patience later, and until it has been answered k_least times.  Whom, and how long messages are, is random.
//
//   @member me=… calls=… right=… wrong=… failed=… bytes=… slowest=… served=… peers=… cycles=… error=…
//
// bytes: both ways, of its calls; cycles: for how long it has called.
//
// Nobody stops serving before everybody has stopped calling: who has ended says so to member 0, which sends all home.
#include "lib/user/arguments.hpp"
#include "verif/scenarios/programs/messages.hpp"

namespace {

using namespace amoebox;
using scene::Ask;

constexpr std::uint32_t k_most_members = 64;
constexpr std::uint32_t k_least = 20;
constexpr auto k_ended = static_cast<Ask>(1980);
constexpr auto k_go_home = static_cast<Ask>(1981);

GetPort g_port;
std::uint32_t g_most = 0;
std::uint32_t g_served = 0;
std::array<PutPort, k_most_members> g_peers;
Semaphore g_ended(0), g_home(0);

void serve_all(std::uint32_t) {
    const auto room = map(g_most + 4);
    if (!room) {
        print("crowd_member: no memory: {}\n", room.error());
        exit(2);
    }
    const Error error = serve(g_port, *room, *room, [](Header& header, Bytes data, Room reply) -> std::size_t {
        std::size_t size = 0;
        Error status = Error::ok;
        if (static_cast<Ask>(header.command()) == Ask::exchange) {
            status = scene::is_pattern(data, header.extra()) ? Error::ok : Error::std_argbad;
            size = header.size() < reply.size() ? header.size() : reply.size();
            scene::fill(reply.first(size), header.extra() + 1);
            __atomic_fetch_add(&g_served, 1, __ATOMIC_RELAXED);
        } else if (static_cast<Ask>(header.command()) == k_ended) {
            g_ended.up();
        } else {
            g_home.up();
        }
        header.set_status(status);
        return size;
    });
    print("crowd_member: {}\n", error);
    exit(2);
}

PutPort port_of(std::uint32_t member) {
    std::array<char, 16> room;
    Text text(room);
    format_to(text, "crowd{}", member);
    return ports::put(text.view()).value_or(PutPort());
}

Error tell(const PutPort& port, Ask command) {
    Header header;
    header.set_port(port);
    header.set_command(command);
    const auto got = trans(header, {}, {});
    return got ? header.status() : got.error();
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const std::uint32_t me = arguments.number("--me", 0);
    const std::uint32_t of = arguments.number("--of", 2);
    const std::uint32_t patience = arguments.number("--patience", 0);
    const std::uint32_t until = (arguments.number("--until", 100) + 4 * patience) * scene::k_millisecond;
    const std::uint32_t least = patience != 0 ? k_least : 0;
    const auto port = ports::get(arguments.text("--serve", ""));
    g_most = arguments.number("--most", 8192);
    if (!port || of < 2 || of > k_most_members || me >= of) {
        print("usage: crowd_member --me N --of N --serve crowdN --until MS [--patience MS] [--most BYTES]\n");
        return 2;
    }
    g_port = *port;
    for (std::uint32_t i = 0; i < of; ++i) {
        g_peers[i] = port_of(i);
    }
    const auto up = map(g_most + 4);
    const auto down = map(g_most + 4);
    if (!up || !down || !start_thread(serve_all, 0) || !start_thread(serve_all, 1)) {
        print("crowd_member: no memory or no threads\n");
        return 2;
    }
    std::uint32_t calls = 0, right = 0, wrong = 0, failed = 0, bytes = 0, slowest = 0;
    std::uint64_t met = 0;
    Error first = Error::ok;
    const std::uint32_t since = cycles();
    while (static_cast<std::int32_t>(until - cycles()) > 0 || right < least) {
        const std::uint32_t other = (me + 1 + random_number() % (of - 1)) % of;
        const std::uint32_t seed = random_number() >> 1;
        const Room request = up->first(random_number() % (g_most + 1));
        const Room reply = down->first(random_number() % (g_most + 1));
        scene::fill(request, seed);
        Header header;
        header.set_port(g_peers[other]);
        header.set_command(Ask::exchange);
        header.set_extra(seed);
        header.set_size(static_cast<std::uint32_t>(reply.size()));
        const std::uint32_t begin = cycles();
        const auto length = trans(header, request, reply);
        const std::uint32_t took = cycles() - begin;
        slowest = took > slowest ? took : slowest;
        ++calls;
        if (!length) {
            first = failed == 0 ? length.error() : first;
            ++failed;
        } else if (*length == reply.size() && header.status() == Error::ok && scene::is_pattern(reply, seed + 1)) {
            ++right;
            bytes += static_cast<std::uint32_t>(request.size() + reply.size());
            met |= std::uint64_t{1} << other;
        } else {
            ++wrong;
        }
    }
    const std::uint32_t called_for = cycles() - since;
    bool together = true;
    if (me != 0) {
        together = tell(g_peers[0], k_ended) == Error::ok;
        g_home.down();
    } else {
        for (std::uint32_t i = 1; i < of; ++i) {
            g_ended.down();
        }
        for (std::uint32_t i = 1; i < of; ++i) {
            together = tell(g_peers[i], k_go_home) == Error::ok && together;
        }
    }
    print("@member me={} calls={} right={} wrong={} failed={} bytes={} slowest={} served={} peers={} cycles={} "
          "error={}\n",
          me, calls, right, wrong, failed, bytes, slowest, g_served, __builtin_popcountll(met), called_for, first);
    sleep(5); // the last answer leaves
    return wrong == 0 && failed == 0 && calls != 0 && together ? 0 : 1;
}
