// The kernel's random generator: an Ascon sponge fed by the board's entropy source.  Ports are made in advance, one round
// of the permutation at a time while the processor has nothing else to do.
#pragma once

#include <cstdint>

#include "lib/rpc/types.hpp"

namespace amoebox::kernel {

void random_start();
std::uint64_t random_word();
rpc::GetPort4 random_port();
bool random_full();      // no more ports are needed
bool random_idle_step(); // one round towards the next port, if not full; true: there it is

} // namespace amoebox::kernel
