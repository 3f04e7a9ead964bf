// What benches do to a verilated model with clk_i and rst_i.
#pragma once

#include <verilated.h>

namespace clocked {

// One clock cycle: inputs set before are sampled at its edge, outputs read after it are those of the next cycle.
template <typename Model>
void tick(Model& model) {
    model.clk_i = 0;
    model.eval();
    model.clk_i = 1;
    model.eval();
}

template <typename Model>
void reset(Model& model) {
    model.rst_i = 1;
    tick(model);
    tick(model);
    model.rst_i = 0;
    model.eval();
}

} // namespace clocked
