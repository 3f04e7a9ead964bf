// eth_mac_rmii at its pins, dibit by dibit: looped on itself and against the model, with all that a PHY does to CRS_DV.
#include <deque>
#include <utility>

#include <catch2/catch.hpp>
#include <verilated.h>

#include "Veth_mac_rmii.h"
#include "verif/eth/model.hpp"
#include "verif/mutate/mutants.hpp"

using namespace amoebox::eth;

namespace {

// What the PHY shows in one cycle.
struct Dibit {
    bool crs_dv = false;
    unsigned rxd = 0;
    bool er = false;
};

std::vector<Dibit> dibits(const Bytes& bytes) {
    std::vector<Dibit> result;
    for (const unsigned byte : bytes) {
        for (unsigned shift = 0; shift < 8; shift += 2) {
            result.push_back({true, byte >> shift & 3});
        }
    }
    return result;
}

class Mac {
  public:
    explicit Mac(bool looped = false) : looped_(looped) {
        amoebox::bench::choose_mutant(top_);
        top_.rst_i = 1;
        run(4);
        top_.rst_i = 0;
        run(4);
        received_.clear();
    }

    void run(std::size_t cycles) {
        for (std::size_t i = 0; i < cycles; ++i) {
            cycle({});
        }
    }
    void show(std::span<const Dibit> line) {
        for (const Dibit& dibit : line) {
            cycle(dibit);
        }
    }
    void send(const Bytes& frame) {
        for (std::size_t i = 0; i < frame.size(); ++i) {
            source_.emplace_back(frame[i], i + 1 == frame.size());
        }
    }
    void drain() {
        while (!source_.empty() || top_.rmii_tx_en_o) {
            run(1);
        }
        run(400);
    }
    std::vector<Received> take() {
        run(12);
        if (!current_.bytes.empty()) {
            FAIL("a frame without an end");
        }
        return std::exchange(received_, {});
    }
    std::vector<Bytes> take_sent() { return std::exchange(sent_, {}); }

    std::size_t cycles = 0, first_rx_at = 0, last_rx_at = 0, tx_en_at = 0;
    std::vector<std::size_t> gaps; // cycles between what was sent

  private:
    void cycle(Dibit dibit) {
        ++cycles;
        if (looped_) {
            dibit = {bool(top_.rmii_tx_en_o), top_.rmii_txd_o};
        }
        top_.rmii_crs_dv_i = dibit.crs_dv;
        top_.rmii_rxd_i = static_cast<std::uint8_t>(dibit.rxd & 3);
        top_.rmii_rx_er_i = dibit.er;
        top_.tx_valid_i = !source_.empty();
        top_.tx_data_i = source_.empty() ? 0 : source_.front().first;
        top_.tx_last_i = !source_.empty() && source_.front().second;
        top_.eval();
        if (top_.tx_ready_o && !source_.empty()) {
            source_.pop_front();
        }
        const bool was_sending = top_.rmii_tx_en_o;
        top_.clk_i = 1;
        top_.eval();
        top_.clk_i = 0;
        top_.eval();
        if (top_.rst_i) {
            return;
        }
        transmitted(was_sending);
        if (top_.rx_valid_o) {
            (current_.bytes.empty() ? first_rx_at : last_rx_at) = cycles + 1; // read in the next cycle
            current_.bytes.push_back(top_.rx_data_o);
        }
        const std::array<bool, 5> strobes{bool(top_.stat_good_o), bool(top_.stat_bad_fcs_o), bool(top_.stat_runt_o),
                                          bool(top_.stat_giant_o), bool(top_.stat_error_o)};
        for (std::size_t i = 0; i < strobes.size(); ++i) {
            if (strobes[i]) {
                current_.verdict = static_cast<Verdict>(i);
                if ((top_.rx_valid_o && top_.rx_last_o) != !current_.bytes.empty() ||
                    top_.stat_good_o == top_.rx_bad_o) {
                    FAIL("verdict and end of frame disagree");
                }
                received_.push_back(std::exchange(current_, {}));
            }
        }
    }

    void transmitted(bool was_sending) {
        if (!top_.rmii_tx_en_o) {
            if (was_sending && dibit_ % 4 != 0) {
                FAIL("half a byte sent");
            }
            ++idle_;
            return;
        }
        if (!was_sending) {
            gaps.push_back(std::exchange(idle_, 0));
            sent_.emplace_back();
            dibit_ = 0;
            tx_en_at = cycles + 1;
        }
        if (dibit_ % 4 == 0) {
            sent_.back().push_back(0);
        }
        sent_.back().back() |= static_cast<std::uint8_t>(top_.rmii_txd_o << (dibit_ % 4 * 2));
        ++dibit_;
    }

