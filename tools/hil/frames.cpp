#include "tools/hil/frames.hpp"

namespace amoebox::hil {

using namespace frame;

Port random_port(Random& random) {
    Port port{};
    for (auto& byte : port) {
        byte = static_cast<std::uint8_t>(random());
    }
    port[0] |= 1; // not null
    return port;
}

Bytes lawful(Random& random, const Wanted& wanted) {
    const auto fixed = fixed_body_size(wanted.kind);
    Bytes data(fixed ? *fixed : wanted.kind == Kind::data ? std::max<std::size_t>(wanted.size, 1) : wanted.size);
    for (auto& byte : data) {
        byte = static_cast<std::uint8_t>(random());
    }
    Frame f{.header = {.destination = wanted.kind == Kind::locate ? broadcast : wanted.to,
                       .source = wanted.from,
                       .kind = wanted.kind,
                       .reply = wanted.reply,
                       .port = wanted.port,
                       .transaction = wanted.number,
                       .total = static_cast<std::uint32_t>(data.size()),
                       .offset = 0,
                       .epoch = random(),
                       .life = random()},
            .message = std::nullopt,
            .data = data};
    f.header.board = static_cast<std::uint16_t>(random());
    if (wanted.kind == Kind::data) {
        f.header.offset = 1 + static_cast<std::uint32_t>(random() % 5000);
        f.header.total += f.header.offset;
    }
    if (has_message_header(wanted.kind)) {
        f.message = Message{.signature = random_port(random),
                            .object = static_cast<std::uint32_t>(random() & 0xFFFFFF),
                            .rights = static_cast<std::uint8_t>(random()),
                            .check = random_port(random),
                            .command = 1};
    }
    Bytes made(f.size());
    if (!encode(f, made)) {
        std::abort(); // a wrong test, not a wrong board
    }
    return made;
}

namespace {

void set_kind(Bytes& f, std::uint8_t kind) {
    f[at_kind] = kind;
}
void longer(Bytes& f, int by) {
    put(f, at_length, static_cast<std::uint16_t>(get<std::uint16_t>(f, at_length) + by));
}

constexpr Breakage k_breakages[] = {
    {"kind 0", [](Bytes& f) { set_kind(f, 0); }},
    {"kind 13", [](Bytes& f) { set_kind(f, 13); }},
    {"kind 255", [](Bytes& f) { set_kind(f, 255); }},
    {"kind of another body", [](Bytes& f) { set_kind(f, kind_of(f) == Kind::grant ? 6 : 4); }},
    {"version 0", [](Bytes& f) { f[at_version] = 0; }},
    {"version 2", [](Bytes& f) { f[at_version] = 2; }},
    {"flag 0x04", [](Bytes& f) { f[at_flags] |= 0x04; }},
    {"flag 0x08", [](Bytes& f) { f[at_flags] |= 0x08; }},
    {"flag 0x40", [](Bytes& f) { f[at_flags] |= 0x40; }},
    {"flag 0x80", [](Bytes& f) { f[at_flags] |= 0x80; }},
    {"null port", [](Bytes& f) { put(f, at_port, Port{}); }},
    {"length one less", [](Bytes& f) { longer(f, -1); }},
    {"length one more", [](Bytes& f) { longer(f, 1); }},
    {"length 65535", [](Bytes& f) { put(f, at_length, std::uint16_t{65535}); }},
    {"one byte behind", [](Bytes& f) { f.push_back(0); }},
    {"many bytes behind", [](Bytes& f) { f.resize(f.size() + 400, 0x5A); }},
    {"last byte missing", [](Bytes& f) { f.pop_back(); }},
    {"cut within the header", [](Bytes& f) { f.resize(header_size - 1); }},
    {"to everybody", [](Bytes& f) { put(f, at_destination, broadcast); }},
    {"to a group", [](Bytes& f) { f[at_destination] |= 1; }},
    {"a LOCATE to one board", [](Bytes& f) { set_kind(f, 9); }},
    {"offset where there is none",
     [](Bytes& f) {
         put(f, at_offset, std::uint32_t{kind_of(f) == Kind::data ? 0U : 1U});
         put(f, at_total, get<std::uint32_t>(f, at_total) + 1);
     }},
    {"total too small",
     [](Bytes& f) { put(f, at_total, get<std::uint32_t>(f, at_offset) + get<std::uint16_t>(f, at_length) - 1); }},
    {"offset + length beyond 2^32",
     [](Bytes& f) {
         put(f, at_offset, std::uint32_t{0xFFFFFFFF});
         put(f, at_total, std::uint32_t{0xFFFFFFFF});
     }},
};

} // namespace

std::span<const Breakage> breakages() {
    return k_breakages;
}

void shake(Random& random, Bytes& f) {
    switch (random() % 4) {
    case 0:
        f.resize(min_frame + random() % (f.size() - min_frame + 1));
        break;
    case 1:
        f.resize(f.size() + 1 + random() % 40, static_cast<std::uint8_t>(random()));
        break;
    default:
        for (std::size_t i = 1 + random() % 3; i > 0; --i) {
            f[at_kind + random() % (f.size() - at_kind)] = static_cast<std::uint8_t>(random());
        }
    }
}

} // namespace amoebox::hil
