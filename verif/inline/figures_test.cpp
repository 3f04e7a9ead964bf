// Latency, rates and losses, in cycles of the box clock (125 MHz: 8 ns each).
#include <cstdio>

#include <catch2/catch.hpp>

#include "verif/inline/harness.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

// From the last byte of the FCS in to the first byte of the preamble out, for a frame of `size` bytes without FCS.
// One constant for everything that stands in the way, and the frame once more, since it is stored twice.
constexpr std::uint64_t k_out = 128, k_in = 64;

struct Range {
    std::uint64_t low = ~0UL, high = 0;
    void take(std::uint64_t value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
};

Bytes of_size(Inline& b, bool outward, const Port& reply, const Port& port, std::size_t size) {
    const bool shortest = size == frame::header_size;
    const Kind kind = shortest ? Kind::enquiry : Kind::request;
    const std::size_t data = shortest ? 0 : size - frame::header_size - frame::message_size;
    return outward ? b.outward(kind, reply, port, data) : b.inward(kind, reply, port, data);
}

void line_rate(Inline& b, std::size_t frames) {
    REQUIRE(b.learn());
    const Port open = b.arm(b.port(), true).value;
    b.host.arrived.clear();
    std::vector<Bytes> out, in;
    for (std::size_t i = 0; i < frames; ++i) { // ENQUIRY and ACK are the shortest without a message header
        Bytes there = b.outward(Kind::enquiry, b.port(), b.port());
        Bytes back = b.inward(Kind::data, b.port(), open, 1);
        b.host.send(there);
        b.net.send(back);
        out.push_back(std::move(there));
        in.push_back(std::move(back));
    }
    b.settle();
    REQUIRE(b.net.arrived.size() == frames);
    REQUIRE(b.host.arrived.size() == frames);
    for (std::size_t i = 0; i < frames; ++i) {
        REQUIRE(b.net.arrived[i].bytes == b.model.transformed(out[i]));
        REQUIRE(b.host.arrived[i].bytes == in[i]);
    }
}

} // namespace

TEST_CASE("latency is one constant for a length, whatever else is going on", "[figures]") {
    Inline b(20);
    REQUIRE(b.learn());
    const Port open = b.arm(b.port(), false).value;
    const std::size_t request = frame::header_size + frame::message_size;
    for (const std::size_t size :
         {frame::header_size, request, request + 1, std::size_t{500}, std::size_t{1001}, frame::max_frame}) {
        Range out, in;
        for (int i = 0; i < 40; ++i) {
            b.host.arrived.clear();
            b.net.arrived.clear();
            b.host.sent_last.clear();
            b.net.sent_last.clear();
            b.host.send(of_size(b, true, b.port(), b.port(), size));
            if (i % 3 != 0) { // the other way at the same time, and something for control
                b.run(b.random() % 300);
                b.net.send(of_size(b, false, b.port(), open, size));
            }
            if (i % 4 == 1) {
                b.host.send(control::request(Inline::k_host, 77, control::arm(b.port(), true, 0, 200)), 200);
            }
            b.settle();
            REQUIRE(b.net.arrived.size() == 1);
            out.take(b.net.arrived[0].first - b.host.sent_last[0]);
            for (const Arrival& a : b.host.arrived) {
                if (!control::is_control(a.bytes) && b.host.arrived.size() == 1) { // else it may wait for the reply
                    in.take(a.first - b.net.sent_last[0]);
                }
            }
        }
        const double ns = 8;
        std::printf("inline: %zu bytes with FCS: out %llu cycles (%.0f ns), in %llu cycles (%.0f ns)\n", size + 4,
                    static_cast<unsigned long long>(out.low), static_cast<double>(out.low) * ns,
                    static_cast<unsigned long long>(in.low), static_cast<double>(in.low) * ns);
        CHECK(out.low == k_out + size);
        CHECK(out.high == k_out + size);
        CHECK(in.low == k_in + size);
        CHECK(in.high == k_in + size);
    }
}

TEST_CASE("the shortest frames pass both ways at line rate without loss", "[figures]") {
    Inline b(21);
    line_rate(b, 2500);
    const auto span = b.net.arrived.back().first - b.net.arrived.front().first;
    const double cycles = static_cast<double>(span) / static_cast<double>(b.net.arrived.size() - 1);
    const double slots = static_cast<double>(frame::header_size) + 24;
    std::printf("inline: %.3f cycles a frame of %zu bytes with FCS (line rate %.0f): %.0f frames a second\n", cycles,
                frame::header_size + 4, slots, 125e6 / cycles);
    CHECK(cycles <= slots);
}

TEST_CASE("so they do with every clock at its worst", "[figures]") {
    Inline fast(22, -100, 100, 100);
    line_rate(fast, 1200);
    Inline slow(23, 100, -100, -100);
    line_rate(slow, 300);
    Inline mixed(24, 0, 100, -100);
    line_rate(mixed, 300);
}

TEST_CASE("foreign frames at line rate from both sides cost nobody else a frame", "[figures]") {
    Inline b(25);
    REQUIRE(b.learn());
    const Port open = b.arm(b.port(), false).value;
    b.host.arrived.clear();
    std::size_t own = 0;
    for (int i = 0; i < 800; ++i) {
        Bytes f(60, 0x55);
        f[12] = 0x08;
        f[13] = 0x00;
        b.host.send(f);
        b.net.send(f);
        if (i % 20 == 0) {
            b.host.send(b.outward(Kind::request, b.port(), b.port(), 5));
            b.net.send(b.inward(Kind::request, b.port(), open, 5));
            ++own;
        }
    }
    b.settle();
    CHECK(b.net.frames().size() == own);
    CHECK(b.host.frames().size() == own);
    const auto s = b.status();
    REQUIRE(s);
    CHECK(s->inline_counters[static_cast<std::size_t>(control::Counter::host_foreign)] == 800);
    CHECK(s->box_counters[static_cast<std::size_t>(hw::Counter::in_drop_foreign)] == 800);
}

TEST_CASE("long and short frames mixed at line rate pass both ways", "[figures]") {
    Inline b(26);
    REQUIRE(b.learn());
    const Port open = b.arm(b.port(), false).value;
    b.host.arrived.clear();
    std::vector<Bytes> out, in;
    for (int i = 0; i < 250; ++i) {
        const std::size_t size = i % 3 == 0 ? 1384 : b.random() % 40;
        out.push_back(b.outward(Kind::request, b.port(), b.port(), size));
        in.push_back(b.inward(Kind::request, b.port(), open, i % 2 == 0 ? 1384 : b.random() % 40));
        b.host.send(out.back());
        b.net.send(in.back());
    }
    b.settle();
    REQUIRE(b.net.arrived.size() == out.size());
    REQUIRE(b.host.arrived.size() == in.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        REQUIRE(b.net.arrived[i].bytes == b.model.transformed(out[i]));
        REQUIRE(b.host.arrived[i].bytes == in[i]);
    }
}
