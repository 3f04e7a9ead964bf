// The devices of a node that are not the box: console, cycle counter, power.
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
void console_wanted(bool wanted);                                 // whether the interrupt is of use
std::uint32_t board_number();
std::uint32_t ram_bytes();
[[noreturn]] void power_off(std::uint32_t status);

} // namespace amoebox::kernel
