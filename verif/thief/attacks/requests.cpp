// forge-signature, forge-source, replay-request-after-restart: requests that pretend to come from somebody else.
//
// A request of the thief's own is in order, so all three begin with an honest LOCATE of the victim's service.
#include "verif/thief/attack.hpp"
#include "verif/thief/scene.hpp"

namespace thief {

namespace {

Forged request(const Scene& scene, const Place& place, std::uint32_t transaction, const PortBytes& reply,
               Bytes data) {
    Forged forged = forge(frame::Kind::request, place.mac, scene.port, reply, data);
    forged.header().transaction = transaction;
    forged.header().life = place.life;
    forged.frame.message->command = 2000;
    return forged;
}

} // namespace

// Success: the server takes the thief for its friend.  The friend's signature is public: everybody has seen it.
Report forge_signature(const Scene& scene) {
    Report report{.by = "REPLIES_TO_STRANGER"};
    const auto place = locate(scene.port);
    std::uint32_t sequence = 1;
    while (place && !scene.over() && report.tries < 200) {
        const PortBytes reply = random_port();
        const std::array<std::uint8_t, 4> id = {'s', static_cast<std::uint8_t>(report.tries), 0, 0};
        Forged forged = request(scene, *place, sequence++ * 64, reply, id);
        forged.frame.message->signature = k_friend_signature;
        const Fate fate = send(forged.made(), {.arm = true, .tag = 1});
        ++report.tries;
        const std::uint64_t end = cycle() + 4 * k_millisecond;
        for (bool done = false; !done && cycle() < end;) {
            Received received;
            const auto frame = receive(received) ? read(received) : std::nullopt;
            if (frame && frame->header.kind == frame::Kind::reply &&
                frame->header.transaction == forged.header().transaction) {
                report.got += frame->message->command == k_welcome;
                report.refused += frame->message->command != k_welcome;
                done = true;
            }
        }
        if (has_box()) {
            disarm(fate.entry);
        }
    }
    return report;
}

// Success: the server counts the thief's requests as the client's, so that the client's own next ones are refused as
// repetitions.  The thief knows the client's epoch: it has served it once.
Report forge_source(const Scene& scene) {
    Report report{.by = "TAKEN_AS_ITS_OWN"};
    Lure lure(scene);
    while (!scene.over() && lure.served < 4) {
        Received received;
        if (receive(received)) {
            if (const auto frame = read(received)) {
                lure.answer(*frame);
            }
        }
    }
    const auto place = locate(scene.port);
    if (!place || !lure.client) {
        return report;
    }
    // Answers come to this port only if the server has taken the thief's address for the sender's.
    const PortBytes reply = random_port();
    const Result armed = arm(reply, 1, 1);
    for (unsigned i = 0; i < 1024 && !scene.over(); ++i) {
        const std::array<std::uint8_t, 4> id = {'f', static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8),
                                                0};
        Forged forged = request(scene, *place, 0xF000'0000U + i, reply, id);
        forged.header().source = lure.client->source;
        forged.header().board = static_cast<std::uint16_t>(k_client_board);
        forged.header().epoch = lure.client->epoch;
        send(forged.made());
        ++report.tries;
        // The first one does it; slower where honest kernels have F to compute, so that this is no flood.
        const std::uint64_t next = cycle() + (has_box() ? k_millisecond / 8 : 4 * k_millisecond);
        while (cycle() < next) {
            Received received;
            if (!receive(received)) {
                continue;
            }
            const auto frame = read(received);
            if (frame && !lure.answer(*frame)) {
                report.refused +=
                    frame->header.destination == mac_of(own_board()) && frame->header.transaction >= 0xF000'0000U;
            }
        }
    }
    while (!scene.over()) {
        Received received;
        if (receive(received)) {
            if (const auto frame = read(received)) {
                lure.answer(*frame);
            }
        }
    }
    if (armed.code == hw::fbox_ok) {
        disarm(armed.entry);
    }
    return report;
}

// Success: a server that has been restarted carries out a request that it had carried out before.
Report replay_request_after_restart(const Scene& scene) {
    Report report{.by = "IN_DROP_FOREIGN"};
    const Count unseen(hw::Counter::in_drop_foreign);
    static std::array<std::array<std::uint8_t, 256>, 32> recorded;
    std::array<std::size_t, 32> sizes{};
    std::size_t count = 0;
    const std::uint64_t replay = scene.start + (scene.end - scene.start) * 3 / 4;
    while (cycle() < replay) {
        Received received;
        if (!receive(received) || received.bytes.size() > 256 || count == recorded.size()) {
            continue;
        }
        const auto frame = read(received);
        if (frame && frame->header.kind == frame::Kind::request && frame->header.port == scene.port) {
            sizes[count] = *frame::encode(*frame, recorded[count]);
            ++count;
        }
    }
    // With a box there is nothing to repeat but what the thief can make up: the request as it might have been.
    const auto place = locate(scene.port);
    for (unsigned i = 0; !scene.over() && i < 64; ++i) {
        if (count != 0) {
            send(Bytes(recorded[i % count]).first(sizes[i % count]));
            ++report.tries;
        } else if (place) {
            const std::array<std::uint8_t, 4> id = {'c', static_cast<std::uint8_t>(i), 0, 0};
            Forged forged =
                request(scene, {mac_of(k_server_board), place->life, place->epoch}, 64 * i, random_port(), id);
            forged.header().source = mac_of(k_client_board);
            forged.header().life = 0x1234'5678'9ABC'DEF0; // of the life before, which it does not know
            send(forged.made());
            ++report.tries;
        }
        const std::uint64_t next = cycle() + k_millisecond / 4;
        while (cycle() < next) {
            forget_received();
        }
    }
    report.refused = unseen();
    return report;
}

} // namespace thief
