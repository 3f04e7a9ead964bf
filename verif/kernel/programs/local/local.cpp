// local: semantics of RPC between processes of one board, and attacks on the software F-box.  Prints "local: ok" or what was wrong.
//
// The boot text starts an echo server with 2 threads beside it, which holds the port "echo".
#include "kernel/limits.hpp"
#include "lib/user/amoebox.hpp"
#include "lib/user/arguments.hpp"

namespace {

using namespace amoebox;
using kernel::k_message_most;

PutPort g_echo;
bool g_bad = false;
alignas(16) std::array<std::uint8_t, 70000> g_one, g_two;

void expect(bool good, std::string_view what) {
    if (!good) {
        print("local: wrong: {}\n", what);
        g_bad = true;
    }
}

Result<std::uint32_t> ask(std::int32_t command, Bytes data, Room reply, std::uint32_t extra = 0,
                          std::uint32_t size = 0, Header* back = nullptr) {
    Header header;
    header.set_port(g_echo);
    header.set_command(command);
    header.set_extra(extra);
    header.set_size(size);
    const auto got = trans(header, data, reply);
    if (back != nullptr) {
        *back = header;
    }
    return got;
}

bool is(const Result<std::uint32_t>& result, Error error) {
    return !result && result.error() == error;
}

// The attacker listens on the public port itself.
volatile std::uint32_t g_stolen = 0;
void listener(std::uint32_t) {
    Header header;
    header.set_port(GetPort::from_secret_bytes(g_echo.wire()));
    static std::array<std::uint8_t, 64> room;
    if (getreq(header, room)) {
        g_stolen = 1;
        header.set_status(Error::std_notfound);
        static_cast<void>(putrep(header, {}));
    }
}

// A service that begins while somebody looks for it already.
GetPort g_late_port;
void late_server(std::uint32_t) {
    static std::array<std::uint8_t, 16> room;
    Header header;
    header.set_port(g_late_port);
    sleep(8);
    if (getreq(header, room)) {
        header.set_status(Error::ok);
        static_cast<void>(putrep(header, {}));
    }
}

GetPort g_own_port;
volatile std::uint32_t g_nested = 0;
void nesting_server(std::uint32_t) {
    static std::array<std::uint8_t, 64> room;
    for (;;) {
        Header header;
        header.set_port(g_own_port);
        if (!getreq(header, room)) {
            return;
        }
        const auto inner = ask(1900, Bytes(g_one).first(10), g_two);
        g_nested = inner ? *inner : 0;
        header.set_status(Error::ok);
        static_cast<void>(putrep(header, {}));
    }
}

void port_hoarder(std::uint32_t) {
    Header header;
    header.set_port(random_get_port());
    static std::array<std::uint8_t, 16> room;
    const auto got = getreq(header, room);
    if (is(got, Error::rpc_quota)) {
        print("local: quota of ports\n");
    }
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const auto port = ports::put("echo");
    if (!port) {
        print("local: no port\n");
        return 1;
    }
    g_echo = *port;
    if (arguments.flag("--listen")) {
        // Only the attack, which must succeed in the build without the software F-box.
        static_cast<void>(start_thread(listener, 0));
        sleep(5);
        for (int i = 0; i < 40 && g_stolen == 0; ++i) {
            static_cast<void>(ask(static_cast<std::int32_t>(command::Std::touch), {}, {}));
        }
        print("@local_listen stolen={}\n", g_stolen);
        return 0;
    }
    expect(!ports::get("echo"), "the get-port of a service goes to its server only");
    for (std::uint32_t i = 0; i < g_one.size(); ++i) {
        g_one[i] = static_cast<std::uint8_t>(i * 13 + (i >> 8));
    }
    for (const std::uint32_t size : {0U, 1U, 3U, 4U, 100U, 2047U, 2048U, 2049U, 4096U, 10001U, 65536U}) {
        for (const std::uint32_t shift : {0U, 1U, 2U}) {
            g_two.fill(0);
            const auto got = ask(1900, Bytes(g_one).subspan(shift, size), Room(g_two).subspan(shift * 2));
            expect(got && *got == size && std::memcmp(g_two.data() + shift * 2, g_one.data() + shift, size) == 0 &&
                       g_two[shift * 2 + size] == 0,
                   "echo of data");
        }
    }
    expect(is(ask(1900, Bytes(g_one).first(65537), g_two), Error::rpc_overflow),
           "a request larger than the server's room");
    for (const std::uint32_t size : {k_message_most + 1, 0x8000'0000U, 0xFFFF'FFFFU}) {
        Header big;
        big.set_port(g_echo);
        big.set_command(1900);
        const std::uint32_t at = address_of(&big);
        expect(
            is(to_result(system_call(Syscall::trans, at, address_of(g_one.data()), size, at, 0, 0)),
               Error::rpc_overflow) &&
                is(to_result(system_call(Syscall::putrep, at, address_of(g_one.data()), size)), Error::rpc_overflow),
            "a message larger than any may be");
    }
    Header back;
    expect(is(ask(1901, {}, Room(g_two).first(100), 0, 5000, &back), Error::rpc_replyoverflow) && back.size() == 5000,
           "a reply larger than the client's room, and the size needed");
    expect(is(ask(0, {}, {}), Error::rpc_badcommand) && is(ask(-5, {}, {}), Error::rpc_badcommand),
           "reserved commands");
    static_cast<void>(ask(1902, {}, {}, static_cast<std::uint32_t>(Error::std_denied), 0, &back));
    expect(back.status() == Error::std_denied, "the server's own status");
    Header header;
    expect(is(putrep(header, {}), Error::rpc_sequence), "putrep without a request");
    expect(is(trans(header, {}, {}), Error::rpc_badport), "the null port");
    expect(is(to_result(system_call(Syscall::trans, address_of(&header) + 4, 0, 0, address_of(&header), 0, 0)),
              Error::rpc_badaddress),
           "a crooked header");
    header.set_port(g_echo);
    header.set_command(1900);
    expect(is(to_result(system_call(Syscall::trans, address_of(&header), 0x40000000, 16, address_of(&header), 0, 0)),
              Error::rpc_badaddress),
           "data of the kernel");

    set_timeouts(30, 0);
    g_late_port = random_get_port();
    header.set_port(box_put_port(g_late_port));
    header.set_command(1900);
    expect(start_thread(late_server, 0) && trans(header, {}, {}).has_value(),
           "a service that begins while it is looked for");
    header.set_command(1900);
    header.set_port(box_put_port(random_get_port()));
    const std::uint32_t begin = cycles();
    expect(is(trans(header, {}, {}), Error::rpc_notfound), "nobody there");
    expect(cycles() - begin < 10'000'000, "the locate time-out");
    set_timeouts(5000, 20);
    expect(is(ask(1903, {}, {}, 200), Error::rpc_timeout), "the service time-out");
    set_timeouts(5000, 0);

    // Attack: listening on P.
    expect(start_thread(listener, 0).has_value(), "a listener");
    sleep(5);
    for (int i = 0; i < 20; ++i) {
        expect(ask(static_cast<std::int32_t>(command::Std::touch), {}, {}).has_value(), "touch");
    }
    expect(g_stolen == 0, "somebody else listens on a port that he only knows publicly");

    g_own_port = random_get_port();
    expect(start_thread(nesting_server, 0).has_value() && start_thread(nesting_server, 1).has_value(),
           "a server here");
    Header own;
    own.set_port(box_put_port(g_own_port));
    own.set_command(command::Std::touch);
    expect(trans(own, {}, {}).has_value() && g_nested == 10, "a trans within a server");

    for (int i = 0; i < 14; ++i) { // attack: all ports for one process
        if (!start_thread(port_hoarder, 0, 4096)) {
            break;
        }
    }
    sleep(20);
    expect(ask(static_cast<std::int32_t>(command::Std::touch), {}, {}).has_value(), "others still have ports");

    // The server's threads end with a request in hand: failure, outcome unknown.  Then nobody is left.
    expect(is(ask(1904, {}, {}), Error::rpc_failure), "a server that dies");
    expect(ask(static_cast<std::int32_t>(command::Std::touch), {}, {}).has_value(), "its other thread goes on");
    sleep(300);
    expect(is(ask(1904, {}, {}), Error::rpc_failure), "the last thread dies");
    sleep(10);
    set_timeouts(30, 0);
    expect(is(ask(static_cast<std::int32_t>(command::Std::touch), {}, {}), Error::rpc_notfound), "nobody is left");
    print("local: {}\n", g_bad ? "bad" : "ok");
    return g_bad ? 1 : 0;
}