    Veth_mac_rmii top_;
    bool looped_;
    std::deque<std::pair<std::uint8_t, bool>> source_;
    std::vector<Bytes> sent_;
    std::size_t dibit_ = 0, idle_ = 0;
    Received current_;
    std::vector<Received> received_;
};

} // namespace

TEST_CASE("every length, sent and looped back, is the model's on the line and arrives") {
    Mac mac(true);
    Random random(1);
    for (std::size_t length = k_frame_min; length <= k_frame_max; ++length) {
        const Bytes frame = random.bytes(length);
        mac.send(frame);
        mac.drain();
        REQUIRE(mac.take_sent() == std::vector<Bytes>{on_wire(frame)});
        REQUIRE(mac.take() == std::vector{Received{Verdict::good, frame}});
    }
    for (std::size_t length = 1; length < k_frame_min; ++length) { // padded
        const Bytes frame = random.bytes(length);
        mac.send(frame);
        mac.drain();
        REQUIRE(mac.take() == std::vector{Received{Verdict::good, padded(frame)}});
    }
}

TEST_CASE("1,000 frames back to back in both directions") {
    Mac mac(true);
    Random random(2);
    std::vector<Received> expected;
    for (int i = 0; i < 1000; ++i) {
        expected.push_back({Verdict::good, random.bytes(random.one_in(10) ? random.between(60, 1514) : 60)});
        mac.send(expected.back().bytes);
    }
    mac.drain();
    const std::size_t slots = mac.cycles / 4;
    CHECK((mac.take() == expected));
    std::size_t shrunk = 0; // the credit is 0 in the beginning
    for (std::size_t i = 1; i < mac.gaps.size(); ++i) {
        REQUIRE((mac.gaps[i] == 48 || mac.gaps[i] == 44));
        shrunk += mac.gaps[i] == 44;
    }
    CHECK(shrunk <= slots / 4096);
    CHECK(shrunk + 2 >= slots / 4097);
}

TEST_CASE("every length arrives at any phase, gap, and length of preamble") {
    Mac mac;
    Random random(3);
    for (std::size_t length = k_frame_min; length <= k_frame_max; ++length) {
        const Bytes frame = random.bytes(length);
        auto line = dibits(with_preamble(with_fcs(frame), random.below(8)));
        line.insert(line.begin(), random.below(30), Dibit{true, 0}); // carrier before data is decoded
        mac.show(line);
        mac.run(random.one_in(2) ? random.between(32, 48) : random.between(32, 400)); // 8 to 12 bytes
        REQUIRE(mac.take() == std::vector{Received{Verdict::good, frame}});
    }
}

TEST_CASE("CRS_DV toggles when the carrier ends before the data") {
    Mac mac;
    Random random(4);
    for (std::size_t nibbles = 0; nibbles < 60; ++nibbles) {
        const Bytes frame = random.bytes(random.between(60, 80));
        auto line = dibits(on_wire(frame));
        for (std::size_t i = 0; i < nibbles; ++i) { // low in the first dibit of each of the last nibbles
            line[line.size() - 2 - 2 * i].crs_dv = false;
        }
        mac.show(line);
        mac.run(random.between(2, 40));
        REQUIRE(mac.take() == std::vector{Received{Verdict::good, frame}});
    }
}

TEST_CASE("a frame that ends inside a byte is refused") {
    Mac mac;
    Random random(5);
    for (const std::size_t more : {1UL, 2UL, 3UL}) {
        for (std::size_t length = 60; length < 130; ++length) {
            const Bytes frame = random.bytes(length);
            auto line = dibits(on_wire(frame));
            line.insert(line.end(), more, Dibit{true, static_cast<unsigned>(random.below(4))});
            if (more == 2 && length % 2) { // a dribble nibble with the carrier already gone
                line[line.size() - 2].crs_dv = false;
            }
            mac.show(line);
            const auto received = mac.take();
            REQUIRE(received.size() == 1);
            REQUIRE(received[0].verdict == Verdict::error);
        }
    }
}

