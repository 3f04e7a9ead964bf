// From a run of a scenario to boards, faults and steps: images, secrets and times drawn from the seed.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <vector>

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
std::pair<std::string, std::string> service_ports(std::uint64_t seed, std::string_view service);

} // namespace amoebox::sim
