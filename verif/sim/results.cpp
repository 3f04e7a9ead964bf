#include "verif/sim/results.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace amoebox::sim {

namespace {

Json to_json(const Value& value) {
    return std::visit([](const auto& v) { return Json(v); }, value);
}

std::string to_text(const Value& value) {
    return std::visit([](const auto& v) { return fmt::format("{}", v); }, value);
}

std::optional<double> to_number(const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return *real;
    }
    return std::nullopt;
}

bool is_equal(const Value& a, const Value& b) {
    const auto x = to_number(a);
    const auto y = to_number(b);
    return x && y ? *x == *y : to_text(a) == to_text(b);
}

bool holds(const Expect& expect, const Value& value) {
    const auto number = to_number(value);
    return (!expect.equals || is_equal(*expect.equals, value)) &&
           (!expect.at_least || (number && *number >= *expect.at_least)) &&
           (!expect.at_most || (number && *number <= *expect.at_most));
}

std::string wanted(const Expect& expect) {
    std::string text = fmt::format("a report \"{}\"", expect.text);
    if (expect.times) {
        text = *expect.times == 0 ? fmt::format("no report \"{}\"", expect.text)
                                  : fmt::format("{} reports \"{}\"", *expect.times, expect.text);
    }
    if (expect.equals) {
        text += fmt::format(" with {} = {}", expect.field, to_text(*expect.equals));
    }
    if (expect.at_least) {
        text += fmt::format(" with {} >= {}", expect.field, *expect.at_least);
    }
    if (expect.at_most) {
        text += fmt::format(" with {} <= {}", expect.field, *expect.at_most);
    }
    return text;
}

std::string state_of(const Board& board) {
    switch (board.state()) {
    case BoardState::off:
        return fmt::format("status {}", board.status());
    case BoardState::held:
        return "stopped";
    case BoardState::frozen:
        return "frozen";
    case BoardState::running:
        break;
    }
    return "running";
}

} // namespace

const char* name(Verdict verdict) {
    switch (verdict) {
    case Verdict::ok:
        return "ok";
    case Verdict::failed:
        return "failed";
    case Verdict::budget:
        return "budget";
    case Verdict::interrupted:
        return "interrupted";
    }
    return "?";
}

Judge::Judge(const Scenario& scenario, const Run& run, Console& console) : scenario_(scenario), run_(run) {
    for (const BoardPlan& board : run.boards) {
        status_.push_back(board.waits ? std::optional<std::int64_t>(0) : std::nullopt);
    }
    for (const Expect& expect : run.expects) {
        if (expect.what == Expect::What::console) {
            handles_.push_back(console.count(expect.boards, expect.text));
        }
        if (expect.what == Expect::What::status) {
            for (const std::size_t board : expect.boards) {
                status_[board] = expect.status;
            }
        }
    }
}

std::vector<std::size_t> Judge::waited_for(Network& network) const {
    std::vector<std::size_t> boards;
    for (std::size_t i = 0; i < run_.boards.size(); ++i) {
        if (run_.boards[i].waits && network.board(i).state() != BoardState::off) {
            boards.push_back(i);
        }
    }
    return boards;
}

bool Judge::is_over(Network& network) const {
    for (std::size_t i = 0; i < run_.boards.size(); ++i) {
        if (run_.boards[i].waits && network.board(i).state() != BoardState::off) {
            return false;
        }
    }
    return true;
}

bool Judge::has_failed(Network& network) const {
    for (std::size_t i = 0; i < run_.boards.size(); ++i) {
        if (!network.board(i).fault().empty()) {
            return true;
        }
        if (status_[i] && network.board(i).state() == BoardState::off && network.board(i).status() != *status_[i]) {
            return true;
        }
    }
    return false;
}

