// What a run of the swarm is drawn from and what it yields; the bytes that calls carry.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "verif/rpc/model.hpp"

namespace amoebox::rpc::swarm {

using namespace model;

struct Outcome {
    std::string violation; // empty: all held
    unsigned calls = 0, done = 0, not_done = 0, unknown = 0, answered = 0, died = 0;
    unsigned executed = 0, crashes = 0, moves = 0, forged = 0;
    std::uint64_t frames = 0, duplicates = 0, stale = 0, wrong_server = 0, repeated = 0;
    std::uint64_t hash = 0;
};

// Little of everything, so that every pool runs out.
struct TightLimits : DefaultLimits {
    static constexpr unsigned jobs = 6;
    static constexpr unsigned jobs_per_peer = 3;
    static constexpr unsigned services = 8;
    static constexpr unsigned queue = 2;
    static constexpr unsigned places = 3;
    static constexpr unsigned contexts = 2;
};

inline constexpr std::uint32_t k_largest = 1'000'000;

// Bytes that requests and replies are cut from: wherever one begins, it is unlike any other.
inline const std::uint8_t* content() {
    static const std::vector<std::uint64_t> words = [] {
        std::vector<std::uint64_t> w((2 * k_largest) / 8);
        Random random(42);
        for (std::uint64_t& x : w) {
            x = random();
        }
        return w;
    }();
    return reinterpret_cast<const std::uint8_t*>(words.data());
}

// Memory for threads, kept from run to run.
class Arena {
  public:
    std::uint8_t* take() {
        if (next_ == blocks_.size()) {
            blocks_.push_back(std::unique_ptr<std::uint8_t[]>(new std::uint8_t[k_largest + 64]));
        }
        return blocks_[next_++].get();
    }
    void reset() { next_ = 0; }

  private:
    std::vector<std::unique_ptr<std::uint8_t[]>> blocks_;
    std::size_t next_ = 0;
};
inline Arena& arena() {
    static Arena a;
    return a;
}

struct Faults {
    double loss = 0, duplicate = 0, delay = 0, corrupt = 0, clog = 0;
    Cycles mean_delay = 0;
    double partition = 0, cut = 0, crash = 0, pause = 0, restart = 0, thread_death = 0, client_death = 0;
    double forge = 0, starve_tx = 0, starve_contexts = 0;

    static Faults draw(Random& r) {
        Faults f;
        const auto on = [&r] { return r.chance(0.4); };
        const auto up_to = [&r](double most) { return most * static_cast<double>(r.below(1001)) / 1000; };
        if (on()) {
            f.loss = up_to(0.3);
        }
        if (on()) {
            f.duplicate = up_to(0.5);
        }
        if (on()) {
            f.delay = up_to(0.5);
            f.mean_delay = r.between(50, r.chance(0.2) ? 10'000'000 : 50'000);
        }
        if (on()) {
            f.corrupt = up_to(0.1);
        }
        if (on()) {
            f.clog = up_to(0.01);
        }
        if (on()) {
            f.partition = up_to(0.03);
        }
        if (on()) {
            f.cut = up_to(0.03);
        }
        if (on()) {
            f.crash = up_to(0.004);
        }
        if (on()) {
            f.pause = up_to(0.005);
        }
        if (on()) {
            f.restart = up_to(0.05);
        }
        if (on()) {
            f.thread_death = up_to(0.05);
        }
        if (on()) {
            f.client_death = up_to(0.02);
        }
        if (on()) {
            f.forge = up_to(0.1);
        }
        if (on()) {
            f.starve_tx = up_to(0.2);
        }
        if (on()) {
            f.starve_contexts = up_to(0.9);
        }
        return f;
    }
};

} // namespace amoebox::rpc::swarm
