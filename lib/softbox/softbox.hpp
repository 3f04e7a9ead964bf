// The F-box in software: the promises of docs/fbox.md (G1 to G8) where there is no box - on other machines, and in the
// control build `wire`, whose boxes pass everything.  Freestanding: no heap, no exceptions, no clock (the caller hands in
// its cycle counter).
//
//   kernel ── send(frame) ──►  SoftBox  ──► the same bytes, transformed in place, or a TX_ code     ──► wire
//   wire   ── receive(frame) ──► SoftBox  ──► deliver {tag, entry} | answer {a frame to send} | drop  ──► kernel
//
// It protects a kernel from others and the network from honest kernels' mistakes, exactly as the box does, but not the
// network from a kernel that goes around it.  Everything it does is synchronous: there is no BUSY, a disarm is complete
// when it returns, and no frame is ever inside.
//
// OneWay is F; only the control build `plain` has another one (Identity, below).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "gen/registers.hpp"
#include "lib/f/f.hpp"
#include "lib/frame/body.hpp"
#include "lib/frame/frame.hpp"

namespace amoebox::softbox {

using frame::Mac;
using frame::PortBytes;
using hw::Counter;

struct OneWay {
    static constexpr PortBytes apply(Use use, const PortBytes& value) { return f(use, value); }
};
// No F anywhere: the put-port is the get-port, as on a network without boxes.
struct Identity {
    static constexpr PortBytes apply(Use, const PortBytes& value) { return value; }
};

enum class PortKind : std::uint8_t { service = 0, transaction = 1 };

// What became of a frame from the host: a TX_ code of registers.toml, and the entry that its reply port has got.
struct Sent {
    std::uint8_t code = hw::tx_closed;
    std::uint8_t entry = 0;
    friend constexpr bool operator==(const Sent&, const Sent&) = default;
};

// What ARM brings: an FBOX_ code, the entry, the count of arms (life of the port = epoch + serial) and the put-port.
struct Armed {
    std::uint8_t code = hw::fbox_bad_command;
    std::uint8_t entry = 0;
    std::uint32_t serial = 0;
    PortBytes port{};
};

struct Verdict {
    enum class Fate : std::uint8_t { deliver, answer, drop };
    Fate fate = Fate::drop;
    std::uint8_t tag = 0;                      // deliver
    std::uint8_t entry = 0;                    // deliver
    Counter counter = Counter::in_drop_closed; // the one that counts this frame
    std::span<const std::uint8_t> answer;      // answer: a frame for the wire, valid until the next receive()
};

template <class F = OneWay>
class SoftBox {
  public:
    static constexpr unsigned k_entries = hw::fbox_entries;
    static constexpr unsigned k_locates = 32;                  // bucket of locates
    static constexpr std::uint32_t k_locate_cycles = 1U << 14; // one more after so many

    // Opens it for a new life with an empty table.  `epoch` is fresh entropy; counters go on.
    constexpr void open(const Mac& mac, std::uint16_t board, std::uint64_t epoch, std::uint32_t cycle) {
        mac_ = mac;
        board_ = board;
        epoch_ = epoch;
        table_ = {};
        arms_ = 0;
        locates_ = k_locates;
        refilled_ = cycle;
        open_ = true;
    }
    constexpr void close() {
        open_ = false;
        table_ = {};
    }
    constexpr bool is_open() const { return open_; }
    constexpr std::uint64_t epoch() const { return epoch_; }
    constexpr const Mac& mac() const { return mac_; }

    // A frame from the host: its first bytes (at least both headers or the body, if it has them) and how many data bytes
    // follow elsewhere.  With code TX_SENT its box fields are F's and the box's own, and it is to be put on the wire;
    // else it must not leave, and its bytes are as they were.
    constexpr Sent send(std::span<std::uint8_t> head, std::size_t more, bool arm, std::uint8_t tag,
                        std::uint8_t owner, std::uint32_t cycle);
    constexpr Sent send(std::span<std::uint8_t> whole, bool arm, std::uint8_t tag, std::uint8_t owner,
                        std::uint32_t cycle) {
        return send(whole, 0, arm, tag, owner, cycle);
    }

    // A frame from the wire, its checksum found good (or not: `bad`).
    constexpr Verdict receive(std::span<const std::uint8_t> frame, bool bad = false);
    // After an answer: was there room to send it?
    constexpr void answered(bool sent) { count(sent ? Counter::out_made : Counter::out_drop_answer); }

