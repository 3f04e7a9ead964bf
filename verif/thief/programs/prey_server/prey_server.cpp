// prey_server [--plain] [--after MS] {[--delay MS | --vault] --serve NAME}...: a victim's servers, a thread each.  They answer
// "honest" and the first bytes of the request, after a delay; a vault looks at capabilities.  --after: they begin so late.
//
// Where one is harmed it says so: @harm attack=NAME what=false-friend (a stranger's request bears the friend's signature),
// what=opened (a vault has taken a capability that nobody was given); @executed lines say which requests were carried out.
// --plain: the build without F, where the get-port is what everybody knows.
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
    bool vault;
};
std::array<Service, 12> g_services;

// The console is slow: a few lines say enough.
void say_harm(const Service& service, std::string_view what) {
    static std::array<std::uint8_t, 12> said{};
    std::uint8_t& times = said[static_cast<std::size_t>(&service - g_services.data())];
    if (times < 5) {
        ++times;
        print("@harm attack={} what={}\n", service.name, what);
    }
}

// Gives everybody a capability with one right, and opens to another right: what=opened if that happens.
void keep_vault(const Service& service) {
    Raw<port_bytes> random{};
    random_bytes(random);
    const ObjectSecret secret = ObjectSecret::from_random(random);
    const Capability given{box_put_port(service.port), *ObjectNumber::from(7), thief::k_given,
                           box_check(secret, thief::k_given)};
    for (;;) {
        Header header;
        std::array<std::uint8_t, 16> data{};
        header.set_port(service.port);
        if (!getreq(header, data)) {
            return;
        }
        if (header.command() == thief::k_give) {
            header.set_object(given);
            header.set_status(Error::ok);
        } else {
            const Error verdict = box_verify(secret, header.capability(), thief::k_needed);
            if (verdict == Error::ok) {
                say_harm(service, "opened");
            }
            header.set_status(verdict);
        }
        static_cast<void>(putrep(header, {}));
    }
}

void run(std::uint32_t index) {
    const Service& service = g_services[index];
    if (service.vault) {
        return keep_vault(service);
    }
    for (;;) {
        Header header;
        alignas(4) std::array<std::uint8_t, 64> data{};
        header.set_port(service.port);
        const auto length = getreq(header, data);
        if (!length) {
            print("prey_server {}: getreq: {}\n", service.name, length.error());
            exit(1);
        }
        thief::Id id{};
        std::memcpy(&id, data.data(), sizeof id);
        if (service.name == "replay-request-after-restart") {
            print("@executed attack={} life={} id={}\n", service.name, id.life, id.number);
        }
        // The friend's own requests begin with 'F'; the thief does not write that.
        const bool is_friend = header.signature().wire() == thief::k_friend_signature;
        if (is_friend && data[0] != 'F') {
            say_harm(service, "false-friend");
        }
        if (service.delay != 0) {
            sleep(service.delay);
        }
        std::array<std::uint8_t, 6 + sizeof id> reply = {'h', 'o', 'n', 'e', 's', 't'};
        std::memcpy(reply.data() + 6, data.data(), sizeof id);
        header.set_command(is_friend ? thief::k_welcome : thief::k_stranger);
        static_cast<void>(putrep(header, reply));
    }
}

} // namespace

int main(int argc, char** argv) {
    bool plain = false;
    std::uint32_t delay = 0;
    std::uint32_t count = 0, after = 0;
    bool vault = false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--plain") {
            plain = true;
        } else if (word == "--delay" && i + 1 < argc) {
            delay = number(argv[++i]);
        } else if (word == "--after" && i + 1 < argc) {
            after = number(argv[++i]);
        } else if (word == "--vault") {
            vault = true;
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
            g_services[count++] = {name, port, delay, vault};
            delay = 0;
            vault = false;
        } else {
            print("usage: prey_server [--plain] [--after MS] {{[--delay MS | --vault] --serve NAME}}...\n");
            return 2;
        }
    }
    if (count == 0) {
        return 2;
    }
    for (const std::uint32_t start = after * 50'000; static_cast<std::int32_t>(start - cycles()) > 0;) {
        sleep(1);
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
