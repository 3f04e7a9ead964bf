// Ports and capabilities: types, bytes on the wire, Amoeba's rules of restriction, and that nothing but the genuine
// capability passes: every single-bit change, 1,000,000 forged check fields and 1,000,000 widened rights, at both
// widths.
#include <catch2/catch.hpp>

#include <map>
#include <ostream>

#include "lib/capability/capability.hpp"
#include "lib/capability/ports.hpp"
#include "verif/f/inputs.hpp"

using namespace amoebox;

namespace {

template <typename T>
concept Printable = requires(std::ostream& stream, const T& value) { stream << value; };
template <typename A, typename B>
concept Comparable = requires(const A& a, const B& b) { a == b; };
template <typename T>
concept FromWire = requires(const Raw<T::k_bytes>& bytes) { T::from_wire(bytes); };
template <typename T>
concept ToWire = requires(const T& value) { value.wire(); };

template <std::size_t Bytes>
constexpr bool types_are_kept_apart() {
    using Get = BasicGetPort<Bytes>;
    using Put = BasicPutPort<Bytes>;
    using SignatureSecret = BasicSignatureSecret<Bytes>;
    using ObjectSecret = BasicObjectSecret<Bytes>;
    static_assert(sizeof(Get) == Bytes && sizeof(Put) == Bytes);
    static_assert(!std::is_convertible_v<Get, Put> && !std::is_constructible_v<Put, Get>);
    static_assert(!std::is_convertible_v<Put, Get> && !std::is_constructible_v<Get, Put>);
    static_assert(!std::is_constructible_v<Get, Raw<Bytes>> && !std::is_constructible_v<Put, Raw<Bytes>>);
    static_assert(Comparable<Get, Get> && Comparable<Put, Put> && !Comparable<Get, Put>);
    static_assert(!Comparable<BasicSignature<Bytes>, Put> && !Comparable<BasicCheck<Bytes>, Put>);
    static_assert(FromWire<Put> && ToWire<Put> && FromWire<BasicCheck<Bytes>>);
    static_assert(!FromWire<Get> && !FromWire<SignatureSecret> && !FromWire<ObjectSecret>);
    static_assert(!ToWire<Get> && !ToWire<SignatureSecret> && !ToWire<ObjectSecret>);
    static_assert(!Printable<Get> && !Printable<SignatureSecret> && !Printable<ObjectSecret>);
    static_assert(!Printable<BasicCapability<Bytes>> && !Printable<BasicCheck<Bytes>>);
    return true;
}
static_assert(types_are_kept_apart<14>() && types_are_kept_apart<6>());
static_assert(std::is_same_v<PutPort, BasicPutPort<port_bytes>> &&
              std::is_same_v<Capability, BasicCapability<port_bytes>>);
static_assert(BasicCapability<14>::k_bytes * 8 == 256 && BasicCapability<6>::k_bytes * 8 == 128);

template <std::size_t Bytes>
struct Object {
    BasicObjectSecret<Bytes> secret;
    BasicCapability<Bytes> owner;

    explicit Object(inputs::Random& random)
        : secret(BasicObjectSecret<Bytes>::from_random(random.bytes<Bytes>())),
          owner(make_owner(put_port_of(BasicGetPort<Bytes>::from_random(random.bytes<Bytes>())),
                           *ObjectNumber::from(static_cast<std::uint32_t>(random.below(ObjectNumber::k_limit))),
                           secret)) {}
};

template <std::size_t Bytes>
bool is_bad(const BasicObjectSecret<Bytes>& secret, const BasicCapability<Bytes>& capability) {
    const auto verdict = verify(secret, capability);
    return !verdict && verdict.error() == CapabilityError::bad;
}

} // namespace

TEMPLATE_TEST_CASE_SIG("F is the way from the secret type to the public one", "", ((std::size_t Bytes), Bytes), 14,
                       6) {
    inputs::Random random(1);
    const auto bytes = random.bytes<Bytes>();
    CHECK(put_port_of(BasicGetPort<Bytes>::from_random(bytes)).wire() == f(Use::port, bytes));
    CHECK(signature_of(BasicSignatureSecret<Bytes>::from_random(bytes)).wire() == f(Use::signature, bytes));
    CHECK(put_port_of(BasicGetPort<Bytes>{}).is_null());
    CHECK(signature_of(BasicSignatureSecret<Bytes>{}).is_null());
    CHECK(BasicGetPort<Bytes>::from_secret_bytes(bytes).secret_bytes() == bytes);
    CHECK_FALSE(BasicGetPort<Bytes>::from_random(bytes).is_null());
}

