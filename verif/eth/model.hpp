// An Ethernet line without any Verilog: what a frame looks like on the wire and what a receiver makes of a carrier.
// The CRC is written from the text of IEEE 802.3, 3.2.9 (most significant coefficient first, one bit at a time), in
// another form than the RTL's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace amoebox::eth {

using Bytes = std::vector<std::uint8_t>;

inline constexpr std::size_t k_frame_min = 60; // without FCS
inline constexpr std::size_t k_frame_max = 1514;
inline constexpr std::size_t k_fcs = 4;
inline constexpr std::uint8_t k_preamble = 0x55;
inline constexpr std::uint8_t k_delimiter = 0xd5;

std::array<std::uint8_t, k_fcs> fcs(std::span<const std::uint8_t> frame);

// Zero bytes up to 60.
Bytes padded(Bytes frame);
// The frame as it is, and its FCS.
Bytes with_fcs(Bytes frame);
// Preamble, delimiter and what is given.
Bytes with_preamble(std::span<const std::uint8_t> rest, std::size_t preamble = 7);
// All of it, as a sender does.
Bytes on_wire(const Bytes& frame);

enum class Verdict : std::uint8_t { good, bad_fcs, runt, giant, error };

// One carrier byte.
struct Slot {
    std::uint8_t data = 0;
    bool error = false;
    bool operator==(const Slot&) const = default;
};
std::vector<Slot> slots(std::span<const std::uint8_t> bytes);

// What a receiver says of one carrier; nothing if it had no start delimiter.
struct Received {
    Verdict verdict = Verdict::good;
    Bytes bytes; // delivered; good only if the verdict is
    bool operator==(const Received&) const = default;
};
std::optional<Received> receive(std::span<const Slot> carrier);

// Deterministic; the same on every machine.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next();
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
    std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    std::uint8_t byte() { return static_cast<std::uint8_t>(next()); }
    Bytes bytes(std::size_t length);

  private:
    std::uint64_t state_;
};

} // namespace amoebox::eth
