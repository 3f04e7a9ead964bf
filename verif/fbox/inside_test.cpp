// What only shows when a register within the box has a value that it should never have: set through Verilator's model.
#include "verif/fbox/world.hpp"

#include "Vfbox___024root.h"

using namespace amoebox;
using namespace amoebox::bench;

TEST_CASE("G8 closed: every illegal state of a guarding state machine closes the box", "[closing]") {
    const auto closes = [](const std::string& what, auto set) {
        INFO(what);
        World w;
        const Port get = w.get();
        w.arm(get, false, 1);
        w.b.cut_allowed = true;
        w.b.to_host_side.push_back({w.outward(Kind::data, w.get(), w.get(), 900), false});
        w.b.to_wire_side.push_back({w.inward(Kind::data, w.get(), World::put_port(get), 900), false});
        w.b.run(300);
        const std::uint64_t epoch = w.model.epoch;
        set(*w.b.top().rootp);
        w.b.run(3);
        CHECK((w.b.read(hw::fbox::status) & 1U) == 0);
        w.opened();
        REQUIRE(w.b.settle());
        CHECK(w.b.sent.empty()); // the rest of the frame is swallowed
        CHECK(w.b.delivered.empty());
        CHECK(w.model.epoch != epoch);
        w.receive(w.inward(Kind::request, Port{}, World::put_port(get)));
        CHECK(w.b.delivered.empty());
        CHECK(w.send(w.outward(Kind::request, w.get(), w.get())).code == hw::tx_sent);
        w.check_accounts();
    };
    for (const unsigned state : {1U, 2U, 4U, 6U, 7U, 8U, 9U, 10U, 11U, 12U, 13U, 15U}) {
        closes("guard state_q",
               [&](auto& root) { root.fbox__DOT__guard__DOT__state_q = static_cast<std::uint8_t>(state); });
    }
    closes("guard open_q", [](auto& root) { root.fbox__DOT__guard__DOT__open_q = 0; });
    closes("transform run_q", [](auto& root) { root.fbox__DOT__transform__DOT__run_q = 3; });
    for (const unsigned state : {5U, 6U, 7U}) {
        closes("transform b_q",
               [&](auto& root) { root.fbox__DOT__transform__DOT__b_q = static_cast<std::uint8_t>(state); });
    }
    for (const unsigned state : {6U, 7U}) {
        closes("dispatch state_q",
               [&](auto& root) { root.fbox__DOT__dispatch__DOT__state_q = static_cast<std::uint8_t>(state); });
    }
    closes("ingress read_q", [](auto& root) { root.fbox__DOT__ingress__DOT__read_q = 3; });
    closes("answers state_q", [](auto& root) { root.fbox__DOT__answers__DOT__state_q = 3; });
    closes("outlet state_q", [](auto& root) { root.fbox__DOT__outlet__DOT__state_q = 3; });
    closes("control access_q", [](auto& root) { root.fbox__DOT__control__DOT__access_q = 3; });
}

TEST_CASE("G2: in the box's fields no byte leaves whose mark is missing in the buffer", "[closing]") {
    for (const Kind kind : {Kind::request, Kind::data}) {
        const auto in = [](std::size_t word, std::size_t at, std::size_t size) {
            return 2 * word >= at && 2 * word < at + size;
        };
        for (std::size_t word = 0; word < (frame::header_size + 60) / 2; ++word) {
            INFO("kind " << static_cast<int>(kind) << ", bytes from " << 2 * word);
            const bool own = in(word, frame::at_source, 6) || word == frame::at_hops / 2 ||
                             in(word, frame::at_board, 2) || in(word, frame::at_reply, port_bytes) ||
                             in(word, frame::at_epoch, 8) ||
                             (kind == Kind::request && in(word, frame::at_signature, port_bytes));
            World w;
            w.b.cut_allowed = true;
            w.b.to_host_side.push_back({w.outward(kind, w.get(), w.get(), 60), false});
            w.b.run(frame::header_size + 60 + (kind == Kind::request ? frame::message_size : 0) + 60);
            REQUIRE(w.b.sent.empty()); // it waits
            w.b.top().rootp->fbox__DOT__buffer__DOT__marks[word] = 0;
            REQUIRE(w.b.settle());
            CHECK(w.b.sent.empty() == own);
            const std::uint64_t epoch = w.model.epoch;
            w.opened();
            CHECK((w.model.epoch != epoch) == own); // it has closed
        }
    }
}

TEST_CASE("G4: the life in HERE_IS is epoch + serial, with carries, in many lives", "[closing]") {
    World w;
    for (int life = 0; life < 40; ++life) {
        w.b.reset(true);
        w.opened();
        Port get{};
        for (int i = 0; i <= life % 7; ++i) {
            get = w.get();
            w.arm(get, false, 1);
        }
        // A serial with carries into every byte; the epoch is as drawn.
        w.b.top().rootp->fbox__DOT__ports__DOT__serial_q =
            life % 2 == 0 ? 0xFFFF'FFFEU : static_cast<std::uint32_t>(w.b.random());
        get = w.get();
        const Entry e = w.arm(get, false, 1);
        const Bytes f = w.inward(Kind::locate, w.get(), World::put_port(get));
        w.b.sent.clear();
        w.receive(f);
        REQUIRE(w.b.sent.size() == 1);
        CHECK(w.b.sent[0].bytes == w.model.answer(Kind::here_is, f, w.model.epoch + e.serial));
    }
}
