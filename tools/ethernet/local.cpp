#include "tools/ethernet/local.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <utility>

#include "tools/ethernet/link.hpp"

namespace amoebox::ethernet {

namespace {

constexpr int k_patience = 10'000; // ms; a socket that takes nothing for so long has nobody at its other end

} // namespace

std::expected<Local, std::string> Local::take(const std::string& descriptor, const Address& address) {
    int number = -1, type = 0;
    socklen_t size = sizeof type;
    const char* const end = descriptor.data() + descriptor.size();
    if (std::from_chars(descriptor.data(), end, number).ptr != end || number < 0 ||
        getsockopt(number, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) {
        return std::unexpected("'" + descriptor + "' is not a local socket that this program has been given.");
    }
    return Local(number, address);
}

Local::Local(Local&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), address_(other.address_), fault_(other.fault_) {}

Local::~Local() {
    if (socket_ >= 0) {
        close(socket_);
    }
}

std::expected<void, std::string> Local::send_spoilt(std::span<const std::uint8_t> frame, Fault fault) {
    Bytes message(1, static_cast<std::uint8_t>(fault));
    message.insert(message.end(), frame.begin(), frame.end());
    pollfd wait{.fd = socket_, .events = POLLOUT, .revents = 0};
    if (poll(&wait, 1, k_patience) != 1 ||
        ::send(socket_, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT) !=
            static_cast<ssize_t>(message.size())) {
        return std::unexpected("the local socket does not take the frame: the program at its other end has ended.");
    }
    return {};
}

std::expected<std::optional<Bytes>, std::string> Local::receive(int milliseconds) {
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (poll(&wait, 1, milliseconds) <= 0) {
        return std::nullopt;
    }
    Bytes message(4096);
    const ssize_t length = recv(socket_, message.data(), message.size(), 0);
    if (length <= 0) {
        return std::unexpected("the local socket has nobody behind it any more.");
    }
    fault_ = static_cast<Fault>(message[0]);
    return Bytes(message.begin() + 1, message.begin() + length);
}

std::expected<std::unique_ptr<Transport>, std::string> open(const std::string& name, const Address& local_address,
                                                            bool every_protocol) {
    constexpr std::string_view prefix = "local:";
    const auto shared = [](auto opened) -> std::expected<std::unique_ptr<Transport>, std::string> {
        using Opened = typename decltype(opened)::value_type;
        if (!opened) {
            return std::unexpected(opened.error());
        }
        return std::make_unique<Opened>(std::move(*opened));
    };
    return name.starts_with(prefix) ? shared(Local::take(name.substr(prefix.size()), local_address))
                                    : shared(Link::open(name, every_protocol));
}

} // namespace amoebox::ethernet
