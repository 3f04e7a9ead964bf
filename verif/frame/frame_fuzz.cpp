// Fuzz test of the frame decoder, built with the address and undefined-behaviour sanitizers, with a fixed budget.
//
// Random, mutated and cut frames in buffers of exactly their size: decode() must not read outside, and whatever it accepts
// must come out of encode() byte for byte and obey the rules, which are written here a second time, on raw bytes.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "verif/common/arguments.hpp"
#include "verif/frame/samples.hpp"

using namespace samples;

namespace {

constexpr unsigned k_frames = 400'000;

std::uint64_t number(const Bytes& frame, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        value = value * 256 + frame[at + i];
    }
    return value;
}

// The rules of docs/frame.md on the bytes, with 64-bit arithmetic.
bool obeys_rules(const Bytes& f) {
    if (f.size() < header_size || f.size() > max_frame || number(f, 12, 2) != 0x88B5 || f[14] != 1) {
        return false;
    }
    const unsigned kind = f[15];
    if (kind < 1 || kind > 11 || (f[16] & 0xFC) != 0) {
        return false;
    }
    bool null = true;
    for (std::size_t i = 0; i < amoebox::port_bytes; ++i) {
        null = null && f[22 + amoebox::port_bytes + i] == 0;
    }
    const bool all_ones = number(f, 0, 6) == 0xFFFF'FFFF'FFFF;
    if (null || (kind == 9 ? !all_ones : (f[0] & 1) != 0)) {
        return false;
    }
    const std::size_t before = header_size + (kind <= 2 ? message_size : 0);
    const std::uint64_t length = number(f, 20, 2);
    const std::uint64_t total = number(f, 26 + 2 * amoebox::port_bytes, 4);
    const std::uint64_t offset = number(f, 30 + 2 * amoebox::port_bytes, 4);
    if (f.size() != before + length || offset + length > total) {
        return false;
    }
    if (kind == 3) {
        return offset > 0 && length > 0;
    }
    if (kind <= 2) {
        return offset == 0;
    }
    const std::size_t port = amoebox::port_bytes;
    const std::array<std::size_t, 12> body = {0, 0, 0, 0, port + 4, 12, 4, 0, 4, 0, port, port};
    return offset == 0 && length == body[kind] && total == length;
}

void mutate(Bytes& frame, std::mt19937_64& random) {
    const std::size_t header = frame.size() < header_size ? frame.size() : header_size;
    switch (random() % 6) {
    case 0: // any bit
        if (!frame.empty()) {
            frame[random() % frame.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
        }
        break;
    case 1: // any byte of the header
        if (header != 0) {
            frame[random() % header] = static_cast<std::uint8_t>(random());
        }
        break;
    case 2: // a length or offset at its limits
        if (frame.size() >= header_size) {
            const std::array<std::uint32_t, 6> limits = {0, 1, 0xFFFF'FFFF, 0x8000'0000, 0xFFFF'FF00, 1460};
            bytes::put<std::uint32_t>(frame, random() % 2 == 0 ? at_total : at_offset,
                                      limits[random() % limits.size()]);
        }
        break;
    case 3: // another kind
        if (frame.size() > at_kind) {
            frame[at_kind] = static_cast<std::uint8_t>(random() % 14);
        }
        break;
    case 4: // another size
        frame.resize(random() % (frame.size() + 64));
        break;
    default: // a length field that fits again
        if (frame.size() >= header_size) {
            const std::size_t start = header_size + (frame[at_kind] <= 2 ? message_size : 0);
            bytes::put<std::uint16_t>(frame, at_length, static_cast<std::uint16_t>(frame.size() - start));
        }
        break;
    }
}

} // namespace

int main(int argc, char** argv) {
    std::uint64_t seed = 1;
    if (argc > 2 || (argc > 1 && !number_from(argv[1], seed))) {
        std::fprintf(stderr, "usage: frame_fuzz [SEED]\n");
        return 2;
    }
    std::mt19937_64 random(seed);
    unsigned accepted = 0;
    for (unsigned index = 0; index < k_frames; ++index) {
        Bytes frame = random() % 16 == 0 ? random_bytes(random, random() % 1600)
                                         : make(k_kinds[random() % k_kinds.size()], random, random() % 64).encoded();
        for (std::uint64_t count = random() % 4; count > 0; --count) {
            mutate(frame, random);
        }
        // A block of exactly this size, so that the sanitizer sees the first byte read outside.
        const std::unique_ptr<std::uint8_t[]> exact(new std::uint8_t[frame.size()]);
        if (!frame.empty()) {
            std::memcpy(exact.get(), frame.data(), frame.size());
        }
        const auto decoded = decode({exact.get(), frame.size()});
        const char* wrong = nullptr;
        if (decoded.has_value() != obeys_rules(frame)) {
            wrong = decoded ? "accepted a frame that breaks a rule" : "refused a frame that obeys the rules";
        } else if (decoded) {
            ++accepted;
            Bytes again(frame.size());
            if (encode(*decoded, again) != frame.size() || again != frame) {
                wrong = "encode(decode(x)) is not x";
            }
        }
        if (wrong != nullptr) {
            std::printf("frame_fuzz: seed %llu, frame %u of %zu bytes: %s\n", static_cast<unsigned long long>(seed),
                        index, frame.size(), wrong);
            return 1;
        }
    }
    std::printf("frame_fuzz: %u frames, %u accepted\n", k_frames, accepted);
    // A fuzz test that accepts nothing, or all, tests nothing.
    return accepted > k_frames / 10 && accepted < k_frames * 9 / 10 ? 0 : 1;
}
