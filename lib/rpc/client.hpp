// Part of engine.hpp: the client's side of a transaction.
#pragma once

#include "lib/rpc/engine.hpp"

#define AMOEBOX_RPC template <class Env, class Limits, class Defences, class Timing>
#define AMOEBOX_ENGINE Engine<Env, Limits, Defences, Timing>

namespace amoebox::rpc {

AMOEBOX_RPC std::int32_t AMOEBOX_ENGINE::call(Call& call) {
    now_ = env_.now();
    if (call.port.is_null()) [[unlikely]] {
        return static_cast<std::int32_t>(Error::rpc_badport);
    }
    if (free_slots_ == 0) [[unlikely]] {
        return static_cast<std::int32_t>(Error::rpc_tryagain);
    }
    const unsigned place = find_place(call);
    if (place == k_none) [[unlikely]] {
        return static_cast<std::int32_t>(Error::rpc_tryagain);
    }
    const unsigned slot = slot_stack_[--free_slots_];
    Slot& s = slots_[slot];
    s.call = &call;
    s.place = static_cast<std::uint8_t>(place);
    s.begun = now_;
    s.exposed = false;
    s.was_busy = false;
    s.pause = 0;
    call.slot = static_cast<std::uint8_t>(slot);
    call.placed = false;
    ++stats_.calls;
    begin(slot);
    return k_blocked;
}

// With a place chosen and nothing sent: the next step towards the REQUEST.
AMOEBOX_RPC void AMOEBOX_ENGINE::begin(unsigned slot) {
    Slot& s = slots_[slot];
    const Place& p = places_[s.place];
    if (p.state != PlaceState::known) [[unlikely]] {
        return locate(slot);
    }
    s.server = p.server;
    s.life = p.life;
    s.epoch = p.epoch;
    s.exposed = false;
    s.answered = false;
    s.granted = false;
    s.in.begun = false;
    if (Defences::fresh_transaction || s.sequence == 0) {
        ++s.sequence;
    }
    s.transaction = s.sequence * k_slots + slot;
    s.raw_transaction = big_endian(s.transaction);
    s.call->transaction = s.transaction;
    env_.trace(hw::trace_number, s.transaction);
    s.reply = Defences::fresh_reply_port ? env_.random_port() : fixed_reply_;
    const Ticks now = now_;
    s.heard = now;
    if (now - p.heard > Timing::confirm) [[unlikely]] {
        s.tries = 0;
        s.interval = Timing::retry_first;
        return probe(slot);
    }
    start(slot);
}

AMOEBOX_RPC void AMOEBOX_ENGINE::start(unsigned slot) {
    Slot& s = slots_[slot];
    s.sent = now_;
    s.out.start(s.call->request_length);
    if (!send_request(slot, 0)) [[unlikely]] {
        if (s.arming || s.armed) { // probed: ask again in a moment
            return set_flight(slot, SlotState::probing, 1);
        }
        return set_flight(slot, SlotState::pausing, 1);
    }
    env_.trace(hw::trace_request_out, s.transaction);
    set_flight(slot, SlotState::asking, Timing::retry_first);
    s.out.next = fragment_length(0, s.out.total);
    while (s.out.next < s.out.total && s.out.next < k_unasked_bytes && send_rest(slot, s.out.next, 0)) [[unlikely]] {
        s.out.next += fragment_length(s.out.next, s.out.total);
    }
}

// A frame of this transaction, header only written; nothing if the ring is full.
AMOEBOX_RPC bool AMOEBOX_ENGINE::send_request(unsigned slot, std::uint8_t flags) {
    Slot& s = slots_[slot];
    std::uint8_t* to = env_.header();
    if (to == nullptr) [[unlikely]] {
        return false;
    }
    const std::uint32_t total = s.call->request_length;
    const std::uint32_t length = fragment_length(0, total);
    Writer writer(to, {Kind::request, flags, length, s.raw_transaction, s.out.raw_total, 0}, s.server, s.reply,
                  s.call->port, s.life);
    writer.message(*s.call->request_message);
    Send send;
    send.header_bytes = frame::header_size + frame::message_size;
    send.length = length;
    send.buffer = &s.call->request;
    arm_with(slot, send);
    s.exposed = true;
    env_.send(send);
    return true;
}

// The first frame of a transaction arms its reply port, with a context if there is much to receive.
AMOEBOX_RPC void AMOEBOX_ENGINE::arm_with(unsigned slot, Send& send) {
    Slot& s = slots_[slot];
    if (s.armed || s.arming) {
        return;
    }
    send.arm = true;
    send.cookie = static_cast<std::uint16_t>(slot);
    s.arming = true;
    if (s.call->reply_capacity > Limits::copy_up_to) {
        s.context = static_cast<std::uint8_t>(new_context(s.server, s.call->reply, s.call->reply_capacity));
        if (s.context != k_none) {
            send.tag = static_cast<std::uint8_t>(hw::tag_context | s.context);
        }
    }
}

// A frame without data: ENQUIRY, or ACK with its three words.
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] bool AMOEBOX_ENGINE::send_plain(unsigned slot, Kind kind, std::uint8_t flags,
                                                                         std::uint32_t missing) {
    const Slot& s = slots_[slot];
    std::uint8_t* to = env_.header();
    if (to == nullptr) {
        return false;
    }
    const std::uint32_t length = kind == Kind::ack ? frame::body::ack::size : 0;
    Writer writer(to, {kind, flags, length, s.raw_transaction, big_endian(length), 0}, s.server, s.reply,
                  s.call->port, s.life);
    if (kind == Kind::ack) {
        writer.put(big_endian(s.in.received));
        writer.put(big_endian(s.in.received));
        writer.put(big_endian(missing));
    }
    writer.put(0);
    Send send;
    send.header_bytes = static_cast<std::uint32_t>(frame::header_size + length);
    arm_with(slot, send);
    env_.send(send);
    return true;
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::probe(unsigned slot) {
    send_plain(slot, Kind::enquiry, slots_[slot].tries == 0 ? std::uint8_t{0} : frame::flag_again, 0);
    set_flight(slot, SlotState::probing, slots_[slot].interval);
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::locate(unsigned slot) {
    const Slot& s = slots_[slot];
    Place& p = places_[s.place];
    set_flight(slot, SlotState::locating, Timing::retry_most);
    if (p.state != PlaceState::locating) {
        p.state = PlaceState::locating;
        p.tries = 0;
        p.interval = Timing::locate_first;
        if (!p.arming) {
            p.reply = env_.random_port();
        }
        broadcast(s.place);
    }
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::broadcast(unsigned place) {
    Place& p = places_[place];
    std::uint8_t* to = env_.header();
    if (to == nullptr) {
        return alarm(*p.deadline, 1);
    }
    Writer writer(to, {Kind::locate, 0, 0, big_endian(place), 0, 0}, {{0xFFFFFFFF, first_half(0xFFFFFFFF)}}, p.reply,
                  p.port, {});
    writer.put(0);
    Send send;
    send.header_bytes = frame::header_size;
    if (!p.armed && !p.arming) {
        send.arm = true;
        send.cookie = static_cast<std::uint16_t>(k_slots + place);
        p.arming = true;
    }
    env_.send(send);
    ++p.tries;
    alarm(*p.deadline, p.interval);
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::here_is(unsigned place, FrameView view) {
    Place& p = places_[place];
    if (p.state != PlaceState::locating || !view.shows(frame::header_size, p.port)) {
        ++stats_.wrong_transaction;
        return;
    }
    const Address source = view.source();
    if (p.avoiding && source == p.server && p.tries <= 1) {
        return; // it was busy; perhaps another one answers
    }
    ++stats_.located;
    p.state = PlaceState::known;
    p.avoiding = false;
    p.server = source;
    p.life = view.life();
    p.epoch = view.epoch();
    p.heard = now_;
    stop_locating(p);
    for (unsigned slot = 0; slot < k_slots; ++slot) {
        if (slots_[slot].state == SlotState::locating && slots_[slot].place == place) {
            begin(slot);
        }
    }
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::stop_locating(Place& place) {
    *place.deadline = k_never;
    if (place.armed) {
        place.armed = false;
        entries_[place.entry] = {};
        env_.disarm(place.entry, false);
    }
}

// The place of a port, with one more user; k_none if all are in use.
AMOEBOX_RPC unsigned AMOEBOX_ENGINE::find_place(Call& call) {
    if (Place& p = places_[call.place]; p.port == call.port) [[likely]] {
        ++p.users;
        return call.place;
    }
    return search_place(call);
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] unsigned AMOEBOX_ENGINE::search_place(Call& call) {
    const PutPort4& port = call.port;
    const std::uint32_t hash = port.word[0] ^ port.word[0] >> 16;
    unsigned free = k_none;
    for (unsigned i = 0; i < Limits::places; ++i) {
        const unsigned at = (hash + i) % Limits::places;
        Place& p = places_[at];
        if (p.port == port) {
            ++p.users;
            call.place = static_cast<std::uint8_t>(at);
            return at;
        }
        if (free == k_none && p.users == 0 && !p.arming) {
            free = at;
        }
        if (i >= 3 && free != k_none) {
            break; // a port is looked for among four
        }
    }
    if (free != k_none) {
        Place& p = places_[free];
        Place fresh;
        fresh.deadline = p.deadline;
        fresh.port = port;
        p = fresh;
        p.users = 1;
        call.place = static_cast<std::uint8_t>(free);
    }
    return free;
}

AMOEBOX_RPC void AMOEBOX_ENGINE::release_place(unsigned place) {
    Place& p = places_[place];
    if (--p.users == 0 && p.state == PlaceState::locating) {
        p.state = PlaceState::empty;
        stop_locating(p);
    }
}

// The place of this slot is no longer where it was.
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::forget_place(const Slot& slot) {
    Place& p = places_[slot.place];
    if (p.state == PlaceState::known && p.life == slot.life) {
        p.state = PlaceState::empty;
        ++stats_.moved;
    }
}

AMOEBOX_RPC void AMOEBOX_ENGINE::set_flight(unsigned slot, SlotState state, Ticks interval) {
    Slot& s = slots_[slot];
    s.state = state;
    s.interval = interval;
    Ticks delay = interval;
    // The call's own limits come first.
    const bool flying = s.exposed;
    const Ticks limit = flying ? s.call->service_timeout : s.call->locate_timeout;
    if (limit != k_no_limit) [[unlikely]] {
        const Ticks spent = now_ - (flying ? s.sent : s.begun);
        const Ticks left = spent < limit ? limit - spent : 1;
        delay = left < delay ? left : delay;
    }
    alarm(*s.deadline, delay);
}

// ---- ends -----------------------------------------------------------------------------------------------------------------

AMOEBOX_RPC void AMOEBOX_ENGINE::disarm(Slot& slot) {
    if (slot.armed) {
        slot.armed = false;
        entries_[slot.entry] = {};
        env_.disarm(slot.entry, slot.context != k_none);
    }
    if (slot.context != k_none) {
        free_context(slot.context);
        gather_ = 0;
    }
}

// Certainly not executed: begins again with a new number and a new reply port.
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::restart(unsigned slot, Ticks pause) {
    Slot& s = slots_[slot];
    disarm(s);
    s.exposed = false;
    release_place(s.place);
    const unsigned place = find_place(*s.call);
    s.place = static_cast<std::uint8_t>(place); // there is one: this slot has just given one back
    if (pause != 0) {
        return set_flight(slot, SlotState::pausing, pause);
    }
    begin(slot);
}

AMOEBOX_RPC void AMOEBOX_ENGINE::finish(unsigned slot, std::int32_t result) {
    Slot& s = slots_[slot];
    Call& call = *s.call;
    call.result = result;
    if (result == static_cast<std::int32_t>(Error::rpc_failure) ||
        result == static_cast<std::int32_t>(Error::rpc_timeout)) {
        ++stats_.unknown;
    }
    if (s.arming) [[unlikely]] {
        s.state = SlotState::ending;
        *s.deadline = k_never;
        return;
    }
    end_slot(slot);
    env_.completed(call);
}

AMOEBOX_RPC void AMOEBOX_ENGINE::end_slot(unsigned slot) {
    Slot& s = slots_[slot];
    disarm(s);
    if (s.call != nullptr) {
        s.call->slot = k_none;
    }
    s.call = nullptr;
    s.state = SlotState::free;
    *s.deadline = k_never;
    release_place(s.place);
    if (s.sequence < k_last_sequence) [[likely]] {
        slot_stack_[free_slots_++] = static_cast<std::uint8_t>(slot);
    }
}

AMOEBOX_RPC bool AMOEBOX_ENGINE::cancel(Call& call) {
    now_ = env_.now();
    if (call.slot == k_none) {
        return true;
    }
    Slot& s = slots_[call.slot];
    if (s.arming) {
        s.state = SlotState::ending;
        *s.deadline = k_never;
        call.result = static_cast<std::int32_t>(Error::rpc_aborted);
        if (s.context != k_none) {
            return false;
        }
        s.call = nullptr;
        call.slot = k_none;
        return true;
    }
    end_slot(call.slot);
    return true;
}

AMOEBOX_RPC void AMOEBOX_ENGINE::sent(std::uint16_t cookie, std::uint8_t code, std::uint8_t entry) {
    now_ = env_.now();
    const bool armed = code == hw::tx_sent;
    if (cookie >= k_slots) [[unlikely]] {
        Place& p = places_[cookie - k_slots];
        p.arming = false;
        if (armed) {
            p.armed = true;
            p.entry = entry;
            entries_[entry] = {Owner::place, static_cast<std::uint8_t>(cookie - k_slots)};
            if (p.state != PlaceState::locating) {
                stop_locating(p);
            }
        }
        return; // not sent (too many locates, table full): its timer tries again
    }
    Slot& s = slots_[cookie];
    s.arming = false;
    s.armed = armed;
    s.entry = entry;
    if (s.state == SlotState::ending) [[unlikely]] {
        Call* call = s.call;
        end_slot(cookie);
        if (call != nullptr) {
            env_.completed(*call);
        }
        return;
    }
    if (armed) [[likely]] {
        entries_[entry] = {Owner::slot, static_cast<std::uint8_t>(cookie)};
        return;
    }
    s.exposed = false; // the box did not send it
    switch (code) {
    case hw::tx_malformed:
    case hw::tx_bad_address:
        return finish(cookie, Error::rpc_badaddress);
    case hw::tx_already:
        return restart(cookie, 1);
    default:
        return finish(cookie, Error::rpc_tryagain);
    }
}

} // namespace amoebox::rpc
