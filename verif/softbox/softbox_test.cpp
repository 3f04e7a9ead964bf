// The promises G1 to G8 of docs/fbox.md, of the software F-box.
#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

#include "lib/softbox/softbox.hpp"
#include "verif/frame/samples.hpp"

using namespace amoebox;
using namespace amoebox::softbox;
using samples::Bytes;
using samples::Kind;

namespace {

constexpr Mac k_mac = {0x02, 0, 0, 0, 0, 7};
constexpr Mac k_other = {0x02, 0, 0, 0, 0, 9};
constexpr std::uint16_t k_board = 0x1234;
constexpr std::uint64_t k_epoch = 0x0123'4567'89AB'CDEF;
using Box = SoftBox<>;

struct Bench {
    std::mt19937_64 random{1};
    Box box;
    Bench() { box.open(k_mac, k_board, k_epoch, 0); }

    PortBytes secret() { return samples::random_port(random); }
    static PortBytes put(const PortBytes& get) { return f(Use::port, get); }
    // A frame for this box, from another one.
    Bytes inward(Kind kind, const PortBytes& port, std::size_t size = 20) {
        auto owned = samples::make(kind, random, size);
        owned.frame.header.port = port;
        owned.frame.header.source = k_other;
        if (kind != Kind::locate) {
            owned.frame.header.destination = k_mac;
        }
        return owned.encoded();
    }
    std::uint32_t count(Counter which) const { return box.counter(which); }
    std::uint32_t sum(std::initializer_list<Counter> all) const {
        std::uint32_t n = 0;
        for (const Counter which : all) {
            n += count(which);
        }
        return n;
    }
};
using Fate = Verdict::Fate;

template <std::size_t Size>
bool contains(std::span<const std::uint8_t> frame, const std::array<std::uint8_t, Size>& value) {
    return !std::ranges::search(frame, value).empty();
}

} // namespace

TEST_CASE("G1 admission: only to an armed port, of the right kind, for this address", "[softbox]") {
    Bench b;
    const PortBytes service = b.secret();
    const PortBytes transaction = b.secret();
    const Armed s = b.box.arm(service, PortKind::service, 0, 3);
    const Armed t = b.box.arm(transaction, PortKind::transaction, 0x85, 4);
    REQUIRE(s.code == hw::fbox_ok);
    REQUIRE(t.code == hw::fbox_ok);
    CHECK(s.port == b.put(service));
    CHECK(s.entry != t.entry);
    for (const Kind kind : samples::k_kinds) {
        if (kind == Kind::locate) {
            continue;
        }
        const bool to_service = kind == Kind::request || kind == Kind::enquiry || kind == Kind::data ||
                                kind == Kind::ack || kind == Kind::here_is || kind == Kind::not_here;
        const bool to_transaction = kind != Kind::request && kind != Kind::enquiry;
        const Verdict at_service = b.box.receive(b.inward(kind, s.port));
        CHECK((at_service.fate == Fate::deliver) == to_service);
        if (to_service) {
            CHECK(at_service.tag == 0);
            CHECK(at_service.entry == s.entry);
        }
        const Verdict at_transaction = b.box.receive(b.inward(kind, t.port));
        CHECK((at_transaction.fate == Fate::deliver) == to_transaction);
        if (to_transaction) {
            CHECK(at_transaction.tag == 0x85);
            CHECK(at_transaction.entry == t.entry);
        }
        // Neither the get-port nor an unarmed port admits anything.
        CHECK(b.box.receive(b.inward(kind, service)).fate != Fate::deliver);
        CHECK(b.box.receive(b.inward(kind, b.secret())).fate != Fate::deliver);
        // Another address.
        Bytes foreign = b.inward(kind, kind == Kind::request ? s.port : t.port);
        foreign[5] ^= 1;
        CHECK(b.box.receive(foreign).counter == Counter::in_drop_foreign);
    }
    // Presenting P instead of G arms F(P), never P.
    const PortBytes victim = b.put(b.secret());
    CHECK(b.box.arm(victim, PortKind::service, 0, 0).port != victim);
    CHECK(b.box.receive(b.inward(Kind::request, victim)).fate != Fate::deliver);
}

