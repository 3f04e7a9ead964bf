// From behind the box, against everybody else: the attacker is on the host's side, the victim on the network's, which judges
// by what another board would believe.
#include <map>

#include "tools/hil/suite.hpp"

namespace amoebox::hil {

namespace {

using enum Side;
using namespace frame;
using HwCounter = hw::Counter;

const Abilities k_both = {Ability::network, Ability::host};
constexpr std::string_view k_sorter = "the sorter in front of the F-box drops them, and it is in this build too";

// A service of somebody else: its put-port is known to all.
struct Service {
    explicit Service(Bench& b) : get(b.port()), put(f(Use::port, get)) {}
    Port get, put;
};
// A board that is not ours: what an impostor writes into his frames to pass for it.
struct Victim {
    explicit Victim(Bench& b) : epoch(b.random()()) {}
    Address address = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
    std::uint16_t board = 0x4711;
    std::uint64_t epoch;
    void sign(Bytes& f) const {
        put(f, at_source, address);
        put(f, at_board, board);
        put(f, at_epoch, epoch);
    }
};
Port reply_of(const Bytes& f) {
    return port_at(f, at_reply);
}
Found listen_on_public_port(Bench& b) {
    const Service victim(b);
    const Counts before = b.counts();
    const auto armed = b.arm(victim.put, false);
    const auto got = b.crosses(network, b.make(network, Kind::request, b.port(), victim.put, 20));
    return {.success = got.has_value(),
            .shown = armed.value != victim.put && b.rose(before, HwCounter::in_drop_unarmed) >= 1,
            .seen = got ? "the client's request reached the impostor" : "ARM armed F(P), not P; IN_DROP_UNARMED"};
}

// HERE_IS and NOT_HERE are for boxes to say.
Found say_as_a_box(Bench& b, Kind kind) {
    const Service victim(b);
    const Port client = b.port();
    const Counts before = b.counts();
    b.crosses(network, b.make(network, Kind::locate, client, victim.put));
    Bytes claim = b.make(host, kind, b.port(), client);
    put(claim, header_size, victim.put);
    const auto got = b.crosses(host, claim);
    return {.success = got.has_value(),
            .shown = b.rose(before, HwCounter::out_drop_kind) >= 1,
            .seen = got ? "the client was told so" : "OUT_DROP_KIND"};
}
Found answer_locate(Bench& b) {
    return say_as_a_box(b, Kind::here_is);
}
Found forge_not_here(Bench& b) {
    return say_as_a_box(b, Kind::not_here);
}

Found take_over_after_death(Bench& b) {
    const Service service(b);
    b.must_arm(service.get);
    const bool served = b.crosses(network, b.make(network, Kind::request, b.port(), service.put)).has_value();
    b.restart(); // whoever has the cable now knows P only
    const Counts before = b.counts();
    b.arm(service.put, false);
    const auto got = b.crosses(network, b.make(network, Kind::request, b.port(), service.put));
    return {.success = got.has_value(),
            .shown = served && b.rose(before, HwCounter::in_drop_unarmed) >= 1,
            .seen = got ? "the dead server's client was served by another" : "served before, IN_DROP_UNARMED after"};
}

// The client's port and number are known (sniffed); what must be shown is P.
template <Kind kind>
Found speak_for_the_server(Bench& b) {
    const Service victim(b);
    const auto got = b.crosses(host, b.make(host, kind, victim.put, b.port(), 16));
    return {.success = got && reply_of(*got) == victim.put,
            .shown = got && reply_of(*got) == f(Use::port, victim.put),
            .seen = got && reply_of(*got) == victim.put ? "it arrives, and shows P" : "it arrives, and shows F(P)"};
}

Found provoke_not_here(Bench& b) {
    const Victim victim(b);
    const Port client = b.port();
    Bytes question = b.make(host, Kind::request, client, b.port());
    victim.sign(question);
    const auto got = b.crosses(host, question);
    const bool success = got && reply_of(*got) == client && address_at(*got, at_source) == victim.address;
    return {.success = success,
            .shown = got && address_at(*got, at_source) == b.board() && reply_of(*got) == f(Use::port, client),
            .seen = success ? "the answer would go to the victim's port"
                            : "the answer goes to the asker, to F of that port"};
}

template <Kind kind>
Found forge_source(Bench& b) {
    const Victim victim(b);
    Bytes forged = b.make(host, kind, b.port(), b.port(), 8);
    victim.sign(forged);
    const std::uint64_t epoch = b.status().epoch;
    const auto got = b.crosses(host, forged);
    const bool success =
        got && (address_at(*got, at_source) == victim.address || get<std::uint16_t>(*got, at_board) == victim.board ||
                get<std::uint64_t>(*got, at_epoch) == victim.epoch);
    return {.success = success,
            .shown = got && address_at(*got, at_source) == b.board() && get<std::uint64_t>(*got, at_epoch) == epoch,
            .seen = success ? "it arrives in the victim's name" : "it arrives with the box's own address and epoch"};
}

Found forge_signature(Bench& b) {
    const Port known = f(Use::signature, b.port());
    Bytes forged = b.make(host, Kind::request, b.port(), b.port());
    put(forged, at_signature, known);
    const auto got = b.crosses(host, forged);
    const bool success = got && port_at(*got, at_signature) == known;
    return {.success = success,
            .shown = got && port_at(*got, at_signature) == f(Use::signature, known),
            .seen = success ? "it is signed as the friend" : "it is signed F(S): a stranger"};
}

Found steal_get_port(Bench& b) {
    const Port get_port = b.port();
    b.must_arm(get_port);
    b.forget(); // another program of this host from here on
    control::Records all;
    for (int i = 0; i < 4; ++i) {
        control::read(all, hw::fbox::value);
    }
    for (std::uint32_t at = 0; at < 0x40; at += 4) {
        control::read(all, at);
    }
    for (std::uint32_t at = 0x80; at < 0x100; at += 4) {
        control::read(all, at);
    }
    const auto answer = b.ask(all);
    if (!answer) {
        throw Infrastructure{answer.error()};
    }
    std::size_t stolen = 0;
    for (const control::Record& record : *answer) {
        for (std::size_t at = 0; at + 4 <= port_bytes; at += 2) {
            std::uint32_t little = 0;
            for (std::size_t j = 4; j-- > 0;) {
                little = little << 8 | get_port[at + j];
            }
            stolen += record.code == control::Code::done && record.data == little ? 1 : 0;
        }
    }
    return {.success = stolen != 0,
            .seen = std::to_string(stolen) + " words of it in " + std::to_string(all.size()) + " registers read"};
}

// What the box makes of a lawful frame.
Bytes transformed(Bytes f, const Bytes& sample) {
    for (const auto& [at, size] :
         {std::pair{at_source, std::size_t{6}}, {at_board, 2}, {at_epoch, 8}, {at_hops, 1}}) {
        put(f, at, std::span(sample).subspan(at, size));
    }
    put(f, at_reply, amoebox::f(Use::port, reply_of(f)));
    if (has_message_header(kind_of(f))) {
        put(f, at_signature, amoebox::f(Use::signature, port_at(f, at_signature)));
    }
    return f;
}

Found malformed(Bench& b) {
    const Counts before = b.counts();
    std::vector<std::uint32_t> sent;
    for (const Kind kind : {Kind::request, Kind::data, Kind::ack}) {
        for (const Breakage& breakage : breakages()) {
            Bytes bad = b.make(host, kind, b.port(), b.port(), 40);
            breakage.apply(bad);
            if (!decode(bad)) {
                b.send(host, bad);
                sent.push_back(number_of(bad));
            }
        }
    }
    b.settle(host);
    const auto passed = std::ranges::count_if(sent, [&](std::uint32_t n) { return b.find(network, n).has_value(); });
    const Counts now = b.counts();
    std::uint32_t dropped = now.socket[static_cast<std::size_t>(control::Counter::host_foreign)] -
                            before.socket[static_cast<std::size_t>(control::Counter::host_foreign)];
    for (const auto counter : {HwCounter::out_drop_form, HwCounter::out_drop_kind}) {
        dropped += now.box[static_cast<std::size_t>(counter)] - before.box[static_cast<std::size_t>(counter)];
    }
    return {.success = passed != 0,
            .shown = dropped >= sent.size(),
            .seen = std::to_string(passed) + " of " + std::to_string(sent.size()) +
                    " passed; OUT_DROP_FORM, OUT_DROP_KIND and HOST_FOREIGN counted " + std::to_string(dropped)};
}

Found random_frames(Bench& b) {
    constexpr std::array kinds = {Kind::request, Kind::reply, Kind::data,    Kind::grant,
                                  Kind::ack,     Kind::nak,   Kind::enquiry, Kind::alive};
    const auto sample = b.crosses(host, b.make(host, Kind::request, b.port(), b.port()));
    if (!sample) {
        return {.shown = false, .seen = "a lawful frame did not arrive"};
    }
    std::map<std::uint32_t, std::optional<Bytes>> wanted; // by number: what may arrive
    for (int i = 0; i < 160; ++i) {
        Bytes frame = b.make(host, kinds[b.random()() % kinds.size()], b.port(), b.port(), b.random()() % 200);
        if (i % 4 != 0) {
            shake(b.random(), frame);
        }
        if (frame.size() > max_frame || frame[at_kind] == static_cast<std::uint8_t>(Kind::control) ||
            wanted.contains(number_of(frame))) {
            continue;
        }
        const auto form = decode(frame);
        const bool may = form && may_kernel_send(form->header.kind);
        wanted[number_of(frame)] = may ? std::optional(transformed(frame, *sample)) : std::nullopt;
        b.send(host, frame);
    }
    b.settle(host);
    int wrong = 0, right = 0, lost = 0;
    for (const auto& [number, may] : wanted) {
        const auto got = b.find(network, number);
        wrong += got && got != may ? 1 : 0;
        right += got && got == may ? 1 : 0;
        lost += may && !got ? 1 : 0;
    }
    return {.success = wrong != 0,
            .shown = right > 0 && lost == 0,
            .seen = std::to_string(wanted.size()) + " sent: " + std::to_string(right) +
                    " lawful arrived as the box must make them, " + std::to_string(lost) + " lawful lost, " +
                    std::to_string(wrong) + " arrived that must not"};
}

Found leftover_bytes(Bench& b) {
    constexpr std::uint8_t mark = 0xA5;
    int marked = 0, arrived = 0;
    for (int i = 0; i < 8; ++i) {
        Bytes full = b.make(host, Kind::data, b.port(), b.port(), 1300);
        std::fill(full.begin() + static_cast<std::ptrdiff_t>(header_size), full.end(), mark);
        b.send(host, full);
        Bytes small = b.make(host, i % 2 == 0 ? Kind::enquiry : Kind::ack, Port{}, b.port());
        small[at_hops] = mark;
        put(small, at_board, std::uint16_t{mark * 0x101});
        put(small, at_epoch, std::uint64_t{0xA5A5A5A5A5A5A5A5});
        const auto got = b.crosses(host, small);
        arrived += got ? 1 : 0;
        marked += got && (got->size() != small.size() || (*got)[at_hops] == mark || (*got)[at_board] == mark ||
                          (*got)[at_epoch] == mark)
                      ? 1
                      : 0;
    }
    return {.success = marked != 0,
            .shown = arrived == 8,
            .seen =
                std::to_string(marked) + " of " + std::to_string(arrived) + " carried something that was not theirs"};
}

Found foreign_protocols(Bench& b) {
    const Counts before = b.counts();
    std::vector<std::uint32_t> sent;
    for (const auto type : std::to_array<std::uint16_t>({0x0800, 0x0806, 0x86DD, 0x88B6, 0x88CC, 0x0040})) {
        Bytes frame = b.make(host, Kind::request, b.port(), b.port());
        put(frame, at_ethertype, type);
        b.send(host, frame);
        sent.push_back(number_of(frame));
    }
    b.settle(host);
    const auto passed = std::ranges::count_if(sent, [&](std::uint32_t n) { return b.find(network, n).has_value(); });
    const auto dropped = b.rose(before, control::Counter::host_foreign);
    return {.success = passed != 0,
            .shown = dropped >= sent.size(),
            .seen = std::to_string(passed) + " of " + std::to_string(sent.size()) + " passed, HOST_FOREIGN " +
                    std::to_string(dropped)};
}

Found control_leaves(Bench& b) {
    const Counts before = b.counts();
    std::vector<std::uint32_t> sent;
    for (int i = 0; i < 4; ++i) {
        control::Records records;
        control::read(records, control::reg_id);
        sent.push_back(b.number());
        Bytes frame = control::request(b.us(host), sent.back(), records);
        put(frame, at_destination, b.us(network));
        frame[at_flags] = i == 1 ? 1 : 0;
        frame[at_hops] = i == 2 ? 1 : 0;
        frame.resize(frame.size() + (i == 3 ? 3 : 0));
        b.send(host, frame);
        b.settle(host); // one at a time, or it finds the control busy
    }
    const auto passed = std::ranges::count_if(sent, [&](std::uint32_t n) { return b.find(network, n).has_value(); });
    const auto malformed = b.rose(before, control::Counter::host_control_form);
    return {.success = passed != 0,
            .shown = malformed >= 3,
            .seen = std::to_string(passed) + " of 4 left the box, HOST_CONTROL_FORM " + std::to_string(malformed)};
}

const Test k_tests[] = {
    {"listen-on-public-port", "G1", Sort::attack, k_both, "a client's request for P reaches a host that has armed P",
     "", listen_on_public_port},
    {"answer-locate", "G4", Sort::attack, k_both, "who asks for P gets a HERE_IS that a host has written", "",
     answer_locate},
    {"take-over-after-death", "G1 G8", Sort::attack, k_both,
     "the next user of the cable gets what was for the last one", "", take_over_after_death},
    {"forge-reply", "G2", Sort::attack, k_both, "a REPLY that shows P arrives from one who does not hold G", "",
     speak_for_the_server<Kind::reply>},
    {"forge-nak", "G2", Sort::attack, k_both, "a NAK that shows P arrives", "", speak_for_the_server<Kind::nak>},
    {"forge-alive", "G2", Sort::attack, k_both, "an ALIVE that shows P arrives", "",
     speak_for_the_server<Kind::alive>},
    {"forge-grant", "G2", Sort::attack, k_both, "a GRANT that shows P arrives", "",
     speak_for_the_server<Kind::grant>},
    {"forge-not-here", "G4", Sort::attack, k_both, "a client gets a NOT_HERE that a host has written", "",
     forge_not_here},
    {"provoke-not-here", "G2 G3", Sort::attack, k_both, "an honest board's NOT_HERE would go to the victim's port",
     "", provoke_not_here},
    {"forge-source", "G3", Sort::attack, k_both, "a request arrives with another's address, number or epoch", "",
     forge_source<Kind::request>},
    {"join-transaction", "G3", Sort::attack, k_both, "an ACK arrives in the name of the transaction's client", "",
     forge_source<Kind::ack>},
    {"steer-dma", "G3", Sort::attack, k_both, "DATA with a chosen offset arrive in the server's name", "",
     forge_source<Kind::data>},
    {"forge-signature", "G2", Sort::attack, k_both, "a request arrives with a friend's signature", "",
     forge_signature},
    {"steal-get-port", "G2 G6", Sort::attack, k_both, "a register shows a part of an armed get-port", "",
     steal_get_port},
    {"leftover-bytes", "G3 G6", Sort::attack, k_both,
     "a frame carries bytes of the host in the box's fields, or of another frame", "", leftover_bytes},
    {"malformed", "G5", Sort::attack, k_both, "a frame that breaks a rule of form comes out at the network", "",
     malformed},
    {"random-frames", "G2 G3 G5", Sort::attack, k_both,
     "a frame comes out that is malformed or not as the box must make it", "", random_frames},
    {"foreign-protocols", "G5", Sort::attack, k_both, "a frame of another protocol comes out at the network",
     k_sorter, foreign_protocols},
    {"control-leaves", "G5", Sort::attack, k_both, "a control frame comes out at the network", k_sorter,
     control_leaves},
};

} // namespace

std::span<const Test> outward_tests() {
    return k_tests;
}

} // namespace amoebox::hil
