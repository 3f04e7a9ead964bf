// The fixed bodies of GRANT, ACK, NAK, ALIVE, HERE_IS and NOT_HERE as values.  Freestanding.
//
// read() takes Frame::data of a frame that decode() has accepted with this kind, so the size is known; wire() gives what
// encode() wants as Frame::data.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lib/frame/frame.hpp"

namespace amoebox::frame {

struct Grant {
    PortBytes transfer{};
    std::uint32_t received = 0;

    static constexpr Grant read(std::span<const std::uint8_t> from) {
        return {.transfer = bytes::get_string<port_bytes>(from, body::grant::at_transfer),
                .received = bytes::get<std::uint32_t>(from, body::grant::at_received)};
    }
    constexpr std::array<std::uint8_t, body::grant::size> wire() const {
        std::array<std::uint8_t, body::grant::size> to{};
        bytes::put_string(to, body::grant::at_transfer, transfer);
        bytes::put<std::uint32_t>(to, body::grant::at_received, received);
        return to;
    }
    friend constexpr bool operator==(const Grant&, const Grant&) = default;
};

struct Ack {
    std::uint32_t received = 0;
    std::uint32_t missing_offset = 0;
    std::uint32_t missing_length = 0;

    static constexpr Ack read(std::span<const std::uint8_t> from) {
        return {.received = bytes::get<std::uint32_t>(from, body::ack::at_received),
                .missing_offset = bytes::get<std::uint32_t>(from, body::ack::at_missing_offset),
                .missing_length = bytes::get<std::uint32_t>(from, body::ack::at_missing_length)};
    }
    constexpr std::array<std::uint8_t, body::ack::size> wire() const {
        std::array<std::uint8_t, body::ack::size> to{};
        bytes::put<std::uint32_t>(to, body::ack::at_received, received);
        bytes::put<std::uint32_t>(to, body::ack::at_missing_offset, missing_offset);
        bytes::put<std::uint32_t>(to, body::ack::at_missing_length, missing_length);
        return to;
    }
    friend constexpr bool operator==(const Ack&, const Ack&) = default;
};

struct Nak {
    std::int32_t reason = 0; // an Error; the sender may lie, so it is not one yet

    static constexpr Nak read(std::span<const std::uint8_t> from) {
        return {.reason = static_cast<std::int32_t>(bytes::get<std::uint32_t>(from, body::nak::at_reason))};
    }
    constexpr std::array<std::uint8_t, body::nak::size> wire() const {
        std::array<std::uint8_t, body::nak::size> to{};
        bytes::put<std::uint32_t>(to, body::nak::at_reason, static_cast<std::uint32_t>(reason));
        return to;
    }
    friend constexpr bool operator==(const Nak&, const Nak&) = default;
};

struct Alive {
    std::uint32_t state = 0; // 1 queued, 2 being executed, 3 reply sent

    static constexpr Alive read(std::span<const std::uint8_t> from) {
        return {.state = bytes::get<std::uint32_t>(from, body::alive::at_state)};
    }
    constexpr std::array<std::uint8_t, body::alive::size> wire() const {
        std::array<std::uint8_t, body::alive::size> to{};
        bytes::put<std::uint32_t>(to, body::alive::at_state, state);
        return to;
    }
    friend constexpr bool operator==(const Alive&, const Alive&) = default;
};

// HERE_IS and NOT_HERE.
struct Subject {
    PortBytes subject{};

    static constexpr Subject read(std::span<const std::uint8_t> from) {
        return {.subject = bytes::get_string<port_bytes>(from, body::subject::at_subject)};
    }
    constexpr std::array<std::uint8_t, body::subject::size> wire() const {
        std::array<std::uint8_t, body::subject::size> to{};
        bytes::put_string(to, body::subject::at_subject, subject);
        return to;
    }
    friend constexpr bool operator==(const Subject&, const Subject&) = default;
};

} // namespace amoebox::frame
