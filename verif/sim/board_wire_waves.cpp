#include <verilated_fst_c.h>

#include "Vsim_board_wire.h"
#include "verif/sim/board_model.hpp"
#include "verif/sim/models.hpp"

namespace amoebox::sim {

std::unique_ptr<Board> make_board_wire(BoardSetup setup) {
    return std::make_unique<BoardModel<Vsim_board_wire, VerilatedFstC>>(std::move(setup));
}

} // namespace amoebox::sim
