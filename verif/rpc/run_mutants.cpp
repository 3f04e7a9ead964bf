#include "verif/rpc/mutants.hpp"

namespace amoebox::rpc::swarm {

namespace {
// Defences that are chosen at run time: one engine for all mutants.  Nobody else may do so.
struct Chosen : AllDefences {
    static inline bool duplicate_filter = true;
    static inline bool fresh_transaction = true;
    static inline bool check_server_port = true;
    static inline bool epoch_check = true;
    static inline bool nak_in_filter = true;
};
} // namespace

Outcome run_mutant(unsigned mutant, std::uint64_t seed, unsigned calls) {
    Chosen::duplicate_filter = mutant != 0;
    Chosen::fresh_transaction = mutant != 1;
    Chosen::check_server_port = mutant != 2;
    Chosen::epoch_check = mutant != 3;
    Chosen::nak_in_filter = mutant != 4;
    return Run<MixF, Chosen, TightLimits>(seed, calls).go();
}

} // namespace amoebox::rpc::swarm
