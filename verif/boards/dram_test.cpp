// The way to memory of a board with SDRAM: what was written is read, the chip's rules are kept, a reset in a burst does no harm.
#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <unordered_map>
#include <vector>

#include "Vdram_bench_top.h"
#include "gen/registers.hpp"

using namespace amoebox;

namespace {

constexpr std::uint32_t k_refresh_cycles = 391; // 64 ms / 8,192

class Bench {
  public:
    explicit Bench(std::uint64_t seed, unsigned strict = 0) : random(seed) {
        top = std::make_unique<Vdram_bench_top>();
        top->strict_i = static_cast<CData>(strict);
        top->rst_i = top->cpu_rst_i = 1;
        run(10);
        top->rst_i = 0;
        run(127);
        top->cpu_rst_i = 0;
    }
    void cycle() {
        top->clk_i = 1;
        top->eval();
        top->clk_late_i = 1;
        top->eval();
        top->clk_i = 0;
        top->eval();
        top->clk_late_i = 0;
        top->eval();
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
    void issue(std::uint32_t command, std::uint32_t address) {
        device(hw::dram::address, address);
        device(hw::dram::command, command);
        device(hw::dram::issue, 1);
    }
    // What firmware/board/machine.inc does.
    void start(unsigned wait = 10'000) {
        device(hw::dram::control, 14);
        device(hw::dram::bank, 0);
        run(wait);
        issue(11, 0x400);
        for (int i = 0; i < 8; ++i) {
            issue(13, 0);
        }
        issue(15, 0x20);
        run(4);
        device(hw::dram::control, 1);
        device(hw::dram::init_done, 1);
    }

    struct Burst {
        bool write = false;
        std::uint32_t address = 0; // words
        std::vector<std::uint32_t> words;
        std::vector<unsigned> strobes;
        unsigned length = 0; // cycles from the request to the last word
    };
    // Carries it out; or resets the processor after `patience` cycles.  false: it was reset.
    bool carry_out(Burst& burst, unsigned patience = ~0U) {
        top->mem_req_i = 1;
        top->mem_write_i = burst.write;
        top->mem_addr_i = burst.address;
        top->mem_count_i = static_cast<CData>(burst.words.size());
        std::size_t at = 0;
        for (unsigned since = 0;; ++since) {
            REQUIRE(since < 200);
            if (since == patience) {
                top->mem_req_i = 0;
                top->cpu_rst_i = 1;
                run(127);
                top->cpu_rst_i = 0;
                return false;
            }
            top->mem_wdata_i = burst.write ? burst.words[at] : static_cast<IData>(random());
            top->mem_strobe_i = burst.write ? static_cast<CData>(burst.strobes[at]) : 15;
            top->eval();
            const bool next = top->mem_next_o, last = top->mem_last_o;
            if (next) {
                if (!burst.write) {
                    burst.words[at] = top->mem_rdata_o;
                }
                ++at;
            }
            REQUIRE(last == (at == burst.words.size()));
            REQUIRE((next || !last));
            cycle();
            if (last) {
                burst.length = since;
                top->mem_req_i = 0;
                return true;
            }
        }
    }
    Burst some() {
        static constexpr std::uint32_t k_lines[] = {0, 31, 32, 33, 64, 127, 128, 0x10000, 0x10020, 0xFFFFF};
        Burst burst;
        burst.write = random() % 2 != 0;
        const auto place = static_cast<std::uint32_t>(random() % 8);
        burst.address = k_lines[random() % std::size(k_lines)] * 8 + place;
        burst.words.resize(1 + random() % (8 - place));
        for (std::uint32_t& word : burst.words) {
            word = static_cast<std::uint32_t>(random());
            burst.strobes.push_back(static_cast<unsigned>(random() % 16));
        }
        return burst;
    }

    std::mt19937_64 random;
    std::unique_ptr<Vdram_bench_top> top;
    std::uint64_t cycles = 0;
};

// Each byte, and what else it may be since a write was cut off.
class Model {
  public:
    void write(const Bench::Burst& burst, bool whole) {
        for (std::size_t i = 0; i < burst.words.size(); ++i) {
            for (unsigned lane = 0; lane < 4; ++lane) {
                if ((burst.strobes[i] >> lane & 1) != 0) {
                    const std::size_t at = (burst.address + i) * 4 + lane;
                    const auto byte = static_cast<std::uint8_t>(burst.words[i] >> 8 * lane);
                    if (whole) {
                        bytes_[at] = {byte};
                    } else if (const auto found = bytes_.find(at); found != bytes_.end()) {
                        found->second.push_back(byte);
                    }
                }
            }
        }
    }
    void read(const Bench::Burst& burst) {
        for (std::size_t i = 0; i < burst.words.size(); ++i) {
            for (unsigned lane = 0; lane < 4; ++lane) {
                const auto found = bytes_.find((burst.address + i) * 4 + lane);
                if (found != bytes_.end()) {
                    const auto byte = static_cast<std::uint8_t>(burst.words[i] >> 8 * lane);
                    const auto& known = found->second;
                    INFO("byte " << (burst.address + i) * 4 + lane);
                    CHECK(std::find(known.begin(), known.end(), byte) != known.end());
                    found->second = {byte};
                    ++compared;
                }
            }
        }
    }
    unsigned compared = 0;

