// What fbox_f holds in its registers, by their names: nothing of an operand stays behind, and its assertions speak.
#include <algorithm>

#include "Vfbox_f___024root.h"
#include "verif/f/engine.hpp"

using namespace amoebox;

namespace {

using namespace f_bench;

class Opened : public Engine {
  public:
    bool operand_is_zero() { return all_zero<8 * k_bytes>(top.rootp->fbox_f__DOT__operand_q); }
    bool sponge_is_zero() { return all_zero<320>(top.rootp->fbox_f__DOT__state_q); }
    bool result_is_zero() { return all_zero<8 * k_bytes>(top.rootp->fbox_f__DOT__result_q); }

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

} // namespace

TEST_CASE("fbox_f forgets everything on clear_i and on rst_i, at every moment") {
    inputs::Random random(4);
    for (const bool reset : {false, true}) {
        for (unsigned moment = 0; moment < k_moments; ++moment) {
            Opened engine;
            engine.run_until(moment, value_of(random));
            engine.forget(reset);
            REQUIRE(engine.operand_is_zero());
            REQUIRE(engine.sponge_is_zero());
            REQUIRE(engine.result_is_zero());
        }
    }
}

TEST_CASE("fbox_f forgets the operand once it is absorbed and the sponge once the result is taken") {
    Opened engine;
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
        Opened engine;
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
    CHECK_FALSE(speaks([](Opened& engine) { engine.finish(); }));
    CHECK(speaks([](Opened& engine) { engine.start(0); }));
    CHECK(speaks([](Opened& engine) {
        engine.finish();
        engine.start(0); // no operand
    }));
    CHECK(speaks([](Opened& engine) {
        engine.top.rootp->fbox_f__DOT__round_q = 3; // a run that is too short
        while (engine.top.busy_o != 0) {
            clocked::tick(engine.top);
        }
        clocked::tick(engine.top);
    }));
}
