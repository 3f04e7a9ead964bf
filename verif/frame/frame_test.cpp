// The frame codec: round trips, every rule of form broken once, and the exact bytes of a frame.
#include <catch2/catch.hpp>

#include <set>
#include <string>

#include "verif/frame/samples.hpp"

using namespace samples;

namespace {

constexpr std::uint32_t k_top = 0xFFFF'FFFF;

std::optional<Malformed> refusal(const Bytes& frame) {
    const auto decoded = decode(frame);
    return decoded ? std::nullopt : std::optional(decoded.error());
}

Bytes good(Kind kind, std::size_t size = 5) {
    std::mt19937_64 random(static_cast<unsigned>(kind));
    return make(kind, random, size).encoded();
}

void put32(Bytes& frame, std::size_t at, std::uint32_t value) {
    bytes::put<std::uint32_t>(frame, at, value);
}

bool same(const Frame& one, const Frame& other) {
    return one.header == other.header && one.message == other.message &&
           Bytes(one.data.begin(), one.data.end()) == Bytes(other.data.begin(), other.data.end());
}

} // namespace

TEST_CASE("decode(encode(x)) is x, for every kind and every size of data") {
    std::mt19937_64 random(1);
    for (const Kind kind : k_kinds) {
        for (std::size_t size = 0; size < 1600; size += size < 20 ? 1 : 53) {
            Owned owned = make(kind, random, size);
            const Bytes encoded = owned.encoded();
            REQUIRE(!encoded.empty());
            REQUIRE(encoded.size() > min_frame);
            REQUIRE(encoded.size() <= max_frame);
            const auto decoded = decode(encoded);
            REQUIRE(decoded);
            CHECK(same(*decoded, owned.frame));
        }
    }
}

TEST_CASE("a frame has exactly the bytes of the layout") {
    std::mt19937_64 random(2);
    Owned owned = make(Kind::request, random, 3);
    Header& header = owned.frame.header;
    header.flags = flag_again;
    header.board = 0x1234;
    header.transaction = 0x01020304;
    header.total = 3;
    header.epoch = 0x1112131415161718;
    owned.frame.message->object = 0xABCDEF;
    owned.frame.message->command = -2;
    const Bytes f = owned.encoded();
    REQUIRE(f.size() == header_size + message_size + 3);
    CHECK(Bytes(f.begin() + 12, f.begin() + 17) == Bytes{0x88, 0xB5, 1, 1, 1});
    CHECK(Bytes(f.begin() + 18, f.begin() + 22) == Bytes{0x12, 0x34, 0, 3});
    const auto port = static_cast<std::ptrdiff_t>(amoebox::port_bytes);
    const auto after_ports = f.begin() + 22 + 2 * port;
    CHECK(Bytes(after_ports, after_ports + 12) == Bytes{1, 2, 3, 4, 0, 0, 0, 3, 0, 0, 0, 0});
    CHECK(after_ports[12] == 0x11);
    CHECK(after_ports[19] == 0x18);
    const auto object = f.begin() + static_cast<std::ptrdiff_t>(header_size) + port;
    CHECK(Bytes(object, object + 3) == Bytes{0xAB, 0xCD, 0xEF});
    const auto command = object + 4 + port;
    CHECK(Bytes(command, command + 4) == Bytes{0xFF, 0xFF, 0xFF, 0xFE});
}

TEST_CASE("foreign frames are told from bad ones") {
    Bytes frame = good(Kind::request);
    frame[at_ethertype] = 0x08;
    CHECK(refusal(frame) == Malformed::ethertype);
    CHECK(is_foreign(Malformed::ethertype));
    frame.resize(60); // a shortest Ethernet frame of somebody else, shorter than our header
    CHECK(refusal(frame) == Malformed::ethertype);
    frame = good(Kind::request);
    frame[at_version] = 2;
    CHECK(refusal(frame) == Malformed::version);
    CHECK(is_foreign(Malformed::version));
    CHECK(!is_foreign(Malformed::too_short));
}

