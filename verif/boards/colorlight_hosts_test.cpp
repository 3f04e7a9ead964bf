// Hosts behind Colorlights: the kernels' protocol goes both ways between two of them, and a third that is hostile gets nothing; with
// its box replaced by a wire it does.
#include <catch2/catch.hpp>

#include "verif/boards/colorlight.hpp"
#include "verif/inline/hosts.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

using Colorlight = SocketOf<ColorlightPins>;
constexpr Mac k_macs[3] = {{2, 0xA3, 0, 0, 0, 1}, {2, 0xA3, 0, 0, 0, 2}, {2, 0xA3, 0, 0, 0, 3}};
constexpr std::uint64_t k_start = 110'000, k_long = 3'000'000; // cycles: entropy is tested first; patience

Bytes contents(std::size_t length, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    Bytes bytes(length);
    for (std::uint8_t& byte : bytes) {
        byte = static_cast<std::uint8_t>(random());
    }
    return bytes;
}

// Two hosts with a box each; both serve a port that echoes.
struct Pair {
    Pair() {
        for (std::size_t i = 0; i < 2; ++i) {
            hosts.push_back(
                std::make_unique<Host>(hub, hub.add(std::make_unique<Colorlight>(90 + i, k_macs[i])), 70 + i));
        }
    }
    void start() {
        while (hub.cycle() < k_start) {
            hub.move();
        }
        for (std::size_t i = 0; i < 2; ++i) {
            REQUIRE(hosts[i]->start());
            gets.push_back(random_port(random));
            serve(i);
        }
    }
    void serve(std::size_t at) {
        Host& host = *hosts[at];
        auto& t = threads[at];
        t.buffer.resize(100'000);
        t.receiver.buffer = {t.buffer.data()};
        t.receiver.capacity = static_cast<std::uint32_t>(t.buffer.size());
        t.receiver.message = &t.message;
        t.service = host.engine->open(padded_port(gets[at]));
        REQUIRE(t.service >= 0);
        host.on_delivered = [this, at](Host::Receiver&) {
            if (!hold) {
                answer(at);
            }
        };
        host.on_replied = [this, at](Host::Receiver&, std::int32_t) { wait(at); };
        wait(at);
    }
    void wait(std::size_t at) {
        auto& t = threads[at];
        if (hosts[at]->engine->getreq(t.receiver, static_cast<std::uint8_t>(t.service)) == rpc::k_done && !hold) {
            answer(at);
        }
    }
    void answer(std::size_t at) {
        auto& t = threads[at];
        rpc::Message message = t.message;
        message.set_command(message.command() + 1);
        if (hosts[at]->engine->putrep(t.receiver, message, t.receiver.buffer, t.receiver.length) == rpc::k_done) {
            wait(at);
        }
    }
    void begin(std::size_t from, const Port& port, const Bytes& data,
               rpc::Ticks locate = rpc::DefaultTiming::locate) {
        request = data;
        request.resize(data.size() + 1); // never empty
        reply.assign(100'000, 0xEE);
        call = {};
        std::memcpy(call.port.bytes(), port.data(), port_bytes);
        message = {};
        message.set_command(100);
        call.request_message = call.reply_message = &message;
        call.request = {request.data()};
        call.request_length = static_cast<std::uint32_t>(data.size());
        call.reply = {reply.data()};
        call.reply_capacity = static_cast<std::uint32_t>(reply.size());
        call.locate_timeout = locate;
        ended = false;
        hosts[from]->on_completed = [this](Host::Call&) { ended = true; };
        REQUIRE(hosts[from]->engine->call(call) == rpc::k_blocked);
    }
    void run(std::uint64_t cycles) {
        for (const std::uint64_t end = hub.cycle() + cycles; hub.cycle() < end && !ended;) {
            hub.move();
            for (const auto& host : hosts) {
                host->work();
            }
        }
    }
    bool on_network(const Port& port) const {
        return std::ranges::any_of(hub.seen, [&](const Bytes& f) { return !std::ranges::search(f, port).empty(); });
    }

    struct Thread {
        Host::Receiver receiver;
        rpc::Message message;
        Bytes buffer;
        std::int32_t service = -1;
    };
    Hub hub;
    std::mt19937_64 random{5};
    std::vector<std::unique_ptr<Host>> hosts;
    std::array<Thread, 2> threads;
    std::vector<Port> gets;
    bool hold = false, ended = false; // the servers do not answer by themselves; the call is over
    Host::Call call;
    rpc::Message message;
    Bytes request, reply;
};

// A third host, hostile, who sees all that is on the network; Box is what stands before it.
template <class Box>
struct Thief : Pair {
    Thief() : own(hub.add(std::make_unique<Box>(99, k_macs[2]))) {
        start();
        hold = true;
        begin(0, served(), {});
        run(100'000);
        const auto asked = std::ranges::find_if(
            hub.seen, [](const Bytes& f) { return f[frame::at_kind] == static_cast<std::uint8_t>(Kind::request); });
        REQUIRE(asked != hub.seen.end());
        seen = *asked;
        REQUIRE_FALSE(ended);
    }
    Port served() const { return f(Use::port, gets[1]); }

    // He answers in the server's place: he knows P, P' and the transaction.
    bool answers_for_another() {
        Bytes g = make_frame(random, Kind::reply, string<6>(seen, frame::at_source), served(),
                             string<port_bytes>(seen, frame::at_reply));
        put(g, frame::at_source, k_macs[1]);
        g[frame::at_flags] = 0;
        put(g, frame::at_transaction, 4, number(seen, frame::at_transaction, 4));
        put(g, frame::at_total, 4, 0);
        put(g, frame::at_command, 4, 666);
        own.host().send(g);
        run(30'000);
        return ended && message.command() == 666;
    }
    // He says that he is where P is.
    bool says_where() {
        const std::size_t before = hub.seen.size();
        own.host().send(make_frame(random, Kind::here_is, string<6>(seen, frame::at_source), served(),
                                   string<port_bytes>(seen, frame::at_reply)));
        run(10'000);
        return hub.seen.size() != before;
    }
    // He arms the P that he has seen, and waits for what is sent to the server, at his address.
    bool receives_for_another() {
        own.host().send(control::request({2, 0x99, 0, 0, 0, 3}, 1, control::arm(served(), false)));
        run(10'000);
        own.host().arrived.clear();
        Bytes g = seen;
        put(g, 0, k_macs[2]);
        own.net().send(g); // somebody believes that P is there
        run(10'000);
        return !own.host().frames().empty();
    }

    Socket& own;
    Bytes seen; // the client's request
};

} // namespace

TEST_CASE("two hosts behind Colorlights call each other", "[hosts]") {
    Pair p;
    p.start();
    for (const auto& [from, length] : {std::pair{0U, 0U}, {1U, 1000U}, {0U, 30'000U}, {1U, 0U}}) {
        const Bytes data = contents(length, 40 + length);
        p.begin(from, f(Use::port, p.gets[1 - from]), data);
        p.run(k_long);
        INFO(from << " " << length);
        REQUIRE(p.ended);
        CHECK(p.call.result == static_cast<std::int32_t>(length));
        CHECK(p.message.command() == 101);
        CHECK(std::equal(data.begin(), data.end(), p.reply.begin()));
    }
    const Port nobodys = random_port(p.random);
    p.begin(0, nobodys, {}, 1);
    p.run(k_long);
    CHECK((p.ended && p.call.result == static_cast<std::int32_t>(Error::rpc_notfound)));
    for (const Port& get : p.gets) {
        CHECK_FALSE(p.on_network(get));
        CHECK(p.on_network(f(Use::port, get)));
    }
    WARN("cycles of 8 ns: " << p.hub.cycle() << ", frames on the network: " << p.hub.seen.size());
}

TEST_CASE("a hostile host gets nothing behind a Colorlight, and everything behind a wire", "[hosts]") {
    Thief<Colorlight> with;
    CHECK_FALSE(with.answers_for_another());
    CHECK(with.hosts[0]->engine->stats().wrong_server == 1); // it came, and did not show P
    CHECK_FALSE(with.says_where());
    CHECK_FALSE(with.receives_for_another());
    with.answer(1);
    with.run(k_long);
    CHECK((with.ended && with.message.command() == 101));

    Thief<SocketOf<Vinline_wire>> without;
    CHECK(without.says_where());
    CHECK(without.receives_for_another());
    CHECK(without.answers_for_another());
}