  private:
    std::unordered_map<std::size_t, std::vector<std::uint8_t>> bytes_;
};

} // namespace

TEST_CASE("what is written is read, refresh keeps its time, and a reset in a burst does no harm", "[dram]") {
    Bench b(61);
    b.start();
    const std::uint64_t since = b.cycles;
    const std::uint32_t refreshed = b.top->refreshes_o;
    Model model;
    unsigned resets = 0;
    for (int i = 0; i < 30'000; ++i) {
        Bench::Burst burst = b.some();
        const bool cut = b.random() % 50 == 0;
        const bool whole = b.carry_out(burst, cut ? static_cast<unsigned>(1 + b.random() % 30) : ~0U);
        resets += !whole;
        if (burst.write) {
            model.write(burst, whole);
        } else if (whole) {
            model.read(burst);
        }
        if (b.random() % 8 == 0) {
            b.run(static_cast<unsigned>(b.random() % 40));
        }
    }
    CHECK(model.compared > 50'000);
    CHECK(resets > 100);
    CHECK(unsigned(b.top->fault_o) == 0);
    const std::uint64_t due = (b.cycles - since) / k_refresh_cycles;
    CHECK(b.top->refreshes_o - refreshed >= due - 1);
}

TEST_CASE("the figures of boards/ulx3s/README.md", "[dram]") {
    Bench b(62);
    b.start();
    // The least from the request to the last word: refresh is in the way now and then.
    const auto measured = [&](bool write, unsigned words) {
        Bench::Burst burst;
        burst.write = write;
        burst.words.assign(words, 0);
        burst.strobes.assign(words, 15);
        unsigned least = ~0U;
        for (int i = 0; i < 20; ++i) {
            b.run(40);
            REQUIRE(b.carry_out(burst));
            least = std::min(least, burst.length);
        }
        return least;
    };
    CHECK(measured(false, 1) == DRAM_READ_FIRST);
    CHECK(measured(false, 8) == DRAM_READ_FIRST + 14U);
    CHECK(measured(true, 1) == DRAM_WRITE_FIRST);
    CHECK(measured(true, 8) == DRAM_WRITE_FIRST + 14U);
}

TEST_CASE("the model sees what is broken", "[dram]") {
    SECTION("no wait for the supply") {
        Bench b(63);
        b.start(10);
        CHECK(unsigned(b.top->fault_o) == 1);
    }
    SECTION("times longer than the controller knows") {
        Bench b(64, 25);
        b.start();
        CHECK(unsigned(b.top->fault_o) == 0);
        for (int i = 0; i < 50; ++i) {
            Bench::Burst burst = b.some();
            b.carry_out(burst);
        }
        CHECK(unsigned(b.top->fault_o) != 0);
    }
    SECTION("memory that was never started") {
        Bench b(65);
        b.device(hw::dram::control, 1);
        Bench::Burst burst = b.some();
        b.carry_out(burst);
        CHECK(unsigned(b.top->faults_o) != 0);
    }
    SECTION("no refresh") {
        Bench b(66);
        b.start();
        b.device(hw::dram::control, 14);
        b.run(4'000);
        CHECK(unsigned(b.top->fault_o) == 15);
    }
}

TEST_CASE("registers that are not there are answered by an error", "[dram]") {
    Bench b(67);
    CHECK(b.device(hw::dram::init_done) == 0);
    CHECK(b.device(hw::dram::control) == 14); // in software's hands, so nothing was said to the memory yet
    CHECK(b.top->fault_o == 0);
    b.device(hw::dram::address, 0x123);
    CHECK(b.device(hw::dram::address) == 0x123);
    for (const unsigned address : {0x08U, 0x1CU, 0x3CU, 0x40U, 0xFCU}) {
        CHECK_FALSE(b.device(address));
    }
}
