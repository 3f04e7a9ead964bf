// A bench and the model of its box together.
#pragma once

#include <catch2/catch.hpp>

#include <memory>

#include "Vfbox.h"
#include "verif/fbox/frames.hpp"
#include "verif/fbox/harness.hpp"
#include "verif/fbox/model.hpp"

namespace amoebox::bench {

using hw::Counter;

template <typename Top>
struct WorldOf {
    Bench<Top> b;
    Model model;
    Mac peer = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};

    explicit WorldOf(std::uint64_t seed = 1) : b(seed) { opened(); }

    void opened() {
        REQUIRE(b.open());
        model.table.clear();
        for (std::size_t i = 0; i < 6; ++i) {
            model.mac[i] = static_cast<std::uint8_t>(Bench<Top>::k_mac >> (8 * (5 - i)));
        }
        model.board = Bench<Top>::k_board;
        model.epoch = b.epoch();
    }

    Port get() { return random_port(b.random); }
    static Port put_port(const Port& get) { return f(Use::port, get); }
    std::uint32_t count(Counter which) { return b.counter(which); }

    // ARM that must succeed; the model's table follows.
    Entry arm(const Port& get, bool transaction, std::uint8_t tag = 0, std::uint8_t owner = 0) {
        const auto result = b.arm(get, transaction, tag, owner);
        REQUIRE(result);
        REQUIRE((*result & 0xFF) == hw::fbox_ok);
        const Entry entry{transaction, tag, owner, static_cast<std::uint8_t>(*result >> 8), b.read(hw::fbox::serial)};
        model.table[put_port(get)] = entry;
        return entry;
    }

    Bytes outward(Kind kind, const Port& reply, const Port& port, std::size_t size = 0) {
        return make_frame(b.random, kind, kind == Kind::locate ? k_broadcast : peer, reply, port, size);
    }
    Bytes inward(Kind kind, const Port& reply, const Port& port, std::size_t size = 0) {
        return make_frame(b.random, kind, kind == Kind::locate ? k_broadcast : model.mac, reply, port, size);
    }

    // One frame by itself; its fate.
    Fate send(const Bytes& frame, bool arm = false, std::uint8_t tag = 0, std::uint8_t owner = 0) {
        const std::size_t before = b.fates.size();
        b.to_host_side.push_back({frame, arm, tag, owner});
        REQUIRE(b.settle());
        REQUIRE(b.fates.size() == before + 1);
        return b.fates.back();
    }
    void receive(const Bytes& frame, bool bad = false) {
        b.to_wire_side.push_back({frame, bad});
        REQUIRE(b.settle());
    }

    // G7: every frame that has entered is in one counter.
    void check_accounts() {
        const auto c = b.counters();
        const auto at = [&](Counter which) { return c[static_cast<std::size_t>(which)]; };
        CHECK(at(Counter::out_from_host) == at(Counter::out_sent) + at(Counter::out_drop_form) +
                                                at(Counter::out_drop_kind) + at(Counter::out_drop_arm) +
                                                at(Counter::out_drop_locate) + at(Counter::out_drop_closed));
        CHECK(at(Counter::in_from_wire) == at(Counter::in_delivered) + at(Counter::in_locate) +
                                               at(Counter::in_drop_bad) + at(Counter::in_drop_foreign) +
                                               at(Counter::in_drop_form) + at(Counter::in_drop_unarmed) +
                                               at(Counter::in_drop_full) + at(Counter::in_drop_closed));
        CHECK(b.complaint == "");
    }
};
using World = WorldOf<Vfbox>;

} // namespace amoebox::bench
