// All tests of the engine and a small swarm in one program, for the sanitizers.
#include "verif/rpc/attack_test.cpp"
#include "verif/rpc/fuzz_test.cpp"
#include "verif/rpc/rules_test.cpp"
#include "verif/rpc/swarm.hpp"

TEST_CASE("a small swarm under sanitizers") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const auto o = amoebox::rpc::swarm::Run<MixF, AllDefences, amoebox::rpc::swarm::TightLimits>(seed, 100).go();
        INFO("seed " << seed);
        CHECK(o.violation.empty());
        const auto again =
            amoebox::rpc::swarm::Run<MixF, AllDefences, amoebox::rpc::swarm::TightLimits>(seed, 100).go();
        CHECK(o.hash == again.hash);
        CHECK(o.frames == again.frames);
    }
}
