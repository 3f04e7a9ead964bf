// fbox_f at the profile's width against F in C++: random and walking inputs, exact cycles, overlap of loading,
// running and unloading, and that nothing of an operand stays behind.
#include <catch2/catch.hpp>

#include <algorithm>

#include "Vfbox_f.h"
#include "Vfbox_f___024root.h"
#include "gen/profile.hpp"
#include "lib/f/f.hpp"
#include "verif/f/clocked.hpp"
#include "verif/f/inputs.hpp"

using namespace amoebox;

namespace {

constexpr std::size_t k_bytes = port_bytes;
constexpr unsigned k_cycles = k_bytes == 14 ? 36 : 12;
constexpr unsigned k_operand_in_use = k_bytes == 14 ? 12 : 0; // busy cycles in which no byte may be loaded
using Value = std::array<std::uint8_t, k_bytes>;
constexpr std::array k_uses = {Use::port, Use::signature, Use::check};

class Engine {
  public:
    Engine() { clocked::reset(top); }

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

    // What the registers hold, seen from inside.
    bool operand_is_zero() { return all_zero<8 * k_bytes>(top.rootp->fbox_f__DOT__operand_q); }
    bool sponge_is_zero() { return all_zero<320>(top.rootp->fbox_f__DOT__state_q); }
    bool result_is_zero() { return all_zero<8 * k_bytes>(top.rootp->fbox_f__DOT__result_q); }

    Vfbox_f top;

  private:
    template <unsigned Bits, typename Register>
    static bool all_zero(const Register& value) {
        if constexpr (Bits <= 64) {
            return value == 0;
        } else {
            return std::all_of(value.m_storage, value.m_storage + (Bits + 31) / 32,
                               [](auto word) { return word == 0; });
        }
    }
};

Value value_of(inputs::Random& random) {
    return random.bytes<k_bytes>();
}

} // namespace

TEST_CASE("fbox_f equals F in C++ on null, all ones and every walking bit, each use") {
    Engine engine;
    for (const Use use : k_uses) {
        for (const Value& operand : inputs::walking<k_bytes>()) {
            REQUIRE(engine.run(use, operand) == f(use, operand));
        }
    }
}

TEST_CASE("fbox_f equals F in C++ on 100,000 random inputs, each use, in exactly 36 or 12 cycles") {
    Engine engine;
    inputs::Random random(1);
    for (int i = 0; i < 100'000; ++i) {
        const Value operand = value_of(random);
        for (const Use use : k_uses) {
            REQUIRE(engine.run(use, operand) == f(use, operand));
        }
    }
}

TEST_CASE("fbox_f takes the same time for null as for anything, and gives null") {
    Engine engine;
    for (const unsigned use : {0U, 1U, 2U, 3U}) {
        engine.load(Value{});
        engine.start(use);
        CHECK(engine.finish() == k_cycles);
        CHECK(engine.unload() == Value{});
    }
}

TEST_CASE("fbox_f gives null for the reserved use, in the same time") {
    Engine engine;
    inputs::Random random(2);
    for (int i = 0; i < 100; ++i) {
        engine.load(value_of(random));
        engine.start(3);
        REQUIRE(engine.finish() == k_cycles);
        REQUIRE(engine.unload() == Value{});
    }
}

TEST_CASE("fbox_f loads the next operand and unloads the last result while it runs") {
    Engine engine;
    inputs::Random random(3);
    Value current = value_of(random);
    Value previous{};
    engine.load(current);
    for (int i = 0; i < 1000; ++i) {
        const Use use = k_uses[random.below(k_uses.size())];
        const Value expected = f(use, current);
        const Value next = random.below(10) == 0 ? Value{} : value_of(random);
        engine.start(static_cast<unsigned>(use));

        // Bytes in at random moments from the first possible one, bytes out from the very beginning.
        std::size_t in = 0;
        std::size_t out = 0;
        unsigned cycles = 0;
        for (; engine.top.busy_o != 0; ++cycles) {
            REQUIRE((engine.top.load_ready_o != 0) == (cycles >= k_operand_in_use));
            const bool give = engine.top.load_ready_o != 0 && in < k_bytes && random.below(3) > 0;
            const bool take = out < k_bytes && cycles < k_cycles - 12;
            engine.top.in_valid_i = give;
            engine.top.in_data_i = give ? next[in++] : 0xEE;
            engine.top.out_shift_i = take;
            if (take) {
                REQUIRE(engine.top.out_data_o == previous[out++]);
            }
            clocked::tick(engine.top);
        }
        REQUIRE(cycles == k_cycles);
        engine.top.in_valid_i = 0;
        engine.top.out_shift_i = 0;
        clocked::tick(engine.top);
        while (in < k_bytes) {
            engine.load_byte(next[in++]);
        }
        if (k_bytes == 6 || random.below(2) == 0) {
            REQUIRE(engine.unload() == expected);
            previous = Value{};
        } else {
            previous = expected;
        }
        current = next;
    }
}

