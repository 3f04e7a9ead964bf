// listen-on-public-port, answer-locate, take-over-after-death: to be taken for the server.
//
// Success: a victim's client gets a reply that its server has not sent.  The first presents P to the box as if it were a
// get-port and listens; the second says HERE_IS; the third does both when the server has died and nobody contradicts.
// Without a box a kernel need only answer the locates that it hears.
#include <cstring>

#include "verif/thief/attack.hpp"

namespace thief {

namespace {

// HERE_IS, made in advance: the true server answers, too, and the first one is believed.
class HereIs {
  public:
    explicit HereIs(const PortBytes& port) : forged_(forged_here_is({.reply = random_port(), .port = port})) {
        size_ = forged_.made().size();
    }
    void answer(Bytes locate) {
        std::memcpy(forged_.bytes.data() + frame::at_destination, locate.data() + frame::at_source, 6);
        std::memcpy(forged_.bytes.data() + frame::at_port, locate.data() + frame::at_reply, port_bytes);
        std::memcpy(forged_.bytes.data() + frame::at_transaction, locate.data() + frame::at_transaction, 4);
        queue(Bytes(forged_.bytes).first(size_));
    }

  private:
    Forged forged_;
    std::size_t size_;
};

// Answers what reaches it as the server of scene.port; returns requests that it has answered.
std::uint32_t pretend(const Scene& scene, HereIs& here_is) {
    std::uint32_t got = 0;
    Received received;
    while (receive(received)) {
        if (received.bytes.size() >= frame::header_size &&
            received.bytes[frame::at_kind] == static_cast<unsigned>(frame::Kind::locate) &&
            std::memcmp(received.bytes.data() + frame::at_port, scene.port.data(), port_bytes) == 0) {
            here_is.answer(received.bytes);
            continue;
        }
        const auto frame = read(received);
        if (!frame || frame->header.port != scene.port) {
            continue;
        }
        if (frame->header.kind == frame::Kind::enquiry && frame->header.destination == mac_of(own_board())) {
            queue(forged_alive(frame->header).made());
        } else if (frame->header.kind == frame::Kind::request && frame->header.destination == mac_of(own_board())) {
            ++got;
            queue(forged_reply(*frame, "forged").made());
        }
    }
    return got;
}

// The same, unasked: to a client that may be looking for the port.
std::uint32_t say_here_is(HereIs& here_is, unsigned count) {
    std::array<std::uint8_t, frame::header_size> asked{};
    const Mac client = mac_of(k_client_board);
    std::memcpy(asked.data() + frame::at_source, client.data(), client.size());
    for (unsigned i = 0; i < count; ++i) {
        amoebox::bytes::put<std::uint32_t>(asked, frame::at_reply, random() | 1);
        asked[frame::at_transaction + 3] = static_cast<std::uint8_t>(i);
        here_is.answer(asked);
    }
    return count;
}

struct Presented {
    std::uint32_t tries = 0, others = 0; // others: the box has armed another port than P
};
Presented present(const Scene& scene, unsigned count) {
    Presented presented;
    while (presented.tries < count && !scene.over()) {
        const Result armed = arm(scene.port, presented.tries % 2, presented.tries % 2);
        ++presented.tries;
        presented.others += armed.code == hw::fbox_ok && armed.value != scene.port;
        if (armed.code == hw::fbox_ok && presented.tries < count) {
            disarm(armed.entry);
        }
    }
    return presented;
}

} // namespace

// refused: ARM has armed F(P), and its box has not answered a single locate of P.
Report listen_on_public_port(const Scene& scene) {
    HereIs here_is(scene.port);
    const Count made(hw::Counter::out_made), heard(hw::Counter::in_locate);
    const Presented presented = present(scene, 1000);
    Report report{.tries = presented.tries, .by = "ARMED_F_OF_P"};
    while (!scene.over()) {
        report.got += pretend(scene, here_is);
    }
    report.refused = heard() != 0 && made() == 0 ? presented.others : 0;
    return report;
}

Report answer_locate(const Scene& scene) {
    HereIs here_is(scene.port);
    const Count refused(hw::Counter::out_drop_kind);
    Report report{.by = "OUT_DROP_KIND"};
    while (!scene.over()) {
        report.got += pretend(scene, here_is);
        if (report.tries < 1000 && has_box()) { // it hears no locate: it can only guess
            report.tries += say_here_is(here_is, 40);
        }
    }
    queue_drain();
    report.tries += report.got;
    report.refused = refused();
    return report;
}

Report take_over_after_death(const Scene& scene) {
    HereIs here_is(scene.port);
    const Count refused(hw::Counter::out_drop_kind);
    Report report{.by = "OUT_DROP_KIND"};
    report.tries = present(scene, 100).tries;
    while (!scene.over()) {
        report.got += pretend(scene, here_is);
        if (report.tries < 1100 && has_box()) {
            report.tries += say_here_is(here_is, 40);
        }
    }
    queue_drain();
    report.tries += report.got;
    report.refused = refused();
    return report;
}

} // namespace thief
