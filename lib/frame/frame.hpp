// A frame as values: decode() and encode(), and the rules of form that boxes and kernels share (docs/frame.md).
//
// This is the reference of G5: what decode() accepts is well-formed, what it refuses must not pass a box in either
// direction.  Who may send a kind, and which armed port admits it, are further questions (gen/frame.hpp).  Every length
// and offset is checked before it is used.  Freestanding; nothing is allocated, `data` points into the frame decoded.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string_view>

#include "gen/frame.hpp"
#include "gen/profile.hpp"
#include "lib/frame/bytes.hpp"

namespace amoebox::frame {

using Mac = std::array<std::uint8_t, 6>;
using PortBytes = std::array<std::uint8_t, port_bytes>; // a port, signature or check field as it stands in the frame

inline constexpr Mac broadcast = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
constexpr bool is_unicast(const Mac& mac) {
    return (mac[0] & 1U) == 0;
}

// The header but for EtherType and version, which are constants, and length, which is that of Frame::data.
struct Header {
    Mac destination{};
    Mac source{};
    Kind kind = Kind::request;
    std::uint8_t flags = 0;
    std::uint8_t hops = 0;
    std::uint16_t board = 0;
    PortBytes reply{};
    PortBytes port{};
    std::uint32_t transaction = 0;
    std::uint32_t total = 0;
    std::uint32_t offset = 0;
    std::uint64_t epoch = 0;
    std::uint64_t life = 0;

    friend constexpr bool operator==(const Header&, const Header&) = default;
};

struct Message {
    PortBytes signature{};
    std::uint32_t object = 0; // 24 bits
    std::uint8_t rights = 0;
    PortBytes check{};
    std::int32_t command = 0; // of a reply: the status
    std::uint64_t parameter_offset = 0;
    std::uint32_t parameter_size = 0;
    std::uint32_t parameter_extra = 0;

    friend constexpr bool operator==(const Message&, const Message&) = default;
};

struct Frame {
    Header header;
    std::optional<Message> message;     // there exactly for the kinds that have one
    std::span<const std::uint8_t> data; // or the body (body.hpp)

