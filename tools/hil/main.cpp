// hil: tries on a real board, from its cables, what docs/hil.md lists.  The simulated board is another pair of cables to it.
//
// Exit status: 0 all as it must be, 1 a test failed, 2 not understood, 3 infrastructure (a cable, a right, a silent board).
#include <fmt/format.h>
#include <regex.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <random>

#include "gen/profile.hpp"
#include "tools/ethernet/local.hpp"
#include "tools/hil/report.hpp"

namespace {

using namespace amoebox;
using namespace amoebox::hil;

constexpr int k_not_understood = 2;

int wrong(const std::string& sentence) {
    fmt::print(stderr, "hil: {}\n", sentence);
    return k_not_understood;
}

std::optional<Address> address_of(const std::string& text) {
    Address address{};
    for (std::size_t i = 0; i < 6; ++i) {
        const char* const at = text.data() + 3 * i;
        if (text.size() != 17 || (i < 5 && at[2] != ':') ||
            std::from_chars(at, at + 2, address[i], 16).ptr != at + 2) {
            return std::nullopt;
        }
    }
    return address;
}
std::optional<Port> port_of(const std::string& text) {
    Port port{};
    for (std::size_t i = 0; i < port.size(); ++i) {
        const char* const at = text.data() + 2 * i;
        if (text.size() != 2 * port.size() || std::from_chars(at, at + 2, port[i], 16).ptr != at + 2) {
            return std::nullopt;
        }
    }
    return port;
}
std::string text_of(const Address& a) {
    return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", a[0], a[1], a[2], a[3], a[4], a[5]);
}

std::string one_line(const Test& test) {
    std::string needs;
    for (const Ability need : test.needs) {
        needs += fmt::format("{}{}", needs.empty() ? "" : "; ", text(need));
    }
    return fmt::format("{:26} {:8} {:5} success: {}\n{:42}needs {}\n", test.name, text(test.sort), test.promise,
                       test.success, "", needs);
}

bool write(const std::string& path, const std::string& text) {
    if (path.empty()) {
        return true;
    }
    std::ofstream file(path);
    file << text;
    file.close();
    if (!file) {
        fmt::print(stderr, "hil: '{}' cannot be written.\n", path);
    }
    return static_cast<bool>(file);
}

// The board is greeted, then every test is run; the first infrastructure error ends the run.
void run_all(Run& run, Bench& bench, const std::vector<Test>& tests, bool wire) {
    const auto not_run = [&](std::size_t from) {
        for (; from < tests.size(); ++from) {
            run.outcomes.push_back({.test = tests[from], .why = "the run had ended"});
        }
    };
    try {
        const auto is_wire = bench.greet();
        run.address = text_of(bench.board());
        if (is_wire && *is_wire != wire) {
            throw Infrastructure{wire ? "this board has an F-box: FBOX=wire is for the test build without one."
                                      : "this board says that it has no F-box: it is the test build, try FBOX=wire."};
        }
    } catch (const Infrastructure& error) {
        run.infrastructure = error.sentence;
        not_run(0);
        return;
    }
    for (std::size_t i = 0; i < tests.size(); ++i) {
        run.outcomes.push_back(hil::run(tests[i], bench, wire));
        if (run.outcomes.back().verdict == Verdict::infrastructure) {
            run.infrastructure = fmt::format("in {}: {}", tests[i].name, run.outcomes.back().why);
            not_run(i + 1);
            return;
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Hardware in the loop: attacks on a board, from its cables (docs/hil.md).", "hil");
    std::string board, interfaces, address, service, fbox = "box", only, json_path, junit_path;
    Place place;
    Run result;
    bool list = false;
    app.add_option("--board", board, "its name, for the report");
    app.add_option("--interface", interfaces,
                   "NETWORK[,HOST]: interfaces whose cables go to the board's network and host side");
    app.add_option("--address", address, "the board's address, where there is no host side to ask");
    app.add_option("--service", service, "the put-port of a node's kernel server, in hexadecimal digits");
    app.add_option("--fbox", fbox, "wire: the board is the test build without its F-box")
        ->check(CLI::IsMember({"box", "wire"}))
        ->take_last();
    app.add_option("--power", place.power, "a command that takes the board's power away and gives it back")
        ->take_last();
    app.add_option("--stretch", place.stretch, "how many times slower the board may be")
        ->check(CLI::Range(1, 100000));
    app.add_option("--seed", place.seed, "of the random frames");
    app.add_option("--only", only, "regular expression on the names of tests");
    app.add_option("--json", json_path, "results file");
    app.add_option("--junit", junit_path, "results file");
    app.add_option("--note", result.note, "a remark for the results");
    app.add_flag("--list", list, "print the tests, and what each needs");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : k_not_understood;
    }

    std::vector<Test> tests = all_tests();
    regex_t wanted;
    if (regcomp(&wanted, only.c_str(), REG_EXTENDED | REG_NOSUB) != 0) {
        return wrong(fmt::format("'{}' is not a regular expression.", only));
    }
    std::erase_if(tests,
                  [&](const Test& t) { return regexec(&wanted, std::string(t.name).c_str(), 0, nullptr, 0) != 0; });
    regfree(&wanted);
    if (tests.empty()) {
        return wrong(fmt::format("no test has a name like '{}': --list prints them.", only));
    }
    if (list) {
        for (const Test& test : tests) {
            fmt::print("{}", one_line(test));
        }
        return 0;
    }
    const std::size_t comma = interfaces.find(',');
    const std::string network = interfaces.substr(0, comma);
    const std::string host = comma == std::string::npos ? "" : interfaces.substr(comma + 1);
    if (board.empty()) {
        return wrong("which board? --board takes its name.");
    }
    if (network.empty() || (comma != std::string::npos && host.empty()) || host.contains(',')) {
        return wrong("--interface takes one name, the interface on the network's side, or two with a comma, network "
                     "and host.");
    }
    place.address = address_of(address);
    if (!address.empty() && !place.address) {
        return wrong(fmt::format("'{}' is not an address of six bytes such as 02:a3:b1:57:0c:4e.", address));
    }
    place.service = port_of(service);
    if (!service.empty() && !place.service) {
        return wrong(fmt::format("'{}' is not a put-port of {} hexadecimal digits.", service, 2 * port_bytes));
    }
    if (host.empty() && !place.address) {
        return wrong(
            "without an interface on the host's side the board's address must be given: --address (ADDRESS=).");
    }
    if (network == host) {
        return wrong("network and host must be two interfaces.");
    }

    std::random_device random;
    place.epoch = std::uint64_t{random()} << 32 | random();
    result.board = board;
    result.interfaces = interfaces;
    result.profile = profile;
    result.fbox = fbox;
    result.stretch = place.stretch;
    result.seed = place.seed;
    const auto opened = [&](const std::string& name, std::uint8_t last, std::unique_ptr<Transport>& to) {
        if (name.empty() || !result.infrastructure.empty()) {
            return;
        }
        if (auto end = ethernet::open(name, {0x02, 0x48, 0x49, 0x4C, 0x00, last}, true)) {
            to = std::move(*end);
        } else {
            result.infrastructure = end.error();
        }
    };
    opened(network, 1, place.network);
    opened(host, 2, place.host);
    if (result.infrastructure.empty()) {
        Bench bench(std::move(place));
        run_all(result, bench, tests, fbox == "wire");
    }

    const bool written = write(json_path, json(result)) && write(junit_path, junit(result));
    if (!result.outcomes.empty()) {
        fmt::print("{}", table(result));
    }
    if (!result.infrastructure.empty()) {
        fmt::print(stderr, "hil: infrastructure error: {}\n", result.infrastructure);
    }
    std::fflush(stdout);
    return written ? status(result) : k_not_understood;
}
