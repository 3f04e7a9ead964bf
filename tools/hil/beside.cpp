// From the network, against a node whose kernel server can be asked what has reached it: tests that need no host side.
#include "gen/commands.hpp"
#include "gen/errors.hpp"
#include "lib/frame/body.hpp"
#include "tools/hil/service.hpp"
#include "tools/hil/suite.hpp"

namespace amoebox::hil {

namespace {

using enum Side;
using namespace frame;

const Abilities k_service = {Ability::network, Ability::service};
constexpr auto k_info = static_cast<std::int32_t>(command::Std::info);
constexpr auto k_touch = static_cast<std::int32_t>(command::Std::touch);
constexpr std::string_view k_software = "the kernel's software F-box refuses it in the missing one's place";
constexpr std::string_view k_kernel = "it is the kernel that refuses it, with an F-box or without";

std::uint64_t rose(const Service::Figures& from, const Service::Figures& to,
                   std::initializer_list<std::string_view> names) {
    std::uint64_t sum = 0;
    for (const std::string_view name : names) {
        const auto before = from.find(name), after = to.find(name);
        if (before == from.end() || after == to.end()) {
            throw Infrastructure{"the board's kernel server has no figure named " + std::string(name) + "."};
        }
        sum += after->second - before->second;
    }
    return sum;
}
// Frames that came as far as the protocol engine, and no further.
std::uint64_t reached(const Service::Figures& from, const Service::Figures& to) {
    return rose(from, to,
                {"rpc_wrong_form", "rpc_no_owner", "rpc_wrong_transaction", "rpc_wrong_server", "rpc_misfit"});
}
bool is_nak(const std::optional<Bytes>& f, Error reason) {
    return f && kind_of(*f) == Kind::nak &&
           Nak::read(std::span(*f).subspan(header_size)).reason == static_cast<std::int32_t>(reason);
}
bool is_done(const Bytes& f) {
    return kind_of(f) == Kind::reply && status_of(f) == 0;
}
bool is_done(const std::optional<Bytes>& f) {
    return f && is_done(*f);
}

Found ask(Bench& b) {
    Service service(b);
    const auto reply = service.ask(service.request(k_info));
    const bool shows = reply && is_done(*reply) && port_at(*reply, at_reply) == service.port();
    const bool named = reply && shows && address_at(*reply, at_source) == b.board() && decode(*reply).has_value();
    return {.success = reply && named && data_of(*reply).starts_with("kernel of board"),
            .seen = std::string(shows ? "the reply shows P" : "no reply that shows P") +
                    (named ? ", from the board's address" : "")};
}

Found wrong_kind(Bench& b) {
    Service service(b);
    const auto before = service.figures();
    std::uint64_t sent = 0;
    for (const Kind kind : {Kind::reply, Kind::grant, Kind::nak, Kind::alive}) {
        for (int i = 0; i < 8; ++i, ++sent) {
            b.send(network, b.make(network, kind, Port{}, service.port(), 8));
        }
    }
    const auto after = service.figures();
    const auto got = reached(before, after), dropped = rose(before, after, {"IN_DROP_UNARMED"});
    return {.success = got != 0,
            .shown = dropped >= sent,
            .seen = std::to_string(got) + " of " + std::to_string(sent) + " reached the engine; IN_DROP_UNARMED " +
                    std::to_string(dropped)};
}

Found malformed(Bench& b) {
    Service service(b);
    const auto before = service.figures();
    std::vector<std::uint32_t> sent;
    for (const Kind kind : {Kind::request, Kind::data, Kind::ack}) {
        for (const Breakage& breakage : breakages()) {
            Bytes bad = b.make(network, kind, b.port(), service.port(), 40);
            breakage.apply(bad);
            if (!decode(bad)) {
                b.send(network, bad);
                sent.push_back(number_of(bad));
            }
        }
    }
    const auto after = service.figures();
    const auto answered =
        std::ranges::count_if(sent, [&](std::uint32_t n) { return b.find(network, n).has_value(); });
    const auto got = reached(before, after) + static_cast<std::uint64_t>(answered),
               dropped = rose(before, after, {"IN_DROP_FORM", "IN_DROP_FOREIGN"});
    return {.success = got != 0,
            .shown = dropped >= sent.size(),
            .seen = std::to_string(got) + " of " + std::to_string(sent.size()) +
                    " reached the engine; IN_DROP_FORM and IN_DROP_FOREIGN " + std::to_string(dropped)};
}

Found stale_life(Bench& b) {
    Service service(b);
    const auto before = service.figures();
    Bytes request = service.request(k_touch);
    put(request, at_life, service.life() - 1);
    const auto answer = service.ask(request);
    return {.success = is_done(answer),
            .shown = is_nak(answer, Error::rpc_stale) && rose(before, service.figures(), {"rpc_stale"}) >= 1,
            .seen = is_done(answer) ? "a request for another life is carried out" : "NAK RPC_STALE"};
}

Found replay(Bench& b) {
    Service service(b);
    const auto first = service.figures(), second = service.figures();
    const auto asking = rose(first, second, {"rpc_served"});
    constexpr int copies = 5;
    const Bytes request = service.request(k_touch);
    const bool done = is_done(service.ask(request));
    for (int i = 0; i < copies; ++i) {
        b.send(network, request);
    }
    const auto third = service.figures();
    const auto times = rose(second, third, {"rpc_served"}) - asking;
    return {.success = times > 1,
            .shown = done && times == 1 && rose(second, third, {"rpc_duplicates"}) >= copies,
            .seen = "a request and " + std::to_string(copies) + " copies were carried out " + std::to_string(times) +
                    " times; rpc_duplicates"};
}

Found flood(Bench& b) {
    Service service(b);
    const auto before = service.figures();
    constexpr std::uint64_t all = 600, every = 60;
    std::uint64_t done = 0;
    for (std::uint64_t i = 0; i < all; ++i) {
        Bytes f = b.make(network, Kind::request, Port{}, b.port(), b.random()() % 100);
        if (i % 2 == 0) {
            put(f, 0, Address{0x02, 0x11, 0x22, 0x33, 0x44, 0x55});
        }
        b.send(network, f);
        if (i % every == 0) {
            done += is_done(service.ask(service.request(k_touch))) ? 1 : 0;
        }
    }
    const auto after = service.figures();
    const auto unarmed = rose(before, after, {"IN_DROP_UNARMED"}), foreign = rose(before, after, {"IN_DROP_FOREIGN"});
    return {.success = done < all / every,
            .shown = unarmed >= all / 2 && foreign >= all / 2,
            .seen = std::to_string(done) + " of " + std::to_string(all / every) +
                    " calls were answered meanwhile; IN_DROP_UNARMED " + std::to_string(unarmed) +
                    ", IN_DROP_FOREIGN " + std::to_string(foreign)};
}

Found power_cycle(Bench& b) {
    Bytes old;
    std::uint64_t epoch = 0, life = 0;
    {
        Service service(b);
        const auto reply = service.ask(service.request(k_touch));
        epoch = reply ? get<std::uint64_t>(*reply, at_epoch) : 0;
        life = service.life();
        old = service.request(k_touch);
    }
    b.power_cycle();
    Service service(b);
    const auto late = service.ask(old);
    const auto reply = service.ask(service.request(k_touch));
    const bool anew =
        reply && is_done(*reply) && get<std::uint64_t>(*reply, at_epoch) != epoch && service.life() != life;
    return {.success = is_done(late) || !anew,
            .shown = is_nak(late, Error::rpc_stale) && epoch != 0,
            .seen =
                std::string(anew ? "another epoch and life" : "the same epoch or life") + ", " +
                (is_done(late) ? "a request of before is carried out" : "a request of before gets NAK RPC_STALE")};
}

const Test k_tests[] = {
    {"ask-service", "G2 G3 G4", Sort::lawful, k_service, "the kernel server is located, and its reply shows P", "",
     ask},
    {"wrong-kind-at-service", "G1", Sort::attack, k_service,
     "a kind that the service's port does not take reaches the kernel", k_software, wrong_kind},
    {"malformed-at-service", "G5", Sort::attack, k_service, "a frame that breaks a rule of form reaches the kernel",
     k_software, malformed},
    {"stale-life", "G8", Sort::attack, k_service, "a request for another life of the service is carried out",
     k_kernel, stale_life},
    {"replay-at-service", "-", Sort::attack, k_service, "a copied request is carried out again", k_kernel, replay},
    {"flood-past-service", "G1", Sort::attack, k_service, "frames for nobody keep calls from being answered",
     k_software, flood},
    {"power-cycle-of-service",
     "G8",
     Sort::attack,
     {Ability::network, Ability::service, Ability::power},
     "after a power cycle a request of before is carried out, or epoch or life is the same",
     k_kernel,
     power_cycle},
};

} // namespace

std::span<const Test> beside_tests() {
    return k_tests;
}

} // namespace amoebox::hil
