// What came of a run: a table for people, JSON and JUnit XML for machines.
#pragma once

#include "tools/hil/suite.hpp"

namespace amoebox::hil {

struct Run {
    std::string board, interfaces, profile, fbox;
    std::string address; // of the board
    int stretch = 1;
    std::uint64_t seed = 1;
    std::string note;           // what is special about the place
    std::string infrastructure; // why the run ended early; empty: it did not
    std::vector<Outcome> outcomes;
};

std::string table(const Run& run);
std::string json(const Run& run);
std::string junit(const Run& run);
// 0 all as it must be, 1 a test failed, 3 infrastructure.
int status(const Run& run);

} // namespace amoebox::hil
