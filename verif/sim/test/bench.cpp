// The figures of the simulator: bench.cpp's program writes build/results/bench-sim.json.
//
//   sim_board_vs_bare_core   a whole board (processor, memory, DMA, F-box, MAC, scheduler) against the bare VexRiscv model
//                            with one-wait-state memory, same Verilator and compiler flags, same instructions, same run
//   sim_mcycles_per_second   that board, one host thread
//   sim_two_threads_gain     four boards, two host threads against one
//   sim_two_cores_gain       two simulations of two boards that share nothing, at once against one after the other: all that
//                            two threads can gain on this machine while it is measured
//   sim_64_boards_vs_4       total cycles a second of 64 boards against 4, one thread
//
// What runs is a loop of calls, loads, stores and multiplications; its result is computed here, too, and compared.
// Runs of what is compared take turns, short ones, so that what else the machine does meets both; one-thread figures are in
// processor time, the gain in wall-clock time.  Medians.
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "VVexRiscv.h"
#include "VVexRiscv___024root.h"
#include "verif/sim/board_model.hpp"
#include "verif/sim/models.hpp"
#include "verif/sim/network.hpp"

using namespace amoebox::sim;

namespace {

constexpr std::array<std::uint32_t, 25> k_program = {
    0x40004437,                                                 // lui s0, 0x40004      above the on-chip memory
    0x00000493,                                                 // li s1, 0            i
    0x00100913,                                                 // li s2, 1            x
    0x001969b7, 0x60d98993,                                     // li s3, 1664525
    0x00002b37, 0x008b0b33,                                     // s6 = s0 + 8192
    0x014000ef,                                                 // loop: jal step
    0x009b2023,                                                 // sw s1, 0(s6)
    0x012b2223,                                                 // sw s2, 4(s6)
    0x00148493,                                                 // addi s1, s1, 1
    0xff1ff06f,                                                 // j loop
    0x03390933,                                                 // step: mul s2, s2, s3
    0x00990933,                                                 // add s2, s2, s1
    0x3ff4f293, 0x00229293, 0x008282b3, 0x0122a023,             // s0[i % 1024] = x
    0x0014d313, 0x3ff37313, 0x00231313, 0x00830333, 0x00032383, // x ^= s0[i / 2 % 1024]
    0x00794933, 0x00008067,
};
constexpr std::uint32_t k_result = (0x4000 + 0x2000) / 4; // word of RAM where it stores i and x

double now(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

// x after `last` is the number of the last iteration stored.
std::uint32_t expected(std::uint32_t last) {
    std::array<std::uint32_t, 1024> ram{};
    std::uint32_t x = 1;
    for (std::uint32_t i = 0; i <= last; ++i) {
        x = x * 1664525 + i;
        ram[i % 1024] = x;
        x ^= ram[i / 2 % 1024];
    }
    return x;
}

void check(std::uint32_t i, std::uint32_t x, std::uint32_t least, const char* what) {
    // Between its two stores the number is one ahead.
    if (i < least || (expected(i) != x && expected(i - 1) != x)) {
        fmt::print(stderr, "{}: wrong result {:08x} after {} iterations\n", what, x, i);
        std::exit(1);
    }
}

class BareCore {
  public:
    BareCore() : memory_(1 << 20) {
        Verilated::threadContextp(&context_);
        core_ = std::make_unique<VVexRiscv>(&context_);
        core_->reset = 1;
        run(16);
        core_->reset = 0;
    }
    ~BareCore() {
        Verilated::threadContextp(&context_);
        core_.reset();
    }
    void run(Cycle cycles) {
        Verilated::threadContextp(&context_);
        VVexRiscv& core = *core_;
        for (Cycle i = 0; i < cycles; ++i) {
            const bool fetch = core.iBusWishbone_CYC && core.iBusWishbone_STB && !core.iBusWishbone_ACK;
            const std::uint32_t instruction = fetch ? read(core.iBusWishbone_ADR) : 0;
            const bool access = core.dBusWishbone_CYC && core.dBusWishbone_STB && !core.dBusWishbone_ACK;
            std::uint32_t data = 0;
            if (access) {
                if (core.dBusWishbone_WE) {
                    memory_.write(core.dBusWishbone_ADR & 0x3ffff, core.dBusWishbone_DAT_MOSI, core.dBusWishbone_SEL);
                } else {
                    data = read(core.dBusWishbone_ADR);
                }
            }
            core.clk = 0;
            core.eval();
            core.clk = 1;
            core.eval();
            core.iBusWishbone_ACK = fetch;
            core.iBusWishbone_DAT_MISO = instruction;
            core.dBusWishbone_ACK = access;
            core.dBusWishbone_DAT_MISO = data;
        }
    }
    void check_result() { check(memory_.read(k_result), memory_.read(k_result + 1), 1000, "bare core"); }

  private:
    std::uint32_t read(std::uint32_t word) const {
        return word >= 0x1000'0000 ? memory_.read(word & 0x3ffff) : word < k_program.size() ? k_program[word] : 0;
    }
    VerilatedContext context_;
    Memory memory_;
    std::unique_ptr<VVexRiscv> core_;
};

std::unique_ptr<Network> boards(std::size_t count, unsigned threads) {
    std::vector<std::unique_ptr<Board>> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(make_board_box({.name = fmt::format("b{}", i),
                                      .number = static_cast<std::uint16_t>(i),
                                      .mac = mac_of(i),
                                      .ram_bytes = 32 << 20,
                                      .seed = 1,
                                      .defence = "box",
                                      .rom = {k_program.begin(), k_program.end()},
                                      .image = {}}));
    }
    NetworkSetup setup;
    setup.threads = threads;
    return std::make_unique<Network>(std::move(setup), std::move(all));
}

double timed(Network& network, Cycle cycles, clockid_t clock) {
    const double begin = now(clock);
    network.run(network.now() + cycles, [](Cycle) { return true; });
    return now(clock) - begin;
}

void check_boards(Network& network) {
    for (std::size_t i = 0; i < network.size(); ++i) {
        const Board& board = network.board(i);
        check(board.peek(k_result), board.peek(k_result + 1), 100, board.setup().name.c_str());
    }
}

} // namespace

