// The simulator's command line: runs a scenario and says what came of it.  docs/simulator.md is the contract.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "gen/profile.hpp"
#include "verif/sim/console.hpp"
#include "verif/sim/first_reply.hpp"
#include "verif/sim/pcapng.hpp"
#include "verif/sim/plan.hpp"
#include "verif/sim/recording_file.hpp"
#include "verif/sim/results.hpp"
#include "verif/sim/rpc_trace.hpp"
#include "verif/sim/terminal.hpp"

namespace amoebox::sim {

namespace {

struct Options {
    std::string scenario;
    std::uint64_t seed = 1;
    unsigned threads = 2;
    std::string build = "build/" + std::string(profile);
    std::string results = "build/results";
    std::string directory = "verif/scenarios";
    std::string commit = "unknown";
    std::vector<std::string> set;
    std::string only; // one [[run]]
    std::string pcap;
    std::string trace;
    std::string record; // directory
    std::string replay; // board
    Cycle from = 0;
    Cycle to = ~Cycle{0};
    std::string fst;
    std::string recording; // file: replay only
    bool quiet = false;
    bool list = false;
    bool check = false;
    bool interactive = false;
    bool every_cycle = false;
};

constexpr Cycle k_patience = 20 * k_hertz;
constexpr int k_failed = 1, k_wrong = 2, k_interrupted = 130;

int wrong(std::string_view text) {
    fmt::print(stderr, "{}\n", text);
    return k_wrong;
}

std::vector<std::string> scenario_names(const Options& options) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(options.directory, error)) {
        if (entry.path().extension() == ".toml") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

std::string scenario_list(const Options& options) {
    std::string text;
    for (const std::string& name : scenario_names(options)) {
        const auto scenario = read_scenario(fmt::format("{}/{}.toml", options.directory, name));
        text += fmt::format("  {:20} {}\n", name, scenario ? scenario->text : "(" + scenario.error().front() + ")");
    }
    return text.empty() ? fmt::format("  (none in {})\n", options.directory) : text;
}

// The cycles that this scenario took last time, for the bar; 0 if that is not known.
Cycle expected_cycles(const std::string& path, const std::string& run) {
    std::ifstream in(path);
    const Json json = Json::parse(in, nullptr, false);
    if (json.is_object() && json.contains("runs") && json["runs"].is_array()) {
        for (const Json& one : json["runs"]) {
            if (one.is_object() && one.value("name", "") == run && one.value("verdict", "") == "ok") {
                return one.value("cycles", Cycle{0});
            }
        }
    }
    return 0;
}

struct Outcome {
    Verdict verdict = Verdict::ok;
    Json json;
    std::uint64_t hash = 0;
    Cycle cycles = 0;
};

// build/results/x.pcapng -> build/results/x-run.pcapng
std::string for_run(const std::string& path, const Run& run) {
    if (path.empty() || run.name.empty()) {
        return path;
    }
    const std::filesystem::path p(path);
    return (p.parent_path() / (p.stem().string() + "-" + run.name + p.extension().string())).string();
}

class Session {
  public:
    Session(const Options& options, const Scenario& scenario, const Run& run)
        : options_(options), scenario_(scenario), run_(run) {}

    std::expected<Outcome, std::string> go(const Variables& variables);

  private:
    std::expected<void, std::string> attach(Network& network, Console& console);
    void loop(Network& network, Console& console, const Judge& judge);
    std::expected<void, std::string> finish(Network& network);
    void tell(Network& network, const Console& console, const Judgement& judgement);

    const Options& options_;
    const Scenario& scenario_;
    const Run& run_;
    std::unique_ptr<Pcapng> pcap_;
    std::unique_ptr<RpcTrace> trace_;
    FirstReply first_reply_; // counts from before the boards are made
    std::optional<std::size_t> keyboard_board_;
    bool stopped_ = false;
    double seconds_ = 0;
};

std::expected<void, std::string> Session::attach(Network& network, Console& console) {
    network.watch(console);
    network.watch(first_reply_);
    std::vector<std::string> names;
    for (const BoardPlan& board : run_.boards) {
        names.push_back(board.name);
    }
    if (!options_.pcap.empty()) {
        auto made = Pcapng::create(for_run(options_.pcap, run_), names,
                                   fmt::format("scenario {} seed {} {}", scenario_.name, options_.seed, run_.name));
        if (!made) {
            return std::unexpected(made.error());
        }
        pcap_ = std::move(*made);
        network.watch(*pcap_);
    }
    if (!options_.trace.empty()) {
        trace_ = std::make_unique<RpcTrace>(names);
        network.watch(*trace_);
    }
    for (std::size_t i = 0; i < network.size(); ++i) {
        if (!options_.record.empty() || options_.replay == names[i]) {
            network.board(i).start_recording();
        }
        if (!run_.boards[i].seed_input.empty()) {
            network.type(i, run_.boards[i].seed_input);
        }
    }
    for (const TypePlan& type : run_.types) {
        for (const std::size_t board : type.boards) {
            console.type_after(board, type.after, type.text);
        }
    }
    return {};
}

void Session::loop(Network& network, Console& console, const Judge& judge) {
    const std::string path = fmt::format("{}/{}.json", options_.results, scenario_.name);
    const std::string what = run_.name.empty() ? scenario_.name : scenario_.name + "/" + run_.name;
    Progress progress(what, expected_cycles(path, run_.name), run_.cycles,
                      options_.quiet || keyboard_board_.has_value());
    std::optional<Keyboard> keyboard;
    if (keyboard_board_) {
        keyboard.emplace();
        fmt::print(stderr, "Keys go to board \"{}\"{}.\r\n", run_.boards[*keyboard_board_].name,
                   keyboard->is_terminal() ? "; Control-] leaves" : "");
    }
    constexpr Cycle grace = k_hertz / 100; // what a failure leaves the other boards to say
    Cycle end = run_.cycles;
    bool failed = false;
    unsigned quanta = 0;
    std::uint64_t lines = console.lines();
    network.run(run_.cycles, [&](Cycle now) {
        if (interrupted() || (keyboard && keyboard->wants_to_leave())) {
            stopped_ = true;
            return false;
        }
        if (!run_.until_budget && judge.is_over(network)) {
            return false;
        }
        if (!failed && judge.has_failed(network)) {
            failed = true;
            end = std::min(end, now + grace);
        }
        if (keyboard && ++quanta % 64 == 0 && network.board(*keyboard_board_).keys_waiting() < 256) {
            if (const std::string keys = keyboard->take(); !keys.empty()) {
                network.type(*keyboard_board_, keys);
            }
        }
        for (const auto& [board, keys] : console.take_keys()) {
            network.type(board, keys);
        }
        if (lines != console.lines()) {
            lines = console.lines();
            progress.clear();
        }
        std::size_t on = 0;
        for (std::size_t i = 0; i < network.size(); ++i) {
            on += network.board(i).state() == BoardState::running ? 1 : 0;
        }
        progress.show(now, on, network.size());
        return now < end;
    });
    progress.clear();
    seconds_ = progress.seconds();
    console.finish();
}

std::expected<void, std::string> Session::finish(Network& network) {
    if (pcap_ && !pcap_->finish()) {
        return std::unexpected(options_.pcap + ": cannot be written");
    }
    if (trace_ && !trace_->write(for_run(options_.trace, run_))) {
        return std::unexpected(options_.trace + ": cannot be written");
    }
    for (std::size_t i = 0; i < network.size(); ++i) {
        const Board& board = network.board(i);
        if (board.recording() == nullptr) {
            continue;
        }
        const std::string directory = options_.record.empty() ? options_.results : options_.record;
        const std::string path = fmt::format("{}/{}{}{}.{}.recording", directory, scenario_.name,
                                             run_.name.empty() ? "" : "-", run_.name, board.setup().name);
        std::error_code error;
        std::filesystem::create_directories(directory, error);
        Recording recording = *board.recording();
        recording.end = network.now();
        if (const auto written = write_recording(path, board.setup(), recording); !written) {
            return written;
        }
        if (!options_.quiet) {
            fmt::print(stderr, "recorded: {}\n", path);
        }
    }
    return {};
}

void Session::tell(Network& network, const Console& console, const Judgement& judgement) {
    for (const std::string& failure : judgement.failures) {
        fmt::print(stderr, "{}\n", failure);
    }
    if (options_.quiet) {
        return;
    }
    Cycle cycles = 0;
    std::uint64_t frames = 0;
    std::vector<std::string> ends;
    for (std::size_t i = 0; i < network.size(); ++i) {
        const Board& board = network.board(i);
        cycles += board.cycles();
        frames += board.frames_sent();
        ends.push_back(board.setup().name +
                       (board.state() == BoardState::off ? fmt::format(" {}", board.status()) : " on"));
    }
    for (const Report& report : console.reports()) {
        std::string line;
        for (const auto& [field, value] : report.fields) {
            line +=
                fmt::format(" {}={}", field, std::visit([](const auto& v) { return fmt::format("{}", v); }, value));
        }
        fmt::print(stderr, "  {:12} {}{}\n", run_.boards[report.board].name, report.key, line);
    }
    if (trace_) {
        for (const auto& [part, median] : trace_->medians()) {
            fmt::print(stderr, "  {:26} {:>10}{}\n", part, median, part == "calls" ? "" : " cycles (median)");
        }
    }
    fmt::print(
        stderr,
        "{}{}{}: {} after {} ({} cycles), {} boards ({}), {} frames, hash {:016x}; {:.1f} s here, {:.2f} Mcycles/s\n",
        scenario_.name, run_.name.empty() ? "" : "/", run_.name, name(judgement.verdict),
        duration_text(network.now()), network.now(), network.size(),
        network.size() <= 8 ? fmt::format("{}", fmt::join(ends, ", ")) : "...", frames, network.hash(), seconds_,
        static_cast<double>(cycles) / 1e6 / std::max(seconds_, 1e-3));
}

std::expected<Outcome, std::string> Session::go(const Variables& variables) {
    auto plan = make_plan(scenario_, run_, options_.seed, options_.threads, variables, {.build = options_.build});
    if (!plan) {
        return std::unexpected(plan.error());
    }
    if (!options_.replay.empty() &&
        std::ranges::find(run_.boards, options_.replay, &BoardPlan::name) == run_.boards.end()) {
        return std::unexpected(fmt::format("--replay: no board is called \"{}\"", options_.replay));
    }
    const TargetKind kind = target_kind();
    plan->network.clock = kind.clock;
    std::vector<std::unique_ptr<Board>> boards;
    std::vector<std::string> names;
    for (BoardSetup& setup : plan->boards) {
        names.push_back(setup.name);
        setup.every_cycle = options_.every_cycle;
        auto board = make_board(std::move(setup));
        if (!board) {
            return std::unexpected(board.error());
        }
        boards.push_back(std::move(*board));
    }
    if (options_.interactive) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i] == scenario_.console || run_.boards[i].group == scenario_.console) {
                keyboard_board_ = i;
                break;
            }
        }
        if (!keyboard_board_) {
            return std::unexpected(
                fmt::format("{}: has no 'console', so there is no board for the keyboard", scenario_.file));
        }
    }
    Console console(names, options_.quiet ? nullptr : stdout, keyboard_board_);
    Network network(std::move(plan->network), std::move(boards));
    const Judge judge(scenario_, run_, console);
    if (const auto attached = attach(network, console); !attached) {
        return std::unexpected(attached.error());
    }
    loop(network, console, judge);
    const Judgement judgement = judge.judge(network, console, stopped_);
    Outcome outcome{.verdict = judgement.verdict,
                    .json = run_json(run_, network, console, judgement),
                    .hash = network.hash(),
                    .cycles = network.now()};
    if (kind.clock) { // there a result is no function of the seed in any case
        outcome.json["seconds"] = first_reply_.json(seconds_);
        fmt::print(stderr, "  seconds: {}\n", outcome.json["seconds"].dump());
    }
    if (trace_) {
        for (const auto& [part, median] : trace_->medians()) {
            outcome.json["rpc_median_cycles"][part] = median;
        }
    }
    if (keyboard_board_) {
        outcome.json["interactive"] = true;
    }
    tell(network, console, judgement);
    if (const auto finished = finish(network); !finished) {
        return std::unexpected(finished.error());
    }
    return outcome;
}