TEST_CASE("unknown kinds and CONTROL are refused") {
    for (unsigned value = 0; value < 256; ++value) {
        Bytes frame = good(Kind::enquiry);
        frame[at_kind] = static_cast<std::uint8_t>(value);
        const auto why = refusal(frame);
        if (value == 0 || value > 12) {
            CHECK(why == Malformed::kind);
        } else if (value == 12) {
            CHECK(why == Malformed::control);
        } else {
            CHECK(why != Malformed::kind);
        }
    }
}

TEST_CASE("reserved flags and the null port are refused in every kind") {
    for (const Kind kind : k_kinds) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            Bytes frame = good(kind);
            frame[at_flags] = static_cast<std::uint8_t>(1U << bit);
            CHECK(refusal(frame) == (bit < 2 ? std::nullopt : std::optional(Malformed::flags)));
        }
        Bytes frame = good(kind);
        std::fill_n(frame.begin() + static_cast<std::ptrdiff_t>(at_port), size_port, std::uint8_t{0});
        CHECK(refusal(frame) == Malformed::null_port);
        frame[at_port + size_port - 1] = 1;
        CHECK(refusal(frame) == std::nullopt);
    }
}

TEST_CASE("the destination is unicast, and broadcast for LOCATE only") {
    for (const Kind kind : k_kinds) {
        for (const Mac& mac : {broadcast, Mac{0x01, 0, 0x5E, 0, 0, 1}, Mac{0x03, 0, 0, 0, 0, 0},
                               Mac{0x02, 0, 0, 0, 0, 9}, Mac{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE}}) {
            Bytes frame = good(kind);
            bytes::put_string(frame, at_destination, mac);
            const bool fits = kind == Kind::locate ? mac == broadcast : (mac[0] & 1) == 0;
            CHECK(refusal(frame) == (fits ? std::nullopt : std::optional(Malformed::destination)));
        }
    }
}

TEST_CASE("a frame cut or lengthened anywhere is refused") {
    for (const Kind kind : k_kinds) {
        const Bytes whole = good(kind, 40);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CHECK(refusal(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))) != std::nullopt);
        }
        for (std::size_t more = 1; more < 1600; more += 7) {
            Bytes longer = whole;
            longer.resize(whole.size() + more);
            const auto why = refusal(longer);
            CHECK(why == (longer.size() > max_frame ? Malformed::too_long : Malformed::length));
        }
    }
}

TEST_CASE("the length field must be that of the frame") {
    for (const Kind kind : k_kinds) {
        for (const int change : {-1, 1, 256, 4096}) {
            Bytes frame = good(kind);
            bytes::put<std::uint16_t>(
                frame, at_length, static_cast<std::uint16_t>(bytes::get<std::uint16_t>(frame, at_length) + change));
            CHECK(refusal(frame) == Malformed::length);
        }
    }
}

TEST_CASE("fixed bodies have their size") {
    for (const Kind kind : k_kinds) {
        const auto fixed = fixed_body_size(kind);
        if (!fixed) {
            continue;
        }
        for (std::size_t size = 0; size < 60; ++size) {
            Bytes frame = good(kind);
            frame.resize(header_size + size);
            bytes::put<std::uint16_t>(frame, at_length, static_cast<std::uint16_t>(size));
            put32(frame, at_total, static_cast<std::uint32_t>(size));
            CHECK(refusal(frame) == (size == *fixed ? std::nullopt : std::optional(Malformed::body)));
        }
        for (const std::uint32_t total : {std::uint32_t{0}, static_cast<std::uint32_t>(*fixed) + 1, k_top}) {
            Bytes frame = good(kind);
            put32(frame, at_total, total);
            CHECK(refusal(frame) == (total == *fixed ? std::nullopt : std::optional(Malformed::total)));
        }
    }
}

TEST_CASE("only DATA has an offset") {
    for (const Kind kind : k_kinds) {
        Bytes frame = good(kind);
        put32(frame, at_offset, 0);
        CHECK(refusal(frame) == (kind == Kind::data ? std::optional(Malformed::data) : std::nullopt));
        put32(frame, at_offset, 1);
        put32(frame, at_total, 1000);
        CHECK(refusal(frame) == (kind == Kind::data ? std::nullopt : std::optional(Malformed::offset)));
    }
    Bytes empty = good(Kind::data);
    empty.resize(header_size);
    bytes::put<std::uint16_t>(empty, at_length, 0);
    CHECK(refusal(empty) == Malformed::data);
}

