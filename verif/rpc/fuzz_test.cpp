// Noise: frames of any content, straight into the frame event and through the box, never crash the engine and never leave
// anything behind; honest calls go on.
#include "verif/rpc/bench.hpp"

using namespace amoebox::rpc;
using namespace amoebox::rpc::model;
using K = amoebox::frame::Kind;
namespace frame = amoebox::frame;

TEST_CASE("frames of any content at any entry") {
    Random random(2026);
    Bench b(3);
    auto& t = b.serve(1, 7, 20'000);
    t.echo = false;
    std::vector<Bytes> seen;
    b.keep = [&seen](const Bytes& f, unsigned) {
        if (seen.size() < 4000) {
            seen.push_back(f);
        }
        return false;
    };
    alignas(8) std::array<std::uint8_t, 2048> slot{};
    for (unsigned round = 0; round < 3000; ++round) {
        if (random.chance(0.1)) {
            b.begin(0, 7, random.below(30'000), random.below(10'000), 20);
        }
        b.run(0.0005);
        for (unsigned i = 0; i < 20; ++i) {
            Bytes f;
            if (!seen.empty() && random.chance(0.8)) {
                f = seen[random.below(seen.size())];
                for (std::uint64_t n = random.below(4); n > 0; --n) {
                    f[random.below(std::min<std::size_t>(f.size(), frame::header_size + 40))] =
                        static_cast<std::uint8_t>(random());
                }
            } else {
                f.resize(random.between(20, 1600));
                for (auto& byte : f) {
                    byte = static_cast<std::uint8_t>(random());
                }
                f[frame::at_kind] = static_cast<std::uint8_t>(random.below(14));
            }
            const unsigned board = static_cast<unsigned>(random.below(2));
            if (random.chance(0.5)) { // as a box would give it
                b.w[board].arrive(f);
                continue;
            }
            f.resize(std::min<std::size_t>(f.size(), 1514));
            std::memcpy(slot.data() + amoebox::hw::rx_slot_frame, f.data(), f.size());
            std::uint32_t status = static_cast<std::uint32_t>(random.below(8) << 8);
            if (random.chance(0.2)) {
                status |= static_cast<std::uint32_t>(random()) & (k_status_placed | k_status_misfit | 0xFFFF);
            }
            if ((status & 0xFF00) == 0 && f.size() < frame::header_size + frame::message_size) {
                continue;
            }
            b.engine(board).read_clock();
            b.engine(board).frame(slot.data() + amoebox::hw::rx_slot_frame, status);
            b.w[board].after();
        }
    }
    b.run(300);
    for (auto& c : b.callers) {
        CHECK(c.ended);
    }
    CHECK(b.engine(0).use().slots == 0);
    CHECK(b.engine(0).use().contexts == 0);
    CHECK(b.engine(1).use().contexts == 0);
    CHECK(b.engine(1).use().jobs == 0);
    CHECK(b.engine(0).use().entries == 0);
    CHECK(b.engine(1).use().entries == 1);
}
