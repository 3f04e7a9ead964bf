// The figures of docs/fbox.md, in cycles: latency of each direction, rates, time of a look-up.
#include "verif/fbox/world.hpp"

#include <cstdio>
#include <cstdlib>

using namespace amoebox;
using namespace amoebox::bench;

namespace {
constexpr std::uint64_t k_out = 98, k_in = 51; // what the data sheet says
constexpr unsigned k_wire_overhead = 24;       // preamble, FCS and gap of a frame, in bytes

std::size_t frames(std::size_t full) { // AMOEBOX_QUICK: for coverage runs
    return std::getenv("AMOEBOX_QUICK") != nullptr ? full / 50 : full;
}

// Control keeps arming and disarming, and computes F: never idle.
struct Busybody {
    World& w;
    unsigned step = 0;
    std::uint64_t arms = 0;
    std::vector<std::uint8_t> entries;
    void poll() {
        if ((w.b.read(hw::fbox::status) & 2U) != 0) {
            return;
        }
        const std::uint32_t result = w.b.read(hw::fbox::result);
        if (step % 4 == 1 && (result & 0xFF) == hw::fbox_ok) {
            ++arms;
            entries.push_back(static_cast<std::uint8_t>(result >> 8));
        }
        ++step;
        switch (step % 4) {
        case 1:
            w.b.operand(w.get());
            w.b.write(hw::fbox::command, Bench<Vfbox>::arm_word(false, 1, 200));
            break;
        case 3:
            if (entries.size() > 20) {
                w.b.write(hw::fbox::command, hw::fbox_op_disarm | static_cast<std::uint32_t>(entries.front()) << 24);
                entries.erase(entries.begin());
            }
            break;
        default:
            w.b.operand(w.get());
            w.b.write(hw::fbox::command, hw::fbox_op_f_check);
            break;
        }
    }
};
} // namespace

