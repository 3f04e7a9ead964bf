// Part of engine.hpp: the server's side of a transaction.
#pragma once

#include "lib/rpc/engine.hpp"

namespace amoebox::rpc {

// ---- services and threads -------------------------------------------------------------------------------------------------

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] std::int32_t AMOEBOX_ENGINE::open(const GetPort4& get_port) {
    if (get_port.is_null()) {
        return static_cast<std::int32_t>(Error::rpc_badport);
    }
    unsigned at = k_none;
    for (unsigned i = 0; i < Limits::services; ++i) {
        Service& s = services_[i];
        if (s.users + s.jobs != 0 && s.get_port == get_port) {
            if (s.users != 0) {
                ++s.users;
                return static_cast<std::int32_t>(i);
            }
            at = i; // closed, with kept replies: opened again, as a new life
            break;
        }
        if (at == k_none && s.users + s.jobs == 0) {
            at = i;
        }
    }
    if (at == k_none) {
        return static_cast<std::int32_t>(Error::rpc_tryagain);
    }
    const Armed armed = env_.arm(get_port, 0, 0);
    if (armed.code != hw::fbox_ok) {
        return static_cast<std::int32_t>(Error::rpc_tryagain);
    }
    Service& s = services_[at];
    s.users = 1;
    s.entry = armed.entry;
    s.get_port = get_port;
    s.put_port = armed.port;
    s.life = Life::from(armed.life);
    entries_[armed.entry] = {Owner::service, static_cast<std::uint8_t>(at)};
    if (at >= services_end_) {
        services_end_ = at + 1;
    }
    return static_cast<std::int32_t>(at);
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] Request* AMOEBOX_ENGINE::close(std::uint8_t service) {
    now_ = env_.now();
    Service& s = services_[service];
    if (s.users == 0) {
        return nullptr;
    }
    --s.users;
    if (s.users != 0) {
        return nullptr;
    }
    env_.disarm(s.entry, false);
    entries_[s.entry] = {};
    Request* locals = nullptr;
    Request** end = &locals;
    while (Request* request = s.queue) {
        dequeue(*request);
        if (request->local) {
            *end = request;
            end = &request->next;
        } else {
            abandon(job_index(static_cast<Job&>(*request)), k_refused_busy);
        }
    }
    return locals;
}

AMOEBOX_RPC std::uint8_t AMOEBOX_ENGINE::find(const PutPort4& put_port) const {
    for (unsigned i = 0; i < services_end_; ++i) {
        if (services_[i].users != 0 && services_[i].put_port == put_port) {
            return static_cast<std::uint8_t>(i);
        }
    }
    return k_none;
}

AMOEBOX_RPC std::int32_t AMOEBOX_ENGINE::getreq(Receiver& receiver, std::uint8_t service) {
    now_ = env_.now();
    if (receiver.state != Receiver::State::idle) {
        return static_cast<std::int32_t>(Error::rpc_sequence);
    }
    if (service >= Limits::services || services_[service].users == 0) {
        return static_cast<std::int32_t>(Error::rpc_badport);
    }
    receiver.service = service;
    receiver.local = nullptr;
    return next_request(receiver);
}

// The head of the queue, or a place in the line.
AMOEBOX_RPC std::int32_t AMOEBOX_ENGINE::next_request(Receiver& receiver) {
    Service& s = services_[receiver.service];
    while (Request* request = s.queue) {
        dequeue(*request);
        if (request->local) {
            receiver.local = request;
            receiver.state = Receiver::State::idle;
            return k_done;
        }
        Job& job = static_cast<Job&>(*request);
        if (job.in.total > receiver.capacity) {
            ++stats_.overflow;
            abandon(job_index(job), k_refused_overflow);
            continue;
        }
        *receiver.message = job.message;
        const std::uint32_t length = fragment_length(0, job.in.total);
        if (length != 0) {
            env_.copy_in(receiver.buffer, 0, job.storage.data(), length);
        }
        assign(job, receiver);
        if (job.in.complete()) {
            serve(job);
            return k_done;
        }
        grant(job_index(job), frame::flag_again); // the others were not kept
        return k_blocked;
    }
    stand(s, receiver);
    return k_blocked;
}