TEST_CASE("a frame cut at any dibit is not good, and the next one is") {
    Mac mac;
    Random random(6);
    const auto line = dibits(on_wire(random.bytes(64)));
    const Bytes next = random.bytes(60);
    for (std::size_t length = 0; length < line.size(); ++length) {
        mac.show(std::span(line).first(length));
        for (const Received& received : mac.take()) {
            REQUIRE(received.verdict != Verdict::good);
        }
        mac.show(dibits(on_wire(next)));
        REQUIRE(mac.take() == std::vector{Received{Verdict::good, next}});
    }
}

TEST_CASE("CRS_DV low in the second dibit of a nibble ends the frame, whatever follows") {
    Mac mac;
    Random random(9);
    auto line = dibits(on_wire(random.bytes(60)));
    for (std::size_t at = 8 * 4 + 1; at < line.size(); at += 2) {
        line[at].crs_dv = false;
        mac.show(line);
        line[at].crs_dv = true;
        const auto received = mac.take();
        REQUIRE(received.size() == 1);
        REQUIRE(received[0].verdict != Verdict::good);
    }
}

TEST_CASE("a delimiter needs three dibits of preamble before it") {
    Mac mac;
    Random random(11);
    const Bytes frame = random.bytes(60);
    const auto rest = dibits(with_fcs(frame));
    for (std::size_t preamble = 0; preamble < 10; ++preamble) {
        std::vector<Dibit> line(preamble, Dibit{true, 1});
        line.push_back({true, 3});
        line.insert(line.end(), rest.begin(), rest.end());
        mac.show(line);
        REQUIRE(mac.take().size() == (preamble >= 3 ? 1U : 0U));
    }
}

TEST_CASE("an ignored carrier stays ignored over a single dibit without CRS_DV") {
    Mac mac;
    Random random(10);
    const auto hidden = dibits(on_wire(random.bytes(60)));
    for (const std::size_t gap : {1UL, 2UL}) {
        std::vector<Dibit> line(20, Dibit{true, 2}); // no preamble
        line.insert(line.end(), gap, Dibit{});
        line.insert(line.end(), hidden.begin(), hidden.end());
        mac.show(line);
        REQUIRE(mac.take().size() == gap - 1);
    }
}

TEST_CASE("rx_er in any dibit refuses the frame") {
    Mac mac;
    Random random(7);
    const Bytes frame = random.bytes(60);
    auto line = dibits(on_wire(frame));
    for (Dibit& dibit : line) {
        dibit.er = true;
        mac.show(line);
        dibit.er = false;
        REQUIRE(mac.take() == std::vector{Received{Verdict::error, frame}});
    }
}

TEST_CASE("false carrier and noise give no good frame and do not hinder the next") {
    Mac mac;
    Random random(8);
    const Bytes frame = random.bytes(60);
    const auto good_line = dibits(on_wire(frame));
    for (int i = 0; i < 2000; ++i) {
        std::vector<Dibit> noise(random.below(300));
        const bool false_carrier = random.one_in(3);
        for (Dibit& dibit : noise) {
            dibit = false_carrier
                        ? Dibit{true, 2, true}
                        : Dibit{!random.one_in(20), static_cast<unsigned>(random.below(random.one_in(4) ? 4 : 2)),
                                random.one_in(30)};
        }
        mac.show(noise);
        mac.run(2);
        for (const Received& received : mac.take()) {
            REQUIRE(received.verdict != Verdict::good);
        }
        mac.show(good_line);
        REQUIRE(mac.take() == std::vector{Received{Verdict::good, frame}});
    }
}

TEST_CASE("latencies are the published ones") {
    Mac mac;
    const auto line = dibits(on_wire(Bytes(60, 1)));
    for (int i = 0; i < 16; ++i) { // any phase
        mac.run(101);
        const std::size_t begin = mac.cycles;
        mac.show(line);
        mac.take();
        CHECK(mac.first_rx_at - (begin + 33) == 27);        // from the first dibit of the first byte
        CHECK(mac.last_rx_at - (begin + line.size()) == 7); // from the last dibit of the FCS
    }
    for (int i = 0; i < 16; ++i) { // a slot is up to three cycles away
        mac.run(101);
        const std::size_t begin = mac.cycles;
        mac.send(Bytes(60, 1));
        mac.drain();
        const std::size_t latency = mac.tx_en_at - (begin + 1);
        CHECK(latency >= 2);
        CHECK(latency <= 5);
    }
}
