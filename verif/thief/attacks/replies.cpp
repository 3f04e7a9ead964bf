// forge-reply, replay-reply, forge-not-here: to answer in the place of the server while the client waits.
//
// The switch shows the thief every frame.  Without a box it sees the request with P′ and its number and needs only be
// quicker than the server.  With a box it sees nothing that is not for it; what it has is the P′ of a transaction in which
// it served this client itself (its own service, `lure`), and its guesses.
// Success: the client takes a reply that is not the server's (or gives its call up).
#include <cstring>

#include "verif/thief/attack.hpp"

namespace thief {

namespace {

// Answers of victims' boxes to frames for ports that are not armed, which come to the thief's own reply port.
class NotHere {
  public:
    explicit NotHere(const PortBytes& get_port) : get_port_(get_port), armed_(arm(get_port, 1, 1)) {}
    ~NotHere() {
        if (armed_.code == hw::fbox_ok) {
            disarm(armed_.entry);
        }
    }
    bool count(const Received& received) {
        const bool is = received.bytes[frame::at_kind] == static_cast<unsigned>(frame::Kind::not_here) && has_box();
        counted += is;
        return is;
    }
    const PortBytes& get_port() const { return get_port_; }
    std::uint32_t counted = 0;

  private:
    PortBytes get_port_;
    Result armed_;
};

Bytes text_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Report answer_for_server(const Scene& scene, auto quick, auto blind, std::string_view by) {
    NotHere not_here(scene.port); // shows F(P) where a server shows P
    Lure lure(scene);
    Report report{.by = by};
    std::uint64_t next = 0;
    while (!scene.over()) {
        Received received;
        while (receive(received)) {
            if (not_here.count(received)) {
                continue;
            }
            const auto frame = read(received);
            if (!frame || lure.answer(*frame)) {
                continue;
            }
            if (!has_box()) {
                report.tries += frame->header.port == scene.port && frame->header.kind == frame::Kind::request;
                quick(*frame);
            }
        }
        if (has_box() && lure.client && cycle() >= next && report.tries < 1500) {
            next = cycle() + 600; // slower than the link, so that boxes can answer all of them
            ++report.tries;
            blind(*lure.client, not_here);
        }
    }
    report.refused = not_here.counted;
    return report;
}

} // namespace

Report forge_reply(const Scene& scene) {
    Forged blind;
    std::size_t size = 0;
    return answer_for_server(
        scene,
        [&](const frame::Frame& request) {
            if (request.header.port == scene.port && request.header.kind == frame::Kind::request) {
                queue(forged_reply(request, "forged").made());
            }
        },
        [&](const frame::Header& served, const NotHere& shows) {
            // To the P′ it knows, and to guesses; with numbers near those it knows.
            if (size == 0) {
                blind =
                    forge(frame::Kind::reply, served.source, served.reply, shows.get_port(), text_bytes("forged"));
                blind.header().source = mac_of(k_server_board);
                size = blind.made().size();
            }
            std::memcpy(blind.bytes.data() + frame::at_port, served.reply.data(), port_bytes);
            if (random() % 2 == 0) {
                amoebox::bytes::put<std::uint32_t>(blind.bytes, frame::at_port, random());
            }
            amoebox::bytes::put<std::uint32_t>(blind.bytes, frame::at_transaction,
                                               served.transaction + random() % 128);
            queue(Bytes(blind.bytes).first(size));
        },
        "NOT_HERE");
}

Report replay_reply(const Scene& scene) {
    static std::array<std::uint8_t, frame::max_frame> recorded;
    std::size_t size = 0;
    Forged blind;
    std::size_t blind_size = 0;
    return answer_for_server(
        scene,
        [&](const frame::Frame& frame) {
            if (frame.header.kind == frame::Kind::reply && frame.header.reply == scene.port && size == 0) {
                size = frame.size();
                static_cast<void>(frame::encode(frame, recorded));
            } else if (frame.header.kind == frame::Kind::request && frame.header.port == scene.port && size != 0) {
                queue(Bytes(recorded).first(size));
            }
        },
        [&](const frame::Header& served, const NotHere& shows) {
            // The reply of the thief's own that the client has once taken, again, while it waits for another server.
            if (blind_size == 0 || served.transaction != blind.header().transaction) {
                blind = forge(frame::Kind::reply, served.source, served.reply, shows.get_port(), text_bytes("lure"));
                blind.header().transaction = served.transaction;
                blind_size = blind.made().size();
            }
            queue(Bytes(blind.bytes).first(blind_size));
        },
        "NOT_HERE");
}

Report forge_not_here(const Scene& scene) {
    const Count refused(hw::Counter::out_drop_kind);
    const auto say = [&](const frame::Header& request) {
        const auto body = frame::Subject{.subject = scene.port}.wire();
        Forged forged = forge(frame::Kind::not_here, request.source, request.reply, {}, body);
        forged.header().source = mac_of(k_server_board);
        forged.header().transaction = request.transaction;
        queue(forged.made());
    };
    Report report = answer_for_server(
        scene,
        [&](const frame::Frame& frame) {
            if (frame.header.port == scene.port && frame.header.kind == frame::Kind::request) {
                say(frame.header);
            }
        },
        [&](const frame::Header& served, const NotHere&) { say(served); }, "OUT_DROP_KIND");
    report.refused = refused();
    return report;
}

} // namespace thief
