// How long it took until boards that run by the wall's clock had done their first RPC.
#pragma once

#include <chrono>
#include <optional>

#include "gen/frame.hpp"
#include "verif/sim/network.hpp"
#include "verif/sim/results.hpp"

namespace amoebox::sim {

class FirstReply final : public Watcher {
  public:
    void frame(Direction direction, std::size_t /*board*/, Cycle /*begin*/, Cycle /*end*/, const Frame& frame,
               std::string_view verdict) override {
        if (!seconds_ && direction == Direction::down && verdict.empty() && frame.bytes.size() > frame::at_kind &&
            frame.bytes[frame::at_kind] == static_cast<std::uint8_t>(frame::Kind::reply)) {
            seconds_ = std::chrono::duration<double>(Clock::now() - begin_).count();
        }
    }
    // first_rpc: since this object was made; not there: there was none.
    Json json(double run) const {
        Json json = {{"run", run}};
        if (seconds_) {
            json["first_rpc"] = *seconds_;
        }
        return json;
    }

  private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point begin_ = Clock::now();
    std::optional<double> seconds_;
};

} // namespace amoebox::sim
