// prey_server NAME [DELAY_MS] [plain]: a victim's server.  It answers "honest" and the first bytes of the request.
//
// Where it is harmed it says so: @harm attack=NAME what=executed-twice (the same request again), what=false-friend (a
// stranger's request bears the friend's signature).  `plain`: the build without F, where the get-port is what everybody knows.
#include "lib/user/amoebox.hpp"
#include "verif/thief/scene.hpp"

namespace {

using namespace amoebox;

std::uint32_t number(const char* text) {
    std::uint32_t value = 0;
    for (; *text != '\0'; ++text) {
        value = value * 10 + static_cast<std::uint32_t>(*text - '0');
    }
    return value;
}

// Requests that have been carried out, by their first four bytes.
std::array<std::uint32_t, 4096> g_done;
unsigned g_count = 0;
bool seen(std::uint32_t id) {
    for (unsigned i = 0; i < g_count; ++i) {
        if (g_done[i] == id) {
            return true;
        }
    }
    if (g_count < g_done.size()) {
        g_done[g_count++] = id;
    }
    return false;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        print("usage: prey_server NAME [DELAY_MS] [plain]\n");
        return 2;
    }
    const std::string_view name = argv[1];
    const std::uint32_t delay = argc > 2 ? number(argv[2]) : 0;
    const bool plain = argc > 3 && std::string_view(argv[3]) == "plain";
    GetPort port;
    if (plain) {
        const auto put = ports::put(name);
        port = put ? GetPort::from_secret_bytes(put->wire()) : GetPort();
    } else if (const auto get = ports::get(name)) {
        port = *get;
    }
    if (port.is_null()) {
        print("prey_server: the image has no port {}\n", name);
        return 2;
    }
    const bool remembers = name == "replay-request-after-restart" || name == "forge-source";
    for (;;) {
        Header header;
        alignas(4) std::array<std::uint8_t, 64> data{};
        header.set_port(port);
        const auto length = getreq(header, data);
        if (!length) {
            print("prey_server {}: getreq: {}\n", name, length.error());
            return 1;
        }
        std::uint32_t id = 0;
        std::memcpy(&id, data.data(), 4);
        if (remembers) {
            print("@executed attack={} id={}\n", name, id);
            if (seen(id)) {
                print("@harm attack={} what=executed-twice id={}\n", name, id);
            }
        }
        const bool is_friend = header.signature().wire() == thief::k_friend_signature;
        // The friend's own requests begin with 'F'; the thief does not write that.
        if (is_friend && data[0] != 'F') {
            print("@harm attack={} what=false-friend\n", name);
        }
        if (delay != 0) {
            sleep(delay);
        }
        std::array<std::uint8_t, 10> reply = {'h', 'o', 'n', 'e', 's', 't'};
        std::memcpy(reply.data() + 6, data.data(), 4);
        header.set_command(is_friend ? thief::k_welcome : thief::k_stranger);
        static_cast<void>(putrep(header, reply));
    }
}
