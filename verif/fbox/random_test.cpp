// Random and malformed frames in both directions at once, against the model, with random gaps and back-pressure.
#include "verif/fbox/world.hpp"

#include <cstdio>
#include <cstdlib>

using namespace amoebox;
using namespace amoebox::bench;

namespace {

struct Expected {
    Bytes bytes;
    std::uint8_t tag = 0;
    std::uint8_t entry = 0;
};

// `got` is `expected` without some of them, in order.  Returns how many are missing, or nothing if it is not.
std::optional<std::size_t> missing(const std::vector<Out>& got, const std::vector<Expected>& expected) {
    std::size_t at = 0;
    for (const Out& out : got) {
        while (at < expected.size() &&
               (expected[at].bytes != out.bytes || expected[at].tag != out.tag || expected[at].entry != out.entry)) {
            ++at;
        }
        if (at++ == expected.size()) {
            return std::nullopt;
        }
    }
    return expected.size() - got.size();
}

struct Campaign {
    World w;
    std::vector<Port> armed; // get-ports
    std::size_t frames = 0;

    explicit Campaign(std::uint64_t seed) : w(seed) {}

    std::uint64_t below(std::uint64_t n) { return w.b.random() % n; }

    void batch(std::size_t n) {
        Bench<Vfbox>& b = w.b;
        // The table of this batch: frames from the wire go to ports whose state does not change in it.
        while (armed.size() < 30 || below(3) == 0) {
            if (w.model.table.size() > 200) {
                break;
            }
            const Port get = w.get();
            w.arm(get, below(2) == 0, static_cast<std::uint8_t>(b.random()), static_cast<std::uint8_t>(below(4)));
            armed.push_back(get);
        }
        while (w.model.table.size() > 120) {
            const auto victim =
                std::next(w.model.table.begin(), static_cast<std::ptrdiff_t>(below(w.model.table.size())));
            REQUIRE((*b.disarm(victim->second.entry) & 0xFF) == hw::fbox_ok);
            w.model.table.erase(victim);
        }
        std::vector<Port> targets;
        targets.reserve(w.model.table.size());
        for (const auto& [port, entry] : w.model.table) {
            targets.push_back(port);
        }
        const auto random_pause = [&] { return static_cast<unsigned>(below(3) == 0 ? below(200) : 0); };
        b.manner.host_pause = random_pause();
        b.manner.wire_pause = random_pause();
        b.manner.receiver_pause = random_pause();
        b.manner.mac_pause = random_pause();
        b.manner.mac_gap = static_cast<unsigned>(below(30));
        b.manner.done_delay = 1 + static_cast<unsigned>(below(40));
        b.fates.clear();
        b.sent.clear();
        b.delivered.clear();
        const auto before = b.counters();

        std::vector<HostFrame> out;
        std::vector<WireFrame> in;
        const Mac other = {0x02, 1, 2, 3, 4, 5};
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t size = below(20) == 0 ? below(1440) : below(60);
            const Kind kind = below(12) == 0 ? Kind::locate : k_kernel_kinds[below(8)];
            Bytes f = w.outward(kind, below(8) == 0 ? Port{} : w.get(), w.get(), size);
            for (std::uint64_t times = below(3) == 0 ? 1 + below(2) : 0; times != 0; --times) {
                mutate(b.random, f);
            }
            const bool arm = below(24) == 0;
            if (arm && below(4) == 0 && f.size() >= frame::header_size && !armed.empty()) {
                put(f, frame::at_reply, armed[below(armed.size())]);
            }
            out.push_back({f, arm, static_cast<std::uint8_t>(b.random()), static_cast<std::uint8_t>(below(4))});

            const Kind inward = k_wire_kinds[below(k_wire_kinds.size())];
            Bytes g = make_frame(b.random, inward, inward == Kind::locate ? k_broadcast : w.model.mac,
                                 below(8) == 0 ? Port{} : w.get(),
                                 below(4) == 0 ? w.get() : targets[below(targets.size())], size);
            if (below(12) == 0) {
                put(g, 0, other);
            }
            for (std::uint64_t times = below(3) == 0 ? 1 + below(2) : 0; times != 0; --times) {
                mutate(b.random, g);
            }
            in.push_back({g, below(16) == 0, 16 + static_cast<unsigned>(below(3) == 0 ? below(300) : below(14))});
        }
        std::ranges::copy(out, std::back_inserter(b.to_host_side));
        std::ranges::copy(in, std::back_inserter(b.to_wire_side));

