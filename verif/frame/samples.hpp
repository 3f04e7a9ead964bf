// Well-formed frames of every kind, and random ones, for tests of whatever reads frames.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "lib/frame/body.hpp"
#include "lib/frame/frame.hpp"

namespace samples {

using namespace amoebox::frame;
namespace bytes = amoebox::bytes;
using Bytes = std::vector<std::uint8_t>;

inline constexpr std::array k_kinds = {Kind::request, Kind::reply,   Kind::data,    Kind::grant,
                                       Kind::ack,     Kind::nak,     Kind::enquiry, Kind::alive,
                                       Kind::locate,  Kind::here_is, Kind::not_here};

inline Bytes random_bytes(std::mt19937_64& random, std::size_t size) {
    Bytes bytes(size);
    for (auto& byte : bytes) {
        byte = static_cast<std::uint8_t>(random() >> 32);
    }
    return bytes;
}

inline PortBytes random_port(std::mt19937_64& random) {
    PortBytes port{};
    bytes::put_string(port, 0, random_bytes(random, port.size()));
    port[0] |= 1; // not null
    return port;
}

// A frame that owns its data.
struct Owned {
    Frame frame;
    Bytes data;

    Bytes encoded() {
        frame.data = data;
        Bytes to(frame.size());
        return encode(frame, to) ? to : Bytes{};
    }
};

// A random well-formed frame; `size` is used for kinds that carry data.
inline Owned make(Kind kind, std::mt19937_64& random, std::size_t size) {
    Owned owned{};
    Header& header = owned.frame.header;
    header.destination =
        kind == Kind::locate ? broadcast : Mac{0x02, 0, 0, 0, 0, static_cast<std::uint8_t>(random())};
    header.source = {0x02, 0, 0, 0, 1, static_cast<std::uint8_t>(random())};
    header.kind = kind;
    header.flags = static_cast<std::uint8_t>(random() & flags_valid);
    header.hops = static_cast<std::uint8_t>(random());
    header.board = static_cast<std::uint16_t>(random());
    header.reply = random_port(random);
    header.port = random_port(random);
    header.transaction = static_cast<std::uint32_t>(random());
    header.epoch = random();
    header.life = random();
    if (has_message_header(kind)) {
        owned.frame.message = Message{
            .signature = random_port(random),
            .object = static_cast<std::uint32_t>(random() & 0xFF'FFFF),
            .rights = static_cast<std::uint8_t>(random()),
            .check = random_port(random),
            .command = static_cast<std::int32_t>(random()),
            .parameter_offset = random(),
            .parameter_size = static_cast<std::uint32_t>(random()),
            .parameter_extra = static_cast<std::uint32_t>(random()),
        };
    }
    const std::size_t room = max_frame - header_size - (owned.frame.message ? message_size : 0);
    size = size > room ? room : size;
    if (kind == Kind::data) {
        size = size == 0 ? 1 : size;
        header.offset = 1 + static_cast<std::uint32_t>(random() % 0x7FFF'FFFF);
    }
    owned.data = random_bytes(random, fixed_body_size(kind).value_or(size));
    header.total = static_cast<std::uint32_t>(header.offset + owned.data.size());
    if (!fixed_body_size(kind)) {
        header.total += static_cast<std::uint32_t>(random() % 100'000);
    }
    return owned;
}

} // namespace samples
