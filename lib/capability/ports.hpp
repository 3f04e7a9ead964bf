// The types of port.hpp and capability.hpp at the width of the profile: what everybody but host tools uses.
#pragma once

#include "gen/profile.hpp"
#include "lib/capability/capability.hpp"
#include "lib/capability/port.hpp"

namespace amoebox {

using GetPort = BasicGetPort<port_bytes>;
using PutPort = BasicPutPort<port_bytes>;
using SignatureSecret = BasicSignatureSecret<port_bytes>;
using Signature = BasicSignature<port_bytes>;
using ObjectSecret = BasicObjectSecret<port_bytes>;
using Check = BasicCheck<port_bytes>;
using Capability = BasicCapability<port_bytes>;

static_assert(Capability::k_bytes == 2 * port_bytes + 4 && (Capability::k_bytes == 32 || Capability::k_bytes == 16));

} // namespace amoebox
