// G8 and what a reset may not let out: resets of the box and of its owner at every moment of a frame's way, in both
// directions.
#include "verif/fbox/world.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

// Does any four bytes in a row of a secret appear?  (Three for the six bytes of the classic profile.)
bool shows(std::span<const std::uint8_t> seen, const Port& secret) {
    constexpr std::size_t k_window = port_bytes > 8 ? 4 : 3;
    for (std::size_t i = 0; i + k_window <= port_bytes; ++i) {
        if (!std::ranges::search(seen, std::span(secret).subspan(i, k_window)).empty()) {
            return true;
        }
    }
    return false;
}

bool is_prefix(const Bytes& part, const Bytes& whole) {
    return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

void read_everything(World& w) {
    for (unsigned address = 0; address < 64; address += 4) {
        w.b.read(address);
    }
    for (std::size_t i = 0; i < port_bytes; i += 4) {
        w.b.read(hw::fbox::value);
    }
}

} // namespace

TEST_CASE("G8 closed, G2, G6: a reset at every byte of a host frame lets nothing untransformed out", "[closing]") {
    World w;
    w.b.record = true;
    w.b.manner.mac_gap = 0;
    std::uint64_t last_epoch = w.model.epoch;
    const std::size_t size = frame::header_size + frame::message_size + 40;
    // Moments: after so many cycles, through parsing, judging and sending.
    for (const bool owner : {true, false}) {
        for (std::size_t moment = 0; moment < 2 * size + 130; ++moment) {
            INFO((owner ? "owner reset" : "box reset") << " in cycle " << moment);
            const Port reply = w.get(), signature = w.get(), operand = w.get();
            Bytes f = w.outward(Kind::request, reply, w.get(), 40);
            put(f, frame::at_signature, signature);
            const Bytes out = w.model.transformed(f);
            w.b.seen.clear();
            w.b.sent.clear();
            w.b.aborted.clear();
            w.b.fates.clear();
            if (moment % 3 == 0) { // control is using F at the same time
                w.b.operand(operand);
                w.b.write(hw::fbox::command, hw::fbox_op_arm);
            }
            w.b.to_host_side.push_back({f, moment % 2 == 0, 1, 1});
            w.b.run(moment);
            w.b.cut_allowed = true;
            w.b.reset(owner, 1 + moment % 3);
            if (owner) {
                w.b.forget_host(); // what was not sent yet never comes
            } // else the rest of it still comes, and must be swallowed
            read_everything(w);
            w.opened();
            REQUIRE(w.b.settle());
            w.b.after_cut();
            w.b.cut_allowed = false;
            read_everything(w);
            REQUIRE_FALSE(shows(w.b.seen, reply));
            REQUIRE_FALSE(shows(w.b.seen, signature));
            REQUIRE_FALSE(shows(w.b.seen, operand));
            // It left before the reset, or as an aborted beginning of what would have left, or not at all.
            REQUIRE(w.b.sent.size() + w.b.aborted.size() <= 1);
            for (const Out& whole : w.b.sent) {
                REQUIRE(whole.bytes == out);
            }
            for (const Bytes& part : w.b.aborted) {
                REQUIRE(is_prefix(part, out));
                REQUIRE(part.size() < out.size());
            }
            // A new life: another epoch, drawn from the entropy source; an empty table; everything works.
            REQUIRE(w.b.epoch_drawn.size() == 8);
            REQUIRE(number(w.b.epoch_drawn, 0, 8) == w.model.epoch);
            REQUIRE(w.model.epoch != last_epoch);
            last_epoch = w.model.epoch;
            if (moment % 16 == 0) {
                const Bytes next = w.outward(Kind::request, w.get(), w.get(), 5);
                REQUIRE(w.send(next).code == hw::tx_sent);
                REQUIRE(w.b.sent.back().bytes == w.model.transformed(next));
                w.b.delivered.clear();
                w.receive(w.inward(Kind::reply, Port{}, World::put_port(reply)));
                w.receive(w.inward(Kind::request, Port{}, World::put_port(operand)));
                REQUIRE(w.b.delivered.empty());
                w.check_accounts();
            }
        }
    }
}

TEST_CASE("G8 closed, G1: a reset at every byte of a frame from the wire lets nothing in that was not admitted",
          "[closing]") {
    World w;
    for (const bool owner : {true, false}) {
        for (std::size_t moment = 0; moment < 2 * frame::header_size + 150; ++moment) {
            INFO((owner ? "owner reset" : "box reset") << " in cycle " << moment);
            const Port get = w.get();
            w.arm(get, false, 0x42);
            const Bytes f = w.inward(Kind::data, w.get(), World::put_port(get), 30);
            w.b.delivered.clear();
            w.b.aborted.clear();
            w.b.sent.clear();
            w.b.to_wire_side.push_back({f, false, 16});
            w.b.run(moment);
            w.b.cut_allowed = true;
            w.b.reset(owner);
            w.b.forget_host();
            w.b.after_cut();
            w.opened();
            // The rest of the frame, if there is one, has come meanwhile.
            REQUIRE(w.b.settle());
            w.b.after_cut();
            w.b.cut_allowed = false;
            REQUIRE(w.b.delivered.size() + w.b.aborted.size() <= 1);
            for (const Out& whole : w.b.delivered) {
                REQUIRE(whole.bytes == f);
            }
            for (const Bytes& part : w.b.aborted) {
                REQUIRE(is_prefix(part, f));
            }
            // Armed in the last life: not armed in this one.
            w.b.delivered.clear();
            w.receive(f);
            REQUIRE(w.b.delivered.empty());
            REQUIRE(w.count(Counter::in_drop_unarmed) >= 1);
            w.check_accounts();
        }
    }
}

TEST_CASE("G8 closed: without entropy it stays closed; frames are swallowed and counted", "[closing]") {
    World w;
    w.b.manner.entropy = false;
    w.b.reset(true);
    w.b.run(3000);
    CHECK((w.b.read(hw::fbox::status) & 1U) == 0);
    CHECK(w.b.epoch() == 0);
    w.b.fates.clear();
    const Port get = w.get();
    w.b.operand(get);
    w.b.write(hw::fbox::command, hw::fbox_op_arm);
    CHECK((w.b.read(hw::fbox::status) & 2U) == 0);
    for (int i = 0; i < 20; ++i) {
        w.b.to_host_side.push_back({w.outward(Kind::request, w.get(), w.get(), 3), true});
        w.b.to_wire_side.push_back({w.inward(Kind::request, w.get(), World::put_port(get), 3), false});
    }
    REQUIRE(w.b.settle());
    CHECK(w.b.fates.size() == 20);
    CHECK(std::ranges::all_of(w.b.fates, [](const Fate& fate) { return fate.code == hw::tx_closed; }));
    CHECK(w.b.sent.empty());
    CHECK(w.b.delivered.empty());
    CHECK(w.count(Counter::out_drop_closed) == 20);
    CHECK(w.count(Counter::in_drop_closed) == 20);
    // It opens in the middle of a frame in each direction: neither passes.
    w.b.to_host_side.push_back({w.outward(Kind::data, w.get(), w.get(), 1400), false});
    w.b.to_wire_side.push_back({w.inward(Kind::data, w.get(), w.get(), 1400), false});
    w.b.run(200);
    w.b.manner.entropy = true;
    REQUIRE(w.b.settle());
    w.opened();
    CHECK(w.b.sent.empty());
    CHECK(w.count(Counter::out_drop_closed) == 21);
    CHECK(w.count(Counter::in_drop_closed) == 21);
    w.check_accounts();
}
