// The board without its box: the attack (a kernel that speaks as a box) must succeed here.
#include <catch2/catch.hpp>

#include "verif/soc/board.hpp"

using namespace amoebox::soc;

TEST_CASE("without the box a kernel's frame travels as it is, whatever its kind") {
    Board<> board(0x020000000001, 5, SOC_RAM_BYTES, 3);
    REQUIRE(board.load_rom(std::string(SOC_PROGRAM_DIRECTORY) + "wire.bin"));
    Rmii wire;
    while (!board.off() && board.cycles < 200000) {
        wire = board.cycle(wire);
    }
    INFO(board.console);
    REQUIRE(board.off());
    REQUIRE(board.console == "wire\nas it was\n");
    REQUIRE(board.status() == 0);
}
