// The narrow build: F_OUT_BITS = 20 keeps the lower 20 bits of every F, as of a big-endian number.
#include "verif/fbox/world.hpp"

using namespace amoebox;
using namespace amoebox::bench;

TEST_CASE("narrow build: F keeps its lower 20 bits, on the wire, in VALUE and in the table") {
    World w;
    const auto narrow = [](Use use, const Port& get) {
        Port port = f(use, get);
        std::fill(port.begin(), port.end() - 3, std::uint8_t{0});
        port[port_bytes - 3] &= 0x0F;
        return port;
    };
    for (int i = 0; i < 20; ++i) {
        const Port get = w.get();
        w.b.operand(get);
        REQUIRE(w.b.command(hw::fbox_op_f_check));
        CHECK(w.b.value() == narrow(Use::check, get));
        const Bytes f = w.outward(Kind::request, get, w.get(), 9);
        const Port signature = string<port_bytes>(f, frame::at_signature);
        CHECK(w.send(f, true, 3, 3).code == hw::tx_sent);
        CHECK(string<port_bytes>(w.b.sent.back().bytes, frame::at_reply) == narrow(Use::port, get));
        CHECK(string<port_bytes>(w.b.sent.back().bytes, frame::at_signature) == narrow(Use::signature, signature));
        w.b.delivered.clear();
        w.receive(w.inward(Kind::reply, Port{}, narrow(Use::port, get)));
        CHECK(w.b.delivered.size() == 1);
    }
}
