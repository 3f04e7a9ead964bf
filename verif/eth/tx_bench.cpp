// eth_mac_tx alone, slot by slot: every length against the model, the gap and its credit, sources that fail.
#include <deque>

#include <catch2/catch.hpp>
#include <verilated.h>

#include "Veth_mac_tx.h"
#include "verif/eth/model.hpp"
#include "verif/mutate/mutants.hpp"

using namespace amoebox::eth;

namespace {

struct Sent {
    std::vector<Slot> carrier;
    std::size_t gap = 0; // slots before it
};

class Transmitter {
  public:
    explicit Transmitter(unsigned slot_cycles = 1) : slot_cycles_(slot_cycles) {
        amoebox::bench::choose_mutant(top_);
        top_.rst_i = 1;
        run(3);
        top_.rst_i = 0;
        run(std::size_t{20} * slot_cycles_);
    }

    // Byte `hole` of the frame comes late, after `late` cycles in which a byte could have been taken.
    void send(const Bytes& frame, std::size_t hole = ~0UL, std::size_t late = 1) {
        for (std::size_t i = 0; i < frame.size(); ++i) {
            source_.push_back({frame[i], i + 1 == frame.size(), i == hole ? late : 0});
        }
    }

    void run(std::size_t cycles) {
        for (std::size_t i = 0; i < cycles; ++i) {
            cycle();
        }
    }
    std::vector<Sent> drain() {
        while (!source_.empty()) {
            cycle();
        }
        run(std::size_t{120} * slot_cycles_);
        return std::exchange(sent_, {});
    }
    Sent one() {
        auto all = drain();
        REQUIRE(all.size() == 1);
        return all[0];
    }

    std::size_t slots() const { return slots_; }
    std::size_t stat_sent = 0, stat_underrun = 0;
    std::size_t cycles = 0, valid_at = 0, taken_at = 0, enabled_at = 0; // cycle of the newest such event

  private:
    struct Byte {
        std::uint8_t data;
        bool last;
        std::size_t late;
    };

    void cycle() {
        ++cycles;
        const bool slot = cycles % slot_cycles_ == 0;
        top_.en_i = slot;
        const bool was_valid = top_.valid_i;
        const bool valid = !source_.empty() && source_.front().late == 0;
        top_.valid_i = valid;
        top_.data_i = valid ? source_.front().data : 0xee;
        top_.last_i = valid ? source_.front().last : true;
        top_.eval();
        if (valid && !was_valid) {
            valid_at = cycles;
        }
        if (top_.ready_o && valid) {
            source_.pop_front();
            taken_at = cycles;
        } else if (top_.ready_o && !source_.empty()) {
            --source_.front().late;
        }
        top_.clk_i = 1;
        top_.eval();
        top_.clk_i = 0;
        top_.eval();
        stat_sent += top_.stat_sent_o;
        stat_underrun += top_.stat_underrun_o;
        const std::array<unsigned, 3> pins{top_.tx_en_o, top_.tx_er_o, top_.txd_o};
        if (slot) {
            ++slots_;
            if (top_.tx_en_o) {
                if (!carrier_) {
                    sent_.push_back({{}, gap_});
                    enabled_at = cycles + 1; // read in the next cycle
                }
                sent_.back().carrier.push_back({top_.txd_o, bool(top_.tx_er_o)});
                gap_ = 0;
            } else {
                ++gap_;
            }
            carrier_ = top_.tx_en_o;
        } else if (pins != pins_ && !top_.rst_i) {
            FAIL("pins change outside a slot");
        }
        pins_ = pins;
    }

    Veth_mac_tx top_;
    unsigned slot_cycles_;
    std::deque<Byte> source_;
    std::vector<Sent> sent_;
    std::array<unsigned, 3> pins_{};
    std::size_t slots_ = 0, gap_ = 0;
    bool carrier_ = false;
};

} // namespace

TEST_CASE("every length is sent as the model sends it") {
    const unsigned slot_cycles = GENERATE(1U, 4U);
    Transmitter transmitter(slot_cycles);
    Random random(1);
    for (std::size_t length = 1; length <= k_frame_max; ++length) {
        const Bytes frame = random.bytes(length);
        transmitter.send(frame);
        REQUIRE(transmitter.one().carrier == slots(on_wire(frame)));
    }
    CHECK(transmitter.stat_sent == k_frame_max);
    CHECK(transmitter.stat_underrun == 0);
}

