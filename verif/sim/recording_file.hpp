// A board's recording in a file that holds all that is needed to run the board again: set-up, ROM, image, inputs, and the
// outputs to compare with.
#pragma once

#include <expected>
#include <string>

#include "verif/sim/board.hpp"

namespace amoebox::sim {

struct RecordedBoard {
    BoardSetup setup;
    Recording recording;
};

std::expected<void, std::string> write_recording(const std::string& path, const BoardSetup& setup,
                                                 const Recording& recording);
std::expected<RecordedBoard, std::string> read_recording(const std::string& path);

// Runs the board again up to cycle `to`, with waves of [from, to) in `fst` (empty: none).  The answer is a sentence; an
// error if an output differs from the recorded one.
std::expected<std::string, std::string> replay(Board& board, const Recording& recording, Cycle from, Cycle to,
                                               const std::string& fst);

} // namespace amoebox::sim