TEST_CASE("latency: the same for every frame in each direction, whatever control does", "[figures]") {
    World w;
    const Port service = w.get(), transaction = w.get();
    w.arm(service, false, 1);
    w.arm(transaction, true, 2);
    Busybody control{w, 0, 0, {}};
    std::uint64_t least[2] = {~0ULL, ~0ULL}, most[2] = {0, 0};
    const std::size_t n = frames(20'000);
    std::size_t arms = 0;
    for (std::size_t i = 0; i < n; ++i) {
        // One frame at a time in each direction, so that the way is free; pauses within the frames.
        const Kind out = k_kernel_kinds[w.b.random() % 8];
        const Kind in = k_wire_kinds[w.b.random() % 8];
        const std::size_t size = 1 + w.b.random() % (i % 50 == 0 ? 1383 : 40);
        const bool for_service = frame::admitted_by_service(in);
        w.b.manner.host_pause = w.b.random() % 3 == 0 ? 100 : 0;
        w.b.manner.wire_pause = w.b.random() % 3 == 0 ? 100 : 0;
        const bool arm = w.b.random() % 3 != 0;
        const std::size_t fates = w.b.fates.size(), sent = w.b.sent.size(), delivered = w.b.delivered.size();
        w.b.to_host_side.push_back({w.outward(out, w.get(), w.get(), size), arm, 3, 199});
        w.b.to_wire_side.push_back(
            {w.inward(in, w.get(), World::put_port(for_service ? service : transaction), size), false});
        const std::uint64_t limit = w.b.cycle + 10'000;
        while ((w.b.sent.size() == sent || w.b.delivered.size() == delivered) && w.b.cycle < limit) {
            control.poll();
            w.b.run(w.b.random() % 32);
            if (w.b.fates.size() > fates && w.b.fates.back().code != hw::tx_sent) {
                break;
            }
        }
        w.b.run(30);
        REQUIRE(w.b.fates.size() == fates + 1);
        REQUIRE(w.b.fates.back().code == hw::tx_sent);
        REQUIRE(w.b.sent.size() == sent + 1);
        REQUIRE(w.b.delivered.size() == delivered + 1);
        const std::uint64_t outward = w.b.sent.back().first - w.b.host_last.back();
        const std::uint64_t inward = w.b.delivered.back().first - w.b.wire_last.back();
        least[0] = std::min(least[0], outward);
        most[0] = std::max(most[0], outward);
        least[1] = std::min(least[1], inward);
        most[1] = std::max(most[1], inward);
        if (arm && ++arms % 150 == 0) {
            while (w.b.result() == std::nullopt) {
            }
            w.b.command(hw::fbox_op_disarm_owner | 199U << 16);
            control.step = 0;
            w.b.sent.clear();
            w.b.delivered.clear();
        }
    }
    std::printf("fbox latency in cycles, n=%zu: out min %llu max %llu, in min %llu max %llu, while %llu arms\n", n,
                static_cast<unsigned long long>(least[0]), static_cast<unsigned long long>(most[0]),
                static_cast<unsigned long long>(least[1]), static_cast<unsigned long long>(most[1]),
                static_cast<unsigned long long>(control.arms));
    CHECK(least[0] == k_out);
    CHECK(most[0] == k_out);
    CHECK(least[1] == k_in);
    CHECK(most[1] == k_in);
    CHECK(control.arms > n / 20);
    CHECK(k_out <= 100);
    CHECK(k_in <= 100);
    CHECK(w.b.complaint == "");
}

// Frames of the shortest valid length in both directions at the line rate of a gigabit, arms going on.
TEST_CASE("rate: shortest frames both ways at line rate without a drop, an ARM for every two of them", "[figures]") {
    const std::size_t n = frames(100'000);
    constexpr std::uint64_t k_period = frame::header_size + k_wire_overhead;
    for (const bool arm_on_send : {false, true}) {
        World w;
        const Port service = w.get();
        w.arm(service, false, 1, 99);
        const Bytes in = w.inward(Kind::enquiry, w.get(), World::put_port(service));
        std::uint64_t done = 0, arms = 0, delivered = 0, sent = 0;
        w.b.manner.done_delay = 1;
        const std::uint64_t start = w.b.cycle;
        unsigned stage = 0;
        Port value = w.get();
        std::size_t queued = 0;
        // Arms: by commands, or by every second frame, whose ports the commands then disarm by owner.
        std::uint64_t last_arms = 0;
        std::uint64_t disarming = 0; // cycles in which the commands are not ARM
        while (sent < n || delivered < n) {
            while (queued < n && w.b.to_host_side.size() < 8) {
                const bool arm = arm_on_send && queued % 2 == 0;
                w.b.to_host_side.push_back({w.outward(Kind::enquiry, w.get(), w.get()), arm, 3,
                                            static_cast<std::uint8_t>(queued / 100 % 2)});
                w.b.to_wire_side.push_back({in, false, k_wire_overhead});
                ++queued;
            }
            if (arm_on_send) {
                w.b.run(40);
                if (queued / 100 != last_arms) { // owner of the frames before the last hundred
                    last_arms = queued / 100;
                    w.b.write(hw::fbox::command,
                              hw::fbox_op_disarm_owner | static_cast<std::uint32_t>((last_arms + 1) % 2) << 16);
                }
            } else {
                // As fast as the port allows: write the operand, start; now and then disarm all.
                const std::uint64_t before = w.b.cycle;
                const bool disarms = stage % 4 >= 2;
                switch (stage++ % 4) {
                case 0:
                    value = w.get();
                    w.b.operand(value);
                    w.b.write(hw::fbox::command, Bench<Vfbox>::arm_word(false, 1, 5));
                    break;
                case 1:
                    if ((w.b.read(hw::fbox::status) & 2U) != 0) {
                        --stage;
                    } else {
                        ++arms;
                        stage = arms % 200 == 0 ? 2 : 0;
                    }
                    break;
                case 2:
                    w.b.write(hw::fbox::command, hw::fbox_op_disarm_owner | 5U << 16);
                    break;
                default:
                    if ((w.b.read(hw::fbox::status) & 2U) != 0) {
                        --stage;
                    } else {
                        stage = 0;
                    }
                    break;
                }
                disarming += disarms ? w.b.cycle - before : 0;
            }
            for (; done < w.b.fates.size(); ++done) {
                REQUIRE(w.b.fates[done].code == hw::tx_sent);
                arms += arm_on_send && done % 2 == 0 ? 1 : 0;
            }
            sent += w.b.sent.size();
            delivered += w.b.delivered.size();
            w.b.sent.clear();
            w.b.delivered.clear();
            INFO("sent " << sent << " delivered " << delivered << " queued " << queued << " fates " << done);
            REQUIRE(w.b.cycle < start + (n + 100) * k_period * 2);
        }
        const double cycles = static_cast<double>(w.b.cycle - start) / static_cast<double>(n);
        std::printf("fbox rate, %s: %zu frames of %zu bytes each way, %.2f cycles a frame (line rate %llu), %.2f "
                    "arms a frame\n",
                    arm_on_send ? "arm-on-send" : "ARM commands", n, frame::header_size, cycles,
                    static_cast<unsigned long long>(k_period), static_cast<double>(arms) / static_cast<double>(n));
        CHECK(cycles < static_cast<double>(k_period) + 0.5 + 1000.0 / static_cast<double>(n));
        CHECK(arms * 2 + 4 + disarming / k_period + arms / 100 >= n); // out of step once after each disarm
        CHECK(w.count(Counter::in_drop_full) == 0);
        CHECK(w.count(Counter::out_sent) == n);
        CHECK(w.count(Counter::in_delivered) == n);
        REQUIRE(w.b.settle());
        w.check_accounts();
    }
}

TEST_CASE("rate: requests with arm-on-send at line rate, each of them", "[figures]") {
    const std::size_t n = frames(20'000);
    constexpr std::uint64_t k_period = frame::header_size + frame::message_size + k_wire_overhead;
    World w;
    const std::uint64_t start = w.b.cycle;
    std::size_t queued = 0, sent = 0;
    while (sent < n) {
        while (queued < n && w.b.to_host_side.size() < 8) {
            w.b.to_host_side.push_back(
                {w.outward(Kind::request, w.get(), w.get()), true, 3, static_cast<std::uint8_t>(queued / 100 % 2)});
            if (++queued % 100 == 0) {
                w.b.write(hw::fbox::command,
                          hw::fbox_op_disarm_owner | static_cast<std::uint32_t>((queued / 100 + 1) % 2) << 16);
            }
        }
        w.b.run(40);
        sent += w.b.sent.size();
        w.b.sent.clear();
        REQUIRE(w.b.cycle < start + (n + 100) * k_period * 2);
    }
    CHECK(std::ranges::all_of(w.b.fates, [](const Fate& fate) { return fate.code == hw::tx_sent; }));
    const double cycles = static_cast<double>(w.b.cycle - start) / static_cast<double>(n);
    std::printf("fbox rate: %zu requests, each arming, %.2f cycles a frame (line rate %llu)\n", n, cycles,
                static_cast<unsigned long long>(k_period));
    CHECK(cycles < static_cast<double>(k_period) + 0.5 + 1000.0 / static_cast<double>(n));
}

TEST_CASE("rate: foreign 64-byte frames are dropped at 1,488,095 a second; one's own frames pass between them",
          "[figures]") {
    const std::size_t n = frames(100'000);
    World w;
    const Port service = w.get();
    w.arm(service, false, 1);
    const Bytes good = w.inward(Kind::enquiry, w.get(), World::put_port(service));
    Bytes foreign(60); // and 4 bytes of FCS
    std::size_t mine = 0;
    for (std::size_t i = 0; i < n; ++i) {
        for (auto& byte : foreign) {
            byte = static_cast<std::uint8_t>(w.b.random());
        }
        switch (i % 4) { // not our EtherType; right but for another box; right but another version; noise
        case 0:
            put(foreign, 0, w.model.mac);
            break;
        case 1:
            std::copy_n(good.begin() + 6, 54, foreign.begin() + 6);
            break;
        case 2:
            std::copy_n(good.begin(), 60, foreign.begin());
            foreign[frame::at_version] = 2;
            break;
        default:
            break;
        }
        w.b.to_wire_side.push_back({foreign, false, k_wire_overhead});
        if (i % 16 == 15) {
            w.b.to_wire_side.push_back({good, false, k_wire_overhead});
            ++mine;
        }
    }
    const std::uint64_t start = w.b.cycle;
    REQUIRE(w.b.settle(n * 120));
    CHECK(w.b.delivered.size() == mine);
    CHECK(w.count(Counter::in_drop_foreign) == n);
    CHECK(w.count(Counter::in_drop_full) == 0);
    CHECK(w.b.cycle - start < n * 84 + mine * (frame::header_size + k_wire_overhead) + 2000);
    std::printf("fbox rate: %zu foreign frames every 84 cycles, %zu own ones between them, none lost\n", n, mine);
    w.check_accounts();
}

TEST_CASE("commands: every one ends, also when each frame arms; F and ARM while frames pass", "[figures]") {
    World w;
    std::uint64_t slowest = 0;
    for (int i = 0; i < 60; ++i) {
        for (int j = 0; j < 60; ++j) {
            w.b.to_host_side.push_back(
                {w.outward(j % 2 == 0 ? Kind::enquiry : Kind::request, w.get(), w.get()), true, 3, 9});
        }
        while (!w.b.to_host_side.empty()) {
            const std::uint64_t start = w.b.cycle;
            const auto result = w.b.arm(w.get(), false, 1, 9);
            REQUIRE(result);
            slowest = std::max(slowest, w.b.cycle - start);
        }
        REQUIRE(w.b.command(hw::fbox_op_disarm_owner | 9U << 16));
    }
    std::printf("fbox: slowest ARM while every frame arms: %llu cycles\n", static_cast<unsigned long long>(slowest));
    CHECK(slowest < 2500);
    REQUIRE(w.b.settle());
    w.check_accounts();
}
