// local_thief NAME START END: a hostile process on the board of an honest server and its client.
//   local-listen           getreq on P in the place of G, and answers what comes
//   local-forge-reply      putrep without a request, or twice for one: of a client that it has served once (--serve lure)
//   local-forge-signature  requests with a friend's public signature in the place of the secret
//   local-exhaust-ports    getreq on as many ports as it gets, from as many threads
//   forge-check-field      a capability with all rights, made from one with few
//   widen-capability       a capability with more rights than it was given with
// Success is what the victims say (prey_client: wrong or failed; prey_server: harm).  Its own line:
//   @attack name=… tries=… got=… by=… refused=… control=…
#include <atomic>

#include "lib/user/amoebox.hpp"
#include "verif/thief/scene.hpp"

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
std::atomic<std::uint32_t> g_got = 0, g_opened = 0, g_refused = 0, g_tries = 0, g_lawful = 0; // of all threads
constexpr std::uint32_t k_enough = 250;                                                       // a local RPC each

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

// Every call of putrep that must fail.
void forge_reply(Header& header) {
    ++g_tries;
    const auto done = putrep(header, bytes_of("forged"));
    g_got += done.has_value();
    g_refused += !done && done.error() == Error::rpc_sequence;
}
// A service that keeps its contract, then answers a second time with the same header.
void serve_lure(std::uint32_t) {
    const auto port = ports::get("lure");
    for (;;) {
        Header header;
        std::array<std::uint8_t, 64> room{};
        header.set_port(port.value_or(GetPort()));
        if (const auto length = getreq(header, room); !length) {
            print("local_thief: lure: {}\n", length.error());
            return;
        }
        g_lawful += putrep(header, bytes_of("lure")).has_value();
        forge_reply(header);
        header.set_port(g_port);
        forge_reply(header);
    }
}

void forge_signatures() {
    while (!over() && g_tries < k_enough) {
        Header header;
        header.set_port(g_port);
        header.set_command(2000);
        header.set_signature(SignatureSecret::from_secret_bytes(thief::k_friend_signature));
        std::array<std::uint8_t, 24> reply{};
        const auto length = trans(header, bytes_of("stranger"), reply);
        ++g_tries;
        g_got += length && header.command() == thief::k_welcome;
        g_refused += length && header.command() == thief::k_stranger;
    }
}

// What it can think of to do with a check field whose rights it knows: nothing, what undoes a check field that is not
// one-way, guesses.
void forge_capabilities(bool owner) {
    Header header;
    header.set_port(g_port);
    header.set_command(thief::k_give);
    if (!trans(header, {}, {}) || header.status() != Error::ok) {
        return;
    }
    const Capability given = header.capability();
    while (!over() && g_tries < k_enough) {
        Capability forged = given;
        forged.port = g_port;
        forged.rights =
            owner ? k_owner_rights : static_cast<Rights>(random_number() | thief::k_given | thief::k_needed);
        if (!owner && forged.rights == k_owner_rights) {
            continue;
        }
        Raw<port_bytes> check = given.check.wire();
        switch (g_tries % 4) {
        case 0:
            break;
        case 1: // C with its first byte XOR rights
            check[0] ^= owner ? given.rights : static_cast<std::uint8_t>(given.rights ^ forged.rights);
            break;
        case 2:
            check[random_number() % port_bytes] ^= static_cast<std::uint8_t>(1U << random_number() % 8);
            break;
        default:
            random_bytes(check);
        }
        forged.check = Check::from_wire(check);
        Header open;
        open.set_capability(forged);
        open.set_command(thief::k_open);
        const auto answer = trans(open, {}, {});
        ++g_tries;
        g_got += answer && open.status() == Error::ok;
        g_refused += answer && open.status() == Error::std_capbad;
    }
}

void say(std::string_view name, std::uint32_t tries, std::uint32_t got, std::string_view by, std::uint32_t refused,
         std::uint32_t control = 0) {
    print("@attack name={} tries={} got={} by={} refused={} control={}\n", name, tries, got, by, refused, control);
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
    if (name == "local-forge-reply" && !start_thread(serve_lure, 0)) { // open before the client looks for it
        print("local_thief: no thread for the lure\n");
        return 2;
    }
    while (static_cast<std::int32_t>(start - cycles()) > 0) {
        sleep(1);
    }
    if (name == "local-listen") {
        for (std::uint32_t i = 0; i < 16; ++i) { // no more: each stays in its getreq for good
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
            forge_reply(header);
            if (g_tries % 4 == 0) {
                yield();
            }
        }
        say(name, g_tries, g_got, "RPC_SEQUENCE", g_refused, g_lawful);
    } else if (name == "local-forge-signature") {
        forge_signatures();
        say(name, g_tries, g_got, "REPLIES_TO_STRANGER", g_refused);
    } else if (name == "forge-check-field" || name == "widen-capability") {
        forge_capabilities(name == "forge-check-field");
        say(name, g_tries, g_got, "STD_CAPBAD", g_refused);
    } else if (name == "local-exhaust-ports") {
        for (std::uint32_t i = 0; i < 100 && !over(); ++i) {
            if (!start_thread(hoard, i, 4096)) {
                ++g_tries;
                ++g_refused;
            }
            if (i % 8 == 7) { // the new ones come to their getreq
                sleep(1);
            }
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
