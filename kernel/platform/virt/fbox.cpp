// See fbox.hpp.
#include "fbox.hpp"

#include <algorithm>

#include "kernel/pages.hpp"

namespace amoebox::kernel {

namespace {
constexpr std::uint32_t k_has_address = 1U << 5;
} // namespace

bool FBox::start() {
    const std::uint32_t device = platform::g_devices.network;
    g_soft.start(platform::g_devices.mac, platform::board_number());
    network_ = device != 0;
    if (!network_) {
        return true; // ports are armed, and nobody is there to hear of them
    }
    if (!virtio::begin(device, k_has_address) || !received_.start(device, 0, true) ||
        !sent_.start(device, 1, false)) {
        return false;
    }
    for (unsigned i = 0; i < slots_.size(); ++i) {
        received_.describe(i, address_of(slots_[i].data()) + k_slot_at, hw::rx_slot_bytes - k_slot_at, true, false);
        received_.hand_over(i);
    }
    virtio::go(device);
    received_.notify();
    platform::frames_interrupt(true);
    return true;
}

std::uint16_t FBox::tx_done() {
    while (network_ && sent_.has_more()) {
        busy_[sent_.next().index / k_pieces] = false;
    }
    while (tx_done_ != tx_head_ && !busy_[tx_done_ % hw::tx_ring]) {
        ++tx_done_;
    }
    return tx_done_;
}

void FBox::hand_over() {
    const unsigned slot = tx_head_ % hw::tx_ring;
    ++tx_head_;
    if (!network_) {
        return;
    }
    busy_[slot] = true;
    sent_.hand_over(slot * k_pieces);
    sent_.notify();
}

void FBox::send(const rpc::BasicSend<Buffer>& frame) {
    const unsigned slot = tx_head_ % hw::tx_ring;
    std::uint8_t* const head = headers_[slot].data() + k_header_at;
    const softbox::Sent sent = g_soft.send(head, frame);
    if (frame.arm) {
        fate_[fates_++] = {frame.cookie, sent.code, sent.entry};
        platform::g_noted |= platform::k_pending_frames;
    }
    if (sent.code != hw::tx_sent) {
        return;
    }
    const unsigned first = slot * k_pieces;
    sent_.describe(first, address_of(head) - k_device_header, k_device_header + frame.header_bytes, false,
                   frame.length != 0);
    if (frame.length != 0) {
        // In one page or in two.
        const std::uint32_t at =
            frame.kernel != nullptr ? address_of(frame.kernel) : frame.buffer->address + frame.offset;
        const std::uint32_t here =
            frame.kernel != nullptr ? frame.length : std::min(frame.length, k_page - (at & (k_page - 1)));
        const auto place = [&](std::uint32_t address) {
            return frame.kernel != nullptr ? address
                                           : address_of(frame.buffer->process->space.find(address, Access::read));
        };
        sent_.describe(first + 1, place(at), here, false, here != frame.length);
        if (here != frame.length) {
            sent_.describe(first + 2, place(at + here), frame.length - here, false, false);
        }
    }
    hand_over();
}

bool FBox::take(const std::uint8_t* frame, std::uint32_t bytes, std::uint32_t& status) {
    if (bytes < k_device_header) {
        return false;
    }
    std::span<const std::uint8_t> answer;
    const bool is_for_engine = g_soft.received({frame, bytes - k_device_header}, status, answer);
    if (!answer.empty()) {
        std::uint8_t* const to = header();
        g_soft.answered(to != nullptr);
        if (to != nullptr) {
            std::ranges::copy(answer, to);
            sent_.describe(tx_head_ % hw::tx_ring * k_pieces, address_of(to) - k_device_header,
                           k_device_header + static_cast<std::uint32_t>(answer.size()), false, false);
            hand_over();
        }
    }
    return is_for_engine;
}

} // namespace amoebox::kernel
