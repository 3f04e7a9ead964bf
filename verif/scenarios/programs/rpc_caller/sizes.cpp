// Messages of every size both ways, each byte compared on both sides; what lies behind a reply is left alone.
#include "verif/scenarios/programs/rpc_caller/caller.hpp"

namespace amoebox::scene {

namespace {

constexpr std::uint32_t k_first =
    frame::max_frame - frame::header_size - frame::message_size;        // bytes of the first frame
constexpr std::uint32_t k_next = frame::max_frame - frame::header_size; // of every other

constexpr std::uint32_t k_borders[] = {
    k_first, k_first + k_next,
    k_first + 3 * k_next,  // as many frames as are sent without a grant
    k_first + 15 * k_next, // the window of a sender
};
constexpr std::uint32_t k_room = 70000; // of service `work`
constexpr std::uint8_t k_guard = 0xEE;
constexpr std::uint32_t k_guarded = 64;

std::uint32_t g_seed = 1;

// `shift` moves both buffers off their alignment.
void exchange(std::uint32_t up, std::uint32_t down, std::uint32_t shift = 0) {
    g_seed += 2;
    const bool large = up > k_small - k_guarded;
    const Room request = (large ? g_down : g_up).subspan(shift, up);
    const Room answers = (large ? g_up : g_down).subspan(shift);
    const Room reply = answers.first(down); // what was there before is not the pattern of this seed
    const Room guard = answers.subspan(down, k_guarded);
    fill(request, g_seed);
    std::memset(guard.data(), k_guard, guard.size());
    const Answer answer =
        ask(service(up > k_room || down > k_room ? "large" : "work"), Ask::exchange, g_seed, request, reply, down);
    std::string_view got = answer.verdict();
    if (answer.error == Error::ok && answer.status == Error::std_argbad) {
        got = "wrong-request";
    } else if (answer.error == Error::ok && answer.length != down) {
        got = "wrong-length";
    } else if (answer.error == Error::ok && !is_pattern(reply, g_seed + 1)) {
        got = "wrong-reply";
    }
    for (const std::uint8_t byte : guard) {
        got = byte == k_guard ? got : "written-past-the-end";
    }
    std::array<char, 48> room;
    Text text(room);
    format_to(text, "{}-up-{}-down", up, down);
    report(text.view(), "OK", got);
}

} // namespace

void sizes() {
    for (const std::uint32_t size : {0U, 1U, 2U, 3U, 4U, 5U, 2047U, 2048U, 2049U, 4095U, 4096U, 4097U, 30000U}) {
        exchange(size, size);
    }
    exchange(0, 4096);
    exchange(4096, 0);
    exchange(63, 65); // 64: up to here a reply is copied, beyond it is placed
    exchange(65, 64);
    if (is_remote()) {
        for (const std::uint32_t border : k_borders) {
            for (const std::uint32_t size : {border - 1, border, border + 1}) {
                exchange(size, size);
            }
        }
    }
    exchange(65536, is_remote() ? 1 : 65537);
    exchange(is_remote() ? 1 : 65537, 65536);
    for (int i = 0; i < 6; ++i) {
        exchange(random_number() % 8000, random_number() % 8000, random_number() % 4);
    }
    exchange(is_remote() ? k_most : k_most / 8, 1);
    exchange(1, is_remote() ? k_most : k_most / 8);
}

} // namespace amoebox::scene
