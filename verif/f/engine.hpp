// fbox_f at the profile's width with hands on its ports, for the benches that see no more of it than these and for the one
// that looks inside.
#pragma once

#include <array>
#include <catch2/catch.hpp>

#include "Vfbox_f.h"
#include "gen/profile.hpp"
#include "lib/f/f.hpp"
#include "verif/f/clocked.hpp"
#include "verif/f/inputs.hpp"
#include "verif/mutate/mutants.hpp"

namespace amoebox::f_bench {

inline constexpr std::size_t k_bytes = port_bytes;
inline constexpr unsigned k_cycles = k_bytes == 14 ? 36 : 12;
inline constexpr unsigned k_operand_in_use = k_bytes == 14 ? 12 : 0; // busy cycles in which no byte may be loaded
inline constexpr unsigned k_moments = k_bytes + k_cycles + 3;        // from the first byte to the result
using Value = std::array<std::uint8_t, k_bytes>;
inline constexpr std::array k_uses = {Use::port, Use::signature, Use::check};

class Engine {
  public:
    Engine() {
        bench::choose_mutant(top);
        clocked::reset(top);
    }

    void load(const Value& operand) {
        for (const std::uint8_t byte : operand) {
            load_byte(byte);
        }
    }

    void load_byte(std::uint8_t byte) {
        top.in_valid_i = 1;
        top.in_data_i = byte;
        clocked::tick(top);
        top.in_valid_i = 0;
        top.in_data_i = 0;
    }

    void start(unsigned use) {
        top.start_i = 1;
        top.use_i = use & 3;
        clocked::tick(top);
        top.start_i = 0;
        top.use_i = 0;
    }

    // Cycles with busy_o high until done_o; leaves the engine in the cycle after done_o.
    unsigned finish() {
        unsigned cycles = 0;
        for (; top.busy_o != 0 && cycles < 100; ++cycles) {
            REQUIRE(top.done_o == 0);
            clocked::tick(top);
        }
        REQUIRE(top.done_o == 1);
        clocked::tick(top);
        REQUIRE(top.done_o == 0);
        REQUIRE(top.busy_o == 0);
        return cycles;
    }

    Value unload() {
        Value result{};
        for (auto& byte : result) {
            byte = top.out_data_o;
            top.out_shift_i = 1;
            clocked::tick(top);
        }
        top.out_shift_i = 0;
        return result;
    }

    Value run(Use use, const Value& operand) {
        load(operand);
        start(static_cast<unsigned>(use));
        REQUIRE(finish() == k_cycles);
        return unload();
    }

    // Loading, and then running, for so many cycles.
    void run_until(unsigned moment, const Value& operand) {
        for (unsigned cycle = 0; cycle < moment; ++cycle) {
            if (cycle < k_bytes) {
                load_byte(operand[cycle]);
            } else if (cycle == k_bytes) {
                start(0);
            } else {
                clocked::tick(top);
            }
        }
    }

    void forget(bool reset) {
        top.clear_i = !reset;
        top.rst_i = reset;
        clocked::tick(top);
        top.clear_i = 0;
        top.rst_i = 0;
        top.eval();
    }

    Vfbox_f top;
};

inline Value value_of(inputs::Random& random) {
    return random.bytes<k_bytes>();
}

} // namespace amoebox::f_bench
