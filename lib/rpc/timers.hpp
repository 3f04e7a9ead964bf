// Part of engine.hpp: construction, frames to their owners, and what happens when nothing happens.
#pragma once

#include "lib/rpc/engine.hpp"

namespace amoebox::rpc {

AMOEBOX_RPC AMOEBOX_ENGINE::Engine(Env& env) : env_(env) {
    for (unsigned i = 0; i < k_slots; ++i) {
        slot_stack_[i] = static_cast<std::uint8_t>(k_slots - 1 - i);
    }
    for (unsigned i = 0; i < Limits::jobs; ++i) {
        job_stack_[i] = static_cast<std::uint8_t>(Limits::jobs - 1 - i);
    }
    for (unsigned i = 0; i < Limits::contexts; ++i) {
        context_stack_[i] = static_cast<std::uint8_t>(Limits::contexts - 1 - i);
    }
    Ticks* deadline = deadlines_.data();
    for (Slot& s : slots_) {
        s.deadline = deadline++;
    }
    for (Job& job : jobs_) {
        job.deadline = deadline++;
    }
    for (Place& p : places_) {
        p.deadline = deadline++;
    }
    peer_heads_.fill(k_none);
    if (!Defences::fresh_reply_port) {
        fixed_reply_.word.fill(0x0000'F1ED); // for ever, in all lives
    }
}

AMOEBOX_RPC void AMOEBOX_ENGINE::frame(const std::uint8_t* bytes, std::uint32_t status) {
    const Entry entry = entries_[status >> 8 & 0xFF];
    const FrameView view(bytes);
    const std::uint32_t lead = view.lead();
    switch (entry.owner) {
    case Owner::slot:
        return client_frame(entry.index, view, lead, status);
    case Owner::service:
        return server_frame(entry.index, view, lead, status);
    case Owner::place:
        if (FrameView::kind(lead) == Kind::here_is) {
            here_is(entry.index, view);
        }
        return;
    case Owner::transfer:
        return transfer_frame(entry.index, view, lead, status);
    default:
        ++stats_.no_owner;
    }
}

AMOEBOX_RPC void AMOEBOX_ENGINE::alarm(Ticks& deadline, Ticks delay) {
    Ticks at = now_ + delay;
    if (at == k_never) {
        at = 1;
    }
    deadline = at;
    if (deadline_ == k_never || static_cast<std::int32_t>(at - deadline_) < 0) {
        deadline_ = at;
    }
}

AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::tick() {
    now_ = env_.now();
    if (!is_due(deadline_)) {
        return;
    }
    // What a timer sets goes through alarm(); what another one has overtaken costs one look too many.
    deadline_ = k_never;
    for (unsigned i = 0; i < deadlines_.size(); ++i) {
        const Ticks deadline = deadlines_[i];
        if (deadline == k_never) {
            continue;
        }
        if (!is_due(deadline)) {
            if (deadline_ == k_never || static_cast<std::int32_t>(deadline - deadline_) < 0) {
                deadline_ = deadline;
            }
        } else if (i < k_slots) {
            slot_timer(i);
        } else if (i < k_slots + Limits::jobs) {
            job_timer(i - k_slots);
        } else {
            place_timer(i - k_slots - Limits::jobs);
        }
    }
}

AMOEBOX_RPC void AMOEBOX_ENGINE::place_timer(unsigned place) {
    Place& p = places_[place];
    *p.deadline = k_never;
    if (p.state == PlaceState::locating) {
        p.interval = p.interval * 2 < Timing::locate_most ? p.interval * 2 : Timing::locate_most;
        broadcast(place);
    }
}

AMOEBOX_RPC void AMOEBOX_ENGINE::slot_timer(unsigned slot) {
    Slot& s = slots_[slot];
    const Call& call = *s.call;
    const Ticks now = now_;
    const Ticks doubled = s.interval * 2 < Timing::retry_most ? s.interval * 2 : Timing::retry_most;
    *s.deadline = k_never;
    if (s.exposed && call.service_timeout != k_no_limit && now - s.sent >= call.service_timeout) {
        return finish(slot, Error::rpc_timeout);
    }
    if (!s.exposed && call.locate_timeout != k_no_limit && now - s.begun >= call.locate_timeout) {
        return finish(slot, s.was_busy ? Error::rpc_busy : Error::rpc_notfound);
    }
    if (s.arming) { // the box has not even seen the first frame
        return set_flight(slot, s.state, 1);
    }
    switch (s.state) {
    case SlotState::pausing:
        return begin(slot);
    case SlotState::locating:
        return set_flight(slot, SlotState::locating, doubled);
    case SlotState::probing:
        if (++s.tries >= 3) {
            forget_place(s);
            return restart(slot, 0);
        }
        s.interval = doubled;
        return probe(slot);
    case SlotState::gone:
        return finish(slot, Error::rpc_failure);
    case SlotState::asking:
    case SlotState::sending:
    case SlotState::waiting:
        break;
    default:
        return;
    }
    if (now - s.heard > Timing::silence) {
        forget_place(s);
        return finish(slot, Error::rpc_failure);
    }
    ++stats_.repeated;
    if (s.state == SlotState::asking) {
        send_request(slot, frame::flag_again);
    } else if (s.state == SlotState::sending) {
        if (s.out.next == s.out.acked) {
            pump(slot); // the ring was full
        } else {
            resend(slot, s.out.acked, 1);
        }
    } else if (s.in.begun) {
        send_plain(slot, Kind::ack, frame::flag_again, s.in.has_gap() ? s.in.gap() : 1);
    } else {
        send_plain(slot, Kind::enquiry, frame::flag_again, 0);
    }
    set_flight(slot, s.state, doubled);
}

AMOEBOX_RPC void AMOEBOX_ENGINE::job_timer(unsigned index) {
    Job& job = jobs_[index];
    const Ticks now = now_;
    const Ticks doubled = job.interval * 2 < Timing::retry_most ? job.interval * 2 : Timing::retry_most;
    *job.deadline = k_never;
    switch (job.state) {
    case JobState::receiving:
        if (now - job.heard > Timing::silence) {
            return abandon(index, k_refused_busy);
        }
        if (!job.granted) {
            return grant(index, frame::flag_again);
        }
        send_grant(job, frame::flag_again);
        break;
    case JobState::replying:
        if (now - job.heard > Timing::silence) {
            return end_reply(job, static_cast<std::int32_t>(Error::rpc_failure));
        }
        if (job.out.next == job.out.acked) {
            pump_reply(job);
        } else {
            resend_reply(job, job.out.acked, 1);
        }
        break;
    case JobState::kept:
        if (now - job.heard > Timing::keep) {
            return free_job(job, k_over);
        }
        send_reply(job, 0, frame::flag_again, job.message);
        job.interval = job.interval < Timing::keep_first ? Timing::keep_first : job.interval * 2;
        return alarm(*job.deadline, job.interval);
    default:
        return;
    }
    job.interval = doubled == 0 ? Timing::resend_first : doubled;
    alarm(*job.deadline, job.interval);
}

AMOEBOX_RPC typename AMOEBOX_ENGINE::Use AMOEBOX_ENGINE::use() const {
    Use use{};
    for (const Slot& s : slots_) {
        use.slots += s.state != SlotState::free;
    }
    use.jobs = Limits::jobs - free_jobs_;
    use.contexts = Limits::contexts - free_contexts_;
    for (const Service& s : services_) {
        use.services += s.users != 0;
    }
    for (const Place& p : places_) {
        use.places_locating += p.state == PlaceState::locating;
    }
    for (const Entry& e : entries_) {
        use.entries += e.owner != Owner::none;
    }
    for (const Peer& p : peers_) {
        use.peers += p.used;
    }
    return use;
}

} // namespace amoebox::rpc

#undef AMOEBOX_RPC
#undef AMOEBOX_ENGINE
