// entropy_source: good noise gives bytes, and each fault that the health tests are for ends them for ever.
#include <catch2/catch.hpp>
#include <verilated.h>

#include <functional>
#include <random>
#include <set>
#include <vector>

#include "Ventropy_source.h"

namespace {

constexpr unsigned k_every = 64; // cycles between two samples

struct Source {
    Ventropy_source top;
    std::vector<std::uint8_t> bytes;
    std::uint64_t cycle = 0;

    Source() { reset(); }
    void reset() {
        top.rst_i = 1;
        step(false);
        step(false);
        top.rst_i = 0;
    }
    void step(bool noise) {
        top.noise_i = noise;
        top.ready_i = 1;
        top.eval();
        if (top.valid_o && !top.rst_i) {
            bytes.push_back(top.data_o);
        }
        top.clk_i = 1;
        top.eval();
        top.clk_i = 0;
        top.eval();
        ++cycle;
    }
    void run(std::size_t samples, const std::function<bool()>& noise) {
        for (std::size_t i = 0; i < samples * k_every; ++i) {
            step(noise());
        }
    }
};

std::function<bool()> biased(double ones, std::uint64_t seed) {
    return [random = std::mt19937_64(seed), limit = static_cast<std::uint64_t>(ones * 0x1p32)]() mutable {
        return (random() >> 32) < limit;
    };
}

} // namespace

TEST_CASE("good noise gives a byte for 32 samples, after 1,024 that only test it", "[entropy]") {
    Source s;
    const auto noise = biased(0.5, 1);
    s.run(1023, noise);
    CHECK(s.bytes.empty());
    s.run(20000, noise);
    CHECK(s.bytes.size() >= 20000 / 32 - 1);
    CHECK(s.bytes.size() <= 20000 / 32 + 2);
    CHECK_FALSE(s.top.failed_o);
    const std::set<std::uint8_t> different(s.bytes.begin(), s.bytes.end());
    CHECK(different.size() > 200);
}

TEST_CASE("noise with half a bit of entropy a sample passes", "[entropy]") {
    Source s;
    s.run(60'000, biased(0.7071, 2));
    CHECK_FALSE(s.top.failed_o);
}

TEST_CASE("a stuck source never gives a byte, and the fault outlives a reset", "[entropy]") {
    for (const bool level : {false, true}) {
        Source s;
        s.run(70, [&] { return level; });
        CHECK(s.top.failed_o);
        s.reset();
        s.run(3000, biased(0.5, 3));
        CHECK(s.top.failed_o);
        CHECK(s.bytes.empty());
    }
}

TEST_CASE("a source that dies later gives no more bytes", "[entropy]") {
    Source s;
    s.run(3000, biased(0.5, 4));
    const std::size_t before = s.bytes.size();
    CHECK(before > 0);
    s.run(62, [] { return true; });
    CHECK(s.top.failed_o);
    s.run(3000, biased(0.5, 5));
    CHECK(s.bytes.size() <= before + 2);
}

TEST_CASE("61 equal samples are a failure, 60 are not", "[entropy]") {
    for (const unsigned run : {60U, 61U}) {
        Source s;
        std::size_t n = 0; // one value for each sample
        for (std::size_t i = 0; i < 400; ++i) {
            const bool bit = i % 2 != 0 ? (i / 2) % 2 != 0 : i % 3 == 0;
            s.run(1, [&] { return bit; });
        }
        CHECK_FALSE(s.top.failed_o);
        s.run(1, [] { return false; });
        for (; n < run; ++n) {
            s.run(1, [] { return true; });
        }
        s.run(2, [] { return false; });
        CHECK(bool(s.top.failed_o) == (run == 61));
    }
}

TEST_CASE("too biased a source fails the proportion test", "[entropy]") {
    Source s;
    s.run(6000, biased(0.88, 6)); // runs of 61 are rare here
    CHECK(s.top.failed_o);
}
