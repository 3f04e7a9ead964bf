// The rules of docs/rpc.md, one test case each and more.
#include "verif/rpc/bench.hpp"

using namespace amoebox::rpc;
using namespace amoebox::rpc::model;
using amoebox::Error;
using K = amoebox::frame::Kind;
namespace frame = amoebox::frame;

namespace {
constexpr auto code = Bench::code;
unsigned armed(Bench& b, unsigned board, std::uint8_t kind) {
    unsigned n = 0;
    for (const auto& a : b.w[board].table) {
        n += a.used && a.kind == kind;
    }
    return n;
}
} // namespace

TEST_CASE("null RPC: two frames once the place is known") {
    Bench b(2);
    auto& t = b.serve(1, 7);
    REQUIRE(b.call(0, 7).result == 0);
    const auto request = b.count(K::request), reply = b.count(K::reply), enquiry = b.count(K::enquiry),
               ack = b.count(K::ack);
    auto& c = b.call(0, 7);
    REQUIRE(c.result == 0);
    CHECK(c.client.message.command() == 101);
    CHECK(b.count(K::request) == request + 1);
    CHECK(b.count(K::reply) == reply + 1);
    CHECK(b.count(K::enquiry) == enquiry);
    CHECK(b.count(K::ack) == ack);
    CHECK(t.served == 2);
}

TEST_CASE("rule 1: a fresh reply port for each transaction, disarmed at its end") {
    Bench b(2);
    b.serve(1, 7);
    b.keep = [](const Bytes& f, unsigned) { return kind_of(f) == K::request; };
    b.call(0, 7);
    b.call(0, 7);
    REQUIRE(b.kept.size() == 2);
    CHECK(!(port_at(b.kept[0], frame::at_reply) == port_at(b.kept[1], frame::at_reply)));
    CHECK(armed(b, 0, 1) == 0);
}

TEST_CASE("rule 3: a duplicate is answered from the kept reply and not executed") {
    Bench b(2);
    auto& t = b.serve(1, 7);
    bool first = true;
    b.lose = [&first](const Bytes& f, unsigned) { return kind_of(f) == K::reply && std::exchange(first, false); };
    auto& c = b.call(0, 7, 500, 500);
    CHECK(c.result == 500);
    CHECK(c.reply[499] == c.request[499]);
    CHECK(t.served == 1);
    CHECK(b.engine(1).stats().duplicates >= 1);
}

TEST_CASE("rule 3: a copy of an earlier transaction of the slot is ignored, with no window to fall out of") {
    Bench b(2);
    auto& t = b.serve(1, 7);
    b.keep = [&b](const Bytes& f, unsigned) { return kind_of(f) == K::request && b.kept.empty(); };
    for (int i = 0; i < 600; ++i) {
        REQUIRE(b.call(0, 7).result == 0);
    }
    b.w[1].arrive(b.kept[0]);
    b.run(0.1);
    CHECK(t.served == 600);
    CHECK(b.engine(1).stats().duplicates == 1);
}

TEST_CASE("rule 3: epochs of one board take their share of the table of peers, and none is forgotten early") {
    Bench b(3);
    auto& t = b.serve(1, 7);
    REQUIRE(b.call(2, 7).result == 0);
    for (unsigned life = 0; life < DefaultLimits::epochs_per_source; ++life) {
        b.w[0].stop();
        b.w[0].start(0x9000 + life);
        CHECK(b.call(0, 7).result == 0);
    }
    b.w[0].stop();
    b.w[0].start(0x9999);
    CHECK(b.call(0, 7).result == code(Error::rpc_failure)); // cannot be remembered: nobody says "not done"
    CHECK(b.engine(1).stats().peers_full == 1);
    CHECK(b.call(2, 7).result == 0); // others are served
    const unsigned served = t.served;
    b.run(70); // no network keeps a frame so long
    CHECK(b.call(0, 7).result == 0);
    CHECK(t.served == served + 1);
}

TEST_CASE("rule 4: a request for an earlier life on the same kernel is refused and begun again") {
    Bench b(2);
    auto& t = b.serve(1, 7);
    REQUIRE(b.call(0, 7).result == 0);
    b.end(t);
    auto& u = b.serve(1, 7); // at once: the client's place is fresh
    CHECK(b.call(0, 7).result == 0);
    CHECK(u.served == 1);
    CHECK(b.engine(1).stats().stale == 1);
}

