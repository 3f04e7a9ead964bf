// One board is an ULX3S.
#include "verif/boards/ulx3s.hpp"
#include "verif/whole/target.hpp"

namespace amoebox::sim {

std::expected<std::unique_ptr<Board>, std::string> make_board(BoardSetup setup) {
#ifdef WHOLE_WIRE
    return make_whole<bench::Ulx3s>(std::move(setup), "ULX3S", "wire");
#else
    return make_whole<bench::Ulx3s>(std::move(setup), "ULX3S", "box");
#endif
}

} // namespace amoebox::sim
