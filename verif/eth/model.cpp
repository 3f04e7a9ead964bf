#include "verif/eth/model.hpp"

namespace amoebox::eth {

std::array<std::uint8_t, k_fcs> fcs(std::span<const std::uint8_t> frame) {
    std::uint32_t remainder = 0xffffffff; // complements the first 32 bits of the frame
    for (const std::uint8_t byte : frame) {
        for (int bit = 0; bit < 8; ++bit) {
            const bool feedback = ((remainder >> 31) ^ (static_cast<std::uint32_t>(byte) >> bit)) & 1;
            remainder = (remainder << 1) ^ (feedback ? 0x04c11db7 : 0);
        }
    }
    remainder = ~remainder;
    std::array<std::uint8_t, k_fcs> result{}; // the coefficient of x^31 is the first bit on the wire
    for (unsigned i = 0; i < 32; ++i) {
        result[i / 8] = static_cast<std::uint8_t>(result[i / 8] | (remainder >> (31 - i) & 1) << (i % 8));
    }
    return result;
}

Bytes padded(Bytes frame) {
    if (frame.size() < k_frame_min) {
        frame.resize(k_frame_min, 0);
    }
    return frame;
}

Bytes with_fcs(Bytes frame) {
    const auto check = fcs(frame);
    frame.insert(frame.end(), check.begin(), check.end());
    return frame;
}

Bytes with_preamble(std::span<const std::uint8_t> rest, std::size_t preamble) {
    Bytes result(preamble, k_preamble);
    result.push_back(k_delimiter);
    result.insert(result.end(), rest.begin(), rest.end());
    return result;
}

Bytes on_wire(const Bytes& frame) {
    return with_preamble(with_fcs(padded(frame)));
}

std::vector<Slot> slots(std::span<const std::uint8_t> bytes) {
    std::vector<Slot> result;
    result.reserve(bytes.size());
    for (const std::uint8_t byte : bytes) {
        result.push_back({byte, false});
    }
    return result;
}

std::optional<Received> receive(std::span<const Slot> carrier) {
    std::size_t start = 0;
    while (start < carrier.size() && carrier[start].data == k_preamble) {
        ++start;
    }
    if (start == carrier.size() || carrier[start].data != k_delimiter) {
        return std::nullopt;
    }
    Bytes frame;
    bool error = false;
    constexpr std::size_t limit = k_frame_max + k_fcs;
    for (std::size_t i = 0; i < carrier.size() && frame.size() <= limit; ++i) {
        if (i > start) {
            frame.push_back(carrier[i].data);
        }
        error = error || (carrier[i].error && frame.size() <= limit);
    }
    Received result;
    const bool giant = frame.size() > limit;
    if (giant) {
        frame.pop_back();
    }
    if (frame.size() > k_fcs) {
        result.bytes.assign(frame.begin(), frame.end() - k_fcs);
    }
    if (error) {
        result.verdict = Verdict::error;
    } else if (giant) {
        result.verdict = Verdict::giant;
    } else if (frame.size() < k_frame_min + k_fcs) {
        result.verdict = Verdict::runt;
    } else if (with_fcs(result.bytes) != frame) {
        result.verdict = Verdict::bad_fcs;
    }
    return result;
}

std::uint64_t Random::next() { // splitmix64
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

Bytes Random::bytes(std::size_t length) {
    Bytes result(length);
    for (auto& byte : result) {
        byte = this->byte();
    }
    return result;
}

} // namespace amoebox::eth
