#include "verif/thief/attack.hpp"

namespace thief {

namespace {
std::optional<PortBytes> port_of(const amoebox::image::Image& image, amoebox::image::EntryKind kind,
                                 std::string_view name) {
    const amoebox::image::Entry* entry = image.find(kind, name);
    if (entry == nullptr || entry->size != port_bytes) {
        return std::nullopt;
    }
    return amoebox::bytes::get_string<port_bytes>(image.blob(*entry), 0);
}
} // namespace

std::optional<PortBytes> Scene::get_port(std::string_view of) const {
    return port_of(image, amoebox::image::EntryKind::get_port, of);
}
std::optional<PortBytes> Scene::put_port(std::string_view of) const {
    return port_of(image, amoebox::image::EntryKind::put_port, of);
}

Forged forge(frame::Kind kind, const Mac& to, const PortBytes& port, const PortBytes& reply, Bytes data) {
    Forged forged;
    forged.header() = {.destination = to,
                       .source = mac_of(own_board()),
                       .kind = kind,
                       .board = static_cast<std::uint16_t>(own_board()),
                       .reply = reply,
                       .port = port,
                       .transaction = random(),
                       .total = static_cast<std::uint32_t>(data.size()),
                       .epoch = 0x7468'6965'6621'2121};
    if (frame::has_message_header(kind)) {
        forged.frame.message.emplace();
    }
    forged.frame.data = data;
    return forged;
}

Forged forged_reply(const frame::Frame& request, std::string_view text) {
    const frame::Header& asked = request.header;
    Forged forged = forge(frame::Kind::reply, asked.source, asked.reply, asked.port,
                          {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    forged.header().source = asked.destination;
    forged.header().transaction = asked.transaction;
    return forged;
}

Forged forged_here_is(const frame::Header& locate) {
    static frame::Subject subject;
    static std::array<std::uint8_t, frame::body::subject::size> body;
    subject.subject = locate.port;
    body = subject.wire();
    Forged forged = forge(frame::Kind::here_is, locate.source, locate.reply, {}, body);
    forged.header().transaction = locate.transaction;
    forged.header().life = 0x1'0000'0001;
    return forged;
}

Forged forged_alive(const frame::Header& enquiry) {
    static constexpr std::array<std::uint8_t, frame::body::alive::size> k_unknown{};
    Forged forged = forge(frame::Kind::alive, enquiry.source, enquiry.reply, enquiry.port, k_unknown);
    forged.header().transaction = enquiry.transaction;
    return forged;
}

Lure::Lure(const Scene& scene) {
    get_port_ = scene.get_port("lure").value_or(PortBytes{});
    armed_ = arm(get_port_, 0, 0);
    put_port_ = amoebox::f(amoebox::Use::port, get_port_);
}
Lure::~Lure() {
    if (armed_.code == hw::fbox_ok) {
        disarm(armed_.entry);
    }
}

bool Lure::answer(const frame::Frame& frame) {
    if (frame.header.port != put_port_) {
        return false;
    }
    if (frame.header.kind == frame::Kind::locate) { // only without a box: it would have answered
        queue(forged_here_is(frame.header).made());
    } else if (frame.header.kind == frame::Kind::enquiry) {
        Forged alive = forged_alive(frame.header);
        alive.header().reply = has_box() ? get_port_ : put_port_;
        queue(alive.made());
    } else if (frame.header.kind == frame::Kind::request) {
        client = frame.header;
        ++served;
        Forged reply = forged_reply(frame, "lure");
        // Through a box, the get-port; without, what a box would have made of it.
        reply.header().reply = has_box() ? get_port_ : put_port_;
        queue(reply.made());
    }
    return true;
}

std::optional<Place> locate(const PortBytes& port) {
    const PortBytes reply = random_port();
    const Result armed = arm(reply, 1, 1);
    Forged locate = forge(frame::Kind::locate, frame::broadcast, port, reply);
    std::optional<Place> place;
    const std::uint64_t end = cycle() + 20 * k_millisecond;
    send(locate.made());
    while (!place && cycle() < end) {
        Received received;
        if (!receive(received)) {
            continue;
        }
        const auto answer = read(received);
        if (answer && answer->header.kind == frame::Kind::here_is &&
            frame::Subject::read(answer->data).subject == port) {
            place = Place{answer->header.source, answer->header.life, answer->header.epoch};
        }
    }
    if (armed.code == hw::fbox_ok) {
        disarm(armed.entry);
    }
    return place;
}

} // namespace thief
