#include "tools/hil/suite.hpp"

#include <chrono>

namespace amoebox::hil {

std::string_view text(Sort sort) {
    switch (sort) {
    case Sort::lawful:
        return "lawful";
    case Sort::attack:
        return "attack";
    case Sort::expected:
        return "expected";
    }
    return "";
}

std::string_view text(Verdict verdict) {
    switch (verdict) {
    case Verdict::passed:
        return "passed";
    case Verdict::expected:
        return "expected";
    case Verdict::succeeded:
        return "succeeded";
    case Verdict::cannot_succeed:
        return "cannot succeed";
    case Verdict::not_expressible:
        return "not expressible";
    case Verdict::failed:
        return "FAILED";
    case Verdict::infrastructure:
        return "INFRASTRUCTURE";
    case Verdict::not_run:
        return "not run";
    }
    return "";
}

std::vector<Test> all_tests() {
    std::vector<Test> all;
    for (const auto tests : {outward_tests(), inward_tests(), limit_tests(), beside_tests(), other_tests()}) {
        all.insert(all.end(), tests.begin(), tests.end());
    }
    return all;
}

namespace {

Outcome judge(const Test& test, const Found& found, bool wire) {
    Outcome outcome{.test = test, .why = found.seen};
    if (test.sort == Sort::expected) {
        outcome.verdict = found.success ? Verdict::expected : Verdict::failed;
        if (!found.success) {
            outcome.why = "nothing is promised here, and yet it did not work: " + found.seen;
        }
    } else if (test.sort == Sort::lawful) {
        outcome.verdict = found.success ? Verdict::passed : Verdict::failed;
    } else if (wire) {
        outcome.verdict = found.success ? Verdict::succeeded : Verdict::failed;
        outcome.why = found.seen.substr(0, found.seen.find("; ")); // behind it: counters, and there are none
        if (!found.success) {
            outcome.why = "does not succeed even without an F-box, so it shows nothing: " + found.seen;
        }
    } else if (found.success) {
        outcome.verdict = Verdict::failed;
        outcome.why = "THE ATTACK SUCCEEDS: " + found.seen;
    } else {
        outcome.verdict = found.shown ? Verdict::passed : Verdict::failed;
        if (!found.shown) {
            outcome.why = "it did not succeed, but nothing shows why: " + found.seen;
        }
    }
    return outcome;
}

} // namespace

Outcome run(const Test& test, Bench& bench, bool wire) {
    for (const Ability need : test.needs) {
        if (!bench.abilities().contains(need)) {
            return {.test = test, .verdict = Verdict::not_expressible, .why = "needs " + std::string(text(need))};
        }
    }
    if (wire && !test.no_wire.empty()) {
        return {.test = test, .verdict = Verdict::cannot_succeed, .why = std::string(test.no_wire)};
    }
    const auto begin = std::chrono::steady_clock::now();
    Outcome outcome{.test = test};
    try {
        bench.begin(test.name);
        outcome = judge(test, test.run(bench), wire);
    } catch (const Infrastructure& error) {
        outcome.verdict = Verdict::infrastructure;
        outcome.why = error.sentence;
    }
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return outcome;
}

} // namespace amoebox::hil