    constexpr std::size_t size() const { return header_size + (message ? message_size : 0) + data.size(); }
};

enum class Malformed : std::uint8_t {
    too_short,
    too_long,
    ethertype,
    version,
    kind,
    control,
    flags,
    null_port,
    length,
    message,
    body,
    offset,
    data,
    range,
    total,
    destination,
    object,
    no_room,
};

constexpr std::string_view text(Malformed what) {
    switch (what) {
    case Malformed::too_short:
        return "the frame ends before its header does";
    case Malformed::too_long:
        return "the frame is longer than an Ethernet frame may be";
    case Malformed::ethertype:
        return "the EtherType is not that of Amoebox";
    case Malformed::version:
        return "the version of the frame is unknown";
    case Malformed::kind:
        return "the kind is unknown";
    case Malformed::control:
        return "CONTROL is for the cable between a box and its host, never for the network";
    case Malformed::flags:
        return "a reserved flag is set";
    case Malformed::null_port:
        return "the port is null";
    case Malformed::length:
        return "the length field does not agree with the length of the frame";
    case Malformed::message:
        return "there is a message header where the kind has none, or none where it has one";
    case Malformed::body:
        return "the body does not have the size that the kind prescribes";
    case Malformed::offset:
        return "the offset is not zero, which only DATA may have";
    case Malformed::data:
        return "DATA must have an offset and a length other than zero";
    case Malformed::range:
        return "offset and length reach beyond the total of the message";
    case Malformed::total:
        return "the total of a kind that is one frame is not its length";
    case Malformed::destination:
        return "LOCATE must be broadcast, and every other kind unicast";
    case Malformed::object:
        return "the object number has more than 24 bits";
    case Malformed::no_room:
        return "the buffer is smaller than the frame";
    }
    return "malformed";
}

// Is this a frame of somebody else, rather than a bad one of ours?  Boxes count the two apart.
constexpr bool is_foreign(Malformed what) {
    return what == Malformed::ethertype || what == Malformed::version;
}

// The rules of form for a frame that is already in fields; nothing if it obeys them.
constexpr std::optional<Malformed> check_form(const Frame& frame) {
    const Header& header = frame.header;
    if (!is_known(header.kind)) {
        return Malformed::kind;
    }
    if (!is_on_network(header.kind)) {
        return Malformed::control;
    }
    if ((header.flags & ~flags_valid) != 0) {
        return Malformed::flags;
    }
    if (header.port == PortBytes{}) {
        return Malformed::null_port;
    }
    if (frame.message.has_value() != has_message_header(header.kind)) {
        return Malformed::message;
    }
    if (frame.message && frame.message->object >> 24U != 0) {
        return Malformed::object;
    }
    if (frame.size() > max_frame) {
        return Malformed::too_long;
    }
    const bool is_locate = header.kind == Kind::locate;
    if (is_locate ? header.destination != broadcast : !is_unicast(header.destination)) {
        return Malformed::destination;
    }

    const auto length = static_cast<std::uint32_t>(frame.data.size());
    if (header.kind == Kind::data) {
        if (header.offset == 0 || length == 0) {
            return Malformed::data;
        }
    } else if (header.offset != 0) {
        return Malformed::offset;
    }
    if (const std::optional<std::size_t> fixed = fixed_body_size(header.kind)) {
        if (length != *fixed) {
            return Malformed::body;
        }
        if (header.total != length) {
            return Malformed::total;
        }
    }
    // Written so that nothing overflows: offset <= total first.
    if (header.offset > header.total || length > header.total - header.offset) {
        return Malformed::range;
    }
    return std::nullopt;
}

constexpr Header read_header(std::span<const std::uint8_t> from) {
    return {
        .destination = bytes::get_string<6>(from, at_destination),
        .source = bytes::get_string<6>(from, at_source),
        .kind = static_cast<Kind>(from[at_kind]),
        .flags = from[at_flags],
        .hops = from[at_hops],
        .board = bytes::get<std::uint16_t>(from, at_board),
        .reply = bytes::get_string<port_bytes>(from, at_reply),
        .port = bytes::get_string<port_bytes>(from, at_port),
        .transaction = bytes::get<std::uint32_t>(from, at_transaction),
        .total = bytes::get<std::uint32_t>(from, at_total),
        .offset = bytes::get<std::uint32_t>(from, at_offset),
        .epoch = bytes::get<std::uint64_t>(from, at_epoch),
        .life = bytes::get<std::uint64_t>(from, at_life),
    };
}

constexpr Message read_message(std::span<const std::uint8_t> from) {
    return {
        .signature = bytes::get_string<port_bytes>(from, at_signature),
        .object = bytes::get<std::uint32_t, size_object>(from, at_object),
        .rights = from[at_rights],
        .check = bytes::get_string<port_bytes>(from, at_check),
        .command = static_cast<std::int32_t>(bytes::get<std::uint32_t>(from, at_command)),
        .parameter_offset = bytes::get<std::uint64_t>(from, at_parameter_offset),
        .parameter_size = bytes::get<std::uint32_t>(from, at_parameter_size),
        .parameter_extra = bytes::get<std::uint32_t>(from, at_parameter_extra),
    };
}

// `from` is a whole frame without preamble and FCS.
constexpr std::expected<Frame, Malformed> decode(std::span<const std::uint8_t> from) {
    if (from.size() < at_version + size_version) {
        return std::unexpected(Malformed::too_short);
    }
    if (bytes::get<std::uint16_t>(from, at_ethertype) != ethertype) {
        return std::unexpected(Malformed::ethertype);
    }
    if (from[at_version] != version) {
        return std::unexpected(Malformed::version);
    }
    if (from.size() > max_frame) {
        return std::unexpected(Malformed::too_long);
    }
    if (from.size() < header_size) {
        return std::unexpected(Malformed::too_short);
    }
    Frame frame{.header = read_header(from), .message = std::nullopt, .data = {}};
    if (!is_known(frame.header.kind)) {
        return std::unexpected(Malformed::kind);
    }
    std::size_t start = header_size;
    if (has_message_header(frame.header.kind)) {
        start += message_size;
        if (from.size() < start) {
            return std::unexpected(Malformed::too_short);
        }
        frame.message = read_message(from);
    }
    frame.data = from.subspan(start);
    if (bytes::get<std::uint16_t>(from, at_length) != frame.data.size()) {
        return std::unexpected(Malformed::length);
    }
    if (const std::optional<Malformed> malformed = check_form(frame)) {
        return std::unexpected(*malformed);
    }
    return frame;
}

// Writes the frame to the beginning of `to` and returns its size.  Only a well-formed frame is written.
constexpr std::expected<std::size_t, Malformed> encode(const Frame& frame, std::span<std::uint8_t> to) {
    if (const std::optional<Malformed> malformed = check_form(frame)) {
        return std::unexpected(*malformed);
    }
    if (to.size() < frame.size()) {
        return std::unexpected(Malformed::no_room);
    }
    const Header& header = frame.header;
    bytes::put_string(to, at_destination, header.destination);
    bytes::put_string(to, at_source, header.source);
    bytes::put<std::uint16_t>(to, at_ethertype, ethertype);
    to[at_version] = version;
    to[at_kind] = static_cast<std::uint8_t>(header.kind);
    to[at_flags] = header.flags;
    to[at_hops] = header.hops;
    bytes::put<std::uint16_t>(to, at_board, header.board);
    bytes::put<std::uint16_t>(to, at_length, static_cast<std::uint16_t>(frame.data.size()));
    bytes::put_string(to, at_reply, header.reply);
    bytes::put_string(to, at_port, header.port);
    bytes::put<std::uint32_t>(to, at_transaction, header.transaction);
    bytes::put<std::uint32_t>(to, at_total, header.total);
    bytes::put<std::uint32_t>(to, at_offset, header.offset);
    bytes::put<std::uint64_t>(to, at_epoch, header.epoch);
    bytes::put<std::uint64_t>(to, at_life, header.life);
    std::size_t start = header_size;
    if (frame.message) {
        const Message& message = *frame.message;
        bytes::put_string(to, at_signature, message.signature);
        bytes::put<std::uint32_t, size_object>(to, at_object, message.object);
        to[at_rights] = message.rights;
        bytes::put_string(to, at_check, message.check);
        bytes::put<std::uint32_t>(to, at_command, static_cast<std::uint32_t>(message.command));
        bytes::put<std::uint64_t>(to, at_parameter_offset, message.parameter_offset);
        bytes::put<std::uint32_t>(to, at_parameter_size, message.parameter_size);
        bytes::put<std::uint32_t>(to, at_parameter_extra, message.parameter_extra);
        start += message_size;
    }
    bytes::put_string(to, start, frame.data);
    return frame.size();
}

} // namespace amoebox::frame
