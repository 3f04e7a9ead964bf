// The ECPIX-5's bridge and control port before the real generated controller: its registers are where they are said to be,
// every burst ends with as many words as it has, and a reset in a burst does no harm.  What is in memory is tried by the
// whole board's test: here are no pins.
#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>

#include "Vdram_wide_bench_top.h"
#include "gen/registers.hpp"

using namespace amoebox;

namespace {

class Bench {
  public:
    explicit Bench(std::uint64_t seed) : random(seed) {
        top->cpu_rst_i = 1;
        top->dq_i = 0xA5C3;
        for (int i = 0; i < 400'000 && (top->rst_o != 0 || i < 140'000); ++i) {
            edge();
        }
        REQUIRE(top->rst_o == 0);
        run(127);
        top->cpu_rst_i = 0;
    }
    void cycle() {
        for (bool was = true; was || !top->clk_o;) {
            was = top->clk_o != 0;
            edge();
        }
        ++cycles;
    }
    void run(unsigned n) {
        while (n-- != 0) {
            cycle();
        }
    }
    // One access of the device port; nothing if it was answered by an error.
    std::optional<std::uint32_t> device(std::uint32_t address, std::optional<std::uint32_t> value = {}) {
        top->sel_i = 1;
        top->write_i = value.has_value();
        top->addr_i = static_cast<CData>(address);
        top->wdata_i = value.value_or(0);
        cycle();
        top->sel_i = 0;
        for (int i = 0; i < 60; ++i) {
            if (top->ack_o || top->err_o) {
                const std::uint32_t got = top->rdata_o;
                const bool good = top->ack_o != 0;
                cycle();
                return good ? std::optional(got) : std::nullopt;
            }
            cycle();
        }
        FAIL("the control port does not answer");
        return {};
    }
    void hand_over() {
        device(hw::ddr3::control, 14);
        device(hw::ddr3::control, 1);
        device(hw::ddr3::init_done, 1);
    }

