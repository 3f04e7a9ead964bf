// prey_server [--plain] {[--delay MS] --serve NAME}...: a victim's servers, a thread each.  They answer "honest" and the first
// bytes of the request, after a delay.
//
// Where one is harmed it says so: @harm attack=NAME what=executed-twice (the same request again), what=false-friend (a
// stranger's request bears the friend's signature).  --plain: the build without F, where the get-port is what everybody knows.
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

struct Service {
    std::string_view name;
    GetPort port;
    std::uint32_t delay;
};
std::array<Service, 12> g_services;

void run(std::uint32_t index) {
    const Service& service = g_services[index];
    for (;;) {
        Header header;
        alignas(4) std::array<std::uint8_t, 64> data{};
        header.set_port(service.port);
        const auto length = getreq(header, data);
        if (!length) {
            print("prey_server {}: getreq: {}\n", service.name, length.error());
            exit(1);
        }
        std::uint32_t id = 0;
        std::memcpy(&id, data.data(), 4);
        if (service.name == "replay-request-after-restart") {
            print("@executed attack={} id={}\n", service.name, id);
        }
        // The friend's own requests begin with 'F'; the thief does not write that.
        const bool is_friend = header.signature().wire() == thief::k_friend_signature;
        if (is_friend && data[0] != 'F') {
            print("@harm attack={} what=false-friend\n", service.name);
        }
        if (service.delay != 0) {
            sleep(service.delay);
        }
        std::array<std::uint8_t, 10> reply = {'h', 'o', 'n', 'e', 's', 't'};
        std::memcpy(reply.data() + 6, data.data(), 4);
        header.set_command(is_friend ? thief::k_welcome : thief::k_stranger);
        static_cast<void>(putrep(header, reply));
    }
}

} // namespace

int main(int argc, char** argv) {
    bool plain = false;
    std::uint32_t delay = 0;
    std::uint32_t count = 0;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--plain") {
            plain = true;
        } else if (word == "--delay" && i + 1 < argc) {
            delay = number(argv[++i]);
        } else if (word == "--serve" && i + 1 < argc && count < g_services.size()) {
            const std::string_view name = argv[++i];
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
            g_services[count++] = {name, port, delay};
            delay = 0;
        } else {
            print("usage: prey_server [--plain] {{[--delay MS] --serve NAME}}...\n");
            return 2;
        }
    }
    if (count == 0) {
        return 2;
    }
    for (std::uint32_t i = 1; i < count; ++i) {
        if (const auto started = start_thread(run, i); !started) {
            print("prey_server: thread {}: {}\n", i, started.error());
            return 2;
        }
    }
    run(0);
    return 1;
}
