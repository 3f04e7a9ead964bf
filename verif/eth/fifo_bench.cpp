// eth_frame_fifo alone (256 bytes): random frames, clocks and resets against a queue.  Each frame carries its number, so
// that a part of one, or two joined, cannot pass for a whole one.
#include <deque>
#include <utility>

#include <catch2/catch.hpp>
#include <verilated.h>

#include "Veth_frame_fifo.h"
#include "verif/eth/clocks.hpp"
#include "verif/eth/model.hpp"
#include "verif/mutate/mutants.hpp"

using namespace amoebox::eth;

namespace {

constexpr std::size_t k_depth = 256;

class Fifo {
  public:
    Fifo(std::uint64_t seed, std::int64_t write_period, std::int64_t read_period)
        : random_(seed), clocks_(write_period, read_period,
                                 static_cast<std::int64_t>(random_.below(static_cast<std::size_t>(read_period)))) {
        amoebox::bench::choose_mutant(top_);
        top_.wr_rst_i = 1;
        top_.rd_rst_i = 1;
        steps(40 * std::max(write_period, read_period) / std::min(write_period, read_period));
        top_.wr_rst_i = 0;
        top_.rd_rst_i = 0;
        steps(40 * std::max(write_period, read_period) / std::min(write_period, read_period));
    }

    void steps(std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i) {
            clocks_.step([this] { write_edge(); }, [this] { read_edge(); });
        }
    }
    void frames(std::size_t count) {
        for (const std::size_t end = begun_ + count; begun_ < end;) {
            steps(1);
        }
    }
    // No new frame; empties it.
    void drain() {
        const bool on = std::exchange(writing, false);
        const std::size_t stall = std::exchange(read_stall, 1);
        for (std::size_t still = 0; still < 40'000; ++still) { // until nothing has come out for long
            const std::size_t before = out;
            steps(1);
            still = out == before && position_ == frame_.size() ? still : 0;
        }
        CHECK(expected.empty());
        CHECK(current_.empty());
        writing = on;
        read_stall = stall;
    }

    bool writing = true;
    std::size_t length_max = 100;
    std::size_t write_pause = 4; // a write pauses in one of so many cycles; 1: never
    std::size_t read_stall = 4;  // the same for the reader
    std::size_t bad_in = 5;      // one frame in so many is bad
    std::size_t write_reset_in = 0, read_reset_in = 0;
    std::size_t out = 0, dropped = 0, committed = 0, bad = 0, write_resets = 0, read_resets = 0, cut = 0;
    std::size_t occupancy = 0; // bytes committed and not read
    std::size_t tightest_drop = ~0UL;
    std::deque<Bytes> expected;

  private:
    void write_edge() {
        if (top_.wr_rst_i && write_resets) {
            top_.wr_rst_i = 0;
        }
        if (position_ == frame_.size() && writing) {
            frame_ = random_.bytes(random_.between(1, length_max));
            ++begun_;
            for (std::size_t i = 0; i < frame_.size() && i < 4; ++i) {
                frame_[i] = static_cast<std::uint8_t>(begun_ >> (i * 8));
            }
            position_ = 0;
        }
        const bool valid =
            position_ < frame_.size() && (write_pause == 1 || !random_.one_in(write_pause)) && !top_.wr_rst_i;
        const bool last = valid && position_ + 1 == frame_.size();
        const bool is_bad = last && bad_in && random_.one_in(bad_in);
        top_.wr_valid_i = valid;
        top_.wr_data_i = valid ? frame_[position_] : random_.byte();
        top_.wr_last_i = valid ? last : random_.one_in(2);
        top_.wr_bad_i = last ? is_bad : random_.one_in(2);
        const bool reset = write_reset_in && random_.one_in(write_reset_in);
        if (reset) {
            top_.wr_rst_i = 1;
            ++write_resets;
        }
        top_.wr_clk_i = 1;
        top_.eval();
        top_.wr_clk_i = 0;
        top_.eval();
        if (reset) { // the neighbour is reset too and begins anew
            cut += position_ > 0 && position_ < frame_.size();
            position_ = frame_.size();
            return;
        }
        if (last && is_bad) {
            ++bad;
        } else if (last && top_.stat_dropped_o) {
            ++dropped;
            tightest_drop = std::min(tightest_drop, occupancy + frame_.size());
        } else if (last) {
            ++committed;
            REQUIRE(frame_.size() <= k_depth);
            occupancy += frame_.size();
            expected.push_back(frame_);
        }
        if (top_.stat_dropped_o && !(last && !is_bad)) {
            FAIL("dropped without a good frame's end");
        }
        position_ += valid;
    }

