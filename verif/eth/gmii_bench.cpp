// eth_mac_gmii at its pins with two unrelated clocks: every length, 100,000 frames forwarded at the worst clocks,
// statistics across the clocks, overflow, resets, a clock that stops.
#include <cstdlib>
#include <deque>
#include <utility>

#include <catch2/catch.hpp>
#include <verilated.h>

#include "Veth_mac_gmii.h"
#include "verif/eth/clocks.hpp"
#include "verif/eth/model.hpp"
#include "verif/mutate/mutants.hpp"

using namespace amoebox::eth;

namespace {

// How many frames of a long campaign.
std::size_t shortened(std::size_t frames) {
    return std::getenv("AMOEBOX_QUICK") != nullptr ? frames / 50 : frames;
}

struct Stats {
    std::array<std::size_t, 5> verdicts{};
    std::size_t dropped = 0, sent = 0, underrun = 0;
    std::size_t good() const { return verdicts[0]; }
};

class Mac {
  public:
    // Clocks in ppm above nominal; phase of the receive clock in femtoseconds.
    Mac(std::int64_t box_ppm, std::int64_t rx_ppm, std::int64_t phase)
        : clocks_(period_ppm(box_ppm), period_ppm(rx_ppm), phase) {
        reset();
        received.clear();
        stats = {};
    }

    void reset(std::size_t cycles = 16) {
        amoebox::bench::choose_mutant(top_);
        top_.rst_i = 1;
        run(cycles);
        top_.rst_i = 0;
        current_.clear();
        run(16);
    }
    // So many box cycles.
    void run(std::size_t cycles) {
        const std::size_t end = this->cycles + cycles;
        while (this->cycles < end) {
            step();
        }
    }
    // Onto the receive pins, in the receive clock.
    void show(const std::vector<Slot>& carrier, std::size_t gap = 12) {
        for (const Slot& slot : carrier) {
            line_.push_back({slot, true});
        }
        line_.insert(line_.end(), gap, {});
    }
    void show(const Bytes& frame, std::size_t gap = 12) { show(slots(on_wire(frame)), gap); }
    void send(const Bytes& frame) {
        for (std::size_t i = 0; i < frame.size(); ++i) {
            source_.emplace_back(frame[i], i + 1 == frame.size());
        }
    }
    bool showing() const { return !line_.empty(); }
    std::size_t left() const { return line_.size(); }
    void drain(std::size_t more = 200) {
        while (!line_.empty() || !source_.empty()) {
            step();
        }
        run(more);
    }
    void stop_rx_clock(std::size_t cycles) { clocks_.pause_b(static_cast<std::int64_t>(cycles) * k_period); }

    bool forward = false;   // the received stream is the sent one
    bool loop_pins = false; // the sent pins are the received ones
    bool ready = true;
    std::deque<Bytes> received;            // frames of the receive stream
    std::deque<std::vector<Slot>> carrier; // carriers of the sending pins
    std::size_t gap_min = ~0UL;
    Stats stats;
    std::size_t cycles = 0, rx_valid_at = 0, tx_valid_at = 0, tx_en_at = 0; // last such event, box cycles
    std::int64_t line_end_at = 0, rx_valid_time = 0;                        // femtoseconds

  private:
    struct Line {
        Slot slot;
        bool dv = false;
    };

    void step() {
        clocks_.step([this] { box_edge(); }, [this] { rx_edge(); });
    }

    void rx_edge() {
        Line line;
        if (loop_pins) {
            line = {{top_.gmii_txd_o, bool(top_.gmii_tx_er_o)}, bool(top_.gmii_tx_en_o)};
        } else if (!line_.empty()) {
            line = line_.front();
            line_.pop_front();
        }
        if (line_dv_ && !line.dv) {
            line_end_at = clocks_.now(); // the edge behind that of the last byte
        }
        line_dv_ = line.dv;
        top_.gmii_rx_dv_i = line.dv;
        top_.gmii_rx_er_i = line.slot.error;
        top_.gmii_rxd_i = line.slot.data;
        top_.gmii_rx_clk_i = 1;
        top_.eval();
        top_.gmii_rx_clk_i = 0;
        top_.eval();
    }