TEST_CASE("rule 4: over a server's restart, what may have been executed is unknown and not executed again") {
    Bench b(2);
    auto& t = b.serve(1, 7, 1000, true);
    auto& c = b.begin(0, 7);
    b.run(0.005);
    REQUIRE(t.served == 1);
    b.w[1].stop();
    b.w[1].start(0x7777);
    t.alive = false;
    auto& u = b.serve(1, 7);
    b.finish(c);
    CHECK(c.result == code(Error::rpc_failure));
    CHECK(u.served == 0);
    CHECK(b.engine(1).stats().stale >= 1);
    CHECK(b.call(0, 7).result == 0); // and the cache has recovered
}

TEST_CASE("rule 4: an old place is asked before it is trusted: a restarted or moved server costs nobody a call") {
    Bench b(3);
    auto& t = b.serve(1, 7);
    REQUIRE(b.call(0, 7).result == 0);
    b.w[1].stop();
    t.alive = false;
    b.w[1].start(0x7777);
    auto& u = b.serve(1, 7);
    b.run(0.1);
    CHECK(b.call(0, 7).result == 0);
    CHECK(u.served == 1);
    b.end(u);
    auto& v = b.serve(2, 7);
    b.run(0.1);
    CHECK(b.call(0, 7).result == 0);
    CHECK(v.served == 1);
}

TEST_CASE("rule 5: a NAK puts the transaction into the filter") {
    Bench b(2);
    auto& t = b.serve(1, 7, 100);
    b.keep = [](const Bytes& f, unsigned) { return kind_of(f) == K::request; };
    CHECK(b.call(0, 7, 101).result == code(Error::rpc_overflow));
    auto& u = b.serve(1, 7, 1000);
    b.end(t); // now only a thread waits that would take it
    b.w[1].arrive(b.kept.at(0));
    b.run(0.1);
    CHECK(t.served + u.served == 0);
    CHECK(b.engine(1).stats().duplicates == 1);
}

