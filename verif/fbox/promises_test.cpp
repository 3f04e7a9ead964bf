// The promises of docs/fbox.md, one by one, by hand.  Random frames are in random_test.cpp, resets in closing_test.cpp.
#include "verif/fbox/world.hpp"

using namespace amoebox;
using namespace amoebox::bench;

TEST_CASE("a frame passes in each direction") {
    World w;
    CHECK(w.b.epoch_drawn.size() == 8);
    CHECK(number(w.b.epoch_drawn, 0, 8) == w.model.epoch);
    for (const Kind kind : k_kernel_kinds) {
        INFO(frame::name(kind));
        const Bytes f = w.outward(kind, w.get(), w.get(), 100);
        const Fate fate = w.send(f);
        CHECK(fate.code == hw::tx_sent);
        REQUIRE(w.b.sent.size() == 1);
        CHECK(w.b.sent[0].bytes == w.model.transformed(f));
        w.b.sent.clear();
    }
    const Port g = w.get();
    const Entry e = w.arm(g, false, 0x5A, 3);
    CHECK(w.b.value() == World::put_port(g));
    const Bytes f = w.inward(Kind::request, w.get(), World::put_port(g), 200);
    w.receive(f);
    REQUIRE(w.b.delivered.size() == 1);
    CHECK(w.b.delivered[0].bytes == f);
    CHECK(w.b.delivered[0].tag == 0x5A);
    CHECK(w.b.delivered[0].entry == e.entry);
    w.check_accounts();
}
