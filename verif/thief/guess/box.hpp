// Guessing get-ports at a real F-box whose F has only so many output bits: fbox.v with F_OUT_BITS = w, inputs at full width.
//
// One port P = F(G) is what the guesser wants frames for.  A try is an ARM command with a random value; it has succeeded if
// a REQUEST for P is then delivered by the box with that value's entry.  Tries go in batches, so that one frame judges many:
//   guess_box_W OUT.json     writes {width, tries, successes, expected, sigma}; exit status 1 outside four sigma
#pragma once

#include <array>
#include <cmath>
#include <cstdio>

#include "Vfbox.h"
#include "lib/f/f.hpp"
#include "verif/fbox/frames.hpp"
#include "verif/fbox/harness.hpp"
#include "verif/thief/guess/row.hpp"

namespace amoebox::bench {

constexpr unsigned k_batch = 128;

inline int guess(unsigned width, unsigned tries, const char* out) {
    Bench<Vfbox> b(width);
    if (!b.open()) {
        std::fprintf(stderr, "guess_box_%u: the box does not open\n", width);
        return 1;
    }
    Mac own{};
    for (std::size_t i = 0; i < own.size(); ++i) {
        own[i] = static_cast<std::uint8_t>(Bench<Vfbox>::k_mac >> (8 * (5 - i)));
    }
    // P as the box itself makes it of a secret that is then forgotten.
    b.operand(random_port(b.random));
    b.command(hw::fbox_op_f_port);
    const Port wanted = b.value();
    const Bytes frame = make_frame(b.random, Kind::request, own, Port{}, wanted);

    unsigned successes = 0;
    for (unsigned done = 0; done < tries; done += k_batch) {
        std::array<unsigned, hw::fbox_entries> guesses{}; // how many values have led to each entry
        for (unsigned i = 0; i < k_batch; ++i) {
            const auto result = b.arm(random_port(b.random), false, 0, 1);
            const std::uint32_t code = result.value_or(0xFF) & 0xFF;
            if (code == hw::fbox_null) {
                continue; // F of it is zero in the few bits there are: a miss
            }
            if (code != hw::fbox_ok && code != hw::fbox_already) {
                std::fprintf(stderr, "guess_box_%u: ARM answers %u\n", width, code);
                return 1;
            }
            ++guesses[*result >> 8 & 0xFF];
        }
        b.delivered.clear();
        b.to_wire_side.push_back({frame});
        if (!b.settle()) {
            std::fprintf(stderr, "guess_box_%u: the box does not come to rest\n", width);
            return 1;
        }
        if (!b.delivered.empty()) {
            successes += guesses[b.delivered.front().entry];
        }
        b.command(hw::fbox_op_disarm_owner | 1U << 16);
    }
    return thief::write_row(out, {"box", width, tries / k_batch * k_batch, successes});
}

} // namespace amoebox::bench