TEST_CASE("rule 6: messages of any size, each one RPC; too large is an error, never a cut") {
    Bench b(2);
    auto& t = b.serve(1, 7, 1'000'000);
    for (const std::size_t n : {0u, 1u, 64u, 65u, 1383u, 1384u, 1385u, 2820u, 5692u, 5693u, 100'000u, 1'000'000u}) {
        auto& c = b.call(0, 7, n, n);
        CHECK(c.result == static_cast<std::int32_t>(n));
        CHECK(std::equal(c.request.begin(), c.request.begin() + static_cast<std::ptrdiff_t>(n), c.reply.begin()));
        CHECK(c.reply[n] == 0xEE);
    }
    CHECK(t.served == 12);
    CHECK(b.call(0, 7, 1'000'001).result == code(Error::rpc_overflow));
    CHECK(t.served == 12);
    for (const std::size_t n : {100u, 5000u}) {
        auto& c = b.call(0, 7, n, n - 1);
        CHECK(c.result == code(Error::rpc_replyoverflow));
        CHECK(c.client.call.reply_total == n);
        CHECK(c.reply[n - 1] == 0xEE); // what lies within the buffer is undefined, what lies beyond is not touched
    }
    CHECK(t.served == 14);
}

TEST_CASE("rule 7: every single lost frame of a long transaction is made good") {
    for (unsigned lost = 0; lost < 60; ++lost) {
        Bench b(2);
        auto& t = b.serve(1, 7, 100'000);
        unsigned n = 0;
        b.lose = [&n, lost](const Bytes&, unsigned) { return n++ == lost; };
        auto& c = b.call(0, 7, 30'000, 30'000);
        CHECK(c.result == 30'000);
        CHECK(std::equal(c.request.begin(), c.request.begin() + 30'000, c.reply.begin()));
        CHECK(t.served == 1);
        b.run(40);
        CHECK(b.engine(1).use().jobs == 0);
        CHECK(b.engine(0).use().contexts + b.engine(1).use().contexts == 0);
    }
}

TEST_CASE("rule 7: a client waits as long as the server lives, and asks") {
    Bench b(2);
    auto& t = b.serve(1, 7, 1000, true);
    auto& c = b.begin(0, 7);
    b.run(100);
    CHECK(!c.ended);
    CHECK(b.count(K::enquiry) > 20);
    b.answer(t);
    b.finish(c);
    CHECK(c.result == 0);
    CHECK(t.served == 1);
}

TEST_CASE("rule 7: silence ends in unknown") {
    Bench b(2);
    b.serve(1, 7, 1000, true);
    auto& c = b.begin(0, 7);
    b.run(0.1);
    b.lose = [](const Bytes&, unsigned) { return true; };
    b.run(60);
    CHECK(c.result == code(Error::rpc_failure));
}

TEST_CASE("rule 8: time-outs of locate and of service") {
    Bench b(2);
    auto& c = b.begin(0, 9);
    b.run(4.9);
    CHECK(!c.ended);
    b.run(0.2);
    CHECK(c.result == code(Error::rpc_notfound));
    auto& t = b.serve(1, 7, 1000, true);
    auto& d = b.begin(0, 7, 0, 0, 100);
    b.run(0.12);
    CHECK(!d.ended);
    b.run(0.03);
    CHECK(d.result == code(Error::rpc_timeout));
    CHECK(t.served == 1);
    b.answer(t);
    b.run(1);
    CHECK(b.engine(1).use().jobs == 0);
}

TEST_CASE("rule 9: busy is queued up to a bound, then RPC_BUSY; never not-here") {
    Bench b(2);
    auto& t = b.serve(1, 7, 10'000, true);
    std::vector<Bench::Caller*> calls;
    for (unsigned i = 0; i < 1 + DefaultLimits::queue + 3; ++i) {
        calls.push_back(&b.begin(0, 7, i == 4 ? 9'000 : 0, 0, 0, 400));
        b.run(0.001);
    }
    b.run(1);
    unsigned busy = 0;
    for (auto* c : calls) {
        busy += c->ended && c->result == code(Error::rpc_busy);
    }
    CHECK(busy == 3);
    CHECK(b.count(K::not_here) == 0);
    t.hold = false;
    t.echo = false;
    b.answer(t);
    b.run(1);
    for (auto* c : calls) {
        CHECK(c->ended);
    }
    CHECK(t.served == 1 + DefaultLimits::queue);
}

TEST_CASE("rule 9: a busy server's client goes on to another server of the port") {
    Bench b(3);
    auto& t = b.serve(1, 7, 1000, true);
    for (unsigned i = 0; i <= DefaultLimits::queue; ++i) {
        b.begin(0, 7);
        b.run(0.001);
    }
    auto& u = b.serve(2, 7);
    auto& c = b.call(0, 7);
    CHECK(c.result == 0);
    CHECK(u.served == 1);
    CHECK(t.served == 1);
}

TEST_CASE("rule 9: several threads of a port serve at the same time") {
    Bench b(2);
    auto& t = b.serve(1, 7, 1000, true);
    auto& u = b.serve(1, 7, 1000, true);
    auto& c = b.begin(0, 7);
    auto& d = b.begin(0, 7);
    b.run(0.1);
    CHECK(t.served == 1);
    CHECK(u.served == 1);
    b.answer(u);
    b.run(0.1);
    CHECK(!c.ended);
    CHECK(d.ended);
    b.answer(t);
    b.run(0.1);
    CHECK(c.ended);
    b.end(t);
    CHECK(b.call(0, 7, 0).ended == false); // u holds it: still armed, still served
    b.end(u);
    CHECK(armed(b, 1, 0) == 0);
}

TEST_CASE("rule 10: a server thread that ends with a request fails its client, and a queued one is not lost") {
    Bench b(2);
    auto& t = b.serve(1, 7, 1000, true);
    auto& c = b.begin(0, 7);
    b.run(0.01);
    auto& d = b.begin(0, 7);
    b.run(0.01);
    auto& u = b.serve(1, 7, 1000, true); // takes the queued one
    b.end(t);
    b.run(0.01);
    CHECK(c.result == code(Error::rpc_failure));
    CHECK(u.served == 1);
    b.answer(u);
    b.run(0.01);
    CHECK(d.result == 0);
    CHECK(d.ended);
}

TEST_CASE("rule 10: a client that dies leaves nothing behind") {
    Bench b(2);
    auto& t = b.serve(1, 7, 100'000, true);
    for (const std::size_t n : {0u, 50'000u}) {
        auto& c = b.begin(0, 7, n, 100'000);
        b.run(n == 0 ? 0.01 : 0.002); // served, or half sent
        CHECK(b.engine(0).cancel(c.client.call));
        CHECK(b.engine(0).use().slots == 0);
        CHECK(armed(b, 0, 1) == 0);
        b.run(40);
        if (n == 0) {
            b.answer(t);
        }
    }
    b.run(40);
    CHECK(b.engine(1).use().jobs == 0);
    CHECK(b.engine(1).use().contexts == 0);
    t.hold = false;
    CHECK(b.call(0, 7).result == 0);
}

TEST_CASE("rule 10: NOT_HERE for P' ends a kept reply") {
    Bench b(2);
    b.serve(1, 7);
    REQUIRE(b.call(0, 7).result == 0);
    CHECK(b.engine(1).use().jobs == 1);
    b.run(0.5);
    CHECK(b.engine(1).use().jobs == 0);
    CHECK(b.count(K::not_here) == 1);
}

TEST_CASE("rule 10: NOT_HERE for P after a REQUEST waits for a reply on its way, then is unknown") {
    Bench b(2);
    auto& t = b.serve(1, 7);
    REQUIRE(b.call(0, 7).result == 0);
    b.end(t);
    auto& c = b.call(0, 7);
    CHECK(c.result == code(Error::rpc_failure));
}

TEST_CASE("rule 11: local and remote requests share threads and queue, in order") {
    Bench b(2);
    auto& t = b.serve(1, 7, 1000, true);
    auto& engine = b.engine(1);
    const auto service = t.server.service;
    CHECK(engine.find(Bench::p(7)) == service);
    CHECK(engine.find(Bench::p(8)) == 0xFF);
    REQUIRE(engine.take(service) == &t.server.receiver); // a local call has the thread
    CHECK(engine.take(service) == nullptr);
    Request first, second, gone;
    first.local = second.local = gone.local = true;
    CHECK(engine.enqueue(service, first) == k_blocked);
    auto& c = b.begin(0, 7);
    b.run(0.01);
    CHECK(engine.enqueue(service, gone) == k_blocked);
    CHECK(engine.enqueue(service, second) == k_blocked);
    engine.dequeue(gone);
    auto& r = t.server.receiver;
    CHECK(engine.getreq(r, service) == k_done);
    CHECK(r.local == &first);
    CHECK(engine.getreq(r, service) == k_done);
    CHECK(r.local == nullptr);
    b.answer(t); // the remote one, then waits again: gets `second`
    b.run(0.01);
    CHECK(c.result == 0);
    CHECK(r.local == &second);
    CHECK(engine.enqueue(service, first) == k_blocked);
    engine.leave(r);
    CHECK(engine.close(service) == &first);
}

TEST_CASE("order and arguments: errors, not panics") {
    Bench b(2);
    auto& t = b.serve(1, 7);
    CHECK(b.engine(1).getreq(t.server.receiver, t.server.service) == code(Error::rpc_sequence));
    CHECK(b.engine(1).putrep(t.server.receiver, {}, {}, 0) == code(Error::rpc_sequence));
    CHECK(b.engine(1).open({}) == code(Error::rpc_badport));
    Bench::W::Call null;
    CHECK(b.engine(0).call(null) == code(Error::rpc_badport));
    Bench::W::Receiver other;
    CHECK(b.engine(1).getreq(other, 63) == code(Error::rpc_badport));
    CHECK(b.engine(1).getreq(other, 200) == code(Error::rpc_badport));
}

TEST_CASE("limits: the 65th transaction is told to try again; a full port table too") {
    Bench b(2);
    b.serve(1, 7, 1000, true);
    std::vector<Bench::Caller*> calls;
    calls.reserve(64);
    for (unsigned i = 0; i < 64; ++i) {
        calls.push_back(&b.begin(0, 50 + i));
    }
    auto& c = b.begin(0, 7);
    CHECK(c.result == code(Error::rpc_tryagain));
    b.run(6);
    for (auto* k : calls) {
        CHECK(k->result == code(Error::rpc_notfound));
    }
    for (auto& a : b.w[0].table) { // somebody holds all 256
        a.used = true;
    }
    REQUIRE(b.begin(0, 7, 0, 0, 0, 200).ended == false);
    b.run(1);
    CHECK(b.callers.back().result == code(Error::rpc_notfound)); // even the locate could not be armed
}

TEST_CASE("without a free context data are copied") {
    Bench b(2);
    b.serve(1, 7, 100'000);
    b.w[0].starve_contexts = b.w[1].starve_contexts = 1;
    auto& c = b.call(0, 7, 100'000, 100'000);
    CHECK(c.result == 100'000);
    CHECK(!c.client.call.placed);
    CHECK(std::equal(c.request.begin(), c.request.begin() + 100'000, c.reply.begin()));
    b.w[0].starve_contexts = b.w[1].starve_contexts = 0;
    auto& d = b.call(0, 7, 100'000, 100'000);
    CHECK(d.client.call.placed);
}
