// The software F-box (lib/softbox) as a platform without the box uses it: frames pass it before they leave and after they have
// come.  Nothing here runs on a board that has its box.
//
// There are no receive contexts: whose a frame is, is known only here, so every frame comes whole and the engine copies.
#pragma once

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

    void start(const softbox::Mac& mac, std::uint32_t board);

    // Transforms the header bytes of a frame that may leave.
    softbox::Sent send(std::uint8_t* header, const rpc::BasicSend<Buffer>& frame);
    // true: for the engine, with this RX_WORD_STATUS.  Else `answer` is to be sent, if it is not empty.
    bool received(std::span<const std::uint8_t> frame, std::uint32_t& status, std::span<const std::uint8_t>& answer);
    void answered(bool sent) { box_.answered(sent); }

    rpc::Armed arm(const rpc::GetPort4& get_port, std::uint8_t kind, std::uint8_t tag);
    void disarm(std::uint8_t entry) { box_.disarm(entry); }
    rpc::PutPort4 f(std::uint32_t operation, const rpc::PutPort4& value) const;
    std::uint32_t counter(std::uint32_t which) const { return box_.counter(static_cast<hw::Counter>(which)); }

  private:
    Box box_;
};

extern SoftPath g_soft;

} // namespace amoebox::kernel
