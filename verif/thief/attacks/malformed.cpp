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
    static std::array<std::uint8_t, 256> bytes;
    static constexpr std::array<std::uint8_t, 40> k_data{};
    constexpr std::array k_kinds = {frame::Kind::request, frame::Kind::reply, frame::Kind::data, frame::Kind::enquiry,
                                    frame::Kind::locate};
    std::array<Forged, k_kinds.size()> good;
    for (std::size_t i = 0; i < good.size(); ++i) {
        const bool is_locate = k_kinds[i] == frame::Kind::locate;
        good[i] = forge(k_kinds[i], is_locate ? frame::broadcast : mac_of(k_server_board), scene.port, {},
                        frame::fixed_body_size(k_kinds[i]) ? Bytes{} : Bytes(k_data));
        if (k_kinds[i] == frame::Kind::data) {
            good[i].header().offset = 4000;
            good[i].header().total = 4040;
        }
        good[i].made();
    }
    while (!scene.over() && report.tries < 1100) {
        const unsigned which = random() % good.size();
        std::size_t size = good[which].frame.size();
        std::memcpy(bytes.data(), good[which].bytes.data(), size);
        bool certain = true; // that it is now malformed
        switch (random() % 8) {
        case 0:
            bytes[random() % size] ^= static_cast<std::uint8_t>(1U << random() % 8);
            certain = false;
            break;
        case 1:
            bytes[frame::at_length] = static_cast<std::uint8_t>(random() | 1);
            break;
        case 2:
            amoebox::bytes::put<std::uint32_t>(bytes, frame::at_offset, random() | 0x8000'0000U);
            break;
        case 3:
            bytes[frame::at_kind] = static_cast<std::uint8_t>(random());
            certain = false;
            break;
        case 4:
            size = 60 + random() % (size - 60);
            break;
        case 5:
            size = size + 1 + random() % 64;
            break;
        case 6:
            bytes[0] ^= 1; // unicast becomes group, broadcast becomes unicast
            break;
        default:
            bytes[frame::at_flags] = static_cast<std::uint8_t>(random() | 4);
            break;
        }
        if (!certain) {
            const auto decoded = frame::decode(Bytes(bytes).first(size));
            if (decoded && frame::may_kernel_send(decoded->header.kind)) {
                continue; // still well-formed: no attack
            }
        }
        ++report.tries;
        report.got += send(Bytes(bytes).first(size)).code == hw::tx_sent;
    }
    report.refused = form() + kind();
    return report;
}

} // namespace thief
