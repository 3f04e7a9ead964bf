// The promises of docs/fbox.md, one by one.  Random frames are in random_test.cpp, resets in closing_test.cpp, the table
// in table_test.cpp, figures in figures_test.cpp.
#include <set>

#include "verif/fbox/world.hpp"

using namespace amoebox;
using namespace amoebox::bench;

TEST_CASE("a frame of each kind passes in each direction", "[promises]") {
    World w;
    CHECK(w.b.epoch_drawn.size() == 8);
    CHECK(number(w.b.epoch_drawn, 0, 8) == w.model.epoch);
    for (const Kind kind : k_kernel_kinds) {
        INFO(frame::name(kind));
        const Bytes f = w.outward(kind, w.get(), w.get(), 101);
        CHECK(w.send(f).code == hw::tx_sent);
        REQUIRE(w.b.sent.size() == 1);
        CHECK(w.b.sent[0].bytes == w.model.transformed(f));
        w.b.sent.clear();
    }
    const Port g = w.get();
    const Entry e = w.arm(g, false, 0x5A, 3);
    CHECK(w.b.value() == World::put_port(g));
    for (const std::size_t size : {0U, 1U, 2U, 1000U, 1384U}) {
        const Bytes f = w.inward(Kind::request, w.get(), World::put_port(g), size);
        w.receive(f);
        REQUIRE(w.b.delivered.size() == 1);
        CHECK(w.b.delivered[0].bytes == f);
        CHECK(w.b.delivered[0].tag == 0x5A);
        CHECK(w.b.delivered[0].entry == e.entry);
        w.b.delivered.clear();
    }
    w.check_accounts();
}

TEST_CASE("G1 admission: every kind, port state, address and checksum", "[promises]") {
    World w;
    const Port service = w.get(), transaction = w.get(), unarmed = w.get();
    w.arm(service, false, 1);
    w.arm(transaction, true, 2);
    const Mac other = {0x02, 9, 9, 9, 9, 9}, group = {0x03, 0x4d, 0x42, 0, 0, 7};
    std::size_t admitted = 0;
    for (const Kind kind : k_wire_kinds) {
        for (const Port& get : {service, transaction, unarmed}) {
            for (const Mac& to : {w.model.mac, other, k_broadcast, group}) {
                for (const bool bad : {false, true}) {
                    Bytes f = w.inward(kind, w.get(), World::put_port(get), 10);
                    put(f, 0, to);
                    INFO(frame::name(kind) << " to " << int(to[0]) << " bad " << bad);
                    const auto expected = w.model.inward(f, bad);
                    w.receive(f, bad);
                    REQUIRE(w.b.delivered.size() == (expected.entry != nullptr ? 1 : 0));
                    if (expected.entry != nullptr) {
                        ++admitted;
                        CHECK(w.b.delivered[0].bytes == f);
                        CHECK(w.b.delivered[0].tag == expected.entry->tag);
                        CHECK(w.b.delivered[0].entry == expected.entry->entry);
                    }
                    REQUIRE(w.b.sent.size() == (expected.answer ? 1 : 0));
                    if (expected.answer) {
                        CHECK(w.b.sent[0].bytes == *expected.answer);
                    }
                    w.b.delivered.clear();
                    w.b.sent.clear();
                }
            }
        }
    }
    // Service: REQUEST, ENQUIRY; transaction: REPLY, GRANT, NAK, ALIVE; both: DATA, ACK, HERE_IS, NOT_HERE.
    CHECK(admitted == 2 + 4 + 2 * 4);
    w.check_accounts();
}

