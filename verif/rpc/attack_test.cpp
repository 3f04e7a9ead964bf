// Attacks on the protocol by a board whose kernel is hostile, and the engine in which just their defence is missing.
// docs/attacks.md has them all; those against the box itself are in verif/fbox and in the scenarios.
#include "verif/rpc/bench.hpp"

using namespace amoebox::rpc;
using namespace amoebox::rpc::model;
using amoebox::Error;
using amoebox::port_bytes;
using K = amoebox::frame::Kind;
namespace frame = amoebox::frame;

namespace {

struct NoServerPort : AllDefences {
    static constexpr bool check_server_port = false;
};
struct FixedReplyPort : AllDefences {
    static constexpr bool fresh_reply_port = false;
};

struct FixedAndUnchecked : FixedReplyPort {
    static constexpr bool check_server_port = false;
};
struct NoEpochCheck : AllDefences {
    static constexpr bool epoch_check = false;
};

// A frame of an attacker, from what it saw.
Bytes forged(K kind, const Bytes& seen, const GetPort4& own, std::size_t body = 0) {
    const bool message = frame::has_message_header(kind);
    Bytes g(frame::header_size + (message ? frame::message_size : body));
    std::memcpy(&g[0], &seen[6], 6);
    put(&g[12], 2, frame::ethertype);
    g[frame::at_version] = frame::version;
    g[frame::at_kind] = static_cast<std::uint8_t>(kind);
    std::memcpy(&g[frame::at_port], &seen[frame::at_reply], port_bytes);
    std::memcpy(&g[frame::at_reply], own.bytes(), port_bytes);
    std::memcpy(&g[frame::at_transaction], &seen[frame::at_transaction], 4);
    put(&g[frame::at_length], 2, body);
    put(&g[frame::at_total], 4, body);
    if (message) {
        put(&g[frame::at_command], 4, 666);
    }
    return g;
}

// Board 2 is hostile, knows the transaction and P', and answers first.
template <class B>
std::int32_t forge_reply(B& b) {
    b.serve(1, 7, 1000, true);
    b.keep = [](const Bytes& f, unsigned) { return kind_of(f) == K::request; };
    auto& c = b.begin(0, 7);
    b.run(0.01);
    REQUIRE(b.kept.size() == 1);
    REQUIRE(b.w[2].inject(forged(K::reply, b.kept[0], get_port(66))));
    b.run(0.01);
    return c.ended ? c.client.message.command() : 0;
}

} // namespace

TEST_CASE("attack forge-reply: a board that knows P' and the transaction cannot answer for P") {
    Bench b(3);
    CHECK(forge_reply(b) == 0);
    CHECK(b.engine(0).stats().wrong_server == 1);
    BasicBench<NoServerPort> broken(3);
    CHECK(forge_reply(broken) == 666);
}

TEST_CASE("attack forge-nak: nor can it say 'not done'") {
    Bench b(3);
    auto& t = b.serve(1, 7, 1000, true);
    b.keep = [](const Bytes& f, unsigned) { return kind_of(f) == K::request; };
    auto& c = b.begin(0, 7);
    b.run(0.01);
    Bytes nak = forged(K::nak, b.kept.at(0), get_port(66), 4);
    put(&nak[frame::header_size], 4, static_cast<std::uint32_t>(Error::rpc_overflow));
    REQUIRE(b.w[2].inject(nak));
    b.run(0.01);
    CHECK(!c.ended);
    CHECK(b.engine(0).stats().wrong_server == 1);
    b.answer(t);
    b.run(0.01);
    CHECK(c.result == 0);
}

TEST_CASE("attack forge-reply, served-before: a former server of this client has nothing of the next transaction") {
    // It served transaction 1 of the slot and so knows its P'.  With one reply port for ever it can reach the client in
    // transaction 2 (and then only the check of P stands); with fresh ones its frame is not admitted.
    const auto served_before = [](auto& b) {
        b.serve(2, 8); // the attacker's own honest-looking service
        b.keep = [](const Bytes& f, unsigned from) { return from == 0 && kind_of(f) == K::request; };
        REQUIRE(b.call(0, 8).result == 0);
        b.serve(1, 7, 1000, true);
        b.begin(0, 7);
        b.run(0.01);
        const Bytes old = b.kept.at(0);
        Bytes g = forged(K::reply, old, get_port(66));
        put(&g[frame::at_transaction], 4, get(&old[frame::at_transaction], 4) + k_slots); // easily guessed
        REQUIRE(b.w[2].inject(g));
        b.run(0.01);
        return b.engine(0).stats().wrong_server;
    };
    Bench b(3);
    CHECK(served_before(b) == 0); // refused by the box already
    CHECK(b.count(K::not_here) == 1);
    BasicBench<FixedReplyPort> fixed(3);
    CHECK(served_before(fixed) == 1); // reached the processor
    BasicBench<FixedAndUnchecked> open(3);
    served_before(open);
    CHECK(open.callers.back().client.message.command() == 666); // and there is what both are for
}

TEST_CASE("attack replay-reply: a late copy of a reply is not admitted") {
    Bench b(2);
    b.serve(1, 7);
    b.keep = [](const Bytes& f, unsigned) { return kind_of(f) == K::reply; };
    REQUIRE(b.call(0, 7).result == 0);
    b.lose = [](const Bytes& f, unsigned) { return kind_of(f) == K::request; };
    auto& c = b.begin(0, 7);
    b.run(0.01);
    b.w[0].arrive(b.kept.at(0));
    b.run(0.01);
    CHECK(!c.ended);
    CHECK(b.count(K::not_here) >= 1);
}

