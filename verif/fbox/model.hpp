// The contract of docs/fbox.md as a program: what becomes of a frame, given the table.  It works on whole byte strings and
// knows nothing of cycles; where the contract leaves a choice to time (a full buffer, the bucket of locates, a taken
// answer slot) the caller decides.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "gen/frame.hpp"
#include "gen/profile.hpp"
#include "gen/registers.hpp"
#include "lib/f/f.hpp"

namespace amoebox::bench {

using Bytes = std::vector<std::uint8_t>;
using Port = std::array<std::uint8_t, port_bytes>;
using Mac = std::array<std::uint8_t, 6>;
using frame::Kind;

inline constexpr Mac k_broadcast = {255, 255, 255, 255, 255, 255};

inline std::uint64_t number(const Bytes& from, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        value = value << 8 | from[at + i];
    }
    return value;
}
inline void put(Bytes& to, std::size_t at, std::size_t size, std::uint64_t value) {
    for (std::size_t i = 0; i < size; ++i) {
        to[at + i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
    }
}
template <std::size_t Size>
std::array<std::uint8_t, Size> string(const Bytes& from, std::size_t at) {
    std::array<std::uint8_t, Size> value{};
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(at), Size, value.begin());
    return value;
}
template <std::size_t Size>
void put(Bytes& to, std::size_t at, const std::array<std::uint8_t, Size>& value) {
    std::copy(value.begin(), value.end(), to.begin() + static_cast<std::ptrdiff_t>(at));
}
inline bool is_null(const Port& port) {
    return port == Port{};
}

struct Entry {
    bool transaction = false;
    std::uint8_t tag = 0;
    std::uint8_t owner = 0;
    std::uint8_t entry = 0;
    std::uint32_t serial = 0;
};

struct Model {
    Mac mac{};
    std::uint16_t board = 0;
    std::uint64_t epoch = 0;
    std::map<Port, Entry> table;

    enum class Form { ok, foreign, kind, malformed };

    // G5.  `inward`: as a box judges a frame from the wire.
    Form form(const Bytes& f, bool inward) const {
        const auto kind_ok = [&] {
            const auto kind = static_cast<Kind>(f[frame::at_kind]);
            return frame::may_kernel_send(kind) || (inward && frame::is_made_by_box(kind));
        };
        const bool has_version = f.size() > frame::at_version;
        const bool ours = has_version && number(f, frame::at_ethertype, 2) == frame::ethertype &&
                          f[frame::at_version] == frame::version;
        if (inward) {
            const Mac to = f.size() >= 6 ? string<6>(f, 0) : Mac{};
            if (!ours || (to != mac && to != k_broadcast)) {
                return Form::foreign;
            }
        }
        if (f.size() > frame::at_kind && !kind_ok()) {
            return inward ? Form::malformed : Form::kind;
        }
        if (!ours || f.size() < frame::header_size || f.size() > frame::max_frame) {
            return Form::malformed;
        }
        const auto kind = static_cast<Kind>(f[frame::at_kind]);
        const std::size_t start = frame::header_size + (frame::has_message_header(kind) ? frame::message_size : 0);
        const std::uint64_t length = number(f, frame::at_length, 2);
        const std::uint64_t total = number(f, frame::at_total, 4);
        const std::uint64_t offset = number(f, frame::at_offset, 4);
        const std::optional<std::size_t> fixed = frame::fixed_body_size(kind);
        const Mac to = string<6>(f, 0);
        const bool locate = kind == Kind::locate;
        const bool good = f.size() == start + length && (f[frame::at_flags] & ~frame::flags_valid) == 0 &&
                          !is_null(string<port_bytes>(f, frame::at_port)) &&
                          (locate ? to == k_broadcast : (inward ? to == mac : (to[0] & 1) == 0)) &&
                          !(inward && (f[frame::at_source] & 1) != 0) && offset + length <= total &&
                          (!fixed || (length == *fixed && total == length)) &&
                          (kind == Kind::data ? offset > 0 && length > 0 : offset == 0);
        return good ? Form::ok : Form::malformed;
    }

    // G2, G3: what a frame that may leave looks like on the wire.
    Bytes transformed(Bytes f) const {
        put(f, frame::at_source, mac);
        put(f, frame::at_board, 2, board);
        put(f, frame::at_epoch, 8, epoch);
        f[frame::at_hops] = 0;
        put(f, frame::at_reply, amoebox::f(Use::port, string<port_bytes>(f, frame::at_reply)));
        if (frame::has_message_header(static_cast<Kind>(f[frame::at_kind]))) {
            put(f, frame::at_signature, amoebox::f(Use::signature, string<port_bytes>(f, frame::at_signature)));
        }
        return f;
    }

    struct Inward {
        hw::Counter counter = hw::Counter::in_drop_form;
        const Entry* entry = nullptr; // deliver
        std::optional<Bytes> answer;  // made by the box
        bool here = false;
    };

    // G1, G4
    Inward inward(const Bytes& f, bool bad) const {
        if (bad) {
            return {.counter = hw::Counter::in_drop_bad, .entry = nullptr, .answer = {}};
        }
        switch (form(f, true)) {
        case Form::foreign:
            return {.counter = hw::Counter::in_drop_foreign, .entry = nullptr, .answer = {}};
        case Form::ok:
            break;
        default:
            return {.counter = hw::Counter::in_drop_form, .entry = nullptr, .answer = {}};
        }
        const auto kind = static_cast<Kind>(f[frame::at_kind]);
        const Port port = string<port_bytes>(f, frame::at_port);
        const Port reply = string<port_bytes>(f, frame::at_reply);
        const auto found = table.find(port);
        const Entry* entry = found == table.end() ? nullptr : &found->second;
        if (kind == Kind::locate) {
            Inward result{.counter = hw::Counter::in_locate, .entry = nullptr, .answer = {}, .here = true};
            if (entry != nullptr && !entry->transaction && !is_null(reply)) {
                result.answer = answer(Kind::here_is, f, epoch + entry->serial);
            }
            return result;
        }
        const bool admitted = entry != nullptr && (entry->transaction ? frame::admitted_by_transaction(kind)
                                                                      : frame::admitted_by_service(kind));
        if (admitted) {
            return {.counter = hw::Counter::in_delivered, .entry = entry, .answer = {}};
        }
        Inward result{.counter = hw::Counter::in_drop_unarmed, .entry = nullptr, .answer = {}};
        if (!frame::is_made_by_box(kind) && !is_null(reply)) {
            result.answer = answer(Kind::not_here, f, 0);
        }
        return result;
    }

    Bytes answer(Kind kind, const Bytes& to, std::uint64_t life) const {
        Bytes f(frame::header_size + port_bytes, 0);
        put(f, frame::at_destination, string<6>(to, frame::at_source));
        put(f, frame::at_source, mac);
        put(f, frame::at_ethertype, 2, frame::ethertype);
        f[frame::at_version] = frame::version;
        f[frame::at_kind] = static_cast<std::uint8_t>(kind);
        put(f, frame::at_board, 2, board);
        put(f, frame::at_length, 2, port_bytes);
        put(f, frame::at_port, string<port_bytes>(to, frame::at_reply));
        put(f, frame::at_transaction, 4, number(to, frame::at_transaction, 4));
        put(f, frame::at_total, 4, port_bytes);
        put(f, frame::at_epoch, 8, epoch);
        put(f, frame::at_life, 8, life);
        put(f, frame::header_size, string<port_bytes>(to, frame::at_port));
        return f;
    }
};

} // namespace amoebox::bench