        // Meanwhile control computes F, which must not be mixed up with egress.
        while (!b.to_host_side.empty() || !b.to_wire_side.empty()) {
            const Port x = w.get();
            b.operand(x);
            const auto use = static_cast<Use>(below(3));
            REQUIRE(b.command(hw::fbox_op_f_port + static_cast<std::uint32_t>(use)));
            REQUIRE(b.value() == f(use, x));
            b.run(below(300));
        }
        REQUIRE(b.settle());
        const auto after = b.counters();
        std::array<std::uint32_t, hw::counters> counted{};
        for (std::size_t i = 0; i < hw::counters; ++i) {
            counted[i] = after[i] - before[i];
        }
        const auto delta = [&](Counter which) { return counted[static_cast<std::size_t>(which)]; };

        // From the wire.
        std::array<std::uint32_t, hw::counters> wanted{};
        std::vector<Expected> deliveries, here, not_here;
        for (const WireFrame& frame : in) {
            const auto fate = w.model.inward(frame.bytes, frame.bad);
            ++wanted[static_cast<std::size_t>(fate.counter)];
            if (fate.entry != nullptr) {
                deliveries.push_back({frame.bytes, fate.entry->tag, fate.entry->entry});
            }
            if (fate.answer) {
                (fate.here ? here : not_here).push_back({*fate.answer, 0, 0});
            }
        }
        const auto full = missing(b.delivered, deliveries);
        REQUIRE(full);
        REQUIRE(*full == delta(Counter::in_drop_full));
        REQUIRE(b.delivered.size() == delta(Counter::in_delivered));
        for (const Counter which : {Counter::in_locate, Counter::in_drop_bad, Counter::in_drop_foreign,
                                    Counter::in_drop_form, Counter::in_drop_unarmed}) {
            INFO(hw::counter_names[static_cast<std::size_t>(which)]);
            REQUIRE(delta(which) == wanted[static_cast<std::size_t>(which)]);
        }
        REQUIRE(delta(Counter::in_from_wire) == n);