    struct Length {
        unsigned first = 0, last = 0; // cycles from the request to the first and the last word
    };
    // A burst; or a reset of the processor after `patience` cycles, and nothing.
    std::optional<Length> burst(bool write, std::uint32_t address, unsigned count, unsigned patience = ~0U) {
        top->mem_req_i = 1;
        top->mem_write_i = write;
        top->mem_addr_i = address;
        top->mem_count_i = static_cast<CData>(count);
        top->mem_strobe_i = static_cast<CData>(random() & 15);
        Length length;
        unsigned words = 0;
        for (unsigned since = 0;; ++since) {
            REQUIRE(since < 100); // soc_dram_wide relies on it: a reset lasts longer
            top->eval();
            if (top->mem_next_o) {
                ++words;
                length.first = words == 1 ? since : length.first;
                length.last = since;
                CHECK((write || top->mem_rdata_o == 0xA5C3'A5C3));
            }
            if (top->mem_last_o) {
                CHECK(top->mem_next_o == 1);
                CHECK(words == count);
                cycle();
                top->mem_req_i = 0;
                return length;
            }
            if (since == patience) {
                top->mem_req_i = 0;
                top->cpu_rst_i = 1;
                run(127);
                top->cpu_rst_i = 0;
                return {};
            }
            CHECK(words < count);
            cycle();
        }
    }

    std::mt19937_64 random;
    std::unique_ptr<Vdram_wide_bench_top> top = std::make_unique<Vdram_wide_bench_top>();
    std::uint64_t cycles = 0;

  private:
    void edge() {
        top->clk_i = !top->clk_i;
        top->eval();
    }
};

} // namespace

TEST_CASE("registers of the DDR3 controller are where they are said to be", "[dram_wide]") {
    Bench b(81);
    CHECK(b.device(hw::ddr3::control) == 0U); // the chip is in reset
    CHECK(b.device(hw::ddr3::init_done) == 0U);
    const std::pair<std::uint32_t, std::uint32_t> kept[] = {{hw::ddr3::init_done, 1},
                                                            {hw::ddr3::init_error, 1},
                                                            {hw::ddr3::lanes, 3},
                                                            {hw::ddr3::control, 14},
                                                            {hw::ddr3::command0, 0x35},
                                                            {hw::ddr3::address0, 0x5A5A},
                                                            {hw::ddr3::bank0, 5},
                                                            {hw::ddr3::wdata0_high, 0x01234567},
                                                            {hw::ddr3::wdata0_low, 0x89ABCDEF},
                                                            {hw::ddr3::command1, 0x17},
                                                            {hw::ddr3::address1, 0x2468},
                                                            {hw::ddr3::bank1, 6},
                                                            {hw::ddr3::wdata1_high, 0xFEDCBA98},
                                                            {hw::ddr3::wdata1_low, 0x76543210}};
    for (const auto& [address, value] : kept) {
        b.device(address, value);
    }
    for (const auto& [address, value] : kept) {
        CAPTURE(address);
        CHECK(b.device(address) == value);
    }
    for (std::uint32_t address = 0; address < 256; address += 4) {
        const bool known = address <= hw::ddr3::init_error ||
                           (address >= hw::ddr3::lanes && address <= hw::ddr3::burst_seen) ||
                           (address >= hw::ddr3::control && address <= hw::ddr3::rdata1_low);
        CAPTURE(address);
        CHECK(b.device(address).has_value() == known);
    }
}

TEST_CASE("a read that software commands brings what stands at the pins, and its strobe is seen", "[dram_wide]") {
    Bench b(82);
    b.device(hw::ddr3::control, 14);
    b.device(hw::ddr3::lanes, 0);
    CHECK(b.device(hw::ddr3::burst_seen) == 0U);
    b.device(hw::ddr3::command0, 37);
    b.device(hw::ddr3::issue0, 1);
    b.run(20);
    CHECK(b.device(hw::ddr3::burst_seen) == 3U);
    for (const std::uint32_t word :
         {hw::ddr3::rdata0_high, hw::ddr3::rdata0_low, hw::ddr3::rdata1_high, hw::ddr3::rdata1_low}) {
        CHECK(b.device(word) == 0xA5C3'A5C3U);
    }
    b.device(hw::ddr3::burst_clear, 1);
    CHECK(b.device(hw::ddr3::burst_seen) == 0U);
}

TEST_CASE("bursts have as many words as they have, through refreshes and resets", "[dram_wide]") {
    Bench b(83);
    b.hand_over();
    b.run(100);
    // In an open row, with no refresh in between: the shortest of some behind one of the same kind, then of the other.
    Bench::Length read{99, 99}, word{99, 99}, write{99, 99};
    const auto shortest = [&](Bench::Length& best, bool writes, unsigned count) {
        b.run(20);
        const auto length = b.burst(writes, 0x1000, count);
        REQUIRE(length);
        best = {std::min(best.first, length->first), std::min(best.last, length->last)};
    };
    const auto some = [&](Bench::Length& best, bool writes, unsigned count) {
        for (int i = 0; i < 8; ++i) {
            shortest(best, writes, count);
        }
    };
    some(read, false, 8);
    some(word, true, 1);
    some(write, true, 8);
    Bench::Length turned_read{99, 99}, turned_word{99, 99};
    for (int i = 0; i < 8; ++i) {
        shortest(turned_read, false, 8);
        shortest(turned_word, true, 1);
    }
    CHECK(read.first == DRAM_READ_FIRST);
    CHECK(read.last == DRAM_READ_LINE);
    CHECK(word.last == DRAM_WRITE_WORD);
    CHECK(write.last == DRAM_WRITE_LINE);
    CHECK(turned_read.first == DRAM_READ_TURNED);
    CHECK(turned_word.last == DRAM_WRITE_TURNED);
    for (int i = 0; i < 4'000; ++i) {
        const auto address = static_cast<std::uint32_t>(b.random() & 0xFF'FFFF);
        const auto count = static_cast<unsigned>(1 + b.random() % (8 - (address & 7)));
        const bool hit = b.random() % 8 == 0;
        b.burst(b.random() % 2 == 0, hit ? address & 0x3FF : address, count,
                b.random() % 16 == 0 ? static_cast<unsigned>(b.random() % 30) : ~0U);
        b.run(static_cast<unsigned>(b.random() % 3));
    }
}
