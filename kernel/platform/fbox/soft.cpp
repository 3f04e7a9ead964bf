#include "kernel/platform/fbox/soft.hpp"

#include "kernel/platform/node/node.hpp"
#include "kernel/random.hpp"

namespace amoebox::kernel {

SoftPath g_soft;

namespace {
std::uint32_t box(std::uint32_t offset) {
    return arch::reg(hw::fbox::base, offset);
}
} // namespace

// The address is the board's own where somebody tells it, else the one that boards of this number have.
void SoftPath::start() {
    const std::uint32_t high = box(hw::fbox::mac_high), low = box(hw::fbox::mac_low), board = board_number();
    softbox::Mac mac{
        0x02, 0x41, 0x4D, 0x42, static_cast<std::uint8_t>(board >> 8), static_cast<std::uint8_t>(board + 1)};
    if (low != 0) {
        bytes::put<std::uint16_t>(mac, 0, static_cast<std::uint16_t>(high));
        bytes::put<std::uint32_t>(mac, 2, low);
    }
    box_.open(mac, static_cast<std::uint16_t>(board), random_word(), arch::cycle());
}

void SoftPath::sent(std::uint32_t index, std::array<std::uint32_t, 8>& descriptor, std::uint8_t* header,
                    const rpc::BasicSend<Buffer>& frame) {
    const softbox::Sent sent =
        box_.send({header, frame.header_bytes}, frame.length, frame.arm, frame.tag, 0, arch::cycle());
    status_[index] = std::uint32_t{sent.code} | std::uint32_t{sent.entry} << 8;
    // Address 0 is ROM: the DMA refuses it, and the descriptor still counts in its turn.
    descriptor[hw::tx_word_header] = sent.code == hw::tx_sent ? reinterpret_cast<std::uint32_t>(header) : 0;
    descriptor[hw::tx_word_control] &= 0xFFU;
}

bool SoftPath::received(std::span<const std::uint8_t> frame, std::uint32_t& status,
                        std::span<const std::uint8_t>& answer) {
    const softbox::Verdict verdict = box_.receive(frame);
    answer = verdict.answer;
    status = std::uint32_t{verdict.tag} | std::uint32_t{verdict.entry} << 8;
    return verdict.fate == softbox::Verdict::Fate::deliver;
}

rpc::Armed SoftPath::arm(const rpc::GetPort4& get_port, std::uint8_t kind, std::uint8_t tag) {
    const softbox::Armed armed =
        box_.arm(get_port.port().secret_bytes(), static_cast<softbox::PortKind>(kind), tag, 0);
    return {.code = armed.code,
            .entry = armed.entry,
            .port = rpc::PutPort4::from(PutPort::from_wire(armed.port)),
            .life = box_.epoch() + armed.serial};
}

rpc::PutPort4 SoftPath::f(std::uint32_t operation, const rpc::PutPort4& value) const {
    const Use use = operation == hw::fbox_op_f_port        ? Use::port
                    : operation == hw::fbox_op_f_signature ? Use::signature
                                                           : Use::check;
    return rpc::PutPort4::from(PutPort::from_wire(Box::f_of(use, value.port().wire())));
}

} // namespace amoebox::kernel