AMOEBOX_RPC typename AMOEBOX_ENGINE::Receiver* AMOEBOX_ENGINE::take(std::uint8_t service) {
    Service& s = services_[service];
    Receiver* receiver = s.first;
    if (receiver != nullptr) {
        s.first = receiver->next;
        receiver->state = Receiver::State::idle;
    }
    return receiver;
}

AMOEBOX_RPC std::int32_t AMOEBOX_ENGINE::enqueue(std::uint8_t service, Request& request) {
    Service& s = services_[service];
    if (s.queued >= Limits::queue) {
        return static_cast<std::int32_t>(Error::rpc_busy);
    }
    ++s.queued;
    request.next = nullptr;
    request.service = service;
    request.queued = true;
    (s.queue == nullptr ? s.queue : s.queue_end->next) = &request;
    s.queue_end = &request;
    return k_blocked;
}

AMOEBOX_RPC void AMOEBOX_ENGINE::dequeue(Request& request) {
    if (!request.queued) {
        return;
    }
    Service& s = services_[request.service];
    Request* before = nullptr;
    for (Request* r = s.queue; r != &request; r = r->next) {
        before = r;
    }
    (before == nullptr ? s.queue : before->next) = request.next;
    if (s.queue_end == &request) {
        s.queue_end = before;
    }
    request.next = nullptr;
    request.queued = false;
    --s.queued;
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::leave(Receiver& receiver) {
    now_ = env_.now();
    const auto state = receiver.state;
    if (state == Receiver::State::waiting) {
        Service& s = services_[receiver.service];
        Receiver* before = nullptr;
        for (Receiver* r = s.first; r != &receiver; r = r->next) {
            before = r;
        }
        (before == nullptr ? s.first : before->next) = receiver.next;
        if (s.last == &receiver) {
            s.last = before;
        }
    } else if (state != Receiver::State::idle) {
        Job& job = jobs_[receiver.job];
        job.receiver = nullptr;
        if (job.state == JobState::orphan) {
            free_job(job, k_over);
        } else {
            abandon(receiver.job, state == Receiver::State::receiving ? k_refused_busy : k_over);
        }
    }
    receiver.state = Receiver::State::idle;
    receiver.job = k_none;
    receiver.next = nullptr;
}

// ---- requests from the wire -------------------------------------------------------------------------------------------------

AMOEBOX_RPC void AMOEBOX_ENGINE::server_frame(unsigned service, FrameView view, std::uint32_t lead,
                                              std::uint32_t status) {
    const Kind kind = FrameView::kind(lead);
    if (kind == Kind::request) [[likely]] {
        return request(service, view);
    }
    server_control(service, view, kind, FrameView::flags(lead), status);
}

AMOEBOX_RPC void AMOEBOX_ENGINE::request(unsigned service, FrameView view) {
    const std::uint32_t transaction = view.transaction();
    const Address source = view.source();
    const Life epoch = view.epoch();
    Peer* peer = find_peer(source, epoch);
    if (Defences::duplicate_filter && peer != nullptr && transaction <= peer->last[transaction % k_slots])
        [[unlikely]] {
        ++stats_.duplicates;
        return duplicate(service, view, *peer, transaction);
    }
    Service& s = services_[service];
    if (Defences::epoch_check && !(view.life() == s.life)) [[unlikely]] {
        ++stats_.stale;
        return refuse(service, view, peer, source, k_refused_stale);
    }
    const std::uint32_t total = view.total();
    const std::uint32_t length = view.length();
    if (length != fragment_length(0, total)) [[unlikely]] {
        ++stats_.wrong_form;
        return;
    }
    Receiver* const receiver = s.first;
    const bool has_earlier = peer != nullptr && peer->last[transaction % k_slots] != 0;
    unsigned index = has_earlier ? peer->fate[transaction % k_slots] : k_none;
    if (index < Limits::jobs && jobs_[index].state == JobState::kept && receiver != nullptr &&
        total <= receiver->capacity) [[likely]] {
        --services_[jobs_[index].service].jobs; // the slot's last reply is no longer wanted: its job goes on
    } else {
        index = admit(service, view, peer, total);
        if (index == k_none) {
            return;
        }
        ++peer->jobs;
    }
    Job& job = jobs_[index];
    job.peer = static_cast<std::uint8_t>(peer - peers_.data());
    job.service = static_cast<std::uint8_t>(service);
    job.transaction = transaction;
    job.raw_transaction = view.raw(frame::at_transaction);
    env_.trace(hw::trace_request_in, transaction);
    job.client = view.port(frame::at_reply);
    job.heard = now_;
    job.interval = 0;
    job.in.start_with(total, length);
    ++s.jobs;
    peer->heard = job.heard;
    peer->last[transaction % k_slots] = transaction;
    peer->fate[transaction % k_slots] = static_cast<std::uint8_t>(index);

    const std::uint8_t* data = view.data(frame::header_size + frame::message_size);
    if (receiver == nullptr) [[unlikely]] {
        view.message(job.message);
        __builtin_memcpy(job.storage.data(), data, length);
        job.state = JobState::queued;
        enqueue(static_cast<std::uint8_t>(service), job);
        return;
    }
    s.first = receiver->next;
    view.message(*receiver->message);
    if (length != 0) {
        env_.copy_in(receiver->buffer, 0, data, length);
    }
    assign(job, *receiver);
    if (job.in.complete()) [[likely]] {
        serve(job);
        return env_.delivered(*receiver);
    }
    // So early that the client hears of it while it still sends its unasked frames.
    return total > k_unasked_bytes ? grant(index, 0) : alarm(*job.deadline, Timing::gather);
}

// Ends the slot's earlier transaction and finds room for this one.  k_none: it has been refused.
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] unsigned AMOEBOX_ENGINE::admit(unsigned service, FrameView view, Peer*& peer,
                                                                        std::uint32_t total) {
    const Address source = view.source();
    if (peer == nullptr) {
        peer = new_peer(source, view.epoch());
        if (peer == nullptr) {
            ++stats_.peers_full;
            refuse(service, view, nullptr, source, k_over); // cannot be remembered: not called "not done"
            return k_none;
        }
    }
    end_earlier(*peer, view.transaction());
    const Service& s = services_[service];
    const Receiver* receiver = s.first;
    if (receiver == nullptr ? s.queued >= Limits::queue : total > receiver->capacity) {
        ++(receiver == nullptr ? stats_.busy : stats_.overflow);
        refuse(service, view, peer, source, receiver == nullptr ? k_refused_busy : k_refused_overflow);
        return k_none;
    }
    const unsigned index = new_job(*peer);
    if (index == k_none) {
        ++stats_.busy;
        refuse(service, view, peer, source, k_refused_busy);
    }
    return index;
}

