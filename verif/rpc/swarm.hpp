// One run: boards that call and serve each other under a swarm of faults drawn from the seed (cosim.md 3.8: each seed
// switches whole classes on or off), then healing, then the verdict.  A run is a function of its seed.
//
// What must hold: nothing executed twice; nothing delivered to another transaction or changed on the way; `done` means
// executed once, `not done` never; every call ends; after healing everybody can call everybody; nothing leaks.
#pragma once

#include <cstdio>
#include <string>

#include "verif/rpc/faults.hpp"

namespace amoebox::rpc::swarm {

template <class F, class Defences, class Limits>
class Run {
    using W = World<F, Defences, Limits>;
    using Client = typename W::Client;
    using Server = typename W::Server;

    struct Record {
        unsigned board = 0, port = 0;
        unsigned executed = 0;
        bool ended = false, died = false;
        std::int32_t result = 0;
        std::uint32_t request = 0, reply = 0, capacity = 0;
        std::uint32_t request_at = 0, reply_at = 0;
    };
    struct ClientThread {
        Client client; // first: completed() finds it
        unsigned board = 0;
        std::uint32_t record = 0;
        bool alive = true, dying = false;
        std::uint8_t* buffer = nullptr;
    };
    struct Process;
    struct ServerThread {
        Server server;
        Process* process = nullptr;
        std::uint8_t* buffer = nullptr;
        std::uint32_t capacity = 0;
        std::uint64_t life = 0; // what was begun in an earlier one is void
        bool alive = false;
        bool busy = false;
        std::uint32_t record = 0;
    };
    struct Process { // a server: threads of one board on one port
        unsigned port = 0, board = 0;
        bool alive = false;
        std::int32_t service = -1;
        std::vector<std::unique_ptr<ServerThread>> threads;
    };

  public:
    explicit Run(std::uint64_t seed, unsigned calls) : random_(seed * 0x2545F4914F6CDD1D + 99), wanted_(calls) {}

    Outcome go() {
        set_up();
        chaos();
        heal();
        probe();
        settle();
        for (unsigned b = 0; b < world_->size(); ++b) {
            fold((*world_)[b]);
        }
        out_.frames = world_->frames;
        out_.hash = out_.hash * 31 + world_->steps;
        out_.hash = out_.hash * 31 + world_->now();
        judge();
        return out_;
    }

  private:
    void fail(const std::string& what) {
        if (out_.violation.empty()) {
            out_.violation = what;
        }
    }
    template <class... A>
    static std::string text(const char* format, A... a) {
        char line[200];
        std::snprintf(line, sizeof line, format, a...);
        return line;
    }
    void fold(typename W::Board& board) {
        if (board.engine) {
            const Stats& s = board.engine->stats();
            out_.duplicates += s.duplicates;
            out_.stale += s.stale;
            out_.wrong_server += s.wrong_server;
            out_.repeated += s.repeated;
        }
    }

    void set_up() {
        arena().reset();
        faults_ = Faults::draw(random_);
        honest_ = static_cast<unsigned>(random_.between(2, 5));
        const bool hostile = faults_.forge > 0;
        world_ = std::make_unique<W>(honest_ + hostile);
        world_->tick_base = random_.chance(0.3) ? 0xFFFFFFFF - static_cast<Ticks>(random_.below(3000))
                                                : static_cast<Ticks>(random_());
        for (unsigned b = 0; b < world_->size(); ++b) {
            boot(b);
        }
        ports_ = static_cast<unsigned>(random_.between(1, 4));
        for (unsigned p = 0; p < ports_; ++p) {
            const unsigned servers = random_.chance(0.3) ? 2 : 1;
            for (unsigned i = 0; i < servers; ++i) {
                auto process = std::make_unique<Process>();
                process->port = p;
                process->board = static_cast<unsigned>(random_.below(honest_));
                const unsigned threads = static_cast<unsigned>(random_.between(1, 3));
                const std::uint32_t capacity = random_.chance(0.15) ? 20'000 : k_largest;
                for (unsigned t = 0; t < threads; ++t) {
                    process->threads.push_back(make_thread(*process, capacity));
                }
                processes_.push_back(std::move(process));
            }
        }
        for (auto& p : processes_) {
            open(*p);
        }
        for (unsigned b = 0; b < honest_; ++b) {
            const unsigned threads = static_cast<unsigned>(random_.between(1, 5));
            for (unsigned t = 0; t < threads; ++t) {
                auto c = std::make_unique<ClientThread>();
                c->board = b;
                c->buffer = arena().take();
                c->client.done = [this, thread = c.get()](Client&) { ended(*thread); };
                clients_.push_back(std::move(c));
            }
        }
        records_.resize(1); // 0 is the attacker's
        world_->wire = [this](const Bytes& f, unsigned from, unsigned to, std::vector<Cycles>& d) {
            wire(f, from, to, d);
        };
        if (hostile) {
            world_->tap = [this](const Bytes& f, unsigned from) { spy(f, from); };
        }
    }

