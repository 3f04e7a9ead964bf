// The console: text out, typed bytes in.
#pragma once

#include <cstdint>
#include <string_view>

#include "kernel/thread.hpp"

namespace amoebox::kernel {

void console_write(std::string_view text);
void console_write_hex(std::uint32_t value);
void console_write_number(std::uint32_t value);
void console_input();                                             // interrupt: typed bytes
std::uint32_t console_take(std::uint8_t* to, std::uint32_t most); // typed bytes that are there

} // namespace amoebox::kernel