int replay_only(const Options& options) {
    auto recorded = read_recording(options.recording);
    if (!recorded) {
        return wrong(recorded.error());
    }
    auto board = make_board(std::move(recorded->setup));
    if (!board) {
        return wrong(board.error());
    }
    const auto result = replay(**board, recorded->recording, options.from, options.to, options.fst);
    fmt::print(stderr, "{}\n", result ? *result : result.error());
    return result ? 0 : k_failed;
}

std::expected<Variables, std::string> given_variables(const Options& options, const Scenario& scenario) {
    Variables variables;
    for (const std::string& item : options.set) {
        const std::size_t equals = item.find('=');
        if (equals == std::string::npos || equals == 0) {
            return std::unexpected(fmt::format("--set {}: expected NAME=value", item));
        }
        const std::string name = item.substr(0, equals);
        if (!scenario.variables.contains(name)) {
            std::string known;
            for (const auto& [key, value] : scenario.variables) {
                known += " " + key;
            }
            return std::unexpected(fmt::format("--set {}: scenario \"{}\" has no variable {}; it has:{}", item,
                                               scenario.name, name, known.empty() ? " none" : known));
        }
        variables[name] = item.substr(equals + 1);
    }
    return variables;
}

std::string next_command(const Options& options, const Scenario& scenario, Verdict verdict) {
    const TargetKind kind = target_kind();
    const auto run = [&](std::uint64_t seed, std::string_view more) {
        const std::string platform = kind.clock ? "PLATFORM=" + kind.platform + " " : "";
        return fmt::format("make run {}SCENARIO={} SEED={}{}", platform, scenario.name, seed, more);
    };
    if (kind.clock) { // no RPC trace, no replay
        return run(options.seed, " PCAP=1   (every frame for Wireshark)");
    }
    if (verdict == Verdict::ok) {
        return options.pcap.empty()
                   ? run(options.seed, " PCAP=1 TRACE=1   (every frame for Wireshark, every RPC for Perfetto)")
                   : run(options.seed + 1, "");
    }
    return run(options.seed, " REPLAY=" + scenario.runs.front().boards.front().name + "   (waveforms of that board)");
}

