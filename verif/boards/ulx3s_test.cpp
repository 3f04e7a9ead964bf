// The ULX3S as it would be flashed, from power-up: firmware starts the SDRAM, reads the image from the card, the kernel boots
// from it, and the box answers on the wire.
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <random>

#include "gen/profile.hpp"
#include "tools/image/build_image.hpp"
#include "verif/boards/known_answer.hpp"
#include "verif/boards/ulx3s.hpp"
#include "verif/eth/model.hpp"
#include "verif/fbox/frames.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

constexpr Mac k_board = {0x02, 0xA3, 0xB1, 0x57, 0x0C, 0x4E};

std::vector<std::uint8_t> boot_image() {
    std::ifstream in(ULX3S_IMAGE, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("the board boots from its card, and its box is on the network", "[ulx3s]") {
    Ulx3s b(100);
    b.card.content = boot_image();
    REQUIRE(b.card.content.size() > 100'000);
    const bool said = b.until("hello from board 17, process", 12'000'000);
    INFO(b.console.text);
    REQUIRE(said);
    WARN("cycles from power-up to the first program's line: " << b.cycles);
    CHECK(b.console.text.starts_with("firmware: self-test: memory is good\n"
                                     "firmware: self-test: the F-box gives known answers\n"));
    CHECK(b.card.blocks_read == (b.card.content.size() + SdCard::k_block - 1) / SdCard::k_block);
    CHECK(b.fault() == "");
    CHECK(b.top->refreshes_o > b.cycles / 400);
    CHECK((b.top->led_o & 0x3F) == 0x0F); // named, clock of the PHY, PHY, link; not in reset, entropy good
    CHECK(b.top->wifi_en_o == 0);

    // Somebody asks for a port that is not here; somebody sends what is none of ours.
    std::mt19937_64 random(71);
    const Bytes question = make_frame(random, Kind::request, k_board, random_port(random), random_port(random), 100);
    const Bytes foreign(60, 0x5A);
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

TEST_CASE("the self-test says what is broken, and a LED shows it", "[ulx3s]") {
    Ulx3s b;
    b.card.present = false;
    SECTION("a row line of the memory that is low, one that is high, a data line") {
        const int broken = GENERATE(0, 1, 2);
        b.top->data_low_i = broken == 2 ? 1U << 7 : 0;
        b.hit = [broken](Vulx3s_bench___024root& root) {
            for (unsigned bank = 0; bank < 4; ++bank) {
                auto& row = root.ulx3s_bench__DOT__memory__DOT__row_q[bank];
                row = static_cast<SData>(broken == 0 ? row & ~(1U << 11) : broken == 1 ? row | 1U : row);
            }
        };
        const bool said = b.until("is read; powering off\n", 2'000'000);
        INFO(b.console.text);
        CHECK(said);
        CHECK(b.console.text.starts_with("firmware: self-test: memory fails at 0x4"));
        b.run(2'000);
        CHECK((b.top->led_o & 0x50) == 0x50);
    }
    const auto box_fails = [&] {
        const bool said = b.until("firmware: self-test: the F-box computes F wrongly; powering off\n", 2'000'000);
        INFO(b.console.text);
        CHECK(said);
        b.run(2'000);
        auto& beat = b.top->rootp->ulx3s_bench__DOT__whole__DOT__beat_q;
        beat = 0;
        b.run(2);
        CHECK((b.top->led_o & 0x50) == 0x10);
        beat = 1U << 23;
        b.run(2);
        CHECK((b.top->led_o & 0x50) == 0x50); // it blinks
    };
    SECTION("a wire of the box that is always high") {
        b.hit = [](Vulx3s_bench___024root& root) {
#define BOX_F(name) ulx3s_bench__DOT__whole__DOT__node__DOT__with_box__DOT__box__DOT__transform__DOT__f__DOT__##name
            if (root.BOX_F(busy_q) != 0) {
                root.BOX_F(rounded)[9] |= 1;
            }
        };
        box_fails();
    }
    SECTION("a known answer that is another") {
        b.run(1);
        break_known_answer(b.top->rootp->ulx3s_bench__DOT__whole__DOT__rom.m_storage);
        box_fails();
    }
}

TEST_CASE("a card that will not do is named, and the image is asked for on the console's line", "[ulx3s]") {
    Ulx3s b(-100);
    const auto says = [&](const char* sentence) {
        const bool said = b.until(sentence, 3'000'000);
        INFO(b.console.text);
        CHECK(said);
        CHECK(b.fault() == "");
    };
    const auto goes_off = [&] {
        b.run(2'000);
        CHECK((b.top->led_o & 0x10) != 0); // off is a reset that does not end
    };
    SECTION("no card, then an image on the line that arrives whole and cannot be used") {
        b.card.present = false;
        says("firmware: the boot image cannot be read: there is no card, or it does not answer; send one on this "
             "line\n");
        CHECK((b.top->led_o & 0x10) == 0);
        std::vector<std::uint8_t> broken(64, 0);
        image::put(broken, 0, image::k_magic);
        image::put(broken, 4, 64);
        image::put(broken, 12, image::k_version | port_bytes << 16);
        image::put(broken, 16, 1000);
        image::seal(broken);
        b.console.keys = {'\n', 'A', 'A', 'M'};
        b.console.keys.insert(b.console.keys.end(), broken.begin(), broken.end());
        says("firmware: the boot image has its kernel outside itself; powering off\n");
        goes_off();
    }
    SECTION("no image on it, nor on the line") {
        b.card.content.assign(4096, 0xE5);
        says("firmware: the boot image is missing: the card does not begin with AMBI; send one on this line\n");
        b.console.keys = {'A', 'M', 'B', 'I', 0xFF, 0xFF, 0xFF, 0x7F};
        says("firmware: the boot image on the line is longer than memory; powering off\n");
        goes_off();
    }
    SECTION("a bad block") {
        b.card.content = boot_image();
        b.card.broken_block = 3;
        says("firmware: the boot image cannot be read: the card fails in the middle of it; send one on this line\n");
    }
    SECTION("shorter than its image") {
        b.card.content = boot_image();
        b.card.content.resize(2048);
        says("firmware: the boot image cannot be read: the card fails in the middle of it; send one on this line\n");
    }
}

TEST_CASE("the board boots from its console's line", "[.long]") {
    Ulx3s b;
    b.card.present = false;
    REQUIRE(b.until("send one on this line", 3'000'000));
    const auto bytes = boot_image();
    b.console.keys.assign(bytes.begin(), bytes.end());
    const bool said = b.until("hello from board 17, process", 20'000'000);
    INFO(b.console.text);
    CHECK(said);
}

TEST_CASE("without the PHY's clock the board stays in reset and says so", "[ulx3s]") {
    Ulx3s b;
    b.phy_clock = false;
    b.run(20'000);
    CHECK((b.top->led_o & 0x1F) == 0x11); // named, in reset, no clock
    b.phy_clock = true;
    b.run(20'000);
    CHECK((b.top->led_o & 0x13) == 0x03);
}
