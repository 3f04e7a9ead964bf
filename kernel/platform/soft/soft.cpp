#include "kernel/platform/soft/soft.hpp"

#include "kernel/platform/platform.hpp"
#include "kernel/random.hpp"

namespace amoebox::kernel {

SoftPath g_soft;

void SoftPath::start(const softbox::Mac& mac, std::uint32_t board) {
    box_.open(mac, static_cast<std::uint16_t>(board), random_word(), platform::cycle());
}

softbox::Sent SoftPath::send(std::uint8_t* header, const rpc::BasicSend<Buffer>& frame) {
    return box_.send({header, frame.header_bytes}, frame.length, frame.arm, frame.tag, 0, platform::cycle());
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
