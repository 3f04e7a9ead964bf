// The console: see console.hpp.
#include "kernel/console.hpp"

#include <array>

#include "kernel/platform/platform.hpp"
#include "kernel/scheduler.hpp"

namespace amoebox::kernel {

namespace {
std::array<std::uint8_t, 256> g_typed;
std::uint32_t g_typed_in = 0, g_typed_out = 0;
} // namespace

void console_write(std::string_view text) {
    for (const char c : text) {
        platform::console_put(static_cast<std::uint8_t>(c));
    }
}

void console_write_hex(std::uint32_t value) {
    std::array<char, 10> text = {'0', 'x'};
    for (unsigned i = 0; i < 8; ++i) {
        text[2 + i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
    }
    console_write({text.data(), text.size()});
}

void console_write_number(std::uint32_t value) {
    std::array<char, 10> text{};
    unsigned n = 10;
    do {
        text[--n] = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    console_write({text.data() + n, 10 - n});
}

void console_input() {
    for (;;) {
        if (g_typed_in - g_typed_out == g_typed.size()) {
            platform::listen(false); // nobody reads: leave the rest where it is
            break;
        }
        const std::int32_t byte = platform::console_get();
        if (byte < 0) {
            break;
        }
        g_typed[g_typed_in++ % g_typed.size()] = static_cast<std::uint8_t>(byte);
    }
    for (Thread& thread : g_threads) {
        if (thread.state == State::console && g_typed_in != g_typed_out) {
            std::array<std::uint8_t, 64> bytes{};
            const std::uint32_t n = console_take(
                bytes.data(), thread.buffer_size[0] < bytes.size() ? thread.buffer_size[0] : bytes.size());
            const std::uint32_t done = copy_to(thread.process->space, thread.buffer_address[0], bytes.data(), n);
            thread.buffer_size[0] = 0;
            finish_call(thread, static_cast<std::int32_t>(done));
            make_ready_first(thread);
        }
    }
}

std::uint32_t console_take(std::uint8_t* to, std::uint32_t most) {
    std::uint32_t n = 0;
    while (n < most && g_typed_out != g_typed_in) {
        to[n++] = g_typed[g_typed_out++ % g_typed.size()];
    }
    platform::listen(true);
    return n;
}

} // namespace amoebox::kernel
