// local_thief: a hostile process on the board of an honest server and its client.
//   local_thief local-listen START END      getreq on P in the place of G, and answers what comes
//   local_thief local-forge-reply START END putrep without a request, again and again, while the client waits
//   local_thief local-exhaust-ports START END  getreq on as many ports as it gets, from as many threads
// Success is what the client of the same name says (prey_client: wrong or failed).  Its own line:
//   @attack name=… tries=… got=… by=… refused=…
#include "lib/user/amoebox.hpp"

namespace {

using namespace amoebox;

constexpr std::uint32_t k_millisecond = 50'000;

std::uint32_t number(const char* text) {
    std::uint32_t value = 0;
    for (; *text != '\0'; ++text) {
        value = value * 10 + static_cast<std::uint32_t>(*text - '0');
    }
    return value;
}

std::uint32_t g_end = 0;
bool over() {
    return static_cast<std::int32_t>(g_end - cycles()) <= 0;
}

PutPort g_port;
std::uint32_t g_got = 0, g_opened = 0, g_refused = 0, g_tries = 0;

// Serves whatever comes to `port` with forged replies.
void pretend(const GetPort& port) {
    for (;;) {
        Header header;
        std::array<std::uint8_t, 64> room{};
        header.set_port(port);
        if (!getreq(header, room)) {
            return;
        }
        ++g_got;
        static_cast<void>(putrep(header, bytes_of("forged")));
    }
}
void listen(std::uint32_t) {
    pretend(GetPort::from_secret_bytes(g_port.wire()));
}

// One port after another: the thread stays in the last getreq that it gets.
void hoard(std::uint32_t) {
    Header header;
    std::array<std::uint8_t, 16> room{};
    header.set_port(random_get_port());
    ++g_tries;
    ++g_opened;
    if (!getreq(header, room)) {
        --g_opened;
        ++g_refused;
    }
}

void say(std::string_view name, std::uint32_t tries, std::uint32_t got, std::string_view by, std::uint32_t refused) {
    print("@attack name={} tries={} got={} by={} refused={}\n", name, tries, got, by, refused);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        print("usage: local_thief NAME START END\n");
        return 2;
    }
    const std::string_view name = argv[1];
    const std::uint32_t start = number(argv[2]) * k_millisecond;
    g_end = number(argv[3]) * k_millisecond;
    const auto port = ports::put(name);
    if (!port) {
        print("local_thief: the image has no port {}\n", name);
        return 2;
    }
    g_port = *port;
    while (static_cast<std::int32_t>(start - cycles()) > 0) {
        sleep(1);
    }
    if (name == "local-listen") {
        for (std::uint32_t i = 0; i < 8; ++i) {
            g_tries += start_thread(listen, i).has_value();
        }
        while (!over()) {
            sleep(2);
        }
        say(name, g_tries, g_got, "SERVES_F_OF_P", g_tries - (g_got != 0));
    } else if (name == "local-forge-reply") {
        while (!over()) {
            Header header;
            header.set_port(g_port);
            ++g_tries;
            const auto done = putrep(header, bytes_of("forged"));
            g_got += done.has_value();
            g_refused += !done && done.error() == Error::rpc_sequence;
            if (g_tries % 16 == 0) {
                yield();
            }
        }
        say(name, g_tries, g_got, "RPC_SEQUENCE", g_refused);
    } else if (name == "local-exhaust-ports") {
        for (std::uint32_t i = 0; i < 100 && !over(); ++i) {
            if (!start_thread(hoard, i, 4096)) {
                ++g_tries;
                ++g_refused;
            }
            yield();
        }
        while (!over()) {
            sleep(2);
        }
        say(name, g_tries, g_opened, "RPC_QUOTA", g_refused);
    } else {
        print("local_thief: there is no attack {}\n", name);
        return 2;
    }
    return 0;
}
