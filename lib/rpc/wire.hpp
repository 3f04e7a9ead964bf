// Frames in memory, received or to be sent: they begin two bytes off a word, so that the fields behind the addresses are on
// words (all but the destination port).  A "raw" word is four bytes of the wire as loaded.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "lib/rpc/types.hpp"

namespace amoebox::rpc {

static_assert(frame::at_reply % 4 == 2 && frame::at_port % 4 == 0 && frame::at_transaction % 4 == 2 &&
              frame::header_size % 4 == 2 && frame::message_size % 4 == 0 && port_bytes % 4 == 2);

inline constexpr bool k_little = std::endian::native == std::endian::little;

constexpr std::uint32_t big_endian(std::uint32_t value) {
    return k_little ? value >> 24 | (value >> 8 & 0xFF00) | (value << 8 & 0xFF0000) | value << 24 : value;
}
// The last two bytes of a, then the first two of b.
constexpr std::uint32_t join(std::uint32_t a, std::uint32_t b) {
    return k_little ? a >> 16 | b << 16 : a << 16 | b >> 16;
}
// The first two bytes of a (whose others are zero), then the first two of b.
constexpr std::uint32_t append(std::uint32_t a, std::uint32_t b) {
    return k_little ? a | b << 16 : a | b >> 16;
}
constexpr std::uint32_t first_half(std::uint32_t a) {
    return k_little ? a & 0xFFFF : a & 0xFFFF0000;
}
constexpr std::uint32_t last_half(std::uint32_t a) {
    return k_little ? a & 0xFFFF0000 : a & 0xFFFF;
}

// A received frame.  Slots are uncached: each word is read once, by the caller's care.
class FrameView {
  public:
    explicit FrameView(const std::uint8_t* bytes) : bytes_(bytes) {}

    // The aligned word at a frame offset that is 2 modulo 4.
    std::uint32_t raw(std::size_t at) const {
        std::uint32_t word;
        __builtin_memcpy(&word, __builtin_assume_aligned(bytes_ + at, 4), 4);
        return word;
    }
    std::uint32_t number(std::size_t at) const { return big_endian(raw(at)); }

    // Version, kind, flags, hops: one read.
    std::uint32_t lead() const { return number(frame::at_version); }
    static frame::Kind kind(std::uint32_t lead) { return static_cast<frame::Kind>(lead >> 16 & 0xFF); }
    static std::uint8_t flags(std::uint32_t lead) { return static_cast<std::uint8_t>(lead >> 8); }

    std::uint32_t length() const { return number(frame::at_board) & 0xFFFF; }
    std::uint32_t transaction() const { return number(frame::at_transaction); }
    std::uint32_t total() const { return number(frame::at_total); }
    std::uint32_t offset() const { return number(frame::at_offset); }
    Life epoch() const { return {{raw(frame::at_epoch), raw(frame::at_epoch + 4)}}; }
    Life life() const { return {{raw(frame::at_life), raw(frame::at_life + 4)}}; }
    Address source() const {
        const std::uint32_t w = raw(6);
        const std::uint32_t x = raw(10);
        return {{w, first_half(x)}};
    }
    // A port that begins at a frame offset that is 2 modulo 4: the reply field, or the first field of a body.
    PutPort4 port(std::size_t at) const {
        PutPort4 port;
        for (std::size_t i = 0; i < PutPort4::k_words; ++i) {
            port.word[i] = raw(at + 4 * i);
        }
        port.word[PutPort4::k_words - 1] = first_half(port.word[PutPort4::k_words - 1]);
        return port;
    }
    bool shows(std::size_t at, const PutPort4& port) const {
        for (std::size_t i = 0; i < PutPort4::k_words - 1; ++i) {
            if (raw(at + 4 * i) != port.word[i]) {
                return false;
            }
        }
        return first_half(raw(at + 4 * (PutPort4::k_words - 1))) == port.word[PutPort4::k_words - 1];
    }
    void message(Message& out) const {
        for (std::size_t i = 0; i < frame::message_size; i += 4) {
            const std::uint32_t word = raw(frame::header_size + i);
            __builtin_memcpy(__builtin_assume_aligned(&out.bytes[i], 4), &word, 4);
        }
    }
    std::uint32_t body(std::size_t at) const { return number(frame::header_size + at); }
    std::uint32_t received_of_grant() const {
        constexpr std::size_t at = frame::header_size + frame::body::grant::at_received; // 0 modulo 4
        return big_endian(join(raw(at - 2), raw(at + 2)));
    }
    const std::uint8_t* data(std::uint32_t header) const { return bytes_ + header; }

  private:
    const std::uint8_t* bytes_;
};

// Fields of a frame to be sent; those that many frames have in common are raw.
struct Header {
    frame::Kind kind{};
    std::uint8_t flags = 0;
    std::uint32_t length = 0;
    std::uint32_t raw_transaction = 0;
    std::uint32_t raw_total = 0;
    std::uint32_t offset = 0;
};

// Writes header, then words of a body with put(); the fields that the box fills in are left as they are.
class Writer {
  public:
    Writer(std::uint8_t* to, const Header& header, const Address& destination, const GetPort4& reply,
           const PutPort4& port, const Life& life) {
        static_assert(frame::at_transaction == frame::at_reply + 2 * port_bytes &&
                      frame::at_life + 8 == frame::header_size);
        constexpr std::size_t k_last = PutPort4::k_words - 1;
        const std::uint16_t first =
            static_cast<std::uint16_t>(k_little ? destination.word[0] : destination.word[0] >> 16);
        __builtin_memcpy(__builtin_assume_aligned(to, 2), &first, 2);
        at_ = to + 2;
        put(join(destination.word[0], destination.word[1]));
        at_ += 4; // the box's own address
        put(big_endian(frame::ethertype));
        put(big_endian(std::uint32_t{frame::version} << 24 | static_cast<std::uint32_t>(header.kind) << 16 |
                       std::uint32_t{header.flags} << 8));
        put(big_endian(header.length));
        for (std::size_t i = 0; i < k_last; ++i) {
            put(reply.word[i]);
        }
        put(append(reply.word[k_last], port.word[0]));
        for (std::size_t i = 0; i < k_last; ++i) {
            put(join(port.word[i], port.word[i + 1]));
        }
        put(header.raw_transaction);
        put(header.raw_total);
        put(big_endian(header.offset));
        at_ += 8; // the box's epoch
        put(life.word[0]);
        put(life.word[1]);
    }
    void put(std::uint32_t raw) {
        __builtin_memcpy(__builtin_assume_aligned(at_, 4), &raw, 4);
        at_ += 4;
    }
    void message(const Message& message) {
        for (std::size_t i = 0; i < frame::message_size; i += 4) {
            std::uint32_t word;
            __builtin_memcpy(&word, __builtin_assume_aligned(&message.bytes[i], 4), 4);
            put(word);
        }
    }

  private:
    std::uint8_t* at_;
};

// Bytes that Writer may touch: Env::header() must give at least these.
inline constexpr std::size_t k_header_room = frame::header_size + frame::message_size + 2;

} // namespace amoebox::rpc
