// From the network, against the host behind its box: the attacker is this computer's network side, the victim its host side,
// which judges by what reaches it.
#include <map>

#include "tools/hil/suite.hpp"

namespace amoebox::hil {

namespace {

using enum Side;
using namespace frame;
using HwCounter = hw::Counter;

const Abilities k_both = {Ability::network, Ability::host};
constexpr std::string_view k_mac = "the checksum is for the MAC to check, and the MAC is in this build too";

// A port of the host, armed, and what others call it.
Port armed(Bench& b, bool transaction = false) {
    const Port get_port = b.port();
    b.must_arm(get_port, transaction);
    return f(Use::port, get_port);
}
std::ptrdiff_t reached(const Bench& b, Side side, const std::vector<std::uint32_t>& numbers) {
    return std::ranges::count_if(numbers, [&](std::uint32_t n) { return b.find(side, n).has_value(); });
}
std::string of(std::ptrdiff_t some, std::size_t all) {
    return std::to_string(some) + " of " + std::to_string(all);
}

Found spy_get_port(Bench& b) {
    const Port get_port = b.port(), secret = b.port();
    Bytes request = b.make(host, Kind::request, get_port, b.port());
    put(request, at_signature, secret);
    const auto got = b.crosses(host, request);
    const bool seen = std::ranges::any_of(
        b.heard(network), [&](const Bytes& f) { return contains(f, get_port) || contains(f, secret); });
    return {.success = seen,
            .shown = got && port_at(*got, at_reply) == f(Use::port, get_port) &&
                     port_at(*got, at_signature) == f(Use::signature, secret),
            .seen = seen ? "the get-port is on the cable" : "F of both is on the cable, and neither of them"};
}

Found sniff(Bench& b) {
    const Port port = armed(b);
    const Counts before = b.counts();
    std::vector<std::uint32_t> sent;
    const auto send = [&](const Bytes& f) {
        b.send(network, f);
        sent.push_back(number_of(f));
    };
    for (int i = 0; i < 4; ++i) {
        Bytes elsewhere = b.make(network, Kind::request, b.port(), port);
        put(elsewhere, 0, Address{0x02, 0x11, 0x22, 0x33, 0x44, static_cast<std::uint8_t>(i)});
        send(elsewhere);
        send(b.make(network, i % 2 == 0 ? Kind::reply : Kind::data, b.port(), b.port(), 30));
    }
    Bytes to_all = b.make(network, Kind::request, b.port(), port);
    put(to_all, 0, broadcast);
    send(to_all);
    b.settle(network);
    const auto got = reached(b, host, sent);
    return {.success = got != 0,
            .shown =
                b.rose(before, HwCounter::in_drop_foreign) >= 4 && b.rose(before, HwCounter::in_drop_unarmed) >= 4,
            .seen = of(got, sent.size()) + " flooded frames reached the host; IN_DROP_FOREIGN, IN_DROP_UNARMED"};
}

Found wrong_kind(Bench& b) {
    const Port service = armed(b), transaction = armed(b, true);
    const Counts before = b.counts();
    std::vector<std::uint32_t> sent;
    for (const auto& [kind, port] : {std::pair{Kind::reply, service},
                                     {Kind::grant, service},
                                     {Kind::nak, service},
                                     {Kind::alive, service},
                                     {Kind::request, transaction},
                                     {Kind::enquiry, transaction}}) {
        const Bytes f = b.make(network, kind, Port{}, port, 8);
        b.send(network, f);
        sent.push_back(number_of(f));
    }
    b.settle(network);
    const auto got = reached(b, host, sent);
    return {.success = got != 0,
            .shown = b.rose(before, HwCounter::in_drop_unarmed) >= sent.size(),
            .seen = of(got, sent.size()) + " reached a port armed for other kinds; IN_DROP_UNARMED"};
}

Found malformed_in(Bench& b) {
    const Port port = armed(b);
    const Counts before = b.counts();
    std::vector<std::uint32_t> sent;
    const auto send = [&](const Bytes& f) {
        b.send(network, f);
        sent.push_back(number_of(f));
    };
    for (const Kind kind : {Kind::request, Kind::data, Kind::ack}) {
        for (const Breakage& breakage : breakages()) {
            Bytes bad = b.make(network, kind, Port{}, port, 40);
            breakage.apply(bad);
            if (!decode(bad)) {
                send(bad);
            }
        }
        Bytes from_group = b.make(network, kind, Port{}, port, 40);
        from_group[at_source] |= 1;
        send(from_group);
    }
    b.settle(network);
    const auto got = reached(b, host, sent);
    const Counts now = b.counts();
    std::uint32_t dropped = 0;
    for (const auto counter : {HwCounter::in_drop_form, HwCounter::in_drop_foreign}) {
        dropped += now.box[static_cast<std::size_t>(counter)] - before.box[static_cast<std::size_t>(counter)];
    }
    return {.success = got != 0,
            .shown = dropped >= sent.size(),
            .seen = of(got, sent.size()) + " reached the host; IN_DROP_FORM and IN_DROP_FOREIGN counted " +
                    std::to_string(dropped)};
}

Found random_in(Bench& b) {
    const Port port = armed(b);
    constexpr std::array kinds = {Kind::request, Kind::data, Kind::ack, Kind::enquiry, Kind::here_is, Kind::not_here};
    struct Sent {
        Bytes frame;
        bool may;
    };
    std::map<std::uint32_t, Sent> sent;
    for (int i = 0; i < 160; ++i) {
        Bytes frame = b.make(network, kinds[b.random()() % kinds.size()], Port{}, port, b.random()() % 200);
        if (i % 4 != 0) {
            shake(b.random(), frame);
        }
        if (frame.size() > max_frame || sent.contains(number_of(frame))) {
            continue;
        }
        const auto form = decode(frame);
        const bool may = form && form->header.port == port && admitted_by_service(form->header.kind);
        b.send(network, frame);
        sent.insert({number_of(frame), {frame, may}});
    }
    b.settle(network);
    int wrong = 0, right = 0, lost = 0;
    for (const auto& [number, s] : sent) {
        const auto got = b.find(host, number);
        wrong += got && (!s.may || *got != s.frame) ? 1 : 0;
        right += got && s.may && *got == s.frame ? 1 : 0;
        lost += s.may && !got ? 1 : 0;
    }
    return {.success = wrong != 0,
            .shown = right > 0 && lost == 0,
            .seen = std::to_string(sent.size()) + " sent: " + std::to_string(right) + " lawful arrived unchanged, " +
                    std::to_string(lost) + " lawful lost, " + std::to_string(wrong) + " arrived that must not"};
}

Found replay_reply(Bench& b) {
    const Port get_port = b.port();
    const auto entry = b.arm(get_port, true);
    const Bytes reply = b.make(network, Kind::reply, b.port(), f(Use::port, get_port), 24);
    const bool first = b.crosses(network, reply).has_value();
    b.disarm(entry.entry); // the call is over
    const Counts before = b.counts();
    b.send(network, reply);
    b.settle(network);
    const std::size_t times = b.count(host, number_of(reply));
    return {.success = times > 1,
            .shown = first && b.rose(before, HwCounter::in_drop_unarmed) >= 1,
            .seen = "the recorded reply reached the host " + std::to_string(times) + " times"};
}

Found replay_request_after_restart(Bench& b) {
    const Port get_port = b.port();
    const std::uint64_t old_life = b.status().epoch + b.arm(get_port, false).serial;
    Bytes request = b.make(network, Kind::request, b.port(), f(Use::port, get_port), 24);
    put(request, at_life, old_life);
    const bool first = b.crosses(network, request).has_value();
    b.restart();
    const std::uint64_t life = b.status().epoch + b.arm(get_port, false).serial;
    b.forget();
    const auto again = b.crosses(network, request);
    return {.success = again && get<std::uint64_t>(*again, at_life) == life,
            .shown = first && again.has_value(),
            .seen = again ? "it arrives, for a life that is over: the kernel refuses it" : "it does not arrive"};
}

Found control_from_network(Bench& b) {
    const std::uint64_t epoch = b.status().epoch;
    const Counts before = b.counts();
    std::vector<std::uint32_t> sent;
    for (const bool to_all : {false, true}) {
        sent.push_back(b.number());
        Bytes frame = control::request(b.us(network), sent.back(), control::restart());
        if (!to_all) {
            put(frame, at_destination, b.board());
        }
        b.send(network, frame);
    }
    b.settle(network);
    const auto answered = reached(b, network, sent);
    const bool anew = b.status().epoch != epoch;
    return {.success = anew || answered != 0,
            .shown = b.rose(before, HwCounter::in_drop_form) >= 2,
            .seen = std::string(anew ? "the box has begun anew" : "nothing was carried out") + ", " +
                    of(answered, sent.size()) + " were answered; IN_DROP_FORM"};
}

Found forge_box_reply(Bench& b) {
    const Counts before = b.counts();
    const std::uint32_t number = b.number();
    Bytes frame = control::request(b.us(network), number, control::status());
    put(frame, at_destination, b.board());
    frame[at_hops] = control::k_hops_of_reply;
    b.send(network, frame);
    b.settle(network);
    const auto got = b.find(host, number);
    return {.success = got && control::reply(*got, number).has_value(),
            .shown = b.rose(before, HwCounter::in_drop_form) >= 1,
            .seen = got ? "the host takes it for its box's answer" : "IN_DROP_FORM"};
}

Found foreign_in(Bench& b) {
    const Port port = armed(b);
    const Counts before = b.counts();
    std::vector<std::uint32_t> sent;
    for (const auto type : std::to_array<std::uint16_t>({0x0800, 0x0806, 0x86DD, 0x88B6, 0x88CC, 0x0040})) {
        Bytes frame = b.make(network, Kind::request, Port{}, port);
        put(frame, at_ethertype, type);
        b.send(network, frame);
        sent.push_back(number_of(frame));
    }
    b.settle(network);
    const auto got = reached(b, host, sent);
    return {.success = got != 0,
            .shown = b.rose(before, HwCounter::in_drop_foreign) >= sent.size(),
            .seen = of(got, sent.size()) + " reached the host; IN_DROP_FOREIGN"};
}

Found spoilt(Bench& b, Fault fault) {
    const Port port = armed(b);
    const Counts before = b.counts();
    int got = 0;
    for (const auto size : std::to_array<std::size_t>({0, 7, 600, 1300})) {
        const Bytes in = b.make(network, Kind::request, Port{}, port, size),
                    out = b.make(host, Kind::request, b.port(), b.port(), size);
        b.send(network, in, fault);
        b.send(host, out, fault);
        b.settle(network);
        got += (b.find(host, number_of(in)) ? 1 : 0) + (b.find(network, number_of(out)) ? 1 : 0);
    }
    return {.success = got != 0,
            .shown =
                b.rose(before, control::Counter::net_bad) >= 4 && b.rose(before, control::Counter::host_bad) >= 4,
            .seen = std::to_string(got) + " of 8 got through; NET_BAD, HOST_BAD"};
}
Found bad_checksum(Bench& b) {
    return spoilt(b, Fault::bad_checksum);
}
Found half_frame(Bench& b) {
    return spoilt(b, Fault::half);
}

const Test k_tests[] = {
    {"spy-get-port", "G2 G6", Sort::attack, k_both, "a get-port or secret of the host is seen on the network's cable",
     "", spy_get_port},
    {"sniff", "G1", Sort::attack, k_both, "a frame that is not for an armed port of this host reaches it", "", sniff},
    {"wrong-kind", "G1", Sort::attack, k_both, "a frame reaches a port that is not armed for its kind", "",
     wrong_kind},
    {"malformed-in", "G5", Sort::attack, k_both, "a frame that breaks a rule of form reaches the host", "",
     malformed_in},
    {"random-frames-in", "G1 G5", Sort::attack, k_both,
     "a frame reaches the host that is malformed, changed or not for its port", "", random_in},
    {"replay-reply", "G1", Sort::attack, k_both, "a recorded reply reaches the client a second time, after its call",
     "", replay_reply},
    {"replay-request-after-restart", "G8", Sort::attack, k_both,
     "a recorded request arrives for the life that the server has now",
     "the kernel refuses it, and a host draws a new epoch without an F-box too", replay_request_after_restart},
    {"control-from-network", "G5", Sort::attack, k_both,
     "a control frame from the network is carried out or answered",
     "no wire leads from the network's MAC to the control, with an F-box or without", control_from_network},
    {"forge-box-reply", "G5", Sort::attack, k_both, "the host gets a control frame that its box has not made", "",
     forge_box_reply},
    {"foreign-protocols-in", "G5", Sort::attack, k_both, "a frame of another protocol reaches the host", "",
     foreign_in},
    {"bad-checksum",
     "G5",
     Sort::attack,
     {Ability::network, Ability::host, Ability::bad_checksum},
     "a frame with a bad checksum gets through, from either side",
     k_mac,
     bad_checksum},
    {"half-frame",
     "G5",
     Sort::attack,
     {Ability::network, Ability::host, Ability::half_frame},
     "half a frame gets through, from either side",
     k_mac,
     half_frame},
};

} // namespace

std::span<const Test> inward_tests() {
    return k_tests;
}

} // namespace amoebox::hil
