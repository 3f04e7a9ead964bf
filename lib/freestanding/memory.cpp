// What the compiler calls by itself: memcpy, memmove, memset, memcmp, strlen, 64-bit shifts and division.
//
// The cache is write-through and a store costs about four cycles whatever its width, so everything is moved by words;
// eight at a time, so that a line is read while its successors are on their way.
#include <cstddef>
#include <cstdint>

#include <__verbose_abort>

extern "C" {

using Word [[gnu::may_alias]] = std::uint32_t;

[[gnu::noinline]] void* memcpy(void* __restrict to, const void* __restrict from, std::size_t size) {
    auto* out = static_cast<std::uint8_t*>(to);
    const auto* in = static_cast<const std::uint8_t*>(from);
    if (((reinterpret_cast<std::uintptr_t>(out) ^ reinterpret_cast<std::uintptr_t>(in)) & 3) == 0) {
        while (size != 0 && (reinterpret_cast<std::uintptr_t>(out) & 3) != 0) {
            *out++ = *in++;
            --size;
        }
        auto* word_out = reinterpret_cast<Word*>(out);
        const auto* word_in = reinterpret_cast<const Word*>(in);
        for (; size >= 32; size -= 32, word_out += 8, word_in += 8) {
            const Word a = word_in[0], b = word_in[1], c = word_in[2], d = word_in[3];
            word_out[0] = a;
            word_out[1] = b;
            word_out[2] = c;
            word_out[3] = d;
            const Word e = word_in[4], f = word_in[5], g = word_in[6], h = word_in[7];
            word_out[4] = e;
            word_out[5] = f;
            word_out[6] = g;
            word_out[7] = h;
        }
        for (; size >= 4; size -= 4) {
            *word_out++ = *word_in++;
        }
        out = reinterpret_cast<std::uint8_t*>(word_out);
        in = reinterpret_cast<const std::uint8_t*>(word_in);
    } else if (size >= 16) {
        // Stores aligned, loads shifted together from aligned words; never reads a word that holds no byte of the source.
        while ((reinterpret_cast<std::uintptr_t>(out) & 3) != 0) {
            *out++ = *in++;
            --size;
        }
        const unsigned shift = 8 * (reinterpret_cast<std::uintptr_t>(in) & 3);
        const auto* word_in =
            reinterpret_cast<const Word*>(reinterpret_cast<std::uintptr_t>(in) & ~std::uintptr_t{3});
        auto* word_out = reinterpret_cast<Word*>(out);
        Word low = *word_in++;
        for (; size >= 8; size -= 4, in += 4) {
            const Word high = *word_in++;
            *word_out++ = low >> shift | high << (32 - shift);
            low = high;
        }
        out = reinterpret_cast<std::uint8_t*>(word_out);
    }
    while (size-- != 0) {
        *out++ = *in++;
    }
    return to;
}

[[gnu::noinline]] void* memmove(void* to, const void* from, std::size_t size) {
    auto* out = static_cast<std::uint8_t*>(to);
    const auto* in = static_cast<const std::uint8_t*>(from);
    if (out <= in || out >= in + size) {
        if (out + size <= in || out >= in + size) {
            return memcpy(to, from, size);
        }
        for (std::size_t i = 0; i < size; ++i) {
            out[i] = in[i];
            asm volatile("" ::: "memory"); // not to be turned into a call of itself
        }
        return to;
    }
    while (size-- != 0) {
        out[size] = in[size];
        asm volatile("" ::: "memory");
    }
    return to;
}

[[gnu::noinline]] void* memset(void* to, int value, std::size_t size) {
    auto* out = static_cast<std::uint8_t*>(to);
    const auto byte = static_cast<std::uint8_t>(value);
    while (size != 0 && (reinterpret_cast<std::uintptr_t>(out) & 3) != 0) {
        *out++ = byte;
        --size;
    }
    const Word word = byte * 0x0101'0101U;
    auto* word_out = reinterpret_cast<Word*>(out);
    for (; size >= 16; size -= 16, word_out += 4) {
        word_out[0] = word;
        word_out[1] = word;
        word_out[2] = word;
        word_out[3] = word;
    }
    for (; size >= 4; size -= 4) {
        *word_out++ = word;
    }
    out = reinterpret_cast<std::uint8_t*>(word_out);
    while (size-- != 0) {
        *out++ = byte;
    }
    return to;
}

[[gnu::noinline]] int memcmp(const void* one, const void* other, std::size_t size) {
    const auto* a = static_cast<const std::uint8_t*>(one);
    const auto* b = static_cast<const std::uint8_t*>(other);
    if (((reinterpret_cast<std::uintptr_t>(a) | reinterpret_cast<std::uintptr_t>(b)) & 3) == 0) {
        while (size >= 4 && *reinterpret_cast<const Word*>(a) == *reinterpret_cast<const Word*>(b)) {
            a += 4;
            b += 4;
            size -= 4;
        }
    }
    for (; size != 0; --size, ++a, ++b) {
        if (*a != *b) {
            return *a < *b ? -1 : 1;
        }
    }
    return 0;
}

[[gnu::noinline]] void* memchr(const void* in, int value, std::size_t size) {
    const auto* at = static_cast<const std::uint8_t*>(in);
    for (; size != 0; --size, ++at) {
        if (*at == static_cast<std::uint8_t>(value)) {
            return const_cast<std::uint8_t*>(at);
        }
    }
    return nullptr;
}

[[gnu::noinline]] std::size_t strlen(const char* text) {
    std::size_t size = 0;
    while (text[size] != '\0') {
        asm volatile("" ::: "memory");
        ++size;
    }
    return size;
}

// 64-bit shifts by a variable, made of 32-bit ones (built with -O2, which would otherwise call these again).
struct Halves {
    std::uint32_t low;
    std::uint32_t high;
};
static Halves halves(std::uint64_t value) {
    return {static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)};
}
static std::uint64_t whole(std::uint32_t high, std::uint32_t low) {
    return std::uint64_t{high} << 32 | low;
}

