// What tally_server and tally_caller say to each other.  Every call has a serial number, 0 to CALLS - 1, in parameter_extra.
#pragma once

#include <cstdint>

namespace amoebox::tally {

enum class Ask : std::int32_t {
    count = 1930, // a null RPC; the answer repeats the serial, parameter_size: how many serials have come twice
    look,         // which serials have come: a bit each, from byte parameter_offset on, at most k_piece bytes;
                  // parameter_size: how many calls were carried out, parameter_extra: how many serials came twice
};

inline constexpr std::uint32_t k_piece = 8192;
inline constexpr std::uint32_t k_most_calls = 20'000'000; // three bits of each fit into two processes

} // namespace amoebox::tally
