// The engine, and five that each lack one defence: the swarm must catch every one of them.
#pragma once

#include "verif/rpc/swarm.hpp"

namespace amoebox::rpc::swarm {

struct NoDuplicateFilter : AllDefences {
    static constexpr bool duplicate_filter = false;
};
struct ReusedTransaction : AllDefences {
    static constexpr bool fresh_transaction = false;
};
struct NoServerPort : AllDefences {
    static constexpr bool check_server_port = false;
};
struct NoEpochCheck : AllDefences {
    static constexpr bool epoch_check = false;
};
struct ForgottenNak : AllDefences {
    static constexpr bool nak_in_filter = false;
};

Outcome run_sound(std::uint64_t seed, unsigned calls);
Outcome run_no_duplicate_filter(std::uint64_t seed, unsigned calls);
Outcome run_reused_transaction(std::uint64_t seed, unsigned calls);
Outcome run_no_server_port(std::uint64_t seed, unsigned calls);
Outcome run_no_epoch_check(std::uint64_t seed, unsigned calls);
Outcome run_forgotten_nak(std::uint64_t seed, unsigned calls);

struct Mutant {
    const char* name;
    Outcome (*run)(std::uint64_t, unsigned);
};
inline constexpr Mutant k_mutants[] = {
    {"no-duplicate-filter", run_no_duplicate_filter}, {"reused-transaction", run_reused_transaction},
    {"no-server-port", run_no_server_port},           {"no-epoch-check", run_no_epoch_check},
    {"forgotten-nak", run_forgotten_nak},
};

} // namespace amoebox::rpc::swarm
