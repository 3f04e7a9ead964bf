// forge-reply, replay-reply, forge-not-here: to answer in the place of the server while the client waits.
//
// The switch shows the thief every frame.  Without a box it sees the request with P′ and its number and needs only be
// quicker than the server.  With a box it sees nothing that is not for it; what it has is the P′ of a transaction in which
// it served this client itself (its own service, `lure`), and its guesses.
// Success: the client takes a reply that is not the server's (or gives its call up).
#include <algorithm>
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
                                               served.transaction + (random() % 2 == 0 ? 64 : random() % 128));
            queue(Bytes(blind.bytes).first(size));
        },
        "NOT_HERE");
}

// Replies recorded in the client's first life, sent again in its second, in which its transactions have the same numbers.
// With a box the thief has recorded only its own, as the lure.  refused: NOT_HERE for the port of a recorded reply.
Report replay_reply(const Scene& scene) {
    struct Recorded {
        std::array<std::uint8_t, 192> bytes;
        std::size_t size = 0;
        std::uint32_t transaction = 0;
        PortBytes port{};
    };
    static std::array<Recorded, 64> recorded;
    std::size_t count = 0;
    const auto record = [&](const frame::Frame& reply) {
        if (count < recorded.size() && reply.size() <= recorded[count].bytes.size()) {
            Recorded& at = recorded[count++];
            at.size = *frame::encode(reply, at.bytes);
            at.transaction = reply.header.transaction;
            at.port = reply.header.port;
        }
    };
    Report report{.by = "NOT_HERE"};
    const auto replay = [&](const Recorded& what) {
        queue(Bytes(what.bytes).first(what.size));
        ++report.tries;
    };
    Lure lure(scene);
    const PortBytes lure_get_port = scene.get_port("lure").value_or(PortBytes{});
    std::uint64_t first_life = 0, next = 0;
    while (!scene.over()) {
        Received received;
        const auto frame = receive(received) ? read(received) : std::nullopt;
        if (frame) {
            const frame::Header& header = frame->header;
            const bool asked = header.kind == frame::Kind::request;
            first_life = asked && first_life == 0 ? header.epoch : first_life;
            record_request(scene, *frame);
            if (header.kind == frame::Kind::not_here) {
                for (std::size_t i = 0; i < count; ++i) {
                    report.refused += frame::Subject::read(frame->data).subject == recorded[i].port;
                }
            } else if (header.kind == frame::Kind::reply && header.reply == scene.port) {
                const bool known = std::any_of(recorded.begin(), recorded.begin() + count, [&](const Recorded& r) {
                    return r.transaction == header.transaction;
                });
                if (!known) {
                    record(*frame);
                }
            } else if (asked && header.port == scene.port) {
                for (std::size_t i = 0; i < count; ++i) {
                    if (recorded[i].transaction == header.transaction) {
                        replay(recorded[i]);
                    }
                }
            }
            if (lure.answer(*frame) && asked && has_box() && header.epoch == first_life) {
                Forged own = forged_reply(*frame, "lure");
                own.header().reply = lure_get_port;
                own.made();
                record(own.frame);
            }
        }
        // Without a request to see, any time may be right, in this life or the next.
        if (has_box() && count != 0 && report.tries < 1000 && cycle() >= next) {
            next = cycle() + 4000;
            replay(recorded[report.tries % count]);
        }
    }
    return report;
}

Report forge_not_here(const Scene& scene) {
    const Count refused(hw::Counter::out_drop_kind);
    Forged forged;
    std::size_t size = 0;
    const auto say = [&](const frame::Header& request) {
        if (size == 0) {
            const auto body = frame::Subject{.subject = scene.port}.wire();
            forged = forge(frame::Kind::not_here, request.source, request.reply, {}, body);
            forged.header().source = mac_of(k_server_board);
            size = forged.made().size();
        }
        std::memcpy(forged.bytes.data() + frame::at_port, request.reply.data(), port_bytes);
        amoebox::bytes::put<std::uint32_t>(forged.bytes, frame::at_transaction, request.transaction);
        queue(Bytes(forged.bytes).first(size));
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
