// The F-box and its DMA: rings, commands, contexts.  One side of the RPC engine's Env (kernel/rpc.cpp has the other).
#pragma once

#include <array>
#include <cstdint>

#include "kernel/defences.hpp"
#include "kernel/platform/platform.hpp"
#include "kernel/platform/soft/soft.hpp"
#include "kernel/thread.hpp"

namespace amoebox::kernel {

// The receive rings: slots of 2,048 bytes.
using Rings = std::array<std::array<std::array<std::uint32_t, hw::rx_slot_bytes / 4>, hw::rx_ring>, 2>;
extern Rings g_rings;

class FBox {
  public:
    // Waits until the box is open and sets the rings up.  false: there is no box.
    bool start();

    // Send ring.
    std::uint8_t* header() {
        if (static_cast<std::uint16_t>(tx_head_ - tx_seen_) == hw::tx_ring) [[unlikely]] {
            return nullptr;
        }
        return headers_[tx_head_ % hw::tx_ring].data() + k_header_at;
    }
    void send(const rpc::BasicSend<Buffer>& frame);
    std::uint16_t tx_head() const { return tx_head_; }
    std::uint16_t tx_done() const {
        return static_cast<std::uint16_t>(platform::reg(hw::dma::base, hw::dma::tx_done));
    }

    // Hands over what has happened, in the order that the engine asks for.  Strangers can fill ring 0 (flood-armed): it is
    // looked at a little at a time, and where `wanted()` says that a thread wants the processor, the rest waits, without its
    // interrupt, until release().  What does not fit into the ring meanwhile the DMA drops, which costs nobody anything.
    // true: it has begun to hold strangers back.
    template <class Engine, class Wanted>
    bool poll(Engine& engine, Wanted wanted) {
        const auto head1 = static_cast<std::uint16_t>(platform::reg(hw::dma::base, hw::dma::rx1_head));
        if (awaited_ != 0 || static_cast<std::uint16_t>(tx_head_ - tx_seen_) > hw::tx_ring / 2) {
            report_sent(engine);
        }
        if (tails_[1] != head1) {
            ring(engine, 1, head1);
        }
        if (held_ && wanted()) [[unlikely]] {
            return false;
        }
        const auto head0 = static_cast<std::uint16_t>(platform::reg(hw::dma::base, hw::dma::rx0_head));
        if (tails_[0] == head0) {
            return false;
        }
        const bool more = k_strangers_wait && static_cast<std::uint16_t>(head0 - tails_[0]) > k_strangers;
        ring(engine, 0, more ? static_cast<std::uint16_t>(tails_[0] + k_strangers) : head0);
        if (more && !held_ && wanted()) [[unlikely]] {
            held_ = true;
            enable_interrupts();
            return true;
        }
        return false;
    }
    bool holds() const { return held_; }
    // Nobody wants the processor, or the time is over.  true: there is something in ring 0.
    bool release() {
        if (!held_) {
            return false;
        }
        held_ = false;
        enable_interrupts();
        return true;
    }
    // So many frames that the DMA has placed may wait together (0: not any).
    void gather(unsigned frames) {
        if (frames != gather_) [[unlikely]] {
            gather_ = frames;
            enable_interrupts();
        }
    }

    // Commands.
    rpc::Armed arm(const rpc::GetPort4& get_port, std::uint8_t kind, std::uint8_t tag);
    void disarm(std::uint8_t entry, bool wait);
    rpc::PutPort4 f(std::uint32_t operation, const rpc::PutPort4& value);

    bool set_context(std::uint8_t context, const rpc::Address& from, Buffer buffer, std::uint32_t size);
    void clear_context(std::uint8_t context);
    std::uint32_t counter(std::uint32_t which) const;

  private:
    static constexpr unsigned k_header_at = 2; // so that the fields are on words (lib/rpc/wire.hpp)
    static constexpr std::uint16_t k_no_cookie = 0xFFFF;
    static constexpr std::uint16_t k_strangers = 1; // frames of ring 0 at a time
    static constexpr unsigned k_inline_pages = 9;   // page list entries that a context has of its own: 32 KB

