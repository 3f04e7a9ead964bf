// The way through: a frame of the host to the network with F applied, a frame of the network to a host that has armed.
#include <catch2/catch.hpp>

#include "verif/inline/harness.hpp"

using namespace amoebox;
using namespace amoebox::bench;

TEST_CASE("a host arms, asks with F applied, and gets the answer", "[path]") {
    Inline b(1);
    REQUIRE(b.learn());
    const Port get = b.port();
    const control::Result armed = b.arm(get, true);
    REQUIRE(armed.code == hw::fbox_ok);
    CHECK(armed.value == f(Use::port, get));
    CHECK(armed.serial == 1);

    const Bytes question = b.outward(Kind::request, get, b.port(), 33);
    b.host.send(question);
    b.settle();
    REQUIRE(b.net.frames() == std::deque<Bytes>{b.model.transformed(question)});

    b.host.arrived.clear();
    const Bytes answer = b.inward(Kind::reply, b.port(), armed.value, 500);
    b.net.send(answer);
    b.net.send(b.inward(Kind::reply, b.port(), b.port(), 20)); // nobody's
    b.settle();
    REQUIRE(b.host.frames() == std::deque<Bytes>{answer});
}
