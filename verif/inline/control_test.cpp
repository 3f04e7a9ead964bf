// What a host can ask of its box, and what nobody can.
#include <catch2/catch.hpp>

#include "verif/inline/harness.hpp"

using namespace amoebox;
using namespace amoebox::bench;
using control::Code;
using control::Counter;
using control::Operation;
using control::Record;

namespace {

std::uint32_t count(const control::Status& s, Counter counter) {
    return s.inline_counters[static_cast<std::size_t>(counter)];
}
std::uint32_t count(const control::Status& s, hw::Counter counter) {
    return s.box_counters[static_cast<std::size_t>(counter)];
}

// Every frame that came in is in one counter; the one that asks is still in hand.
void check_sums(const control::Status& s) {
    CHECK(count(s, Counter::host_good) == 1 + count(s, Counter::host_no_room) + count(s, Counter::host_foreign) +
                                              count(s, Counter::host_control) + count(s, Counter::host_control_form) +
                                              count(s, Counter::host_control_busy) +
                                              count(s, hw::Counter::out_from_host));
    CHECK(count(s, Counter::net_good) == count(s, Counter::net_no_room) + count(s, hw::Counter::in_from_wire));
    CHECK(count(s, Counter::net_sent) == count(s, hw::Counter::out_sent) + count(s, hw::Counter::out_made));
    CHECK(count(s, Counter::host_sent) == count(s, Counter::host_control) + count(s, hw::Counter::in_delivered));
}

} // namespace

TEST_CASE("status says who the box is and counts everything", "[control]") {
    Inline b(2);
    const auto first = b.status();
    REQUIRE(first);
    CHECK(first->id == 0x494E4C4E);
    CHECK(first->box_id == 0x46424F58);
    CHECK(first->version == (frame::version | port_bytes << 8));
    CHECK(first->status == 1);
    CHECK(first->address == b.model.mac);
    CHECK(count(*first, Counter::host_good) == 1);
    check_sums(*first);

    REQUIRE(b.learn());
    const Port get = b.port();
    const Port open = b.arm(get, false).value;
    for (int i = 0; i < 3; ++i) {
        b.host.send(b.outward(Kind::request, get, b.port(), 10));
        b.net.send(b.inward(Kind::request, b.port(), open, 10));
    }
    b.host.send(Bytes(64, 0x08)); // another protocol
    Bytes old = b.outward(Kind::request, get, b.port());
    old[frame::at_version] = 0;
    b.host.send(old);
    b.net.send(Bytes(64, 0x08));
    std::vector<eth::Slot> broken = eth::slots(eth::on_wire(b.outward(Kind::request, get, b.port())));
    broken[40].data ^= 1;
    b.host.show(broken);
    b.net.show(broken);
    b.settle();
    const auto s = b.status();
    REQUIRE(s);
    CHECK(count(*s, Counter::host_foreign) == 2);
    CHECK(count(*s, Counter::host_bad) == 1);
    CHECK(count(*s, Counter::net_bad) == 1);
    CHECK(count(*s, hw::Counter::in_drop_foreign) == 1);
    CHECK(count(*s, hw::Counter::out_sent) == 3);
    CHECK(count(*s, hw::Counter::in_delivered) == 3);
    check_sums(*s);
}

TEST_CASE("ports are armed, refused and disarmed as a kernel's are", "[control]") {
    Inline b(3);
    REQUIRE(b.learn());
    const Port get = b.port();
    const auto first = b.arm(get, false, 7, 9);
    CHECK(first.code == hw::fbox_ok);
    const auto again = b.command(control::arm(get, false));
    REQUIRE(again);
    CHECK(again->code == hw::fbox_already);
    CHECK(again->entry == first.entry);
    CHECK(again->serial == first.serial); // so a repeated request tells as much as its lost answer
    CHECK(b.command(control::arm(Port{}, false))->code == hw::fbox_null);
    CHECK(b.command(control::disarm(static_cast<std::uint8_t>(first.entry + 1)))->code == hw::fbox_no_entry);

    const auto admitted = [&](const Port& port, Kind kind) {
        b.host.arrived.clear();
        const Bytes f = b.inward(kind, b.port(), port, 5);
        b.net.send(f);
        b.settle();
        return b.host.frames() == std::deque<Bytes>{f};
    };
    CHECK(admitted(first.value, Kind::request));
    CHECK_FALSE(admitted(first.value, Kind::reply)); // armed as a service
    CHECK(b.command(control::disarm(first.entry))->code == hw::fbox_ok);
    CHECK_FALSE(admitted(first.value, Kind::request));

    const Port one = b.arm(b.port(), true, 0, 5).value, two = b.arm(b.port(), true, 0, 5).value,
               other = b.arm(b.port(), true, 0, 6).value;
    CHECK(admitted(one, Kind::reply));
    CHECK(b.command(control::disarm_owner(5))->code == hw::fbox_ok);
    CHECK_FALSE(admitted(one, Kind::reply));
    CHECK_FALSE(admitted(two, Kind::reply));
    CHECK(admitted(other, Kind::reply));
}

