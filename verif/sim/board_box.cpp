#include "Vsim_board_box.h"
#include "Vsim_board_box___024root.h"
#include "verif/sim/board_model.hpp"
#include "verif/sim/models.hpp"

namespace amoebox::sim {

std::unique_ptr<Board> make_board_box(BoardSetup setup) {
    return std::make_unique<BoardModel<Vsim_board_box>>(std::move(setup));
}

} // namespace amoebox::sim
