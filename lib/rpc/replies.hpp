// Part of engine.hpp: the server's side, from putrep to the end of the job.
#pragma once

#include "lib/rpc/engine.hpp"

namespace amoebox::rpc {

AMOEBOX_RPC std::int32_t AMOEBOX_ENGINE::putrep(Receiver& receiver, const Message& message, Buffer buffer,
                                                std::uint32_t length) {
    now_ = env_.now();
    if (receiver.state != Receiver::State::serving) [[unlikely]] {
        return static_cast<std::int32_t>(Error::rpc_sequence);
    }
    Job& job = jobs_[receiver.job];
    if (job.state == JobState::orphan) [[unlikely]] {
        free_job(job, k_over);
        receiver.state = Receiver::State::idle;
        receiver.job = k_none;
        return k_done;
    }
    job.out.start(length);
    if (length <= k_first_bytes) [[likely]] {
        if (length != 0) {
            env_.copy_out(buffer, 0, job.storage.data(), length);
        }
        job.state = JobState::kept;
        job.receiver = nullptr;
        receiver.state = Receiver::State::idle;
        receiver.job = k_none;
        job.interval = send_reply(job, 0, 0, message) ? Timing::keep_first : 1;
        env_.trace(hw::trace_reply_out, job.transaction);
        job.message = message; // for a repetition; the frame is on its way
        alarm(*job.deadline, job.interval);
        return k_done;
    }
    job.message = message;
    job.state = JobState::replying;
    job.reply = buffer;
    job.heard = now_;
    receiver.state = Receiver::State::replying;
    job.interval = Timing::resend_first;
    alarm(*job.deadline, job.interval);
    pump_reply(job);
    env_.trace(hw::trace_reply_out, job.transaction);
    return k_blocked;
}

AMOEBOX_RPC bool AMOEBOX_ENGINE::send_reply(Job& job, std::uint32_t offset, std::uint8_t flags,
                                            const Message& message) {
    std::uint8_t* to = env_.header();
    if (to == nullptr) [[unlikely]] {
        return false;
    }
    const std::uint32_t length = fragment_length(offset, job.out.total);
    Writer writer(
        to, {offset == 0 ? Kind::reply : Kind::data, flags, length, job.raw_transaction, job.out.raw_total, offset},
        peers_[job.peer].source, services_[job.service].get_port, job.client, Life{});
    Send send;
    send.header_bytes = frame::header_size;
    if (offset == 0) [[likely]] {
        writer.message(message);
        send.header_bytes = frame::header_size + frame::message_size;
    } else {
        writer.put(0);
    }
    send.length = length;
    send.kernel = job.state == JobState::kept ? job.storage.data() : nullptr;
    send.buffer = &job.reply;
    send.offset = offset;
    if (flags != 0) {
        ++stats_.repeated;
    }
    env_.send(send);
    return true;
}

AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::pump_reply(Job& job) {
    while (job.out.may_send()) {
        if (!send_reply(job, job.out.next, 0, job.message)) {
            return alarm(*job.deadline, 1);
        }
        job.out.next += fragment_length(job.out.next, job.out.total);
    }
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::resend_reply(Job& job, std::uint32_t offset,
                                                                           std::uint32_t length) {
    if (length == 0 || offset < job.out.acked || offset >= job.out.next || !is_fragment_start(offset)) {
        return;
    }
    const std::uint32_t end = length < job.out.next - offset ? offset + length : job.out.next;
    for (unsigned n = 0; n < k_window && offset < end; ++n) {
        if (!send_reply(job, offset, frame::flag_again, job.message)) {
            return;
        }
        offset += fragment_length(offset, job.out.total);
    }
}

AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::server_ack(Job& job, FrameView view, std::uint8_t flags) {
    const bool finished = (flags & frame::flag_finished) != 0;
    if (job.state == JobState::kept) {
        if (finished) {
            free_job(job, k_over);
        } else {
            send_reply(job, 0, frame::flag_again, job.message);
        }
        return;
    }
    if (job.state != JobState::replying) {
        return;
    }
    if (finished) {
        return end_reply(job, k_done);
    }
    if (job.out.acknowledged(view.body(frame::body::ack::at_received))) {
        job.interval = Timing::resend_first;
        alarm(*job.deadline, job.interval);
    }
    if (job.out.all_acked()) {
        return end_reply(job, k_done);
    }
    resend_reply(job, view.body(frame::body::ack::at_missing_offset), view.body(frame::body::ack::at_missing_length));
    pump_reply(job);
}

AMOEBOX_RPC [[gnu::noinline]] void AMOEBOX_ENGINE::end_reply(Job& job, std::int32_t result) {
    Receiver* receiver = job.receiver;
    free_job(job, k_over);
    receiver->state = Receiver::State::idle;
    receiver->job = k_none;
    env_.replied(*receiver, result);
}

// The client's reply port is gone: it has its reply, or has given up, or is dead.
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::server_not_here(FrameView view,
                                                                              std::uint32_t transaction) {
    const Address source = view.source();
    for (unsigned i = 0; i < Limits::jobs; ++i) {
        const Job& job = jobs_[i];
        if (job.state != JobState::free && job.transaction == transaction && peers_[job.peer].source == source &&
            view.shows(frame::header_size, job.client)) {
            return client_left(i);
        }
    }
}

} // namespace amoebox::rpc