    void box_edge() {
        ++cycles;
        const bool was_valid = top_.tx_valid_i;
        if (forward) {
            top_.tx_valid_i = top_.rx_valid_o;
            top_.tx_data_i = top_.rx_data_o;
            top_.tx_last_i = top_.rx_last_o;
            top_.rx_ready_i = top_.tx_ready_o;
        } else {
            top_.tx_valid_i = !source_.empty();
            top_.tx_data_i = source_.empty() ? 0 : source_.front().first;
            top_.tx_last_i = !source_.empty() && source_.front().second;
            if (top_.tx_ready_o && !source_.empty()) {
                source_.pop_front();
            }
            top_.rx_ready_i = ready;
        }
        if (top_.tx_valid_i && !was_valid) {
            tx_valid_at = cycles;
        }
        if (top_.rx_valid_o && top_.rx_ready_i && !top_.rst_i) {
            current_.push_back(top_.rx_data_o);
            if (top_.rx_last_o) {
                received.push_back(std::exchange(current_, {}));
            }
        }
        const bool was_shown = top_.rx_valid_o;
        top_.clk_i = 1;
        top_.eval();
        top_.clk_i = 0;
        top_.eval();
        if (!was_shown && top_.rx_valid_o) {
            rx_valid_at = cycles;
            rx_valid_time = clocks_.now();
        }
        if (top_.rst_i) {
            gap_ = 100;
            sending_ = false;
            return;
        }
        if (top_.gmii_tx_en_o) {
            if (!sending_) {
                gap_min = std::min(gap_min, gap_);
                carrier.emplace_back();
                tx_en_at = cycles + 1;
            }
            carrier.back().push_back({top_.gmii_txd_o, bool(top_.gmii_tx_er_o)});
            gap_ = 0;
        } else {
            ++gap_;
        }
        sending_ = top_.gmii_tx_en_o;
        const std::array<bool, 5> strobes{bool(top_.stat_good_o), bool(top_.stat_bad_fcs_o), bool(top_.stat_runt_o),
                                          bool(top_.stat_giant_o), bool(top_.stat_error_o)};
        for (std::size_t i = 0; i < strobes.size(); ++i) {
            stats.verdicts[i] += strobes[i];
        }
        stats.dropped += top_.stat_dropped_o;
        stats.sent += top_.stat_sent_o;
        stats.underrun += top_.stat_underrun_o;
    }

    Veth_mac_gmii top_;
    TwoClocks clocks_;
    std::deque<Line> line_;
    std::deque<std::pair<std::uint8_t, bool>> source_;
    Bytes current_;
    bool line_dv_ = false, sending_ = false;
    std::size_t gap_ = 100;
};

} // namespace

TEST_CASE("every length, sent and looped back, is the model's on the line and arrives") {
    Mac mac(0, 0, 3'000'000);
    mac.loop_pins = true;
    Random random(1);
    for (std::size_t length = 1; length <= k_frame_max; ++length) {
        const Bytes frame = random.bytes(length);
        mac.send(frame);
        mac.drain(200 + length);
        REQUIRE(mac.carrier == std::deque{slots(on_wire(frame))});
        REQUIRE(mac.received == std::deque<Bytes>{padded(frame)});
        mac.carrier.clear();
        mac.received.clear();
    }
    CHECK(mac.stats.good() == k_frame_max);
    CHECK(mac.stats.sent == mac.stats.good());
}