TEST_CASE("offset and length stay within the total, without overflow") {
    Bytes frame = good(Kind::data, 16);
    struct Case {
        std::uint32_t offset, total;
        bool fits;
    };
    for (const Case& c : {Case{1, 17, true}, Case{1, 16, false}, Case{100, 116, true}, Case{100, 115, false},
                          Case{100, 99, false}, Case{k_top - 16, k_top, true}, Case{k_top - 15, k_top, false},
                          Case{k_top, k_top, false}, Case{k_top - 7, 8, false}, Case{k_top, 15, false}}) {
        put32(frame, at_offset, c.offset);
        put32(frame, at_total, c.total);
        CHECK(refusal(frame) == (c.fits ? std::nullopt : std::optional(Malformed::range)));
    }
    frame = good(Kind::request, 16);
    put32(frame, at_total, 15);
    CHECK(refusal(frame) == Malformed::range);
    put32(frame, at_total, 16);
    CHECK(refusal(frame) == std::nullopt);
}

TEST_CASE("encode writes nothing that is not well-formed and nothing beyond its buffer") {
    std::mt19937_64 random(3);
    Owned owned = make(Kind::request, random, 8);
    owned.frame.data = owned.data;
    Bytes small(owned.frame.size() - 1, 0x55);
    CHECK(encode(owned.frame, small) == std::unexpected(Malformed::no_room));
    CHECK(small == Bytes(small.size(), 0x55));

    Bytes room(max_frame + 100, 0x55);
    owned.frame.message->object = 0x1000000;
    CHECK(encode(owned.frame, room) == std::unexpected(Malformed::object));
    owned.frame.message.reset();
    CHECK(encode(owned.frame, room) == std::unexpected(Malformed::message));
    Owned long_one = make(Kind::data, random, 5000);
    long_one.data.push_back(0);
    long_one.frame.data = long_one.data;
    long_one.frame.header.total += 1;
    CHECK(encode(long_one.frame, room) == std::unexpected(Malformed::too_long));
    CHECK(room == Bytes(room.size(), 0x55));
}

TEST_CASE("bodies are written and read back") {
    std::mt19937_64 random(4);
    const Grant grant{random_port(random), 123456};
    const Ack ack{1, 2, 0xFFFF'FFFF};
    const Nak nak{-14};
    const Alive alive{2};
    const Subject subject{random_port(random)};
    CHECK(Grant::read(grant.wire()) == grant);
    CHECK(Ack::read(ack.wire()) == ack);
    CHECK(Nak::read(nak.wire()) == nak);
    CHECK(Alive::read(alive.wire()) == alive);
    CHECK(Subject::read(subject.wire()) == subject);
    CHECK(nak.wire() == std::array<std::uint8_t, 4>{0xFF, 0xFF, 0xFF, 0xF2});
    CHECK(grant.wire().size() == fixed_body_size(Kind::grant));
    CHECK(subject.wire().size() == fixed_body_size(Kind::not_here));
}

TEST_CASE("every refusal has its own sentence") {
    std::set<std::string_view> sentences;
    for (unsigned what = 0; what <= static_cast<unsigned>(Malformed::no_room); ++what) {
        const auto sentence = text(static_cast<Malformed>(what));
        CHECK(sentence.size() > 10);
        CHECK(sentences.insert(sentence).second);
    }
}

TEST_CASE("the codec works at compile time") {
    constexpr bool same = [] {
        std::array<std::uint8_t, header_size> to{};
        Frame frame{};
        frame.header.destination = broadcast;
        frame.header.kind = Kind::locate;
        frame.header.port[0] = 1;
        return encode(frame, to) == header_size && decode(to)->header == frame.header;
    }();
    STATIC_REQUIRE(same);
}
