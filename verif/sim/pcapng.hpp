// A pcapng file of every link: one interface for each direction of each cable, nanoseconds of simulated time, what the
// faults did in the packet's comment.  Packets are in the order (time of their last bit, link, sequence).
#pragma once

#include <cstdio>
#include <expected>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

#include "verif/sim/network.hpp"

namespace amoebox::sim {

class Pcapng : public Watcher {
  public:
    static std::expected<std::unique_ptr<Pcapng>, std::string>
    create(const std::string& path, const std::vector<std::string>& boards, const std::string& comment);
    ~Pcapng() override;

    void frame(Direction direction, std::size_t board, Cycle begin, Cycle end, const Frame& frame,
               std::string_view verdict) override;
    void quantum(Cycle now) override;
    // Frames still on their way, too.  False: the file could not be written.
    bool finish();
    std::uint64_t packets() const { return packets_; }

  private:
    struct Packet {
        Cycle time;
        std::uint32_t link;
        std::uint64_t sequence;
        std::vector<std::uint8_t> bytes;
        std::string verdict;
        friend bool operator>(const Packet& a, const Packet& b) {
            return std::tie(a.time, a.link, a.sequence) > std::tie(b.time, b.link, b.sequence);
        }
    };
    explicit Pcapng(std::FILE* file) : file_(file) {}
    void block(std::uint32_t type, const std::vector<std::uint8_t>& body);

    std::FILE* file_;
    std::priority_queue<Packet, std::vector<Packet>, std::greater<>> waiting_;
    std::uint64_t sequence_ = 0;
    std::uint64_t packets_ = 0;
    bool good_ = true;
};

} // namespace amoebox::sim