    void read_edge() {
        if (top_.rd_rst_i && read_resets) {
            top_.rd_rst_i = 0;
            behind_reset_ = true;
        }
        top_.rd_ready_i = read_stall == 1 || !random_.one_in(read_stall);
        const bool reset = read_reset_in && random_.one_in(read_reset_in);
        if (reset) {
            top_.rd_rst_i = 1;
            ++read_resets;
        }
        const bool valid = top_.rd_valid_o && !reset;
        if (!valid && !current_.empty() && !reset) {
            FAIL("a hole in a frame");
        }
        if (valid && top_.rd_ready_i) {
            current_.push_back(top_.rd_data_o);
            if (top_.rd_last_o) {
                arrived(std::exchange(current_, {}));
            }
        }
        top_.rd_clk_i = 1;
        top_.eval();
        top_.rd_clk_i = 0;
        top_.eval();
        if (reset) {
            current_.clear();
            if (top_.rd_valid_o) {
                FAIL("valid behind a reset");
            }
        }
    }

    void arrived(const Bytes& frame) {
        // Behind a reset of the reader the frames that were there are gone, in order and whole.
        while (behind_reset_ && !expected.empty() && expected.front() != frame) {
            occupancy -= expected.front().size();
            expected.pop_front();
        }
        behind_reset_ = false;
        if (expected.empty() || expected.front() != frame) {
            FAIL("not the next committed frame");
        }
        occupancy -= frame.size();
        expected.pop_front();
        ++out;
    }

    Veth_frame_fifo top_;
    Random random_;
    TwoClocks clocks_;
    Bytes frame_, current_;
    std::size_t position_ = 0, begun_ = 0;
    bool behind_reset_ = false;
};

} // namespace

TEST_CASE("what goes in whole comes out whole, at any ratio of the clocks") {
    Random random(1);
    std::size_t dropped = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const auto period = [&] { return static_cast<std::int64_t>(random.between(2'000'000, 20'000'000)); };
        Fifo fifo(seed, period(), period());
        fifo.length_max = random.one_in(3) ? 400 : random.between(1, 150);
        fifo.write_pause = random.between(1, 6);
        fifo.read_stall = random.between(1, 6);
        fifo.frames(400);
        fifo.drain();
        CHECK(fifo.out == fifo.committed);
        CHECK(fifo.committed > 10);
        dropped += fifo.dropped;
    }
    CHECK(dropped > 1000);
}

TEST_CASE("equal clocks, and both at once") {
    Fifo fifo(7, k_period, k_period);
    fifo.write_pause = 3;
    fifo.read_stall = 1;
    fifo.frames(5000);
    fifo.drain();
    CHECK(fifo.out == fifo.committed);
    CHECK(fifo.dropped == 0);
}

TEST_CASE("a frame is dropped only if it does not fit, and one that fits exactly is kept") {
    Fifo fifo(8, k_period, k_period + 1);
    fifo.length_max = 300;
    fifo.write_pause = 1;
    fifo.read_stall = 1;
    fifo.bad_in = 0;
    for (int i = 0; i < 2000; ++i) { // one at a time into an empty FIFO
        fifo.frames(1);
        fifo.writing = false;
        fifo.steps(1500);
        fifo.writing = true;
    }
    fifo.drain();
    CHECK(fifo.tightest_drop > k_depth);
    CHECK(fifo.committed > 1500);
    CHECK(fifo.dropped > 200);
}

TEST_CASE("a stalled reader loses nothing that was committed") {
    Fifo fifo(9, k_period, k_period * 3);
    fifo.read_stall = 2;
    fifo.length_max = 120;
    fifo.frames(5000);
    fifo.drain();
    CHECK(fifo.out == fifo.committed);
    CHECK(fifo.dropped > 1000);
}

TEST_CASE("a reset of one side in mid-frame lets no part of a frame out") {
    const bool write = GENERATE(true, false);
    const bool read = GENERATE(true, false);
    Random random(static_cast<std::uint64_t>(10 + write * 2 + read));
    std::size_t out = 0, cut = 0, resets = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto period = [&] { return static_cast<std::int64_t>(random.between(4'000'000, 16'000'000)); };
        Fifo fifo(seed, period(), period());
        fifo.write_pause = random.between(1, 6);
        fifo.read_stall = random.between(1, 6);
        fifo.write_reset_in = write ? 300 : 0;
        fifo.read_reset_in = read ? 300 : 0;
        fifo.frames(1000);
        fifo.write_reset_in = fifo.read_reset_in = 0;
        fifo.length_max = 60;
        fifo.frames(100); // these arrive, or the queue does not get empty
        fifo.drain();
        out += fifo.out;
        cut += fifo.cut;
        resets += fifo.write_resets + fifo.read_resets;
    }
    CHECK(out > 5000);
    CHECK((cut > 500) == write);
    CHECK((resets > 1000) == (write || read));
}
