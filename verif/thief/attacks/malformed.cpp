// malformed: frames that no rule of form allows, for the victims' kernels to trip over.
//
// Success: such a frame leaves the thief's board (and so reaches a victim's).  Every frame begins well-formed and is then
// damaged: bits, lengths, offsets, kinds, cut short, made long, another destination.
#include <cstring>

#include "verif/thief/attack.hpp"

namespace thief {

Report malformed(const Scene& scene) {
    const Count form(hw::Counter::out_drop_form);
    const Count kind(hw::Counter::out_drop_kind);
    Report report{.by = "OUT_DROP_FORM+KIND"};
    static std::array<std::uint8_t, 2048> bytes;
    static std::array<std::uint8_t, 400> data;
    constexpr std::array k_kinds = {frame::Kind::request, frame::Kind::reply, frame::Kind::data, frame::Kind::enquiry,
                                    frame::Kind::locate};
    while (!scene.over() && report.tries < 1500) {
        const frame::Kind which = k_kinds[random() % k_kinds.size()];
        const bool has_data = !frame::fixed_body_size(which);
        Forged forged = forge(which, which == frame::Kind::locate ? frame::broadcast : mac_of(random() % 2), scene.port, {},
                              has_data ? Bytes(data).first(1 + random() % data.size()) : Bytes{});
        if (which == frame::Kind::data) {
            forged.header().offset = 1 + random() % 4096;
            forged.header().total += forged.header().offset;
        }
        const Bytes good = forged.made();
        std::size_t size = good.size();
        std::memcpy(bytes.data(), good.data(), size);
        switch (random() % 8) {
        case 0:
            bytes[random() % size] ^= static_cast<std::uint8_t>(1U << random() % 8);
            break;
        case 1:
            amoebox::bytes::put<std::uint16_t>(bytes, frame::at_length, static_cast<std::uint16_t>(random()));
            break;
        case 2:
            amoebox::bytes::put<std::uint32_t>(bytes, frame::at_offset, random() | 0x8000'0000U);
            break;
        case 3:
            bytes[frame::at_kind] = static_cast<std::uint8_t>(random());
            break;
        case 4:
            size = 60 + random() % (size - 60);
            break;
        case 5:
            size = size + 1 + random() % 64;
            break;
        case 6:
            bytes[0] = 0xFF;
            break;
        default:
            bytes[frame::at_flags] = static_cast<std::uint8_t>(random() | 4);
            break;
        }
        const auto decoded = frame::decode(Bytes(bytes).first(size));
        if (decoded && frame::may_kernel_send(decoded->header.kind)) {
            continue; // still well-formed: no attack
        }
        ++report.tries;
        report.got += send(Bytes(bytes).first(size)).code == hw::tx_sent;
        // Slow enough that a kernel without a box keeps up.
        const std::uint64_t next = cycle() + k_millisecond / 10;
        while (cycle() < next) {
            forget_received();
        }
    }
    report.refused = form() + kind();
    return report;
}

} // namespace thief
