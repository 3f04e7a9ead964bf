// Everything random in a run: draw n of a stream is a pure function of (seed, use, who, n), so that a new use, knob or
// link never moves another's draws.  Also the hash by which runs are compared.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace amoebox::sim {

// One stream for each.  Append only: the numbers are part of what a seed means.
enum class Use : std::uint64_t {
    get_port = 1,
    entropy = 2,
    step = 3,
    loss = 10,
    duplicate = 11,
    corrupt = 12,
    forge = 13,
    runt = 14,
    reorder = 15,
    delay = 16,
};

// The finaliser of SplitMix64: a bijection in which every input bit reaches every output bit.
constexpr std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

constexpr std::uint64_t draw(std::uint64_t seed, Use use, std::uint64_t who, std::uint64_t n) {
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;
    std::uint64_t x = mix(seed + golden);
    x = mix(x ^ (static_cast<std::uint64_t>(use) * golden));
    x = mix(x ^ (who * 0xd1342543de82ef95U + golden));
    return mix(x + (n + 1) * golden);
}

// Uniform in [0, 1).
constexpr double chance(std::uint64_t drawn) {
    return static_cast<double>(drawn >> 11) * 0x1p-53;
}

// Streams of boards and services go by name, so that their order in a file does not matter.
constexpr std::uint64_t who(std::string_view name) {
    std::uint64_t x = 0xcbf29ce484222325U;
    for (const char c : name) {
        x = (x ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
    }
    return mix(x);
}

// Order matters; not for adversaries.
class Hash {
  public:
    constexpr void add(std::uint64_t value) { state_ = mix(state_ ^ value) + 0x9e3779b97f4a7c15U; }
    constexpr void add(std::span<const std::uint8_t> bytes) {
        add(bytes.size());
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            word |= static_cast<std::uint64_t>(bytes[i]) << (8 * (i % 8));
            if (i % 8 == 7 || i + 1 == bytes.size()) {
                add(word);
                word = 0;
            }
        }
    }
    constexpr std::uint64_t value() const { return mix(state_); }

  private:
    std::uint64_t state_ = 0x416d6f65626f7821U;
};

} // namespace amoebox::sim
