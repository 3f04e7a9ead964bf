// The checks bite: attacks that the wall-socket box stops succeed where there is only wire between its MACs.
#include <catch2/catch.hpp>

#include "verif/inline/harness.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

// Each attack: true if it succeeds.  The server is on the network; the attacker behind the box, or in front of it.
template <typename Top>
struct Attacks {
    InlineBench<Top> b;

    // The victim's clients know put-port P; the attacker has seen it, and shows it as his own.
    bool impersonates() {
        b.net.arrived.clear();
        const Port seen = f(Use::port, b.port());
        b.host.send(b.outward(Kind::reply, seen, b.port(), 10));
        b.settle();
        const auto frames = b.net.frames();
        return !frames.empty() && string<port_bytes>(frames[0], frame::at_reply) == seen;
    }
    // He arms the put-port that he has seen, and waits for what is sent to the server.
    bool receives_for_another() {
        const Port seen = f(Use::port, b.port());
        b.ask(control::arm(seen, false));
        b.host.arrived.clear();
        b.net.send(b.inward(Kind::request, b.port(), seen, 10));
        b.settle();
        return !b.host.frames().empty();
    }
    bool forges_source() {
        b.net.arrived.clear();
        Bytes f = b.outward(Kind::request, b.port(), b.port());
        put(f, frame::at_source, InlineBench<Top>::k_peer);
        b.host.send(f);
        b.settle();
        const auto frames = b.net.frames();
        return !frames.empty() && string<6>(frames[0], frame::at_source) == InlineBench<Top>::k_peer;
    }
    bool secret_is_seen_on_the_network() {
        b.net.arrived.clear();
        const Port secret = b.port();
        b.host.send(b.outward(Kind::request, secret, b.port()));
        b.settle();
        const auto frames = b.net.frames();
        return !frames.empty() && !std::ranges::search(frames[0], secret).empty();
    }
    bool forges_location() {
        b.net.arrived.clear();
        b.host.send(b.outward(Kind::here_is, b.port(), b.port()));
        b.settle();
        return !b.net.frames().empty();
    }
    // From the network: a frame that a host would take for the answer of its own box.
    bool forges_reply_of_the_box() {
        b.host.arrived.clear();
        Bytes f = control::request(b.model.mac, 99, control::status());
        f[frame::at_hops] = control::k_hops_of_reply;
        put(f, frame::at_destination, b.model.mac);
        b.net.send(f);
        b.settle();
        const auto frames = b.host.frames();
        return !frames.empty() && control::reply(frames[0], 99).has_value();
    }
    bool unarmed_reaches_the_host() {
        b.host.arrived.clear();
        b.net.send(b.inward(Kind::request, b.port(), b.port()));
        b.settle();
        return !b.host.frames().empty();
    }
    std::vector<bool> all() {
        return {
            impersonates(),    receives_for_another(),    forges_source(),           secret_is_seen_on_the_network(),
            forges_location(), forges_reply_of_the_box(), unarmed_reaches_the_host()};
    }
};

} // namespace

TEST_CASE("attacks fail on the box and succeed on the wire", "[attack]") {
    Attacks<Vinline_box> with{Inline(30)};
    CHECK(with.all() == std::vector<bool>(7, false));
    Attacks<Vinline_wire> without{InlineWire(30)};
    CHECK(without.all() == std::vector<bool>(7, true));
}