TEST_CASE("the table fills up, and says so", "[control]") {
    Inline b(4);
    REQUIRE(b.learn());
    for (unsigned i = 0; i < hw::fbox_entries; ++i) {
        REQUIRE(b.arm(b.port(), true).code == hw::fbox_ok);
    }
    CHECK(b.arm(b.port(), true).code == hw::fbox_full);
    CHECK(b.command(control::disarm(17))->code == hw::fbox_ok);
    const auto last = b.arm(b.port(), true);
    CHECK(last.code == hw::fbox_ok);
    CHECK(last.entry == 17);
}

TEST_CASE("a host that begins anew has nothing left of its old life", "[control]") {
    Inline b(5);
    REQUIRE(b.learn());
    const auto before = b.model.epoch;
    const Port open = b.arm(b.port(), false).value;
    const auto answer = b.ask(control::restart());
    REQUIRE(answer);
    CHECK((*answer)[1].code == Code::done);
    CHECK((*answer)[1].data == 1); // open again
    REQUIRE(b.learn());
    CHECK(b.model.epoch != before);
    b.host.arrived.clear();
    b.net.send(b.inward(Kind::request, b.port(), open, 5));
    b.settle();
    CHECK(b.host.frames().empty());
}

TEST_CASE("records say what became of them; what was written is not shown again", "[control]") {
    Inline b(6);
    REQUIRE(b.learn());
    const auto answer = b.ask({{.operation = static_cast<Operation>(9), .address = 0, .data = 0x1234},
                               {.operation = Operation::read, .address = 0x40},
                               {.operation = Operation::read, .address = 0x88},
                               {.operation = Operation::read, .address = 0xFC},
                               {.operation = Operation::read, .address = 0xC1},
                               {.operation = Operation::write, .address = control::reg_id, .data = 77},
                               {.operation = Operation::write, .address = hw::fbox::counter_select, .data = 9},
                               {.operation = Operation::write, .address = hw::fbox::operand, .data = 0x5EC2E700},
                               {.operation = Operation::read, .address = hw::fbox::operand},
                               {.operation = Operation::read, .address = hw::fbox::value},
                               {.operation = Operation::read, .address = hw::fbox::counter_select},
                               {.operation = Operation::read, .address = control::reg_id}});
    REQUIRE(answer);
    const auto is = [&](std::size_t i, Code code, std::uint32_t data) {
        INFO(i);
        CHECK((*answer)[i].code == code);
        CHECK((*answer)[i].data == data);
    };
    is(0, Code::unknown, 0);
    is(1, Code::no_register, 0);
    is(2, Code::no_register, 0);
    is(3, Code::no_register, 0);
    is(4, Code::no_register, 0);
    is(5, Code::done, 0);
    is(6, Code::done, 0);
    is(7, Code::done, 0);
    is(8, Code::done, 0);
    is(9, Code::done, 0);
    is(10, Code::done, 9);
    is(11, Code::done, 0x494E4C4E);

    // The longest request, and one record.
    const control::Records many(control::k_records_max, {.operation = Operation::read, .address = control::reg_id});
    const auto all = b.ask(many);
    REQUIRE(all);
    for (const Record& r : *all) {
        REQUIRE(r.data == 0x494E4C4E);
    }
}

