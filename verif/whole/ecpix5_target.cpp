// One board is an ECPIX-5.
#include "verif/whole/ecpix5_port.hpp"
#include "verif/whole/target.hpp"

namespace amoebox::sim {

std::expected<std::unique_ptr<Board>, std::string> make_board(BoardSetup setup) {
#ifdef WHOLE_WIRE
    return make_whole<bench::Ecpix5Port>(std::move(setup), "ECPIX-5", "wire");
#else
    return make_whole<bench::Ecpix5Port>(std::move(setup), "ECPIX-5", "box");
#endif
}

} // namespace amoebox::sim
