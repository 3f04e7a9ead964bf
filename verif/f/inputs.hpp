// Inputs for F that benches share: walking bits, and a seeded generator of bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace inputs {

class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    template <std::size_t Bytes>
    std::array<std::uint8_t, Bytes> bytes() {
        std::array<std::uint8_t, Bytes> out{};
        for (auto& byte : out) {
            byte = static_cast<std::uint8_t>(engine_() >> 56);
        }
        return out;
    }
    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

  private:
    std::mt19937_64 engine_;
};

// Null, all ones, every single one among zeros and every single zero among ones.
template <std::size_t Bytes>
std::vector<std::array<std::uint8_t, Bytes>> walking() {
    std::vector<std::array<std::uint8_t, Bytes>> all;
    for (const unsigned background : {0x00U, 0xFFU}) {
        std::array<std::uint8_t, Bytes> value{};
        value.fill(static_cast<std::uint8_t>(background));
        all.push_back(value);
        for (std::size_t bit = 0; bit < 8 * Bytes; ++bit) {
            auto flipped = value;
            flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            all.push_back(flipped);
        }
    }
    return all;
}

} // namespace inputs
