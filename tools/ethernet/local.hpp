// A local socket in the place of a cable, for machines on which no interface can be had: one end of a SOCK_SEQPACKET pair that
// this program has been given.  A message is one byte, the fault (0 none, 1 bad checksum, 2 half a frame), and the frame.
#pragma once

#include <memory>

#include "tools/ethernet/transport.hpp"

namespace amoebox::ethernet {

class Local final : public Transport {
  public:
    static std::expected<Local, std::string> take(const std::string& descriptor, const Address& address);
    Local(Local&& other) noexcept;
    Local& operator=(Local&&) = delete;
    ~Local() override;

    std::expected<void, std::string> send(std::span<const std::uint8_t> frame) override {
        return send_spoilt(frame, Fault::none);
    }
    std::expected<std::optional<Bytes>, std::string> receive(int milliseconds) override;
    Address address() const override { return address_; }
    bool can_spoil(Fault) override { return true; }
    std::expected<void, std::string> send_spoilt(std::span<const std::uint8_t> frame, Fault fault) override;

    Fault fault() const { return fault_; } // of the frame that receive() gave last
    int descriptor() const { return socket_; }

  private:
    Local(int socket, Address address) : socket_(socket), address_(address) {}

    int socket_;
    Address address_;
    Fault fault_ = Fault::none;
};

// "local:DESCRIPTOR", or the name of an interface.  A local cable's end has the address given.
std::expected<std::unique_ptr<Transport>, std::string> open(const std::string& name, const Address& local_address,
                                                            bool every_protocol);

} // namespace amoebox::ethernet