TEST_CASE("attack replay-request-after-restart: a request recorded before is refused by the new life") {
    const auto replay = [](auto& b) {
        auto& t = b.serve(1, 7);
        b.keep = [](const Bytes& f, unsigned) { return kind_of(f) == K::request; };
        REQUIRE(b.call(0, 7).result == 0);
        t.alive = false;
        b.w[1].stop();
        b.w[1].start(0xABCD);
        auto& u = b.serve(1, 7);
        b.w[1].arrive(b.kept.at(0)); // exactly as it was on the wire
        b.run(0.1);
        return u.served;
    };
    Bench b(2);
    CHECK(replay(b) == 0);
    CHECK(b.engine(1).stats().stale == 1);
    BasicBench<NoEpochCheck> broken(2);
    CHECK(replay(broken) == 1);
}

TEST_CASE("attack join-transaction: frames in another's transaction change nothing at the server") {
    Bench b(3);
    auto& t = b.serve(1, 7, 100'000, true);
    b.keep = [](const Bytes& f, unsigned) { return kind_of(f) == K::request; };
    auto& c = b.begin(0, 7, 0, 0);
    b.run(0.01);
    const Bytes seen = b.kept.at(0);
    for (const K kind : {K::ack, K::enquiry}) {
        Bytes g = forged(kind, seen, get_port(66), kind == K::ack ? frame::body::ack::size : 0);
        std::memcpy(&g[0], &seen[0], 6);
        std::memcpy(&g[frame::at_port], &seen[frame::at_port], port_bytes);
        std::memcpy(&g[frame::at_life], &seen[frame::at_life], 8);
        g[frame::at_flags] = frame::flag_finished;
        REQUIRE(b.w[2].inject(g));
    }
    // Its own request with the same number: its own transaction, answered to it alone.
    Bytes own = seen;
    std::memcpy(&own[frame::at_reply], get_port(67).bytes(), port_bytes);
    REQUIRE(b.w[2].inject(own));
    b.run(0.05);
    b.answer(t);
    b.run(0.1);
    CHECK(c.result == 0);
    CHECK(c.client.message.command() == 101);
}

TEST_CASE("attack forge-not-here, answer-locate: a kernel cannot send what only boxes may") {
    Bench b(3);
    b.serve(1, 7, 1000, true);
    b.keep = [](const Bytes& f, unsigned) { return kind_of(f) == K::request || kind_of(f) == K::locate; };
    auto& c = b.begin(0, 7);
    b.run(0.01);
    for (const Bytes& seen : b.kept) {
        for (const K kind : {K::not_here, K::here_is}) {
            Bytes g = forged(kind, seen, get_port(66), frame::body::subject::size);
            std::memcpy(&g[frame::header_size], &seen[frame::at_port], port_bytes);
            CHECK(!b.w[2].inject(g));
        }
    }
    CHECK(!c.ended);
}

TEST_CASE("attack provoke-not-here: a box's true answer, provoked by another, reaches only who provoked it") {
    Bench b(3);
    auto& t = b.serve(1, 7, 1000, true);
    b.keep = [](const Bytes& f, unsigned) { return kind_of(f) == K::request; };
    auto& c = b.begin(0, 7);
    b.run(0.01);
    // From board 2 to a board that does not serve P, with the client's P' in its reply field: the box makes F(P') of it.
    Bytes g = b.kept.at(0);
    std::memcpy(&g[0], Bench::W::mac(0).bytes(), 6);
    REQUIRE(b.w[2].inject(g));
    b.run(0.05);
    CHECK(!c.ended);
    b.answer(t);
    b.run(0.1);
    CHECK(c.result == 0);
}

TEST_CASE("attack steer-dma: only the server's board fills the client's buffer, and never beyond it") {
    Bench b(3);
    auto& t = b.serve(1, 7, 1000, true);
    b.keep = [](const Bytes& f, unsigned) { return kind_of(f) == K::request; };
    auto& c = b.begin(0, 7, 0, 5000);
    b.run(0.01);
    for (const std::uint32_t offset : {k_first_bytes, k_first_bytes + k_data_bytes * 3, 0xFFFF0000u}) {
        Bytes g = forged(K::data, b.kept.at(0), get_port(66), k_data_bytes);
        put(&g[frame::at_offset], 4, offset);
        put(&g[frame::at_total], 4, offset + k_data_bytes);
        std::fill(g.begin() + frame::header_size, g.end(), std::uint8_t{0x77});
        b.w[2].inject(g);
    }
    b.run(0.01);
    CHECK(std::count(c.reply.begin(), c.reply.end(), 0x77) == 0);
    b.answer(t);
    b.run(0.1);
    CHECK(c.result == 0);
}

TEST_CASE("attack exhaust-jobs: one board's requests do not keep another's out") {
    Bench b(3);
    b.serve(1, 7); // answers at once; its replies are kept
    REQUIRE(b.call(2, 7).result == 0);
    b.keep = [](const Bytes& f, unsigned from) { return from == 2 && kind_of(f) == K::request; };
    REQUIRE(b.call(2, 7).result == 0);
    b.keep = nullptr;
    b.lose = [](const Bytes& f, unsigned from) { return from == 2 && kind_of(f) == K::not_here; };
    for (unsigned i = 1; i < 64; ++i) { // a kernel that never ends a transaction: each in another slot
        Bytes g = b.kept.at(0);
        put(&g[frame::at_transaction], 4, 64 * 5000 + i);
        std::memcpy(&g[frame::at_reply], get_port(i).bytes(), port_bytes);
        REQUIRE(b.w[2].inject(g));
        b.run(0.001);
    }
    CHECK(b.engine(1).use().jobs <= DefaultLimits::jobs_per_peer + 1);
    CHECK(b.engine(1).stats().evicted > 0);
    CHECK(b.call(0, 7).result == 0);
}