std::uint64_t __ashldi3(std::uint64_t value, int count) {
    const Halves h = halves(value);
    const auto n = static_cast<unsigned>(count) & 63;
    if (n >= 32) {
        return whole(h.low << (n & 31), 0);
    }
    return n == 0 ? value : whole(h.high << n | h.low >> (32 - n), h.low << n);
}
std::uint64_t __lshrdi3(std::uint64_t value, int count) {
    const Halves h = halves(value);
    const auto n = static_cast<unsigned>(count) & 63;
    if (n >= 32) {
        return h.high >> (n & 31);
    }
    return n == 0 ? value : whole(h.high >> n, h.low >> n | h.high << (32 - n));
}

// Long division, bit by bit: only statistics divide 64-bit numbers.
static std::uint64_t divide(std::uint64_t value, std::uint64_t by, std::uint64_t* remainder) {
    std::uint64_t quotient = 0;
    std::uint64_t rest = 0;
    for (int bit = 63; bit >= 0; --bit) {
        rest = rest << 1 | (value >> 63);
        value <<= 1;
        quotient <<= 1;
        if (rest >= by) {
            rest -= by;
            quotient |= 1;
        }
    }
    *remainder = rest;
    return quotient;
}
std::uint64_t __udivdi3(std::uint64_t value, std::uint64_t by) {
    std::uint64_t remainder = 0;
    return divide(value, by, &remainder);
}
std::uint64_t __umoddi3(std::uint64_t value, std::uint64_t by) {
    std::uint64_t remainder = 0;
    divide(value, by, &remainder);
    return remainder;
}

// Objects with static storage are never destroyed: a program ends as a whole.
int atexit(void (*)()) {
    return 0;
}
int __cxa_atexit(void (*)(void*), void*, void*) {
    return 0;
}
void* __dso_handle = nullptr;
void __cxa_pure_virtual() {
    __builtin_trap();
}

} // extern "C"

extern "C" [[noreturn]] void abort();

// What libc++ calls instead of throwing.
namespace std {
inline namespace __1 {
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) {
    abort();
}
} // namespace __1
} // namespace std
