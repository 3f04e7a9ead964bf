// The port table of docs/fbox.md: capacity, arming twice, arm-on-send, disarming.
#include "verif/fbox/world.hpp"

#include <set>

using namespace amoebox;
using namespace amoebox::bench;

namespace {
std::uint32_t code(const std::optional<std::uint32_t>& result) {
    REQUIRE(result);
    return *result & 0xFF;
}
} // namespace

TEST_CASE("256 arbitrary ports always fit, the 257th is an error, in every life and order", "[table]") {
    World w;
    for (int life = 0; life < 4; ++life) {
        std::vector<Port> gets;
        std::set<unsigned> entries;
        for (unsigned i = 0; i < 256; ++i) {
            const Port get = w.get();
            const auto tag = static_cast<std::uint8_t>(i ^ 0x5A);
            if (i % 2 == 0) {
                const Entry e = w.arm(get, i % 4 == 0, tag, static_cast<std::uint8_t>(i % 3));
                entries.insert(e.entry);
                CHECK(e.serial == i + 1);
            } else {
                const Fate fate =
                    w.send(w.outward(Kind::request, get, w.get()), true, tag, static_cast<std::uint8_t>(i % 3));
                REQUIRE(fate.code == hw::tx_sent);
                entries.insert(fate.entry);
                w.model.table[World::put_port(get)] = {true, tag, 0, fate.entry, i + 1};
            }
            gets.push_back(get);
        }
        CHECK(entries.size() == 256);
        CHECK(code(w.b.arm(w.get(), false, 0, 0)) == hw::fbox_full);
        CHECK(w.send(w.outward(Kind::request, w.get(), w.get()), true).code == hw::tx_table_full);
        CHECK(code(w.b.arm(gets[17], false, 0, 0)) == hw::fbox_already);
        CHECK(w.send(w.outward(Kind::request, gets[18], w.get()), true).code == hw::tx_already);
        // All of them are found, with their tags and entries.
        w.b.delivered.clear();
        std::vector<Bytes> in;
        for (const Port& get : gets) {
            in.push_back(w.inward(Kind::data, w.get(), World::put_port(get), 20));
            w.b.to_wire_side.push_back({in.back(), false});
        }
        REQUIRE(w.b.settle());
        REQUIRE(w.b.delivered.size() == 256);
        for (unsigned i = 0; i < 256; ++i) {
            const Entry& e = w.model.table.at(World::put_port(gets[i]));
            CHECK(w.b.delivered[i].bytes == in[i]);
            CHECK(w.b.delivered[i].tag == e.tag);
            CHECK(w.b.delivered[i].entry == e.entry);
        }
        // One goes, one comes, and then it is full again.
        const Entry gone = w.model.table.at(World::put_port(gets[100]));
        CHECK(code(w.b.disarm(gone.entry)) == hw::fbox_ok);
        CHECK(code(w.b.disarm(gone.entry)) == hw::fbox_no_entry);
        const Entry came = w.arm(w.get(), false, 1, 7);
        CHECK(came.entry == gone.entry);
        CHECK(code(w.b.arm(w.get(), false, 0, 0)) == hw::fbox_full);
        w.check_accounts();
        // Each of some entries, by its number; the others stay.
        w.b.delivered.clear();
        gets[100] = Port{};
        const auto goes = [&](unsigned i) { return (i * 37 + static_cast<unsigned>(life)) % 3 == 0; };
        for (unsigned i = 0; i < 256; ++i) {
            if (i != 100 && goes(i)) {
                CHECK(code(w.b.disarm(w.model.table.at(World::put_port(gets[i])).entry)) == hw::fbox_ok);
            }
        }
        std::size_t stay = 0;
        for (unsigned i = 0; i < 256; ++i) {
            if (i != 100) {
                w.b.to_wire_side.push_back({w.inward(Kind::data, Port{}, World::put_port(gets[i]), 1), false});
                stay += goes(i) ? 0 : 1;
            }
        }
        REQUIRE(w.b.settle());
        REQUIRE(w.b.delivered.size() == stay);
        if (life % 2 == 0) {
            for (const std::uint32_t owner : {0U, 1U, 2U, 7U}) {
                CHECK(code(w.b.command(hw::fbox_op_disarm_owner | owner << 16)) == hw::fbox_ok);
            }
            w.b.delivered.clear();
            for (const Port& get : gets) {
                w.b.to_wire_side.push_back({w.inward(Kind::data, Port{}, World::put_port(get), 1), false});
            }
            REQUIRE(w.b.settle());
            CHECK(w.b.delivered.empty());
        }
        w.b.reset(true);
        w.opened();
    }
}

