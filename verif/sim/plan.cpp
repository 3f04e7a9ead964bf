#include "verif/sim/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace amoebox::sim {

namespace {

template <typename Bytes>
std::string hex(const Bytes& bytes) {
    return fmt::format("{:02x}", fmt::join(bytes, ""));
}

std::string at(const Scenario& scenario, const BoardPlan& board) {
    return fmt::format("{}:{}", scenario.file, board.line);
}

std::expected<ImageRequest, std::string> request_for(const Scenario& scenario, const BoardPlan& board,
                                                     const std::function<PortPair(std::string_view)>& ports,
                                                     Variables variables) {
    variables["INDEX"] = std::to_string(board.index);
    ImageRequest request{.board = board.name,
                         .kernel = board.kernel,
                         .runs = {},
                         .carries = board.carries,
                         .files = {},
                         .gets = {},
                         .puts = {}};
    for (const std::string& program : board.programs) {
        auto run = expand(program, variables);
        if (!run) {
            return std::unexpected(fmt::format("{}: {}", at(scenario, board), run.error()));
        }
        request.runs.push_back(*run);
    }
    std::uintmax_t total = 0;
    const std::uintmax_t limit = board.ram - k_image_offset;
    for (const auto& [name, text] : board.files) {
        auto path = expand(text, variables);
        if (!path) {
            return std::unexpected(fmt::format("{}: {}", at(scenario, board), path.error()));
        }
        std::error_code error;
        if (!std::filesystem::is_regular_file(*path, error)) {
            return std::unexpected(
                fmt::format("{}: '{}' is not a file that can be read", at(scenario, board), *path));
        }
        const std::uintmax_t bytes = std::filesystem::file_size(*path, error);
        total += bytes;
        if (total > limit) {
            return std::unexpected(
                fmt::format("{}: {} has {} bytes; the image of board \"{}\" can be at most {} bytes ({}M of RAM "
                            "less 16M): take a smaller file, or give the board more ram (at most 64M)",
                            at(scenario, board), *path, bytes, board.name, limit, board.ram >> 20));
        }
        request.files.emplace_back(name, *path);
    }
    for (const std::string& service : board.serves) {
        request.gets.emplace_back(service, ports(service).first);
    }
    for (const std::string& service : board.knows) {
        request.puts.emplace_back(service, ports(service).second);
    }
    return request;
}

// The file of a board's disk: it must be what a disk can be, and nobody else's.
std::expected<std::string, std::string> disk_for(const Scenario& scenario, const BoardPlan& board,
                                                 Variables variables, std::vector<std::string>& taken) {
    if (board.disk.empty()) {
        return board.disk;
    }
    variables["INDEX"] = std::to_string(board.index);
    const auto path = expand(board.disk, variables);
    if (!path) {
        return std::unexpected(fmt::format("{}: {}", at(scenario, board), path.error()));
    }
    const auto wrong = [&](std::string_view text) {
        return std::unexpected(
            fmt::format("{}: the disk '{}' of board \"{}\" {}", at(scenario, board), *path, board.name, text));
    };
    std::error_code error;
    if (!target_kind().has_disks) {
        return wrong(fmt::format("cannot be there: platform {} has no disks yet", target_kind().platform));
    }
    if (!std::filesystem::is_regular_file(*path, error)) {
        return wrong(fmt::format("is not a file; make one with: truncate -s 1M '{}'", *path));
    }
    const std::uintmax_t bytes = std::filesystem::file_size(*path, error);
    if (bytes == 0 || bytes % 512 != 0) {
        return wrong(fmt::format("has {} bytes: a disk has whole sectors of 512, at least one", bytes));
    }
    if (access(path->c_str(), R_OK | W_OK) != 0) {
        return wrong("cannot be read and written");
    }
    std::string whole = std::filesystem::canonical(*path, error).string();
    if (std::ranges::contains(taken, whole)) {
        return wrong("is another board's, too");
    }
    taken.push_back(whole);
    return whole;
}

Variables variables_of(const Scenario& scenario, const Run& run, std::uint64_t seed, const Variables& given) {
    Variables variables = scenario.variables;
    variables["SEED"] = std::to_string(seed);
    variables["PATIENCE"] = std::to_string(target_kind().patience);
    variables["BOARDS"] = std::to_string(run.boards.size());
    for (const auto& [name, value] : given) {
        variables[name] = value;
    }
    return variables;
}

} // namespace