std::string results_path(const Options& options, const Scenario& scenario) {
    return fmt::format("{}/{}.json", options.results, scenario.name);
}

bool can_write(const std::string& path) {
    std::error_code error;
    const bool there = std::filesystem::exists(path, error);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
    const bool good = std::ofstream(path, std::ios::app).good();
    if (!there) {
        std::filesystem::remove(path, error);
    }
    return good;
}

bool lacks(const Run& run, const TargetKind& kind) {
    return (run.needs == "box" && !kind.has_box) || (run.needs == "time" && kind.clock);
}

int run_all(const Options& options, const Scenario& scenario) {
    const auto variables = given_variables(options, scenario);
    if (!variables) {
        return wrong(variables.error());
    }
    // Nobody waits for a run whose results cannot be kept.
    for (const std::string& path : {results_path(options, scenario), options.pcap, options.trace}) {
        if (!path.empty() && !can_write(path)) {
            return wrong(path + ": cannot be written");
        }
    }
    Json json = {{"scenario", scenario.name},
                 {"text", scenario.text},
                 {"commit", options.commit},
                 {"profile", std::string(profile)},
                 {"platform", target_kind().platform},
                 {"seed", options.seed},
                 {"threads", options.threads},
                 {"variables", *variables},
                 {"verdict", ""},
                 {"cycles", 0},
                 {"run_hash", ""},
                 {"failures", Json::array()},
                 {"runs", Json::array()}};
    for (const std::string& service : scenario.services) {
        json["services"][service] = service_ports(options.seed, service).second;
    }
    for (const auto& [key, value] : scenario.attack) {
        std::visit([&](const auto& v) { json["attack"][key] = v; }, value);
    }
    Hash all;
    Cycle cycles = 0;
    Verdict verdict = Verdict::ok;
    bool found = options.only.empty();
    const TargetKind kind = target_kind();
    const auto refuse = [&](std::string_view what, const Run& run) {
        fmt::print(stderr, "{}: {} needs {}, which platform {} does not have: make run SCENARIO={}\n", scenario.file,
                   what, run.needs == "box" ? "the F-box" : "exact time", kind.platform, scenario.name);
    };
    if (std::ranges::all_of(scenario.runs, [&](const Run& run) { return lacks(run, kind); })) {
        refuse("the scenario", scenario.runs.front());
        return k_wrong;
    }
    for (Run run : scenario.runs) {
        if (!options.only.empty() && run.name != options.only) {
            continue;
        }
        found = true;
        if (lacks(run, kind)) {
            refuse(fmt::format("its run \"{}\"", run.name), run);
            continue;
        }
        if (kind.clock) { // a host that has other things to do is no error
            run.cycles = kind.endless ? ~Cycle{0} / 2 : run.cycles * 4 + k_patience;
        }
        auto outcome = Session(options, scenario, run).go(*variables);
        if (!outcome) {
            return wrong(outcome.error());
        }
        all.add(outcome->hash);
        cycles += outcome->cycles;
        for (const Json& failure : outcome->json["failures"]) {
            json["failures"].push_back(failure);
        }
        json["runs"].push_back(std::move(outcome->json));
        if (verdict == Verdict::ok) {
            verdict = outcome->verdict;
        }
        if (outcome->verdict == Verdict::interrupted) {
            verdict = Verdict::interrupted;
            break;
        }
    }
    if (!found) {
        return wrong(fmt::format("{}: has no [[run]] called \"{}\"", scenario.file, options.only));
    }
    if (json["runs"].empty()) {
        return k_wrong;
    }
    json["verdict"] = name(verdict);
    json["cycles"] = cycles;
    json["run_hash"] = fmt::format("{:016x}", all.value());
    const std::string path = results_path(options, scenario);
    if (!write_json(path, json)) {
        return wrong(path + ": cannot be written");
    }
    if (!options.quiet) {
        fmt::print(stderr, "results: {}\n", path);
        fmt::print(stderr, "next:    {}\n", next_command(options, scenario, verdict));
    }
    return verdict == Verdict::ok ? 0 : verdict == Verdict::interrupted ? k_interrupted : k_failed;
}

} // namespace