TEST_CASE("G1 admission: a port that differs in one bit, in the get-port or armed without F is not armed",
          "[promises]") {
    World w;
    std::set<unsigned> banks; // of the table: each compares for itself
    for (unsigned i = 0; i < 256 && banks.size() < 4; ++i) {
        const Port get = w.get();
        const Port armed = World::put_port(get);
        if (!banks.insert(w.arm(get, false, 1).entry % 4).second) {
            continue;
        }
        w.b.delivered.clear();
        for (std::size_t bit = 0; bit < 8 * port_bytes; ++bit) {
            Port near = armed;
            near[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            w.b.to_wire_side.push_back({w.inward(Kind::request, Port{}, near), false});
        }
        w.b.to_wire_side.push_back({w.inward(Kind::request, Port{}, get), false});
        REQUIRE(w.b.settle());
        CHECK(w.b.delivered.empty());
        w.receive(w.inward(Kind::request, Port{}, armed));
        CHECK(w.b.delivered.size() == 1);
    }
    CHECK(banks.size() == 4);
    w.check_accounts();
}

TEST_CASE("G2 transformation: reply and signature are F of what was written, null stays null", "[promises]") {
    World w;
    Bytes f = w.outward(Kind::request, Port{}, w.get(), 64);
    CHECK(w.send(f).code == hw::tx_sent);
    CHECK(is_null(string<port_bytes>(w.b.sent[0].bytes, frame::at_reply)));
    put(f, frame::at_signature, Port{});
    put(f, frame::at_reply, w.get());
    CHECK(w.send(f).code == hw::tx_sent);
    CHECK(is_null(string<port_bytes>(w.b.sent[1].bytes, frame::at_signature)));
    CHECK(w.b.sent[1].bytes == w.model.transformed(f));
    // The same secret in both fields gives two values: uses are kept apart.
    const Port secret = w.get();
    put(f, frame::at_reply, secret);
    put(f, frame::at_signature, secret);
    CHECK(w.send(f).code == hw::tx_sent);
    CHECK(string<port_bytes>(w.b.sent[2].bytes, frame::at_signature) !=
          string<port_bytes>(w.b.sent[2].bytes, frame::at_reply));
}

TEST_CASE("G2 transformation: frames of one byte that wait behind do not keep F's output out of a frame",
          "[promises]") {
    World w;
    for (int round = 0; round < 8; ++round) {
        // The long one fills the way while the others take the remaining slots; the last one's signature is still in F then.
        std::vector<Bytes> frames = {w.outward(Kind::request, w.get(), w.get(), 1384)};
        for (int i = 0; i < 3; ++i) {
            frames.push_back(w.outward(Kind::request, w.get(), w.get()));
        }
        for (const Bytes& each : frames) {
            w.b.to_host_side.push_back({each, false});
        }
        for (int i = 0; i < 12; ++i) {
            w.b.to_host_side.push_back({Bytes(1), false});
        }
        w.b.sent.clear();
        REQUIRE(w.b.settle());
        REQUIRE(w.b.sent.size() == frames.size());
        for (std::size_t i = 0; i < frames.size(); ++i) {
            INFO("round " << round << " frame " << i);
            CHECK(w.b.sent[i].bytes == w.model.transformed(frames[i]));
        }
    }
    w.check_accounts();
}

TEST_CASE("G3 origin: source, board, epoch and hops are the box's own, whatever is written", "[promises]") {
    World w;
    Bytes f = w.outward(Kind::ack, w.get(), w.get());
    put(f, frame::at_source, w.peer);
    put(f, frame::at_board, 2, 0xFFFF);
    put(f, frame::at_epoch, 8, ~w.model.epoch);
    f[frame::at_hops] = 9;
    CHECK(w.send(f).code == hw::tx_sent);
    const Bytes& out = w.b.sent[0].bytes;
    CHECK(string<6>(out, frame::at_source) == w.model.mac);
    CHECK(number(out, frame::at_board, 2) == w.model.board);
    CHECK(number(out, frame::at_epoch, 8) == w.model.epoch);
    CHECK(out[frame::at_hops] == 0);
}

TEST_CASE("G4 location: HERE_IS with the life of the port; none for a transaction port or a null reply",
          "[promises]") {
    World w;
    // Enough arms for carries in epoch + serial are in closing_test.cpp, which draws many epochs.
    const Port service = w.get(), transaction = w.get();
    w.arm(transaction, true, 1);
    const Entry e = w.arm(service, false, 1);
    CHECK(e.serial == 2);
    Bytes f = w.inward(Kind::locate, w.get(), World::put_port(service));
    w.receive(f);
    REQUIRE(w.b.sent.size() == 1);
    CHECK(w.b.sent[0].bytes == w.model.answer(Kind::here_is, f, w.model.epoch + e.serial));
    put(f, frame::at_reply, Port{});
    w.receive(f);
    w.receive(w.inward(Kind::locate, w.get(), World::put_port(transaction)));
    w.receive(w.inward(Kind::locate, w.get(), w.get()));
    CHECK(w.b.sent.size() == 1);
    CHECK(w.b.delivered.empty());
    CHECK(w.count(Counter::in_locate) == 4);
    w.check_accounts();
}

TEST_CASE("G4 location: a kernel can send neither answer", "[promises]") {
    World w;
    for (unsigned kind = 0; kind < 256; ++kind) {
        if (frame::may_kernel_send(static_cast<Kind>(kind))) {
            continue;
        }
        Bytes f = w.outward(Kind::enquiry, w.get(), w.get());
        if (kind == 10 || kind == 11) {
            f = make_frame(w.b.random, static_cast<Kind>(kind), w.peer, w.get(), w.get());
        }
        f[frame::at_kind] = static_cast<std::uint8_t>(kind);
        w.b.to_host_side.push_back({f, false});
    }
    REQUIRE(w.b.settle());
    CHECK(w.b.fates.size() == 256 - 9);
    CHECK(std::ranges::all_of(w.b.fates, [](const Fate& fate) { return fate.code == hw::tx_malformed; }));
    CHECK(w.b.sent.empty());
    CHECK(w.count(Counter::out_drop_kind) == 256 - 9);
    w.check_accounts();
}

TEST_CASE("G4 location: never an answer to a broadcast, a null reply, a box-made frame; one for any other",
          "[promises]") {
    World w;
    for (const Kind kind : k_wire_kinds) {
        INFO(frame::name(kind));
        Bytes f = w.inward(kind, w.get(), w.get(), 5);
        const bool answered = !frame::is_made_by_box(kind) && kind != Kind::locate;
        w.receive(f);
        CHECK(w.b.sent.size() == (answered ? 1 : 0));
        if (answered) {
            CHECK(w.b.sent[0].bytes == w.model.answer(Kind::not_here, f, 0));
        }
        w.b.sent.clear();
        put(f, frame::at_destination, k_broadcast);
        w.receive(f);
        put(f, frame::at_destination, w.model.mac);
        put(f, frame::at_reply, Port{});
        w.receive(f);
        // A source that is a group would make the answer a flood.
        put(f, frame::at_reply, w.get());
        f[frame::at_source] |= 1;
        w.receive(f);
        CHECK(w.b.sent.empty());
    }
    w.check_accounts();
}

TEST_CASE("G4 location: one's own locates are limited to 32 and one every 2^14 cycles", "[promises]") {
    World w;
    for (int i = 0; i < 40; ++i) {
        w.b.to_host_side.push_back({w.outward(Kind::locate, w.get(), w.get()), false});
    }
    REQUIRE(w.b.settle());
    CHECK(w.count(Counter::out_drop_locate) == 8);
    CHECK(w.b.sent.size() == 32);
    for (int i = 0; i < 40; ++i) {
        CHECK(w.b.fates[static_cast<std::size_t>(i)].code == (i < 32 ? hw::tx_sent : hw::tx_limited));
    }
    // One after another: one passes in each period.
    std::size_t before = w.b.sent.size();
    const std::uint64_t start = w.b.cycle;
    while (w.b.cycle < start + 20ULL * 16384) {
        w.b.to_host_side.push_back({w.outward(Kind::locate, w.get(), w.get()), false});
        REQUIRE(w.b.settle());
    }
    const std::size_t passed = w.b.sent.size() - before;
    CHECK(passed >= 19);
    CHECK(passed <= 21);
    // After a long rest no more than 32.
    w.b.run(40ULL * 16384);
    before = w.b.sent.size();
    for (int i = 0; i < 40; ++i) {
        w.b.to_host_side.push_back({w.outward(Kind::locate, w.get(), w.get()), false});
    }
    REQUIRE(w.b.settle());
    CHECK(w.b.sent.size() - before <= 33);
    CHECK(w.b.sent.size() - before >= 32);
    w.check_accounts();
}

TEST_CASE("G4 location: an answer that finds its slot taken is dropped and counted; HERE_IS is not silenced",
          "[promises]") {
    World w;
    const Port service = w.get();
    w.arm(service, false, 1);
    // NOT_HERE is due for each of many frames in a row, while locates come now and then.
    unsigned locates = 0;
    for (int i = 0; i < 400; ++i) {
        const bool locate = i % 8 == 7;
        locates += locate ? 1 : 0;
        w.b.to_wire_side.push_back(
            {w.inward(locate ? Kind::locate : Kind::enquiry, w.get(), locate ? World::put_port(service) : w.get()),
             false});
    }
    REQUIRE(w.b.settle());
    const auto here = std::ranges::count_if(w.b.sent, [](const Out& out) {
        return out.bytes[frame::at_kind] == static_cast<std::uint8_t>(Kind::here_is);
    });
    CHECK(here == locates);
    CHECK(w.count(Counter::out_made) == w.b.sent.size());
    CHECK(w.count(Counter::out_made) + w.count(Counter::out_drop_answer) == 400);
    CHECK(w.count(Counter::out_drop_answer) > 0);
    w.check_accounts();
}

TEST_CASE("G4 location: HERE_IS goes before waiting host frames, NOT_HERE after them", "[promises]") {
    World w;
    const Port service = w.get();
    w.arm(service, false, 1);
    const Bytes locate = w.inward(Kind::locate, w.get(), World::put_port(service));
    const Bytes enquiry = w.inward(Kind::enquiry, w.get(), w.get());
    for (int i = 0; i < 60; ++i) {
        w.b.to_host_side.push_back({w.outward(Kind::data, w.get(), w.get(), 800), false});
    }
    w.b.run(3000);
    w.b.to_wire_side.push_back({enquiry, false});
    w.b.to_wire_side.push_back({locate, false});
    REQUIRE(w.b.settle());
    REQUIRE(w.b.sent.size() == 62);
    std::size_t here = 0, not_here = 0;
    for (std::size_t i = 0; i < 62; ++i) {
        const auto kind = static_cast<Kind>(w.b.sent[i].bytes[frame::at_kind]);
        here = kind == Kind::here_is ? i : here;
        not_here = kind == Kind::not_here ? i : not_here;
    }
    CHECK(here > 0);
    CHECK(here < 10);
    CHECK(not_here == 61);
}

TEST_CASE("G5 form: every field at its limits, in both directions", "[promises]") {
    World w;
    const Port service = w.get();
    w.arm(service, false, 1);
    const std::size_t most = frame::max_frame - frame::header_size;
    std::vector<Bytes> out;
    const auto with = [&](Kind kind, std::size_t size, std::uint64_t total, std::uint64_t offset) {
        Bytes f = w.outward(kind, w.get(), w.get(), size);
        put(f, frame::at_total, 4, total);
        put(f, frame::at_offset, 4, offset);
        out.push_back(f);
    };
    for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{most}}) {
        for (const std::uint64_t offset : {0ULL, 1ULL, 255ULL, 256ULL, 0xFFFFFFULL, 0x1000000ULL,
                                           0xFFFFFFFFULL - size, 0xFFFFFFFFULL, 0x80000000ULL, 0x7FFFFFFFULL}) {
            for (const std::uint64_t more : {0ULL, 1ULL, 2047ULL, 2048ULL}) {
                with(Kind::data, size, (offset + size + more) & 0xFFFFFFFFU, offset);
                with(Kind::data, size, (offset + size - 1) & 0xFFFFFFFFU, offset);
                with(Kind::data, size, (offset - 1) & 0xFFFFFFFFU, offset);
                with(Kind::request, size, (size + more) & 0xFFFFFFFFU, 0);
            }
        }
    }
    for (const Kind kind : k_kernel_kinds) {
        Bytes f = w.outward(kind, w.get(), w.get(), 20);
        for (unsigned bit = 0; bit < 8; ++bit) {
            Bytes g = f;
            g[frame::at_flags] = static_cast<std::uint8_t>(1U << bit);
            out.push_back(g);
        }
        // (From 2,048 on the length needs more bits than that of any frame.)
        for (const int change : {-1, 1, 256, -256, 2048, 4096, 8192, 16384, 32768}) {
            Bytes g = f;
            put(g, frame::at_length, 2, number(g, frame::at_length, 2) + static_cast<std::uint64_t>(change));
            out.push_back(g);
            g = f;
            put(g, frame::at_total, 4, number(g, frame::at_total, 4) + static_cast<std::uint64_t>(change));
            out.push_back(g);
            g = f;
            put(g, frame::at_offset, 4, 1);
            out.push_back(g);
        }
        for (std::size_t cut = 1; cut < f.size(); cut += cut < 20 ? 1 : 7) {
            out.emplace_back(f.begin(), f.begin() + static_cast<std::ptrdiff_t>(cut));
        }
        Bytes longer = f;
        longer.push_back(0);
        out.push_back(longer);
        put(f, frame::at_port, Port{});
        out.push_back(f);
    }
    // The longest frame passes, one byte more does not, nor does one far longer than a buffer.
    out.push_back(w.outward(Kind::data, w.get(), w.get(), most));
    for (const std::size_t size : {frame::max_frame + 1, std::size_t{2048}, std::size_t{2049}, std::size_t{5000}}) {
        Bytes f = out.back();
        f.resize(size);
        put(f, frame::at_length, 2, size - frame::header_size);
        put(f, frame::at_total, 4, 0xFFFFFFFF);
        put(f, frame::at_offset, 4, 5);
        out.insert(out.end() - 1, f);
    }

    std::size_t good = 0, locates = 0;
    for (const Bytes& f : out) {
        w.b.to_host_side.push_back({f, false});
        const bool passes = w.model.form(f, false) == Model::Form::ok;
        const bool locate = passes && static_cast<Kind>(f[frame::at_kind]) == Kind::locate;
        locates += locate ? 1 : 0;
        good += passes ? 1 : 0;
    }
    REQUIRE(locates <= 32);
    REQUIRE(w.b.settle(20'000'000));
    REQUIRE(w.b.fates.size() == out.size());
    CHECK(w.b.sent.size() == good);
    CHECK(good > 50);
    std::size_t at = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const bool passes = w.model.form(out[i], false) == Model::Form::ok;
        INFO("frame " << i << " of " << out[i].size() << " bytes");
        REQUIRE((w.b.fates[i].code == hw::tx_sent) == passes);
        if (passes) {
            REQUIRE(w.b.sent[at].bytes == w.model.transformed(out[i]));
            ++at;
        }
    }
    // The same frames from the wire.
    std::size_t delivered = 0;
    for (Bytes f : out) {
        const bool locate = f.size() > frame::at_kind && f[frame::at_kind] == static_cast<std::uint8_t>(Kind::locate);
        if (f.size() >= 6 && !locate) {
            put(f, 0, w.model.mac);
        }
        if (f.size() >= frame::header_size && !is_null(string<port_bytes>(f, frame::at_port))) {
            put(f, frame::at_port, World::put_port(service));
        }
        if (f.size() > 6) {
            f[6] &= 0xFE;
        }
        delivered += w.model.inward(f, false).entry != nullptr ? 1 : 0;
        w.b.to_wire_side.push_back({f, false});
    }
    REQUIRE(w.b.settle(20'000'000));
    CHECK(w.b.delivered.size() == delivered);
    CHECK(delivered > 50);
    w.check_accounts();
}

