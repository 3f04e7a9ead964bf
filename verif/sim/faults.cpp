#include "verif/sim/faults.hpp"

#include <algorithm>

namespace amoebox::sim {

namespace {

// Flips 1 to 8 bits that `drawn` chooses; those of the checksum only if it is not repaired afterwards.
FramePointer flip(const Frame& frame, std::uint64_t drawn, bool repair) {
    Frame changed = frame;
    const std::size_t bits = 8 * (changed.bytes.size() - (repair && changed.bytes.size() > 4 ? 4 : 0));
    for (std::uint64_t i = 0, count = 1 + drawn % 8; i < count && bits != 0; ++i) {
        const std::size_t bit = mix(drawn + i) % bits;
        changed.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    }
    if (repair) {
        repair_checksum(changed.bytes);
    }
    return std::make_shared<const Frame>(std::move(changed));
}

} // namespace

FaultyLink::Fate FaultyLink::pass(Cycle time, FramePointer frame, bool is_cut) {
    const std::uint64_t n = passed_++;
    ++counts_.frames;
    counts_.bytes += frame->bytes.size();
    Fate fate;
    const auto note = [&fate](const char* what) {
        fate.verdict += (fate.verdict.empty() ? "" : ", ") + std::string(what);
    };
    if (is_cut) {
        ++counts_.cut;
        note("cable cut");
        return fate;
    }
    bool twice = false;
    bool held = false;
    Cycle arrival = time;
    for (std::size_t i = 0; i < faults_.size(); ++i) {
        const Fault& fault = faults_[i];
        if (time < fault.from || time >= fault.to) {
            continue;
        }
        // A second window over the same link draws from streams of its own.
        const auto drawn = [&](Use use, std::uint64_t salt = 0) {
            return draw(seed_, use, stream_ + i * 0x1000 + salt, n);
        };
        const auto hit = [&](Use use, double probability) {
            return probability > 0 && chance(drawn(use)) < probability;
        };
        if (hit(Use::loss, fault.loss)) {
            ++counts_.lost;
            note("lost");
            return fate;
        }
        if (hit(Use::corrupt, fault.corrupt)) {
            ++counts_.corrupted;
            note("corrupted");
            frame = flip(*frame, drawn(Use::corrupt, 1), false);
        }
        if (hit(Use::forge, fault.forge)) {
            ++counts_.forged;
            note("forged");
            frame = flip(*frame, drawn(Use::forge, 1), true);
        }
        if (hit(Use::runt, fault.runt) && frame->bytes.size() > 1) {
            ++counts_.runts;
            note("cut short");
            Frame cut = *frame;
            cut.bytes.resize(1 + drawn(Use::runt, 1) % (cut.bytes.size() - 1));
            frame = std::make_shared<const Frame>(std::move(cut));
        }
        if (hit(Use::duplicate, fault.duplicate)) {
            ++counts_.duplicated;
            note("duplicated");
            twice = true;
        }
        if (hit(Use::reorder, fault.reorder)) {
            ++counts_.reordered;
            note("held back");
            arrival += 1 + drawn(Use::reorder, 1) % std::max<Cycle>(fault.hold, 1);
            held = true;
        }
        if (hit(Use::delay, fault.delay)) {
            ++counts_.delayed;
            note("delayed");
            arrival += 1 + drawn(Use::delay, 1) % std::max<Cycle>(fault.late, 1);
        }
    }
    if (!held) {
        arrival = std::max(arrival, not_before_);
        not_before_ = arrival;
    }
    fate.arrivals.push_back({arrival, frame});
    if (twice) {
        fate.arrivals.push_back({arrival + wire_cycles(frame->bytes.size()) + k_gap, frame});
    }
    return fate;
}

} // namespace amoebox::sim
