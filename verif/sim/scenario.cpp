#include "verif/sim/scenario.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "verif/sim/toml_reader.hpp"

namespace amoebox::sim {

namespace {

constexpr std::string_view k_duration = R"(a time such as "2 us", "1.5 ms", "3 s" or a whole number of cycles)";
constexpr std::string_view k_size = R"(a size such as "64K", "32M" or a whole number of bytes)";
constexpr std::size_t k_most_boards = 256;

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '.';
    });
}

void duration(const TomlLayers& in, std::string_view key, Cycle& place, bool required = false) {
    const toml::node* node = in.find(key);
    if (node == nullptr) {
        if (required) {
            in.missing(key, k_duration);
        }
        return;
    }
    if (const auto* number = node->as_integer(); number != nullptr && number->get() >= 0) {
        place = static_cast<Cycle>(number->get());
    } else if (const auto* text = node->as_string(); text != nullptr && parse_duration(text->get())) {
        place = *parse_duration(text->get());
    } else {
        in.wrong(*node, key, k_duration);
    }
}

void size(const TomlLayers& in, std::string_view key, std::size_t& place) {
    const toml::node* node = in.find(key);
    if (node == nullptr) {
        return;
    }
    if (const auto* number = node->as_integer(); number != nullptr && number->get() >= 0) {
        place = static_cast<std::size_t>(number->get());
    } else if (const auto* text = node->as_string(); text != nullptr && parse_size(text->get())) {
        place = *parse_size(text->get());
    } else {
        in.wrong(*node, key, k_size);
    }
}

// Which boards a name means: one board, all of a counted group, or all of them ("*").
std::vector<std::size_t> boards_called(const TomlLayers& in, std::string_view key,
                                       const std::vector<BoardPlan>& boards, bool required) {
    std::string name;
    in.text(key, name, required);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < boards.size(); ++i) {
        if (name == "*" || boards[i].name == name || boards[i].group == name) {
            found.push_back(i);
        }
    }
    if (const toml::node* node = in.find(key); node != nullptr && node->is_string() && found.empty()) {
        std::vector<std::string> names;
        for (const BoardPlan& board : boards) {
            names.push_back(board.name);
        }
        in.wrong(*node, key, fmt::format("a board ({})", fmt::join(names, ", ")));
    }
    return found;
}

void read_programs(const TomlLayers& in, BoardPlan& board) {
    if (in.find("programs") == nullptr) {
        return;
    }
    board.programs.clear();
    for (const toml::table* one : in.tables("programs")) {
        const TomlLayers program(in.errors(), "a program of " + in.what(), {one});
        program.only({"run"});
        std::string run;
        program.text("run", run, true);
        if (run.find_first_not_of(' ') == std::string::npos && program.find("run") != nullptr) {
            program.wrong(*program.find("run"), "run", "a program's name and its arguments");
        }
        board.programs.push_back(run);
    }
}

void read_files(const TomlLayers& in, BoardPlan& board) {
    const toml::table* files = in.table("files");
    if (files == nullptr) {
        return;
    }
    board.files.clear();
    for (const auto& [key, node] : *files) {
        if (const auto* path = node.as_string()) {
            board.files.emplace_back(std::string(key.str()), path->get());
        } else {
            in.wrong(node, key.str(), "the path of a file");
        }
    }
}

void check_services(const TomlLayers& in, std::string_view key, const std::vector<std::string>& names,
                    const std::vector<std::string>& services) {
    for (const std::string& name : names) {
        if (!std::ranges::contains(services, name)) {
            in.errors().add(line_of(*in.find(key)),
                            fmt::format("expected services that [[service]] names ({}) for '{}' of {}, found \"{}\"",
                                        fmt::join(services, ", "), key, in.what(), name));
        }
    }
}

// `crowd` of a [[service]] with a count stands for crowd0, crowd1, ...; `crowd$INDEX` for the one of the board's own number.
std::vector<std::string> services_of(const std::vector<std::string>& names, std::int64_t index,
                                     const Scenario& scenario) {
    std::vector<std::string> services;
    for (std::string name : names) {
        constexpr std::string_view own = "$INDEX";
        if (const std::size_t at = name.find(own); at != std::string::npos) {
            name.replace(at, own.size(), std::to_string(index));
        }
        if (const auto group = scenario.service_groups.find(name); group != scenario.service_groups.end()) {
            std::ranges::copy(group->second, std::back_inserter(services));
        } else {
            services.push_back(name);
        }
    }
    return services;
}