    // Commands.
    constexpr Armed arm(const PortBytes& get_port, PortKind kind, std::uint8_t tag, std::uint8_t owner) {
        if (!open_) {
            return {};
        }
        const PortBytes port = F::apply(Use::port, get_port);
        return enter(port, kind, tag, owner);
    }
    constexpr std::uint8_t disarm(std::uint8_t entry) {
        if (!table_[entry].used) {
            return hw::fbox_no_entry;
        }
        table_[entry] = {};
        return hw::fbox_ok;
    }
    constexpr std::uint8_t disarm_owner(std::uint8_t owner) {
        std::uint8_t code = hw::fbox_no_entry;
        for (Entry& entry : table_) {
            if (entry.used && entry.owner == owner) {
                entry = {};
                code = hw::fbox_ok;
            }
        }
        return code;
    }
    static constexpr PortBytes f_of(Use use, const PortBytes& value) { return F::apply(use, value); }

    constexpr std::uint32_t counter(Counter which) const { return counters_[static_cast<std::size_t>(which)]; }
    constexpr unsigned armed() const {
        unsigned n = 0;
        for (const Entry& entry : table_) {
            n += entry.used;
        }
        return n;
    }

  private:
    struct Entry {
        PortBytes port{};
        bool used = false;
        PortKind kind = PortKind::service;
        std::uint8_t tag = 0;
        std::uint8_t owner = 0;
        std::uint32_t serial = 0;
    };
    static constexpr std::array<std::uint8_t, frame::max_frame>
        k_elsewhere{}; // stands for data that the box need not see

    constexpr void count(Counter which) { ++counters_[static_cast<std::size_t>(which)]; }
    constexpr Sent refuse(Counter which, std::uint32_t code) {
        count(which);
        return {.code = static_cast<std::uint8_t>(code), .entry = 0};
    }
    constexpr Verdict drop(Counter which) {
        count(which);
        return {.counter = which, .answer = {}};
    }
    constexpr unsigned find(const PortBytes& port) const {
        unsigned index = 0;
        while (index < k_entries && !(table_[index].used && table_[index].port == port)) {
            ++index;
        }
        return index;
    }
    constexpr Armed enter(const PortBytes& port, PortKind kind, std::uint8_t tag, std::uint8_t owner) {
        if (port == PortBytes{}) {
            return {.code = hw::fbox_null};
        }
        if (find(port) < k_entries) {
            return {.code = hw::fbox_already};
        }
        for (unsigned index = 0; index < k_entries; ++index) {
            if (!table_[index].used) {
                table_[index] = {port, true, kind, tag, owner, ++arms_};
                return {hw::fbox_ok, static_cast<std::uint8_t>(index), arms_, port};
            }
        }
        return {.code = hw::fbox_full};
    }
    constexpr void refill(std::uint32_t cycle);
    constexpr Verdict answer(frame::Kind kind, const frame::Header& to, std::uint64_t life, Counter which);

