// Part of engine.hpp: the client's side: frames from the server, and the rest of a request.
#pragma once

#include "lib/rpc/engine.hpp"

namespace amoebox::rpc {

AMOEBOX_RPC void AMOEBOX_ENGINE::client_frame(unsigned slot, FrameView view, std::uint32_t lead,
                                              std::uint32_t status) {
    Slot& s = slots_[slot];
    const Kind kind = FrameView::kind(lead);
    if (view.raw(frame::at_transaction) != s.raw_transaction) [[unlikely]] {
        ++stats_.wrong_transaction;
        return;
    }
    if (kind == Kind::not_here) [[unlikely]] {
        return client_not_here(slot, view);
    }
    if (Defences::check_server_port && !view.shows(frame::at_reply, s.call->port)) [[unlikely]] {
        ++stats_.wrong_server;
        return;
    }
    s.heard = now_;
    const std::uint8_t flags = FrameView::flags(lead);
    if (kind == Kind::data && next_reply_data(slot, view, flags, status)) [[unlikely]] {
        return;
    }
    if (Place& p = places_[s.place]; (flags & frame::flag_again) == 0 && p.life == s.life) {
        p.heard = s.heard;
    }
    if (kind == Kind::reply || kind == Kind::data) [[likely]] {
        env_.trace(hw::trace_reply_in, s.transaction);
        return reply_data(slot, view, kind, flags, status);
    }
    client_control(slot, view, kind, flags);
}

// The usual frame of a long reply: true, and that was all.
AMOEBOX_RPC [[gnu::noinline]] bool AMOEBOX_ENGINE::next_reply_data(unsigned slot, FrameView view, std::uint8_t flags,
                                                                   std::uint32_t status) {
    Slot& s = slots_[slot];
    gather_ = 0;
    if ((status & k_status_placed) == 0 || !s.exposed || (flags & frame::flag_again) != 0 ||
        !s.in.take_next(view.total(), view.offset(), view.length())) {
        return false;
    }
    s.call->placed = true;
    gather_ = s.in.gather();
    if (s.in.fresh >= k_ack_every) {
        s.in.fresh = 0;
        send_plain(slot, Kind::ack, 0, 0);
        set_flight(slot, SlotState::waiting, Timing::resend_first);
    }
    return true;
}

AMOEBOX_RPC void AMOEBOX_ENGINE::reply_data(unsigned slot, FrameView view, Kind kind, std::uint8_t flags,
                                            std::uint32_t status) {
    const Slot& s = slots_[slot];
    const Call& call = *s.call;
    const std::uint32_t total = view.total();
    const std::uint32_t length = view.length();
    const bool first = kind == Kind::reply;
    const std::uint32_t offset = first ? 0 : view.offset();
    if (!s.exposed || (s.in.begun && s.in.total != total) || length != fragment_length(offset, total) ||
        offset > total) [[unlikely]] {
        ++stats_.wrong_form;
        return;
    }
    if (total > call.reply_capacity) [[unlikely]] {
        return first ? reply_too_long(slot, view, total) : void(); // its REPLY tells how much
    }
    if (first && total == 0) { // the only frame
        view.message(*call.reply_message);
        return finish(slot, 0);
    }
    reply_fragment(slot, view, first, flags, status);
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::reply_too_long(unsigned slot, FrameView view,
                                                                             std::uint32_t total) {
    Slot& s = slots_[slot];
    view.message(*s.call->reply_message);
    s.call->reply_total = total;
    s.in.start(total);
    send_plain(slot, Kind::ack, frame::flag_finished, 0);
    finish(slot, Error::rpc_replyoverflow);
}

// One that brings data.
AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::reply_fragment(unsigned slot, FrameView view, bool first,
                                                                  std::uint8_t flags, std::uint32_t status) {
    Slot& s = slots_[slot];
    Call& call = *s.call;
    const std::uint32_t total = view.total();
    const std::uint32_t length = view.length();
    const std::uint32_t offset = first ? 0 : view.offset();
    if (!s.in.begun) {
        s.in.start(total);
    }
    const bool gap = s.in.has_gap();
    if ((status & k_status_misfit) != 0) {
        ++stats_.misfit;
        return;
    }
    const Result result = s.in.accept(offset, length);
    if (result == Result::wrong) {
        ++stats_.wrong_form;
        return;
    }
    if (result == Result::taken) {
        if ((status & k_status_placed) != 0) {
            call.placed = true;
        } else {
            const std::uint32_t header = first ? frame::header_size + frame::message_size : frame::header_size;
            env_.copy_in(call.reply, offset, view.data(header), length);
        }
    }
    if (first && !s.answered) {
        s.answered = true;
        view.message(*call.reply_message);
    }
    if (s.answered && s.in.complete()) {
        if (total > k_first_bytes) [[unlikely]] {
            send_plain(slot, Kind::ack, frame::flag_finished, 0);
        }
        return finish(slot, static_cast<std::int32_t>(total));
    }
    const bool new_gap = !gap && s.in.has_gap();
    if (new_gap || s.in.fresh >= k_ack_every || (flags & frame::flag_again) != 0) {
        s.in.fresh = 0;
        send_plain(slot, Kind::ack, 0, new_gap || (flags & frame::flag_again) != 0 ? s.in.gap() : 0);
    }
    set_flight(slot, SlotState::waiting, Timing::resend_first);
}

// GRANT, ACK, NAK, ALIVE.
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::client_control(unsigned slot, FrameView view, Kind kind,
                                                                             std::uint8_t flags) {
    Slot& s = slots_[slot];
    switch (kind) {
    case Kind::grant: {
        const std::uint32_t received = view.received_of_grant();
        if (!s.exposed || s.answered || s.state == SlotState::gone || received > s.out.total ||
            !is_fragment_start(received)) {
            ++stats_.wrong_form;
            return;
        }
        const bool known = s.granted;
        const bool again = (flags & frame::flag_again) != 0;
        s.granted = true;
        if (!known && again) {
            s.out.next = s.out.acked = 0; // of what was sent unasked it has only what it says
        }
        s.transfer = view.port(frame::header_size);
        s.out.acknowledged(received);
        set_flight(slot, SlotState::sending, Timing::resend_first);
        if (known && again) {
            resend(slot, s.out.acked, 1);
        }
        return pump(slot);
    }
    case Kind::ack: {
        if (!s.granted || s.state != SlotState::sending) {
            return;
        }
        const bool progress = s.out.acknowledged(view.body(frame::body::ack::at_received));
        if (s.out.all_acked()) {
            return set_flight(slot, SlotState::waiting, Timing::retry_first);
        }
        resend(slot, view.body(frame::body::ack::at_missing_offset), view.body(frame::body::ack::at_missing_length));
        if (progress) {
            set_flight(slot, SlotState::sending, Timing::resend_first);
        }
        return pump(slot);
    }
    case Kind::nak: {
        const auto reason = static_cast<Error>(static_cast<std::int32_t>(view.body(frame::body::nak::at_reason)));
        return refused(slot, reason, !s.exposed || view.epoch() == s.epoch);
    }
    case Kind::alive: {
        const std::uint32_t state = view.body(frame::body::alive::at_state);
        if (s.state == SlotState::probing) {
            return start(slot);
        }
        if (s.state == SlotState::asking && state != 0) { // it has the first frame: no need to repeat that
            return set_flight(slot, SlotState::waiting, s.interval);
        }
        if (s.state == SlotState::waiting && state == 0 && !s.answered) {
            return set_flight(slot, SlotState::asking, s.interval);
        }
        return;
    }
    default:
        ++stats_.wrong_form;
    }
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::refused(unsigned slot, Error reason, bool certain) {
    Slot& s = slots_[slot];
    if (reason == Error::rpc_stale) {
        forget_place(s);
    }
    if (!certain || s.answered) {
        return finish(slot, Error::rpc_failure);
    }
    switch (reason) {
    case Error::rpc_stale:
        return restart(slot, 0);
    case Error::rpc_busy:
        if (Place& p = places_[s.place]; p.state == PlaceState::known && p.life == s.life) {
            p.state = PlaceState::empty;
            p.avoiding = true;
        }
        s.was_busy = true;
        s.pause = s.pause == 0                       ? Timing::busy_first
                  : s.pause * 2 < Timing::retry_most ? s.pause * 2
                                                     : Timing::retry_most;
        return restart(slot, s.pause);
    case Error::rpc_overflow:
    case Error::rpc_tryagain:
        return finish(slot, reason);
    default:
        return finish(slot, Error::rpc_failure);
    }
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::client_not_here(unsigned slot, FrameView view) {
    const Slot& s = slots_[slot];
    if (!view.shows(frame::header_size, s.call->port) || s.answered) {
        return; // for a transfer port that has served its time
    }
    forget_place(s);
    if (!s.exposed) {
        return restart(slot, 0);
    }
    if (s.state != SlotState::gone) {
        set_flight(slot, SlotState::gone, Timing::grace);
    }
}

// ---- sending the rest -----------------------------------------------------------------------------------------------------

AMOEBOX_RPC [[gnu::noinline]] bool AMOEBOX_ENGINE::send_rest(unsigned slot, std::uint32_t offset,
                                                             std::uint8_t flags) {
    const Slot& s = slots_[slot];
    std::uint8_t* to = env_.header();
    if (to == nullptr) {
        return false;
    }
    const std::uint32_t length = fragment_length(offset, s.out.total);
    Writer writer(to, {Kind::data, flags, length, s.raw_transaction, s.out.raw_total, offset}, s.server, s.reply,
                  s.granted ? s.transfer : s.call->port, s.life);
    writer.put(0);
    Send send;
    send.header_bytes = frame::header_size;
    send.length = length;
    send.buffer = &s.call->request;
    send.offset = offset;
    env_.send(send);
    return true;
}

AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::pump(unsigned slot) {
    Slot& s = slots_[slot];
    while (s.out.may_send()) {
        if (!send_rest(slot, s.out.next, 0)) {
            return alarm(*s.deadline, 1);
        }
        s.out.next += fragment_length(s.out.next, s.out.total);
    }
}

// Fragments of a range once more, at most a window of them.
AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::resend(unsigned slot, std::uint32_t offset, std::uint32_t length) {
    const Slot& s = slots_[slot];
    if (length == 0 || offset < s.out.acked || offset >= s.out.next || offset == 0 || !is_fragment_start(offset)) {
        return;
    }
    const std::uint32_t end = length < s.out.next - offset ? offset + length : s.out.next;
    for (unsigned n = 0; n < k_window && offset < end; ++n) {
        if (!send_rest(slot, offset, frame::flag_again)) {
            return;
        }
        ++stats_.repeated;
        offset += fragment_length(offset, s.out.total);
    }
}

} // namespace amoebox::rpc