TEST_CASE("G6 secrecy: no register shows an operand, padding is zero", "[promises]") {
    World w;
    const auto read_all = [&] {
        Bytes all;
        for (unsigned address = 0; address < 64; ++address) {
            for (int times = 0; times < 5; ++times) {
                const std::uint32_t value = w.b.read(address);
                for (unsigned i = 0; i < 32; i += 8) {
                    all.push_back(static_cast<std::uint8_t>(value >> i));
                }
            }
        }
        return all;
    };
    const auto shows = [](const Bytes& all, const Port& secret) {
        for (std::size_t i = 0; i + 3 <= port_bytes; ++i) {
            if (!std::ranges::search(all, std::span(secret).subspan(i, 3)).empty()) {
                return true;
            }
        }
        return false;
    };
    for (const std::uint32_t operation : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 15U}) {
        const Port secret = w.get();
        w.b.operand(secret);
        CHECK_FALSE(shows(read_all(), secret)); // written, not yet used
        w.b.write(hw::fbox::command, operation | 0xEEU << 16 | 0xEFU << 8);
        CHECK_FALSE(shows(read_all(), secret)); // being used
        REQUIRE(w.b.result());
        const Bytes after = read_all();
        CHECK_FALSE(shows(after, secret)); // used
        // A command without an operand must not find the last one.
        REQUIRE(w.b.command(hw::fbox_op_f_port));
        if (operation != 0 && operation < 4) {
            CHECK(w.b.value() != World::put_port(secret));
        }
        w.b.command(hw::fbox_op_disarm_owner | 0xEEU << 16);
    }
    // A half-written operand and a frame cut in its reply field are no better.
    const Port secret = w.get();
    w.b.write(hw::fbox::operand, static_cast<std::uint32_t>(number(Bytes(secret.begin(), secret.end()), 0, 4)));
    CHECK_FALSE(shows(read_all(), secret));
    Bytes f = w.outward(Kind::request, secret, w.get());
    f.resize(frame::at_reply + port_bytes - 1);
    CHECK(w.send(f).code == hw::tx_malformed);
    CHECK_FALSE(shows(read_all(), secret));
    // VALUE ends with zeros, addresses between and behind registers are zero.
    w.b.operand(w.get());
    REQUIRE(w.b.command(hw::fbox_op_f_check));
    std::uint32_t last = 0;
    for (std::size_t i = 0; i < port_bytes; i += 4) {
        last = w.b.read(hw::fbox::value);
    }
    CHECK(last >> 16 == 0);
    for (unsigned address = 0; address < 64; ++address) {
        if (address % 4 != 0 || address == 0x1C || address > hw::fbox::counter) {
            CHECK(w.b.read(address) == 0);
        }
    }
    CHECK(w.b.read(hw::fbox::operand) == 0);
    CHECK(w.b.read(hw::fbox::command) == 0);
    // HERE_IS and NOT_HERE: everything that is not told is zero; the model's answers are built from zeros.
}

