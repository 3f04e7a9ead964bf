// Part of swarm.hpp: what goes wrong, how a run heals, and its verdict.
#pragma once

#include "verif/rpc/swarm.hpp"

namespace amoebox::rpc::swarm {

#define RUN template <class F, class Defences, class Limits>
#define RUN_OF Run<F, Defences, Limits>

RUN void RUN_OF::wire(const Bytes&, unsigned from, unsigned to, std::vector<Cycles>& delays) {
    if (healed_) {
        return;
    }
    if (cut_[from] || cut_[to] || (partitioned_ && side_[from] != side_[to] && (!one_way_ || side_[from] != 0))) {
        delays.clear();
        return;
    }
    if (random_.chance(faults_.loss) || random_.chance(faults_.corrupt)) { // a spoilt checksum is a loss
        delays.clear();
        return;
    }
    if (faults_.duplicate > 0 && random_.chance(faults_.duplicate)) {
        delays.push_back(random_.chance(0.1) ? random_.below(2 * k_second) : random_.below(100'000));
    }
    for (Cycles& d : delays) {
        if (faults_.delay > 0 && random_.chance(faults_.delay)) {
            Cycles more = random_.below(2 * faults_.mean_delay + 1);
            while (random_.chance(0.5)) {
                more += random_.below(2 * faults_.mean_delay + 1);
            }
            d += std::min(more, 2 * k_second);
        }
        if (clogged_[from][to] > world_->now()) {
            d += clogged_[from][to] - world_->now();
        }
    }
    if (faults_.clog > 0 && random_.chance(faults_.clog)) {
        clogged_[from][to] = world_->now() + random_.below(k_second);
    }
}

// The attacker sees everything and sends what its box lets pass.
RUN void RUN_OF::spy(const Bytes& f, unsigned from) {
    if (from == honest_ || healed_ || !random_.chance(faults_.forge)) {
        return;
    }
    using frame::Kind;
    Bytes g(frame::header_size);
    std::memcpy(&g[0], &f[6], 6); // to whoever sent it ...
    put(&g[12], 2, frame::ethertype);
    g[frame::at_version] = frame::version;
    std::memcpy(&g[frame::at_port], &f[frame::at_reply], port_bytes); // ... at its reply port
    std::memcpy(&g[frame::at_transaction], &f[frame::at_transaction], 4);
    const GetPort4 own = random_.chance(0.2) ? GetPort4{} : get_port(5000 + random_.below(3));
    std::memcpy(&g[frame::at_reply], own.bytes(), port_bytes);
    const auto body = [&g](std::size_t n) {
        g.resize(frame::header_size + n);
        put(&g[frame::at_length], 2, n);
        put(&g[frame::at_total], 4, n);
    };
    switch (random_.below(8)) {
    case 0: // a reply
        g[frame::at_kind] = static_cast<std::uint8_t>(Kind::reply);
        g.resize(frame::header_size + frame::message_size);
        break;
    case 1:
        g[frame::at_kind] = static_cast<std::uint8_t>(Kind::nak);
        body(4);
        put(&g[frame::header_size], 4,
            static_cast<std::uint32_t>(random_.chance(0.5) ? Error::rpc_busy : Error::rpc_overflow));
        break;
    case 2:
        g[frame::at_kind] = static_cast<std::uint8_t>(Kind::alive);
        body(4);
        put(&g[frame::header_size], 4, random_.below(4));
        break;
    case 3:
        g[frame::at_kind] = static_cast<std::uint8_t>(Kind::grant);
        body(frame::body::grant::size);
        std::memcpy(&g[frame::header_size], own.bytes(), port_bytes);
        put(&g[frame::header_size + frame::body::grant::at_received], 4, k_first_bytes);
        break;
    case 4: // data for a reply
        g[frame::at_kind] = static_cast<std::uint8_t>(Kind::data);
        g.resize(frame::header_size + k_data_bytes);
        put(&g[frame::at_length], 2, k_data_bytes);
        put(&g[frame::at_total], 4, k_first_bytes + k_data_bytes);
        put(&g[frame::at_offset], 4, k_first_bytes);
        break;
    case 5: // what it saw, from its own box
        g = f;
        break;
    case 6: // to the server, in another's transaction
        g = f;
        g.resize(frame::header_size);
        g[frame::at_kind] = static_cast<std::uint8_t>(random_.chance(0.5) ? Kind::ack : Kind::enquiry);
        g[frame::at_flags] = frame::flag_finished;
        put(&g[frame::at_offset], 4, 0);
        body(g[frame::at_kind] == static_cast<std::uint8_t>(Kind::ack) ? frame::body::ack::size : 0);
        break;
    default: // answers that only boxes may make
        g[frame::at_kind] = static_cast<std::uint8_t>(random_.chance(0.5) ? Kind::not_here : Kind::here_is);
        body(frame::body::subject::size);
        std::memcpy(&g[frame::header_size], &f[frame::at_port], port_bytes);
        break;
    }
    if (g.size() > frame::header_size && kind_of(g) == Kind::request) { // its own request: not one of ours
        put(&g[frame::at_parameter_extra], 4, 0);
    }
    ++out_.forged;
    const auto shared = std::make_shared<Bytes>(std::move(g));
    world_->run_at(world_->now() + random_.below(20'000), [this, shared] { (*world_)[honest_].inject(*shared); });
}

RUN void RUN_OF::step() {
    // every 5 ms
    if (healed_) {
        return;
    }
    const auto pick = [this] { return static_cast<unsigned>(random_.below(honest_)); };
    if (random_.chance(faults_.partition)) {
        partitioned_ = !partitioned_;
        one_way_ = random_.chance(0.3);
        for (auto& s : side_) {
            s = static_cast<std::uint8_t>(random_.below(2));
        }
    } else if (partitioned_ && random_.chance(0.05)) {
        partitioned_ = false;
    }
    if (random_.chance(faults_.cut)) {
        const unsigned b = pick();
        cut_[b] = true;
        world_->run_at(world_->now() + duration(), [this, b] { cut_[b] = false; });
    }
    if (random_.chance(faults_.crash)) {
        crash(pick());
    }
    if (random_.chance(faults_.pause)) {
        const unsigned b = pick();
        (*world_)[b].paused = true;
        world_->run_at(world_->now() + duration(), [this, b] { (*world_)[b].paused = false; });
    }
    if (random_.chance(faults_.restart)) {
        Process& p = *processes_[random_.below(processes_.size())];
        if (p.alive && (*world_)[p.board].alive) {
            ++out_.moves;
            close(p);
            const bool moves = random_.chance(0.3);
            const Cycles wait = random_.chance(0.5) ? random_.below(200'000) : duration();
            world_->run_at(world_->now() + wait, [this, &p, moves] { reopen(p, moves); });
        }
    }
    if (random_.chance(faults_.thread_death)) {
        Process& p = *processes_[random_.below(processes_.size())];
        if (p.alive && (*world_)[p.board].alive) {
            kill(*p.threads[random_.below(p.threads.size())]);
            if (std::none_of(p.threads.begin(), p.threads.end(), [](auto& t) { return t->alive; })) {
                p.alive = false;
                world_->run_at(world_->now() + duration(), [this, &p] { reopen(p, false); });
            }
        }
    }
    if (random_.chance(faults_.client_death)) {
        ClientThread& c = *clients_[random_.below(clients_.size())];
        if (c.client.busy && !c.dying && (*world_)[c.board].alive) {
            records_[c.record].died = true;
            c.dying = true;
            c.client.call.result = static_cast<std::int32_t>(Error::rpc_aborted);
            if (engine(c.board).cancel(c.client.call)) {
                c.client.busy = false;
                ended(c);
            }
            (*world_)[c.board].after();
        }
    }
    world_->run_at(world_->now() + k_second / 200, [this] { step(); });
}

RUN Cycles RUN_OF::duration() {
    // sometimes longer than every time-out
    return random_.chance(0.6)   ? random_.below(k_second / 4)
           : random_.chance(0.8) ? random_.below(5 * k_second)
                                 : random_.below(60 * k_second);
}

RUN void RUN_OF::reopen(Process& p, bool moves) {
    if (p.alive) {
        return;
    }
    if (moves) {
        p.board = static_cast<unsigned>(random_.below(honest_));
    }
    if ((*world_)[p.board].alive) {
        open(p);
    }
}

RUN void RUN_OF::crash(unsigned b) {
    auto& board = (*world_)[b];
    if (!board.alive) {
        return;
    }
    ++out_.crashes;
    fold(board);
    for (auto& p : processes_) {
        if (p->board == b) {
            p->alive = false;
            for (auto& t : p->threads) {
                t->alive = false;
                ++t->life;
            }
        }
    }
    for (auto& c : clients_) {
        if (c->board == b && c->client.busy) {
            records_[c->record].ended = true;
            records_[c->record].died = true;
            c->client.busy = false;
            c->dying = false;
        }
    }
    board.stop();
    world_->run_at(world_->now() + (random_.chance(0.3) ? random_.below(100'000) : duration()),
                   [this, b] { revive(b); });
}

RUN void RUN_OF::revive(unsigned b) {
    auto& board = (*world_)[b];
    if (board.alive) {
        return;
    }
    boot(b);
    for (auto& p : processes_) {
        if (p->board == b && !p->alive) {
            open(*p);
        }
    }
    for (auto& c : clients_) {
        if (c->board == b && !healed_) {
            plan(*c);
        }
    }
}

RUN bool RUN_OF::any_busy() const {
    return std::any_of(clients_.begin(), clients_.end(), [](const auto& c) { return c->client.busy; });
}

RUN void RUN_OF::chaos() {
    for (auto& c : clients_) {
        plan(*c);
    }
    step();
    const Cycles end = 120 * k_second;
    while (world_->now() < end && out_.violation.empty() && (started_ < wanted_ || any_busy())) {
        const Cycles slice = world_->now() + k_second / 10;
        world_->run(slice, [this] { return !out_.violation.empty(); });
        for (auto& c : clients_) { // whom nobody plans for any more (its board was down)
            if (started_ < wanted_ && !c->client.busy && (*world_)[c->board].alive && random_.chance(0.2)) {
                plan(*c);
            }
        }
    }
}

RUN void RUN_OF::heal() {
    healed_ = true;
    partitioned_ = false;
    for (unsigned b = 0; b < honest_; ++b) {
        cut_[b] = false;
        auto& board = (*world_)[b];
        board.paused = false;
        faults_.starve_tx = faults_.starve_contexts = 0;
        board.starve_tx = board.starve_contexts = 0;
        revive(b);
    }
    for (auto& p : processes_) {
        close(*p);
        open(*p);
    }
    world_->run(world_->now() + 60 * k_second, [this] { return !out_.violation.empty(); });
    for (const auto& c : clients_) {
        if (c->client.busy && out_.violation.empty()) {
            fail(text("call %u has not ended a minute after healing", c->record));
        }
    }
    world_->run(world_->now() + 70 * k_second, [this] { return !out_.violation.empty(); });
}

RUN void RUN_OF::probe() {
    for (unsigned round = 0; round < 2; ++round) {
        for (auto& c : clients_) {
            for (unsigned port = 0; port < ports_ && out_.violation.empty(); ++port) {
                const bool elsewhere = std::any_of(processes_.begin(), processes_.end(), [&](const auto& p) {
                    return p->port == port && p->board != c->board && p->threads[0]->capacity >= 10'000;
                });
                if (!elsewhere || c->client.busy) {
                    continue;
                }
                call(*c, port, true);
                const Cycles end = world_->now() + 60 * k_second;
                world_->run(end, [&] { return !c->client.busy || !out_.violation.empty(); });
                if (out_.violation.empty() && (c->client.busy || c->client.call.result < 0)) {
                    fail(text("after healing call %u of board %u to port %u got %d", c->record, c->board, port,
                              c->client.busy ? 0 : c->client.call.result));
                }
            }
        }
    }
}

RUN void RUN_OF::settle() {
    world_->run(world_->now() + 120 * k_second, [this] { return !out_.violation.empty(); });
    for (unsigned b = 0; b < honest_ && out_.violation.empty(); ++b) {
        const auto use = engine(b).use();
        unsigned armed = 0;
        for (const auto& a : (*world_)[b].table) {
            armed += a.used;
        }
        unsigned contexts = 0;
        for (const auto& c : (*world_)[b].contexts) {
            contexts += c.valid;
        }
        if (use.slots + use.jobs + use.contexts + use.places_locating + contexts != 0 ||
            use.entries != use.services || armed != use.services) {
            fail(text("board %u leaks: slots %u jobs %u contexts %u/%u locating %u entries %u/%u services %u", b,
                      use.slots, use.jobs, use.contexts, contexts, use.places_locating, use.entries, armed,
                      use.services));
        }
    }
}

RUN void RUN_OF::judge() {
    for (std::uint32_t id = 1; id < records_.size(); ++id) {
        const Record& r = records_[id];
        ++out_.calls;
        if (r.died) {
            ++out_.died;
        } else if (!r.ended) {
            fail(text("call %u never ended", id));
        } else if (r.result >= 0) {
            ++out_.done;
        } else {
            const auto outcome = amoebox::outcome(static_cast<Error>(r.result));
            if (outcome == amoebox::Outcome::not_done) {
                ++out_.not_done;
                if (r.executed != 0) {
                    fail(text("call %u: 'not done' (%d), but it was executed", id, r.result));
                }
            } else if (outcome == amoebox::Outcome::unknown) {
                ++out_.unknown;
            } else {
                ++out_.answered;
            }
        }
    }
}

#undef RUN
#undef RUN_OF

} // namespace amoebox::rpc::swarm
