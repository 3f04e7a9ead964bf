// Floods, the limits of the table, and what a restart or a power cycle must not leave.
#include "tools/hil/suite.hpp"

namespace amoebox::hil {

namespace {

using enum Side;
using namespace frame;
using HwCounter = hw::Counter;

const Abilities k_both = {Ability::network, Ability::host};

std::string of(std::size_t some, std::size_t all) {
    return std::to_string(some) + " of " + std::to_string(all);
}

Found locate_storm(Bench& b) {
    constexpr std::size_t all = 256;
    const Counts before = b.counts();
    std::vector<std::uint32_t> sent;
    for (std::size_t i = 0; i < all; ++i) {
        const Bytes f = b.make(host, Kind::locate, b.port(), b.port());
        b.send(host, f);
        sent.push_back(number_of(f));
    }
    b.settle(host);
    const auto got = static_cast<std::size_t>(
        std::ranges::count_if(sent, [&](std::uint32_t n) { return b.find(network, n).has_value(); }));
    // The bucket holds 32, and a burst does not last long enough for many more.
    return {.success = got > all / 2,
            .shown = got >= 32 && b.rose(before, HwCounter::out_drop_locate) >= all - got,
            .seen = of(got, all) + " broadcasts left the box; OUT_DROP_LOCATE"};
}

Found locate_flood(Bench& b) {
    constexpr std::size_t all = 200;
    const Counts before = b.counts();
    std::size_t got = 0;
    for (std::size_t i = 0; i < all; ++i) {
        b.send(network, b.make(network, Kind::locate, b.port(), b.port()));
    }
    b.settle(network);
    for (const Bytes& f : b.heard(host)) {
        got += has_header(f) && kind_of(f) == Kind::locate ? 1 : 0;
    }
    return {.success = got != 0,
            .shown = b.rose(before, HwCounter::in_locate) >= all / 2,
            .seen = of(got, all) + " reached the processor; IN_LOCATE"};
}

Found flood_unarmed(Bench& b) {
    constexpr std::size_t all = 300, lawful_ones = 10;
    const Port get_port = b.port();
    b.must_arm(get_port);
    const Counts before = b.counts();
    std::vector<std::uint32_t> flood, lawful_numbers;
    for (std::size_t i = 0; i < all; ++i) {
        Bytes f = b.make(network, Kind::request, b.port(), b.port(), i % 64);
        b.send(network, f);
        flood.push_back(number_of(f));
        if (i % (all / lawful_ones) == 0) {
            f = b.make(network, Kind::request, b.port(), amoebox::f(Use::port, get_port));
            b.send(network, f);
            lawful_numbers.push_back(number_of(f));
        }
    }
    b.settle(network);
    const auto found = [&](std::uint32_t n) { return b.find(host, n).has_value(); };
    const auto got = static_cast<std::size_t>(std::ranges::count_if(flood, found));
    const auto lawful_got = static_cast<std::size_t>(std::ranges::count_if(lawful_numbers, found));
    return {.success = got != 0 || lawful_got < lawful_ones,
            .shown = b.rose(before, HwCounter::in_drop_unarmed) >= all / 2,
            .seen = of(got, all) + " of the flood and " + of(lawful_got, lawful_ones) +
                    " lawful frames reached the host"};
}

Found fill_the_table(Bench& b) {
    for (int i = 0; i < 300; ++i) {
        b.send(network, b.make(network, i % 2 == 0 ? Kind::request : Kind::reply, b.port(), b.port()));
    }
    b.settle(network);
    const auto armed = b.arm(b.port(), false);
    return {.success = armed.code == hw::fbox_full,
            .shown = armed.code == hw::fbox_ok,
            .seen = "after 300 ports in frames, ARM says code " + std::to_string(armed.code)};
}

Found table_limit(Bench& b) {
    std::vector<Port> gets;
    std::size_t fit = 1; // the fence's
    std::uint8_t last_entry = 0;
    while (fit < hw::fbox_entries) {
        gets.push_back(b.port());
        const auto armed = b.arm(gets.back(), gets.size() % 2 == 0);
        if (armed.code != hw::fbox_ok) {
            break;
        }
        last_entry = armed.entry;
        ++fit;
    }
    const auto one_more = b.arm(b.port(), false);
    std::size_t reached = 0;
    for (const std::size_t i : {std::size_t{0}, gets.size() / 2, gets.size() - 1}) {
        const Kind kind =
            i % 2 == 0 ? Kind::request : Kind::reply; // the first is a service, the second a transaction, ...
        reached += b.crosses(network, b.make(network, kind, Port{}, f(Use::port, gets[i]))) ? 1 : 0;
    }
    b.disarm(last_entry);
    const auto in_its_place = b.arm(b.port(), false);
    return {.success = one_more.code == hw::fbox_ok,
            .shown = fit == hw::fbox_entries && one_more.code == hw::fbox_full && reached == 3 &&
                     in_its_place.code == hw::fbox_ok,
            .seen = std::to_string(fit) + " ports fit, one more: code " + std::to_string(one_more.code) + "; " +
                    of(reached, 3) + " of them get their frames; after a disarm: code " +
                    std::to_string(in_its_place.code)};
}

// Whoever begins anew must not find, or be, what was before.
Found keeps(Bench& b, void (Bench::*begin_anew)(), bool counters_too) {
    const Port get_port = b.port();
    b.must_arm(get_port);
    const Bytes request = b.make(network, Kind::request, b.port(), f(Use::port, get_port));
    const bool served = b.crosses(network, request).has_value();
    const std::uint64_t epoch = b.status().epoch;
    (b.*begin_anew)();
    b.forget();
    const Counts before = b.counts();
    const bool got = b.crosses(network, request).has_value();
    const bool same_life = b.status().epoch == epoch;
    // Only the fence's port has been armed and used in this life.
    const bool counted = counters_too && before.box[static_cast<std::size_t>(HwCounter::in_delivered)] != 0;
    return {.success = got || same_life || counted,
            .shown = served && b.rose(before, HwCounter::in_drop_unarmed) >= 1,
            .seen = std::string(got ? "the old port still receives" : "the port is forgotten") + ", " +
                    (same_life ? "the epoch is the old one" : "the epoch is new")};
}
Found reset_to_keep_ports(Bench& b) {
    return keeps(b, &Bench::restart, false);
}
Found power_cycle(Bench& b) {
    return keeps(b, &Bench::power_cycle, true);
}

const Test k_tests[] = {
    {"locate-storm", "G4", Sort::attack, k_both, "more than half of a burst of 256 LOCATEs is broadcast", "",
     locate_storm},
    {"locate-flood", "G4", Sort::attack, k_both, "a LOCATE reaches the host's processor", "", locate_flood},
    {"flood-unarmed", "G1", Sort::attack, k_both, "frames for unarmed ports reach the host, or keep lawful ones away",
     "", flood_unarmed},
    {"fill-the-table", "G1", Sort::attack, k_both, "frames from the network leave the host no room to arm a port",
     "without a table nothing is ever full", fill_the_table},
    {"table-limit", "G1", Sort::attack, k_both, "a 257th port is armed", "", table_limit},
    {"reset-to-keep-ports", "G8", Sort::attack, k_both,
     "after the host's restart an old port receives, or the epoch is the same", "", reset_to_keep_ports},
    {"power-cycle",
     "G8",
     Sort::attack,
     {Ability::network, Ability::host, Ability::power},
     "after a power cycle an old port receives, or the epoch is the same",
     "",
     power_cycle},
};

} // namespace

std::span<const Test> limit_tests() {
    return k_tests;
}

} // namespace amoebox::hil