TEST_CASE("the control port answers within 8 cycles, whatever is going on; identity registers", "[promises]") {
    World w;
    CHECK(w.b.read(hw::fbox::id) == 0x46424F58);
    CHECK(w.b.read(hw::fbox::version) == (frame::version | port_bytes << 8));
    CHECK(w.b.read(hw::fbox::mac_high) == (Bench<Vfbox>::k_mac >> 32));
    CHECK(w.b.read(hw::fbox::mac_low) == (Bench<Vfbox>::k_mac & 0xFFFFFFFF));
    CHECK(number(w.b.epoch_drawn, 0, 8) == w.b.epoch());
    for (int i = 0; i < 30; ++i) {
        w.b.to_host_side.push_back({w.outward(Kind::request, w.get(), w.get(), 700), true});
        w.b.to_wire_side.push_back({w.inward(Kind::request, w.get(), w.get(), 700), false});
    }
    for (int i = 0; i < 2000; ++i) {
        w.b.read(static_cast<std::uint32_t>(w.b.random() % 16) * 4);
        REQUIRE(w.b.access_cycles <= 8);
        if (i % 16 == 0) {
            w.b.operand(w.get());
            w.b.write(hw::fbox::command, static_cast<std::uint32_t>(w.b.random() % 8) | 0x30000000);
            REQUIRE(w.b.access_cycles <= 8);
        }
    }
    REQUIRE(w.b.settle());
    for (unsigned i = 0; i < 32; ++i) {
        w.b.write(hw::fbox::counter_select, i);
        CHECK(w.b.read(hw::fbox::counter_select) == i);
    }
    w.check_accounts();
}

