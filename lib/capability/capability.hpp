// Capabilities with Amoeba's check fields (docs/f.md).
//
// On the wire:  port | object, 24 bits, big-endian | rights, 8 bits | check  = 256 bits (wide) or 128 bits (classic).
// The server keeps one secret C for each object.  Rights 0xFF (owner): the check field is C itself.  Other rights r:
// it is F(C with its first byte XOR r).  So the holder of an owner capability restricts it alone; whoever holds a
// restricted one must ask the server.  A null check field is never valid.  A capability is a bearer's secret: it is
// not printable.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "lib/capability/port.hpp"

namespace amoebox {

enum class CapabilityError : std::uint8_t {
    bad,          // the check field is not that of object and rights
    denied,       // genuine, but without the rights asked for
    needs_server, // only an owner capability can be restricted without the server
};

using Rights = std::uint8_t;
inline constexpr Rights k_owner_rights = 0xFF;

class ObjectNumber {
  public:
    static constexpr std::uint32_t k_limit = 1U << 24;

    constexpr ObjectNumber() = default;
    // Nothing if it does not fit into 24 bits.
    static constexpr std::optional<ObjectNumber> from(std::uint32_t value) {
        return value < k_limit ? std::optional(ObjectNumber(value)) : std::nullopt;
    }
    static constexpr ObjectNumber from_wire(const std::array<std::uint8_t, 3>& bytes) {
        return ObjectNumber(std::uint32_t{bytes[0]} << 16 | std::uint32_t{bytes[1]} << 8 | bytes[2]);
    }
    constexpr std::array<std::uint8_t, 3> wire() const {
        return {static_cast<std::uint8_t>(value_ >> 16), static_cast<std::uint8_t>(value_ >> 8),
                static_cast<std::uint8_t>(value_)};
    }
    constexpr std::uint32_t value() const { return value_; }
    friend constexpr bool operator==(ObjectNumber, ObjectNumber) = default;

  private:
    constexpr explicit ObjectNumber(std::uint32_t value) : value_(value) {}
    std::uint32_t value_ = 0;
};

// The random number C that the server keeps for an object.
template <std::size_t Bytes>
class BasicObjectSecret : public Secret<BasicObjectSecret<Bytes>, Bytes> {
    using Base = Secret<BasicObjectSecret, Bytes>;
    friend Base;
    using Base::Base;

  public:
    constexpr BasicObjectSecret() = default;
};

template <std::size_t Bytes>
class BasicCheck : public OnWire<BasicCheck<Bytes>, Bytes> {
    using Base = OnWire<BasicCheck, Bytes>;
    friend Base;
    using Base::Base;

  public:
    constexpr BasicCheck() = default;
};

template <std::size_t Bytes>
struct BasicCapability {
    static constexpr std::size_t k_bytes = 2 * Bytes + 4;

    BasicPutPort<Bytes> port;
    ObjectNumber object;
    Rights rights = 0;
    BasicCheck<Bytes> check;

    static constexpr BasicCapability from_wire(const Raw<k_bytes>& wire) {
        Raw<Bytes> port{};
        Raw<Bytes> check{};
        std::copy_n(wire.begin(), Bytes, port.begin());
        std::copy_n(wire.begin() + Bytes + 4, Bytes, check.begin());
        return {BasicPutPort<Bytes>::from_wire(port),
                ObjectNumber::from_wire({wire[Bytes], wire[Bytes + 1], wire[Bytes + 2]}), wire[Bytes + 3],
                BasicCheck<Bytes>::from_wire(check)};
    }

    constexpr Raw<k_bytes> wire() const {
        Raw<k_bytes> out{};
        const std::array<std::uint8_t, 3> number = object.wire();
        std::copy_n(port.wire().begin(), Bytes, out.begin());
        std::copy_n(number.begin(), 3, out.begin() + Bytes);
        out[Bytes + 3] = rights;
        std::copy_n(check.wire().begin(), Bytes, out.begin() + Bytes + 4);
        return out;
    }

    friend constexpr bool operator==(const BasicCapability&, const BasicCapability&) = default;
};

// The one check field that goes with `rights` on the object whose secret is `secret`.
template <std::size_t Bytes>
constexpr BasicCheck<Bytes> check_of(const BasicObjectSecret<Bytes>& secret, Rights rights) {
    Raw<Bytes> bytes = secret.secret_bytes();
    if (rights != k_owner_rights) {
        bytes[0] ^= rights;
        bytes = f(Use::check, bytes);
    }
    return BasicCheck<Bytes>::from_wire(bytes);
}

template <std::size_t Bytes>
constexpr BasicCapability<Bytes> make_owner(const BasicPutPort<Bytes>& port, ObjectNumber object,
                                            const BasicObjectSecret<Bytes>& secret) {
    return {port, object, k_owner_rights, check_of(secret, k_owner_rights)};
}

// At the server, which has found `secret` by port and object number: the rights that `capability` gives.
template <std::size_t Bytes>
constexpr std::expected<Rights, CapabilityError> verify(const BasicObjectSecret<Bytes>& secret,
                                                        const BasicCapability<Bytes>& capability) {
    if (capability.check.is_null() || capability.check != check_of(secret, capability.rights)) {
        return std::unexpected(CapabilityError::bad);
    }
    return capability.rights;
}

// The same, and all of `needed` must be among the rights.
template <std::size_t Bytes>
constexpr std::expected<Rights, CapabilityError> verify(const BasicObjectSecret<Bytes>& secret,
                                                        const BasicCapability<Bytes>& capability, Rights needed) {
    const auto rights = verify(secret, capability);
    if (rights && (*rights & needed) != needed) {
        return std::unexpected(CapabilityError::denied);
    }
    return rights;
}

// At the holder of an owner capability: the same object with the rights of `mask` only.  Whether the owner capability
// is genuine is not known here; of a forged one this makes another forged one.
template <std::size_t Bytes>
constexpr std::expected<BasicCapability<Bytes>, CapabilityError> restrict(const BasicCapability<Bytes>& owner,
                                                                          Rights mask) {
    if (owner.rights != k_owner_rights) {
        return std::unexpected(CapabilityError::needs_server);
    }
    const auto secret = BasicObjectSecret<Bytes>::from_secret_bytes(owner.check.wire());
    return BasicCapability<Bytes>{owner.port, owner.object, mask, check_of(secret, mask)};
}

// At the server: any genuine capability, with those of its rights that are in `mask`.
template <std::size_t Bytes>
constexpr std::expected<BasicCapability<Bytes>, CapabilityError>
restrict_at_server(const BasicObjectSecret<Bytes>& secret, const BasicCapability<Bytes>& capability, Rights mask) {
    return verify(secret, capability).transform([&](Rights old) {
        const Rights rights = old & mask;
        return BasicCapability<Bytes>{capability.port, capability.object, rights, check_of(secret, rights)};
    });
}

} // namespace amoebox
