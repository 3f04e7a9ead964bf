// Frames as tests make them: lawful ones, then changed byte by byte.  decode() of lib/frame is what says that one is malformed.
#pragma once

#include <random>
#include <string_view>

#include "lib/f/f.hpp"
#include "lib/frame/frame.hpp"
#include "tools/ethernet/transport.hpp"

namespace amoebox::hil {

using ethernet::Address;
using ethernet::Bytes;
using frame::Kind;
using Port = frame::PortBytes;
using Random = std::mt19937_64;

template <std::unsigned_integral Integer>
void put(Bytes& to, std::size_t at, Integer value) {
    bytes::put<Integer>(to, at, value);
}
inline void put(Bytes& to, std::size_t at, std::span<const std::uint8_t> string) {
    bytes::put_string(to, at, string);
}
template <std::unsigned_integral Integer>
Integer get(const Bytes& from, std::size_t at) {
    return bytes::get<Integer>(from, at);
}
inline Port port_at(const Bytes& from, std::size_t at) {
    return bytes::get_string<port_bytes>(from, at);
}
inline Address address_at(const Bytes& from, std::size_t at) {
    return bytes::get_string<6>(from, at);
}
inline bool has_header(const Bytes& f) {
    return f.size() >= frame::header_size;
}
inline std::uint32_t number_of(const Bytes& f) {
    return get<std::uint32_t>(f, frame::at_transaction);
}
inline Kind kind_of(const Bytes& f) {
    return static_cast<Kind>(f[frame::at_kind]);
}
inline bool contains(const Bytes& f, std::span<const std::uint8_t> string) {
    return !std::ranges::search(f, string).empty();
}

// What a frame is for and from whom; the rest is made by `lawful`.
struct Wanted {
    Kind kind = Kind::request;
    Address to{}, from{};
    Port reply{}, port{};
    std::uint32_t number = 0; // the transaction: by it a frame is recognised where it arrives
    std::size_t size = 0;     // data bytes, where the kind leaves it open
};

Port random_port(Random& random);
// A well-formed frame; what Wanted does not say is random, as far as form allows.
Bytes lawful(Random& random, const Wanted& wanted);

// A way to break one rule of form.  Not every way applies to every kind; then the frame stays as it is.
struct Breakage {
    std::string_view name;
    void (*apply)(Bytes& frame);
};
std::span<const Breakage> breakages();

// Some bytes of a frame become others, or it is cut or made longer.
void shake(Random& random, Bytes& frame);

} // namespace amoebox::hil