// A thread has the job; the rest of the request is still to come.
AMOEBOX_RPC void AMOEBOX_ENGINE::assign(Job& job, Receiver& receiver) {
    job.state = JobState::receiving;
    job.receiver = &receiver;
    receiver.job = static_cast<std::uint8_t>(job_index(job));
    receiver.transaction = job.transaction;
    receiver.state = Receiver::State::receiving;
    receiver.placed = false;
}

// The request is whole.
AMOEBOX_RPC void AMOEBOX_ENGINE::serve(Job& job) {
    job.state = JobState::serving;
    *job.deadline = k_never;
    job.receiver->state = Receiver::State::serving;
    job.receiver->length = job.in.total;
    ++stats_.served;
}

// A new transaction of a slot is the end of the slot's earlier one.
AMOEBOX_RPC void AMOEBOX_ENGINE::end_earlier(Peer& peer, std::uint32_t transaction) {
    const std::uint8_t fate = peer.fate[transaction % k_slots];
    if (peer.last[transaction % k_slots] != 0 && fate < Limits::jobs) {
        client_left(fate);
    }
}

// The client no longer wants this job.
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::client_left(unsigned index) {
    Job& job = jobs_[index];
    switch (job.state) {
    case JobState::kept:
        return free_job(job, k_over);
    case JobState::queued:
        dequeue(job);
        return free_job(job, k_over);
    case JobState::receiving:
        return unassign(job, k_over);
    case JobState::serving:
        job.state = JobState::orphan;
        return;
    case JobState::replying:
        return end_reply(job, k_done);
    default:
        return;
    }
}

