// A few boards for one test: serve() and call() in a line each, and a wire whose frames a test may lose, keep and replay.
#pragma once

#include <list>

#include <catch2/catch.hpp>

#include "verif/rpc/model.hpp"

namespace amoebox::rpc::model {

template <class Defences = AllDefences, class Limits = DefaultLimits>
struct BasicBench {
    using W = World<MixF, Defences, Limits>;
    using K = frame::Kind;

    struct Thread {
        typename W::Server server; // first: delivered() finds it
        unsigned board = 0;
        Bytes buffer;
        unsigned served = 0;
        bool hold = false; // does not answer by itself
        Bytes reply;       // its data; echo: the request's
        bool echo = true;
        std::int32_t putrep_result = 99;
        bool alive = true;
    };
    struct Caller {
        typename W::Client client;
        unsigned board = 0;
        Bytes request, reply;
        bool ended = false;
        std::int32_t result = 0;
    };

    explicit BasicBench(unsigned boards) : w(boards) {
        for (unsigned b = 0; b < boards; ++b) {
            w[b].start(0x1000 + b);
        }
        w.wire = [this](const Bytes& f, unsigned from, unsigned, std::vector<Cycles>& d) {
            ++seen[static_cast<std::size_t>(f[frame::at_kind])];
            if (keep && keep(f, from)) {
                kept.push_back(f);
                kept_from.push_back(from);
            }
            if (lose && lose(f, from)) {
                d.clear();
            }
        };
    }
    auto& engine(unsigned b) { return *w[b].engine; }
    static GetPort4 g(unsigned port) { return get_port(port); }
    static PutPort4 p(unsigned port) { return MixF::f(get_port(port), 0); }

    Thread& serve(unsigned board, unsigned port, std::uint32_t capacity = 1'000'000, bool hold = false) {
        Thread& t = threads.emplace_back();
        t.board = board;
        t.buffer.resize(capacity + 1);
        t.hold = hold;
        t.server.receiver.buffer = {t.buffer.data()};
        t.server.receiver.capacity = capacity;
        const std::int32_t service = engine(board).open(g(port));
        REQUIRE(service >= 0);
        t.server.service = static_cast<std::uint8_t>(service);
        t.server.work = [this, &t](auto&) {
            ++t.served;
            if (!t.hold) {
                answer(t);
            }
        };
        t.server.replied = [this, &t](auto&, std::int32_t r) {
            t.putrep_result = r;
            wait(t);
        };
        wait(t);
        return t;
    }
    void wait(Thread& t) {
        t.server.receiver.message = &t.server.message;
        if (t.alive && engine(t.board).getreq(t.server.receiver, t.server.service) == k_done) {
            t.server.work(t.server);
        }
        w[t.board].after();
    }
    void answer(Thread& t) {
        Message m = t.server.message;
        m.set_command(m.command() + 1);
        Bytes& from = t.echo ? t.buffer : t.reply;
        const auto length = t.echo ? t.server.receiver.length : static_cast<std::uint32_t>(t.reply.size());
        const std::int32_t r = engine(t.board).putrep(t.server.receiver, m, {from.data()}, length);
        if (r != k_blocked) {
            t.putrep_result = r;
            wait(t);
        }
        w[t.board].after();
    }
    void end(Thread& t) { // the thread dies
        t.alive = false;
        engine(t.board).leave(t.server.receiver);
        engine(t.board).close(t.server.service);
        w[t.board].after();
    }

    Caller& begin(unsigned board, unsigned port, std::size_t request = 0, std::size_t capacity = 0,
                  Ticks service_timeout = 0, Ticks locate_timeout = DefaultTiming::locate) {
        Caller& c = callers.emplace_back();
        c.board = board;
        c.request.resize(request + 1);
        Random random(request + 1);
        for (auto& b : c.request) {
            b = static_cast<std::uint8_t>(random());
        }
        c.reply.assign(capacity + 1, 0xEE);
        auto& k = c.client.call;
        k.port = p(port);
        c.client.message.set_command(100);
        k.request_message = k.reply_message = &c.client.message;
        k.request = {c.request.data()};
        k.request_length = static_cast<std::uint32_t>(request);
        k.reply = {c.reply.data()};
        k.reply_capacity = static_cast<std::uint32_t>(capacity);
        k.service_timeout = service_timeout;
        k.locate_timeout = locate_timeout;
        c.client.done = [&c](auto&) {
            c.ended = true;
            c.result = c.client.call.result;
        };
        const std::int32_t r = engine(board).call(k);
        if (r != k_blocked) {
            c.ended = true;
            c.result = r;
        }
        w[board].after();
        return c;
    }
    void run(double seconds) { w.run(w.now() + static_cast<Cycles>(seconds * static_cast<double>(k_second))); }
    Caller& call(unsigned board, unsigned port, std::size_t request = 0, std::size_t capacity = 0) {
        Caller& c = begin(board, port, request, capacity);
        finish(c);
        return c;
    }
    void finish(Caller& c) {
        w.run(w.now() + 200 * k_second, [&c] { return c.ended; });
    }
    static std::int32_t code(Error e) { return static_cast<std::int32_t>(e); }
    unsigned count(K kind) const { return seen[static_cast<std::size_t>(kind)]; }

    W w;
    std::list<Thread> threads;
    std::list<Caller> callers;
    std::function<bool(const Bytes&, unsigned)> lose; // true: lost
    std::function<bool(const Bytes&, unsigned)> keep; // true: a copy goes to `kept`
    std::vector<Bytes> kept;
    std::vector<unsigned> kept_from;
    std::array<unsigned, 16> seen{};
};
using Bench = BasicBench<>;

} // namespace amoebox::rpc::model
