// F in C++: the official vectors, the definition of F, null, and how hard guessing is at widths that can be guessed.
#include <catch2/catch.hpp>

#include <cmath>
#include <set>

#include "lib/f/f.hpp"
#include "verif/f/inputs.hpp"
#include "verif/f/kat.hpp"

using namespace amoebox;

namespace {

constexpr std::array k_all_uses = {Use::port, Use::signature, Use::check, Use::random};

// F by its definition, from the general function.
template <std::size_t Bytes>
std::array<std::uint8_t, Bytes> f_by_definition(Use use, const std::array<std::uint8_t, Bytes>& input) {
    std::vector<std::uint8_t> z;
    for (const char c : k_customisation[static_cast<std::size_t>(use)]) {
        z.push_back(static_cast<std::uint8_t>(c));
    }
    std::array<std::uint8_t, Bytes> output{};
    ascon::cxof128(z, input, output);
    return output;
}

template <std::size_t Bytes>
void matches_definition() {
    inputs::Random random(1);
    auto values = inputs::walking<Bytes>();
    for (int i = 0; i < 1000; ++i) {
        values.push_back(random.bytes<Bytes>());
    }
    for (const Use use : k_all_uses) {
        for (const auto& value : values) {
            const bool null = value == std::array<std::uint8_t, Bytes>{};
            REQUIRE(f(use, value) == (null ? value : f_by_definition(use, value)));
        }
    }
}

template <std::size_t Bytes>
void uses_are_separate() {
    std::set<std::array<std::uint8_t, Bytes>> seen;
    std::size_t count = 0;
    for (const auto& value : inputs::walking<Bytes>()) {
        for (const Use use : k_all_uses) {
            if (value != std::array<std::uint8_t, Bytes>{}) {
                seen.insert(f(use, value));
                ++count;
            }
        }
    }
    CHECK(seen.size() == count);
}

// Tries random get-ports against one put-port of which only the first `bits` bits count.
template <std::size_t Bytes>
void guessing_succeeds_as_often_as_it_must(unsigned bits, unsigned tries) {
    inputs::Random random(bits + Bytes);
    const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
    const auto cut = [mask](const auto& port) {
        return ascon::load(std::span<const std::uint8_t>(port).first(4)) & mask;
    };
    const auto target = cut(f(Use::port, random.bytes<Bytes>()));
    double hits = 0;
    for (unsigned i = 0; i < tries; ++i) {
        hits += cut(f(Use::port, random.bytes<Bytes>())) == target ? 1 : 0;
    }
    const double rate = std::ldexp(1.0, -static_cast<int>(bits));
    const double sigma = std::sqrt(tries * rate * (1 - rate));
    INFO(bits << " bits, " << tries << " tries: " << hits << " hits, expected " << tries * rate << " +- " << sigma);
    CHECK(std::abs(hits - tries * rate) <= 4 * sigma);
}

} // namespace

TEST_CASE("Ascon-CXOF128 gives the 1,089 official answers", "[kat]") {
    for (const auto& vector : kat::read()) {
        kat::Bytes digest(vector.digest.size());
        ascon::cxof128(vector.customisation, vector.message, digest);
        REQUIRE(digest == vector.digest);
    }
}

TEST_CASE("A shorter output is the beginning of a longer one", "[kat]") {
    for (const auto& vector : kat::read()) {
        for (const std::size_t length : {6U, 8U, 14U, 16U}) {
            kat::Bytes digest(length);
            ascon::cxof128(vector.customisation, vector.message, digest);
            REQUIRE(std::equal(digest.begin(), digest.end(), vector.digest.begin()));
        }
    }
}

TEST_CASE("F is CXOF128 with the string of its use, cut to its width; F(null) is null") {
    matches_definition<14>();
    matches_definition<6>();
}

TEST_CASE("No use gives a value of another use") {
    uses_are_separate<14>();
    uses_are_separate<6>();
}

TEST_CASE("F can be evaluated by the compiler") {
    constexpr std::array<std::uint8_t, 14> one = {1};
    static_assert(f(Use::port, one) != one);
    static_assert(f(Use::port, std::array<std::uint8_t, 6>{}) == std::array<std::uint8_t, 6>{});
    CHECK(f(Use::port, one) == f_by_definition(Use::port, one));
}

TEST_CASE(
    "Guessing a get-port succeeds with 2^-w at narrow widths w, so the estimate of full width rests on F alone") {
    guessing_succeeds_as_often_as_it_must<14>(8, 200'000);
    guessing_succeeds_as_often_as_it_must<14>(12, 1'000'000);
    guessing_succeeds_as_often_as_it_must<6>(8, 200'000);
    guessing_succeeds_as_often_as_it_must<6>(12, 1'000'000);
}
