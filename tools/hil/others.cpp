// What must work, what an attacker can do who is not behind a box (nothing was promised against him), and what can be asked of
// a board from the network alone.
#include "tools/hil/suite.hpp"

namespace amoebox::hil {

namespace {

using enum Side;
using namespace frame;

const Abilities k_both = {Ability::network, Ability::host};
const Abilities k_network = {Ability::network};

// ---- Lawful

Found serve(Bench& b) {
    const Port get_port = b.port(), client = b.port();
    const std::uint64_t life = b.status().epoch + b.arm(get_port, false).serial;
    const Port put_port = f(Use::port, get_port);
    const Bytes locate = b.make(network, Kind::locate, client, put_port);
    b.send(network, locate);
    b.settle(network);
    const auto here = b.find(network, number_of(locate));
    const bool located = here && kind_of(*here) == Kind::here_is && port_at(*here, at_port) == client &&
                         port_at(*here, header_size) == put_port && get<std::uint64_t>(*here, at_life) == life &&
                         address_at(*here, at_source) == b.board();
    const Bytes request = b.make(network, Kind::request, client, put_port, 200);
    const bool delivered = b.crosses(network, request) == request;
    const auto reply = b.crosses(host, b.make(host, Kind::reply, get_port, client, 100));
    const bool shows = reply && port_at(*reply, at_reply) == put_port && address_at(*reply, at_source) == b.board();
    return {.success = located && delivered && shows,
            .seen = std::string(located ? "HERE_IS with the port's life" : "no right HERE_IS") + ", " +
                    (delivered ? "the request unchanged" : "no request") + ", " +
                    (shows ? "a reply that shows P" : "no reply that shows P")};
}

Found call(Bench& b) {
    const Port get_port = b.port();
    b.must_arm(get_port, true);
    const auto request = b.crosses(host, b.make(host, Kind::request, get_port, b.port(), 700));
    const bool asked = request && port_at(*request, at_reply) == f(Use::port, get_port);
    const Bytes reply = b.make(network, Kind::reply, b.port(), f(Use::port, get_port), 1000);
    const bool answered = b.crosses(network, reply) == reply;
    return {.success = asked && answered,
            .seen = std::string(asked ? "the request shows F of the reply port" : "no right request") + ", " +
                    (answered ? "the reply unchanged" : "no reply")};
}

// ---- Expected: the attacker is on the network without a box

Port armed(Bench& b, bool transaction) {
    const Port get_port = b.port();
    b.must_arm(get_port, transaction);
    return f(Use::port, get_port);
}

Found unboxed_source(Bench& b) {
    Bytes forged = b.make(network, Kind::request, b.port(), armed(b, false), 10);
    put(forged, at_source, Address{0x02, 0x11, 0x22, 0x33, 0x44, 0x55});
    return {.success = b.crosses(network, forged) == forged, .seen = "it arrives in the name that he has written"};
}

Found unboxed_reply(Bench& b) {
    const Port service = f(Use::port, b.port());
    const auto got = b.crosses(network, b.make(network, Kind::reply, service, armed(b, true), 10));
    return {.success = got && port_at(*got, at_reply) == service,
            .seen = "a reply that shows P arrives, and is believed"};
}

Found unboxed_location(Bench& b) {
    const Port service = f(Use::port, b.port());
    const Port get_port = b.port();
    b.must_arm(get_port, true);
    const auto asked = b.crosses(host, b.make(host, Kind::locate, get_port, service));
    Bytes here = b.make(network, Kind::here_is, Port{}, f(Use::port, get_port));
    put(here, header_size, service);
    return {.success = asked && b.crosses(network, here).has_value(),
            .seen = "who asks where P is hears: at the attacker's"};
}

Found unboxed_sniff(Bench& b) {
    const Bytes request = b.make(host, Kind::request, b.port(), b.port(), 10);
    const auto got = b.crosses(host, request);
    return {.success = got && port_at(*got, at_check) == port_at(request, at_check),
            .seen = "a capability that is shown to a server is on the cable, in the clear"};
}

Found replay_request(Bench& b) {
    const Bytes request = b.make(network, Kind::request, b.port(), armed(b, false), 10);
    b.send(network, request);
    b.send(network, request);
    b.settle(network);
    return {.success = b.count(host, number_of(request)) == 2,
            .seen = "a copy arrives twice: boxes count nothing, the kernel knows duplicates"};
}

Found flood_armed(Bench& b) {
    constexpr std::size_t all = 200;
    const Port port = armed(b, false);
    std::size_t got = 0;
    for (std::size_t i = 0; i < all; ++i) {
        b.send(network, b.make(network, Kind::request, b.port(), port));
    }
    b.settle(network);
    for (const Bytes& f : b.heard(host)) {
        got += has_header(f) && port_at(f, at_port) == port ? 1 : 0;
    }
    return {.success = got > all / 2,
            .seen = std::to_string(got) + " of " + std::to_string(all) + " reach the host: its kernel holds them"};
}

// ---- From the network alone

Found not_here(Bench& b) {
    const Port ours = b.port(), subject = b.port();
    const Bytes question = b.make(network, Kind::request, ours, subject);
    b.send(network, question);
    b.settle(network);
    const auto answer = b.find(network, number_of(question));
    const bool right = answer && kind_of(*answer) == Kind::not_here && port_at(*answer, at_port) == ours &&
                       port_at(*answer, header_size) == subject && address_at(*answer, at_source) == b.board() &&
                       address_at(*answer, at_destination) == b.us(network) && decode(*answer).has_value();
    return {.success = right,
            .seen = right ? "NOT_HERE, from the board's address to the asker's port" : "no right NOT_HERE"};
}

Found make_it_answer(Bench& b) {
    std::vector<std::uint32_t> sent;
    const auto send = [&](const Bytes& f) {
        b.send(network, f);
        sent.push_back(number_of(f));
    };
    for (const Kind kind : {Kind::request, Kind::data, Kind::ack}) {
        for (const Breakage& breakage : breakages()) {
            Bytes bad = b.make(network, kind, b.port(), b.port(), 40);
            breakage.apply(bad);
            if (!decode(bad)) {
                send(bad);
            }
        }
    }
    for (int i = 0; i < 8; ++i) {
        send(b.make(network, i % 2 == 0 ? Kind::here_is : Kind::not_here, b.port(),
                    b.port())); // or two boxes would never end
        send(b.make(network, Kind::locate, b.port(), b.port()));
        send(b.make(network, Kind::request, Port{}, b.port()));
        Bytes from_group = b.make(network, Kind::request, b.port(), b.port());
        from_group[at_source] |= 1;
        send(from_group);
    }
    b.settle(network);
    const auto answered =
        std::ranges::count_if(sent, [&](std::uint32_t n) { return b.find(network, n).has_value(); });
    return {.success = answered != 0,
            .seen =
                std::to_string(answered) + " of " + std::to_string(sent.size()) +
                " were answered (malformed, boxes' own kinds, unknown LOCATEs, null reply ports, group addresses)"};
}

Found overwhelm(Bench& b) {
    constexpr int all = 400;
    for (int i = 0; i < all; ++i) {
        Bytes f = b.make(network, i % 3 == 0 ? Kind::data : Kind::request, b.port(), b.port(), b.random()() % 1300);
        if (i % 2 == 0) {
            shake(b.random(), f);
            f.resize(std::min(f.size(), max_frame));
        }
        b.send(network, f);
    }
    b.settle(network);
    const Bytes question = b.make(network, Kind::request, b.port(), b.port());
    b.send(network, question);
    b.settle(network);
    const bool alive = b.find(network, number_of(question)).has_value();
    return {.success = !alive,
            .seen = alive ? "after 400 random frames it answers as before" : "after 400 random frames it is silent"};
}

constexpr std::string_view k_nobody = "nobody answers in a missing box's place";

const Test k_tests[] = {
    {"serve", "G1 G3 G4", Sort::lawful, k_both,
     "a service is located, gets its request unchanged, and its reply shows P", "it is the box that answers LOCATE",
     serve},
    {"call", "G1 G2", Sort::lawful, k_both, "a request shows F of its reply port, and the reply arrives unchanged",
     "it is the box that applies F", call},
    {"answer-not-here", "G4", Sort::lawful, k_network, "a question for a port that is not armed gets NOT_HERE",
     k_nobody, not_here},
    {"make-it-answer", "G4 G5", Sort::attack, k_network, "the board answers what must not be answered", k_nobody,
     make_it_answer},
    {"overwhelm", "G5", Sort::attack, k_network, "after a flood of lawful and random frames the board is silent",
     k_nobody, overwhelm},
    {"unboxed-forge-source", "-", Sort::expected, k_both,
     "a frame arrives in a name that an attacker without a box has written", "", unboxed_source},
    {"unboxed-forge-reply", "-", Sort::expected, k_both, "a reply that shows P arrives from one without a box", "",
     unboxed_reply},
    {"unboxed-answer-locate", "-", Sort::expected, k_both, "a HERE_IS arrives from one without a box", "",
     unboxed_location},
    {"unboxed-sniff", "-", Sort::expected, k_both, "a capability is read on the cable", "", unboxed_sniff},
    {"replay-request", "-", Sort::expected, k_both, "a copied request arrives twice", "", replay_request},
    {"flood-armed", "-", Sort::expected, k_both, "frames for an armed port arrive as fast as they are sent", "",
     flood_armed},
};

} // namespace

std::span<const Test> other_tests() {
    return k_tests;
}

} // namespace amoebox::hil
