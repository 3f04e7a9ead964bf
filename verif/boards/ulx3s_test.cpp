// The ULX3S as it would be flashed, from power-up: firmware starts the SDRAM, reads the image from the card, the kernel boots
// from it, and the box answers on the wire.
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <random>

#include "verif/boards/ulx3s.hpp"
#include "verif/eth/model.hpp"
#include "verif/fbox/frames.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

constexpr Mac k_board = {0x02, 0xA3, 0xB1, 0x57, 0x0C, 0x4E};

std::vector<std::uint8_t> image() {
    std::ifstream in(ULX3S_IMAGE, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("the board boots from its card, and its box is on the network", "[ulx3s]") {
    Ulx3s b(100);
    b.card.content = image();
    REQUIRE(b.card.content.size() > 100'000);
    const bool said = b.until("hello from board 17, process", 12'000'000);
    INFO(b.console);
    REQUIRE(said);
    WARN("cycles from power-up to the first program's line: " << b.cycles);
    CHECK(b.card.fault.empty());
    CHECK(b.card.blocks_read == (b.card.content.size() + SdCard::k_block - 1) / SdCard::k_block);
    CHECK(unsigned(b.top->fault_o) == 0);
    CHECK(b.top->refreshes_o > b.cycles / 400);
    CHECK((b.top->led_o & 0x3F) == 0x0F); // named, clock of the PHY, PHY, link; not in reset, entropy good
    CHECK(b.top->wifi_en_o == 0);

    // Somebody asks for a port that is not here; somebody sends what is none of ours.
    std::mt19937_64 random(71);
    const Bytes question = make_frame(random, Kind::request, k_board, random_port(random), random_port(random), 100);
    Bytes foreign(60, 0x5A);
    b.frames.clear();
    b.send(eth::with_fcs(foreign));
    b.send(eth::with_fcs(question));
    b.run(30'000);
    REQUIRE(b.frames.size() == 1);
    const auto& answer = b.frames.front().bytes;
    CHECK(sim::has_good_checksum(answer));
    CHECK(answer[frame::at_kind] == static_cast<std::uint8_t>(Kind::not_here));
    CHECK(std::equal(k_board.begin(), k_board.end(), answer.begin() + 6));
    CHECK(std::equal(question.begin() + 6, question.begin() + 12, answer.begin()));
}

TEST_CASE("a card that will not do is named, and the board switches itself off", "[ulx3s]") {
    Ulx3s b(-100);
    const auto says = [&](const char* sentence) {
        const bool said = b.until(sentence, 3'000'000);
        INFO(b.console);
        CHECK(said);
        b.run(1'000);
        CHECK((b.top->led_o & 0x10) != 0); // off is a reset that does not end
        CHECK(unsigned(b.top->fault_o) == 0);
    };
    SECTION("no card") {
        b.card.present = false;
        says("firmware: the boot image cannot be read: there is no card, or it does not answer; powering off\n");
    }
    SECTION("no image on it") {
        b.card.content.assign(4096, 0xE5);
        says("firmware: the boot image is missing: it does not begin with AMBI; powering off\n");
    }
    SECTION("a bad block") {
        b.card.content = image();
        b.card.broken_block = 3;
        says("firmware: the boot image cannot be read: the card fails in the middle of it; powering off\n");
    }
    SECTION("shorter than its image") {
        b.card.content = image();
        b.card.content.resize(2048);
        says("firmware: the boot image cannot be read: the card fails in the middle of it; powering off\n");
    }
}