    bool open_ = false;
    Mac mac_{};
    std::uint16_t board_ = 0;
    std::uint64_t epoch_ = 0;
    std::uint32_t arms_ = 0;
    unsigned locates_ = 0;
    std::uint32_t refilled_ = 0;
    std::array<Entry, k_entries> table_{};
    std::array<std::uint32_t, hw::counters> counters_{};
    std::array<std::uint8_t, frame::header_size + frame::body::subject::size> answer_{};
};

template <class F>
constexpr void SoftBox<F>::refill(std::uint32_t cycle) {
    const std::uint32_t more = (cycle - refilled_) / k_locate_cycles;
    refilled_ += more * k_locate_cycles;
    locates_ = more >= k_locates - locates_ ? k_locates : locates_ + static_cast<unsigned>(more);
}

template <class F>
constexpr Sent SoftBox<F>::send(std::span<std::uint8_t> head, std::size_t more, bool arm, std::uint8_t tag,
                                std::uint8_t owner, std::uint32_t cycle) {
    count(Counter::out_from_host);
    if (!open_) {
        return refuse(Counter::out_drop_closed, hw::tx_closed);
    }
    // Form, on what will be sent.
    if (head.size() > frame::at_kind) {
        const auto kind = static_cast<frame::Kind>(head[frame::at_kind]);
        if (!frame::is_known(kind) || !frame::may_kernel_send(kind)) {
            return refuse(Counter::out_drop_kind, hw::tx_malformed);
        }
    }
    if (head.size() < frame::header_size || head.size() > frame::max_frame || more > frame::max_frame - head.size() ||
        bytes::get<std::uint16_t>(head, frame::at_ethertype) != frame::ethertype ||
        head[frame::at_version] != frame::version) {
        return refuse(Counter::out_drop_form, hw::tx_malformed);
    }
    frame::Frame form{.header = frame::read_header(head), .message = std::nullopt, .data = {}};
    const bool has_message = frame::has_message_header(form.header.kind);
    const std::size_t start = frame::header_size + (has_message ? frame::message_size : 0);
    if (head.size() < start) {
        return refuse(Counter::out_drop_form, hw::tx_malformed);
    }
    if (has_message) {
        form.message = frame::read_message(head);
    }
    form.data = std::span(k_elsewhere).first(head.size() + more - start);
    if (bytes::get<std::uint16_t>(head, frame::at_length) != form.data.size() || frame::check_form(form)) {
        return refuse(Counter::out_drop_form, hw::tx_malformed);
    }
    const bool is_locate = form.header.kind == frame::Kind::locate;
    refill(cycle);
    if (is_locate && locates_ == 0) {
        return refuse(Counter::out_drop_locate, hw::tx_limited);
    }

    const PortBytes reply = F::apply(Use::port, form.header.reply);
    Sent sent{.code = hw::tx_sent, .entry = 0};
    if (arm) {
        const Armed armed = enter(reply, PortKind::transaction, tag, owner);
        if (armed.code != hw::fbox_ok) {
            return refuse(Counter::out_drop_arm, armed.code == hw::fbox_full      ? hw::tx_table_full
                                                 : armed.code == hw::fbox_already ? hw::tx_already
                                                                                  : hw::tx_null);
        }
        sent.entry = armed.entry;
    }
    locates_ -= is_locate ? 1U : 0U;

    bytes::put_string(head, frame::at_source, mac_);
    head[frame::at_hops] = 0;
    bytes::put<std::uint16_t>(head, frame::at_board, board_);
    bytes::put_string(head, frame::at_reply, reply);
    bytes::put<std::uint64_t>(head, frame::at_epoch, epoch_);
    if (has_message) {
        bytes::put_string(head, frame::at_signature, F::apply(Use::signature, form.message->signature));
    }
    count(Counter::out_sent);
    return sent;
}

// To the source of `to`, to its reply port, about its port.
template <class F>
constexpr Verdict SoftBox<F>::answer(frame::Kind kind, const frame::Header& to, std::uint64_t life, Counter which) {
    count(which);
    const auto body = frame::Subject{.subject = to.port}.wire();
    const frame::Frame made{
        .header = {.destination = to.source,
                   .source = mac_,
                   .kind = kind,
                   .board = board_,
                   .reply = {},
                   .port = to.reply,
                   .transaction = to.transaction,
                   .total = static_cast<std::uint32_t>(body.size()),
                   .epoch = epoch_,
                   .life = life},
        .message = std::nullopt,
        .data = body,
    };
    Verdict verdict{.fate = Verdict::Fate::answer, .counter = which, .answer = answer_};
    if (!frame::encode(made, answer_)) { // cannot be: source is unicast, reply not null
        verdict.fate = Verdict::Fate::drop;
        count(Counter::out_drop_answer);
    }
    return verdict;
}

template <class F>
constexpr Verdict SoftBox<F>::receive(std::span<const std::uint8_t> frame, bool bad) {
    count(Counter::in_from_wire);
    if (!open_) {
        return drop(Counter::in_drop_closed);
    }
    if (bad) {
        return drop(Counter::in_drop_bad);
    }
    if (frame.size() < frame::at_kind) {
        return drop(Counter::in_drop_foreign);
    }
    const Mac destination = bytes::get_string<6>(frame, frame::at_destination);
    if (destination != mac_ && destination != frame::broadcast) {
        return drop(Counter::in_drop_foreign);
    }
    const auto decoded = frame::decode(frame);
    if (!decoded) {
        return drop(frame::is_foreign(decoded.error()) ? Counter::in_drop_foreign : Counter::in_drop_form);
    }
    const frame::Header& header = decoded->header;
    if (!frame::is_unicast(header.source)) {
        return drop(Counter::in_drop_form);
    }

    const unsigned index = find(header.port);
    const bool found = index < k_entries;
    const Entry* entry = found ? &table_[index] : nullptr;
    if (header.kind == frame::Kind::locate) {
        if (found && entry->kind == PortKind::service && header.reply != PortBytes{}) {
            return answer(frame::Kind::here_is, header, epoch_ + entry->serial, Counter::in_locate);
        }
        return drop(Counter::in_locate);
    }
    if (found && (entry->kind == PortKind::service ? frame::admitted_by_service(header.kind)
                                                   : frame::admitted_by_transaction(header.kind))) {
        count(Counter::in_delivered);
        return {.fate = Verdict::Fate::deliver,
                .tag = entry->tag,
                .entry = static_cast<std::uint8_t>(index),
                .counter = Counter::in_delivered,
                .answer = {}};
    }
    if (frame::is_made_by_box(header.kind) || header.reply == PortBytes{}) {
        return drop(Counter::in_drop_unarmed);
    }
    return answer(frame::Kind::not_here, header, 0, Counter::in_drop_unarmed);
}

} // namespace amoebox::softbox