TEST_CASE("100,000 frames back to back are forwarded without loss at the worst clocks") {
    struct Clocks {
        std::int64_t box, rx;
    };
    const std::size_t frames = shortened(100'000);
    const auto [box, rx] = GENERATE(Clocks{-100, 100}, Clocks{100, -100}, Clocks{0, 100}, Clocks{0, -100});
    Random random(static_cast<std::uint64_t>(1000 + box * 3 + rx));
    const auto phase = static_cast<std::int64_t>(random.below(k_period));
    CAPTURE(box, rx, phase);
    Mac mac(box, rx, phase);
    mac.forward = true;
    std::deque<Bytes> expected;
    std::size_t arrived = 0, behind = 0;
    for (std::size_t i = 0; i < frames || !expected.empty(); ++i) {
        if (i < frames) {
            Bytes frame(60);
            for (std::size_t b = 0; b < 8; ++b) {
                frame[b] = static_cast<std::uint8_t>(i >> (b * 8));
            }
            mac.show(frame);
            expected.push_back(std::move(frame));
        } else {
            mac.run(200);
            REQUIRE(i < frames + 20);
        }
        while (mac.left() > 84) {
            mac.run(20);
        }
        while (!mac.carrier.empty() && mac.carrier.front().size() == 72) {
            if (mac.carrier.front() != slots(on_wire(expected.front()))) {
                FAIL("another frame than the one expected, after " << arrived);
            }
            ++arrived;
            expected.pop_front();
            mac.carrier.pop_front();
        }
        behind = std::max(behind, expected.size());
        mac.received.clear();
    }
    CHECK(arrived == frames);
    CHECK(mac.stats.good() == frames);
    CHECK(mac.stats.sent == frames);
    CHECK(mac.stats.dropped == 0);
    CHECK(mac.stats.underrun == 0);
    CHECK(mac.gap_min >= 11);
    // Were the gap not to shrink, a neighbour at +200 ppm would be 20 frames ahead in the end.
    CHECK(behind <= 5);
}

TEST_CASE("frames of all sizes are forwarded without loss at +200 ppm") {
    const std::size_t frames = shortened(4000);
    Random random(2);
    Mac mac(-100, 100, static_cast<std::int64_t>(random.below(k_period)));
    mac.forward = true;
    const std::size_t fixed = GENERATE(as<std::size_t>(), 0, 1514, 1342);
    std::deque<Bytes> expected;
    for (std::size_t i = 0; i < frames; ++i) {
        expected.push_back(random.bytes(fixed ? fixed : random.one_in(3) ? 60 : random.between(60, 1514)));
        mac.show(expected.back());
        while (mac.left() > 2000) {
            mac.run(100);
        }
    }
    mac.drain(8000);
    CHECK((mac.received == expected)); // not printed: megabytes
    CHECK(mac.stats.dropped == 0);
    CHECK(mac.stats.underrun == 0);
    CHECK(mac.carrier.size() == frames);
    CHECK(mac.gap_min >= 11);
}

TEST_CASE("bad frames end in the MAC and every verdict is counted once") {
    Random random(3);
    Mac mac(-100, 100, static_cast<std::int64_t>(random.below(k_period)));
    std::array<std::size_t, 5> expected{};
    std::deque<Bytes> good;
    for (int i = 0; i < 20'000; ++i) {
        // Many are as short as can be, one slot apart: the fastest that verdicts come.
        const std::size_t length =
            random.one_in(60) ? random.between(1500, 1530) : random.below(random.one_in(2) ? 80 : 3);
        Bytes rest = length < 3 ? random.bytes(length) : with_fcs(random.bytes(length));
        if (!rest.empty() && random.one_in(4)) {
            rest[random.below(rest.size())] ^= random.byte();
        }
        auto carrier = slots(with_preamble(rest, random.below(8)));
        if (random.one_in(5)) {
            carrier[random.below(carrier.size())].error = true;
        }
        const auto outcome = receive(carrier);
        REQUIRE(outcome);
        ++expected[static_cast<std::size_t>(outcome->verdict)];
        if (outcome->verdict == Verdict::good) {
            good.push_back(outcome->bytes);
        }
        mac.show(carrier, random.one_in(2) ? 1 : random.between(1, 30));
        while (mac.left() > 2000) {
            mac.run(100);
        }
    }
    mac.drain(2000);
    CHECK(mac.stats.verdicts == expected);
    CHECK(mac.stats.dropped == 0);
    CHECK((mac.received == good));
    for (const std::size_t count : expected) {
        CHECK(count > 100);
    }
}

TEST_CASE("without room whole frames are dropped and counted, and the rest arrives") {
    Random random(4);
    Mac mac(0, 50, static_cast<std::int64_t>(random.below(k_period)));
    std::deque<Bytes> shown;
    mac.ready = false;
    for (int i = 0; i < 60; ++i) {
        shown.push_back(random.bytes(random.between(60, 300)));
        mac.show(shown.back());
    }
    mac.drain();
    CHECK(mac.stats.good() == 60);
    CHECK(mac.stats.dropped > 20);
    CHECK(mac.received.empty());
    mac.ready = true;
    mac.run(4000);
    CHECK(mac.received.size() + mac.stats.dropped == 60);
    for (const Bytes& frame : mac.received) { // in order, each one of those shown
        while (!shown.empty() && shown.front() != frame) {
            shown.pop_front();
        }
        REQUIRE(!shown.empty());
        shown.pop_front();
    }
}

TEST_CASE("frames find room up to the FIFO's last byte, wherever in it they begin") {
    constexpr std::size_t room = 2048 + 1; // the byte that waits at the port is no longer in it
    Random random(6);
    Mac mac(0, 50, static_cast<std::int64_t>(random.below(k_period)));
    std::size_t dropped = 0;
    for (int i = 0; i < 100; ++i) {
        const bool fits = random.one_in(2);
        std::deque<Bytes> shown{random.bytes(random.between(300, 600)), random.bytes(random.between(300, 600))};
        shown.push_back(random.bytes(room - shown[0].size() - shown[1].size() + !fits));
        mac.ready = false;
        for (const Bytes& frame : shown) {
            mac.show(frame);
        }
        mac.drain();
        dropped += !fits;
        REQUIRE(mac.stats.dropped == dropped);
        if (!fits) {
            shown.pop_back();
        }
        mac.ready = true;
        mac.run(2500);
        REQUIRE(std::exchange(mac.received, {}) == shown);
    }
    CHECK(dropped > 30);
}

TEST_CASE("a reset at any time, or a receive clock that stops, lets no part of a frame through") {
    Random random(5);
    Mac mac(0, 100, static_cast<std::int64_t>(random.below(k_period)));
    std::size_t survived = 0;
    for (int i = 0; i < 400; ++i) {
        const Bytes first = random.bytes(random.between(60, 200));
        const Bytes second = random.bytes(60);
        mac.show(first);
        mac.run(random.below(first.size() + 60));
        const bool stop = random.one_in(3);
        if (stop) {
            mac.stop_rx_clock(random.between(10, 500));
        }
        if (!stop || random.one_in(2)) {
            mac.reset(random.between(1, 8));
        }
        mac.drain(800);
        mac.show(second);
        mac.drain(800);
        REQUIRE(!mac.received.empty());
        CHECK(mac.received.back() == second);
        mac.received.pop_back();
        survived += mac.received.size();
        REQUIRE((mac.received.empty() || mac.received == std::deque<Bytes>{first}));
        mac.received.clear();
    }
    CHECK(survived > 50);
    CHECK(survived < 350);
}

TEST_CASE("latencies are the published ones") {
    Random random(6);
    std::int64_t shortest = INT64_MAX, longest = 0;
    for (int i = 0; i < 200; ++i) {
        Mac mac(random.one_in(2) ? 100 : -100, random.one_in(2) ? 100 : -100,
                static_cast<std::int64_t>(random.below(k_period)));
        mac.show(random.bytes(60 + random.below(20)));
        mac.drain();
        // From the cycle with the last byte of the FCS at the pins to the one in which rx_valid_o can be read.
        const std::int64_t time = mac.rx_valid_time + k_period - (mac.line_end_at - k_period);
        shortest = std::min(shortest, time);
        longest = std::max(longest, time);
        mac.send(random.bytes(60));
        mac.drain();
        REQUIRE(mac.tx_en_at - mac.tx_valid_at == 2);
    }
    CAPTURE(shortest, longest);
    CHECK(shortest >= k_period * 9);
    CHECK(longest <= k_period * 10 + k_period / 1000);
}
