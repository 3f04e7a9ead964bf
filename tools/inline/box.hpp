// A wall-socket box as a host sees it: commands by control frames, frames out and in (docs/inline.md).
#pragma once

#include <deque>

#include "tools/ethernet/transport.hpp"
#include "tools/inline/control.hpp"

namespace amoebox::control {

using ethernet::Transport;

class Box {
  public:
    // Waits so many milliseconds for an answer before it asks again, and asks `tries` times.
    explicit Box(Transport& transport, int patience = 100, int tries = 5)
        : transport_(transport), patience_(patience), tries_(tries) {}

    // The host begins anew: all ports are forgotten, the box draws a new epoch.
    std::expected<void, std::string> restart();
    // A port is armed from its get-port; its put-port, entry and serial come back.
    std::expected<Result, std::string> arm(const Port& get_port, bool transaction, std::uint8_t owner = 0);
    // When this is back nothing arrives for that entry any more.
    std::expected<void, std::string> disarm(std::uint8_t entry);
    std::expected<void, std::string> disarm_owner(std::uint8_t owner);
    std::expected<Status, std::string> status();

    // A frame as a kernel would hand it to its box.
    std::expected<void, std::string> send(std::span<const std::uint8_t> frame) { return transport_.send(frame); }
    // The next admitted frame, or nothing if none comes in time.
    std::expected<std::optional<Bytes>, std::string> receive(int milliseconds);

    // Any records, and what the box has made of them.
    std::expected<Records, std::string> ask(const Records& records);

  private:
    std::expected<Result, std::string> command(const Records& records);

    Transport& transport_;
    int patience_, tries_;
    std::uint32_t number_ = 0;
    bool repeated_ = false;     // the last question was asked more than once
    std::deque<Bytes> waiting_; // frames that came while an answer was awaited
};

} // namespace amoebox::control
