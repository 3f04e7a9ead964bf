// The Colorlight's own top between two RGMII cables: what would be flashed, but for the PLL's factor and the noise.
#include <catch2/catch.hpp>

#include "verif/boards/colorlight.hpp"
#include "verif/inline/harness.hpp"

using namespace amoebox;
using namespace amoebox::bench;

TEST_CASE("the Colorlight starts, and is a wall-socket box", "[board]") {
    InlineBench<ColorlightPins> b(50);
    CHECK(b.top->board.led_n == 1);
    b.run(100'000); // entropy is tested first
    CHECK(b.top->board.led_n == 0);
    b.top->clock_missed = false;
    REQUIRE(b.learn());
    const auto status = b.status();
    REQUIRE(status);
    CHECK(status->address == b.model.mac);
    const Port get = b.port();
    const control::Result armed = b.arm(get, true);
    REQUIRE(armed.code == hw::fbox_ok);
    const Bytes question = b.outward(Kind::request, get, b.port(), 1000);
    const Bytes answer = b.inward(Kind::reply, b.port(), armed.value, 1384);
    b.host.arrived.clear();
    b.host.send(question);
    b.net.send(answer);
    b.net.send(b.inward(Kind::reply, b.port(), b.port(), 10));
    b.settle();
    const auto out = b.net.frames();
    REQUIRE(out.size() == 2); // and NOT_HERE
    CHECK(std::ranges::count(out, b.model.transformed(question)) == 1);
    CHECK(b.host.frames() == std::deque<Bytes>{answer});

    // A new life takes fresh entropy.
    const std::uint64_t before = b.model.epoch;
    REQUIRE(b.ask(control::restart()));
    REQUIRE(b.learn());
    CHECK(b.model.epoch != before);
    CHECK_FALSE(b.top->clock_missed);
}

TEST_CASE("the PHYs' reset is never pulsed: one of them makes the clock", "[board]") {
    InlineBench<ColorlightPins> b(51);
    b.run(10'000);
    CHECK_FALSE(b.top->reset_was_low);
}
