// eth_mac_rx alone, slot by slot, against the model: every length, gap and preamble; every single-bit error, bursts;
// all that must be refused; random carriers.
#include <utility>

#include <catch2/catch.hpp>
#include <verilated.h>

#include "Veth_mac_rx.h"
#include "verif/eth/model.hpp"
#include "verif/mutate/mutants.hpp"

using namespace amoebox::eth;

namespace {

class Receiver {
  public:
    explicit Receiver(unsigned slot_cycles = 1) : slot_cycles_(slot_cycles) {
        amoebox::bench::choose_mutant(top_);
        top_.rst_i = 1;
        idle(3);
        top_.rst_i = 0;
        idle(3);
    }

    void idle(std::size_t slots, bool er = false) {
        for (std::size_t i = 0; i < slots; ++i) {
            slot(false, er, 0x5a);
        }
    }
    void carrier(std::span<const Slot> slots) {
        for (const Slot& s : slots) {
            slot(true, s.error, s.data);
        }
    }
    void carrier(const Bytes& bytes) { carrier(slots(bytes)); }
    void reset() {
        top_.rst_i = 1;
        cycle();
        top_.rst_i = 0;
        current_ = {};
    }

    // What came out since the last call; a frame without its end is a failure.
    std::vector<Received> take() {
        idle(2);
        REQUIRE(current_.bytes.empty());
        return std::exchange(received_, {});
    }
    // What one carrier gave.
    Received one() {
        auto all = take();
        REQUIRE(all.size() == 1);
        return all[0];
    }

  private:
    void slot(bool dv, bool er, std::uint8_t data) {
        for (unsigned i = 1; i < slot_cycles_; ++i) { // between slots the pins mean nothing
            top_.en_i = 0;
            top_.dv_i = i & 1;
            top_.er_i = !(i & 1);
            top_.rxd_i = static_cast<std::uint8_t>(data + i);
            cycle();
        }
        top_.en_i = 1;
        top_.dv_i = dv;
        top_.er_i = er;
        top_.rxd_i = data;
        cycle();
    }

    void cycle() {
        top_.clk_i = 1;
        top_.eval();
        top_.clk_i = 0;
        top_.eval();
        if (top_.rst_i) {
            return;
        }
        if (top_.valid_o) {
            current_.bytes.push_back(top_.data_o);
        }
        const std::array<bool, 5> strobes{bool(top_.stat_good_o), bool(top_.stat_bad_fcs_o), bool(top_.stat_runt_o),
                                          bool(top_.stat_giant_o), bool(top_.stat_error_o)};
        for (std::size_t i = 0; i < strobes.size(); ++i) {
            if (strobes[i]) {
                current_.verdict = static_cast<Verdict>(i);
                if ((top_.valid_o && top_.last_o) != !current_.bytes.empty() || top_.stat_good_o == top_.bad_o) {
                    FAIL("verdict and end of frame disagree");
                }
                received_.push_back(std::exchange(current_, {}));
            }
        }
    }

    Veth_mac_rx top_;
    unsigned slot_cycles_;
    Received current_;
    std::vector<Received> received_;
};

Received good(Bytes frame) {
    return {Verdict::good, std::move(frame)};
}

} // namespace