TEST_CASE("G1 admission: commands and their codes; 256 ports fit; disarm ends admission", "[softbox]") {
    Bench b;
    CHECK(b.box.arm({}, PortKind::service, 0, 0).code == hw::fbox_null);
    std::vector<Armed> all;
    std::map<unsigned, PortBytes> entries;
    for (unsigned i = 0; i < 256; ++i) {
        const PortBytes get = b.secret();
        const Armed armed = b.box.arm(get, i % 2 == 0 ? PortKind::service : PortKind::transaction, 0,
                                      static_cast<std::uint8_t>(i % 5));
        REQUIRE(armed.code == hw::fbox_ok);
        CHECK(armed.serial == i + 1);
        CHECK(entries.emplace(armed.entry, armed.port).second);
        CHECK(b.box.arm(get, PortKind::service, 0, 0).code == hw::fbox_already);
        all.push_back(armed);
    }
    CHECK(b.box.arm(b.secret(), PortKind::service, 0, 0).code == hw::fbox_full);
    CHECK(b.box.armed() == 256);
    for (unsigned i = 0; i < 256; ++i) {
        const Verdict v = b.box.receive(b.inward(Kind::data, all[i].port, 1));
        REQUIRE(v.fate == Fate::deliver);
        CHECK(v.entry == all[i].entry);
    }
    CHECK(b.box.disarm(all[9].entry) == hw::fbox_ok);
    CHECK(b.box.disarm(all[9].entry) == hw::fbox_no_entry);
    CHECK(b.box.receive(b.inward(Kind::data, all[9].port, 1)).fate != Fate::deliver);
    CHECK(b.box.disarm_owner(3) == hw::fbox_ok);
    CHECK(b.box.disarm_owner(3) == hw::fbox_no_entry);
    for (unsigned i = 0; i < 256; ++i) {
        CHECK((b.box.receive(b.inward(Kind::data, all[i].port, 1)).fate == Fate::deliver) == (i != 9 && i % 5 != 3));
    }
}

TEST_CASE("G2 transformation: F of reply and signature; port, data and the rest as they were", "[softbox]") {
    Bench b;
    for (const Kind kind : samples::k_kinds) {
        if (frame::is_made_by_box(kind)) {
            continue;
        }
        for (int i = 0; i < 20; ++i) {
            Bytes bytes = samples::make(kind, b.random, b.random() % 1500).encoded();
            const Bytes before = bytes;
            const frame::Frame old = *frame::decode(before);
            const Sent sent = b.box.send(bytes, false, 0, 0, static_cast<std::uint32_t>(i) << 20);
            REQUIRE(sent.code == hw::tx_sent);
            const frame::Frame now = *frame::decode(bytes);
            CHECK(now.header.reply == f(Use::port, old.header.reply));
            CHECK(now.header.port == old.header.port);
            if (now.message) {
                CHECK(now.message->signature == f(Use::signature, old.message->signature));
            }
            // Whatever else differs is a field of the box.
            Bytes again = bytes;
            std::copy_n(before.begin() + frame::at_source, 6, again.begin() + frame::at_source);
            again[frame::at_hops] = before[frame::at_hops];
            std::copy_n(before.begin() + frame::at_board, 2, again.begin() + frame::at_board);
            std::copy_n(before.begin() + frame::at_reply, port_bytes, again.begin() + frame::at_reply);
            std::copy_n(before.begin() + frame::at_epoch, 8, again.begin() + frame::at_epoch);
            if (now.message) {
                std::copy_n(before.begin() + frame::at_signature, port_bytes, again.begin() + frame::at_signature);
            }
            CHECK(again == before);
        }
    }
    // Null stays null.
    auto owned = samples::make(Kind::request, b.random, 0);
    owned.frame.header.reply = {};
    owned.frame.message->signature = {};
    Bytes bytes = owned.encoded();
    REQUIRE(b.box.send(bytes, false, 0, 0, 0).code == hw::tx_sent);
    CHECK(frame::decode(bytes)->header.reply == PortBytes{});
    CHECK(frame::decode(bytes)->message->signature == PortBytes{});
}

