// What happens to a frame between a board and the switch.  Every knob of every link direction has its own stream, and
// the n-th frame of a link draws number n of it: whether other knobs exist does not matter.
#pragma once

#include <string>
#include <vector>

#include "verif/sim/ethernet.hpp"
#include "verif/sim/random.hpp"

namespace amoebox::sim {

struct Fault {
    Cycle from = 0;
    Cycle to = ~Cycle{0};
    double loss = 0, corrupt = 0, forge = 0, runt = 0, duplicate = 0, reorder = 0, delay = 0;
    Cycle hold = 10'000;
    Cycle late = 2'500;
};

struct FaultCounts {
    std::uint64_t frames = 0, bytes = 0, lost = 0, cut = 0, corrupted = 0, forged = 0, runts = 0, duplicated = 0,
                  reordered = 0, delayed = 0;
};

// One direction of one cable.
class FaultyLink {
  public:
    struct Arrival {
        Cycle time;
        FramePointer frame;
    };
    // At most two frames: a frame and its duplicate.
    struct Fate {
        std::vector<Arrival> arrivals;
        std::string verdict; // "" = nothing happened to it
    };

    FaultyLink(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}
    void add(const Fault& fault) { faults_.push_back(fault); }
    Fate pass(Cycle time, FramePointer frame, bool is_cut);
    const FaultCounts& counts() const { return counts_; }

  private:
    std::uint64_t seed_;
    std::uint64_t stream_;
    std::uint64_t passed_ = 0;
    Cycle not_before_ = 0;
    std::vector<Fault> faults_;
    FaultCounts counts_;
};

} // namespace amoebox::sim