TEST_CASE("the model's FCS is that of the standard's check value") {
    const Bytes digits{'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    CHECK(fcs(digits) == std::array<std::uint8_t, 4>{0x26, 0x39, 0xf4, 0xcb}); // CRC-32 0xcbf43926, low byte first
}

TEST_CASE("every legal length arrives, at gaps of 8 to 12 slots and more") {
    const unsigned slot_cycles = GENERATE(1U, 4U);
    Receiver receiver(slot_cycles);
    Random random(1);
    for (std::size_t length = k_frame_min; length <= k_frame_max; ++length) {
        const Bytes frame = random.bytes(length);
        receiver.carrier(on_wire(frame));
        REQUIRE(receiver.one() == good(frame)); // two slots of gap
        receiver.idle(length % 7 == 6 ? 94 : 6 + length % 7);
    }
}

TEST_CASE("frames arrive at every gap from 1 slot") {
    Receiver receiver;
    Random random(2);
    std::vector<Received> expected;
    for (std::size_t gap = 1; gap < 40; ++gap) {
        const Bytes frame = random.bytes(random.between(60, 70));
        receiver.carrier(on_wire(frame));
        receiver.idle(gap);
        expected.push_back(good(frame));
    }
    CHECK(receiver.take() == expected);
}

TEST_CASE("a shortened, missing or long preamble does no harm") {
    Receiver receiver;
    Random random(3);
    for (std::size_t preamble = 0; preamble < 40; ++preamble) {
        const Bytes frame = random.bytes(64);
        receiver.carrier(with_preamble(with_fcs(frame), preamble));
        REQUIRE(receiver.one() == good(frame));
    }
}

TEST_CASE("every single-bit error is caught") {
    // 60, 61, 594 bytes without FCS, and 1,518 with it
    const std::size_t length = GENERATE(as<std::size_t>(), 60, 61, 594, 1514);
    Receiver receiver;
    Random random(4);
    const Bytes frame = random.bytes(length);
    Bytes wire = on_wire(frame);
    const std::size_t begin = wire.size() - length - k_fcs;
    std::size_t caught = 0;
    for (std::size_t bit = begin * 8; bit < wire.size() * 8; ++bit) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        wire[bit / 8] ^= mask;
        receiver.carrier(wire);
        wire[bit / 8] ^= mask;
        caught += receiver.one().verdict == Verdict::bad_fcs;
    }
    CHECK(caught == (length + k_fcs) * 8);
    receiver.carrier(wire);
    CHECK(receiver.one() == good(frame));
}