TEST_CASE("fbox_f forgets everything on clear_i and on rst_i, at every moment") {
    inputs::Random random(4);
    for (const bool reset : {false, true}) {
        for (unsigned moment = 0; moment < k_bytes + k_cycles + 3; ++moment) {
            Engine engine;
            const Value secret = value_of(random);
            for (unsigned cycle = 0; cycle < moment; ++cycle) {
                if (cycle < k_bytes) {
                    engine.load_byte(secret[cycle]);
                } else if (cycle == k_bytes) {
                    engine.start(0);
                } else {
                    clocked::tick(engine.top);
                }
            }
            engine.top.clear_i = !reset;
            engine.top.rst_i = reset;
            clocked::tick(engine.top);
            engine.top.clear_i = 0;
            engine.top.rst_i = 0;
            engine.top.eval();
            REQUIRE(engine.operand_is_zero());
            REQUIRE(engine.sponge_is_zero());
            REQUIRE(engine.result_is_zero());
            REQUIRE(engine.top.load_ready_o == 1);
            for (unsigned cycle = 0; cycle < 2 * k_cycles; ++cycle) {
                REQUIRE(engine.top.busy_o == 0);
                REQUIRE(engine.top.done_o == 0);
                REQUIRE(engine.top.out_data_o == 0);
                clocked::tick(engine.top);
            }
            const Value next = value_of(random);
            REQUIRE(engine.run(Use::check, next) == f(Use::check, next));
        }
    }
}

TEST_CASE("fbox_f forgets the operand once it is absorbed and the sponge once the result is taken") {
    Engine engine;
    inputs::Random random(6);
    for (int i = 0; i < 100; ++i) {
        engine.load(value_of(random));
        REQUIRE_FALSE(engine.operand_is_zero());
        engine.start(static_cast<unsigned>(i % 3));
        for (unsigned cycle = 0; cycle < k_cycles; ++cycle) {
            REQUIRE(engine.operand_is_zero() == (cycle >= k_operand_in_use));
            REQUIRE_FALSE(engine.sponge_is_zero());
            clocked::tick(engine.top);
        }
        clocked::tick(engine.top);
        REQUIRE(engine.sponge_is_zero());
        REQUIRE_FALSE(engine.result_is_zero());
        engine.unload();
        REQUIRE(engine.result_is_zero());
    }
}

TEST_CASE("The assertions of fbox_f speak when the contract is broken") {
    const auto speaks = [](auto&& break_contract) {
        Engine engine;
        Verilated::fatalOnError(false);
        Verilated::gotError(false);
        engine.load(Value{1});
        engine.start(0);
        break_contract(engine);
        const bool spoke = Verilated::gotError();
        Verilated::gotError(false);
        Verilated::gotFinish(false);
        Verilated::fatalOnError(true);
        return spoke;
    };
    CHECK_FALSE(speaks([](Engine& engine) { engine.finish(); }));
    CHECK(speaks([](Engine& engine) { engine.start(0); }));
    CHECK(speaks([](Engine& engine) {
        engine.finish();
        engine.start(0); // no operand
    }));
    CHECK(speaks([](Engine& engine) {
        engine.top.rootp->fbox_f__DOT__round_q = 3; // a run that is too short
        while (engine.top.busy_o != 0) {
            clocked::tick(engine.top);
        }
        clocked::tick(engine.top);
    }));
}

TEST_CASE("fbox_f shows each result once: what has been shifted out is replaced by zeros") {
    Engine engine;
    inputs::Random random(5);
    const Value operand = value_of(random);
    REQUIRE(engine.run(Use::port, operand) == f(Use::port, operand));
    REQUIRE(engine.unload() == Value{});
}
