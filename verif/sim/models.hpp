// One source for each Verilated model, so that only it sees the model's header.
#pragma once

#include <memory>

#include "verif/sim/board.hpp"

namespace amoebox::sim {

std::unique_ptr<Board> make_board_box(BoardSetup setup);
std::unique_ptr<Board> make_board_wire(BoardSetup setup);

} // namespace amoebox::sim
