#include "tools/ethernet/link.hpp"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "gen/frame.hpp"

namespace amoebox::ethernet {

namespace {

std::unexpected<std::string> fail(const std::string& sentence) {
    return std::unexpected(sentence);
}
std::string why() {
    return std::strerror(errno);
}

} // namespace

std::expected<Link, std::string> Link::open(const std::string& interface, bool every_protocol) {
    if (interface.empty() || interface.size() >= IFNAMSIZ) {
        return fail("'" + interface + "' cannot be the name of an interface: it has 1 to 15 characters.");
    }
    const unsigned index = if_nametoindex(interface.c_str());
    if (index == 0) {
        return fail("there is no interface '" + interface + "': `ip link` lists those that there are.");
    }
    ifreq request{};
    std::memcpy(request.ifr_name, interface.c_str(), interface.size());
    const int any = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0); // anybody may ask these questions
    if (any < 0) {
        return fail("no socket can be had: " + why() + ".");
    }
    const bool has_flags = ioctl(any, SIOCGIFFLAGS, &request) == 0;
    const auto flags = static_cast<unsigned short>(request.ifr_flags);
    const bool has_address = ioctl(any, SIOCGIFHWADDR, &request) == 0;
    close(any);
    if (!has_flags || !has_address || request.ifr_hwaddr.sa_family != ARPHRD_ETHER) {
        return fail("interface '" + interface + "' is not an Ethernet.");
    }
    if ((flags & IFF_UP) == 0) {
        return fail("interface '" + interface + "' is down: `ip link set " + interface + " up` brings it up.");
    }
    if ((flags & IFF_RUNNING) == 0) {
        return fail("interface '" + interface + "' has no link: is the cable in, and the box powered?");
    }
    Address address{};
    std::memcpy(address.data(), request.ifr_hwaddr.sa_data, address.size());

    const int raw = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (raw < 0) {
        return fail(
            errno == EPERM || errno == EACCES
                ? "raw Ethernet frames are not permitted: run this as root, or give the program the right with "
                  "`setcap cap_net_raw+ep`."
                : "no packet socket can be had: " + why() + ".");
    }
    Link link(raw, interface, address);
    packet_mreq all{};
    all.mr_ifindex = static_cast<int>(index);
    all.mr_type = PACKET_MR_PROMISC;
    sockaddr_ll here{};
    here.sll_family = AF_PACKET;
    here.sll_protocol = htons(every_protocol ? ETH_P_ALL : frame::ethertype);
    here.sll_ifindex = static_cast<int>(index);
    if (setsockopt(raw, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) != 0 ||
        bind(raw, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) {
        return fail("interface '" + interface + "' cannot be listened to: " + why() + ".");
    }
    return link;
}

Link::Link(Link&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), interface_(std::move(other.interface_)), address_(other.address_) {}

Link::~Link() {
    if (socket_ >= 0) {
        close(socket_);
    }
}

std::expected<void, std::string> Link::send(std::span<const std::uint8_t> frame) {
    if (frame.size() < 14 || frame.size() > frame::max_frame) {
        return fail("a frame has " + std::to_string(frame.size()) + " bytes, an Ethernet carries 14 to " +
                    std::to_string(frame::max_frame) + ".");
    }
    if (::send(socket_, frame.data(), frame.size(), 0) != static_cast<ssize_t>(frame.size())) {
        return fail(errno == ENETDOWN ? "interface '" + interface_ + "' has gone down."
                                      : "interface '" + interface_ + "' does not take the frame: " + why() + ".");
    }
    return {};
}

std::expected<std::optional<Bytes>, std::string> Link::receive(int milliseconds) {
    for (;;) {
        pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
        const int ready = poll(&wait, 1, milliseconds);
        if (ready == 0 || (ready < 0 && errno == EINTR)) {
            return std::nullopt;
        }
        Bytes bytes(2048);
        sockaddr_ll from{};
        socklen_t size = sizeof from;
        const ssize_t length =
            recvfrom(socket_, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
        if (length < 0) {
            return fail(errno == ENETDOWN ? "interface '" + interface_ + "' has gone down."
                                          : "interface '" + interface_ + "' cannot be read: " + why() + ".");
        }
        if (from.sll_pkttype != PACKET_OUTGOING) {
            bytes.resize(static_cast<std::size_t>(length));
            return bytes;
        }
    }
}

} // namespace amoebox::ethernet
