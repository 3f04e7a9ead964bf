// An Ethernet interface of Linux as a place to send and receive whole frames: a raw packet socket, promiscuous, so that
// frames to the box's address are taken too.  Errors are one sentence that says what to do.
#pragma once

#include "tools/ethernet/transport.hpp"

namespace amoebox::ethernet {

class Link final : public Transport {
  public:
    // `every_protocol`: not only frames of ours.
    static std::expected<Link, std::string> open(const std::string& interface, bool every_protocol = false);
    Link(Link&& other) noexcept;
    Link& operator=(Link&&) = delete;
    ~Link() override;

    std::expected<void, std::string> send(std::span<const std::uint8_t> frame) override;
    std::expected<std::optional<Bytes>, std::string> receive(int milliseconds) override;
    Address address() const override { return address_; }
    int descriptor() const { return socket_; } // to wait for frames together with other things

  private:
    Link(int socket, std::string interface, Address address)
        : socket_(socket), interface_(std::move(interface)), address_(address) {}

    int socket_;
    std::string interface_;
    Address address_;
};

} // namespace amoebox::ethernet
