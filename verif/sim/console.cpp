#include "verif/sim/console.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace amoebox::sim {

namespace {

constexpr std::size_t k_longest_line = 4096;

Value to_value(const std::string& text) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc{} && end == text.data() + text.size()) {
        return whole;
    }
    if (!text.empty() && text.find_first_not_of("0123456789.-+eE") == std::string::npos) {
        char* stop = nullptr;
        const double number = std::strtod(text.c_str(), &stop);
        if (*stop == 0 && std::isfinite(number)) {
            return number;
        }
    }
    return text;
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.' || c == '/';
}

} // namespace

std::optional<Report> parse_report(std::string_view line) {
    if (line.size() < 2 || line[0] != '@' || !is_word(line[1])) {
        return std::nullopt;
    }
    Report report{};
    std::size_t i = 1;
    while (i < line.size() && is_word(line[i])) {
        report.key += line[i++];
    }
    while (i < line.size()) {
        if (line[i] == ' ') {
            ++i;
            continue;
        }
        const std::size_t equals = line.find('=', i);
        if (equals == std::string_view::npos || equals == i ||
            !std::ranges::all_of(line.substr(i, equals - i), is_word)) {
            return std::nullopt;
        }
        const std::string name(line.substr(i, equals - i));
        i = equals + 1;
        std::string text;
        if (i < line.size() && line[i] == '"') {
            const std::size_t close = line.find('"', i + 1);
            if (close == std::string_view::npos) {
                return std::nullopt;
            }
            report.fields.emplace_back(name, std::string(line.substr(i + 1, close - i - 1)));
            i = close + 1;
            continue;
        }
        while (i < line.size() && line[i] != ' ') {
            text += line[i++];
        }
        report.fields.emplace_back(name, to_value(text));
    }
    return report;
}

Console::Console(std::vector<std::string> names, std::FILE* out, std::optional<std::size_t> raw)
    : names_(std::move(names)), out_(out), raw_(raw), screens_(names_.size()) {
    for (const std::string& name : names_) {
        width_ = std::max(width_, name.size());
    }
}

std::size_t Console::count(std::vector<std::size_t> boards, std::string text) {
    counters_.push_back({.boards = std::move(boards), .text = std::move(text)});
    return counters_.size() - 1;
}

void Console::type_after(std::size_t board, std::string text, std::string keys) {
    screens_.at(board).typing.push_back({std::move(text), std::move(keys)});
}

std::vector<std::pair<std::size_t, std::string>> Console::take_keys() {
    std::vector<std::pair<std::size_t, std::string>> due;
    for (std::size_t i = 0; i < screens_.size(); ++i) {
        Screen& screen = screens_[i];
        while (!screen.typing.empty() && screen.seen.contains(screen.typing.front().after)) {
            due.emplace_back(i, std::move(screen.typing.front().keys));
            screen.typing.pop_front();
            screen.seen.clear();
        }
    }
    return due;
}

void Console::console(std::size_t board, Cycle cycle, std::uint8_t byte) {
    Screen& screen = screens_.at(board);
    if (raw_ == board && out_ != nullptr) {
        std::fputc(byte, out_);
        printed_ = true;
    }
    if (!screen.typing.empty()) {
        screen.seen += static_cast<char>(byte);
        if (screen.seen.size() > 2 * k_longest_line) {
            screen.seen.erase(0, k_longest_line);
        }
    }
    if (byte == '\r') {
        return;
    }
    if (byte == '\n') {
        end_line(board);
        return;
    }
    if (screen.line.empty()) {
        screen.begun = cycle;
    }
    screen.line += static_cast<char>(byte);
    if (screen.line.size() >= k_longest_line) {
        end_line(board);
    }
}

void Console::end_line(std::size_t board) {
    Screen& screen = screens_[board];
    const std::string line = std::exchange(screen.line, {});
    ++lines_;
    for (Counter& counter : counters_) {
        if (line.contains(counter.text) && (counter.boards.empty() || std::ranges::contains(counter.boards, board))) {
            ++counter.lines;
        }
    }
    if (auto report = parse_report(line)) {
        report->board = board;
        report->cycle = screen.begun;
        reports_.push_back(std::move(*report));
        return;
    }
    if (raw_ != board) {
        print(board, line);
    }
}

void Console::print(std::size_t board, std::string_view line) {
    if (out_ == nullptr) {
        return;
    }
    std::string safe;
    for (const char c : line) {
        const auto byte = static_cast<std::uint8_t>(c);
        if ((byte >= 0x20 && byte != 0x7f) || byte == '\t') {
            safe += c;
        } else {
            safe += fmt::format("\\x{:02x}", byte);
        }
    }
    const std::string text = fmt::format("{}[{}]{} {}{}\n", "", names_[board],
                                         std::string(width_ - names_[board].size(), ' '), safe, raw_ ? "\r" : "");
    std::fwrite(text.data(), 1, text.size(), out_);
    printed_ = true;
}

void Console::quantum(Cycle /*now*/) {
    if (printed_) {
        std::fflush(out_);
        printed_ = false;
    }
}

void Console::finish() {
    for (std::size_t i = 0; i < screens_.size(); ++i) {
        if (!screens_[i].line.empty()) {
            end_line(i);
        }
    }
    quantum(0);
}

} // namespace amoebox::sim
