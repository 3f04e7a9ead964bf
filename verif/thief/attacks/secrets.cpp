// steal-get-port, sniff: to learn what the thief must not know.
#include <cstring>

#include "verif/thief/attack.hpp"

namespace thief {

// Success: the thief holds a value that, presented as a get-port, is the victim's port - and is called with it.  Candidates:
// the put-port itself, everything that any register of box and DMA shows while secrets pass through them, every port
// that has come in a frame.
Report steal_get_port(const Scene& scene) {
    Report report{.by = "F_IS_ANOTHER_PORT"};
    const auto candidate = [&](const PortBytes& value) {
        ++report.tries;
        const Result result = command(hw::fbox_op_f_port, value);
        report.refused += result.code == hw::fbox_ok && result.value != scene.port;
        report.got += result.code == hw::fbox_ok && result.value == scene.port;
    };
    // A marked secret of its own goes through the box; no word of it may be seen again.
    PortBytes marked = random_port();
    arm(marked, 1, 1);
    std::array<std::uint32_t, (port_bytes + 3) / 4> words{};
    std::memcpy(words.data(), marked.data(), port_bytes);
    std::uint32_t leaked = 0;
    for (unsigned round = 0; round < 20 && has_box(); ++round) {
        for (const std::uint32_t word : words) { // half written operands too
            reg(hw::fbox::base, hw::fbox::operand) = word;
            PortBytes seen{};
            for (std::uint32_t offset = 0; offset < 256; offset += 4) {
                std::uint32_t value = 0;
                if (!probe_read(hw::fbox::base + offset, &value)) {
                    continue;
                }
                for (const std::uint32_t secret : words) {
                    leaked += value == secret && secret > 0xFFFF;
                }
                std::memmove(seen.data(), seen.data() + 4, port_bytes - 4);
                std::memcpy(seen.data() + port_bytes - 4, &value, 4);
                candidate(seen);
            }
            for (std::uint32_t offset = 0; offset < 256; offset += 4) {
                std::uint32_t value = 0;
                leaked += probe_read(hw::dma::base + offset, &value) && value == words[0];
            }
        }
    }
    report.got += leaked;
    candidate(scene.port);
    // Serve with what it holds: without F, P is enough.
    arm(scene.port, 0, 0);
    while (!scene.over()) {
        Received received;
        const auto frame = receive(received) ? read(received) : std::nullopt;
        if (!frame) {
            continue;
        }
        if (has_box()) {
            candidate(frame->header.reply);
            candidate(frame->header.port);
        }
        if (frame->header.port == scene.port && !has_box()) {
            if (frame->header.kind == frame::Kind::locate) {
                queue(forged_here_is(frame->header).made());
            } else if (frame->header.kind == frame::Kind::request &&
                       frame->header.destination == mac_of(own_board())) {
                ++report.got;
                ++report.tries;
                queue(forged_reply(*frame, "forged").made());
            }
        }
    }
    return report;
}

// Success: a frame of others' traffic reaches the thief's memory.  The switch sends it a copy of everything.  Counted from
// its reset on, whatever else it was doing.
Report sniff(const Scene& scene) {
    while (!scene.over()) {
        Received received;
        receive(received);
    }
    Report report{
        .got = foreign_received(), .by = "IN_DROP_FOREIGN", .refused = counter(hw::Counter::in_drop_foreign)};
    report.tries = report.got + report.refused;
    return report;
}

} // namespace thief
