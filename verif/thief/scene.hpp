// What thief and victims know of each other's game.
#pragma once

#include <cstdint>

#include "lib/capability/ports.hpp"

namespace thief {

// A friend of the servers: whoever holds the secret may do more.  Its signature is public.
inline constexpr amoebox::Raw<amoebox::port_bytes> k_friend_secret = {'a', 's', 'e', 'c', 'r', 't'};
inline constexpr amoebox::Raw<amoebox::port_bytes> k_friend_signature =
    amoebox::f(amoebox::Use::signature, k_friend_secret);

// A request of a victim's client: no other one, in any life, has the same.
struct Id {
    std::uint32_t mark; // 'F': from the friend
    std::uint32_t life;
    std::uint32_t number;
};

// The vault of prey_server: it gives everybody a capability with one right, and opens to another.
inline constexpr std::int32_t k_give = 3000;
inline constexpr std::int32_t k_open = 3001;
inline constexpr std::uint8_t k_given = 0x01;
inline constexpr std::uint8_t k_needed = 0x80;

// Statuses of a victim's server: to a friend, and to others.
inline constexpr std::int32_t k_welcome = 7001;
inline constexpr std::int32_t k_stranger = 7002;

} // namespace thief
