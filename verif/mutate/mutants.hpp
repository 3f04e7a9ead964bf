// Which mutant a bench runs: a model with the input `mutsel` (verif/mutate/make_mutants.py) takes the environment's MUTANT,
// 0 (none) without it.  One with the input `flip_i` (verif/gate) begins with no flip-flop hit.  For every other model this is
// nothing.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace amoebox::bench {

template <typename Model>
void choose_mutant(Model& model) {
    if constexpr (requires { model.mutsel; }) {
        const char* const number = std::getenv("MUTANT");
        model.mutsel = static_cast<std::uint16_t>(number == nullptr ? 0 : std::atoi(number));
    }
    if constexpr (requires { model.flip_i[0]; }) {
        for (auto& word : model.flip_i.m_storage) {
            word = 0;
        }
    }
}

} // namespace amoebox::bench
