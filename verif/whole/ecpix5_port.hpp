// An ECPIX-5 at a port of the simulator's switch.  Its link has 1 Gb/s, the switch's have 100 Mb/s, so this port does what one
// of a switch with both does: it takes a frame whole, drops it if its checksum is wrong or there is no room, and sends it on at
// the other link's rate.  The board itself, its PHY and the frames know nothing of it; what it costs is the time of a frame.
#pragma once

#include "verif/boards/ecpix5.hpp"
#include "verif/sim/ethernet.hpp"

namespace amoebox::bench {

class Ecpix5Port : public Ecpix5 {
  public:
    Ecpix5Port(std::int64_t ppm, std::uint64_t address, std::uint16_t number, sim::Cycle now)
        : Ecpix5(ppm, {}, address, number), power_(now) {
        receive_clock_sleeps = true;
    }

    void step() {
        const std::uint64_t before = cycles;
        Ecpix5::step();
        if (cycles != before) {
            from_board();
            to_board();
        }
    }
    sim::Cycle network_cycle() const { return power_ + cycles; }
    void restart_network_at(sim::Cycle cycle) { power_ = cycle - cycles; }
    // Of the switch: the cycle of its first bit.
    void put(sim::Cycle start, sim::FramePointer frame) {
        down_.push_back({start + sim::wire_cycles(frame->bytes.size()), std::move(frame)});
    }

    std::deque<sim::Frame> frames; // for the switch

  private:
    static constexpr std::size_t k_room = 65'536; // bytes, as at the simulator's own ports

    void from_board() {
        for (; !Ecpix5::frames.empty(); Ecpix5::frames.pop_front()) {
            const eth::Received& received = Ecpix5::frames.front();
            const std::size_t bytes = received.bytes.size() + eth::k_fcs;
            if (received.verdict != eth::Verdict::good || waiting_ + bytes > k_room) {
                continue;
            }
            const sim::Cycle begin = std::max(network_cycle(), free_);
            const sim::Cycle end = begin + sim::wire_cycles(bytes);
            free_ = end + sim::k_gap;
            waiting_ += bytes;
            up_.push_back({.bytes = eth::with_fcs(received.bytes), .begin = begin, .end = end});
        }
        if (!up_.empty() && up_.front().end <= network_cycle()) {
            waiting_ -= up_.front().bytes.size();
            frames.push_back(std::move(up_.front()));
            up_.pop_front();
        }
    }
    void to_board() {
        if (down_.empty() || down_.front().whole > network_cycle()) {
            return;
        }
        if (const auto& bytes = down_.front().frame->bytes; sim::has_good_checksum(bytes)) {
            send({bytes.begin(), bytes.end() - eth::k_fcs});
        }
        down_.pop_front();
    }

    struct Coming {
        sim::Cycle whole;
        sim::FramePointer frame;
    };
    sim::Cycle power_, free_ = 0;
    std::deque<sim::Frame> up_;
    std::deque<Coming> down_;
    std::size_t waiting_ = 0;
};

} // namespace amoebox::bench
