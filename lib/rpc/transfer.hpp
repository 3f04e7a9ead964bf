// A message in fragments: the first carries up to k_first_bytes behind its message header, each later one k_data_bytes, the
// last what is left.  Nothing else is accepted, so a fragment is its number, and what has arrived is a count and a mask.
#pragma once

#include <cstdint>

#include "lib/rpc/wire.hpp"

namespace amoebox::rpc {

constexpr std::uint32_t fragment_length(std::uint32_t offset, std::uint32_t total) {
    const std::uint32_t most = offset == 0 ? k_first_bytes : k_data_bytes;
    return total - offset < most ? total - offset : most;
}
constexpr bool is_fragment_start(std::uint32_t offset) {
    return offset == 0 || (offset >= k_first_bytes && (offset - k_first_bytes) % k_data_bytes == 0);
}
// Bytes of the frames that go out before a GRANT.
inline constexpr std::uint32_t k_unasked_bytes = k_first_bytes + (k_unasked - 1) * k_data_bytes;

// The sender's side.
struct Outgoing {
    std::uint32_t total = 0;
    std::uint32_t raw_total = 0; // as on the wire
    std::uint32_t acked = 0;     // the receiver has everything below
    std::uint32_t next = 0;      // everything below has been sent once

    void start(std::uint32_t bytes) {
        total = bytes;
        raw_total = big_endian(bytes);
        acked = 0;
        next = 0;
    }
    bool all_acked() const { return acked >= total; }
    bool may_send() const { return next < total && next < acked + k_window * k_data_bytes; }
    // True if it tells something new.  What cannot be true is ignored.
    bool acknowledged(std::uint32_t received) {
        if (received <= acked || received > total || (received != total && !is_fragment_start(received))) {
            return false;
        }
        acked = received;
        if (next < acked) {
            next = acked;
        }
        return true;
    }
};

// The receiver's side.
struct Incoming {
    std::uint32_t total = 0;
    std::uint32_t received = 0; // contiguous bytes
    std::uint32_t mask = 0;     // bit i: the fragment i places after the first missing one is here
    std::uint8_t fresh = 0;     // fragments since the last ACK
    bool begun = false;         // total is known

    // The fragment that is expected next, neither first nor last: true, and it is taken.  What most are in a long message.
    bool take_next(std::uint32_t of_total, std::uint32_t offset, std::uint32_t length) {
        if (!begun || mask != 0 || of_total != total || offset != received || offset == 0 || length != k_data_bytes ||
            total - received <= k_data_bytes) {
            return false;
        }
        received += k_data_bytes;
        ++fresh;
        return true;
    }
    // How many of the fragments to come may be handed over together.
    unsigned gather() const { return total - received >= k_gather * k_data_bytes ? k_gather : 0; }

    enum class Result : std::uint8_t { wrong, old, taken };

    void start(std::uint32_t bytes) { *this = {bytes, 0, 0, 0, true}; }
    // The same, with the first fragment.
    void start_with(std::uint32_t bytes, std::uint32_t first) { *this = {bytes, first, 0, 1, true}; }
    bool complete() const { return begun && received == total; }
    bool has_gap() const { return mask != 0; }
    // Where the first gap ends: bytes from `received` to there are known to be lost.
    std::uint32_t gap() const {
        std::uint32_t at = received;
        for (std::uint32_t m = mask; m != 0 && (m & 1) == 0; m >>= 1) {
            at += fragment_length(at, total);
        }
        return at - received;
    }
    Result accept(std::uint32_t offset, std::uint32_t length) {
        if (offset > total || length != fragment_length(offset, total) || !is_fragment_start(offset)) {
            return Result::wrong;
        }
        if (offset < received || complete()) {
            return Result::old;
        }
        std::uint32_t place = 0;
        if (offset != received) {
            place = received == 0 ? 1 + (offset - k_first_bytes) / k_data_bytes : (offset - received) / k_data_bytes;
        }
        if (place >= 32) {
            return Result::wrong; // beyond any window
        }
        if ((mask >> place & 1) != 0) {
            return Result::old;
        }
        mask |= std::uint32_t{1} << place;
        while ((mask & 1) != 0) {
            received += fragment_length(received, total);
            mask >>= 1;
        }
        ++fresh;
        return Result::taken;
    }
};

} // namespace amoebox::rpc
