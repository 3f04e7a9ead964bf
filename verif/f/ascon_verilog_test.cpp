// The rounds in Verilog, iterated to the permutation, under the very mode of the C++ library: the official vectors.
#include <catch2/catch.hpp>

#include "Vascon_bench_top.h"
#include "lib/f/ascon.hpp"
#include "verif/f/clocked.hpp"
#include "verif/f/kat.hpp"

using namespace amoebox;

namespace {

class Permutation {
  public:
    Permutation() { clocked::reset(top_); }

    void operator()(ascon::State& state) {
        for (std::size_t word = 0; word < state.size(); ++word) {
            top_.state_i[2 * word] = static_cast<std::uint32_t>(state[word]);
            top_.state_i[2 * word + 1] = static_cast<std::uint32_t>(state[word] >> 32);
        }
        top_.start_i = 1;
        clocked::tick(top_);
        top_.start_i = 0;
        unsigned cycles = 0;
        for (; top_.busy_o != 0 && cycles < 100; ++cycles) {
            clocked::tick(top_);
        }
        REQUIRE(cycles == 12);
        for (std::size_t word = 0; word < state.size(); ++word) {
            state[word] = std::uint64_t{top_.state_o[2 * word + 1]} << 32 | top_.state_o[2 * word];
        }
    }

  private:
    Vascon_bench_top top_;
};

} // namespace

TEST_CASE("The Verilog rounds give the 1,089 official answers", "[kat]") {
    Permutation permutation;
    const auto permute = [&permutation](ascon::State& state) { permutation(state); };
    for (const auto& vector : kat::read()) {
        kat::Bytes digest(vector.digest.size());
        ascon::cxof128(vector.customisation, vector.message, digest, permute);
        REQUIRE(digest == vector.digest);
    }
}