TEST_CASE("G2 transformation: arm-on-send arms F(reply), and not sent means not armed", "[softbox]") {
    Bench b;
    const auto request = [&](const PortBytes& reply) {
        auto owned = samples::make(Kind::request, b.random, 5);
        owned.frame.header.reply = reply;
        return owned.encoded();
    };
    const PortBytes reply = b.secret();
    Bytes bytes = request(reply);
    const Sent sent = b.box.send(bytes, true, 0x83, 9, 0);
    REQUIRE(sent.code == hw::tx_sent);
    const Verdict v = b.box.receive(b.inward(Kind::reply, b.put(reply)));
    CHECK(v.fate == Fate::deliver);
    CHECK(v.tag == 0x83);
    CHECK(v.entry == sent.entry);
    CHECK(b.box.receive(b.inward(Kind::request, b.put(reply))).fate != Fate::deliver);
    bytes = request(reply);
    const Bytes before = bytes;
    CHECK(b.box.send(bytes, true, 0, 0, 0).code == hw::tx_already);
    CHECK(bytes == before);
    bytes = request({});
    CHECK(b.box.send(bytes, true, 0, 0, 0).code == hw::tx_null);
    const PortBytes unsent = b.secret();
    bytes = request(unsent);
    bytes[frame::at_flags] = 0x80;
    CHECK(b.box.send(bytes, true, 0, 0, 0).code == hw::tx_malformed);
    CHECK(b.box.receive(b.inward(Kind::reply, b.put(unsent))).fate != Fate::deliver);
    while (b.box.armed() < 256) {
        REQUIRE(b.box.arm(b.secret(), PortKind::service, 0, 9).code == hw::fbox_ok);
    }
    bytes = request(b.secret());
    CHECK(b.box.send(bytes, true, 0, 0, 0).code == hw::tx_table_full);
    bytes = request(b.secret()); // and without arm it is sent
    CHECK(b.box.send(bytes, false, 0, 0, 0).code == hw::tx_sent);
}

TEST_CASE("G3 origin: source, epoch, board and hops are the box's own", "[softbox]") {
    Bench b;
    for (const Kind kind : samples::k_kinds) {
        if (frame::is_made_by_box(kind)) {
            continue;
        }
        Bytes bytes = samples::make(kind, b.random, 100).encoded();
        REQUIRE(b.box.send(bytes, false, 0, 0, 0).code == hw::tx_sent);
        const frame::Header header = frame::decode(bytes)->header;
        CHECK(header.source == k_mac);
        CHECK(header.epoch == k_epoch);
        CHECK(header.board == k_board);
        CHECK(header.hops == 0);
    }
}

TEST_CASE("G4 location: answers are true, addressed to the asker, and only a box makes them", "[softbox]") {
    Bench b;
    const Armed service = b.box.arm(b.secret(), PortKind::service, 0, 0);
    const Armed transaction = b.box.arm(b.secret(), PortKind::transaction, 0, 0);
    // HERE_IS for a service.
    Bytes locate = b.inward(Kind::locate, service.port);
    const frame::Header asked = frame::decode(locate)->header;
    Verdict v = b.box.receive(locate);
    REQUIRE(v.fate == Fate::answer);
    CHECK(v.counter == Counter::in_locate);
    auto made = frame::decode(v.answer);
    REQUIRE(made);
    CHECK(made->header.kind == Kind::here_is);
    CHECK(made->header.destination == k_other);
    CHECK(made->header.source == k_mac);
    CHECK(made->header.epoch == k_epoch);
    CHECK(made->header.board == k_board);
    CHECK(made->header.port == asked.reply);
    CHECK(made->header.reply == PortBytes{});
    CHECK(made->header.transaction == asked.transaction);
    CHECK(made->header.life == k_epoch + service.serial);
    CHECK(frame::Subject::read(made->data).subject == service.port);
    // Nothing for a transaction port, an unarmed port, a null reply port.
    CHECK(b.box.receive(b.inward(Kind::locate, transaction.port)).fate == Fate::drop);
    CHECK(b.box.receive(b.inward(Kind::locate, b.secret())).fate == Fate::drop);
    std::fill_n(locate.begin() + frame::at_reply, port_bytes, std::uint8_t{0});
    CHECK(b.box.receive(locate).fate == Fate::drop);
    CHECK(b.count(Counter::in_locate) == 4);
    // NOT_HERE, once, for a port that is not armed for the kind.
    const Bytes request = b.inward(Kind::request, transaction.port);
    v = b.box.receive(request);
    REQUIRE(v.fate == Fate::answer);
    CHECK(v.counter == Counter::in_drop_unarmed);
    made = frame::decode(v.answer);
    REQUIRE(made);
    CHECK(made->header.kind == Kind::not_here);
    CHECK(made->header.life == 0);
    CHECK(made->header.port == frame::decode(request)->header.reply);
    CHECK(frame::Subject::read(made->data).subject == transaction.port);
    // Never in answer to what a box has made.
    CHECK(b.box.receive(b.inward(Kind::here_is, b.secret())).fate == Fate::drop);
    CHECK(b.box.receive(b.inward(Kind::not_here, b.secret())).fate == Fate::drop);
    // A kernel cannot say it.
    for (const Kind kind : {Kind::here_is, Kind::not_here}) {
        Bytes forged = samples::make(kind, b.random, 0).encoded();
        CHECK(b.box.send(forged, false, 0, 0, 0).code == hw::tx_malformed);
    }
    CHECK(b.count(Counter::out_drop_kind) == 2);
}

