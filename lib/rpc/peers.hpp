// Part of engine.hpp: small frames of a server; who has called, and what is kept for whom.
#pragma once

#include "lib/rpc/engine.hpp"

namespace amoebox::rpc {

// ---- small frames ----------------------------------------------------------------------------------------------------------

AMOEBOX_RPC std::uint32_t AMOEBOX_ENGINE::reason_of(std::uint8_t fate) {
    const Error reason = fate == k_refused_busy       ? Error::rpc_busy
                         : fate == k_refused_overflow ? Error::rpc_overflow
                         : fate == k_refused_stale    ? Error::rpc_stale
                                                      : Error::rpc_failure;
    return static_cast<std::uint32_t>(reason);
}

// NAK or ALIVE.
AMOEBOX_RPC void AMOEBOX_ENGINE::answer(unsigned service, Kind kind, const Address& to, const PutPort4& client,
                                        std::uint32_t transaction, std::uint32_t value) {
    std::uint8_t* header = env_.header();
    if (header == nullptr) {
        return;
    }
    constexpr std::uint32_t size = frame::body::nak::size;
    static_assert(size == frame::body::alive::size);
    Writer writer(header, {kind, 0, size, big_endian(transaction), big_endian(size), 0}, to,
                  services_[service].get_port, client, Life{});
    writer.put(big_endian(value));
    writer.put(0);
    Send send;
    send.header_bytes = frame::header_size + size;
    env_.send(send);
}

// Refuses a request; remembered, so that a late copy is refused as well.
AMOEBOX_RPC [[gnu::noinline, gnu::cold]] void AMOEBOX_ENGINE::refuse(unsigned service, FrameView view, Peer* peer,
                                                                     const Address& to, std::uint8_t fate) {
    const std::uint32_t transaction = view.transaction();
    if (peer != nullptr && Defences::nak_in_filter) {
        end_earlier(*peer, transaction);
        peer->last[transaction % k_slots] = transaction;
        peer->fate[transaction % k_slots] = fate;
    }
    answer(service, Kind::nak, to, view.port(frame::at_reply), transaction, reason_of(fate));
}

AMOEBOX_RPC void AMOEBOX_ENGINE::send_grant(Job& job, std::uint8_t flags) {
    std::uint8_t* to = env_.header();
    if (to == nullptr) {
        return;
    }
    constexpr std::uint32_t size = frame::body::grant::size;
    Writer writer(to, {Kind::grant, flags, size, job.raw_transaction, big_endian(size), 0}, peers_[job.peer].source,
                  services_[job.service].get_port, job.client, Life{});
    for (std::size_t i = 0; i < PutPort4::k_words - 1; ++i) {
        writer.put(job.transfer.word[i]);
    }
    const std::uint32_t received = big_endian(job.in.received);
    const std::uint32_t both = append(job.transfer.word[PutPort4::k_words - 1], received);
    writer.put(both);
    writer.put(join(received, 0));
    writer.put(0);
    Send send;
    send.header_bytes = frame::header_size + size;
    env_.send(send);
}

AMOEBOX_RPC void AMOEBOX_ENGINE::send_ack(Job& job, std::uint32_t missing) {
    std::uint8_t* to = env_.header();
    if (to == nullptr) {
        return;
    }
    constexpr std::uint32_t size = frame::body::ack::size;
    Writer writer(to, {Kind::ack, 0, size, job.raw_transaction, big_endian(size), 0}, peers_[job.peer].source,
                  services_[job.service].get_port, job.client, Life{});
    writer.put(big_endian(job.in.received));
    writer.put(big_endian(job.in.received));
    writer.put(big_endian(missing));
    writer.put(0);
    Send send;
    send.header_bytes = frame::header_size + size;
    env_.send(send);
}

// ---- peers and jobs --------------------------------------------------------------------------------------------------------

AMOEBOX_RPC typename AMOEBOX_ENGINE::Peer* AMOEBOX_ENGINE::find_peer(const Address& source, const Life& epoch) {
    for (unsigned i = peer_heads_[source.bytes()[5] % k_peer_heads]; i != k_none; i = peers_[i].next) {
        Peer& p = peers_[i];
        if (p.source == source && p.epoch == epoch) {
            return &p;
        }
    }
    return nullptr;
}

AMOEBOX_RPC [[gnu::noinline, gnu::cold]] typename AMOEBOX_ENGINE::Peer*
AMOEBOX_ENGINE::new_peer(const Address& source, const Life& epoch) {
    const Ticks now = now_;
    Peer* free = nullptr;
    Peer* old = nullptr;     // forgettable
    Peer* own_old = nullptr; // forgettable, of this source
    unsigned own = 0;
    for (Peer& p : peers_) {
        if (!p.used) {
            free = &p;
            continue;
        }
        const bool same = p.source == source;
        if (same) {
            ++own;
            p.superseded = true;
        }
        if (p.superseded && p.jobs == 0 && now - p.heard > Timing::frame_lifetime) {
            (same ? own_old : old) = &p;
        }
    }
    Peer* peer = own >= Limits::epochs_per_source ? own_old
                 : free != nullptr                ? free
                 : own_old != nullptr             ? own_old
                                                  : old;
    if (peer == nullptr) {
        return nullptr;
    }
    if (peer->used) {
        std::uint8_t* link = &peer_heads_[peer->source.bytes()[5] % k_peer_heads];
        while (&peers_[*link] != peer) {
            link = &peers_[*link].next;
        }
        *link = peer->next;
    }
    *peer = {};
    peer->used = true;
    peer->source = source;
    peer->epoch = epoch;
    peer->heard = now;
    std::uint8_t& head = peer_heads_[source.bytes()[5] % k_peer_heads];
    peer->next = head;
    head = static_cast<std::uint8_t>(peer - peers_.data());
    return peer;
}

AMOEBOX_RPC unsigned AMOEBOX_ENGINE::new_job(Peer& peer) {
    const bool own = peer.jobs >= Limits::jobs_per_peer;
    if (free_jobs_ == 0 || own) [[unlikely]] {
        // Room by giving up the oldest kept reply; of this peer itself if it has many.
        Job* oldest = nullptr;
        for (Job& job : jobs_) {
            if (job.state == JobState::kept && (!own || &peers_[job.peer] == &peer) &&
                (oldest == nullptr || static_cast<std::int32_t>(job.heard - oldest->heard) < 0)) {
                oldest = &job;
            }
        }
        if (oldest == nullptr) {
            return k_none;
        }
        ++stats_.evicted;
        free_job(*oldest, k_over);
    }
    return job_stack_[--free_jobs_];
}

AMOEBOX_RPC void AMOEBOX_ENGINE::free_job(Job& job, std::uint8_t fate) {
    Peer& peer = peers_[job.peer];
    const unsigned slot = job.transaction % k_slots;
    if (peer.last[slot] == job.transaction && peer.fate[slot] == job_index(job)) {
        peer.fate[slot] = fate;
        if (!Defences::nak_in_filter && (fate == k_refused_busy || fate == k_refused_overflow)) {
            peer.last[slot] = 0;
        }
    }
    --peer.jobs;
    --services_[job.service].jobs;
    job.state = JobState::free;
    *job.deadline = k_never;
    job.receiver = nullptr;
    job_stack_[free_jobs_++] = static_cast<std::uint8_t>(job_index(job));
}

AMOEBOX_RPC unsigned AMOEBOX_ENGINE::new_context(const Address& source, Buffer buffer, std::uint32_t length) {
    if (free_contexts_ == 0) {
        return k_none;
    }
    const std::uint8_t context = context_stack_[free_contexts_ - 1];
    if (!env_.set_context(context, source, buffer, length)) {
        return k_none;
    }
    --free_contexts_;
    return context;
}

AMOEBOX_RPC void AMOEBOX_ENGINE::free_context(std::uint8_t& context) {
    if (context != k_none) {
        env_.clear_context(context);
        context_stack_[free_contexts_++] = context;
        context = k_none;
    }
}

} // namespace amoebox::rpc