TEMPLATE_TEST_CASE_SIG("Equality sees every single bit", "", ((std::size_t Bytes), Bytes), 14, 6) {
    const auto values = inputs::walking<Bytes>();
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t k = 0; k < values.size(); ++k) {
            REQUIRE((BasicGetPort<Bytes>::from_random(values[i]) == BasicGetPort<Bytes>::from_random(values[k])) ==
                    (i == k));
        }
    }
}

TEMPLATE_TEST_CASE_SIG("A capability is port, object, rights, check, and nothing else", "",
                       ((std::size_t Bytes), Bytes), 14, 6) {
    Raw<2 * Bytes + 4> wire{};
    for (std::size_t i = 0; i < wire.size(); ++i) {
        wire[i] = static_cast<std::uint8_t>(i + 1);
    }
    const auto capability = BasicCapability<Bytes>::from_wire(wire);
    CHECK(capability.port.wire()[0] == 1);
    CHECK(capability.port.wire()[Bytes - 1] == Bytes);
    CHECK(capability.object.value() == ((Bytes + 1) << 16 | (Bytes + 2) << 8 | (Bytes + 3)));
    CHECK(capability.rights == Bytes + 4);
    CHECK(capability.check.wire()[0] == Bytes + 5);
    CHECK(capability.check.wire()[Bytes - 1] == 2 * Bytes + 4);
    CHECK(capability.wire() == wire);

    inputs::Random random(2);
    for (int i = 0; i < 1000; ++i) {
        const auto bytes = random.bytes<2 * Bytes + 4>();
        REQUIRE(BasicCapability<Bytes>::from_wire(bytes).wire() == bytes);
    }
}

TEST_CASE("An object number that does not fit into 24 bits is refused, not cut") {
    CHECK(ObjectNumber::from(0)->value() == 0);
    CHECK(ObjectNumber::from(0xFFFFFF)->value() == 0xFFFFFF);
    CHECK_FALSE(ObjectNumber::from(0x1000000).has_value());
    CHECK_FALSE(ObjectNumber::from(0xFFFFFFFF).has_value());
}

TEMPLATE_TEST_CASE_SIG("The check field follows Amoeba's rule", "", ((std::size_t Bytes), Bytes), 14, 6) {
    inputs::Random random(3);
    const Object<Bytes> object(random);
    CHECK(object.owner.rights == 0xFF);
    CHECK(object.owner.check.wire() == object.secret.secret_bytes());
    CHECK(verify(object.secret, object.owner) == 0xFF);
    for (unsigned rights = 0; rights < 0xFF; ++rights) {
        const auto r = static_cast<Rights>(rights);
        auto changed = object.secret.secret_bytes();
        changed[0] ^= r;
        const auto restricted = restrict(object.owner, r);
        REQUIRE(restricted);
        REQUIRE(restricted->port == object.owner.port);
        REQUIRE(restricted->object == object.owner.object);
        REQUIRE(restricted->rights == r);
        REQUIRE(restricted->check.wire() == f(Use::check, changed));
        REQUIRE(verify(object.secret, *restricted) == r);
    }
}

TEMPLATE_TEST_CASE_SIG("Restriction only ever takes rights away", "", ((std::size_t Bytes), Bytes), 14, 6) {
    inputs::Random random(4);
    const Object<Bytes> object(random);
    CHECK(restrict(object.owner, 0xFF) == object.owner);
    CHECK(restrict_at_server(object.secret, object.owner, 0xFF) == object.owner);
    for (unsigned first = 0; first < 0xFF; ++first) {
        const auto held = * restrict(object.owner, static_cast<Rights>(first));
        const auto alone = restrict(held, 0x0F);
        REQUIRE(!alone);
        REQUIRE(alone.error() == CapabilityError::needs_server);
        REQUIRE(restrict_at_server(object.secret, object.owner, static_cast<Rights>(first)) == held);
        for (const unsigned mask : {0x00U, 0x01U, 0x0FU, 0xAAU, 0xFEU, 0xFFU, first}) {
            const auto less = restrict_at_server(object.secret, held, static_cast<Rights>(mask));
            REQUIRE(less);
            REQUIRE(less->rights == (first & mask));
            REQUIRE(verify(object.secret, *less) == less->rights);
            REQUIRE(*less == * restrict(object.owner, static_cast<Rights>(first & mask)));
        }
    }
}