TEST_CASE("G4 location: a kernel's locates are limited, and come back with time", "[softbox]") {
    Bench b;
    unsigned sent = 0;
    const auto storm = [&](std::uint32_t cycle) {
        for (int i = 0; i < 100; ++i) {
            Bytes bytes = samples::make(Kind::locate, b.random, 0).encoded();
            sent += b.box.send(bytes, false, 0, 0, cycle).code == hw::tx_sent;
        }
    };
    storm(0);
    CHECK(sent == 32);
    storm((1U << 14) - 1);
    CHECK(sent == 32);
    storm(1U << 14);
    CHECK(sent == 33);
    storm(11U << 14);
    CHECK(sent == 43);
    storm(0x8000'0000U);
    CHECK(sent == 75);
    storm(0xFFFF'FFFFU);
    storm(40U << 14); // the cycle counter has wrapped
    CHECK(sent == 75 + 32 + 32);
    CHECK(b.count(Counter::out_drop_locate) == 700 - sent);
}

TEST_CASE("G5 form: out, what is malformed does not leave and is left as it was", "[softbox]") {
    Bench b;
    const auto refused = [&](Bytes bytes, Counter counter) {
        const Bytes before = bytes;
        const std::uint32_t n = b.count(counter);
        CHECK(b.box.send(bytes, false, 0, 0, 0).code == hw::tx_malformed);
        CHECK(b.count(counter) == n + 1);
        CHECK(bytes == before);
    };
    const Bytes good = samples::make(Kind::request, b.random, 40).encoded();
    const auto with = [&](std::size_t at, std::uint8_t value) {
        Bytes bytes = good;
        bytes[at] = value;
        return bytes;
    };
    refused(with(0, 0x01), Counter::out_drop_form); // group address
    refused(with(frame::at_ethertype, 0x08), Counter::out_drop_form);
    refused(with(frame::at_version, 2), Counter::out_drop_form);
    refused(with(frame::at_kind, 0), Counter::out_drop_kind);
    refused(with(frame::at_kind, 12), Counter::out_drop_kind);
    refused(with(frame::at_kind, 99), Counter::out_drop_kind);
    refused(with(frame::at_flags, 4), Counter::out_drop_form);
    refused(with(frame::at_length + 1, 41), Counter::out_drop_form);
    refused(with(frame::at_offset + 3, 1), Counter::out_drop_form);
    refused(Bytes(good.begin(), good.end() - 1), Counter::out_drop_form);
    refused(Bytes(good.begin(), good.begin() + 10), Counter::out_drop_form);
    refused({}, Counter::out_drop_form);
    Bytes null_port = good;
    std::fill_n(null_port.begin() + frame::at_port, port_bytes, std::uint8_t{0});
    refused(null_port, Counter::out_drop_form);
    Bytes long_one = good;
    long_one.resize(1515);
    refused(long_one, Counter::out_drop_form);
    Bytes locate = samples::make(Kind::locate, b.random, 0).encoded();
    std::copy_n(k_other.begin(), 6, locate.begin());
    refused(locate, Counter::out_drop_form);
    Bytes overflow = samples::make(Kind::data, b.random, 200).encoded();
    bytes::put<std::uint32_t>(overflow, frame::at_offset, 0xFFFF'FFF0);
    bytes::put<std::uint32_t>(overflow, frame::at_total, 0xFFFF'FFFF);
    refused(overflow, Counter::out_drop_form);
}

TEST_CASE("G5 form: data that lie elsewhere count as if they were there", "[softbox]") {
    Bench b;
    for (const Kind kind : {Kind::request, Kind::reply, Kind::data}) {
        const std::size_t head = frame::header_size + (kind == Kind::data ? 0 : frame::message_size);
        for (const std::size_t size : {1U, 100U, 5000U}) {
            const Bytes whole = samples::make(kind, b.random, size).encoded();
            Bytes bytes = whole;
            REQUIRE(b.box.send(bytes, false, 0, 0, 0).code == hw::tx_sent);
            for (const std::size_t wrong : {0U, 1U}) {
                Bytes first(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(head));
                const Sent sent = b.box.send(first, whole.size() - head + wrong, false, 0, 0, 0);
                CHECK(sent.code == (wrong == 0 ? hw::tx_sent : hw::tx_malformed));
                if (wrong == 0) {
                    CHECK(std::equal(first.begin(), first.end(), bytes.begin()));
                }
            }
        }
    }
    Bytes bytes = samples::make(Kind::data, b.random, 9).encoded();
    CHECK(b.box.send(bytes, SIZE_MAX, false, 0, 0, 0).code == hw::tx_malformed);
}

TEST_CASE("G5 form: in, what is malformed is not delivered, whatever is armed", "[softbox]") {
    Bench b;
    const Armed service = b.box.arm(b.secret(), PortKind::service, 0, 0);
    const Bytes good = b.inward(Kind::request, service.port);
    REQUIRE(b.box.receive(good).fate == Fate::deliver);
    const auto dropped = [&](const Bytes& bytes, Counter counter, bool bad = false) {
        const Verdict v = b.box.receive(bytes, bad);
        CHECK(v.fate == Fate::drop);
        CHECK(v.counter == counter);
    };
    const auto with = [&](std::size_t at, std::uint8_t value) {
        Bytes bytes = good;
        bytes[at] = value;
        return bytes;
    };
    dropped(good, Counter::in_drop_bad, true);
    dropped({}, Counter::in_drop_foreign);
    dropped(Bytes(good.begin(), good.begin() + 15), Counter::in_drop_form);
    dropped(Bytes(good.begin(), good.end() - 1), Counter::in_drop_form);
    dropped(with(frame::at_ethertype, 8), Counter::in_drop_foreign);
    dropped(with(frame::at_version, 2), Counter::in_drop_foreign);
    dropped(with(0, 4), Counter::in_drop_foreign);
    dropped(with(frame::at_source, 3), Counter::in_drop_form); // an answer could not be unicast
    dropped(with(frame::at_kind, 12), Counter::in_drop_form);
    dropped(with(frame::at_kind, 0), Counter::in_drop_form);
    dropped(with(frame::at_flags, 0x80), Counter::in_drop_form);
    Bytes all = good;
    std::fill_n(all.begin(), 6, std::uint8_t{0xFF});
    dropped(all, Counter::in_drop_form);
    Bytes locate = b.inward(Kind::locate, service.port);
    std::copy_n(k_mac.begin(), 6, locate.begin());
    dropped(locate, Counter::in_drop_form);
}

TEST_CASE("G6 secrecy: no secret in a frame sent, an answer, or a put-port", "[softbox]") {
    Bench b;
    for (int i = 0; i < 50; ++i) {
        auto owned = samples::make(i % 2 == 0 ? Kind::request : Kind::reply, b.random, 30);
        const PortBytes reply = owned.frame.header.reply;
        const PortBytes signature = owned.frame.message->signature;
        Bytes bytes = owned.encoded();
        REQUIRE(b.box.send(bytes, true, 0, 0, 0).code == hw::tx_sent);
        CHECK_FALSE(contains(bytes, reply));
        CHECK_FALSE(contains(bytes, signature));
        const PortBytes get = b.secret();
        const Armed armed = b.box.arm(get, PortKind::service, 0, 0);
        CHECK(armed.port != get);
        for (const Kind kind : {Kind::locate, Kind::reply}) {
            const Verdict v = b.box.receive(b.inward(kind, armed.port));
            REQUIRE(v.fate == Fate::answer);
            CHECK_FALSE(contains(v.answer, get));
            CHECK_FALSE(contains(v.answer, reply));
        }
    }
}

TEST_CASE("G7 accounting: every frame ends in exactly one counter", "[softbox]") {
    Bench b;
    std::uint32_t sent = 0, refused = 0, answers = 0;
    const Armed service = b.box.arm(b.secret(), PortKind::service, 0, 0);
    for (unsigned i = 0; i < 20'000; ++i) {
        Bytes bytes = samples::make(samples::k_kinds[b.random() % samples::k_kinds.size()], b.random, b.random() % 64)
                          .encoded();
        if (b.random() % 3 == 0) {
            bytes[b.random() % bytes.size()] ^= static_cast<std::uint8_t>(1U << b.random() % 8);
        }
        if (i == 15'000) {
            b.box.close();
        }
        if (b.random() % 2 == 0) {
            (b.box.send(bytes, b.random() % 4 == 0, 0, 0, i * 256).code == hw::tx_sent ? sent : refused) += 1;
        } else {
            if (b.random() % 2 == 0) {
                std::copy_n(service.port.begin(), port_bytes, bytes.begin() + frame::at_port);
            }
            if (bytes[0] != 0xFF && b.random() % 4 != 0) {
                std::copy_n(k_mac.begin(), 6, bytes.begin());
            }
            if (b.box.receive(bytes, b.random() % 16 == 0).fate == Fate::answer) {
                b.box.answered(++answers % 3 != 0);
            }
        }
    }
    using enum hw::Counter;
    CHECK(b.count(out_from_host) == sent + refused);
    CHECK(b.count(out_sent) == sent);
    CHECK(b.sum({out_sent, out_drop_form, out_drop_kind, out_drop_arm, out_drop_locate, out_drop_closed}) ==
          b.count(out_from_host));
    CHECK(b.sum({out_made, out_drop_answer}) == answers);
    CHECK(b.sum({in_delivered, in_locate, in_drop_bad, in_drop_foreign, in_drop_form, in_drop_unarmed, in_drop_full,
                 in_drop_closed}) == b.count(in_from_wire));
    for (const Counter which :
         {out_drop_form, out_drop_kind, out_drop_arm, out_drop_locate, out_drop_closed, out_made, out_drop_answer,
          in_delivered, in_locate, in_drop_bad, in_drop_foreign, in_drop_form, in_drop_unarmed, in_drop_closed}) {
        INFO(hw::name(which));
        CHECK(b.count(which) > 0);
    }
}

TEST_CASE("G8 closed: nothing passes before it is opened, and a new life has an empty table and its own epoch",
          "[softbox]") {
    Box box;
    Bench b;
    Bytes bytes = samples::make(Kind::request, b.random, 5).encoded();
    CHECK(box.send(bytes, true, 0, 0, 0) == Sent{hw::tx_closed, 0});
    CHECK(box.receive(b.inward(Kind::request, b.secret())).counter == Counter::in_drop_closed);
    CHECK(box.arm(b.secret(), PortKind::service, 0, 0).code != hw::fbox_ok);
    box.open(k_mac, k_board, 1, 0);
    const PortBytes get = b.secret();
    const Armed armed = box.arm(get, PortKind::service, 0, 0);
    CHECK(box.receive(b.inward(Kind::request, armed.port)).fate == Fate::deliver);
    box.close();
    CHECK(box.receive(b.inward(Kind::request, armed.port)).counter == Counter::in_drop_closed);
    CHECK(box.send(bytes, false, 0, 0, 0).code == hw::tx_closed);
    box.open(k_mac, k_board, 2, 0);
    CHECK(box.armed() == 0);
    CHECK(box.receive(b.inward(Kind::request, armed.port)).counter == Counter::in_drop_unarmed);
    CHECK(box.arm(get, PortKind::service, 0, 0).serial == 1);
    REQUIRE(box.send(bytes, false, 0, 0, 0).code == hw::tx_sent);
    CHECK(frame::decode(bytes)->header.epoch == 2);
}

TEST_CASE("plain: without F the put-port is the get-port, which is why F is there", "[softbox]") {
    std::mt19937_64 random(3);
    SoftBox<Identity> box;
    box.open(k_mac, k_board, k_epoch, 0);
    const PortBytes port = samples::random_port(random);
    CHECK(box.arm(port, PortKind::service, 0, 0).port == port);
    auto owned = samples::make(Kind::request, random, 0);
    const PortBytes reply = owned.frame.header.reply;
    Bytes bytes = owned.encoded();
    REQUIRE(box.send(bytes, false, 0, 0, 0).code == hw::tx_sent);
    CHECK(frame::decode(bytes)->header.reply == reply);
}
