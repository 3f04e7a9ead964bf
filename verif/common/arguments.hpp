// Numbers of a command line, whole or not at all.
#pragma once

#include <charconv>
#include <cstring>
#include <system_error>

// false: the text is not a number that fits, and nothing else.
template <class T>
bool number_from(const char* text, T& value) {
    const char* end = text + std::strlen(text);
    const auto [at, error] = std::from_chars(text, end, value);
    return error == std::errc() && at == end;
}
