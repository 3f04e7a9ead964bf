#include "verif/sim/pcapng.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace amoebox::sim {

namespace {

using Bytes = std::vector<std::uint8_t>;

void put(Bytes& out, std::uint64_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) {
        out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
}

void put_padded(Bytes& out, std::span<const std::uint8_t> bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
    out.resize((out.size() + 3) / 4 * 4);
}

void option(Bytes& out, std::uint16_t code, std::string_view text) {
    text = text.substr(0, 0xfff0);
    put(out, code, 2);
    put(out, text.size(), 2);
    put_padded(out, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

constexpr std::uint16_t k_comment = 1, k_if_name = 2, k_application = 4, k_if_resolution = 9, k_if_fcs = 13;

} // namespace

std::expected<std::unique_ptr<Pcapng>, std::string>
Pcapng::create(const std::string& path, const std::vector<std::string>& boards, const std::string& comment) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) {
        return std::unexpected(fmt::format("{}: {}", path, std::strerror(errno)));
    }
    std::unique_ptr<Pcapng> made(new Pcapng(file));
    Bytes section;
    put(section, 0x1a2b3c4d, 4);
    put(section, 1, 2);
    put(section, 0, 2);
    put(section, ~std::uint64_t{0}, 8);
    option(section, k_comment, comment);
    option(section, k_application, "Amoebox simulator");
    put(section, 0, 4);
    made->block(0x0a0d0d0a, section);
    for (const std::string& board : boards) {
        for (const char* direction : {"from ", "to "}) {
            Bytes interface;
            put(interface, 1, 2); // Ethernet
            put(interface, 0, 2);
            put(interface, 0, 4);
            option(interface, k_if_name, direction + board);
            option(interface, k_if_resolution, "\x09"); // nanoseconds
            option(interface, k_if_fcs, "\x04");        // frames end in their checksum
            put(interface, 0, 4);
            made->block(1, interface);
        }
    }
    return made;
}

Pcapng::~Pcapng() {
    finish();
}

void Pcapng::block(std::uint32_t type, const Bytes& body) {
    Bytes all;
    put(all, type, 4);
    put(all, body.size() + 12, 4);
    all.insert(all.end(), body.begin(), body.end());
    put(all, body.size() + 12, 4);
    good_ = good_ && file_ != nullptr && std::fwrite(all.data(), 1, all.size(), file_) == all.size();
}

void Pcapng::frame(Direction direction, std::size_t board, Cycle /*begin*/, Cycle end, const Frame& frame,
                   std::string_view verdict) {
    waiting_.push({.time = end,
                   .link = static_cast<std::uint32_t>(2 * board + (direction == Direction::down ? 1 : 0)),
                   .sequence = sequence_++,
                   .bytes = frame.bytes,
                   .verdict = std::string(verdict)});
}

void Pcapng::quantum(Cycle now) {
    while (!waiting_.empty() && waiting_.top().time < now) {
        const Packet& packet = waiting_.top();
        Bytes body;
        const std::uint64_t nanoseconds = packet.time * (1'000'000'000 / k_hertz);
        put(body, packet.link, 4);
        put(body, nanoseconds >> 32, 4);
        put(body, nanoseconds & 0xffffffffU, 4);
        put(body, packet.bytes.size(), 4);
        put(body, packet.bytes.size(), 4);
        put_padded(body, packet.bytes);
        if (!packet.verdict.empty()) {
            option(body, k_comment, packet.verdict);
            put(body, 0, 4);
        }
        block(6, body);
        ++packets_;
        waiting_.pop();
    }
}

bool Pcapng::finish() {
    if (file_ != nullptr) {
        Pcapng::quantum(~Cycle{0});
        good_ = std::fclose(std::exchange(file_, nullptr)) == 0 && good_;
    }
    return good_;
}

} // namespace amoebox::sim