TEST_CASE("arming: null, twice, as another kind, and what a failed arm leaves behind", "[table]") {
    World w;
    CHECK(code(w.b.arm(Port{}, false, 1, 1)) == hw::fbox_null);
    CHECK(w.send(w.outward(Kind::request, Port{}, w.get()), true).code == hw::tx_null);
    CHECK(w.count(Counter::out_drop_arm) == 1);
    const Port get = w.get();
    const Entry e = w.arm(get, false, 1, 1);
    for (const bool transaction : {false, true}) {
        const auto again = w.b.arm(get, transaction, 2, 2);
        CHECK(code(again) == hw::fbox_already);
    }
    // It is as it was.
    w.receive(w.inward(Kind::request, w.get(), World::put_port(get)));
    REQUIRE(w.b.delivered.size() == 1);
    CHECK(w.b.delivered[0].tag == 1);
    CHECK(w.b.delivered[0].entry == e.entry);
    for (const std::uint32_t operation : {0U, 7U, 8U, 15U}) {
        CHECK(code(w.b.command(operation)) == hw::fbox_bad_command);
    }
    CHECK(code(w.b.disarm(static_cast<std::uint8_t>(e.entry + 1))) == hw::fbox_no_entry);
    CHECK(code(w.b.command(hw::fbox_op_disarm_owner | 9U << 16)) == hw::fbox_ok);
    w.check_accounts();
}

TEST_CASE("arm-on-send: the port is armed when the frame leaves, with the tag and owner of its first byte",
          "[table]") {
    World w;
    const Port get = w.get();
    const Bytes f = w.outward(Kind::request, get, w.get(), 30);
    const Fate fate = w.send(f, true, 0xC3, 0x21);
    CHECK(fate.code == hw::tx_sent);
    CHECK(w.b.sent.at(0).bytes == w.model.transformed(f));
    w.receive(w.inward(Kind::reply, w.get(), World::put_port(get)));
    REQUIRE(w.b.delivered.size() == 1);
    CHECK(w.b.delivered[0].tag == 0xC3);
    CHECK(w.b.delivered[0].entry == fate.entry);
    // A transaction port does not take requests.
    w.receive(w.inward(Kind::request, w.get(), World::put_port(get)));
    CHECK(w.b.delivered.size() == 1);
    // The owner takes it away.
    CHECK(code(w.b.command(hw::fbox_op_disarm_owner | 0x21U << 16)) == hw::fbox_ok);
    w.receive(w.inward(Kind::reply, w.get(), World::put_port(get)));
    CHECK(w.b.delivered.size() == 1);
}

TEST_CASE("arm-on-send: a refused frame arms nothing", "[table]") {
    World w;
    for (int i = 0; i < 300; ++i) { // more than the table holds
        const Port get = w.get();
        Bytes f = w.outward(i % 3 == 0 ? Kind::data : Kind::request, get, w.get(), 20);
        if (i % 3 == 1) {
            f.push_back(0);
        } else if (i % 3 == 2) {
            f.resize(frame::at_port + 3);
        } else {
            f[frame::at_kind] = static_cast<std::uint8_t>(Kind::here_is);
        }
        const Fate fate = w.send(f, true);
        REQUIRE(fate.code == hw::tx_malformed);
        REQUIRE(fate.entry == 0);
        if (i % 20 < 3) {
            w.receive(w.inward(Kind::reply, Port{}, World::put_port(get)));
            REQUIRE(w.b.delivered.empty());
        }
    }
    unsigned armed = 0;
    for (int i = 0; i < 40; ++i) { // refused because of the bucket
        armed += w.send(w.outward(Kind::locate, w.get(), w.get()), true).code == hw::tx_sent ? 1 : 0;
    }
    CHECK(armed < 40);
    CHECK(w.count(Counter::out_drop_locate) == 40 - armed);
    for (unsigned i = 0; i < 256 - armed; ++i) {
        w.arm(w.get(), false);
    }
    CHECK(code(w.b.arm(w.get(), false, 0, 0)) == hw::fbox_full);
    w.check_accounts();
}