int simulator_main(int argc, char** argv) {
    Options options;
    CLI::App app(
        "Runs boards of the real RTL, with their kernels and programs, on a modelled network (docs/simulator.md).");
    app.add_option("scenario", options.scenario, "name of a scenario in verif/scenarios, or a file");
    const CLI::Validator whole(
        [](const std::string& text) {
            const bool good = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
            return good ? std::string() : fmt::format("expected a whole number, found '{}'", text);
        },
        "");
    app.add_option("--seed", options.seed, "all that is random comes from it")->check(whole)->capture_default_str();
    app.add_option("--threads", options.threads, "host threads; changes no result")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    app.add_option("--set", options.set, "NAME=value of a variable of the scenario (FILE=path)");
    app.add_option("--run", options.only, "only this [[run]]");
    app.add_option("--build", options.build, "where built things are")->capture_default_str();
    app.add_option("--results", options.results, "directory for results")->capture_default_str();
    app.add_option("--scenarios", options.directory, "directory of scenarios")->capture_default_str();
    app.add_option("--commit", options.commit, "named in the results");
    app.add_option("--pcap", options.pcap, "pcapng file of every link");
    app.add_option("--trace", options.trace, "trace of every RPC, for Perfetto");
    app.add_option("--record", options.record, "directory for the recordings of all boards");
    app.add_option("--replay", options.replay, "record this board, for --recording");
    app.add_option("--recording", options.recording,
                   "replay this recording, no scenario; compares what the board sends");
    app.add_option("--from", options.from, "first cycle of the waveforms")->check(whole);
    app.add_option("--to", options.to, "cycle after their last one")->check(whole);
    app.add_option("--fst", options.fst, "file for the waveforms of a replay (program sim_trace)");
    app.add_flag("--shell", options.interactive, "keys go to the board that the scenario calls 'console'");
    app.add_flag("--every-cycle", options.every_cycle, "clock what is idle, too (slower; changes no result)");
    app.add_flag("--quiet", options.quiet, "no consoles, no bar, no summary");
    app.add_flag("--list", options.list, "the scenarios there are");
    app.add_flag("--check", options.check, "only reads the scenario");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int status = app.exit(error);
        return status == 0 ? 0 : k_wrong;
    }
    if (options.list) {
        fmt::print("{}", scenario_list(options));
        return 0;
    }
    catch_interrupts();
    if (!options.recording.empty()) {
        return replay_only(options);
    }
    if (app.count("--from") + app.count("--to") + app.count("--fst") != 0) {
        return wrong("--from, --to and --fst belong to --recording");
    }
    std::string file = options.scenario;
    std::error_code error;
    if (!file.ends_with(".toml")) {
        file = fmt::format("{}/{}.toml", options.directory, options.scenario);
    }
    if (options.scenario.empty() || !std::filesystem::exists(file, error)) {
        return wrong(fmt::format("{}; there are:\n{}",
                                 options.scenario.empty()
                                     ? "Which scenario?"
                                     : fmt::format("There is no scenario \"{}\"", options.scenario),
                                 scenario_list(options)));
    }
    const auto scenario = read_scenario(file);
    if (!scenario) {
        return wrong(fmt::format("{}", fmt::join(scenario.error(), "\n")));
    }
    if (options.check) {
        return 0;
    }
    return run_all(options, *scenario);
}

} // namespace amoebox::sim

int main(int argc, char** argv) {
    return amoebox::sim::simulator_main(argc, argv);
}