Judgement Judge::judge(Network& network, const Console& console, bool interrupted) const {
    Judgement result;
    const auto fail = [&](int line, std::string_view text) {
        result.failures.push_back(fmt::format("{}:{}: {}", scenario_.file, line, text));
    };
    for (std::size_t i = 0; i < run_.boards.size(); ++i) {
        const Board& board = network.board(i);
        if (!board.fault().empty()) {
            fail(run_.boards[i].line, fmt::format("board \"{}\" died: {}", board.setup().name, board.fault()));
            continue;
        }
        if (run_.boards[i].waits && status_[i] && board.state() == BoardState::off && board.status() != *status_[i]) {
            fail(run_.boards[i].line, fmt::format("expected board \"{}\" to end with status {}, found {}",
                                                  board.setup().name, *status_[i], state_of(board)));
        }
    }
    std::size_t handle = 0;
    for (const Expect& expect : run_.expects) {
        if (expect.what == Expect::What::status) {
            for (const std::size_t i : expect.boards) {
                const Board& board = network.board(i);
                const bool off = board.state() == BoardState::off;
                if (!run_.boards[i].waits && (expect.status ? !off || board.status() != *expect.status : off)) {
                    fail(expect.line,
                         fmt::format("expected board \"{}\" to {}, found {}", board.setup().name,
                                     expect.status ? fmt::format("end with status {}", *expect.status) : "run on",
                                     state_of(board)));
                }
            }
            continue;
        }
        const std::string whose =
            expect.boards.empty() ? "any board" : network.board(expect.boards.front()).setup().name;
        if (expect.what == Expect::What::console) {
            const std::uint64_t lines = console.counted(handles_[handle++]);
            if (expect.times ? lines != static_cast<std::uint64_t>(*expect.times) : lines == 0) {
                fail(expect.line, fmt::format("expected {} with \"{}\" on the console of {}, found {}",
                                              expect.times ? fmt::format("{} lines", *expect.times) : "a line",
                                              expect.text, whose, lines));
            }
            continue;
        }
        std::int64_t found = 0;
        std::string other;
        bool all = true;
        for (const Report& report : console.reports()) {
            if (report.key != expect.text ||
                (!expect.boards.empty() && !std::ranges::contains(expect.boards, report.board))) {
                continue;
            }
            ++found;
            if (expect.field.empty()) {
                continue;
            }
            const auto field = std::ranges::find(report.fields, expect.field, &std::pair<std::string, Value>::first);
            if (field == report.fields.end() || !holds(expect, field->second)) {
                all = false;
                other = field == report.fields.end() ? fmt::format("one without {}", expect.field)
                                                     : fmt::format("{} = {}", expect.field, to_text(field->second));
            }
        }
        if (expect.times ? found != *expect.times : found == 0) {
            fail(expect.line, fmt::format("expected {} from {}, found {}", wanted(expect), whose, found));
        } else if (!all) {
            fail(expect.line, fmt::format("expected {} from {}, found {}", wanted(expect), whose, other));
        }
    }
    const auto waited = waited_for(network);
    if (interrupted) {
        result.verdict = Verdict::interrupted;
    } else if (!run_.until_budget && !waited.empty() && network.now() >= run_.cycles) {
        std::vector<std::string> names;
        for (const std::size_t i : waited) {
            names.push_back(fmt::format("{} ({})", run_.boards[i].name, state_of(network.board(i))));
        }
        result.failures.insert(result.failures.begin(),
                               fmt::format("{}: the budget of {} cycles is used up; waited for {}", scenario_.file,
                                           run_.cycles, fmt::join(names, ", ")));
        result.verdict = Verdict::budget;
    } else if (!result.failures.empty()) {
        result.verdict = Verdict::failed;
    }
    return result;
}

Json run_json(const Run& run, Network& network, const Console& console, const Judgement& judgement) {
    Json json;
    json["name"] = run.name;
    json["text"] = run.text;
    json["verdict"] = name(judgement.verdict);
    json["cycles"] = network.now();
    json["run_hash"] = fmt::format("{:016x}", network.hash());
    json["failures"] = judgement.failures;
    json["boards"] = Json::array();
    json["links"] = Json::array();
    for (std::size_t i = 0; i < network.size(); ++i) {
        const Board& board = network.board(i);
        json["boards"].push_back({{"name", board.setup().name},
                                  {"defence", board.setup().defence},
                                  {"state", board.state() == BoardState::off ? "off" : state_of(board)},
                                  {"status", board.state() == BoardState::off ? Json(board.status()) : Json(nullptr)},
                                  {"cycles", board.cycles()},
                                  {"console_bytes", board.console_bytes()},
                                  {"frames_sent", board.frames_sent()},
                                  {"frames_received", board.frames_received()},
                                  {"hash", fmt::format("{:016x}", board.hash())}});
        for (const Direction direction : {Direction::up, Direction::down}) {
            const FaultCounts& c = network.counts(i, direction);
            json["links"].push_back({{"link", (direction == Direction::up ? "from " : "to ") + board.setup().name},
                                     {"frames", c.frames},
                                     {"bytes", c.bytes},
                                     {"lost", c.lost},
                                     {"cut", c.cut},
                                     {"corrupted", c.corrupted},
                                     {"forged", c.forged},
                                     {"runts", c.runts},
                                     {"duplicated", c.duplicated},
                                     {"reordered", c.reordered},
                                     {"delayed", c.delayed}});
        }
    }
    const SwitchCounts& s = network.switch_counts();
    json["switch"] = {
        {"received", s.received}, {"forwarded", s.forwarded}, {"flooded", s.flooded}, {"bad", s.bad},
        {"local", s.local},       {"queue_full", s.full},     {"aged", s.aged},       {"not_learned", s.not_learned}};
    json["reports"] = Json::array();
    for (const Report& report : console.reports()) {
        Json one = {{"board", run.boards.at(report.board).name}, {"cycle", report.cycle}, {"key", report.key}};
        for (const auto& [field, value] : report.fields) {
            one[field] = to_json(value);
        }
        json["reports"].push_back(one);
    }
    return json;
}

bool write_json(const std::string& path, const Json& json) {
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
    const std::string fresh = path + ".new";
    {
        std::ofstream out(fresh);
        out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        if (!out.flush()) {
            return false;
        }
    }
    std::filesystem::rename(fresh, path, error);
    return !error;
}

} // namespace amoebox::sim