TEST_CASE("disarm: complete only when the host has finished with every frame admitted before", "[table]") {
    World w;
    for (const bool by_owner : {false, true}) {
        for (unsigned at = 0; at < 300; at += 3) {
            // The command is given at any moment in the life of a frame; afterwards nothing arrives for that tag.
            const Port get = w.get(), other = w.get();
            const Entry e = w.arm(get, false, 0x11, 0x33);
            const Entry o = w.arm(other, false, 0x22, 0x44);
            w.b.manner.done_delay = 1 + at % 90;
            w.b.delivered.clear();
            for (int i = 0; i < 3; ++i) {
                w.b.to_wire_side.push_back({w.inward(Kind::request, Port{}, World::put_port(get), 4), false});
            }
            w.b.to_wire_side.push_back({w.inward(Kind::request, Port{}, World::put_port(other), 4), false});
            w.b.run(at);
            w.b.write(hw::fbox::command, by_owner ? hw::fbox_op_disarm_owner | 0x33U << 16
                                                  : hw::fbox_op_disarm | static_cast<std::uint32_t>(e.entry) << 24);
            bool busy = true;
            while (busy) {
                busy = (w.b.read(hw::fbox::status) & 2U) != 0;
            }
            const std::size_t finished = w.b.delivered.size();
            CHECK(code(w.b.result()) == hw::fbox_ok);
            // Whatever was delivered for the tag before BUSY fell has been finished by the host.
            REQUIRE(w.b.settle());
            for (std::size_t i = finished; i < w.b.delivered.size(); ++i) {
                REQUIRE(w.b.delivered[i].tag != 0x11);
            }
            CHECK(w.b.delivered.back().tag == 0x22);
            CHECK(code(w.b.disarm(o.entry)) == hw::fbox_ok);
        }
    }
    w.check_accounts();
}

TEST_CASE("disarm: waits as long as the host does not finish; an entry is not taken again before", "[table]") {
    World w;
    const Port get = w.get();
    const Entry e = w.arm(get, false, 0x11, 0x33);
    w.b.manner.finish = false;
    w.b.to_wire_side.push_back({w.inward(Kind::request, Port{}, World::put_port(get), 4), false});
    w.b.run(400);
    REQUIRE(w.b.delivered.size() == 1);
    w.b.write(hw::fbox::command, hw::fbox_op_disarm | static_cast<std::uint32_t>(e.entry) << 24);
    w.b.run(5000);
    CHECK((w.b.read(hw::fbox::status) & 2U) != 0);
    // Meanwhile frames for it are refused, and the same port cannot be armed by a frame.
    w.b.to_wire_side.push_back({w.inward(Kind::request, Port{}, World::put_port(get), 4), false});
    w.b.to_host_side.push_back({w.outward(Kind::request, get, w.get()), true});
    w.b.run(1000);
    CHECK(w.b.delivered.size() == 1);
    REQUIRE(w.b.fates.size() == 1);
    CHECK(w.b.fates[0].code == hw::tx_already);
    // OPERAND and COMMAND are ignored while BUSY.
    w.b.operand(w.get());
    w.b.write(hw::fbox::command, hw::fbox_op_f_port);
    CHECK((w.b.read(hw::fbox::status) & 2U) != 0);
    w.b.manner.finish = true;
    CHECK(code(w.b.result()) == hw::fbox_ok);
    CHECK(w.send(w.outward(Kind::request, get, w.get()), true).code == hw::tx_sent);
    w.check_accounts();
}

TEST_CASE("the host may be slow with many frames: at 255 unfinished ones the box delivers no more", "[table]") {
    World w;
    const Port get = w.get();
    w.arm(get, false, 1);
    w.b.manner.finish = false;
    for (int i = 0; i < 300; ++i) {
        w.b.to_wire_side.push_back({w.inward(Kind::enquiry, Port{}, World::put_port(get)), false});
    }
    w.b.run(60'000);
    CHECK(w.b.delivered.size() == 255);
    CHECK(w.count(Counter::in_drop_full) == 45);
    // Disarming waits for every one of them.
    const Port gone = w.get();
    w.b.write(hw::fbox::command, hw::fbox_op_disarm | static_cast<std::uint32_t>(w.arm(gone, false, 2).entry) << 24);
    for (const unsigned left : {255U, 200U, 100U, 20U, 1U}) {
        w.b.manner.finish = true;
        while (w.b.outstanding > left) {
            w.b.run(1);
        }
        w.b.manner.finish = false;
        w.b.run(1000); // the sweep behind it takes some 140
        REQUIRE((w.b.read(hw::fbox::status) & 2U) != 0);
    }
    w.b.manner.finish = true;
    CHECK(code(w.b.result()) == hw::fbox_ok);
    REQUIRE(w.b.settle());
    w.receive(w.inward(Kind::enquiry, Port{}, World::put_port(get)));
    CHECK(w.b.delivered.size() == 256);
    w.check_accounts();
}