TEST_CASE("10,000 random bursts of up to 32 bits are caught") {
    Receiver receiver;
    Random random(5);
    std::size_t caught = 0;
    for (int i = 0; i < 10'000; ++i) {
        const std::size_t length = random.one_in(10) ? random.between(60, 1514) : random.between(60, 128);
        Bytes wire = with_fcs(random.bytes(length));
        const std::size_t bits = random.between(2, 32);
        const std::size_t at = random.below(wire.size() * 8 - bits + 1);
        for (std::size_t bit = 0; bit < bits; ++bit) { // a burst of n bits: its first and last are wrong
            if (bit == 0 || bit == bits - 1 || random.one_in(2)) {
                wire[(at + bit) / 8] ^= static_cast<std::uint8_t>(1U << ((at + bit) % 8));
            }
        }
        receiver.carrier(with_preamble(wire));
        caught += receiver.one().verdict == Verdict::bad_fcs;
    }
    CHECK(caught == 10'000);
}

TEST_CASE("runts are refused, however good their FCS") {
    Receiver receiver;
    Random random(6);
    for (std::size_t length = 0; length < k_frame_min; ++length) {
        const Bytes frame = random.bytes(length);
        receiver.carrier(with_preamble(with_fcs(frame)));
        REQUIRE(receiver.one() == Received{Verdict::runt, frame});
    }
    for (std::size_t length = 0; length < k_fcs; ++length) { // not even an FCS: counted, nothing delivered
        receiver.carrier(with_preamble(random.bytes(length)));
        REQUIRE(receiver.one() == Received{Verdict::runt, {}});
    }
    const Bytes frame = random.bytes(60);
    receiver.carrier(on_wire(frame));
    CHECK(receiver.one() == good(frame));
}

TEST_CASE("giants are cut and refused") {
    Receiver receiver;
    Random random(7);
    for (const std::size_t length : {1515U, 1516U, 1518U, 1522U, 2000U, 9000U, 70'000U}) {
        const Bytes frame = random.bytes(length);
        receiver.carrier(on_wire(frame));
        REQUIRE(receiver.one() == Received{Verdict::giant, Bytes(frame.begin(), frame.begin() + 1514)});
        const Bytes next = random.bytes(60);
        receiver.carrier(on_wire(next));
        REQUIRE(receiver.one() == good(next));
    }
}

TEST_CASE("rx_er anywhere in a frame refuses it") {
    Receiver receiver;
    Random random(8);
    const Bytes frame = random.bytes(60);
    std::vector<Slot> carrier = slots(on_wire(frame));
    for (Slot& slot : carrier) {
        slot.error = true;
        receiver.carrier(carrier);
        slot.error = false;
        REQUIRE(receiver.one() == Received{Verdict::error, frame});
    }
    receiver.idle(20, true); // false carrier: an error without data
    receiver.carrier(carrier);
    receiver.idle(1, true);
    CHECK(receiver.one() == good(frame));
}

TEST_CASE("a frame truncated after any byte is refused") {
    Receiver receiver;
    Random random(9);
    const Bytes wire = on_wire(random.bytes(200));
    for (std::size_t length = 0; length < wire.size(); ++length) {
        const auto cut = slots(Bytes(wire.begin(), wire.begin() + static_cast<std::ptrdiff_t>(length)));
        receiver.carrier(cut);
        const auto expected = receive(cut);
        const auto received = receiver.take();
        REQUIRE(received == (expected ? std::vector{*expected} : std::vector<Received>{}));
        REQUIRE((received.empty() || received[0].verdict != Verdict::good));
    }
}

TEST_CASE("no delimiter, no frame; a frame hidden in a payload stays hidden") {
    Receiver receiver;
    Random random(10);
    receiver.carrier(Bytes(500, k_preamble));
    CHECK(receiver.take().empty());
    for (int bit = 0; bit < 8; ++bit) {
        Bytes hidden = with_preamble(with_fcs(random.bytes(80)));
        Bytes wire = with_preamble(hidden); // its end is a frame with a good FCS
        wire[7] ^= static_cast<std::uint8_t>(1U << bit);
        receiver.carrier(wire);
        // One bit makes of the delimiter a preamble byte: then the inner delimiter is indeed the first.
        CHECK(receiver.take().size() == (wire[7] == k_preamble ? 1U : 0U));
    }
}

TEST_CASE("a reset in mid-frame lets nothing of it out") {
    Receiver receiver;
    Random random(11);
    const Bytes frame = random.bytes(60);
    const auto carrier = slots(on_wire(frame));
    for (std::size_t at = 0; at < carrier.size(); ++at) {
        receiver.carrier(std::span(carrier).first(at));
        receiver.reset();
        receiver.carrier(std::span(carrier).subspan(at)); // in the preamble or before it too: it waits for the end
        REQUIRE(receiver.take().empty());
    }
    receiver.carrier(carrier);
    CHECK(receiver.one() == good(frame));
}

TEST_CASE("random carriers get the model's verdict") {
    const unsigned slot_cycles = GENERATE(1U, 4U);
    Receiver receiver(slot_cycles);
    Random random(12);
    std::array<unsigned, 6> seen{};
    for (int i = 0; i < 20'000; ++i) {
        const std::size_t length = random.one_in(40) ? random.between(1500, 1530) : random.below(100);
        Bytes rest = with_fcs(random.bytes(length));
        if (random.one_in(3)) {
            rest[random.below(rest.size())] ^= random.byte();
        }
        auto carrier = slots(with_preamble(rest, random.below(10)));
        if (random.one_in(4)) {
            carrier[random.below(carrier.size())].error = true;
        }
        if (random.one_in(6)) {
            carrier[random.below(12)].data = random.byte();
        }
        const auto expected = receive(carrier);
        receiver.carrier(carrier);
        receiver.idle(random.below(5), random.one_in(2));
        REQUIRE(receiver.take() == (expected ? std::vector{*expected} : std::vector<Received>{}));
        ++seen[expected ? static_cast<std::size_t>(expected->verdict) : 5];
    }
    for (const unsigned count : seen) {
        CHECK(count > 100);
    }
}
