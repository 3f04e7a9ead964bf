// The software F-box in the place of a missing one: frames pass it before the DMA sends them and after the DMA has received
// them.  Nothing here runs on a board that has its box.
//
//   FBox::send ──► sent()      transforms the header bytes, or makes the descriptor one that the DMA refuses
//   FBox::poll ──► status()    what the box would have written into the descriptor
//              ──► received()  the slot's frame: for the engine, or answered, or dropped
//
// There are no receive contexts: every frame comes whole into a ring, and the engine copies.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <type_traits>

#include "kernel/defences.hpp"
#include "kernel/thread.hpp"
#include "lib/softbox/softbox.hpp"

namespace amoebox::kernel {

class SoftPath {
  public:
    using Box = softbox::SoftBox<std::conditional_t<k_plain, softbox::Identity, softbox::OneWay>>;

    void start();
    bool is_on() const { return box_.is_open(); }

    // `index` of the descriptor, which is complete but not handed over.
    void sent(std::uint32_t index, std::array<std::uint32_t, 8>& descriptor, std::uint8_t* header,
              const rpc::BasicSend<Buffer>& frame);
    std::uint32_t status(std::uint32_t index) const { return status_[index]; }
    // true: for the engine, with this RX_WORD_STATUS.  Else `answer` is to be sent, if it is not empty.
    bool received(std::span<const std::uint8_t> frame, std::uint32_t& status, std::span<const std::uint8_t>& answer);
    void answered(bool sent) { box_.answered(sent); }

    rpc::Armed arm(const rpc::GetPort4& get_port, std::uint8_t kind, std::uint8_t tag);
    void disarm(std::uint8_t entry) { box_.disarm(entry); }
    rpc::PutPort4 f(std::uint32_t operation, const rpc::PutPort4& value) const;
    std::uint32_t counter(std::uint32_t which) const { return box_.counter(static_cast<hw::Counter>(which)); }

  private:
    Box box_;
    std::array<std::uint32_t, hw::tx_ring> status_{};
};

extern SoftPath g_soft;

} // namespace amoebox::kernel
