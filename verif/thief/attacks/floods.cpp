// locate-storm, flood-unarmed, flood-armed: to keep honest boards from their work.  The victims measure themselves in the
// quiet first half of the window and under attack in the second.
#include "verif/thief/attack.hpp"

namespace thief {

namespace {

// Sends the frame again and again, one every `cycles`; the ring's descriptors are all alike, so only HEAD moves.  `fresh`:
// each is a transaction of its own.
Report flood(const Scene& scene, Bytes frame, std::uint32_t cycles, hw::Counter counter, std::string_view by,
             bool fresh = false) {
    const Count refused(counter);
    const std::uint64_t half = scene.start + (scene.end - scene.start) / 2;
    while (cycle() < half) {
        forget_received();
    }
    Report report{.by = by};
    const std::uint32_t sent = queue_sent();
    for (unsigned i = 0; i < hw::tx_ring; ++i) {
        queue(frame);
        ++report.tries;
    }
    std::uint64_t next = cycle();
    while (!scene.over()) {
        for (unsigned i = 0; i < 8; ++i) {
            if (fresh) { // the field does not lie on a word
                const std::uint32_t at = frame_memory(queue_next()) + frame::at_transaction;
                for (unsigned byte = 0; byte < 4; ++byte) {
                    *reinterpret_cast<volatile std::uint8_t*>(at + byte) =
                        static_cast<std::uint8_t>(report.tries >> (24 - 8 * byte));
                }
            }
            queue_again(1);
            ++report.tries;
        }
        forget_received();
        next += 8 * std::uint64_t{cycles};
        while (cycle() < next) {
        }
    }
    queue_drain();
    report.got = queue_sent() - sent;
    report.refused = refused();
    return report;
}

} // namespace

// Broadcasts as fast as the link takes them.  Success: an honest client does not find its server in time.
Report locate_storm(const Scene& scene) {
    Forged forged = forge(frame::Kind::locate, frame::broadcast, random_port(), random_port());
    return flood(scene, forged.made(), 8 * 60, hw::Counter::out_drop_locate, "OUT_DROP_LOCATE");
}

// Half the link in frames of the least length, to ports that are not armed.
Report flood_unarmed(const Scene& scene) {
    Forged forged = forge(frame::Kind::enquiry, mac_of(k_server_board), random_port(), {});
    const Bytes frame = forged.made();
    return flood(scene, frame, static_cast<std::uint32_t>((frame.size() + 24) * 4 * 2), hw::Counter::out_sent,
                 "OUT_SENT");
}

// The same, requests to a public port of the victim: each in order, of this life of the service, a transaction of its own.
Report flood_armed(const Scene& scene) {
    const auto place = locate(scene.port);
    Forged forged = forge(frame::Kind::request, mac_of(k_client_board), scene.port, random_port());
    forged.header().transaction = 0;
    forged.header().life = place ? place->life : 0;
    forged.frame.message->command = 2000;
    const Bytes frame = forged.made();
    return flood(scene, frame, static_cast<std::uint32_t>((frame.size() + 24) * 4 * 2), hw::Counter::out_sent,
                 "OUT_SENT", true);
}

} // namespace thief