TEST_CASE("a reply goes back to who asked, with the box's own address, and no secret in it", "[control]") {
    Inline b(7);
    REQUIRE(b.learn());
    const Port get = b.port();
    b.host.arrived.clear();
    b.arm(get, true);
    REQUIRE(b.host.arrived.size() == 1);
    const Bytes& reply = b.host.arrived[0].bytes;
    CHECK(string<6>(reply, frame::at_destination) == Inline::k_host);
    CHECK(string<6>(reply, frame::at_source) == b.model.mac);
    CHECK(number(reply, frame::at_board, 2) == b.model.board);
    CHECK(reply[frame::at_hops] == 1);
    for (std::size_t i = 0; i + 4 <= port_bytes; ++i) { // no four bytes of it, in either order
        Bytes part(get.begin() + static_cast<std::ptrdiff_t>(i), get.begin() + static_cast<std::ptrdiff_t>(i + 4));
        CHECK(std::ranges::search(reply, part).empty());
        std::ranges::reverse(part);
        CHECK(std::ranges::search(reply, part).empty());
    }
}

TEST_CASE("a WAIT that cannot end does, and nothing behind it is carried out", "[control]") {
    Inline b(8);
    REQUIRE(b.learn());
    b.give_entropy = false; // so the box does not open again
    control::Records records = control::restart();
    control::read(records, control::reg_id);
    const auto answer = b.ask(records);
    REQUIRE(answer);
    CHECK((*answer)[0].code == Code::done);
    CHECK((*answer)[1].code == Code::timeout);
    CHECK((*answer)[1].data == 0); // neither open nor busy
    CHECK((*answer)[2].code == Code::timeout);
    CHECK((*answer)[2].data == 0);
    b.host.send(b.outward(Kind::request, b.port(), b.port()));
    b.settle();
    CHECK(b.net.arrived.empty());
    b.give_entropy = true;
    b.run(300);
    CHECK(b.learn());
}

TEST_CASE("malformed control frames are dropped and counted", "[control]") {
    Inline b(9);
    REQUIRE(b.learn());
    const control::Records harmless{{.operation = Operation::write, .address = control::reg_reset, .data = 1}};
    const auto bad = [&](auto&& spoil) {
        Bytes f = control::request(Inline::k_host, 1, harmless);
        spoil(f);
        b.host.arrived.clear();
        b.host.send(f);
        b.settle();
        CHECK(b.host.arrived.empty());
    };
    bad([](Bytes& f) { f[frame::at_hops] = 1; }); // another box's reply
    bad([](Bytes& f) { f[frame::at_flags] = 1; });
    bad([](Bytes& f) { f[frame::at_length + 1] = 7; });
    bad([](Bytes& f) { f[frame::at_length + 1] = 16; });
    bad([](Bytes& f) { f[frame::at_length] = 8; }); // 2,056
    bad([](Bytes& f) { f[frame::at_length + 1] = 0; });
    bad([](Bytes& f) { f.push_back(0); });
    bad([](Bytes& f) { f.resize(f.size() - 1); });
    bad([](Bytes& f) {
        f.resize(frame::header_size);
        f[frame::at_length + 1] = 0;
    });
    bad([](Bytes& f) { f.resize(frame::max_frame); });
    const auto s = b.status();
    REQUIRE(s);
    CHECK(count(*s, Counter::host_control_form) == 10);
    CHECK(s->epoch == b.model.epoch); // and none was carried out
    CHECK(b.net.arrived.empty());
    check_sums(*s);
}

TEST_CASE("a control frame that comes while one is in hand is dropped; data passes it", "[control]") {
    Inline b(10);
    REQUIRE(b.learn());
    const Bytes data = b.outward(Kind::request, b.port(), b.port(), 10);
    b.host.send(control::request(Inline::k_host, 1000, control::status()));
    b.host.send(control::request(Inline::k_host, 1001, control::status()));
    b.host.send(data);
    b.host.arrived.clear();
    b.settle();
    REQUIRE(b.host.arrived.size() == 1);
    CHECK(control::reply(b.host.arrived[0].bytes, 1000));
    REQUIRE(b.net.arrived.size() == 1);
    CHECK(b.net.arrived[0].last < b.host.arrived[0].first);
    const auto s = b.status();
    REQUIRE(s);
    CHECK(count(*s, Counter::host_control_busy) == 1);
    check_sums(*s);
}

