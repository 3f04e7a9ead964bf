// The switch: learns, ages, floods, queues, forwards whole frames.  It decides; network.hpp carries out.
#pragma once

#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "verif/sim/ethernet.hpp"

namespace amoebox::sim {

struct SwitchSetup {
    Cycle delay = 100;
    std::size_t table = 1024;
    Cycle ageing = 300 * k_hertz;
    std::size_t queue = 65'536;
    std::vector<std::size_t> mirror;
};

struct SwitchCounts {
    std::uint64_t received = 0, forwarded = 0, flooded = 0, bad = 0, local = 0, full = 0, aged = 0, not_learned = 0;
};

class Switch {
  public:
    Switch(SwitchSetup setup, std::size_t ports);

    // Ports to which a frame that came in at `port` goes; empty if it is dropped.
    std::vector<std::size_t> route(Cycle time, std::size_t port, const Frame& frame);
    // The cycle in which the frame's first bit leaves `port`; nothing if its queue is full.
    std::optional<Cycle> enqueue(Cycle time, std::size_t port, std::size_t bytes);

    const SwitchCounts& counts() const { return counts_; }
    const SwitchSetup& setup() const { return setup_; }
    std::size_t learned() const { return table_.size(); }

  private:
    struct Entry {
        std::size_t port;
        Cycle seen;
    };
    struct Queued {
        Cycle end;
        std::size_t bytes;
    };
    struct Port {
        std::deque<Queued> queue;
        std::size_t bytes = 0;
        Cycle free = 0;
    };
    void learn(Cycle time, std::size_t port, std::uint64_t address);

    SwitchSetup setup_;
    std::vector<Port> ports_;
    std::unordered_map<std::uint64_t, Entry> table_; // looked up only; never walked in its own order
    std::deque<std::uint64_t> order_;                // addresses in the order they were first learned
    SwitchCounts counts_;
};

} // namespace amoebox::sim
