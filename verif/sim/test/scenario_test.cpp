// The scenario reader: what is right is read right; what is wrong is told with file, line and what was expected; nothing crashes it.
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "verif/sim/random.hpp"
#include "verif/sim/scenario.hpp"

using namespace amoebox::sim;

namespace {

constexpr std::string_view k_small = R"(name = "small"
text = "two boards"
cycles = "2 ms"
[[service]]
name = "file"
[[board]]
name = "a"
serves = ["file"]
[[board]]
name = "b"
count = 3
knows = ["file"]
waits = true
programs = [{ run = "copy --port file" }]
)";

std::string errors_of(std::string_view toml) {
    const auto scenario = parse_scenario(toml, "x.toml");
    return scenario ? "" : fmt::format("{}", fmt::join(scenario.error(), "\n"));
}

std::string with(std::string_view more) {
    return std::string(k_small) + std::string(more);
}

} // namespace

TEST_CASE("a scenario is read") {
    const auto scenario = parse_scenario(with(R"([switch]
delay = "1 us"
queue = "4K"
mirror = ["b1"]
[[fault]]
link = "b"
direction = "up"
loss = 0.5
to = "1 ms"
[[step]]
at = 17
do = "power_cut"
board = "a"
[[expect]]
board = "b0"
report = "done"
field = "bytes"
at_least = 3
)"),
                                         "x.toml");
    REQUIRE(scenario);
    REQUIRE(scenario->runs.size() == 1);
    const Run& run = scenario->runs[0];
    CHECK(run.cycles == 100'000);
    REQUIRE(run.boards.size() == 4);
    CHECK(run.boards[3].name == "b2");
    CHECK(run.boards[3].index == 2);
    CHECK(run.boards[0].ram == 32 << 20);
    CHECK(run.network.delay == 50);
    CHECK(run.network.queue == 4096);
    CHECK(run.network.mirror == std::vector<std::size_t>{2});
    CHECK(run.faults[0].boards == std::vector<std::size_t>{1, 2, 3});
    CHECK(run.faults[0].fault.to == 50'000);
    CHECK_FALSE(run.faults[0].down);
    CHECK(run.steps[0].at == 17);
    CHECK(run.steps[0].what == Step::What::power_cut);
    CHECK(run.expects[0].boards == std::vector<std::size_t>{1});
}

TEST_CASE("a [[run]] replaces what the file says") {
    const auto scenario = parse_scenario(with(R"([[expect]]
console = "x"
[[run]]
name = "box"
[[run]]
name = "wire"
defence = "wire"
cycles = 5000
expect = [{ console = "y" }, { console = "z" }]
[run.board.a]
defence = "box"
ram = "64M"
)"),
                                         "x.toml");
    REQUIRE(scenario);
    REQUIRE(scenario->runs.size() == 2);
    CHECK(scenario->runs[0].boards[1].defence == "box");
    CHECK(scenario->runs[0].expects.size() == 1);
    CHECK(scenario->runs[1].boards[0].defence == "box");
    CHECK(scenario->runs[1].boards[0].ram == 64 << 20);
    CHECK(scenario->runs[1].boards[1].defence == "wire");
    CHECK(scenario->runs[1].cycles == 5000);
    CHECK(scenario->runs[1].expects.size() == 2);
}

TEST_CASE("a service with a count is many, and each board may serve the one of its number") {
    const auto scenario = parse_scenario(with("[[service]]\nname = \"crowd\"\ncount = 3\n"
                                              "[[board]]\nname = \"m\"\ncount = 3\nserves = [\"crowd$INDEX\"]\n"
                                              "knows = [\"file\", \"crowd\"]\n"),
                                         "x.toml");
    REQUIRE(scenario);
    const auto& boards = scenario->runs.front().boards;
    const auto last = boards.back();
    CHECK(last.name == "m2");
    CHECK(last.serves == std::vector<std::string>{"crowd2"});
    CHECK(last.knows == std::vector<std::string>{"file", "crowd0", "crowd1", "crowd2"});
    CHECK_THAT(errors_of(with("[[board]]\nname = \"m\"\ncount = 3\nserves = [\"crowd$INDEX\"]\n")),
               Catch::Contains("found \"crowd0\"") && !Catch::Contains("found \"crowd1\""));
}

TEST_CASE("an error names file, line and what was expected") {
    const auto says = [](std::string_view toml, std::string_view text) {
        INFO(toml);
        CHECK_THAT(errors_of(toml), Catch::Contains(std::string(text)));
    };
    says("name = 1\n", "x.toml:1: expected text in quotes for 'name' of the scenario, found the number 1");
    says("name = \"x\"\n", "expected 'text' in the scenario");
    says(with("[[board]]\nnmae = \"c\"\n"), "x.toml:16: expected one of name,");
    says(with("[[board]]\nnmae = \"c\"\n"), "found 'nmae'");
    says(with("[[board]]\nname = \"a\"\n"), "found \"a\" twice");
    says(with("[[board]]\nname = \"c\"\nram = \"16M\"\n"), "x.toml:17: expected more than 16M");
    says(with("[[board]]\nname = \"c\"\nram = 3.5\n"), "a size such as \"64K\"");
    says(with("[[board]]\nname = \"c\"\nserves = [\"flie\"]\n"),
         "x.toml:17: expected services that [[service]] names (file)");
    says(with("[[board]]\nname = \"c\"\nknows = \"file\"\n"), "a list of texts");
    says(with("[[board]]\nname = \"c\"\nwaits = 1\n"), "x.toml:17: expected true or false for 'waits'");
    says(with("[[board]]\nname = \"c\"\ndefence = \"none\"\n"), "\"box\" or \"wire\"");
    says(with("[[fault]]\nlink = \"c\"\n"), "x.toml:16: expected a board (a, b0, b1, b2) for 'link'");
    says(with("[[fault]]\nlink = \"a\"\nloss = 1.5\n"), "a probability from 0 to 1");
    says(with("[[step]]\nat = \"1 year\"\nboard = \"a\"\ndo = \"cut\"\n"), "x.toml:16: expected a time such as");
    says(with("[[step]]\nboard = \"a\"\ndo = \"explode\"\n"), "cut, mend, stop");
    says(with("[[expect]]\nboard = \"a\"\n"), "exactly one of report, console, status");
    says(with("[[expect]]\nreport = \"r\"\nfield = \"f\"\n"), "'field' together with");
    says(with("[switch]\ndelay = 3\n"), "20 to 1,000,000 cycles");
    says(with("[[run]]\nname = \"r\"\n[run.board.z]\nram = \"20M\"\n"), "[run.board.NAME]");
    says(with("board = 3\n"), "x.toml:");
    says("name = \"x\"\n\n\nfoo = = 2\n", "x.toml:4: expected TOML");
    says("name = \"x\"\ntext = \"\"\ncycles = 5\n", "1 to 256 boards, found 0");
    says("name = \"x\"\ntext = \"\"\ncycles = 5\n[[board]]\nname = \"a\"\n", "a board with waits = true");
    says("", "expected 'name'");
}

TEST_CASE("durations and sizes") {
    CHECK(parse_duration("2 us") == 100);
    CHECK(parse_duration("1.5ms") == 75'000);
    CHECK(parse_duration("3 s") == 150'000'000);
    CHECK(parse_duration("12 cycles") == 12);
    for (const char* bad : {"", "us", "1", "1 min", "-1 s", "1e3 s", "1..2 s", "999999999999999 s"}) {
        CHECK_FALSE(parse_duration(bad));
    }
    CHECK(parse_size("64K") == 65'536);
    CHECK_FALSE(parse_size("64G"));
    CHECK_FALSE(parse_size("K"));
}

TEST_CASE("variables") {
    const std::map<std::string, std::string> variables = {{"FILE", "x y"}, {"SEED", "1"}};
    CHECK(expand("a $FILE/$SEED", variables) == "a x y/1");
    CHECK_THAT(expand("$FLIE", variables).error(), Catch::Contains("$FILE, $SEED"));
    CHECK_FALSE(expand("$", variables));
}

TEST_CASE("no file crashes the reader") {
    std::vector<std::string> seeds = {std::string(k_small)};
    for (const char* directory : {"verif/sim/test/scenarios", "verif/scenarios"}) {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
            if (entry.path().extension() != ".toml") {
                continue;
            }
            if (const auto scenario = read_scenario(entry.path().string()); !scenario) {
                FAIL_CHECK(fmt::format("{}", fmt::join(scenario.error(), "\n")));
            }
            std::FILE* file = std::fopen(entry.path().c_str(), "rb");
            std::string text(65'536, 0);
            text.resize(std::fread(text.data(), 1, text.size(), file));
            std::fclose(file);
            seeds.push_back(text);
        }
    }
    static constexpr std::array<std::string_view, 16> k_words = {
        "[[",   "]]", "=",     "\"", "{",          "}", "[run.board.a]\n", "board",
        "name", "-1", "1e999", "\n", "1979-05-27", "[", "count = 9999\n",  "\\u0000"};
    std::size_t read = 0;
    for (std::uint64_t n = 0; n < 6000; ++n) {
        const auto random = [n, i = std::uint64_t{0}](std::size_t limit) mutable {
            return draw(7, Use::step, n, i++) % std::max<std::size_t>(limit, 1);
        };
        auto number = random;
        std::string text = seeds[number(seeds.size())];
        for (std::size_t i = 0, changes = 1 + number(3); i < changes; ++i) {
            const std::size_t at = number(text.size());
            switch (number(5)) {
            case 0:
                text[at] = static_cast<char>(number(256));
                break;
            case 1:
                text.erase(at, 1 + number(40));
                break;
            case 2:
                text.insert(at, k_words[number(k_words.size())]);
                break;
            case 3:
                text.insert(at, text.substr(number(text.size()), number(80)));
                break;
            default:
                text.resize(at);
                text += ' ';
            }
        }
        const auto scenario = parse_scenario(text, "fuzz.toml");
        read += scenario ? 1 : 0;
        if (!scenario) {
            REQUIRE_FALSE(scenario.error().empty());
            REQUIRE(scenario.error().front().starts_with("fuzz.toml:"));
        }
    }
    CHECK(read > 100); // the fuzzer reaches what is behind the syntax
}
