// G8 on both cables: wherever a reset falls, what leaves is a whole honest frame or a spoilt one, and the next life begins
// with the next frame.
#include <catch2/catch.hpp>

#include "verif/inline/harness.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

constexpr std::uint64_t k_quiet = 700; // cycles: more than any of these short frames is on its way

// All bytes of every carrier, whatever its verdict: does `secret` stand there?
bool shown(const End& end, const Port& secret) {
    return std::ranges::any_of(end.arrived,
                               [&](const Arrival& a) { return !std::ranges::search(a.bytes, secret).empty(); });
}

// A frame each way is under way, `at` cycles after both began a reset falls.  The cables fall silent with it, or not.
void reset_at(Inline& b, std::uint64_t at, bool silent) {
    REQUIRE(b.learn());
    const Port open = b.arm(b.port(), false).value;
    b.host.arrived.clear();
    b.net.arrived.clear();
    const Port secret = b.port();
    const Bytes there = b.outward(Kind::request, secret, b.port(), 30);
    const Bytes back = b.inward(Kind::request, b.port(), open, 30);
    const Model before = b.model;
    b.host.send(there);
    b.net.send(back);
    b.run(at);
    b.reset();
    if (silent) {
        b.host.line.clear();
        b.net.line.clear();
    }
    b.settle(k_quiet);
    REQUIRE(b.learn());
    CHECK(b.model.epoch != before.epoch);
    CHECK_FALSE(shown(b.net, secret));
    for (const Arrival& a : b.net.arrived) {
        CHECK((a.verdict != eth::Verdict::good || a.bytes == before.transformed(there) ||
               static_cast<Kind>(a.bytes[frame::at_kind]) == Kind::not_here));
    }
    for (const Arrival& a : b.host.arrived) {
        CHECK((a.verdict != eth::Verdict::good || a.bytes == back || control::is_control(a.bytes)));
    }

    // The next life: its first frame passes, the old port is gone.
    b.host.arrived.clear();
    b.net.arrived.clear();
    const Bytes next = b.outward(Kind::request, b.port(), b.port(), 30);
    b.host.send(next);
    b.net.send(b.inward(Kind::request, Port{}, open, 30));
    b.settle(k_quiet);
    CHECK(b.net.frames() == std::deque<Bytes>{b.model.transformed(next)});
    CHECK(b.host.frames().empty());
}

} // namespace

TEST_CASE("a reset of the box at every byte lets nothing out", "[closing]") {
    const std::uint64_t through = 2 * (frame::header_size + frame::message_size + 30) + 200;
    Inline b(40);
    for (std::uint64_t at = 0; at < through; ++at) {
        INFO("reset after " << at << " cycles");
        reset_at(b, at, at % 2 == 0);
    }
}

TEST_CASE("nor does a host that begins anew, whatever is under way", "[closing]") {
    Inline b(41);
    for (std::uint64_t at = 0; at < 100; at += 3) {
        INFO("RESET behind a frame, frame from the network " << at << " cycles later");
        REQUIRE(b.learn());
        const Port get = b.port();
        const Port open = b.arm(get, false).value;
        b.host.arrived.clear();
        b.net.arrived.clear();
        // Two frames out, the second of which is half through when RESET is carried out; frames in at any place.
        const Port secret = b.port();
        std::vector<Bytes> out;
        b.host.send(control::request(Inline::k_host, 4711, control::restart()), 12);
        for (int i = 0; i < 3; ++i) {
            out.push_back(b.outward(Kind::request, secret, b.port(), 20));
            b.host.send(out.back());
        }
        b.run(at);
        for (int i = 0; i < 3; ++i) {
            b.net.send(b.inward(Kind::request, b.port(), open, 20));
        }
        b.settle(k_quiet);
        CHECK_FALSE(shown(b.net, secret));
        const std::uint64_t before = b.model.epoch;
        REQUIRE(b.learn());
        CHECK(b.model.epoch != before);
        Model old = b.model;
        old.epoch = before;
        for (const Bytes& f : b.net.frames()) { // of this life or of the other, nothing between
            if (static_cast<Kind>(f[frame::at_kind]) == Kind::not_here) {
                continue;
            }
            CHECK(std::ranges::any_of(
                out, [&](const Bytes& o) { return f == b.model.transformed(o) || f == old.transformed(o); }));
        }
        b.net.arrived.clear();
        b.host.send(out[0]);
        b.settle(k_quiet);
        CHECK(b.net.frames() == std::deque<Bytes>{b.model.transformed(out[0])});
    }
}

TEST_CASE("a cable whose clock stops harms only its own direction", "[closing]") {
    Inline b(42, 0, 1, 1); // unrelated clocks
    REQUIRE(b.learn());
    const Port open = b.arm(b.port(), false).value;
    b.host.arrived.clear();
    b.host.send(b.outward(Kind::request, b.port(), b.port(), 100));
    b.run(60);
    b.stop_host_clock(5000);
    const Bytes back = b.inward(Kind::request, b.port(), open, 30);
    b.net.send(back);
    b.run(1500);
    CHECK(b.host.frames() == std::deque<Bytes>{back});
    b.settle(6000);
    CHECK(b.net.frames().size() == 1); // the clock went on where it was
}
