#include "verif/rpc/mutants.hpp"

namespace amoebox::rpc::swarm {

// Without the other pools and the real F: the sound engine has those.
template <class Defences>
static Outcome run_plain(std::uint64_t seed, unsigned calls) {
    if (seed % 4 == 3) {
        return Run<MixF, Defences, TightLimits>(seed, calls).go();
    }
    return Run<MixF, Defences, DefaultLimits>(seed, calls).go();
}

Outcome run_no_duplicate_filter(std::uint64_t seed, unsigned calls) { return run_plain<NoDuplicateFilter>(seed, calls); }
Outcome run_reused_transaction(std::uint64_t seed, unsigned calls) { return run_plain<ReusedTransaction>(seed, calls); }
Outcome run_no_server_port(std::uint64_t seed, unsigned calls) { return run_plain<NoServerPort>(seed, calls); }
Outcome run_no_epoch_check(std::uint64_t seed, unsigned calls) { return run_plain<NoEpochCheck>(seed, calls); }
Outcome run_forgotten_nak(std::uint64_t seed, unsigned calls) { return run_plain<ForgottenNak>(seed, calls); }

} // namespace amoebox::rpc::swarm
