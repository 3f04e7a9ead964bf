#include "verif/sim/terminal.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

namespace amoebox::sim {

namespace {

volatile std::sig_atomic_t g_interrupts = 0;
termios g_before{};
volatile std::sig_atomic_t g_raw = 0;

void on_interrupt(int signal) {
    g_interrupts = g_interrupts + 1;
    if (g_interrupts > 1) {
        if (g_raw != 0) {
            tcsetattr(0, TCSANOW, &g_before);
        }
        _exit(128 + signal);
    }
}

} // namespace

void catch_interrupts() {
    struct sigaction action{};
    action.sa_handler = on_interrupt;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() {
    return g_interrupts != 0;
}

std::string duration_text(Cycle cycles) {
    const double seconds = static_cast<double>(cycles) / static_cast<double>(k_hertz);
    return seconds >= 1 ? fmt::format("{:.3f} s", seconds) : fmt::format("{:.3f} ms", seconds * 1e3);
}

Progress::Progress(std::string what, Cycle expected, Cycle budget, bool quiet)
    : what_(std::move(what)), expected_(expected), budget_(budget), quiet_(quiet), terminal_(isatty(2) != 0) {}

double Progress::seconds() const {
    return std::chrono::duration<double>(Clock::now() - begun_).count();
}

void Progress::show(Cycle now, std::size_t boards_on, std::size_t boards) {
    if (quiet_ || ++calls_ % 64 != 0) {
        return;
    }
    const auto time = Clock::now();
    const auto since = std::chrono::duration<double>(time - shown_).count();
    if (std::chrono::duration<double>(time - begun_).count() < 2 || since < (terminal_ ? 0.25 : 10)) {
        return;
    }
    const double speed = static_cast<double>((now - shown_at_) * boards_on) / since / 1e6;
    shown_ = time;
    shown_at_ = now;
    const Cycle goal = expected_ > now ? expected_ : budget_;
    const std::string text =
        fmt::format("{} of {} {}, {} of {} boards on, {:.2f} Mcycles/s", duration_text(now), duration_text(goal),
                    goal == budget_ ? "budget" : "expected", boards_on, boards, speed);
    if (terminal_) {
        constexpr std::size_t width = 24;
        const auto full = static_cast<std::size_t>(
            static_cast<double>(width) *
            std::min(1.0, static_cast<double>(now) / static_cast<double>(std::max<Cycle>(goal, 1))));
        fmt::print(stderr, "\r\x1b[K{} [{}{}] {}", what_, std::string(full, '#'), std::string(width - full, '.'),
                   text);
        drawn_ = true;
    } else {
        fmt::print(stderr, "{}: {}\n", what_, text);
    }
    std::fflush(stderr);
}

void Progress::clear() {
    if (drawn_) {
        fmt::print(stderr, "\r\x1b[K");
        std::fflush(stderr);
        drawn_ = false;
    }
}

Keyboard::Keyboard() : terminal_(isatty(0) != 0) {
    if (terminal_ && tcgetattr(0, &g_before) == 0) {
        termios raw = g_before;
        cfmakeraw(&raw);
        tcsetattr(0, TCSANOW, &raw);
        g_raw = 1;
    }
}

Keyboard::~Keyboard() {
    if (g_raw != 0) {
        tcsetattr(0, TCSANOW, &g_before);
        g_raw = 0;
    }
}

std::string Keyboard::take() {
    pollfd input{.fd = 0, .events = POLLIN, .revents = 0};
    if (ended_ || poll(&input, 1, 0) <= 0) {
        return {};
    }
    char buffer[64];
    const ssize_t got = read(0, buffer, sizeof buffer);
    if (got <= 0) {
        ended_ = true;
        return "\x04";
    }
    std::string keys(buffer, static_cast<std::size_t>(got));
    if (const auto leave = keys.find('\x1d'); terminal_ && leave != std::string::npos) {
        leave_ = true;
        keys.resize(leave);
    }
    return keys;
}

} // namespace amoebox::sim
