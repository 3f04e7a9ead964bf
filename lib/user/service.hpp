// What servers and clients often need: a reply that is text, a call that asks for text.
#pragma once

#include "lib/user/amoebox.hpp"

namespace amoebox {

template <class... Arguments>
std::size_t text_reply(Room room, std::string_view format, const Arguments&... arguments) {
    Text text({reinterpret_cast<char*>(room.data()), room.size()});
    format_to(text, format, arguments...);
    return text.size();
}

// The server's verdict, or why there is none.
inline Error call(Header& header, Bytes request, Room reply, std::uint32_t& length) {
    const auto got = trans(header, request, reply);
    if (!got) {
        return got.error();
    }
    length = *got;
    return header.status();
}

} // namespace amoebox
