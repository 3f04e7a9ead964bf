#include "Vsim_board_wire.h"
#include "Vsim_board_wire___024root.h"
#include "verif/sim/board_model.hpp"
#include "verif/sim/models.hpp"

namespace amoebox::sim {

std::unique_ptr<Board> make_board_wire(BoardSetup setup) {
    return std::make_unique<BoardModel<Vsim_board_wire>>(std::move(setup));
}

} // namespace amoebox::sim
