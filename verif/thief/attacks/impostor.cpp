// listen-on-public-port, answer-locate, take-over-after-death: to be taken for the server.
//
// Success: a victim's client gets a reply that its server has not sent.  The first presents P to the box as if it were a
// get-port and listens; the second says HERE_IS; the third does both when the server has died and nobody contradicts.
// Without a box a kernel need only answer the locates that it hears.
#include "verif/thief/attack.hpp"

namespace thief {

namespace {

// Answers what reaches it as the server of scene.port; returns requests that it has answered.
std::uint32_t pretend(const Scene& scene) {
    std::uint32_t got = 0;
    Received received;
    while (receive(received)) {
        const auto frame = read(received);
        if (!frame || frame->header.port != scene.port) {
            continue;
        }
        if (frame->header.kind == frame::Kind::locate) {
            queue(forged_here_is(frame->header).made());
        } else if (frame->header.kind == frame::Kind::request && frame->header.destination == mac_of(own_board())) {
            ++got;
            queue(forged_reply(*frame, "forged").made());
        }
    }
    return got;
}

std::uint32_t say_here_is(const Scene& scene, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        frame::Header asked{};
        asked.source = mac_of(k_client_board);
        asked.reply = random_port();
        asked.port = scene.port;
        asked.transaction = i;
        queue(forged_here_is(asked).made());
    }
    return count;
}

std::uint32_t present(const Scene& scene, unsigned count) {
    std::uint32_t tries = 0;
    for (; tries < count && !scene.over(); ++tries) {
        const Result armed = arm(scene.port, tries % 2, tries % 2);
        if (armed.code == hw::fbox_ok && tries + 1 < count) {
            disarm(armed.entry);
        }
    }
    return tries;
}

} // namespace

Report listen_on_public_port(const Scene& scene) {
    const Count heard(hw::Counter::in_locate); // locates that the box has consumed without an answer in the thief's favour
    const Count made(hw::Counter::out_made);
    Report report{.tries = present(scene, 1000), .by = "IN_LOCATE"};
    while (!scene.over()) {
        report.got += pretend(scene);
    }
    report.refused = heard() - made();
    return report;
}

Report answer_locate(const Scene& scene) {
    const Count refused(hw::Counter::out_drop_kind);
    Report report{.by = "OUT_DROP_KIND"};
    while (!scene.over()) {
        report.got += pretend(scene);
        if (report.tries < 1000 && has_box()) { // it hears no locate: it can only guess
            report.tries += say_here_is(scene, 20);
        }
    }
    report.tries += report.got;
    report.refused = refused();
    return report;
}

Report take_over_after_death(const Scene& scene) {
    const Count refused(hw::Counter::out_drop_kind);
    Report report{.by = "OUT_DROP_KIND"};
    report.tries = present(scene, 100);
    while (!scene.over()) {
        report.got += pretend(scene);
        if (report.tries < 1100 && has_box()) {
            report.tries += say_here_is(scene, 20);
        }
    }
    report.tries += report.got;
    report.refused = refused();
    return report;
}

} // namespace thief
