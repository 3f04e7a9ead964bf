// What boards print: lines with the board's name in front, report lines taken out, texts that somebody waits for counted.
#pragma once

#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "verif/sim/network.hpp"
#include "verif/sim/scenario.hpp"

namespace amoebox::sim {

struct Report {
    std::size_t board;
    Cycle cycle;
    std::string key;
    std::vector<std::pair<std::string, Value>> fields; // in their order
};

// "@key name=value name="two words"": nothing if it is not one.
std::optional<Report> parse_report(std::string_view line);

class Console : public Watcher {
  public:
    // raw: this board's bytes go to `out` as they are (the interactive one).
    Console(std::vector<std::string> names, std::FILE* out, std::optional<std::size_t> raw);

    // Number of lines of `boards` (empty: all) that contain the text is counted from now on; returns its handle.
    std::size_t count(std::vector<std::size_t> boards, std::string text);
    std::uint64_t counted(std::size_t handle) const { return counters_.at(handle).lines; }
    // Keys for a board when it has shown a text; several for one board wait for each other.
    void type_after(std::size_t board, std::string text, std::string keys);
    // Keys that are due now.
    std::vector<std::pair<std::size_t, std::string>> take_keys();

    void console(std::size_t board, Cycle cycle, std::uint8_t byte) override;
    void quantum(Cycle now) override;
    // Prints lines that were not ended.
    void finish();

    const std::vector<Report>& reports() const { return reports_; }
    std::uint64_t lines() const { return lines_; }

  private:
    struct Counter {
        std::vector<std::size_t> boards;
        std::string text;
        std::uint64_t lines = 0;
    };
    struct Typing {
        std::string after;
        std::string keys;
    };
    struct Screen {
        std::string line;
        Cycle begun = 0;
        std::deque<Typing> typing;
        std::string seen; // since the last keys
    };
    void end_line(std::size_t board);
    void print(std::size_t board, std::string_view line);

    std::vector<std::string> names_;
    std::FILE* out_;
    std::optional<std::size_t> raw_;
    std::size_t width_ = 0;
    std::vector<Screen> screens_;
    std::vector<Counter> counters_;
    std::vector<Report> reports_;
    std::uint64_t lines_ = 0;
    bool printed_ = false;
};

} // namespace amoebox::sim