int main(int argc, char** argv) {
    const std::string path = argc > 1 ? argv[1] : "build/results/bench-sim.json";
    constexpr int rounds = 75;
    constexpr Cycle slice = 64'000;
    constexpr clockid_t cpu = CLOCK_THREAD_CPUTIME_ID;

    BareCore bare;
    auto one = boards(1, 1);
    auto four = boards(4, 1);
    auto four_on_two = boards(4, 2);
    auto left = boards(2, 1);
    auto right = boards(2, 1);
    auto many = boards(64, 1);
    bare.run(slice / 4);
    for (Network* network : {one.get(), four.get(), four_on_two.get(), left.get(), right.get(), many.get()}) {
        timed(*network, 20'000, cpu);
    }
    std::vector<double> ratio, speed, gain, cores, spread;
    double bare_speed = 0;
    for (int round = 0; round < rounds; ++round) {
        const double begin = now(cpu);
        bare.run(slice);
        const double bare_time = now(cpu) - begin;
        const double board_time = timed(*one, slice, cpu);
        ratio.push_back(bare_time / board_time);
        speed.push_back(static_cast<double>(slice) / board_time / 1e6);
        bare_speed = std::max(bare_speed, static_cast<double>(slice) / bare_time / 1e6);
        const double on_one = timed(*four, slice / 2, CLOCK_MONOTONIC);
        const double on_two = timed(*four_on_two, slice / 2, CLOCK_MONOTONIC);
        gain.push_back(on_one / on_two);
        const double both = now(CLOCK_MONOTONIC);
        std::thread other([&] { timed(*right, slice / 2, CLOCK_MONOTONIC); });
        timed(*left, slice / 2, CLOCK_MONOTONIC);
        other.join();
        cores.push_back(on_one / (now(CLOCK_MONOTONIC) - both));
        const double of_four = timed(*four, slice / 4, cpu);
        const double of_many = timed(*many, slice / 64, cpu);
        spread.push_back(of_four / of_many);
    }
    bare.check_result();
    for (Network* network : {one.get(), four.get(), four_on_two.get(), left.get(), right.get(), many.get()}) {
        check_boards(*network);
    }
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    const auto row = [&](const char* name, double value, const char* unit) {
        rows.push_back({{"name", name}, {"value", std::round(value * 1000) / 1000}, {"unit", unit}, {"n", rounds}});
        fmt::print("{:26} {:8.3f} {}\n", name, value, unit);
    };
    row("sim_board_vs_bare_core", median(ratio), "ratio");
    row("sim_mcycles_per_second", median(speed), "Mcycles/s");
    row("sim_two_threads_gain", median(gain), "ratio");
    row("sim_two_cores_gain", median(cores), "ratio");
    row("sim_64_boards_vs_4", median(spread), "ratio");
    fmt::print("bare core: {:.3f} Mcycles/s at best\n", bare_speed);
    std::ofstream(path) << rows.dump(1) << '\n';
    return 0;
}
