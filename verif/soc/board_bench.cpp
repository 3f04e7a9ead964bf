// Programs on the whole board, from its ROM.
#include <catch2/catch.hpp>

#include "verif/soc/board.hpp"

using namespace amoebox::soc;

namespace {
constexpr std::uint64_t k_mac = 0x020000000001;

void run(Board<>& board, const std::string& program, std::uint64_t limit) {
    REQUIRE(board.load_rom(SOC_PROGRAM_DIRECTORY + program + ".bin"));
    Rmii wire;
    while (!board.off() && board.cycles < limit) {
        wire = board.cycle(wire); // the cable comes back to the board
    }
    INFO(board.console);
    REQUIRE_FALSE(board.outside);
    REQUIRE(board.off());
}
} // namespace

TEST_CASE("the processor runs, prints, is interrupted, and faults where nothing is") {
    Board<> board(k_mac, 5, SOC_RAM_BYTES, 1);
    run(board, "basics", 200000);
    REQUIRE(board.console == "hello\n414d42580000000500100000" // id, board, size
                             "11225544667755446677"
                             "6544"
                             "faults\n"
                             "00000001"
                             "8000000b0000000100000000"
                             "bye\n");
    REQUIRE(board.status() == 7);
    REQUIRE(board.traces == std::vector<std::uint32_t>{0x12345678});
}

TEST_CASE(
    "a frame: descriptor, box, MAC, cable and back, into ring and context; and a reset by the processor itself") {
    Board<> board(k_mac, 5, SOC_RAM_BYTES, 2);
    run(board, "frame", 400000);
    REQUIRE(board.console == "frame\nrequest\nreply\nframe\nrequest\nreply\nagain\n");
    REQUIRE(board.status() == 0);
    WARN("cycles " << board.cycles);
}
