// cards: the boot images of all boards of a scenario, as they are written to memory cards; a JSON line for each on stdout.
//
// A card's secrets are drawn from the kernel's entropy; only with --seed are they the simulator's, which everybody can draw again.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "verif/sim/plan.hpp"

namespace amoebox::sim {

// Cards are for boards that are the node; whoever plugs them in does so by hand, one after the other.
TargetKind target_kind() {
    return {.patience = 1000};
}
std::expected<std::vector<std::uint8_t>, std::string> make_image(const Places& places, const ImageRequest& request) {
    return make_image_of(places, places.target(), request);
}
std::expected<std::vector<std::uint32_t>, std::string> load_rom(const Places& /*places*/) {
    return std::unexpected("a card has no boot ROM");
}

namespace {

constexpr std::string_view k_kernel = "kernel"; // the name under which a kernel finds its own get-port

struct Options {
    std::string scenario, run, out, build, directory = "verif/scenarios", board;
    std::size_t ram = 0, place = 0; // MB
    std::optional<std::uint64_t> seed;
    std::vector<std::string> set;
};

std::expected<Raw<port_bytes>, std::string> drawn() {
    Raw<port_bytes> raw{};
    if (getrandom(raw.data(), raw.size(), 0) != static_cast<ssize_t>(raw.size())) {
        return std::unexpected("the kernel gives no random numbers");
    }
    return raw;
}

// The port of a service: of the simulator with a seed, else fresh.
std::expected<PortPair, std::string> port_for(const Options& options, const std::string& service) {
    if (options.seed) {
        return service_ports(*options.seed, service);
    }
    return drawn().transform(ports_of);
}

// The get-ports of all services of a scenario, drawn once.
std::expected<std::map<std::string, PortPair, std::less<>>, std::string> all_ports(const Options& options,
                                                                                   const Scenario& scenario) {
    std::map<std::string, PortPair, std::less<>> ports;
    for (const std::string& service : scenario.services) {
        auto port = port_for(options, service);
        if (!port) {
            return std::unexpected(port.error());
        }
        ports[service] = std::move(*port);
    }
    return ports;
}

std::expected<Variables, std::string> given_variables(const Options& options, const Scenario& scenario) {
    Variables variables;
    for (const std::string& item : options.set) {
        const std::size_t equals = item.find('=');
        const std::string name = item.substr(0, equals);
        if (equals == std::string::npos || !scenario.variables.contains(name)) {
            return std::unexpected(
                fmt::format("--set {}: expected NAME=value of a variable of scenario \"{}\"", item, scenario.name));
        }
        variables[name] = item.substr(equals + 1);
    }
    return variables;
}

// Written for its owner alone: there are secrets in it.
bool write(const std::string& path, const std::vector<std::uint8_t>& image) {
    std::error_code error;
    std::filesystem::remove(path, error);
    const mode_t before = umask(077);
    std::ofstream out(path, std::ios::binary);
    umask(before);
    out.write(reinterpret_cast<const char*>(image.data()), static_cast<std::streamsize>(image.size()));
    out.close();
    return out.good();
}

std::expected<void, std::string> make(const Options& options) {
    std::error_code error;
    const std::string file = fmt::format("{}/{}.toml", options.directory, options.scenario);
    if (!std::filesystem::exists(file, error)) {
        return std::unexpected(fmt::format("there is no scenario \"{}\": no file {}", options.scenario, file));
    }
    const auto scenario = read_scenario(file);
    if (!scenario) {
        return std::unexpected(scenario.error().front());
    }
    const auto run =
        options.run.empty() ? scenario->runs.begin() : std::ranges::find(scenario->runs, options.run, &Run::name);
    if (run == scenario->runs.end()) {
        return std::unexpected(
            fmt::format("scenario \"{}\" has no [[run]] called \"{}\"", scenario->name, options.run));
    }
    const auto ports = all_ports(options, *scenario);
    const auto variables = given_variables(options, *scenario);
    if (!ports || !variables) {
        return std::unexpected(ports ? variables.error() : ports.error());
    }
    for (const BoardPlan& board : run->boards) {
        if (board.defence != "box") {
            return std::unexpected(fmt::format("run \"{}\" takes the box of board \"{}\" away, which no card can",
                                               run->name, board.name));
        }
        if (board.ram > options.ram << 20) {
            return std::unexpected(fmt::format("board \"{}\" of the scenario wants {}M of RAM, {} has {}M",
                                               board.name, board.ram >> 20, options.board, options.ram));
        }
    }
    std::uint64_t seed = options.seed.value_or(0); // what a program gets as $SEED: no secret
    if (!options.seed && getrandom(&seed, sizeof seed, 0) != static_cast<ssize_t>(sizeof seed)) {
        return std::unexpected("the kernel gives no random numbers");
    }
    std::vector<std::vector<std::uint8_t>> images;
    std::vector<std::string> kernel_ports; // put-ports of the kernel servers, by which `make hil` finds them
    for (BoardPlan board : run->boards) {
        const auto kernel = port_for(options, "kernel " + board.name);
        if (!kernel) {
            return std::unexpected(kernel.error());
        }
        auto own = *ports;
        const bool given =
            own.try_emplace(std::string(k_kernel), *kernel).second; // else it is a service of the scenario
        if (given) {
            board.serves.emplace_back(k_kernel);
        }
        kernel_ports.push_back(given ? kernel->second : "");
        const auto of = [&](std::string_view service) { return own.find(service)->second; };
        auto image = board_image(*scenario, *run, board, of, seed, *variables, {.build = options.build});
        if (!image) {
            return std::unexpected(image.error());
        }
        // Firmware reads whole blocks, and keeps one of them free.
        const std::size_t limit = (std::min(options.place, options.ram - 16) << 20) - 512;
        if (image->size() > limit) {
            return std::unexpected(
                fmt::format("the image of board \"{}\" has {} bytes, its place on a card of {} only {}", board.name,
                            image->size(), options.board, limit));
        }
        images.push_back(std::move(*image));
    }
    std::filesystem::create_directories(options.out, error);
    for (std::size_t i = 0; i < images.size(); ++i) {
        const BoardPlan& board = run->boards[i];
        const std::string path = fmt::format("{}/{}.img", options.out, board.name);
        if (!write(path, images[i])) {
            return std::unexpected(path + " cannot be written");
        }
        fmt::print("{}\n", nlohmann::json{{"file", path},
                                          {"board", board.name},
                                          {"number", i},
                                          {"kernel", board.kernel},
                                          {"kernel_port", kernel_ports[i]},
                                          {"programs", board.programs}}
                               .dump());
    }
    return {};
}

} // namespace

} // namespace amoebox::sim

int main(int argc, char** argv) {
    using namespace amoebox::sim;
    Options options;
    CLI::App app("Makes the boot images of the boards of a scenario, for memory cards.");
    app.add_option("scenario", options.scenario, "its name")->required();
    app.add_option("--out", options.out, "directory for the images")->required();
    app.add_option("--build", options.build, "where built things are")->required();
    app.add_option("--board", options.board, "what the boards are, for sentences")->required();
    app.add_option("--ram", options.ram, "their memory in MB")->required()->check(CLI::Range(17, 64));
    app.add_option("--place", options.place, "MB of a card that are the image's")
        ->required()
        ->check(CLI::Range(1, 1024));
    app.add_option("--scenarios", options.directory, "directory of scenarios");
    app.add_option("--run", options.run, "which [[run]]; default: the first");
    app.add_option("--seed", options.seed, "draws all secrets from this number: for tests, worth nothing otherwise");
    app.add_option("--set", options.set, "NAME=value of a variable of the scenario");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (const auto made = make(options); !made) {
        fmt::print(stderr, "cards: {}.\n", made.error());
        return 1;
    }
    return 0;
}