void read_board(const TomlLayers& in, const Scenario& scenario, std::vector<BoardPlan>& boards) {
    in.only({"name", "kernel", "defence", "ram", "serves", "knows", "programs", "carries", "files", "waits", "count",
             "seed_input", "disk"});
    BoardPlan board;
    board.line = in.line();
    in.text("name", board.group, true);
    if (in.find("name") != nullptr && !is_name(board.group)) {
        in.wrong(*in.find("name"), "name", "a name of letters, digits, '_', '-', '.'");
    }
    in.text("kernel", board.kernel);
    in.text("defence", board.defence);
    if (board.defence != "box" && board.defence != "wire") {
        in.wrong(*in.find("defence"), "defence", "\"box\" or \"wire\"");
    }
    size(in, "ram", board.ram);
    if (board.ram <= k_image_offset || board.ram > 64 << 20 || board.ram % 4096 != 0) {
        in.wrong(*in.find("ram"), "ram", "more than 16M (the image is loaded there), at most 64M, a multiple of 4K");
    }
    in.texts("serves", board.serves);
    in.texts("knows", board.knows);
    in.texts("carries", board.carries);
    in.text("seed_input", board.seed_input);
    in.text("disk", board.disk);
    in.truth("waits", board.waits);
    read_programs(in, board);
    read_files(in, board);
    const auto count = in.integer("count", 1, k_most_boards).value_or(1);
    const BoardPlan as_written = board;
    const std::size_t errors_before = in.errors().lines().size();
    for (std::int64_t i = 0; i < count; ++i) {
        board.serves = services_of(as_written.serves, i, scenario);
        board.knows = services_of(as_written.knows, i, scenario);
        if (in.errors().lines().size() == errors_before) { // said once is enough
            check_services(in, "serves", board.serves, scenario.services);
            check_services(in, "knows", board.knows, scenario.services);
        }
        board.name = count == 1 && in.find("count") == nullptr ? board.group : fmt::format("{}{}", board.group, i);
        board.index = static_cast<std::size_t>(i);
        if (std::ranges::any_of(boards, [&](const BoardPlan& other) { return other.name == board.name; })) {
            in.errors().add(board.line,
                            fmt::format("expected boards of different names, found \"{}\" twice", board.name));
        }
        boards.push_back(board);
    }
}