// A request that is given up before its thread saw it: the thread waits on.
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::unassign(Job& job, std::uint8_t fate) {
    Receiver* receiver = job.receiver;
    end_transfer(job);
    free_job(job, fate);
    if (receiver != nullptr) {
        receiver->state = Receiver::State::idle;
        receiver->job = k_none;
        if (next_request(*receiver) == k_done) {
            env_.delivered(*receiver);
        }
    }
}

// The server's side ends a job and says so: refused (not done) or k_over (unknown).
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::abandon(unsigned index, std::uint8_t fate) {
    Job& job = jobs_[index];
    answer(job.service, Kind::nak, peers_[job.peer].source, job.client, job.transaction, reason_of(fate));
    unassign(job, fate);
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::duplicate(unsigned service, FrameView view, Peer& peer,
                                                                        std::uint32_t transaction) {
    const unsigned slot = transaction % k_slots;
    if (transaction != peer.last[slot]) {
        return;
    }
    const std::uint8_t fate = peer.fate[slot];
    const PutPort4 client = view.port(frame::at_reply);
    if (fate >= Limits::jobs) {
        return answer(service, Kind::nak, peer.source, client, transaction, reason_of(fate));
    }
    Job& job = jobs_[fate];
    if (!(job.client == client) || job.service != service) {
        ++stats_.wrong_transaction;
        return;
    }
    job.heard = now_;
    std::uint32_t state = 1;
    switch (job.state) {
    case JobState::kept:
        send_reply(job, 0, frame::flag_again, job.message);
        return;
    case JobState::replying:
        return resend_reply(job, job.out.acked, 1);
    case JobState::receiving:
        if (job.granted) {
            return send_grant(job, frame::flag_again);
        }
        break;
    case JobState::serving:
    case JobState::orphan:
        state = 2;
        break;
    default:
        break;
    }
    answer(service, Kind::alive, peer.source, client, transaction, state);
}

// DATA, ENQUIRY, ACK, NOT_HERE at a service port.
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::server_control(unsigned service, FrameView view,
                                                                             Kind kind, std::uint8_t flags,
                                                                             std::uint32_t status) {
    const std::uint32_t transaction = view.transaction();
    if (kind == Kind::not_here) {
        return server_not_here(view, transaction);
    }
    const Address source = view.source();
    Peer* peer = find_peer(source, view.epoch());
    if (kind == Kind::enquiry) {
        if (peer != nullptr && transaction <= peer->last[transaction % k_slots]) {
            return duplicate(service, view, *peer, transaction);
        }
        if (Defences::epoch_check && !(view.life() == services_[service].life)) {
            ++stats_.stale;
            return answer(service, Kind::nak, source, view.port(frame::at_reply), transaction,
                          reason_of(k_refused_stale));
        }
        return answer(service, Kind::alive, source, view.port(frame::at_reply), transaction, 0);
    }
    if (peer == nullptr || peer->last[transaction % k_slots] != transaction ||
        peer->fate[transaction % k_slots] >= Limits::jobs) {
        ++stats_.no_owner;
        return;
    }
    const unsigned index = peer->fate[transaction % k_slots];
    Job& job = jobs_[index];
    if (job.service != service || !view.shows(frame::at_reply, job.client)) {
        ++stats_.wrong_transaction;
        return;
    }
    job.heard = now_;
    if (kind == Kind::data) {
        return request_data(index, view, flags, status);
    }
    if (kind == Kind::ack) {
        return server_ack(job, view, flags);
    }
    ++stats_.wrong_form;
}

AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::transfer_frame(unsigned index, FrameView view, std::uint32_t lead,
                                                                  std::uint32_t status) {
    Job& job = jobs_[index];
    if (FrameView::kind(lead) != Kind::data || view.raw(frame::at_transaction) != job.raw_transaction ||
        !view.shows(frame::at_reply, job.client)) {
        ++stats_.wrong_transaction;
        return;
    }
    job.heard = now_;
    request_data(index, view, FrameView::flags(lead), status);
}

AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::request_data(unsigned index, FrameView view, std::uint8_t flags,
                                                                std::uint32_t status) {
    Job& job = jobs_[index];
    if (job.state != JobState::receiving) {
        return;
    }
    const std::uint32_t length = view.length();
    const std::uint32_t offset = view.offset();
    if (job.granted && (status & k_status_placed) != 0 && (flags & frame::flag_again) == 0 &&
        job.in.take_next(view.total(), offset, length)) {
        job.receiver->placed = true;
        gather_ = job.in.gather();
        if (job.in.fresh >= k_ack_every) {
            job.in.fresh = 0;
            send_ack(job, 0);
            job.interval = Timing::resend_first * 2;
            alarm(*job.deadline, job.interval);
        }
        return;
    }
    gather_ = 0;
    if (view.total() != job.in.total || offset == 0) {
        ++stats_.wrong_form;
        return;
    }
    if ((status & k_status_misfit) != 0) {
        ++stats_.misfit;
        return;
    }
    const bool gap = job.in.has_gap();
    const Result result = job.in.accept(offset, length);
    if (result == Result::wrong) {
        ++stats_.wrong_form;
        return;
    }
    if (result == Result::taken) {
        if ((status & k_status_placed) != 0) {
            job.receiver->placed = true;
        } else {
            env_.copy_in(job.receiver->buffer, offset, view.data(frame::header_size), length);
        }
        if (job.in.complete()) {
            if (job.granted) {
                send_ack(job, 0);
            }
            end_transfer(job);
            serve(job);
            return env_.delivered(*job.receiver);
        }
    }
    if (!job.granted) {
        return;
    }
    const bool new_gap = !gap && job.in.has_gap();
    if (new_gap || job.in.fresh >= k_ack_every || (flags & frame::flag_again) != 0) {
        job.in.fresh = 0;
        send_ack(job, new_gap || (flags & frame::flag_again) != 0 ? job.in.gap() : 0);
    }
    job.interval = Timing::resend_first * 2;
    alarm(*job.deadline, job.interval);
}

// A fresh transfer port over the thread's buffer.  With flag_again the client is to send all that is still missing, else
// what it has not yet sent.
AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::grant(unsigned index, std::uint8_t flags) {
    Job& job = jobs_[index];
    job.context = static_cast<std::uint8_t>(new_context(peers_[job.peer].source, job.receiver->buffer, job.in.total));
    const std::uint8_t tag =
        job.context == k_none ? std::uint8_t{1} : static_cast<std::uint8_t>(hw::tag_context | job.context);
    const Armed armed = env_.arm(env_.random_port(), 1, tag);
    if (armed.code != hw::fbox_ok) {
        free_context(job.context);
        return alarm(*job.deadline, Timing::resend_first);
    }
    job.entry = armed.entry;
    job.transfer = armed.port;
    job.granted = true;
    entries_[job.entry] = {Owner::transfer, static_cast<std::uint8_t>(index)};
    job.interval = Timing::resend_first;
    send_grant(job, flags);
    alarm(*job.deadline, job.interval);
}

AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::end_transfer(Job& job) {
    if (job.granted) {
        job.granted = false;
        entries_[job.entry] = {};
        env_.disarm(job.entry, job.context != k_none);
    }
    free_context(job.context);
    gather_ = 0;
}

} // namespace amoebox::rpc
