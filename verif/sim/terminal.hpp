// The person in front of the terminal: Control-C, a bar for long waits, keys for a board's console.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "verif/sim/ethernet.hpp"

namespace amoebox::sim {

// From now on Control-C (and SIGTERM) is noted; the second one ends the process at once.
void catch_interrupts();
bool interrupted();

// A line on stderr that shows how far a run is: on a terminal it is redrawn, elsewhere it comes every ten seconds; never
// within the first two.  Wall-clock time is looked at here and nowhere else.
class Progress {
  public:
    Progress(std::string what, Cycle expected, Cycle budget, bool quiet);
    void show(Cycle now, std::size_t boards_on, std::size_t boards);
    // Removes the bar.
    void clear();
    double seconds() const;

  private:
    using Clock = std::chrono::steady_clock;
    std::string what_;
    Cycle expected_;
    Cycle budget_;
    bool quiet_;
    bool terminal_;
    bool drawn_ = false;
    unsigned calls_ = 0;
    Clock::time_point begun_ = Clock::now();
    Clock::time_point shown_ = begun_;
    Cycle shown_at_ = 0;
};

// Raw standard input while it lives.
class Keyboard {
  public:
    Keyboard();
    ~Keyboard();
    Keyboard(const Keyboard&) = delete;
    Keyboard& operator=(const Keyboard&) = delete;
    // What was typed since; at the end of a file that is not a terminal, one Control-D.
    std::string take();
    bool wants_to_leave() const { return leave_; } // Control-]
    bool is_terminal() const { return terminal_; }

  private:
    bool terminal_;
    bool ended_ = false;
    bool leave_ = false;
};

std::string duration_text(Cycle cycles);

} // namespace amoebox::sim