void read_switch(const TomlLayers& in, const std::vector<BoardPlan>& boards, SwitchSetup& setup) {
    in.only({"delay", "table", "ageing", "queue", "mirror"});
    duration(in, "delay", setup.delay);
    if (setup.delay < 20 || setup.delay > 1'000'000) {
        in.wrong(*in.find("delay"), "delay", "20 to 1,000,000 cycles");
    }
    setup.table = static_cast<std::size_t>(in.integer("table", 0, 65'536).value_or(1024));
    duration(in, "ageing", setup.ageing);
    size(in, "queue", setup.queue);
    std::vector<std::string> names;
    in.texts("mirror", names);
    for (const std::string& name : names) {
        bool found = false;
        for (std::size_t i = 0; i < boards.size(); ++i) {
            if (boards[i].name == name || boards[i].group == name) {
                setup.mirror.push_back(i);
                found = true;
            }
        }
        if (!found) {
            in.wrong(*in.find("mirror"), "mirror", fmt::format("names of boards (\"{}\" is none)", name));
        }
    }
}

FaultPlan read_fault(const TomlLayers& in, const std::vector<BoardPlan>& boards) {
    in.only({"link", "direction", "from", "to", "loss", "duplicate", "corrupt", "forge", "runt", "reorder", "hold",
             "delay", "late"});
    FaultPlan plan;
    plan.boards = boards_called(in, "link", boards, true);
    std::string direction = "both";
    in.text("direction", direction);
    if (direction != "both" && direction != "up" && direction != "down") {
        in.wrong(*in.find("direction"), "direction", "\"up\", \"down\" or \"both\"");
    }
    plan.up = direction != "down";
    plan.down = direction != "up";
    duration(in, "from", plan.fault.from);
    duration(in, "to", plan.fault.to);
    in.probability("loss", plan.fault.loss);
    in.probability("duplicate", plan.fault.duplicate);
    in.probability("corrupt", plan.fault.corrupt);
    in.probability("forge", plan.fault.forge);
    in.probability("runt", plan.fault.runt);
    in.probability("reorder", plan.fault.reorder);
    duration(in, "hold", plan.fault.hold);
    in.probability("delay", plan.fault.delay);
    duration(in, "late", plan.fault.late);
    return plan;
}

StepPlan read_step(const TomlLayers& in, const std::vector<BoardPlan>& boards) {
    in.only({"at", "within", "do", "board"});
    static constexpr std::array<std::pair<std::string_view, Step::What>, 7> k_steps = {{
        {"cut", Step::What::cut},
        {"mend", Step::What::mend},
        {"stop", Step::What::stop},
        {"restart", Step::What::restart},
        {"power_cut", Step::What::power_cut},
        {"freeze", Step::What::freeze},
        {"thaw", Step::What::thaw},
    }};
    StepPlan plan;
    plan.boards = boards_called(in, "board", boards, true);
    duration(in, "at", plan.at, true);
    duration(in, "within", plan.within);
    std::string what;
    in.text("do", what, true);
    const auto* const found = std::ranges::find(k_steps, what, &std::pair<std::string_view, Step::What>::first);
    if (found != k_steps.end()) {
        plan.what = found->second;
    } else if (in.find("do") != nullptr) {
        in.wrong(*in.find("do"), "do", "cut, mend, stop, restart, power_cut, freeze or thaw");
    }
    return plan;
}

TypePlan read_type(const TomlLayers& in, const std::vector<BoardPlan>& boards) {
    in.only({"board", "after", "text"});
    TypePlan plan;
    plan.boards = boards_called(in, "board", boards, true);
    in.text("after", plan.after);
    in.text("text", plan.text, true);
    return plan;
}

std::optional<Value> value_of(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* number = node.as_integer()) {
        return number->get();
    }
    if (const auto* number = node.as_floating_point()) {
        return number->get();
    }
    return std::nullopt;
}

Expect read_expect(const TomlLayers& in, const std::vector<BoardPlan>& boards) {
    in.only({"board", "report", "field", "equals", "at_least", "at_most", "times", "console", "status"});
    Expect expect;
    expect.line = in.line();
    expect.boards = boards_called(in, "board", boards, false);
    const int kinds = (in.find("report") != nullptr ? 1 : 0) + (in.find("console") != nullptr ? 1 : 0) +
                      (in.find("status") != nullptr ? 1 : 0);
    if (kinds != 1) {
        in.errors().add(in.line(), "expected exactly one of report, console, status in [[expect]]");
        return expect;
    }
    if (const auto times = in.integer("times", 0, 1'000'000'000)) {
        expect.times = times;
    }
    if (in.find("status") != nullptr) {
        expect.what = Expect::What::status;
        if (expect.boards.empty()) {
            in.missing("board", "whose status it is");
        }
        if (in.find("status")->is_string()) {
            std::string text;
            in.text("status", text);
            if (text != "running") {
                in.wrong(*in.find("status"), "status", "0 to 255 or \"running\"");
            }
        } else {
            expect.status = in.integer("status", 0, 255);
        }
        return expect;
    }
    if (in.find("console") != nullptr) {
        expect.what = Expect::What::console;
        in.text("console", expect.text);
        return expect;
    }
    in.text("report", expect.text);
    in.text("field", expect.field);
    expect.at_least = in.number("at_least");
    expect.at_most = in.number("at_most");
    if (const toml::node* node = in.find("equals")) {
        expect.equals = value_of(*node);
        if (!expect.equals) {
            in.wrong(*node, "equals", "a number or text");
        }
    }
    if (expect.field.empty() != !(expect.equals || expect.at_least || expect.at_most)) {
        in.errors().add(in.line(), "expected 'field' together with equals, at_least or at_most in [[expect]]");
    }
    return expect;
}

constexpr std::initializer_list<std::string_view> k_of_run = {"name",  "text", "needs", "cycles", "end",     "switch",
                                                              "fault", "step", "type",  "expect", "defence", "board"};

Run read_run(TomlErrors& errors, const Scenario& scenario, const toml::table& root, const toml::table* own) {
    Run run;
    const TomlLayers in(errors, own != nullptr ? "[[run]]" : "the scenario", {own, &root});
    const TomlLayers only_own(errors, "[[run]]", {own});
    if (own != nullptr) {
        only_own.only(k_of_run);
        only_own.text("name", run.name, true);
        if (only_own.find("name") != nullptr && !is_name(run.name)) {
            only_own.wrong(*only_own.find("name"), "name", "a name of letters, digits, '_', '-', '.'");
        }
    }
    in.text("text", run.text);
    in.text("needs", run.needs);
    if (!run.needs.empty() && run.needs != "box" && run.needs != "time") {
        in.wrong(*in.find("needs"), "needs", "\"box\" or \"time\"");
    }
    duration(in, "cycles", run.cycles, true);
    std::string end = "boards";
    in.text("end", end);
    if (end != "boards" && end != "budget") {
        in.wrong(*in.find("end"), "end", "\"boards\" or \"budget\"");
    }
    run.until_budget = end == "budget";

    const toml::table* changed = own != nullptr ? only_own.table("board") : nullptr;
    std::set<std::string, std::less<>> groups;
    // `defence` of a run is below its [run.board.NAME] and above the file's [[board]].
    toml::table defence;
    if (const toml::node* node = own != nullptr ? only_own.find("defence") : nullptr) {
        std::string text;
        only_own.text("defence", text);
        if (text == "box" || text == "wire") {
            defence.insert("defence", text);
        } else {
            only_own.wrong(*node, "defence", "\"box\" or \"wire\"");
        }
    }
    const TomlLayers file(errors, "the scenario", {&root});
    for (const toml::table* table : file.tables("board")) {
        const auto* name = table->get_as<std::string>("name");
        const toml::table* mine = nullptr;
        if (name != nullptr && changed != nullptr) {
            groups.insert(name->get());
            if (const toml::node* node = changed->get(name->get())) {
                mine = node->as_table();
            }
        }
        read_board(TomlLayers(errors, name != nullptr ? fmt::format("board \"{}\"", name->get()) : "[[board]]",
                              {mine, &defence, table}),
                   scenario, run.boards);
    }
    if (changed != nullptr) {
        for (const auto& [key, node] : *changed) {
            if (!groups.contains(key.str()) || !node.is_table()) {
                errors.add(static_cast<int>(key.source().begin.line),
                           fmt::format("expected [run.board.NAME] for a board of this file ({}), found '{}'",
                                       fmt::join(groups, ", "), key.str()));
            }
        }
    }
    if (run.boards.empty() || run.boards.size() > k_most_boards) {
        errors.add(1, fmt::format("expected 1 to {} boards, found {}", k_most_boards, run.boards.size()));
    }
    if (!run.until_budget && !run.boards.empty() && std::ranges::none_of(run.boards, &BoardPlan::waits)) {
        errors.add(in.line(),
                   "expected a board with waits = true (the run ends when it is off), or end = \"budget\"");
    }
    if (const toml::table* table = in.table("switch")) {
        read_switch(TomlLayers(errors, "[switch]", {table}), run.boards, run.network);
    }
    for (const toml::table* table : in.tables("fault")) {
        run.faults.push_back(read_fault(TomlLayers(errors, "[[fault]]", {table}), run.boards));
    }
    for (const toml::table* table : in.tables("step")) {
        run.steps.push_back(read_step(TomlLayers(errors, "[[step]]", {table}), run.boards));
    }
    for (const toml::table* table : in.tables("type")) {
        run.types.push_back(read_type(TomlLayers(errors, "[[type]]", {table}), run.boards));
    }
    for (const toml::table* table : in.tables("expect")) {
        run.expects.push_back(read_expect(TomlLayers(errors, "[[expect]]", {table}), run.boards));
    }
    return run;
}

Scenario read(TomlErrors& errors, const toml::table& root, const std::string& file) {
    Scenario scenario;
    scenario.file = file;
    const TomlLayers in(errors, "the scenario", {&root});
    in.only({"name", "text", "needs", "cycles", "end", "console", "variables", "service", "board", "switch", "fault",
             "step", "type", "expect", "attack", "run"});
    in.text("name", scenario.name, true);
    if (in.find("name") != nullptr && !is_name(scenario.name)) {
        in.wrong(*in.find("name"), "name", "a name of letters, digits, '_', '-', '.'");
    }
    in.text("text", scenario.text, true);
    in.text("console", scenario.console);
    if (const toml::table* variables = in.table("variables")) {
        for (const auto& [key, node] : *variables) {
            if (const auto* text = node.as_string()) {
                scenario.variables.emplace(std::string(key.str()), text->get());
            } else {
                in.wrong(node, key.str(), "text in quotes");
            }
        }
    }
    for (const toml::table* table : in.tables("service")) {
        const TomlLayers service(errors, "[[service]]", {table});
        service.only({"name", "count"});
        std::string name;
        service.text("name", name, true);
        if (service.find("name") != nullptr && !is_name(name)) {
            service.wrong(*service.find("name"), "name", "a name of letters, digits, '_', '-', '.'");
        } else if (std::ranges::contains(scenario.services, name)) {
            service.wrong(*service.find("name"), "name", "services of different names");
        }
        if (const auto count = service.integer("count", 1, k_most_boards)) {
            auto& group = scenario.service_groups[name];
            for (std::int64_t i = 0; i < *count; ++i) {
                group.push_back(name + std::to_string(i));
                scenario.services.push_back(group.back());
            }
            continue;
        }
        scenario.services.push_back(name);
    }
    if (const toml::table* attack = in.table("attack")) {
        for (const auto& [key, node] : *attack) {
            if (const auto value = value_of(node)) {
                scenario.attack.emplace(std::string(key.str()), *value);
            } else {
                in.wrong(node, key.str(), "a number or text");
            }
        }
    }
    const auto runs = in.tables("run");
    if (runs.empty()) {
        scenario.runs.push_back(read_run(errors, scenario, root, nullptr));
    }
    for (const toml::table* table : runs) {
        scenario.runs.push_back(read_run(errors, scenario, root, table));
        const auto same = std::ranges::count(scenario.runs, scenario.runs.back().name, &Run::name);
        if (same > 1) {
            errors.add(line_of(*table), fmt::format("expected runs of different names, found \"{}\" twice",
                                                    scenario.runs.back().name));
        }
    }
    if (!scenario.console.empty()) {
        boards_called(in, "console", scenario.runs.front().boards, false);
    }
    return scenario;
}

} // namespace

std::optional<Cycle> parse_duration(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string number(text.substr(0, digits));
    char* end = nullptr;
    const double value = std::strtod(number.c_str(), &end);
    if (number.empty() || *end != 0) {
        return std::nullopt;
    }
    std::string_view unit = text.substr(digits);
    unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
    constexpr auto hertz = static_cast<double>(k_hertz);
    const double scale = unit == "s"        ? hertz
                         : unit == "ms"     ? hertz / 1e3
                         : unit == "us"     ? hertz / 1e6
                         : unit == "cycles" ? 1
                                            : 0;
    const double cycles = std::round(value * scale);
    if (scale == 0 || cycles > 1e17) {
        return std::nullopt;
    }
    return static_cast<Cycle>(cycles);
}

std::optional<std::size_t> parse_size(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (error != std::errc{} || value > (std::size_t{1} << 40)) {
        return std::nullopt;
    }
    return unit.empty()  ? value
           : unit == "K" ? std::optional(value << 10)
           : unit == "M" ? std::optional(value << 20)
                         : std::nullopt;
}

std::expected<std::string, std::string> expand(const std::string& text,
                                               const std::map<std::string, std::string>& variables) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$') {
            result += text[i];
            continue;
        }
        std::size_t end = i + 1;
        while (end < text.size() && ((text[end] >= 'A' && text[end] <= 'Z') || text[end] == '_' ||
                                     (text[end] >= '0' && text[end] <= '9'))) {
            ++end;
        }
        const auto found = variables.find(text.substr(i + 1, end - i - 1));
        if (found == variables.end()) {
            std::string known;
            for (const auto& [name, value] : variables) {
                known += (known.empty() ? "$" : ", $") + name;
            }
            return std::unexpected(fmt::format("'{}' is no variable; there are {}", text.substr(i, end - i), known));
        }
        result += found->second;
        i = end - 1;
    }
    return result;
}

std::expected<Scenario, ScenarioErrors> parse_scenario(std::string_view toml, const std::string& file) {
    const toml::parse_result parsed = toml::parse(toml, file);
    if (!parsed) {
        return std::unexpected(ScenarioErrors{fmt::format(
            "{}:{}: expected TOML: {}", file, parsed.error().source().begin.line, parsed.error().description())});
    }
    TomlErrors errors(file);
    Scenario scenario = read(errors, parsed.table(), file);
    if (!errors.lines().empty()) {
        return std::unexpected(errors.lines());
    }
    return scenario;
}

std::expected<Scenario, ScenarioErrors> read_scenario(const std::string& file) {
    const std::ifstream in(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file)) {
        return std::unexpected(ScenarioErrors{fmt::format("{}: cannot be read", file)});
    }
    std::ostringstream text;
    text << in.rdbuf(); // of an empty file, too
    return parse_scenario(text.str(), file);
}

} // namespace amoebox::sim
