// From a run of a scenario to boards, faults and steps: images, secrets and times drawn from the seed.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "lib/capability/ports.hpp"
#include "verif/sim/scenario.hpp"
#include "verif/sim/target.hpp"

namespace amoebox::sim {

struct Plan {
    std::vector<BoardSetup> boards;
    NetworkSetup network;
};

using Variables = std::map<std::string, std::string>;

std::expected<Plan, std::string> make_plan(const Scenario& scenario, const Run& run, std::uint64_t seed,
                                           unsigned threads, const Variables& variables, const Places& places);

// The get-port of a service in hexadecimal digits, and its put-port.
using PortPair = std::pair<std::string, std::string>;
PortPair ports_of(const Raw<port_bytes>& get_port);
PortPair service_ports(std::uint64_t seed, std::string_view service);

// The boot image of one board; what it costs in RAM has been looked at.  `ports`: of each service, the same for all boards.
std::expected<std::vector<std::uint8_t>, std::string>
board_image(const Scenario& scenario, const Run& run, const BoardPlan& board,
            const std::function<PortPair(std::string_view)>& ports, std::uint64_t seed, const Variables& variables,
            const Places& places);

} // namespace amoebox::sim
