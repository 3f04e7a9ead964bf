// prey_client NAME START END [GAP_US] [lure] [friend]: a victim's client.  From START to END (milliseconds since reset) it calls
// the service, and says what came of it, for the first and the second half of that time:
//   @client attack=NAME half=1|2 good=… wrong=… failed=… slowest=CYCLES
// wrong: a reply that the server has not sent to this very request; failed: no reply, or an error of the RPC layer.
// `lure`: before each call it also calls the service `lure`, which is the thief's own.
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

void wait_until(std::uint32_t cycle) {
    while (static_cast<std::int32_t>(cycle - cycles()) > 0) {
        const std::uint32_t left = (cycle - cycles()) / k_millisecond;
        if (left > 2) {
            sleep(left - 1);
        } else {
            yield();
        }
    }
}

struct Tally {
    std::uint32_t good = 0, wrong = 0, failed = 0, slowest = 0;
    Error first_error = Error::ok;
};

} // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        print("usage: prey_client NAME START END [GAP_US] [lure] [friend]\n");
        return 2;
    }
    const std::string_view name = argv[1];
    const std::uint32_t start = number(argv[2]) * k_millisecond;
    const std::uint32_t end = number(argv[3]) * k_millisecond;
    const std::uint32_t gap = argc > 4 ? number(argv[4]) * (k_millisecond / 1000) : 0;
    bool lures = false, is_friend = false;
    for (int i = 5; i < argc; ++i) {
        lures = lures || std::string_view(argv[i]) == "lure";
        is_friend = is_friend || std::string_view(argv[i]) == "friend";
    }
    const auto port = ports::put(name);
    const auto lure = ports::put("lure");
    if (!port || (lures && !lure)) {
        print("prey_client: the image has no port {}\n", port ? std::string_view("lure") : name);
        return 2;
    }
    // Short, so that a call that is lost does not hide what comes behind it.
    set_timeouts(60, 60);
    wait_until(start);
    std::array<Tally, 2> halves{};
    const std::uint32_t half = start + (end - start) / 2;
    std::uint32_t id = own_process() << 16 | static_cast<std::uint32_t>(is_friend ? 'F' : 'c');
    while (static_cast<std::int32_t>(end - cycles()) > 0) {
        if (lures) {
            Header header;
            std::array<std::uint8_t, 16> room{};
            header.set_port(*lure);
            header.set_command(2000);
            static_cast<void>(trans(header, bytes_of("lure"), room));
        }
        id += 1U << 8;
        Header header;
        header.set_port(*port);
        header.set_command(2000);
        if (is_friend) {
            header.set_signature(SignatureSecret::from_secret_bytes(thief::k_friend_secret));
        }
        std::array<std::uint8_t, 4> request{};
        std::memcpy(request.data(), &id, 4);
        std::array<std::uint8_t, 16> reply{};
        const std::uint32_t before = cycles();
        const auto length = trans(header, request, reply);
        const std::uint32_t took = cycles() - before;
        // A call belongs to the half in which it began.
        Tally& tally = halves[static_cast<std::int32_t>(half - before) > 0 ? 0 : 1];
        tally.slowest = took > tally.slowest ? took : tally.slowest;
        if (!length) {
            tally.first_error = tally.failed == 0 ? length.error() : tally.first_error;
            ++tally.failed;
        } else if (*length == 10 && std::memcmp(reply.data(), "honest", 6) == 0 && std::memcmp(reply.data() + 6, &id, 4) == 0) {
            ++tally.good;
            if (is_friend && header.command() != thief::k_welcome) {
                ++tally.wrong;
            }
        } else {
            ++tally.wrong;
        }
        if (gap != 0) {
            wait_until(cycles() + gap);
        }
    }
    unsigned number_of = 0;
    for (const Tally& tally : halves) {
        print("@client attack={} half={} good={} wrong={} failed={} slowest={} error={}\n", name, ++number_of, tally.good, tally.wrong,
              tally.failed, tally.slowest, tally.first_error);
    }
    return 0;
}
