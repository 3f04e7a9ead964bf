// The way to the network without an F-box: the software one (lib/softbox) between the RPC engine and virtio-net.
//
//   send ──► SoftBox ──► chain of at most three pieces in the send queue; data are read where they lie
//   poll ◄── SoftBox ◄── slots of the receive queue, each given back when its frame has been looked at
#pragma once

#include <array>
#include <cstdint>

#include "kernel/platform/soft/soft.hpp"
#include "kernel/platform/virt/virtio.hpp"
#include "kernel/thread.hpp"

namespace amoebox::kernel {

class FBox {
  public:
    bool start();

    std::uint8_t* header() {
        if (static_cast<std::uint16_t>(tx_head_ - tx_done()) == hw::tx_ring || fates_ == fate_.size()) {
            return nullptr;
        }
        return headers_[tx_head_ % hw::tx_ring].data() + k_header_at;
    }
    void send(const rpc::BasicSend<Buffer>& frame);
    std::uint16_t tx_head() const { return tx_head_; }
    std::uint16_t tx_done();

    // No box has sorted the frames: when many have come, all wait while threads want the processor.
    template <class Engine, class Wanted>
    bool poll(Engine& engine, Wanted wanted) {
        platform::g_noted &= ~platform::k_pending_frames;
        for (unsigned i = 0; i < fates_; ++i) {
            engine.sent(fate_[i].cookie, fate_[i].code, fate_[i].entry);
        }
        fates_ = 0;
        if (held_ && wanted()) {
            return false;
        }
        bool hold = false;
        unsigned taken = 0;
        engine.read_clock();
        while (network_ && received_.has_more() && !hold) {
            const auto [slot, bytes] = received_.next();
            std::uint32_t status = 0;
            const std::uint8_t* const frame = slots_[slot].data() + hw::rx_slot_frame;
            if (take(frame, bytes, status)) {
                engine.frame(frame, status);
            }
            received_.hand_over(slot);
            ++taken;
            hold = k_strangers_wait && !held_ && taken == k_burst && received_.has_more() && wanted();
        }
        if (taken != 0) {
            received_.notify();
        }
        if (hold) {
            held_ = true;
            platform::frames_interrupt(false);
        }
        return hold;
    }
    bool holds() const { return held_; }
    void gather(unsigned) {} // no contexts place anything here
    bool release() {
        if (!held_) {
            return false;
        }
        held_ = false;
        platform::frames_interrupt(true);
        platform::g_noted |= platform::k_pending_frames;
        return true;
    }

    rpc::Armed arm(const rpc::GetPort4& get_port, std::uint8_t kind, std::uint8_t tag) {
        return g_soft.arm(get_port, kind, tag);
    }
    void disarm(std::uint8_t entry, bool /*wait*/) { g_soft.disarm(entry); }
    rpc::PutPort4 f(std::uint32_t operation, const rpc::PutPort4& value) { return g_soft.f(operation, value); }

    bool set_context(std::uint8_t /*context*/, const rpc::Address& /*from*/, Buffer /*buffer*/,
                     std::uint32_t /*size*/) {
        return false;
    }
    void clear_context(std::uint8_t /*context*/) {}
    std::uint32_t counter(std::uint32_t which) const { return g_soft.counter(which); }

  private:
    static constexpr unsigned k_device_header = 12;              // virtio's own, before each frame
    static constexpr unsigned k_header_at = 2 + k_device_header; // so that the fields are on words (lib/rpc/wire.hpp)
    static constexpr unsigned k_slot_at = hw::rx_slot_frame - k_device_header;
    static constexpr unsigned k_pieces = 4; // descriptors of each frame in the send queue
    static constexpr unsigned k_burst = 16;

    // A frame from the wire.  true: it is for the engine.
    bool take(const std::uint8_t* frame, std::uint32_t bytes, std::uint32_t& status);
    void hand_over();

    std::uint16_t tx_head_ = 0, tx_done_ = 0;
    bool network_ = false;
    bool held_ = false;
    struct Fate { // of an armed frame, for the engine
        std::uint16_t cookie;
        std::uint8_t code, entry;
    };
    unsigned fates_ = 0;
    std::array<Fate, hw::tx_ring> fate_{};
    std::array<bool, hw::tx_ring> busy_{};
    virtio::Queue<hw::tx_ring * k_pieces> sent_;
    virtio::Queue<hw::rx_ring> received_;
    std::array<std::array<std::uint8_t, 192>, hw::tx_ring> headers_{};
    alignas(4) std::array<std::array<std::uint8_t, hw::rx_slot_bytes>, hw::rx_ring> slots_{};
};

} // namespace amoebox::kernel
