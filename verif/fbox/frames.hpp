// Frames for the benches: well-formed ones of every kind, and mutations of them.
#pragma once

#include <random>

#include "verif/fbox/model.hpp"

namespace amoebox::bench {

template <typename R>
Port random_port(R& random) {
    Port port{};
    do {
        for (auto& byte : port) {
            byte = static_cast<std::uint8_t>(random());
        }
    } while (is_null(port));
    return port;
}

// A well-formed frame of a kind with `size` data bytes (ignored for fixed bodies).  Fields that the box replaces are random.
template <typename R>
Bytes make_frame(R& random, Kind kind, const Mac& to, const Port& reply, const Port& port, std::size_t size = 0) {
    const std::optional<std::size_t> fixed = frame::fixed_body_size(kind);
    const std::size_t header = frame::header_size + (frame::has_message_header(kind) ? frame::message_size : 0);
    const std::size_t length = fixed ? *fixed : std::min(size, frame::max_frame - header);
    Bytes f(header + length);
    for (auto& byte : f) {
        byte = static_cast<std::uint8_t>(random());
    }
    put(f, 0, to);
    f[frame::at_source] &= 0xFE;
    put(f, frame::at_ethertype, 2, frame::ethertype);
    f[frame::at_version] = frame::version;
    f[frame::at_kind] = static_cast<std::uint8_t>(kind);
    f[frame::at_flags] &= frame::flags_valid;
    put(f, frame::at_length, 2, length);
    put(f, frame::at_reply, reply);
    put(f, frame::at_port, port);
    std::uint64_t offset = 0;
    if (kind == Kind::data) {
        offset = 1 + random() % ((random() & 1) != 0 ? 5000 : 0xFFFF'0000U - length);
    }
    std::uint64_t total = length;
    if (!fixed) {
        const std::uint64_t more = (random() & 1) != 0 ? 0 : random() % (0x1'0000'0000U - offset - length);
        total = offset + length + ((random() & 1) != 0 ? more : more % 3000);
        total = std::min<std::uint64_t>(total, 0xFFFF'FFFFU);
    }
    put(f, frame::at_total, 4, total);
    put(f, frame::at_offset, 4, offset);
    return f;
}

// One thing about it becomes wrong (or, rarely, stays right).
template <typename R>
void mutate(R& random, Bytes& f) {
    const auto near = [&](std::size_t at, std::size_t size) {
        put(f, at, size, number(f, at, size) + random() % 5 - 2);
    };
    const auto byte = [&](std::size_t at, std::size_t size) {
        f[at + random() % size] = static_cast<std::uint8_t>(random());
    };
    if (f.size() < frame::header_size) {
        return;
    }
    switch (random() % 19) {
    case 0:
        f.resize(1 + random() % f.size());
        break;
    case 1:
        f.resize(f.size() + 1 + random() % 4);
        break;
    case 2:
        f.resize(f.size() - 1);
        break;
    case 3:
        f[frame::at_kind] = static_cast<std::uint8_t>(random() % 16);
        break;
    case 4:
        f[frame::at_kind] = static_cast<std::uint8_t>(random());
        break;
    case 5:
        f[frame::at_flags] = static_cast<std::uint8_t>(1U << (random() & 7));
        break;
    case 6:
        near(frame::at_length, 2);
        break;
    case 7:
        near(frame::at_total, 4);
        break;
    case 8:
        near(frame::at_offset, 4);
        break;
    case 9:
        byte(frame::at_total, 4);
        break;
    case 10:
        byte(frame::at_offset, 4);
        break;
    case 11:
        byte(frame::at_length, 2);
        break;
    case 12:
        put(f, frame::at_port, Port{});
        break;
    case 13:
        byte(frame::at_ethertype, 3);
        break;
    case 14:
        put(f, frame::at_destination, k_broadcast);
        break;
    case 15:
        f[0] |= 1;
        break;
    case 16:
        put(f, frame::at_offset, 4, 0);
        break;
    case 17:
        byte(0, f.size());
        break;
    default:
        put(f, frame::at_reply, Port{});
        break;
    }
}

inline constexpr std::array k_kernel_kinds = {Kind::request, Kind::reply,   Kind::data,  Kind::grant, Kind::ack,
                                              Kind::nak,     Kind::enquiry, Kind::alive, Kind::locate};
inline constexpr std::array k_wire_kinds = {Kind::request, Kind::reply,   Kind::data,    Kind::grant,
                                            Kind::ack,     Kind::nak,     Kind::enquiry, Kind::alive,
                                            Kind::locate,  Kind::here_is, Kind::not_here};

} // namespace amoebox::bench
