#include "tools/hil/report.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

namespace amoebox::hil {

namespace {

std::map<Verdict, int> tally(const Run& run) {
    std::map<Verdict, int> count;
    for (const Outcome& o : run.outcomes) {
        ++count[o.verdict];
    }
    return count;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
        }
    }
    return out;
}

// A test that was not tried counts as skipped, in JUnit too.
bool is_skipped(Verdict v) {
    return v == Verdict::not_expressible || v == Verdict::cannot_succeed || v == Verdict::not_run;
}

} // namespace

int status(const Run& run) {
    if (!run.infrastructure.empty()) {
        return 3;
    }
    return std::ranges::any_of(run.outcomes, [](const Outcome& o) { return is_bad(o.verdict); }) ? 1 : 0;
}

std::string table(const Run& run) {
    std::size_t name = 4, verdict = 7;
    for (const Outcome& o : run.outcomes) {
        name = std::max(name, o.test.name.size());
        verdict = std::max(verdict, text(o.verdict).size());
    }
    std::string out =
        fmt::format("{:{}}  {:8}  {:7}  {:{}}  what was seen\n", "test", name, "sort", "promise", "verdict", verdict);
    for (const Outcome& o : run.outcomes) {
        out += fmt::format("{:{}}  {:8}  {:7}  {:{}}  {}\n", o.test.name, name, text(o.test.sort), o.test.promise,
                           text(o.verdict), verdict, o.why);
    }
    for (const auto& [what, count] : tally(run)) {
        out += fmt::format("{}{} {}", what == tally(run).begin()->first ? "" : ", ", count, text(what));
    }
    return out + "\n";
}

std::string json(const Run& run) {
    using Json = nlohmann::ordered_json;
    Json tests = Json::array();
    for (const Outcome& o : run.outcomes) {
        Json needs = Json::array();
        for (const Ability need : o.test.needs) {
            needs.push_back(text(need));
        }
        tests.push_back({{"name", o.test.name},
                         {"sort", text(o.test.sort)},
                         {"promise", o.test.promise},
                         {"needs", needs},
                         {"success", o.test.success},
                         {"verdict", text(o.verdict)},
                         {"seen", o.why},
                         {"seconds", o.seconds}});
    }
    Json count = Json::object();
    for (const auto& [what, number] : tally(run)) {
        count[std::string(text(what))] = number;
    }
    const Json all = {{"board", run.board},
                      {"interfaces", run.interfaces},
                      {"profile", run.profile},
                      {"fbox", run.fbox},
                      {"address", run.address},
                      {"seed", run.seed},
                      {"stretch", run.stretch},
                      {"note", run.note},
                      {"infrastructure_error", run.infrastructure},
                      {"status", status(run)},
                      {"count", count},
                      {"tests", tests}};
    return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string junit(const Run& run) {
    int failures = 0, errors = 0, skipped = 0;
    std::string cases;
    for (const Outcome& o : run.outcomes) {
        cases += fmt::format(R"(  <testcase classname="hil.{}" name="{}" time="{:.3f}">)", escaped(run.board),
                             escaped(o.test.name), o.seconds);
        const auto add = [&](std::string_view element) {
            cases +=
                fmt::format(R"(<{} message="{}"/>)", element, escaped(fmt::format("{}: {}", text(o.verdict), o.why)));
        };
        if (o.verdict == Verdict::failed) {
            ++failures;
            add("failure");
        } else if (o.verdict == Verdict::infrastructure) {
            ++errors;
            add("error");
        } else if (is_skipped(o.verdict)) {
            ++skipped;
            add("skipped");
        }
        cases += "</testcase>\n";
    }
    const bool of_the_run = !run.infrastructure.empty() && errors == 0;
    if (of_the_run) {
        ++errors;
        cases += fmt::format(
            "  <testcase classname=\"hil.{}\" name=\"infrastructure\"><error message=\"{}\"/></testcase>\n",
            escaped(run.board), escaped(run.infrastructure));
    }
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"hil {} {}\" tests=\"{}\" failures=\"{}\" "
        "errors=\"{}\" skipped=\"{}\">\n{}</testsuite>\n",
        escaped(run.board), run.fbox, run.outcomes.size() + (of_the_run ? 1U : 0U), failures, errors, skipped, cases);
}

} // namespace amoebox::hil
