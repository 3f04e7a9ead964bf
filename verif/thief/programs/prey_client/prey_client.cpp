// prey_client {[--lure] [--friend] [--gap US] --call NAME START END}...: a victim's client.  From START to END (milliseconds
// since reset) it calls the service, one after the other, and says what came of it, for the two halves of that time:
//   @client attack=NAME half=1|2 good=… wrong=… failed=… slowest=CYCLES
// wrong: a reply that the server has not sent to this very request; failed: no reply, or an error of the RPC layer.
// --lure: before each call it also calls the service `lure`, which is the thief's own.
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
    for (;;) {
        const auto left = static_cast<std::int32_t>(cycle - cycles());
        if (left <= 0) {
            return;
        }
        if (left > static_cast<std::int32_t>(3 * k_millisecond)) {
            sleep(static_cast<std::uint32_t>(left) / k_millisecond - 1);
        } else {
            yield();
        }
    }
}

struct Tally {
    std::uint32_t good = 0, wrong = 0, failed = 0, slowest = 0;
    Error first_error = Error::ok;
};

struct Job {
    std::string_view name;
    std::uint32_t start = 0, end = 0, gap = 0;
    bool lures = false, is_friend = false;
};

void run(const Job& job) {
    const auto port = ports::put(job.name);
    const auto lure = ports::put("lure");
    if (!port || (job.lures && !lure)) {
        print("prey_client: the image has no port {}\n", port ? std::string_view("lure") : job.name);
        exit(2);
    }
    wait_until(job.start);
    std::array<Tally, 2> halves{};
    const std::uint32_t half = job.start + (job.end - job.start) / 2;
    static std::uint32_t number_of_call = 0;
    static const std::uint32_t life = random_number(); // so that a reply to an earlier life is told apart
    while (static_cast<std::int32_t>(job.end - cycles()) > 0) {
        if (job.lures) {
            Header header;
            std::array<std::uint8_t, 16> room{};
            header.set_port(*lure);
            header.set_command(2000);
            static_cast<void>(trans(header, bytes_of("lure"), room));
        }
        const thief::Id id = {.mark = job.is_friend ? 'F' : 'c', .life = life, .number = ++number_of_call};
        Header header;
        header.set_port(*port);
        header.set_command(2000);
        if (job.is_friend) {
            header.set_signature(SignatureSecret::from_secret_bytes(thief::k_friend_secret));
        }
        std::array<std::uint8_t, sizeof id> request{};
        std::memcpy(request.data(), &id, sizeof id);
        std::array<std::uint8_t, 24> reply{};
        const std::uint32_t before = cycles();
        const auto length = trans(header, request, reply);
        const std::uint32_t took = cycles() - before;
        // A call belongs to the half in which it began.
        Tally& tally = halves[static_cast<std::int32_t>(half - before) > 0 ? 0 : 1];
        tally.slowest = took > tally.slowest ? took : tally.slowest;
        if (!length) {
            tally.first_error = tally.failed == 0 ? length.error() : tally.first_error;
            ++tally.failed;
        } else if (*length == 6 + sizeof id && std::memcmp(reply.data(), "honest", 6) == 0 &&
                   std::memcmp(reply.data() + 6, &id, sizeof id) == 0 &&
                   (!job.is_friend || header.command() == thief::k_welcome)) {
            ++tally.good;
        } else {
            ++tally.wrong;
        }
        if (job.gap != 0) {
            wait_until(cycles() + job.gap);
        }
    }
    unsigned number_of_half = 0;
    for (const Tally& tally : halves) {
        print("@client attack={} half={} good={} wrong={} failed={} slowest={} error={}\n", job.name,
              ++number_of_half, tally.good, tally.wrong, tally.failed, tally.slowest, tally.first_error);
    }
}

} // namespace

int main(int argc, char** argv) {
    // Short, so that a call that is lost does not hide what comes behind it.
    set_timeouts(30, 30);
    Job job;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--lure") {
            job.lures = true;
        } else if (word == "--friend") {
            job.is_friend = true;
        } else if (word == "--gap" && i + 1 < argc) {
            job.gap = number(argv[++i]) * (k_millisecond / 1000);
        } else if (word == "--call" && i + 3 < argc) {
            job.name = argv[++i];
            job.start = number(argv[++i]) * k_millisecond;
            job.end = number(argv[++i]) * k_millisecond;
            run(job);
            job = {};
        } else {
            print("usage: prey_client {{[--lure] [--friend] [--gap US] --call NAME START END}}...\n");
            return 2;
        }
    }
    return 0;
}