    void boot(unsigned b) {
        auto& board = (*world_)[b];
        board.start(random_());
        board.starve_tx = faults_.starve_tx;
        board.starve_contexts = faults_.starve_contexts;
    }

    std::unique_ptr<ServerThread> make_thread(Process& process, std::uint32_t capacity) {
        auto t = std::make_unique<ServerThread>();
        t->process = &process;
        t->buffer = arena().take();
        t->capacity = capacity;
        t->server.work = [this, thread = t.get()](Server&) { serve(*thread); };
        t->server.replied = [this, thread = t.get()](Server&, std::int32_t) { again(*thread); };
        return t;
    }

    // ---- servers ----
    typename W::Machine& engine(unsigned board) { return *(*world_)[board].engine; }
    static GetPort4 secret(unsigned port) { return get_port(1000 + port); }

    void open(Process& p) {
        p.alive = true;
        auto& e = engine(p.board);
        for (auto& t : p.threads) {
            const std::int32_t service = e.open(secret(p.port));
            if (service < 0) {
                fail(text("open: %d", service));
                return;
            }
            p.service = service;
            ++t->life;
            t->alive = true;
            t->busy = false;
            t->server.receiver = {};
            t->server.receiver.buffer = {t->buffer};
            t->server.receiver.capacity = t->capacity;
            t->server.service = static_cast<std::uint8_t>(service);
        }
        for (auto& t : p.threads) {
            wait(*t);
        }
        (*world_)[p.board].after();
    }
    void kill(ServerThread& t) {
        if (!t.alive) {
            return;
        }
        t.alive = false;
        ++t.life;
        auto& e = engine(t.process->board);
        e.leave(t.server.receiver);
        e.close(static_cast<std::uint8_t>(t.process->service));
        (*world_)[t.process->board].after();
    }
    void close(Process& p) {
        for (auto& t : p.threads) {
            kill(*t);
        }
        p.alive = false;
    }
    void wait(ServerThread& t) {
        t.server.receiver.message = &t.server.message;
        if (engine(t.process->board).getreq(t.server.receiver, t.server.service) == k_done) {
            serve(t);
        }
    }
    void serve(ServerThread& t) {
        const Message m = t.server.message;
        const std::uint32_t id = m.get32(frame::at_parameter_extra);
        if (!t.alive) {
            return fail("a thread that has left got a request");
        }
        if (id >= records_.size()) {
            return fail(text("request of unknown call %u", id));
        }
        t.record = id;
        if (id != 0) {
            Record& r = records_[id];
            ++out_.executed;
            if (++r.executed > 1) {
                return fail(text("call %u executed %u times", id, r.executed));
            }
            if (t.server.receiver.length != r.request ||
                std::memcmp(t.buffer, content() + r.request_at, r.request) != 0) {
                return fail(text("call %u: its request came changed (%u bytes of %u)", id, t.server.receiver.length,
                                 r.request));
            }
            if (r.port != t.process->port || !same(m, message(id, false, true))) {
                return fail(text("call %u: another's request header", id));
            }
        }
        t.busy = true;
        Cycles time = 0;
        if (random_.chance(0.4)) {
            time = random_.below(100'000);
        } else if (random_.chance(0.1)) {
            time = random_.below(k_second / 10);
        } else if (random_.chance(0.01)) {
            time = random_.below(30 * k_second);
        }
        if (time == 0) {
            return answer(t);
        }
        world_->run_on(t.process->board, world_->now() + time, [this, &t, life = t.life] {
            if (t.life == life) {
                answer(t);
            }
        });
    }
    void answer(ServerThread& t) {
        const Record& r = records_[t.record];
        t.busy = false;
        const Memory data{const_cast<std::uint8_t*>(content()) + r.reply_at};
        const std::int32_t result =
            engine(t.process->board)
                .putrep(t.server.receiver, message(t.record, true, false), data, t.record == 0 ? 0 : r.reply);
        if (result == k_done) {
            again(t);
        } else if (result != k_blocked) {
            fail(text("putrep: %d", result));
        }
    }
    void again(ServerThread& t) {
        if (t.alive) {
            wait(t);
        }
    }

    // The message header of a call: as its sender writes it, or (seen) as the box shows it.
    static Message message(std::uint32_t id, bool reply, bool seen) {
        Message m;
        Random r(id * 2 + reply);
        for (std::uint8_t& b : m.bytes) {
            b = static_cast<std::uint8_t>(r());
        }
        if (seen) {
            GetPort4 s;
            std::memcpy(s.bytes(), m.bytes.data(), port_bytes);
            const PutPort4 open = F::f(s, 1);
            std::memcpy(m.bytes.data(), open.bytes(), port_bytes);
        }
        m.set_command(static_cast<std::int32_t>(id));
        m.put32(frame::at_parameter_extra, id);
        return m;
    }
    static bool same(const Message& a, const Message& b) { return a.bytes == b.bytes; }

    // ---- clients ----
    std::uint32_t size() {
        const std::uint64_t kind = random_.below(1000);
        return static_cast<std::uint32_t>(kind < 400   ? 0
                                          : kind < 700 ? random_.below(1600)
                                          : kind < 860 ? random_.below(8'000)
                                          : kind < 980 ? random_.below(40'000)
                                          : kind < 997 ? random_.below(200'000)
                                                       : k_largest);
    }
    void call(ClientThread& c, unsigned port, bool probing) {
        const auto id = static_cast<std::uint32_t>(records_.size());
        Record r;
        r.board = c.board;
        r.port = port;
        r.request = probing ? static_cast<std::uint32_t>(random_.below(10'000)) : size();
        r.reply = probing ? static_cast<std::uint32_t>(random_.below(10'000)) : size();
        r.capacity = !probing && random_.chance(0.05) ? static_cast<std::uint32_t>(random_.below(20'000)) : r.reply;
        if (random_.chance(0.1)) {
            r.capacity = k_largest;
        }
        r.request_at = static_cast<std::uint32_t>(random_.below(k_largest - 8) & ~7u);
        r.reply_at = static_cast<std::uint32_t>(random_.below(k_largest - 8) & ~7u);
        records_.push_back(r);
        c.record = id;
        auto& k = c.client.call;
        k = {};
        k.port = F::f(secret(port), 0);
        c.client.message = message(id, false, false);
        k.request_message = k.reply_message = &c.client.message;
        k.request = {const_cast<std::uint8_t*>(content()) + r.request_at};
        k.request_length = r.request;
        k.reply = {c.buffer};
        k.reply_capacity = r.capacity;
        std::memset(c.buffer + r.capacity, 0x5A, 16);
        if (!probing && random_.chance(0.1)) {
            k.locate_timeout = static_cast<Ticks>(random_.between(1, 2000));
        }
        if (!probing && random_.chance(0.1)) {
            k.service_timeout = static_cast<Ticks>(random_.between(1, 2000));
        }
        c.client.busy = true;
        const std::int32_t result = engine(c.board).call(k);
        if (result != k_blocked) {
            k.result = result;
            c.client.busy = false;
            ended(c);
        }
        (*world_)[c.board].after();
    }
    void ended(ClientThread& c) {
        Record& r = records_[c.record];
        const auto& k = c.client.call;
        const std::uint32_t id = c.record;
        if (r.ended) {
            return fail(text("call %u ended twice", id));
        }
        r.ended = true;
        r.result = k.result;
        c.dying = false;
        for (unsigned i = 0; i < 16; ++i) {
            if (c.buffer[r.capacity + i] != 0x5A) {
                return fail(text("call %u: written beyond its buffer", id));
            }
        }
        out_.hash = out_.hash * 1099511628211u + static_cast<std::uint64_t>(k.result) + world_->now();
        if (k.result >= 0 || k.result == static_cast<std::int32_t>(Error::rpc_replyoverflow)) {
            if (r.executed != 1) {
                return fail(text("call %u: answered, but executed %u times", id, r.executed));
            }
            if (!same(c.client.message, message(id, true, true))) {
                return fail(text("call %u got another's reply", id));
            }
            if (k.result >= 0 && (static_cast<std::uint32_t>(k.result) != r.reply ||
                                  std::memcmp(c.buffer, content() + r.reply_at, r.reply) != 0)) {
                return fail(text("call %u: its reply came changed (%d bytes of %u)", id, k.result, r.reply));
            }
            if (k.result < 0 && (k.reply_total != r.reply || r.reply <= r.capacity)) {
                return fail(text("call %u: a false overflow", id));
            }
        }
        if (!healed_ && c.alive) {
            plan(c);
        }
    }
    void plan(ClientThread& c) {
        if (started_ >= wanted_) {
            return;
        }
        ++started_;
        Cycles think = random_.below(k_second / 2000);
        if (random_.chance(0.3)) {
            think = random_.below(k_second / 20);
        } else if (random_.chance(0.05)) {
            think = random_.below(3 * k_second);
        }
        world_->run_on(c.board, world_->now() + think, [this, &c] {
            if (c.alive && !c.client.busy) {
                call(c, static_cast<unsigned>(random_.below(ports_)), false);
            } else {
                --started_;
            }
        });
    }

    // ---- faults ----
    void wire(const Bytes&, unsigned from, unsigned to, std::vector<Cycles>& delays);
    void spy(const Bytes& f, unsigned from);
    void step();       // every 5 ms
    Cycles duration(); // sometimes longer than every time-out
    void reopen(Process& p, bool moves);
    void crash(unsigned b);
    void revive(unsigned b);

    // ---- the run ----
    bool any_busy() const;
    void chaos();
    void heal();
    void probe();
    void settle();
    void judge();

    Random random_;
    unsigned wanted_;
    unsigned started_ = 0;
    unsigned honest_ = 0;
    unsigned ports_ = 0;
    bool healed_ = false;
    bool partitioned_ = false;
    bool one_way_ = false;
    Faults faults_;
    std::array<std::uint8_t, 8> side_{};
    std::array<bool, 8> cut_{};
    std::array<std::array<Cycles, 8>, 8> clogged_{};
    std::vector<Record> records_;
    std::vector<std::unique_ptr<Process>> processes_;
    std::vector<std::unique_ptr<ClientThread>> clients_;
    std::unique_ptr<W> world_; // last: its functions refer to the others
    Outcome out_;
};

} // namespace amoebox::rpc::swarm

#include "verif/rpc/chaos.hpp"

namespace amoebox::rpc::swarm {

// One seed.  Every fourth with tight pools, every fiftieth with the real F.
template <class Defences = AllDefences>
Outcome run(std::uint64_t seed, unsigned calls = 200) {
    if (seed % 50 == 0) {
        return Run<RealF, Defences, DefaultLimits>(seed, calls).go();
    }
    if (seed % 4 == 3) {
        return Run<MixF, Defences, TightLimits>(seed, calls).go();
    }
    return Run<MixF, Defences, DefaultLimits>(seed, calls).go();
}

} // namespace amoebox::rpc::swarm
