// What a board was given and what it made, so that it can be run again alone, with waveforms, and be compared.
#pragma once

#include <cstdint>
#include <vector>

#include "verif/sim/ethernet.hpp"

namespace amoebox::sim {

enum class Order : std::uint8_t { stop, restart, power_cut, freeze, thaw };

struct RecordedInput {
    enum class Kind : std::uint8_t { frame, keys, order };
    Cycle cycle; // it was given before this cycle ran
    Kind kind;
    Cycle start = 0; // frame: cycle of its first bit
    std::vector<std::uint8_t> bytes;
};

struct RecordedOutput {
    Cycle cycle;
    std::uint64_t hash;
    friend bool operator==(const RecordedOutput&, const RecordedOutput&) = default;
};

struct Recording {
    std::vector<RecordedInput> inputs;
    std::vector<RecordedOutput> outputs;
    Cycle end = 0;
};

} // namespace amoebox::sim