TEMPLATE_TEST_CASE_SIG("Restricting a forged capability gives a forged one or none", "", ((std::size_t Bytes), Bytes),
                       14, 6) {
    inputs::Random random(5);
    const Object<Bytes> object(random);
    auto forged = object.owner;
    forged.check = BasicCheck<Bytes>::from_wire(random.bytes<Bytes>());
    CHECK(is_bad(object.secret, * restrict(forged, 0x0F)));
    CHECK(restrict_at_server(object.secret, forged, 0x0F).error() == CapabilityError::bad);
}

TEMPLATE_TEST_CASE_SIG("A right that is missing is denied, a bad capability is bad", "", ((std::size_t Bytes), Bytes),
                       14, 6) {
    inputs::Random random(6);
    const Object<Bytes> object(random);
    const auto held = * restrict(object.owner, 0x05);
    CHECK(verify(object.secret, held, 0x04) == 0x05);
    CHECK(verify(object.secret, held, 0x05) == 0x05);
    CHECK(verify(object.secret, held, 0x02).error() == CapabilityError::denied);
    CHECK(verify(object.secret, held, 0x06).error() == CapabilityError::denied);
    auto widened = held;
    widened.rights = 0x07;
    CHECK(verify(object.secret, widened, 0x02).error() == CapabilityError::bad);
}

TEMPLATE_TEST_CASE_SIG("A null check field is never valid", "", ((std::size_t Bytes), Bytes), 14, 6) {
    // With this C, and these rights, F's argument is null, and so would be the check field.
    Raw<Bytes> bytes{};
    bytes[0] = 0x5A;
    const auto secret = BasicObjectSecret<Bytes>::from_random(bytes);
    BasicCapability<Bytes> capability;
    capability.rights = 0x5A;
    CHECK(check_of(secret, 0x5A).is_null());
    CHECK(is_bad(secret, capability));
    capability.rights = 0xFF;
    CHECK(is_bad(BasicObjectSecret<Bytes>{}, capability));
}

TEMPLATE_TEST_CASE_SIG("Every single-bit change of a capability is refused", "", ((std::size_t Bytes), Bytes), 14,
                       6) {
    // The server judges what is sent to its own port and finds C by object number.  Here each object has 24
    // neighbours whose numbers differ in one bit, so that a changed number always finds some C.
    inputs::Random random(7);
    unsigned accepted = 0;
    for (int i = 0; i < 500; ++i) {
        const Object<Bytes> object(random);
        std::map<std::uint32_t, BasicObjectSecret<Bytes>> secrets = {{object.owner.object.value(), object.secret}};
        for (unsigned bit = 0; bit < 24; ++bit) {
            secrets[object.owner.object.value() ^ (1U << bit)] =
                BasicObjectSecret<Bytes>::from_random(random.bytes<Bytes>());
        }
        const auto accepts = [&](const BasicCapability<Bytes>& capability) {
            return capability.port == object.owner.port && !is_bad(secrets.at(capability.object.value()), capability);
        };
        const auto held = * restrict(object.owner, static_cast<Rights>(i % 4 == 0 ? 0xFF : random.below(256)));
        REQUIRE(accepts(held));
        const auto wire = held.wire();
        for (std::size_t bit = 0; bit < 8 * wire.size(); ++bit) {
            auto changed = wire;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            accepted += accepts(BasicCapability<Bytes>::from_wire(changed)) ? 1 : 0;
        }
    }
    CHECK(accepted == 0);
}

TEMPLATE_TEST_CASE_SIG("1,000,000 forged check fields: none is accepted", "[forge]", ((std::size_t Bytes), Bytes), 14,
                       6) {
    inputs::Random random(9);
    const Object<Bytes> object(random);
    unsigned accepted = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        auto forged = object.owner;
        forged.rights = static_cast<Rights>(i);
        forged.check = BasicCheck<Bytes>::from_wire(random.bytes<Bytes>());
        accepted += verify(object.secret, forged).has_value() ? 1 : 0;
    }
    CHECK(accepted == 0);
}

TEMPLATE_TEST_CASE_SIG("1,000,000 widened rights: none is accepted", "[forge]", ((std::size_t Bytes), Bytes), 14, 6) {
    inputs::Random random(10);
    unsigned accepted = 0;
    unsigned tried = 0;
    while (tried < 1'000'000) {
        const Object<Bytes> object(random);
        const auto rights = static_cast<Rights>(random.below(0xFF));
        auto forged = * restrict(object.owner, rights);
        for (unsigned wider = 0; wider < 256; ++wider) {
            if ((wider & rights) == rights && wider != rights) {
                forged.rights = static_cast<Rights>(wider);
                accepted += verify(object.secret, forged).has_value() ? 1 : 0;
                ++tried;
            }
        }
    }
    CHECK(accepted == 0);
}
