// The one list of tests, the same for every board, and the verdict on each.
#pragma once

#include "tools/hil/bench.hpp"

namespace amoebox::hil {

enum class Sort : std::uint8_t {
    lawful,  // what must work
    attack,  // must not succeed behind a box, must succeed without one
    expected // an attacker who is not behind a box succeeds: nothing was promised
};
std::string_view text(Sort sort);

struct Found {
    bool success = false; // on the victim's side
    bool shown = true;    // a counter, or a field as the box has written it, shows why it did not succeed
    std::string seen{};   // what was measured
};

struct Test {
    std::string_view name; // that of docs/attacks.md, where it is there
    std::string_view promise;
    Sort sort;
    Abilities needs;
    std::string_view success; // what success is, in one line
    std::string_view no_wire; // why it cannot succeed in the build without an F-box; empty: it must
    Found (*run)(Bench& bench);
};

// From behind the box, against it from the network, limits and lives, a node's kernel server, what is lawful and what is expected.
std::span<const Test> outward_tests();
std::span<const Test> inward_tests();
std::span<const Test> limit_tests();
std::span<const Test> beside_tests();
std::span<const Test> other_tests();
std::vector<Test> all_tests();

enum class Verdict : std::uint8_t {
    passed,
    expected,
    succeeded,
    cannot_succeed,
    not_expressible,
    failed,
    infrastructure,
    not_run
};
std::string_view text(Verdict verdict);
constexpr bool is_bad(Verdict verdict) {
    return verdict == Verdict::failed || verdict == Verdict::infrastructure;
}

struct Outcome {
    Test test;
    Verdict verdict = Verdict::not_run;
    std::string why{}; // one line
    double seconds = 0;
};

// `wire`: the build without its F-box.
Outcome run(const Test& test, Bench& bench, bool wire);

} // namespace amoebox::hil
