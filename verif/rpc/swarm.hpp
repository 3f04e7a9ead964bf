// One run: boards that call and serve each other under a swarm of faults drawn from the seed (cosim.md 3.8: each seed
// switches whole classes on or off), then healing, then the verdict.  A run is a function of its seed.
//
// What must hold: nothing executed twice; nothing delivered to another transaction or changed on the way; `done` means
// executed once, `not done` never; every call ends; after healing everybody can call everybody; nothing leaks.
#pragma once

#include <cstdio>
#include <string>

#include "verif/rpc/model.hpp"

namespace amoebox::rpc::swarm {

using namespace model;

struct Outcome {
    std::string violation; // empty: all held
    unsigned calls = 0, done = 0, not_done = 0, unknown = 0, answered = 0, died = 0;
    unsigned executed = 0, crashes = 0, moves = 0, forged = 0;
    std::uint64_t frames = 0, duplicates = 0, stale = 0, wrong_server = 0, repeated = 0;
    std::uint64_t hash = 0;
};

// Little of everything, so that every pool runs out.
struct TightLimits : DefaultLimits {
    static constexpr unsigned jobs = 6;
    static constexpr unsigned jobs_per_peer = 3;
    static constexpr unsigned services = 8;
    static constexpr unsigned queue = 2;
    static constexpr unsigned places = 3;
    static constexpr unsigned contexts = 2;
};

inline constexpr std::uint32_t k_largest = 1'000'000;

// Bytes that requests and replies are cut from: wherever one begins, it is unlike any other.
inline const std::uint8_t* content() {
    static const std::vector<std::uint64_t> words = [] {
        std::vector<std::uint64_t> w((2 * k_largest) / 8);
        Random random(42);
        for (std::uint64_t& x : w) {
            x = random();
        }
        return w;
    }();
    return reinterpret_cast<const std::uint8_t*>(words.data());
}

// Memory for threads, kept from run to run.
class Arena {
  public:
    std::uint8_t* take() {
        if (next_ == blocks_.size()) {
            blocks_.push_back(std::unique_ptr<std::uint8_t[]>(new std::uint8_t[k_largest + 64]));
        }
        return blocks_[next_++].get();
    }
    void reset() { next_ = 0; }

  private:
    std::vector<std::unique_ptr<std::uint8_t[]>> blocks_;
    std::size_t next_ = 0;
};
inline Arena& arena() {
    static Arena a;
    return a;
}

struct Faults {
    double loss = 0, duplicate = 0, delay = 0, corrupt = 0, clog = 0;
    Cycles mean_delay = 0;
    double partition = 0, cut = 0, crash = 0, pause = 0, restart = 0, thread_death = 0, client_death = 0;
    double forge = 0, starve_tx = 0, starve_contexts = 0;

    static Faults draw(Random& r) {
        Faults f;
        const auto on = [&r] { return r.chance(0.4); };
        const auto up_to = [&r](double most) { return most * static_cast<double>(r.below(1001)) / 1000; };
        if (on()) f.loss = up_to(0.3);
        if (on()) f.duplicate = up_to(0.5);
        if (on()) {
            f.delay = up_to(0.5);
            f.mean_delay = r.between(50, r.chance(0.2) ? 10'000'000 : 50'000);
        }
        if (on()) f.corrupt = up_to(0.1);
        if (on()) f.clog = up_to(0.01);
        if (on()) f.partition = up_to(0.03);
        if (on()) f.cut = up_to(0.03);
        if (on()) f.crash = up_to(0.004);
        if (on()) f.pause = up_to(0.005);
        if (on()) f.restart = up_to(0.05);
        if (on()) f.thread_death = up_to(0.05);
        if (on()) f.client_death = up_to(0.02);
        if (on()) f.forge = up_to(0.1);
        if (on()) f.starve_tx = up_to(0.2);
        if (on()) f.starve_contexts = up_to(0.9);
        return f;
    }
};

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
        world_->tick_base = random_.chance(0.3) ? 0xFFFFFFFF - static_cast<Ticks>(random_.below(3000)) : static_cast<Ticks>(random_());
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
        world_->wire = [this](const Bytes& f, unsigned from, unsigned to, std::vector<Cycles>& d) { wire(f, from, to, d); };
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
        if (engine(t.process->board).getreq(t.server.receiver, t.server.service) == k_done) {
            serve(t);
        }
    }
    void serve(ServerThread& t) {
        Message m = t.server.receiver.message;
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
            if (t.server.receiver.length != r.request || std::memcmp(t.buffer, content() + r.request_at, r.request) != 0) {
                return fail(text("call %u: its request came changed (%u bytes of %u)", id, t.server.receiver.length, r.request));
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
            engine(t.process->board).putrep(t.server.receiver, message(t.record, true, false), data, t.record == 0 ? 0 : r.reply);
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
        k.message = message(id, false, false);
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
            if (!same(k.message, message(id, true, true))) {
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
    void wire(const Bytes&, unsigned from, unsigned to, std::vector<Cycles>& delays) {
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
    void spy(const Bytes& f, unsigned from) {
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
            put(&g[frame::header_size], 4, static_cast<std::uint32_t>(random_.chance(0.5) ? Error::rpc_busy : Error::rpc_overflow));
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

    void step() { // every 5 ms
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
    Cycles duration() { // sometimes longer than every time-out
        return random_.chance(0.6) ? random_.below(k_second / 4) : random_.chance(0.8) ? random_.below(5 * k_second) : random_.below(60 * k_second);
    }
    void reopen(Process& p, bool moves) {
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
    void crash(unsigned b) {
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
        world_->run_at(world_->now() + (random_.chance(0.3) ? random_.below(100'000) : duration()), [this, b] { revive(b); });
    }
    void revive(unsigned b) {
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

    // ---- the run ----
    bool any_busy() const {
        return std::any_of(clients_.begin(), clients_.end(), [](const auto& c) { return c->client.busy; });
    }
    void chaos() {
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
    void heal() {
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
    void probe() {
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
    void settle() {
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
            if (use.slots + use.jobs + use.contexts + use.places_locating + contexts != 0 || use.entries != use.services || armed != use.services) {
                fail(text("board %u leaks: slots %u jobs %u contexts %u/%u locating %u entries %u/%u services %u", b, use.slots,
                          use.jobs, use.contexts, contexts, use.places_locating, use.entries, armed, use.services));
            }
        }
    }
    void judge() {
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
