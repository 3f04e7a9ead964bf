#include "verif/rpc/mutants.hpp"

namespace amoebox::rpc::swarm {
Outcome run_sound(std::uint64_t seed, unsigned calls) {
    return run<>(seed, calls);
}
} // namespace amoebox::rpc::swarm
