// A scenario file, read strictly: docs/simulator.md has the format.  Whatever is wrong becomes lines of the form
// "file:line: expected ...".
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "verif/sim/faults.hpp"
#include "verif/sim/network.hpp"
#include "verif/sim/switch.hpp"

namespace amoebox::sim {

struct BoardPlan {
    std::string name;
    std::string group; // its name in the file: differs from name where count > 1
    std::size_t index = 0;
    std::string kernel = "kernel";
    std::string defence = "box";
    std::size_t ram = 32 << 20;
    std::vector<std::string> serves;
    std::vector<std::string> knows;
    std::vector<std::string> programs;
    std::vector<std::string> carries;                       // programs that are only in the image
    std::vector<std::pair<std::string, std::string>> files; // name, path; with $VARIABLES
    std::string seed_input;
    std::string disk; // path, with $VARIABLES
    bool waits = false;
    int line = 0;
};

struct FaultPlan {
    std::vector<std::size_t> boards;
    bool up = true;
    bool down = true;
    Fault fault;
};

struct StepPlan {
    std::vector<std::size_t> boards;
    Step::What what{};
    Cycle at = 0;
    Cycle within = 0;
};

struct TypePlan {
    std::vector<std::size_t> boards;
    std::string after;
    std::string text;
};

using Value = std::variant<std::int64_t, double, std::string>;

struct Expect {
    enum class What { report, console, status } what = What::report;
    std::vector<std::size_t> boards; // empty: any
    std::string text;                // report key, or console text
    std::string field;
    std::optional<Value> equals;
    std::optional<double> at_least;
    std::optional<double> at_most;
    std::optional<std::int64_t> times;
    std::optional<std::int64_t> status; // none: "running"
    int line = 0;
};

// The scenario as one of its runs sees it.
struct Run {
    std::string name; // "" if the file has no [[run]]
    std::string text;
    std::string needs; // "box", "time": means nothing where that is missing
    Cycle cycles = 0;
    bool until_budget = false;
    std::vector<BoardPlan> boards;
    SwitchSetup network;
    std::vector<FaultPlan> faults;
    std::vector<StepPlan> steps;
    std::vector<TypePlan> types;
    std::vector<Expect> expects;
};

struct Scenario {
    std::string file;
    std::string name;
    std::string text;
    std::string console; // board of the keyboard, or ""
    std::map<std::string, std::string> variables;
    std::vector<std::string> services;
    std::map<std::string, std::vector<std::string>, std::less<>> service_groups; // of those with a count
    std::map<std::string, Value> attack;
    std::vector<Run> runs;
};

using ScenarioErrors = std::vector<std::string>;

std::expected<Scenario, ScenarioErrors> parse_scenario(std::string_view toml, const std::string& file);
std::expected<Scenario, ScenarioErrors> read_scenario(const std::string& file);

// "$NAME" in text, from the variables; an unknown one is an error that says which there are.
std::expected<std::string, std::string> expand(const std::string& text,
                                               const std::map<std::string, std::string>& variables);
// "2 us", "100 cycles", "1.5 ms"; "64K", "32M".
std::optional<Cycle> parse_duration(std::string_view text);
std::optional<std::size_t> parse_size(std::string_view text);

} // namespace amoebox::sim