TEST_CASE("no control frame from the network is obeyed or answered, and none passes either way", "[control]") {
    Inline b(11);
    REQUIRE(b.learn());
    const Port open = b.arm(b.port(), false).value;
    b.host.arrived.clear();
    for (const Mac& to : {b.model.mac, k_broadcast, Inline::k_peer, Inline::k_host}) {
        for (const std::uint8_t hops : {std::uint8_t{0}, control::k_hops_of_reply}) {
            Bytes f = control::request(Inline::k_peer, 5, control::restart());
            put(f, frame::at_destination, to);
            put(f, frame::at_port, open); // even if it names an armed port
            f[frame::at_hops] = hops;
            b.net.send(f);
        }
    }
    b.settle();
    CHECK(b.host.arrived.empty());
    CHECK(b.net.arrived.empty());
    const auto s = b.status();
    REQUIRE(s);
    CHECK(s->epoch == b.model.epoch);
    CHECK(count(*s, Counter::host_control) == 2);
    CHECK(count(*s, hw::Counter::in_drop_form) == 4); // to its address and to all
    CHECK(count(*s, hw::Counter::in_drop_foreign) == 4);
    check_sums(*s);
}

TEST_CASE("whatever a host sends, only honest frames leave, and the box goes on", "[fuzz]") {
    Inline b(12);
    REQUIRE(b.learn());
    std::size_t controls = 0, replies = 0, out = 0;
    for (int i = 0; i < 1500; ++i) {
        const std::size_t what = b.random() % 8;
        Bytes f;
        if (what < 4) {
            control::Records records(1 + b.random() % 12);
            for (Record& r : records) {
                const bool anything = b.random() % 8 == 0;
                r = {.operation = static_cast<Operation>(anything ? b.random() : 1 + b.random() % 2),
                     .address = static_cast<std::uint8_t>(anything ? b.random() : (b.random() % 32) * 4),
                     .code = Code::done,
                     .data = static_cast<std::uint32_t>(b.random() % 2 != 0 ? b.random() : b.random() % 6)};
            }
            f = control::request(Inline::k_host, static_cast<std::uint32_t>(i), records);
            for (std::size_t n = b.random() % 3; n > 0; --n) {
                mutate(b.random, f);
            }
            if (b.random() % 4 == 0) {
                f[f.size() - 1 - b.random() % f.size()] = static_cast<std::uint8_t>(b.random());
            }
            ++controls;
        } else if (what < 6) {
            f = b.outward(k_kernel_kinds[b.random() % k_kernel_kinds.size()], b.port(), b.port(), b.random() % 100);
            mutate(b.random, f);
        } else {
            f.resize(1 + b.random() % 300);
            for (std::uint8_t& byte : f) {
                byte = static_cast<std::uint8_t>(b.random());
            }
        }
        b.host.send(f, 12 + b.random() % (b.random() % 4 == 0 ? 3000 : 20));
        if (i % 10 == 0) {
            b.settle(10);
            for (const Arrival& a : b.net.arrived) {
                REQUIRE((a.verdict == eth::Verdict::good || a.verdict == eth::Verdict::error));
                if (a.verdict == eth::Verdict::good) {
                    ++out;
                    REQUIRE(number(a.bytes, frame::at_ethertype, 2) == frame::ethertype);
                    REQUIRE(frame::is_on_network(static_cast<Kind>(a.bytes[frame::at_kind])));
                    REQUIRE(string<6>(a.bytes, frame::at_source) == b.model.mac);
                    REQUIRE(a.bytes[frame::at_hops] == 0);
                }
            }
            for (const Arrival& a : b.host.arrived) {
                REQUIRE(a.verdict == eth::Verdict::good);
                REQUIRE(control::is_control(a.bytes));
                ++replies;
            }
            b.net.arrived.clear();
            b.host.arrived.clear();
        }
    }
    b.run(70'000); // a WAIT may be under way
    b.settle();
    CHECK(replies > controls / 8);
    CHECK(out > 20);
    REQUIRE(b.ask(control::restart()));
    REQUIRE(b.learn());
    const Port get = b.port();
    b.net.arrived.clear();
    const Bytes f = b.outward(Kind::request, get, b.port(), 10);
    b.host.send(f);
    b.settle();
    CHECK(b.net.frames() == std::deque<Bytes>{b.model.transformed(f)});
}
