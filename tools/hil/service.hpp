// The kernel server of a node, called from the network by a client that is behind no box: it writes in `reply` what a box
// would make of it, and its own address in `source`.  So counters of a box can be read that has no host side.
#pragma once

#include <map>
#include <string>

#include "tools/hil/bench.hpp"

namespace amoebox::hil {

class Service {
  public:
    using Figures = std::map<std::string, std::uint64_t, std::less<>>;

    // Finds it; Infrastructure if nobody says HERE_IS.
    explicit Service(Bench& bench);

    const Port& port() const { return port_; }
    std::uint64_t life() const { return life_; }
    // A transaction of its own, for sending.
    Bytes request(std::int32_t command);
    // Sends it; the REPLY or NAK, or nothing if none comes.
    std::optional<Bytes> ask(const Bytes& request);
    // STD_STATUS and SYS_COUNTERS: name and number of each line.  What was sent before has been dealt with.
    Figures figures();

  private:
    std::string text(std::int32_t command);

    Bench& bench_;
    Port port_;
    std::uint64_t life_ = 0;
};

std::int32_t status_of(const Bytes& reply);
std::string_view data_of(const Bytes& message); // what is behind the message header

} // namespace amoebox::hil
