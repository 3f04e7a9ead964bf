// What whole Ethernet frames go through: an interface of Linux (link.hpp) or a local socket (local.hpp).  Errors are one
// sentence that says what to do.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace amoebox::ethernet {

using Bytes = std::vector<std::uint8_t>;
using Address = std::array<std::uint8_t, 6>;

// How a frame can be spoilt on its way out.
enum class Fault : std::uint8_t { none, bad_checksum, half };

class Transport {
  public:
    virtual ~Transport() = default;
    virtual std::expected<void, std::string> send(std::span<const std::uint8_t> frame) = 0;
    // The next frame, or nothing if none comes within so many milliseconds.
    virtual std::expected<std::optional<Bytes>, std::string> receive(int milliseconds) = 0;
    virtual Address address() const = 0; // what frames of this host bear as source
    // Most network cards make the checksum themselves and send whole frames only.
    virtual bool can_spoil(Fault) { return false; }
    virtual std::expected<void, std::string> send_spoilt(std::span<const std::uint8_t>, Fault) {
        return std::unexpected("this interface sends no spoilt frames.");
    }
};

} // namespace amoebox::ethernet
