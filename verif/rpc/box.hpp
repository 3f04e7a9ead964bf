// What a model of a box is made of: seeded numbers, F or a stand-in for volume, and the form of frames (docs/fbox.md G5).
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "lib/rpc/types.hpp"

namespace amoebox::rpc::model {

using Cycles = std::uint64_t;
inline constexpr unsigned k_tick_shift = 16;
inline constexpr Cycles k_second = 50'000'000;

// SplitMix64: small, seedable, the same everywhere.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t operator()() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
    std::uint64_t below(std::uint64_t limit) { return (*this)() % limit; }
    std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + below(high - low + 1); }
    bool chance(double p) { return static_cast<double>((*this)() >> 11) * 0x1p-53 < p; }

  private:
    std::uint64_t state_;
};

// F for volume: invertible, so injective; not one-way.
struct MixF {
    static PutPort4 f(GetPort4 x, std::uint32_t use) {
        PutPort4 out;
        if (x.is_null()) {
            return out;
        }
        std::uint8_t* p = x.bytes();
        constexpr std::size_t n = port_bytes;
        std::uint32_t state = 0x1234567 + use;
        for (int round = 0; round < 2; ++round) {
            for (std::size_t i = 0; i < n; ++i) {
                state = state * 747796405U + 2891336453U;
                p[i] = static_cast<std::uint8_t>(p[i] + (p[(i + n - 1) % n] * 5 ^ (state >> 24)));
            }
        }
        std::memcpy(out.bytes(), p, n);
        return out;
    }
};
struct RealF {
    static PutPort4 f(const GetPort4& x, std::uint32_t use) {
        Raw<port_bytes> in;
        std::memcpy(in.data(), x.bytes(), port_bytes);
        const Raw<port_bytes> result = amoebox::f(use == 0 ? Use::port : Use::signature, in);
        PutPort4 out;
        std::memcpy(out.bytes(), result.data(), port_bytes);
        return out;
    }
};

using Bytes = std::vector<std::uint8_t>;

inline std::uint32_t get(const std::uint8_t* p, std::size_t n) {
    std::uint32_t v = 0;
    for (std::size_t i = 0; i < n; ++i) {
        v = v << 8 | p[i];
    }
    return v;
}
inline void put(std::uint8_t* p, std::size_t n, std::uint64_t v) {
    for (std::size_t i = n; i-- > 0; v >>= 8) {
        p[i] = static_cast<std::uint8_t>(v);
    }
}
inline PutPort4 port_at(const Bytes& frame, std::size_t at) {
    PutPort4 port;
    std::memcpy(port.bytes(), frame.data() + at, port_bytes);
    return port;
}
inline frame::Kind kind_of(const Bytes& f) {
    return static_cast<frame::Kind>(f[frame::at_kind]);
}
inline GetPort4 get_port(std::uint64_t seed) {
    Random random(seed);
    GetPort4 port;
    for (std::size_t i = 0; i < port_bytes; ++i) {
        port.bytes()[i] = static_cast<std::uint8_t>(random());
    }
    return port;
}

// G5, for what a kernel sends (true) or for what comes from the wire.
inline bool well_formed(const Bytes& f, bool from_kernel) {
    using frame::Kind;
    if (f.size() < frame::header_size || f.size() > frame::max_frame || get(&f[12], 2) != frame::ethertype ||
        f[frame::at_version] != frame::version || (f[frame::at_flags] & ~frame::flags_valid) != 0) {
        return false;
    }
    const Kind kind = kind_of(f);
    if (!frame::is_on_network(kind) || (from_kernel && !frame::may_kernel_send(kind)) ||
        port_at(f, frame::at_port).is_null()) {
        return false;
    }
    const std::uint32_t length = get(&f[frame::at_length], 2);
    const std::uint64_t total = get(&f[frame::at_total], 4);
    const std::uint64_t offset = get(&f[frame::at_offset], 4);
    const std::size_t header = frame::header_size + (frame::has_message_header(kind) ? frame::message_size : 0);
    if (f.size() != header + length || offset + length > total) {
        return false;
    }
    if (kind == Kind::data ? offset == 0 || length == 0 : offset != 0) {
        return false;
    }
    if (const auto body = frame::fixed_body_size(kind); body && (length != *body || total != length)) {
        return false;
    }
    const bool broadcast = std::all_of(f.begin(), f.begin() + 6, [](std::uint8_t b) { return b == 0xFF; });
    return broadcast == (kind == Kind::locate) && (broadcast || (f[0] & 1) == 0);
}

} // namespace amoebox::rpc::model
