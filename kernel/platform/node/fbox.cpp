// The F-box and its DMA: see fbox.hpp.
#include "fbox.hpp"

#include <algorithm>

#include "kernel/pages.hpp"

namespace amoebox::kernel {

[[gnu::section(".noinit")]] alignas(2048) Rings g_rings;

namespace {
volatile std::uint32_t& dma(std::uint32_t offset) {
    return platform::reg(hw::dma::base, offset);
}
volatile std::uint32_t& box(std::uint32_t offset) {
    return platform::reg(hw::fbox::base, offset);
}
std::uint32_t address(const void* at) {
    return reinterpret_cast<std::uint32_t>(at);
}
constexpr std::uint32_t k_box_id = 0x46424F58;  // 'FBOX'
constexpr std::uint32_t k_wire_id = 0x57495245; // 'WIRE': the frames pass, but there is no box
} // namespace

bool FBox::start() {
    soft_ = box(hw::fbox::id) == k_wire_id;
    if (!soft_ && box(hw::fbox::id) != k_box_id) {
        return false;
    }
    while ((box(hw::fbox::status) & 1) == 0) {
    }
    epoch_ = std::uint64_t{box(hw::fbox::epoch_high)} << 32 | box(hw::fbox::epoch_low);
    dma(hw::dma::control) = 0;
    dma(hw::dma::tx_base) = address(descriptors_.data());
    dma(hw::dma::rx0_base) = address(g_rings[0].data());
    dma(hw::dma::rx1_base) = address(g_rings[1].data());
    tx_head_ = tx_seen_ = tx_done();
    dma(hw::dma::tx_head) = tx_head_;
    tails_[0] = static_cast<std::uint16_t>(dma(hw::dma::rx0_head));
    tails_[1] = static_cast<std::uint16_t>(dma(hw::dma::rx1_head));
    dma(hw::dma::rx0_tail) = tails_[0];
    dma(hw::dma::rx1_tail) = tails_[1];
    for (std::uint32_t i = 0; i < hw::contexts; ++i) {
        dma(hw::dma::ctx_select) = i;
        dma(hw::dma::ctx_length) = 0;
    }
    for (std::size_t i = 0; i < hw::tx_ring; ++i) {
        descriptors_[i][hw::tx_word_header] = address(headers_[i].data() + k_header_at);
        descriptors_[i][hw::tx_word_pages] = address(pages_[i].data());
    }
    if (soft_) {
        soft_start();
    }
    dma(hw::dma::control) = 3;
    enable_interrupts();
    return true;
}

AMOEBOX_HOT void FBox::send(const rpc::BasicSend<Buffer>& frame) {
    const std::uint32_t index = tx_head_ % hw::tx_ring;
    std::array<std::uint32_t, 8>& d = descriptors_[index];
    d[hw::tx_word_control] = frame.header_bytes | (frame.arm ? 0x100U : 0) | std::uint32_t{frame.tag} << 16;
    d[hw::tx_word_length] = frame.length;
    cookies_[index] = k_no_cookie;
    if (frame.arm) {
        cookies_[index] = frame.cookie;
        ++awaited_;
    }
    if (frame.length != 0) {
        std::array<std::uint32_t, 2>& pages = pages_[index];
        std::uint32_t start;
        if (frame.kernel != nullptr) {
            start = address(frame.kernel);
        } else {
            const std::uint32_t at = frame.buffer->address + frame.offset;
            const Space& space = frame.buffer->process->space;
            start = address(
                space.find(at, Access::read)); // buffers were checked and stay mapped; address 0 the DMA refuses
            if ((at & (k_page - 1)) + frame.length > k_page) {
                pages[1] = address(space.find(at + frame.length - 1, Access::read)) & ~(k_page - 1);
            }
        }
        pages[0] = start & ~(k_page - 1);
        if (frame.kernel != nullptr) {
            pages[1] = pages[0] + k_page;
        }
        d[hw::tx_word_start] = start & (k_page - 1);
    }
    if (soft_) [[unlikely]] {
        soft_send(index, frame);
    }
    ++tx_head_;
    dma(hw::dma::tx_head) = tx_head_;
}

// The address is the board's own where somebody tells it, else the one that boards of this number have.
void FBox::soft_start() {
    const std::uint32_t high = box(hw::fbox::mac_high), low = box(hw::fbox::mac_low),
                        board = platform::board_number();
    softbox::Mac mac{
        0x02, 0x41, 0x4D, 0x42, static_cast<std::uint8_t>(board >> 8), static_cast<std::uint8_t>(board + 1)};
    if (low != 0) {
        bytes::put<std::uint16_t>(mac, 0, static_cast<std::uint16_t>(high));
        bytes::put<std::uint32_t>(mac, 2, low);
    }
    g_soft.start(mac, board);
}

// The descriptor is complete but not handed over.  Address 0 is ROM: the DMA refuses it, and the descriptor still counts in its turn.
void FBox::soft_send(std::uint32_t index, const rpc::BasicSend<Buffer>& frame) {
    std::uint8_t* const header = headers_[index].data() + k_header_at;
    const softbox::Sent sent = g_soft.send(header, frame);
    soft_status_[index] = std::uint32_t{sent.code} | std::uint32_t{sent.entry} << 8;
    descriptors_[index][hw::tx_word_header] = sent.code == hw::tx_sent ? address(header) : 0;
    descriptors_[index][hw::tx_word_control] &= 0xFFU;
}

bool FBox::soft_receive(std::span<const std::uint8_t> frame, std::uint32_t& status) {
    std::span<const std::uint8_t> answer;
    const bool is_for_engine = g_soft.received(frame, status, answer);
    if (!answer.empty()) {
        const std::uint32_t index = tx_head_ % hw::tx_ring;
        std::uint8_t* const to = header();
        g_soft.answered(to != nullptr);
        if (to != nullptr) {
            std::ranges::copy(answer, to);
            descriptors_[index][hw::tx_word_control] = answer.size();
            descriptors_[index][hw::tx_word_header] = address(to);
            descriptors_[index][hw::tx_word_length] = 0;
            cookies_[index] = k_no_cookie;
            dma(hw::dma::tx_head) = ++tx_head_;
        }
    }
    return is_for_engine;
}

std::uint32_t FBox::counter(std::uint32_t which) const {
    if (soft_) {
        return g_soft.counter(which);
    }
    box(hw::fbox::counter_select) = which;
    return box(hw::fbox::counter);
}

rpc::Armed FBox::arm(const rpc::GetPort4& get_port, std::uint8_t kind, std::uint8_t tag) {
    if (soft_) {
        return g_soft.arm(get_port, kind, tag);
    }
    operand(get_port.word.data());
    box(hw::fbox::command) = hw::fbox_op_arm | std::uint32_t{kind} << 4 | std::uint32_t{tag} << 8;
    wait();
    const std::uint32_t result = box(hw::fbox::result);
    rpc::Armed armed;
    armed.code = static_cast<std::uint8_t>(result);
    armed.entry = static_cast<std::uint8_t>(result >> 8);
    armed.life = epoch_ + box(hw::fbox::serial);
    armed.port = value();
    return armed;
}

void FBox::disarm(std::uint8_t entry, bool wait_for_it) {
    if (soft_) [[unlikely]] {
        return g_soft.disarm(entry);
    }
    wait();
    box(hw::fbox::command) = hw::fbox_op_disarm | std::uint32_t{entry} << 24;
    if (wait_for_it) {
        wait();
    }
}

rpc::PutPort4 FBox::f(std::uint32_t operation, const rpc::PutPort4& value_in) {
    if (soft_) {
        return g_soft.f(operation, value_in);
    }
    operand(value_in.word.data());
    box(hw::fbox::command) = operation;
    wait();
    return value();
}

bool FBox::set_context(std::uint8_t context, const rpc::Address& from, Buffer buffer, std::uint32_t size) {
    if (soft_) {
        return false; // whose frame it is, only the software box will know: the engine copies
    }
    const std::uint32_t start = buffer.address & (k_page - 1);
    const std::uint32_t pages = (start + size + k_page - 1) / k_page;
    std::uint32_t* list = lists_[context].data();
    if (pages > k_inline_pages) {
        if (pages > k_page / 4) {
            return false;
        }
        if (list_pages_[context] == nullptr) {
            list_pages_[context] = g_pages.take();
        }
        list = static_cast<std::uint32_t*>(list_pages_[context]);
        if (list == nullptr) {
            return false;
        }
    }
    const bool there =
        buffer.process->space.visit(buffer.address, size, Access::write, [&](std::uint32_t page) { *list++ = page; });
    if (!there) {
        return false;
    }
    list -= pages;
    const std::uint8_t* mac = from.bytes();
    dma(hw::dma::ctx_select) = context;
    dma(hw::dma::ctx_pages) = address(list);
    dma(hw::dma::ctx_start) = start;
    dma(hw::dma::ctx_source_high) = std::uint32_t{mac[0]} << 8 | mac[1];
    dma(hw::dma::ctx_source_low) =
        std::uint32_t{mac[2]} << 24 | std::uint32_t{mac[3]} << 16 | std::uint32_t{mac[4]} << 8 | mac[5];
    dma(hw::dma::ctx_length) = size;
    return true;
}

void FBox::clear_context(std::uint8_t context) {
    dma(hw::dma::ctx_select) = context;
    dma(hw::dma::ctx_length) = 0;
    if (list_pages_[context] != nullptr) {
        g_pages.give(list_pages_[context]);
        list_pages_[context] = nullptr;
    }
}

} // namespace amoebox::kernel
