// The ECPIX-5 as it would be flashed, from power-up: firmware starts and levels the memory, reads the image from the card, the
// kernel boots from it, and the box answers at 1 Gb/s.
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <random>

#include "verif/boards/ecpix5.hpp"
#include "verif/boards/known_answer.hpp"
#include "verif/fbox/frames.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

constexpr Mac k_board = {0x02, 0xA3, 0xB1, 0x57, 0x0C, 0x4E};

std::vector<std::uint8_t> boot_image() {
    std::ifstream in(BOOT_IMAGE, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("the board boots from its card, and its box answers at 1 Gb/s", "[ecpix5]") {
    Ecpix5 b(100, {});
    b.receive_clock = false; // the longest part of the test, without it
    b.card.content = boot_image();
    REQUIRE(b.card.content.size() > 100'000);
    const bool said = b.until("hello from board 17, process", 12'000'000);
    INFO(b.console.text);
    INFO(b.fault());
    REQUIRE(said);
    WARN("cycles from power-up to the first program's line: " << b.cycles);
    CHECK(b.console.text.starts_with("firmware: self-test: memory is good\n"
                                     "firmware: self-test: the F-box gives known answers\n"));
    CHECK(b.card.blocks_read == (b.card.content.size() + SdCard::k_block - 1) / SdCard::k_block);
    CHECK(b.fault() == "");
    CHECK(b.top->levels_o == ((2 << 3 | 2) << 5 | (1 << 3 | 3))); // the middles of the longest rows
    CHECK((b.top->green_n_o & 7) == 0);                           // named, PHY, link
    CHECK((b.top->red_n_o & 7) == 7);                             // not in reset, entropy good
    CHECK(b.top->sd_shifter_o == 0b11'101);
    CHECK(b.top->phy_rst_n_o == 1);

    // Somebody asks for two ports that are not here, as fast as frames can come; between them what is none of ours.
    std::mt19937_64 random(71);
    const auto question = [&] {
        return make_frame(random, Kind::request, k_board, random_port(random), random_port(random), 100);
    };
    const Bytes questions[2] = {question(), question()};
    b.frames.clear();
    b.receive_clock = true;
    b.run(100);
    b.send(questions[0]);
    b.send(Bytes(60, 0x5A));
    b.send(questions[1]);
    b.run(30'000);
    REQUIRE(b.frames.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(b.frames[i].verdict == eth::Verdict::good);
        const auto& answer = b.frames[i].bytes;
        CHECK(answer[frame::at_kind] == static_cast<std::uint8_t>(Kind::not_here));
        CHECK(std::equal(k_board.begin(), k_board.end(), answer.begin() + 6));
        CHECK(std::equal(questions[i].begin() + 6, questions[i].begin() + 12, answer.begin()));
    }
    CHECK(b.fault() == "");
}

TEST_CASE("memory that does not read what was written is one sentence", "[ecpix5]") {
    const auto [levels, lanes] =
        GENERATE(std::pair{Ecpix5::Levels{.lane0 = 0}, "1"}, std::pair{Ecpix5::Levels{.lane1 = 0}, "2"});
    Ecpix5 b(-100, levels);
    const bool said =
        b.until(std::string("firmware: the memory does not read what was written, byte lanes (a bit each) ") + lanes +
                    "; powering off\n",
                2'000'000);
    INFO(b.console.text);
    CHECK(said);
    b.run(1'000);
    CHECK(b.top->off_o == 1);
    CHECK(b.top->status_o == 72);
    CHECK((b.top->red_n_o & 1) == 0); // off is a reset that does not end
    CHECK(b.fault() == "");
}

TEST_CASE("the self-test says what is broken, and a LED shows it", "[ecpix5]") {
    Ecpix5 b(0, {});
    b.receive_clock = false;
    b.card.present = false;
    const auto red = [&](unsigned beat) { // LD8: off, LD7: the self-test
        b.top->rootp->ecpix5_bench__DOT__whole__DOT__beat_q = beat;
        b.run(2);
        return ~b.top->red_n_o & 3U;
    };
    SECTION("an address line of the memory that is high, one that is low, a data line") {
        const int broken = GENERATE(0, 1, 2);
        b.hit = [broken](Vecpix5_bench___024root& root) {
#define MEMORY(name) root.ecpix5_bench__DOT__whole__DOT__controller__DOT__##name
            for (IData* place : {&MEMORY(reading_q)[1], &MEMORY(writing_q)[1]}) {
                *place = broken == 0 ? *place | 1U : broken == 1 ? *place & ~(1U << 21) : *place;
            }
            MEMORY(rdata_q)[2] &= broken == 2 ? ~(1U << 9) : ~0U;
        };
        const bool said = b.until("is read; powering off\n", 3'000'000);
        INFO(b.console.text);
        CHECK(said);
        CHECK(b.console.text.starts_with("firmware: self-test: memory fails at 0x4"));
        b.run(2'000);
        CHECK(b.top->status_o == 72);
        CHECK(red(0) == 3);
    }
    const auto box_fails = [&] {
        const bool said = b.until("firmware: self-test: the F-box computes F wrongly; powering off\n", 3'000'000);
        INFO(b.console.text);
        CHECK(said);
        b.run(2'000);
        CHECK(red(0) == 1);
        CHECK(red(1U << 23) == 3); // it blinks
    };
    SECTION("a wire of the box that is always high") {
        b.hit = [](Vecpix5_bench___024root& root) {
#define BOX_F(name) ecpix5_bench__DOT__whole__DOT__node__DOT__with_box__DOT__box__DOT__transform__DOT__f__DOT__##name
            if (root.BOX_F(busy_q) != 0) {
                root.BOX_F(rounded)[9] |= 1;
            }
        };
        box_fails();
    }
    SECTION("a known answer that is another") {
        b.run(1);
        break_known_answer(b.top->rootp->ecpix5_bench__DOT__whole__DOT__rom.m_storage);
        box_fails();
    }
}

TEST_CASE("a card that will not do is named", "[ecpix5]") {
    Ecpix5 b(0, {});
    b.card.present = false;
    CHECK(b.until(
        "firmware: the boot image cannot be read: there is no card, or it does not answer; send one on this line\n",
        3'000'000));
    CHECK(b.fault() == "");
}

TEST_CASE("without the box clock the board stays in reset and says so", "[ecpix5]") {
    Ecpix5 b(0, {});
    b.box_clock = false;
    b.run(5'000);
    CHECK((b.top->red_n_o & 1) == 0);
    b.box_clock = true;
    b.run(5'000);
    CHECK((b.top->red_n_o & 1) == 1);
}
