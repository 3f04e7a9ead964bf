// fbox_f at the profile's width against F in C++, by its ports alone: random and walking inputs, exact cycles, overlap of loading,
// running and unloading.
#include <cstdlib>

#include "verif/f/engine.hpp"

using namespace amoebox;
using namespace amoebox::f_bench;

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
    const int inputs = std::getenv("AMOEBOX_QUICK") != nullptr ? 1'000 : 100'000;
    for (int i = 0; i < inputs; ++i) {
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

TEST_CASE("fbox_f shows nothing after clear_i or rst_i at any moment, and the next F is right") {
    inputs::Random random(4);
    for (const bool reset : {false, true}) {
        for (unsigned moment = 0; moment < k_moments; ++moment) {
            Engine engine;
            engine.run_until(moment, value_of(random));
            engine.forget(reset);
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

TEST_CASE("fbox_f shows each result once: what has been shifted out is replaced by zeros") {
    Engine engine;
    inputs::Random random(5);
    const Value operand = value_of(random);
    REQUIRE(engine.run(Use::port, operand) == f(Use::port, operand));
    REQUIRE(engine.unload() == Value{});
}
