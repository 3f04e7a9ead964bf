// forge-signature, forge-source, replay-request-after-restart: requests that pretend to come from somebody else.
//
// A request of the thief's own is in order, so all three begin with an honest LOCATE of the victim's service.
#include <cstring>

#include "gen/errors.hpp"
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

// Success: the server takes the thief for its friend.  The friend's signature is public: everybody has seen it.  Eight
// requests at a time, each a transaction of its own; one at a time, and few, where honest kernels have F to compute.
Report forge_signature(const Scene& scene) {
    const unsigned together = has_box() ? 8 : 1, enough = has_box() ? 1000 : 10;
    constexpr std::uint8_t k_owner = 7;
    Report report{.by = "REPLIES_TO_STRANGER"};
    const auto place = locate(scene.port);
    const std::array<std::uint8_t, 12> id = {'s'};
    Forged forged = place ? request(scene, *place, 0, {}, id) : Forged{};
    forged.frame.message.emplace(forged.frame.message.value_or(frame::Message{})).signature = k_friend_signature;
    const std::size_t size = place ? forged.made().size() : 0;
    for (std::uint32_t sequence = 1; place && !scene.over() && report.tries < enough; ++sequence) {
        for (unsigned slot = 0; slot < together; ++slot) {
            const PortBytes reply = random_port();
            std::memcpy(forged.bytes.data() + frame::at_reply, reply.data(), port_bytes);
            amoebox::bytes::put<std::uint32_t>(forged.bytes, frame::at_transaction, sequence * 64 + slot);
            queue(Bytes(forged.bytes).first(size), {.arm = true, .tag = 1, .owner = k_owner});
        }
        report.tries += together;
        unsigned answers = 0;
        for (const std::uint64_t end = cycle() + 4 * k_millisecond; answers < together && cycle() < end;) {
            Received received;
            if (!receive(received) || received.bytes.size() < frame::header_size + frame::message_size ||
                received.bytes[frame::at_kind] != static_cast<unsigned>(frame::Kind::reply) ||
                amoebox::bytes::get<std::uint32_t>(received.bytes, frame::at_transaction) / 64 != sequence) {
                continue;
            }
            ++answers;
            const auto status =
                static_cast<std::int32_t>(amoebox::bytes::get<std::uint32_t>(received.bytes, frame::at_command));
            report.got += status == k_welcome;
            report.refused += status == k_stranger;
        }
        command(hw::fbox_op_disarm_owner, {}, 0, 0, k_owner);
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
        const std::uint64_t next = cycle() + (has_box() ? k_millisecond / 16 : 4 * k_millisecond);
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

namespace {
std::array<std::array<std::uint8_t, 256>, 32> g_recorded;
std::array<std::size_t, 32> g_sizes;
std::size_t g_count = 0;
} // namespace

void record_request(const Scene& scene, const frame::Frame& frame) {
    if (g_count < g_recorded.size() && frame.header.kind == frame::Kind::request && frame.size() <= 256 &&
        frame.header.port == scene.put_port("replay-request-after-restart")) {
        g_sizes[g_count] = *frame::encode(frame, g_recorded[g_count]);
        ++g_count;
    }
}

// Success: a server that has been restarted carries out a request that it had carried out before.  What the thief sends was
// recorded in the attack before this one; with a box it has recorded nothing, and makes up the request as it might have been.
// refused: the server's NAK, to the port that the thief has written, or (overheard) to the client.
Report replay_request_after_restart(const Scene& scene) {
    Report report{.by = "NAK_RPC_STALE"};
    const auto place = locate(scene.port);
    const PortBytes reply = random_port();
    const Result armed = arm(reply, 1, 1);
    const std::array<std::uint8_t, 12> id = {'c'};
    Forged made_up;
    std::size_t size = 0;
    if (place) {
        made_up = request(scene, *place, 0, reply, id);
        made_up.header().source = mac_of(k_client_board);
        made_up.header().life = 0x1234'5678'9ABC'DEF0; // of the life before, which it does not know
        size = made_up.made().size();
    }
    while (!scene.over()) {
        const std::uint64_t next = cycle() + k_millisecond / 40;
        if (report.tries < 1000 && g_count != 0) {
            const std::size_t i = report.tries++ % g_count;
            queue(Bytes(g_recorded[i]).first(g_sizes[i]));
        } else if (report.tries < 1000 && place) {
            amoebox::bytes::put<std::uint32_t>(made_up.bytes, frame::at_transaction, 64 * ++report.tries);
            queue(Bytes(made_up.bytes).first(size));
        }
        do {
            Received received;
            const auto frame = receive(received) ? read(received) : std::nullopt;
            report.refused +=
                frame && frame->header.kind == frame::Kind::nak &&
                frame::Nak::read(frame->data).reason == static_cast<std::int32_t>(amoebox::Error::rpc_stale);
        } while (cycle() < next);
    }
    if (armed.code == hw::fbox_ok) {
        disarm(armed.entry);
    }
    return report;
}

} // namespace thief