        // To the wire.
        std::vector<Out> frames_out, here_out, not_here_out;
        for (const Out& o : b.sent) {
            const auto kind = static_cast<Kind>(o.bytes.at(frame::at_kind));
            (kind == Kind::here_is ? here_out : kind == Kind::not_here ? not_here_out : frames_out).push_back(o);
        }
        const auto no_here = missing(here_out, here);
        const auto no_not_here = missing(not_here_out, not_here);
        REQUIRE(no_here);
        REQUIRE(no_not_here);
        REQUIRE(*no_here + *no_not_here == delta(Counter::out_drop_answer));
        REQUIRE(delta(Counter::out_made) == here_out.size() + not_here_out.size());
        REQUIRE(b.fates.size() == n);
        std::size_t at = 0;
        std::uint32_t form = 0, kind_drops = 0, arm_drops = 0, limited = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const HostFrame& frame = out[i];
            const Fate fate = b.fates[i];
            const Model::Form judged = w.model.form(frame.bytes, false);
            INFO("host frame " << i << " of " << frame.bytes.size() << " bytes, code " << int(fate.code));
            form += judged == Model::Form::malformed ? 1 : 0;
            kind_drops += judged == Model::Form::kind ? 1 : 0;
            if (judged != Model::Form::ok) {
                REQUIRE(fate.code == hw::tx_malformed);
                REQUIRE(fate.entry == 0);
                continue;
            }
            const bool locate = static_cast<Kind>(frame.bytes[frame::at_kind]) == Kind::locate;
            if (locate && fate.code == hw::tx_limited) {
                ++limited;
                continue;
            }
            std::uint32_t code = hw::tx_sent;
            if (frame.arm) {
                const Port get = string<port_bytes>(frame.bytes, frame::at_reply);
                const Port port = World::put_port(get);
                code = is_null(get)                   ? hw::tx_null
                       : w.model.table.contains(port) ? hw::tx_already
                       : w.model.table.size() == 256  ? hw::tx_table_full
                                                      : hw::tx_sent;
                if (code == hw::tx_sent) {
                    w.model.table[port] = {true, frame.tag, frame.owner, fate.entry, 0};
                    armed.push_back(get);
                }
            }
            REQUIRE(fate.code == code);
            if (code != hw::tx_sent) {
                ++arm_drops;
                continue;
            }
            REQUIRE(at < frames_out.size());
            REQUIRE(frames_out[at].bytes == w.model.transformed(frame.bytes));
            ++at;
        }
        REQUIRE(at == frames_out.size());
        REQUIRE(delta(Counter::out_sent) == at);
        REQUIRE(delta(Counter::out_drop_form) == form);
        REQUIRE(delta(Counter::out_drop_kind) == kind_drops);
        REQUIRE(delta(Counter::out_drop_arm) == arm_drops);
        REQUIRE(delta(Counter::out_drop_locate) == limited);
        REQUIRE(delta(Counter::out_from_host) == n);
        REQUIRE(b.complaint == "");
        frames += 2 * n;
        for (std::size_t i = 0; i + 40 < armed.size(); ++i) {
            armed.erase(armed.begin());
        }
    }
};

} // namespace

TEST_CASE("G1 to G7: random and malformed frames both ways", "[random]") {
    const bool quick = std::getenv("AMOEBOX_QUICK") != nullptr;
    const char* seeds = std::getenv("AMOEBOX_SEED");
    const std::uint64_t base = seeds != nullptr ? std::strtoull(seeds, nullptr, 0) : 1;
    const char* number = std::getenv("AMOEBOX_FRAMES");
    const std::size_t wanted = number != nullptr ? std::strtoull(number, nullptr, 0)
                               : quick           ? 4'000
                                                 : 120'000; // of each profile
    std::size_t frames = 0;
    for (std::uint64_t seed = base; frames < wanted; ++seed) {
        INFO("seed " << seed);
        Campaign campaign(seed);
        for (int i = 0; i < 12 && frames + campaign.frames < wanted; ++i) {
            campaign.batch(400);
        }
        campaign.w.check_accounts();
        frames += campaign.frames;
    }
    std::printf("fbox: %zu random and malformed frames agree with the model\n", frames);
}

TEST_CASE("G5 form: noise of any length never stalls the box", "[random]") {
    World w(7);
    const Port service = w.get();
    w.arm(service, false, 1);
    for (int i = 0; i < 3000; ++i) {
        Bytes noise(1 + w.b.random() % (w.b.random() % 16 == 0 ? 3000 : 90));
        for (auto& byte : noise) {
            byte = static_cast<std::uint8_t>(w.b.random());
        }
        w.b.to_host_side.push_back({noise, (w.b.random() & 1) != 0});
        w.b.to_wire_side.push_back({noise, (w.b.random() & 1) != 0, 16});
    }
    REQUIRE(w.b.settle(3'000'000));
    CHECK(w.b.sent.empty());
    CHECK(w.b.delivered.empty());
    CHECK(w.b.fates.size() == 3000);
    CHECK(w.send(w.outward(Kind::request, w.get(), w.get())).code == hw::tx_sent);
    w.receive(w.inward(Kind::request, Port{}, World::put_port(service)));
    CHECK(w.b.delivered.size() == 1);
    w.check_accounts();
}
