// Start-up, threads, locks and text of lib/user: see amoebox.hpp.
#include "lib/user/amoebox.hpp"

extern "C" {
int main(int argc, char** argv);
using Constructor = void (*)();
extern const Constructor __init_array_start[];
extern const Constructor __init_array_end[];

[[noreturn]] void abort() {
    amoebox::write("the program failed a check of its own\n");
    amoebox::exit(70);
}

// The arguments, one text with blanks between them, become argv.
[[noreturn]] void amoebox_start(char* text, std::uint32_t size) {
    static char* argv[33];
    static char none[] = "";
    int argc = 0;
    argv[argc++] = none;
    for (const Constructor* at = __init_array_start; at != __init_array_end; ++at) {
        (*at)();
    }
    static char copy[257];
    size = size < 256 ? size : 256;
    std::memcpy(copy, text, size);
    bool inside = false;
    for (std::uint32_t i = 0; i < size; ++i) {
        if (copy[i] == ' ') {
            copy[i] = '\0';
            inside = false;
        } else if (!inside && argc < 32) {
            argv[argc++] = &copy[i];
            inside = true;
        }
    }
    amoebox::exit(main(argc, argv));
}
} // extern "C"

namespace amoebox {

namespace {

struct ThreadStart {
    void (*function)(std::uint32_t);
    std::uint32_t argument;
};

[[noreturn]] void thread_begin(const ThreadStart* start) {
    start->function(start->argument);
    for (;;) {
        system_call(Syscall::thread_exit);
    }
}

} // namespace

Result<std::uint32_t> start_thread(void (*function)(std::uint32_t), std::uint32_t argument,
                                   std::uint32_t stack_bytes) {
    const auto stack = map(stack_bytes);
    if (!stack) {
        return std::unexpected(stack.error());
    }
    auto* start = reinterpret_cast<ThreadStart*>(stack->data() + stack->size() - 16);
    *start = {function, argument};
    return to_result(system_call(Syscall::thread_start, reinterpret_cast<std::uint32_t>(thread_begin),
                                 address_of(start), address_of(start)));
}

bool Mutex::try_lock() {
    std::uint32_t expected = 0;
    return __atomic_compare_exchange_n(&state_, &expected, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}
void Mutex::lock() {
    if (try_lock()) {
        return;
    }
    while (__atomic_exchange_n(&state_, 2, __ATOMIC_ACQUIRE) != 0) {
        wait_while(&state_, 2);
    }
}
void Mutex::unlock() {
    if (__atomic_exchange_n(&state_, 0, __ATOMIC_RELEASE) == 2) {
        wake(&state_, 1);
    }
}

bool Semaphore::down(std::uint32_t milliseconds) {
    for (;;) {
        std::uint32_t count = __atomic_load_n(&count_, __ATOMIC_RELAXED);
        while (count != 0) {
            if (__atomic_compare_exchange_n(&count_, &count, count - 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
                return true;
            }
        }
        if (wait_while(&count_, 0, milliseconds) < 0 && milliseconds != 0) {
            return false;
        }
    }
}
void Semaphore::up() {
    __atomic_fetch_add(&count_, 1, __ATOMIC_RELEASE);
    wake(&count_, 1);
}

Text& Text::add(std::string_view text) {
    const std::size_t n = text.size() < room_.size() - size_ ? text.size() : room_.size() - size_;
    std::memcpy(room_.data() + size_, text.data(), n);
    size_ += n;
    return *this;
}
Text& Text::add_number(std::uint64_t value, unsigned base, unsigned digits) {
    std::array<char, 20> text;
    std::size_t at = text.size();
    const auto put = [&](unsigned digit) { text[--at] = "0123456789abcdef"[digit]; };
    while (value >> 32 != 0) {
        put(static_cast<unsigned>(value % base));
        value /= base;
    }
    auto low = static_cast<std::uint32_t>(value);
    while (low != 0 || text.size() - at < digits) {
        put(low % base);
        low /= base;
    }
    return add({text.data() + at, text.size() - at});
}
bool Text::add_until_brace(std::string_view& format, bool& hexadecimal) {
    const std::size_t at = format.find('{');
    const std::size_t end = format.find('}', at == format.npos ? 0 : at);
    if (at == format.npos || end == format.npos) {
        add(format);
        format = {};
        return false;
    }
    add(format.substr(0, at));
    hexadecimal = end == at + 2;
    format.remove_prefix(end + 1);
    return true;
}

void write(std::string_view text) {
    while (!text.empty()) {
        const std::int32_t n = system_call(Syscall::write, address_of(text.data()), text.size());
        if (n <= 0) {
            return;
        }
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

std::string_view read_line(std::span<char> room) {
    std::size_t size = 0;
    for (;;) {
        char c = 0;
        if (system_call(Syscall::read, address_of(&c), 1) != 1) {
            return {room.data(), size};
        }
        if (c == '\n' || c == '\r') {
            return {room.data(), size};
        }
        if (c == 8 || c == 127) {
            size -= size != 0 ? 1 : 0;
        } else if (size < room.size()) {
            room[size++] = c;
        }
    }
}

} // namespace amoebox