TEST_CASE("idle_o: nothing is under way, however long the MAC or the host's receiver waits", "[promises]") {
    World w;
    const Port get = w.get();
    w.arm(get, false, 1);
    REQUIRE(w.b.settle());
    w.b.run(400);
    CHECK(w.b.idle_for > 200);
    w.b.manner.mac_gap = 700;
    for (int i = 0; i < 3; ++i) {
        w.b.to_host_side.push_back({w.outward(Kind::request, w.get(), w.get(), 40), false});
        w.b.to_wire_side.push_back({w.inward(Kind::request, w.get(), w.get(), 40), false}); // NOT_HERE
        w.b.to_wire_side.push_back({w.inward(Kind::locate, w.get(), World::put_port(get)), false});
    }
    w.b.run(9000);
    CHECK(w.b.sent.size() > 3);      // of the answers some find no place
    w.b.manner.receiver_pause = 256; // never ready
    w.b.to_wire_side.push_back({w.inward(Kind::request, w.get(), World::put_port(get), 40), false});
    w.b.run(2000);
    w.b.manner.receiver_pause = 0;
    REQUIRE(w.b.settle());
    CHECK(w.b.delivered.size() == 1);
    w.b.run(400);
    CHECK(w.b.idle_for > 200);
    w.check_accounts();
}

TEST_CASE("F of the control port is F, for each use, null and all", "[promises]") {
    World w;
    for (int i = 0; i < 30; ++i) {
        const Port g = i == 0 ? Port{} : w.get();
        for (const Use use : {Use::port, Use::signature, Use::check}) {
            w.b.operand(g);
            const auto result = w.b.command(hw::fbox_op_f_port + static_cast<std::uint32_t>(use));
            REQUIRE(result);
            CHECK(*result == hw::fbox_ok);
            CHECK(w.b.value() == f(use, g));
            CHECK(w.b.value() == f(use, g)); // a second reading begins anew
            w.b.write(hw::fbox::value, 0xFFFFFFFF);
            CHECK(w.b.value() == f(use, g)); // it cannot be written
        }
    }
}
