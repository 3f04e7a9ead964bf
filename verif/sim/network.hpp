// The scheduler: boards run in quanta no longer than the switch's delay, host threads take boards round-robin, and what
// crosses the links is handled between quanta by one thread in the order (time, link, sequence).
#pragma once

#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "verif/sim/board.hpp"
#include "verif/sim/faults.hpp"
#include "verif/sim/switch.hpp"

namespace amoebox::sim {

enum class Direction : std::uint8_t { up, down }; // from the board; to it

// Looks at a run; called between quanta by one thread, in a defined order.  Must not change anything.
class Watcher {
  public:
    virtual ~Watcher() = default;
    // [begin, end) of its bits at the board; verdict "" = it was not harmed.  A lost frame is told once, at `end`.
    virtual void frame(Direction, std::size_t /*board*/, Cycle /*begin*/, Cycle /*end*/, const Frame&,
                       std::string_view /*verdict*/) {}
    virtual void console(std::size_t /*board*/, Cycle, std::uint8_t) {}
    virtual void trace(std::size_t /*board*/, Cycle, std::uint32_t) {}
    virtual void quantum(Cycle /*now*/) {} // everything before `now` has been told, but frames that are still queued
};

struct LinkFault {
    std::size_t board;
    Direction direction;
    Fault fault;
};

struct Step {
    enum class What : std::uint8_t { cut, mend, stop, restart, power_cut, freeze, thaw };
    Cycle at;
    What what;
    std::size_t board;
};

struct NetworkSetup {
    std::uint64_t seed = 1;
    unsigned threads = 1;
    SwitchSetup network;
    std::vector<LinkFault> faults;
    std::vector<Step> steps;
    // Boards that run by the clock on the wall: waits until one has something to say or until the second cycle, and says
    // what time it is.  Null: time is what the boards make of it.
    std::function<Cycle(Cycle now, Cycle until)> clock;
};

inline constexpr Cycle k_quantum = 100;
inline constexpr Cycle k_look = k_hertz / 200; // by the wall's clock: how long nobody looks whether all is over

class Network {
  public:
    Network(NetworkSetup setup, std::vector<std::unique_ptr<Board>> boards);
    ~Network();

    void watch(Watcher& watcher) { watchers_.push_back(&watcher); }
    // Until cycle `to`, or until `go_on` says no; it is asked between quanta.
    void run(Cycle to, const std::function<bool(Cycle)>& go_on);

    Cycle now() const { return now_; }
    std::size_t size() const { return boards_.size(); }
    Board& board(std::size_t i) { return *boards_.at(i); }
    void type(std::size_t board, std::string_view keys) { boards_.at(board)->type(now_, keys); }

    const FaultCounts& counts(std::size_t board, Direction direction) const;
    const SwitchCounts& switch_counts() const { return switch_.counts(); }
    std::uint64_t hash() const;

  private:
    // At a switch's port: a frame has come in (up), or wants to go out (down).
    struct Event {
        Cycle time;
        std::size_t link; // 2 * board + direction
        std::uint64_t sequence;
        FramePointer frame;
        std::string verdict;
        friend bool operator>(const Event& a, const Event& b) {
            return std::tie(a.time, a.link, a.sequence) > std::tie(b.time, b.link, b.sequence);
        }
    };
    struct Cable {
        FaultyLink up;
        FaultyLink down;
        bool is_cut = false;
        std::uint64_t up_sequence = 0;
        std::uint64_t down_sequence = 0;
        Hash delivered;
    };
    void run_boards(unsigned thread, Cycle from, Cycle to);
    void work(unsigned thread);
    void exchange(Cycle to);
    void step(const Step& step);
    void send_up(std::size_t board, Frame&& frame);
    void send_down(std::size_t board, Cycle time, const FramePointer& frame);
    void deliver(const Event& event);
    void tell(Direction direction, std::size_t board, Cycle begin, Cycle end, const Frame& frame,
              std::string_view verdict);

    struct Threads;
    NetworkSetup setup_;
    std::vector<std::unique_ptr<Board>> boards_;
    std::vector<Cable> cables_;
    Switch switch_;
    std::vector<Watcher*> watchers_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::size_t steps_done_ = 0;
    Cycle now_ = 0;
    std::unique_ptr<Threads> threads_;
};

} // namespace amoebox::sim
