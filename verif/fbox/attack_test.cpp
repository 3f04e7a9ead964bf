// The checks bite: what the benches of the F-box rule out is seen on fbox_wire, where the box is missing.
#include "Vfbox_wire.h"
#include "verif/fbox/world.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

// Each attack: true if it succeeds.
template <typename Top>
struct Attacks {
    WorldOf<Top> w;

    bool secret_leaves() {
        const Port secret = w.get(), signature = w.get();
        Bytes f = w.outward(Kind::request, secret, w.get(), 20);
        put(f, frame::at_signature, signature);
        w.b.sent.clear();
        w.send(f);
        if (w.b.sent.empty()) {
            return false;
        }
        const Bytes& out = w.b.sent.back().bytes;
        return string<port_bytes>(out, frame::at_reply) == secret ||
               string<port_bytes>(out, frame::at_signature) == signature;
    }
    bool unarmed_is_delivered() {
        w.b.delivered.clear();
        w.receive(w.inward(Kind::request, w.get(), w.get()));
        return !w.b.delivered.empty();
    }
    bool put_port_is_armed_by_its_own_value() {
        const Port get = w.get();
        const Port put_port = f(Use::port, get);
        w.b.arm(put_port, false, 1, 1); // an eavesdropper arms what he has seen
        w.b.delivered.clear();
        w.receive(w.inward(Kind::request, w.get(), put_port));
        return !w.b.delivered.empty();
    }
    bool source_is_forged() {
        Bytes f = w.outward(Kind::request, w.get(), w.get());
        put(f, frame::at_source, w.peer);
        put(f, frame::at_epoch, 8, 12345);
        w.b.sent.clear();
        w.send(f);
        return !w.b.sent.empty() &&
               (string<6>(w.b.sent[0].bytes, 6) == w.peer || number(w.b.sent[0].bytes, frame::at_epoch, 8) == 12345);
    }
    bool location_is_forged() {
        w.b.sent.clear();
        w.send(make_frame(w.b.random, Kind::here_is, w.peer, w.get(), w.get()));
        return !w.b.sent.empty();
    }
    bool malformed_leaves() {
        Bytes f = w.outward(Kind::data, w.get(), w.get(), 10);
        put(f, frame::at_offset, 4, 0xFFFFFFFF);
        w.b.sent.clear();
        w.send(f);
        return !w.b.sent.empty();
    }
    bool foreign_is_delivered() {
        Bytes f = w.inward(Kind::request, w.get(), w.get());
        put(f, 0, w.peer);
        w.b.delivered.clear();
        w.receive(f);
        return !w.b.delivered.empty();
    }
    bool locate_reaches_the_processor() {
        w.b.delivered.clear();
        w.receive(w.inward(Kind::locate, w.get(), w.get()));
        return !w.b.delivered.empty();
    }
    bool locates_flood() {
        w.b.sent.clear();
        for (int i = 0; i < 50; ++i) {
            w.b.to_host_side.push_back({w.outward(Kind::locate, w.get(), w.get()), false});
        }
        w.b.settle();
        return w.b.sent.size() == 50;
    }
    bool operand_is_read_back() {
        const Port secret = w.get();
        w.b.operand(secret);
        w.b.command(hw::fbox_op_f_port);
        return w.b.value() == secret;
    }
    unsigned successes() {
        return unsigned{secret_leaves()} + unsigned{unarmed_is_delivered()} +
               unsigned{put_port_is_armed_by_its_own_value()} + unsigned{source_is_forged()} +
               unsigned{location_is_forged()} + unsigned{malformed_leaves()} + unsigned{foreign_is_delivered()} +
               unsigned{locate_reaches_the_processor()} + unsigned{locates_flood()} +
               unsigned{operand_is_read_back()};
    }
};

} // namespace

TEST_CASE("the checks bite: ten attacks fail on the F-box and succeed where it is missing", "[attack]") {
    Attacks<Vfbox> with{WorldOf<Vfbox>(3)};
    CHECK(with.successes() == 0);
    Attacks<Vfbox_wire> without{WorldOf<Vfbox_wire>(3)};
    CHECK(without.successes() == 10);
}

TEST_CASE("fbox_wire passes everything both ways, under gaps and back-pressure, through resets", "[attack]") {
    WorldOf<Vfbox_wire> w(5);
    for (int round = 0; round < 20; ++round) {
        w.b.manner.host_pause = w.b.manner.wire_pause = static_cast<unsigned>(w.b.random() % 150);
        w.b.manner.receiver_pause = w.b.manner.mac_pause = static_cast<unsigned>(w.b.random() % 100);
        std::vector<Bytes> out, in;
        for (int i = 0; i < 50; ++i) {
            const Kind kind = k_wire_kinds[w.b.random() % k_wire_kinds.size()];
            out.push_back(w.outward(kind, w.get(), w.get(), w.b.random() % 300));
            mutate(w.b.random, out.back());
            in.push_back(w.inward(kind, w.get(), w.get(), w.b.random() % 300));
            w.b.to_host_side.push_back({out.back(), false});
            w.b.to_wire_side.push_back({in.back(), i % 10 == 0, 700});
        }
        w.b.sent.clear();
        w.b.delivered.clear();
        REQUIRE(w.b.settle());
        REQUIRE(w.b.sent.size() == 50);
        REQUIRE(w.b.delivered.size() == 45);
        for (std::size_t i = 0, j = 0; i < 50; ++i) {
            REQUIRE(w.b.sent[i].bytes == out[i]);
            if (i % 10 != 0) {
                REQUIRE(w.b.delivered[j].bytes == in[i]);
                const auto kind = static_cast<Kind>(in[i][frame::at_kind]);
                const bool ring0 = kind == Kind::request || kind == Kind::enquiry || kind == Kind::locate;
                REQUIRE(w.b.delivered[j].tag == (ring0 ? 0 : 1));
                ++j;
            }
        }
        REQUIRE(w.b.complaint == "");
        if (round % 5 == 4) {
            w.b.reset(round % 2 == 0);
            w.b.forget_host();
            w.opened();
        }
    }
}
