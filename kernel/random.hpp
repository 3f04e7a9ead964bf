// The kernel's random generator: an Ascon sponge fed by the board's entropy source.  Ports are made in advance, one round
// of the permutation at a time while the processor has nothing else to do.
#pragma once

#include <cstdint>

#include "lib/rpc/types.hpp"

namespace amoebox::kernel {

void random_start();
std::uint64_t random_word();
rpc::GetPort4 random_port();
// One round, if ports are short; true: look at other work again.
bool random_idle_step();

} // namespace amoebox::kernel
