// The engine, and five that each lack one defence: the swarm must catch every one of them.
#pragma once

#include <string_view>

#include "verif/rpc/swarm.hpp"

namespace amoebox::rpc::swarm {

inline constexpr std::string_view k_mutants[] = {
    "no-duplicate-filter", "reused-transaction", "no-server-port", "no-epoch-check", "forgotten-nak",
};

Outcome run_sound(std::uint64_t seed, unsigned calls);
// `mutant` is an index of k_mutants.
Outcome run_mutant(unsigned mutant, std::uint64_t seed, unsigned calls);

} // namespace amoebox::rpc::swarm
