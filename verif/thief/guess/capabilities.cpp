// Capabilities natively: a million forged check fields and a million widened rights against the verification that servers
// use.  The same forgeries against a check field that is not one-way (Amoeba's rule without F) show what F is for.
//   guess_capabilities FORGED.json WIDENED.json
#include <cstring>

#include "lib/capability/capability.hpp"
#include "lib/capability/ports.hpp"
#include "verif/f/inputs.hpp"
#include "verif/thief/guess/row.hpp"

using namespace amoebox;

namespace {

constexpr unsigned k_tries = 1'000'000;

bool verify_without_f(const ObjectSecret& secret, const Capability& capability) {
    auto check = secret.secret_bytes();
    if (capability.rights != k_owner_rights) {
        check[0] ^= capability.rights;
    }
    return capability.check.wire() == check;
}

// What the forger makes of a capability with rights `held`: a guess, or what undoes a check field that is not one-way.
Capability forge(inputs::Random& random, const Capability& held, Rights wanted, unsigned how) {
    Capability forged = held;
    forged.rights = wanted;
    auto check = held.check.wire();
    if (how == 1) {
        check[0] ^= static_cast<std::uint8_t>(held.rights ^ (wanted == k_owner_rights ? 0 : wanted));
    } else if (how == 2) {
        check = random.bytes<port_bytes>();
    }
    forged.check = Check::from_wire(check);
    return forged;
}

int run(const char* path, const char* what, bool owner) {
    inputs::Random random(owner ? 21 : 22);
    unsigned accepted = 0, without = 0;
    for (unsigned i = 0; i < k_tries; ++i) {
        const auto secret = ObjectSecret::from_random(random.bytes<port_bytes>());
        const auto rights = static_cast<Rights>(random.below(0x7F));
        const Capability held = * restrict(make_owner(PutPort{}, *ObjectNumber::from(7), secret), rights);
        const auto wanted = owner ? k_owner_rights : static_cast<Rights>(rights | 0x80);
        const Capability forged = forge(random, held, wanted, i % 3);
        accepted += verify(secret, forged).has_value();
        // The same thief, the same rule, but for F.
        Capability plain = held;
        auto check = secret.secret_bytes();
        check[0] ^= rights;
        plain.check = Check::from_wire(check);
        without += verify_without_f(secret, forge(random, plain, wanted, i % 3));
    }
    if (without < k_tries / 3) {
        std::fprintf(stderr, "%s: without F only %u of %u were accepted\n", what, without, k_tries);
        return 1;
    }
    return thief::write_row(path, {what, 0, k_tries, accepted, without});
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: guess_capabilities FORGED.json WIDENED.json\n");
        return 2;
    }
    return run(argv[1], "forged-check-fields", true) | run(argv[2], "widened-rights", false);
}
