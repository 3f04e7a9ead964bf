// What thief and victims know of each other's game.
#pragma once

#include <cstdint>

#include "lib/capability/ports.hpp"

namespace thief {

// A friend of the servers: whoever holds the secret may do more.  Its signature is public.
inline constexpr amoebox::Raw<amoebox::port_bytes> k_friend_secret = {'a', 's', 'e', 'c', 'r', 't'};
inline constexpr amoebox::Raw<amoebox::port_bytes> k_friend_signature =
    amoebox::f(amoebox::Use::signature, k_friend_secret);

// Statuses of a victim's server: to a friend, and to others.
inline constexpr std::int32_t k_welcome = 7001;
inline constexpr std::int32_t k_stranger = 7002;

} // namespace thief