TEST_CASE("a free sender starts one cycle after valid and takes the first byte in the ninth slot") {
    Transmitter transmitter;
    transmitter.send(Bytes(1, 7));
    transmitter.one();
    CHECK(transmitter.enabled_at - transmitter.valid_at == 1);
    CHECK(transmitter.taken_at - transmitter.valid_at == 8);
}

TEST_CASE("the gap is 12 slots; 11 only if a frame waits and credit is left") {
    const std::size_t length = GENERATE(as<std::size_t>(), 60, 300, 1361, 1514);
    Transmitter transmitter;
    transmitter.run(10'000); // credit is full
    const std::size_t begin = transmitter.slots();
    const std::size_t frames = 1'000'000 / (length + 24);
    for (std::size_t i = 0; i < frames; ++i) {
        transmitter.send(Bytes(length, 1));
    }
    const auto sent = transmitter.drain();
    const std::size_t slots = transmitter.slots() - begin;
    REQUIRE(sent.size() == frames);
    std::size_t shrunk = 0;
    for (std::size_t i = 1; i < frames; ++i) {
        REQUIRE((sent[i].gap == 12 || sent[i].gap == 11));
        shrunk += sent[i].gap == 11;
    }
    CHECK(shrunk <= slots / 4096 + 2);
    CHECK(shrunk >= slots / 4097); // no credit is lost but that of the slot in which it is taken
    CHECK(sent[1].gap == 11);
}

TEST_CASE("a frame that does not wait keeps the gap of 12") {
    Transmitter transmitter;
    transmitter.run(10'000);
    transmitter.send(Bytes(60, 1));
    transmitter.run(72 +
                    12); // it ends in slot 72; eleven slots of gap, and the one in which the next could have begun
    transmitter.send(Bytes(60, 2));
    const auto sent = transmitter.drain();
    REQUIRE(sent.size() == 2);
    CHECK(sent[1].gap == 12);
}

TEST_CASE("a source that fails ends the frame as a bad one, and the rest is thrown away") {
    Transmitter transmitter(GENERATE(1U, 4U));
    Random random(2);
    std::size_t failed = 0;
    for (const std::size_t late : {1UL, 3UL, 5UL, 40UL}) {
        for (std::size_t hole = 1; hole < 100; ++hole) {
            const Bytes broken = random.bytes(100);
            const Bytes whole = random.bytes(80);
            transmitter.send(broken, hole, late);
            transmitter.send(whole);
            const auto sent = transmitter.drain();
            REQUIRE(sent.size() == 2);
            const auto& carrier = sent[0].carrier;
            REQUIRE(carrier.size() == 8 + hole + 5);
            for (std::size_t i = 0; i < carrier.size(); ++i) {
                REQUIRE(carrier[i].error == (i >= 8 + hole));
            }
            auto without_error = carrier; // RMII has no tx_er: the FCS alone must tell
            for (Slot& slot : without_error) {
                slot.error = false;
            }
            REQUIRE(receive(without_error)->verdict != Verdict::good);
            Bytes body(broken.begin(), broken.begin() + static_cast<std::ptrdiff_t>(hole));
            body.push_back(0); // the hole
            Bytes inverted = with_preamble(body);
            for (const std::uint8_t byte : fcs(body)) {
                inverted.push_back(static_cast<std::uint8_t>(~byte));
            }
            REQUIRE(without_error == slots(inverted));
            REQUIRE(sent[1].carrier == slots(on_wire(whole)));
            REQUIRE(sent[1].gap >= 11);
            ++failed;
        }
    }
    CHECK(transmitter.stat_underrun == failed);
    CHECK(transmitter.stat_sent == failed);
}

TEST_CASE("random frames and pauses") {
    Transmitter transmitter(GENERATE(1U, 2U, 4U));
    Random random(3);
    std::vector<Bytes> frames;
    std::vector<Sent> sent;
    for (int i = 0; i < 2000; ++i) {
        frames.push_back(random.bytes(random.one_in(20) ? random.between(1, 1514) : random.between(1, 100)));
        transmitter.send(frames.back());
        transmitter.run(random.below(400));
    }
    sent = transmitter.drain();
    REQUIRE(sent.size() == frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
        REQUIRE(sent[i].carrier == slots(on_wire(frames[i])));
        REQUIRE(sent[i].gap >= 11);
    }
}
