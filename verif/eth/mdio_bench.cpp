// eth_phy_init (with eth_mdio in it) against the model of a clause-22 PHY that also checks the bus: the clock's period,
// the preamble, turnaround, who drives when.  Three set-ups: negotiating, forced, and gigabit with the PHY's straps.
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <verilated.h>

#include "Veth_phy_init_variants.h"
#include "verif/eth/mdio_phy.hpp"

using amoebox::eth::Phy;

namespace {

enum class Setup : unsigned { negotiate, force, gigabit };

class Bench {
  public:
    explicit Bench(Setup setup = Setup::negotiate) : index_(static_cast<unsigned>(setup)) {
        top_.rst_i = 1;
        run(4);
        top_.rst_i = 0;
    }
    void run(unsigned cycles) {
        for (unsigned i = 0; i < cycles; ++i) {
            const bool line = phy.cycle(of(top_.mdc_o), of(top_.mdio_oe_o), of(top_.mdio_o));
            if (!phy.fault.empty()) {
                FAIL(phy.fault);
            }
            top_.mdio_i = line ? 7 : 0;
            clock();
        }
    }
    void transfers(unsigned count) { run(count * 64 * 50 + count * 4); }
    // In mid-transfer, MDC may get a short pulse: a PHY that has lost step finds it again by the next preamble.
    void reset() {
        top_.rst_i = 1;
        clock();
        top_.rst_i = 0;
        phy.lose_step();
    }
    bool found() const { return of(top_.phy_found_o); }
    bool link() const { return of(top_.link_up_o); }
    bool gigabit() const { return of(top_.speed_1000_o); }
    std::uint32_t id() const { return top_.phy_id_o[index_]; }

    Phy phy{8};

  private:
    void clock() {
        top_.clk_i = 1;
        top_.eval();
        top_.clk_i = 0;
        top_.eval();
    }
    bool of(unsigned bits) const { return bits >> index_ & 1; }

    Veth_phy_init_variants top_;
    unsigned index_;
};

constexpr unsigned k_link = 0x24;       // BMSR: link, negotiation complete
constexpr unsigned k_full_100 = 0x0100; // ANAR, ANLPAR

void set(Phy& phy, unsigned index, unsigned bits, bool on = true) {
    auto& word = phy.registers[index];
    word = static_cast<std::uint16_t>(on ? word | bits : word & ~bits);
}

} // namespace

TEST_CASE("a PHY is found, told to offer only 100 Mb/s full duplex, and its link is seen") {
    Bench bench;
    bench.transfers(5);
    CHECK(bench.found());
    CHECK(bench.id() == 0x0007c0f1);
    CHECK(bench.phy.writes == std::vector<std::pair<unsigned, unsigned>>{{4, 0x0101}, {0, 0x1200}});
    CHECK(!bench.link());
    set(bench.phy, 1, k_link);
    bench.transfers(12);
    CHECK(!bench.link()); // the partner offers nothing we can
    set(bench.phy, 5, 0x0081);
    bench.transfers(12);
    CHECK(!bench.link()); // half duplex
    set(bench.phy, 5, k_full_100);
    bench.transfers(12);
    CHECK(bench.link());
    CHECK(!bench.gigabit());
    set(bench.phy, 1, 0x20, false); // negotiating: what the registers say of the partner is old
    bench.transfers(12);
    CHECK(!bench.link());
    set(bench.phy, 1, 0x20);
    bench.transfers(12);
    CHECK(bench.link());
    set(bench.phy, 1, 4, false);
    bench.transfers(12);
    CHECK(!bench.link());
    CHECK(bench.phy.writes.size() == 2);
}

TEST_CASE("no PHY, then one, then one that was reset") {
    Bench bench;
    bench.phy.present = false;
    bench.transfers(20);
    CHECK(!bench.found());
    CHECK(bench.phy.writes.empty());
    bench.phy.present = true;
    set(bench.phy, 1, k_link);
    set(bench.phy, 5, k_full_100);
    bench.transfers(20);
    CHECK(bench.found());
    CHECK(bench.link());
    bench.phy.power_up(); // its set-up is gone: written again
    bench.transfers(20);
    CHECK(bench.phy.writes.size() == 4);
    CHECK(bench.phy.registers[4] == 0x0101);
    bench.phy.present = false;
    bench.transfers(10);
    CHECK(!bench.found());
    CHECK(!bench.link());
}

TEST_CASE("forced 100 Mb/s full duplex needs no partner that negotiates") {
    Bench bench(Setup::force);
    bench.transfers(5);
    CHECK(bench.phy.writes == std::vector<std::pair<unsigned, unsigned>>{{0, 0x2100}});
    CHECK(!bench.link());
    set(bench.phy, 1, 4);
    bench.transfers(8);
    CHECK(bench.link());
}

TEST_CASE("a gigabit PHY is left as it is strapped and counts at 1 Gb/s only") {
    Bench bench(Setup::gigabit);
    set(bench.phy, 1, k_link);
    set(bench.phy, 5, k_full_100);
    bench.transfers(20);
    CHECK(bench.found());
    CHECK(!bench.link());
    set(bench.phy, 9, 0x0200);
    bench.transfers(20);
    CHECK(!bench.link());
    set(bench.phy, 10, 0x0800);
    bench.transfers(20);
    CHECK(bench.link());
    CHECK(bench.gigabit());
    CHECK(bench.phy.writes.empty());
}

TEST_CASE("a reset in mid-transfer harms nothing") {
    Bench bench;
    set(bench.phy, 1, k_link);
    set(bench.phy, 5, k_full_100);
    for (unsigned i = 0; i < 50; ++i) {
        bench.run(1000 + i * 397);
        bench.reset();
    }
    bench.transfers(20);
    CHECK(bench.link());
}
