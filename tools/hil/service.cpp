#include "tools/hil/service.hpp"

#include <sstream>

#include "gen/commands.hpp"

namespace amoebox::hil {

using namespace frame;

namespace {
// Milliseconds in which a board starts from its card; in which a kernel answers.
constexpr int k_starts = 30'000, k_answers = 3'000;
} // namespace

std::int32_t status_of(const Bytes& reply) {
    return static_cast<std::int32_t>(get<std::uint32_t>(reply, at_command));
}

std::string_view data_of(const Bytes& message) {
    constexpr std::size_t behind = header_size + message_size;
    return {reinterpret_cast<const char*>(message.data()) + behind, message.size() - behind};
}

Service::Service(Bench& bench) : bench_(bench), port_(bench.service()) {
    const Port ours = bench.port();
    const auto here = bench.hear(bench.make(Side::network, Kind::locate, ours, port_), k_starts, [&](const Bytes& f) {
        return kind_of(f) == Kind::here_is && port_at(f, at_port) == ours && port_at(f, header_size) == port_;
    });
    if (!here) {
        throw Infrastructure{"nobody says HERE_IS for the board's kernel server: has it started, and is SERVICE the "
                             "put-port of its image?"};
    }
    life_ = get<std::uint64_t>(*here, at_life);
}

Bytes Service::request(std::int32_t command) {
    Bytes f = bench_.make(Side::network, Kind::request, bench_.port(), port_);
    put(f, at_transaction, bench_.transaction());
    put(f, at_epoch, bench_.epoch());
    put(f, at_life, life_);
    put(f, at_signature, Port{});
    put(f, at_object, Bytes(size_object + size_rights));
    put(f, at_check, Port{});
    put(f, at_command, static_cast<std::uint32_t>(command));
    return f;
}

std::optional<Bytes> Service::ask(const Bytes& request) {
    return bench_.hear(request, k_answers, [&](const Bytes& f) {
        return (kind_of(f) == Kind::reply || kind_of(f) == Kind::nak) &&
               port_at(f, at_port) == port_at(request, at_reply) && number_of(f) == number_of(request);
    });
}

std::string Service::text(std::int32_t command) {
    const auto reply = ask(request(command));
    if (!reply || kind_of(*reply) != Kind::reply || status_of(*reply) != 0 ||
        get<std::uint32_t>(*reply, at_total) != data_of(*reply).size()) {
        throw Infrastructure{"the board's kernel server does not answer " + std::string(command::name(command)) +
                             " with one frame of text."};
    }
    return std::string(data_of(*reply));
}

Service::Figures Service::figures() {
    Figures figures;
    for (const std::int32_t command :
         {static_cast<std::int32_t>(command::Std::status), static_cast<std::int32_t>(command::Sys::counters)}) {
        std::istringstream lines(text(command));
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            std::string name;
            std::uint64_t value = 0;
            if (words >> name >> value) {
                figures[name] = value;
            }
        }
    }
    return figures;
}

} // namespace amoebox::hil