PortPair ports_of(const Raw<port_bytes>& get_port) {
    return {hex(get_port), hex(put_port_of(GetPort::from_random(get_port)).wire())};
}

PortPair service_ports(std::uint64_t seed, std::string_view service) {
    Raw<port_bytes> raw{};
    for (std::size_t i = 0; i < raw.size(); ++i) {
        raw[i] = static_cast<std::uint8_t>(draw(seed, Use::get_port, who(service), i));
    }
    return ports_of(raw);
}

std::expected<std::vector<std::uint8_t>, std::string>
board_image(const Scenario& scenario, const Run& run, const BoardPlan& board,
            const std::function<PortPair(std::string_view)>& ports, std::uint64_t seed, const Variables& given,
            const Places& places) {
    const auto request = request_for(scenario, board, ports, variables_of(scenario, run, seed, given));
    if (!request) {
        return std::unexpected(request.error());
    }
    auto image = make_image(places, *request);
    if (!image) {
        return std::unexpected(fmt::format("{}: board \"{}\": {}", at(scenario, board), board.name, image.error()));
    }
    if (image->size() > board.ram - k_image_offset) {
        return std::unexpected(
            fmt::format("{}: the boot image of board \"{}\" has {} bytes; with {}M of RAM it can be at most {}",
                        at(scenario, board), board.name, image->size(), board.ram >> 20, board.ram - k_image_offset));
    }
    return image;
}

std::expected<Plan, std::string> make_plan(const Scenario& scenario, const Run& run, std::uint64_t seed,
                                           unsigned threads, const Variables& given, const Places& places) {
    Plan plan;
    const auto rom = load_rom(places);
    if (!rom) {
        return std::unexpected(rom.error());
    }
    const Variables variables = variables_of(scenario, run, seed, given);
    const auto ports = [seed](std::string_view service) { return service_ports(seed, service); };
    std::vector<std::string> disks;
    for (std::size_t i = 0; i < run.boards.size(); ++i) {
        const BoardPlan& board = run.boards[i];
        auto image = board_image(scenario, run, board, ports, seed, given, places);
        if (!image) {
            return std::unexpected(image.error());
        }
        const auto disk = disk_for(scenario, board, variables, disks);
        if (!disk) {
            return std::unexpected(disk.error());
        }
        plan.boards.push_back({.name = board.name,
                               .number = static_cast<std::uint16_t>(i),
                               .mac = mac_of(i),
                               .ram_bytes = static_cast<std::uint32_t>(board.ram),
                               .seed = seed,
                               .defence = board.defence,
                               .rom = *rom,
                               .image = std::move(*image),
                               .disk = *disk});
    }
    plan.network.seed = seed;
    plan.network.threads = threads;
    plan.network.network = run.network;
    for (const FaultPlan& fault : run.faults) {
        for (const std::size_t board : fault.boards) {
            if (fault.up) {
                plan.network.faults.push_back({board, Direction::up, fault.fault});
            }
            if (fault.down) {
                plan.network.faults.push_back({board, Direction::down, fault.fault});
            }
        }
    }
    for (std::size_t i = 0; i < run.steps.size(); ++i) {
        const StepPlan& step = run.steps[i];
        const Cycle later = step.within == 0 ? 0 : draw(seed, Use::step, i, 0) % (step.within + 1);
        for (const std::size_t board : step.boards) {
            plan.network.steps.push_back({step.at + later, step.what, board});
        }
    }
    return plan;
}

} // namespace amoebox::sim
