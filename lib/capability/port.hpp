// Byte strings of the width of a port, one type for each meaning, so that the compiler keeps them apart (docs/f.md).
//
//   GetPort         secret: whoever holds it may receive           --put_port_of-->    PutPort    public: whom to
//   send to SignatureSecret secret: whoever holds it may sign              --signature_of-->   Signature  public
//   ObjectSecret    secret: the random number C of an object       --lib/capability/capability.hpp-->  Check
//
// F is the only way from left to right and nothing leads back.  Secret types have no from_wire() and no wire(): their
// bytes are taken and given only by functions whose names say so.  None can be printed, compared takes the same time
// wherever the difference is, and all zeros is null, which is never valid.  Here they are templates; ports.hpp has
// the profile's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lib/f/f.hpp"

namespace amoebox {

template <std::size_t Bytes>
using Raw = std::array<std::uint8_t, Bytes>;

// Equality in the same time for all contents.
template <std::size_t Bytes>
constexpr bool equal_in_constant_time(const Raw<Bytes>& a, const Raw<Bytes>& b) {
    unsigned difference = 0;
    for (std::size_t i = 0; i < Bytes; ++i) {
        difference |= static_cast<unsigned>(a[i] ^ b[i]);
    }
    return difference == 0;
}

// What all of them share.  Kind is the type itself, so that two kinds never compare or convert.
template <typename Kind, std::size_t Bytes>
class Opaque {
  public:
    static constexpr std::size_t k_bytes = Bytes;

    constexpr Opaque() = default; // null

    constexpr bool is_null() const { return equal_in_constant_time(bytes_, Raw<Bytes>{}); }
    friend constexpr bool operator==(const Kind& a, const Kind& b) {
        return equal_in_constant_time(a.bytes_, b.bytes_);
    }

  protected:
    constexpr explicit Opaque(const Raw<Bytes>& bytes) : bytes_(bytes) {}
    Raw<Bytes> bytes_{};
};

// Goes on the wire and comes from it.
template <typename Kind, std::size_t Bytes>
class OnWire : public Opaque<Kind, Bytes> {
  public:
    static constexpr Kind from_wire(const Raw<Bytes>& bytes) { return Kind(bytes); }
    constexpr const Raw<Bytes>& wire() const { return this->bytes_; }

  protected:
    using Opaque<Kind, Bytes>::Opaque;
};

// Known to its holder: drawn at random, kept in an image or a register of the box, never on the wire.
template <typename Kind, std::size_t Bytes>
class Secret : public Opaque<Kind, Bytes> {
  public:
    static constexpr Kind from_random(const Raw<Bytes>& bytes) { return Kind(bytes); }
    static constexpr Kind from_secret_bytes(const Raw<Bytes>& bytes) { return Kind(bytes); }
    constexpr const Raw<Bytes>& secret_bytes() const { return this->bytes_; }

  protected:
    using Opaque<Kind, Bytes>::Opaque;
};

template <std::size_t Bytes>
class BasicGetPort : public Secret<BasicGetPort<Bytes>, Bytes> {
    using Base = Secret<BasicGetPort, Bytes>;
    friend Base;
    using Base::Base;

  public:
    constexpr BasicGetPort() = default;
};

template <std::size_t Bytes>
class BasicPutPort : public OnWire<BasicPutPort<Bytes>, Bytes> {
    using Base = OnWire<BasicPutPort, Bytes>;
    friend Base;
    using Base::Base;

  public:
    constexpr BasicPutPort() = default;
};

template <std::size_t Bytes>
class BasicSignatureSecret : public Secret<BasicSignatureSecret<Bytes>, Bytes> {
    using Base = Secret<BasicSignatureSecret, Bytes>;
    friend Base;
    using Base::Base;

  public:
    constexpr BasicSignatureSecret() = default;
};

template <std::size_t Bytes>
class BasicSignature : public OnWire<BasicSignature<Bytes>, Bytes> {
    using Base = OnWire<BasicSignature, Bytes>;
    friend Base;
    using Base::Base;

  public:
    constexpr BasicSignature() = default;
};

template <std::size_t Bytes>
constexpr BasicPutPort<Bytes> put_port_of(const BasicGetPort<Bytes>& get_port) {
    return BasicPutPort<Bytes>::from_wire(f(Use::port, get_port.secret_bytes()));
}

template <std::size_t Bytes>
constexpr BasicSignature<Bytes> signature_of(const BasicSignatureSecret<Bytes>& secret) {
    return BasicSignature<Bytes>::from_wire(f(Use::signature, secret.secret_bytes()));
}

} // namespace amoebox