    // Of received frames: sent ones are looked at with them, or when the time comes.
    void enable_interrupts() { platform::reg(hw::dma::base, hw::dma::irq_enable) = (held_ ? 2U : 3U) | gather_ << 8; }

    // The fates of the frames that the DMA is done with.
    template <class Engine>
    void report_sent(Engine& engine) {
        for (const std::uint16_t done = tx_done(); tx_seen_ != done;) {
            const std::uint32_t index = tx_seen_++ % hw::tx_ring;
            if (const std::uint16_t cookie = cookies_[index]; cookie != k_no_cookie) {
                --awaited_;
                const std::uint32_t status =
                    soft_ ? soft_status_[index] : platform::uncached(descriptors_[index].data())[hw::tx_word_status];
                engine.sent(cookie, static_cast<std::uint8_t>(status), static_cast<std::uint8_t>(status >> 8));
            }
        }
    }

    // Slots are read through the data cache, which does not see the DMA: it is flushed whenever a ring begins anew, so that
    // no line of a slot outlives the frame it was read for.  (Before a slot has its frame, nobody reads it.)
    template <class Engine>
    void ring(Engine& engine, unsigned number, std::uint16_t head) {
        std::uint16_t tail = tails_[number];
        engine.read_clock();
        do {
            if (tail % hw::rx_ring == 0) [[unlikely]] {
                platform::flush_data_cache();
            }
            const std::uint32_t* slot = g_rings[number][tail % hw::rx_ring].data();
            asm volatile("" ::: "memory");
            std::uint32_t status = slot[hw::rx_word_status];
            const auto* const bytes = reinterpret_cast<const std::uint8_t*>(slot) + hw::rx_slot_frame;
            tails_[number] = ++tail;
            if (!soft_ || soft_receive({bytes, slot[hw::rx_word_bytes]}, status)) [[likely]] {
                engine.frame(bytes, status);
            }
        } while (tail != head);
        platform::reg(hw::dma::base, number == 0 ? hw::dma::rx0_tail : hw::dma::rx1_tail) = tail;
    }
    // The box is missing (soft.hpp).
    void soft_start();
    void soft_send(std::uint32_t index, const rpc::BasicSend<Buffer>& frame);
    // true: the frame is for the engine.  Its answer, if it has one, is sent.
    bool soft_receive(std::span<const std::uint8_t> frame, std::uint32_t& status);
    void wait() const {
        while ((platform::reg(hw::fbox::base, hw::fbox::status) & 2) != 0) {
        }
    }
    void operand(const std::uint32_t* words) {
        wait();
        for (std::size_t i = 0; i < rpc::GetPort4::k_words; ++i) {
            platform::reg(hw::fbox::base, hw::fbox::operand) = words[i];
        }
    }
    rpc::PutPort4 value() {
        rpc::PutPort4 port;
        for (std::uint32_t& word : port.word) {
            word = platform::reg(hw::fbox::base, hw::fbox::value);
        }
        port.word.back() &= 0xFFFF;
        return port;
    }

    std::uint16_t tx_head_ = 0;
    std::uint16_t tx_seen_ = 0;
    bool soft_ = false;
    bool held_ = false;
    unsigned gather_ = 0;
    std::uint8_t awaited_ = 0; // frames sent whose fate the engine wants to know and has not been told
    std::array<std::uint16_t, 2> tails_{};
    std::uint64_t epoch_ = 0;
    std::array<std::uint16_t, hw::tx_ring> cookies_{};
    alignas(32) std::array<std::array<std::uint32_t, 8>, hw::tx_ring> descriptors_{};
    alignas(32) std::array<std::array<std::uint8_t, 160>, hw::tx_ring> headers_{};
    std::array<std::array<std::uint32_t, 2>, hw::tx_ring> pages_{};
    std::array<std::array<std::uint32_t, k_inline_pages>, hw::contexts> lists_{};
    std::array<void*, hw::contexts> list_pages_{};
    std::array<std::uint32_t, hw::tx_ring> soft_status_{};
};

} // namespace amoebox::kernel
