// Switch, faults, consoles, recordings and RPC trace, each alone.
#include <catch2/catch.hpp>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include "gen/frame.hpp"
#include "gen/profile.hpp"
#include "gen/registers.hpp"
#include "verif/sim/console.hpp"
#include "verif/sim/faults.hpp"
#include "verif/sim/memory.hpp"
#include "verif/sim/phy.hpp"
#include "verif/sim/plan.hpp"
#include "verif/sim/recording_file.hpp"
#include "verif/sim/rpc_trace.hpp"
#include "verif/sim/switch.hpp"

using namespace amoebox::sim;
namespace frame_layout = amoebox::frame;

namespace {

constexpr Mac k_all = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

Frame frame_of(const Mac& to, const Mac& from, std::size_t bytes = 64) {
    Frame frame;
    frame.bytes.resize(bytes);
    std::ranges::copy(to, frame.bytes.begin());
    std::ranges::copy(from, frame.bytes.begin() + 6);
    repair_checksum(frame.bytes);
    return frame;
}

using Ports = std::vector<std::size_t>;

} // namespace

TEST_CASE("the switch learns, floods and forwards") {
    Switch s({}, 4);
    CHECK(s.route(0, 0, frame_of(mac_of(1), mac_of(0))) == Ports{1, 2, 3}); // unknown: flooded
    CHECK(s.route(1, 1, frame_of(mac_of(0), mac_of(1))) == Ports{0});
    CHECK(s.route(2, 0, frame_of(mac_of(1), mac_of(0))) == Ports{1});
    CHECK(s.route(3, 0, frame_of(k_all, mac_of(0))) == Ports{1, 2, 3});
    CHECK(s.route(4, 1, frame_of(mac_of(1), mac_of(1))).empty()); // where it came from
    s.route(5, 3, frame_of(k_all, mac_of(0)));                    // the address moves
    CHECK(s.route(6, 1, frame_of(mac_of(0), mac_of(1))) == Ports{3});
    CHECK(s.counts().flooded == 3);
    CHECK(s.counts().local == 1);
}

TEST_CASE("the switch drops what is no frame") {
    Switch s({}, 2);
    CHECK(s.route(0, 0, frame_of(k_all, mac_of(0), 63)).empty());
    CHECK(s.route(0, 0, frame_of(k_all, mac_of(0), 1519)).empty());
    CHECK(s.route(0, 0, Frame{.bytes = {1, 2, 3}}).empty());
    CHECK(s.route(0, 0, Frame{}).empty());
    Frame bad = frame_of(k_all, mac_of(0));
    bad.bytes[20] ^= 1;
    CHECK(s.route(0, 0, bad).empty());
    CHECK(s.counts().bad == 5);
    CHECK(s.route(0, 0, frame_of(k_all, mac_of(0), 1518)) == Ports{1});
}

TEST_CASE("the table ages and has an end") {
    Switch s({.table = 2, .ageing = 100, .mirror = {}}, 3);
    s.route(0, 0, frame_of(k_all, mac_of(0)));
    s.route(0, 1, frame_of(k_all, mac_of(1)));
    s.route(50, 2, frame_of(k_all, mac_of(2))); // full of living entries
    CHECK(s.counts().not_learned == 1);
    CHECK(s.route(60, 0, frame_of(mac_of(2), mac_of(0))) == Ports{1, 2});
    CHECK(s.route(99, 0, frame_of(mac_of(1), mac_of(0))) == Ports{1});
    CHECK(s.route(120, 0, frame_of(mac_of(1), mac_of(0))) == Ports{1, 2}); // too old
    s.route(121, 2, frame_of(k_all, mac_of(2)));
    CHECK(s.counts().aged == 1);
    CHECK(s.route(122, 0, frame_of(mac_of(2), mac_of(0))) == Ports{2});
    CHECK(s.learned() == 2);
}

TEST_CASE("a mirror port sees everything") {
    Switch s({.mirror = {2}}, 4);
    s.route(0, 0, frame_of(k_all, mac_of(0)));
    s.route(0, 1, frame_of(k_all, mac_of(1)));
    CHECK(s.route(1, 0, frame_of(mac_of(1), mac_of(0))) == Ports{1, 2});
}

TEST_CASE("queues keep order, time and their limit") {
    Switch s({.delay = 100, .queue = 3000, .mirror = {}}, 2);
    CHECK(s.enqueue(1000, 0, 1000) == 1100);
    const Cycle second = 1100 + wire_cycles(1000) + k_gap;
    CHECK(s.enqueue(1001, 0, 1000) == second);
    CHECK(s.enqueue(1002, 0, 1000) == second + wire_cycles(1000) + k_gap);
    CHECK_FALSE(s.enqueue(1003, 0, 64)); // tail drop
    CHECK(s.enqueue(1003, 1, 64) == 1103);
    CHECK(s.counts().full == 1);
    CHECK(s.enqueue(1100 + wire_cycles(1000), 0, 64)); // the first has left
}

TEST_CASE("a fault's knobs draw from streams of their own") {
    const auto lost_frames = [](const Fault& fault) {
        FaultyLink link(5, who("client"));
        link.add(fault);
        std::set<std::size_t> lost;
        const auto frame = std::make_shared<const Frame>(frame_of(k_all, mac_of(0)));
        for (std::size_t i = 0; i < 5000; ++i) {
            if (link.pass(1000 * i, frame, false).arrivals.empty()) {
                lost.insert(i);
            }
        }
        return lost;
    };
    const auto alone = lost_frames({.loss = 0.05});
    CHECK(alone.size() > 180);
    CHECK(alone.size() < 320);
    CHECK(lost_frames({.loss = 0.05,
                       .corrupt = 0.3,
                       .forge = 0.2,
                       .runt = 0.1,
                       .duplicate = 0.5,
                       .reorder = 0.3,
                       .delay = 0.4}) == alone);
    CHECK(std::ranges::includes(lost_frames({.loss = 0.1}), alone)); // a larger probability only adds
    CHECK(draw(5, Use::loss, 1, 2) != draw(6, Use::loss, 1, 2));
    CHECK(draw(5, Use::loss, 1, 2) != draw(5, Use::delay, 1, 2));
}

TEST_CASE("what each fault does") {
    const auto frame = std::make_shared<const Frame>(frame_of(k_all, mac_of(0), 100));
    const auto fate = [&](const Fault& fault, bool cut = false) {
        FaultyLink link(1, 1);
        link.add(fault);
        return link.pass(1000, frame, cut);
    };
    CHECK(fate({}).verdict.empty());
    CHECK(fate({.loss = 1}).arrivals.empty());
    CHECK(fate({}, true).arrivals.empty());
    CHECK(fate({.from = 2000, .loss = 1}).arrivals.size() == 1);
    CHECK(fate({.to = 1000, .loss = 1}).arrivals.size() == 1);
    const auto corrupted = fate({.corrupt = 1}).arrivals.at(0).frame;
    CHECK(corrupted->bytes != frame->bytes);
    CHECK_FALSE(has_good_checksum(corrupted->bytes));
    const auto forged = fate({.forge = 1}).arrivals.at(0).frame;
    CHECK(forged->bytes != frame->bytes);
    CHECK(has_good_checksum(forged->bytes));
    CHECK(fate({.runt = 1}).arrivals.at(0).frame->bytes.size() < 100);
    CHECK(fate({.duplicate = 1}).arrivals.size() == 2);
    CHECK(fate({.delay = 1, .late = 50}).arrivals.at(0).time > 1000);
    CHECK(fate({.delay = 1, .late = 50}).arrivals.at(0).time <= 1050);

    // A late frame keeps those behind it waiting; a reordered one does not.
    FaultyLink late(1, 1);
    late.add({.to = 1001, .delay = 1, .late = 5000});
    const Cycle first = late.pass(1000, frame, false).arrivals.at(0).time;
    CHECK(late.pass(1001, frame, false).arrivals.at(0).time == first);
    FaultyLink held(1, 1);
    held.add({.to = 1001, .reorder = 1, .hold = 5000});
    CHECK(held.pass(1000, frame, false).arrivals.at(0).time > 1001);
    CHECK(held.pass(1001, frame, false).arrivals.at(0).time == 1001);
}

TEST_CASE("pairs of bits become frames and back") {
    ToBoard to;
    FromBoard from;
    const auto a = std::make_shared<const Frame>(frame_of(mac_of(1), mac_of(2), 64));
    const auto b = std::make_shared<const Frame>(frame_of(mac_of(2), mac_of(1), 1518));
    to.put(10, a);
    to.put(10 + wire_cycles(64) + k_gap, b);
    std::vector<Frame> got;
    for (Cycle cycle = 0; cycle < 10'000; ++cycle) {
        const auto pair = to.pair(cycle);
        if (pair.valid || from.is_busy()) {
            if (auto frame = from.step(cycle, pair.valid, pair.bits)) {
                got.push_back(std::move(*frame));
            }
        }
    }
    REQUIRE(got.size() == 2);
    CHECK(got[0].bytes == a->bytes);
    CHECK(got[0].begin == 10);
    CHECK(got[0].end == 10 + wire_cycles(64));
    CHECK(got[1].bytes == b->bytes);
    CHECK(has_good_checksum(got[1].bytes));
}

TEST_CASE("memory appears where it is written") {
    Memory memory(1 << 20);
    CHECK(memory.read(100) == 0);
    memory.write(100, 0x11223344, 0b0101);
    CHECK(memory.read(100) == 0x00220044);
    memory.write(100, 0xaabbccdd, 0b1010);
    CHECK(memory.read(100) == 0xaa22cc44);
    memory.write(1 << 20, 1, 15); // outside
    CHECK(memory.read(1 << 20) == 0);
    const std::array<std::uint8_t, 5> bytes = {1, 2, 3, 4, 5};
    memory.place(4094, bytes);
    CHECK(memory.read(1023) == 0x02010000);
    CHECK(memory.read(1024) == 0x00050403);
    memory.clear();
    CHECK(memory.read(1024) == 0);
}

TEST_CASE("report lines") {
    const auto report = parse_report(R"(@copied bytes=1024 rate=1.5 name="a b" hash=00ff)");
    REQUIRE(report);
    CHECK(report->key == "copied");
    REQUIRE(report->fields.size() == 4);
    CHECK(std::get<std::int64_t>(report->fields[0].second) == 1024);
    CHECK(std::get<double>(report->fields[1].second) == 1.5);
    CHECK(std::get<std::string>(report->fields[2].second) == "a b");
    CHECK(std::get<std::string>(report->fields[3].second) == "00ff");
    CHECK(parse_report("@done"));
    for (const char* no : {"", "@", "copied", "@ x=1", "@x y", "@x =1", "@x y=\"z"}) {
        CHECK_FALSE(parse_report(no));
    }
}

TEST_CASE("consoles count, wait and report") {
    Console console({"a", "b"}, nullptr, {});
    const auto any = console.count({}, "hi");
    const auto only_b = console.count({1}, "hi");
    console.type_after(0, "$ ", "first\n");
    console.type_after(0, "$ ", "second\n");
    const auto print = [&](std::size_t board, std::string_view text) {
        for (const char c : text) {
            console.console(board, 7, static_cast<std::uint8_t>(c));
        }
    };
    CHECK(console.take_keys().empty());
    print(0, "hi\r\n$ ");
    CHECK(console.take_keys() == std::vector<std::pair<std::size_t, std::string>>{{0, "first\n"}});
    CHECK(console.take_keys().empty());
    print(0, "x$ ");
    CHECK(console.take_keys().size() == 1);
    print(1, "oh hi there\n@end n=3\n");
    console.finish();
    CHECK(console.counted(any) == 2);
    CHECK(console.counted(only_b) == 1);
    REQUIRE(console.reports().size() == 1);
    CHECK(console.reports()[0].board == 1);
    CHECK(console.reports()[0].cycle == 7);
}

TEST_CASE("services have ports of their own, and F hides them") {
    const auto [get, put] = service_ports(1, "file");
    CHECK(get.size() == 2 * amoebox::port_bytes);
    CHECK(put.size() == get.size());
    CHECK(get != put);
    CHECK(service_ports(1, "file").first == get);
    CHECK(service_ports(2, "file").first != get);
    CHECK(service_ports(1, "name").first != get);
}

TEST_CASE("a recording survives its file; a damaged one is refused") {
    const std::string path = "/tmp/sim_test_recording_" + std::to_string(getpid());
    const BoardSetup setup{.name = "x",
                           .number = 3,
                           .mac = mac_of(3),
                           .ram_bytes = 32 << 20,
                           .seed = 9,
                           .defence = "wire",
                           .rom = {1, 2},
                           .image = {3, 4, 5}};
    Recording recording;
    recording.inputs.push_back({.cycle = 5, .kind = RecordedInput::Kind::frame, .start = 9, .bytes = {1, 2, 3}});
    recording.inputs.push_back({.cycle = 6, .kind = RecordedInput::Kind::order, .start = 0, .bytes = {1}});
    recording.outputs.push_back({.cycle = 8, .hash = 99});
    recording.end = 1000;
    REQUIRE(write_recording(path, setup, recording));
    const auto again = read_recording(path);
    REQUIRE(again);
    CHECK(again->setup.name == "x");
    CHECK(again->setup.defence == "wire");
    CHECK(again->setup.rom == setup.rom);
    CHECK(again->recording.inputs[0].start == 9);
    CHECK(again->recording.inputs[1].bytes == std::vector<std::uint8_t>{1});
    CHECK(again->recording.outputs == recording.outputs);
    const auto size = std::filesystem::file_size(path);
    for (std::uintmax_t cut = 0; cut < size; cut += 7) {
        std::filesystem::resize_file(path, cut);
        CHECK_FALSE(read_recording(path));
        REQUIRE(write_recording(path, setup, recording));
    }
    for (std::uintmax_t at = 0; at < size; ++at) { // no damage crashes it
        std::FILE* file = std::fopen(path.c_str(), "r+b");
        std::fseek(file, static_cast<long>(at), SEEK_SET);
        std::fputc(0xff, file);
        std::fclose(file);
        [[maybe_unused]] const auto read = read_recording(path);
        REQUIRE(write_recording(path, setup, recording));
    }
    std::filesystem::remove(path);
    CHECK_FALSE(read_recording(path));
}

TEST_CASE("trace words and frames become calls") {
    namespace hw = amoebox::hw;
    RpcTrace trace({"client", "server"});
    const std::uint32_t id = 0x1041;
    const auto word = [&](std::size_t board, Cycle cycle, std::uint32_t code, std::uint32_t value) {
        trace.trace(board, cycle, code << 24 | value);
    };
    const auto on_wire = [&](frame_layout::Kind kind, std::size_t from, std::size_t to, Cycle begin) {
        Frame frame = frame_of(mac_of(to), mac_of(from), frame_layout::header_size + frame_layout::message_size + 4);
        frame.bytes[frame_layout::at_ethertype] = frame_layout::ethertype >> 8;
        frame.bytes[frame_layout::at_ethertype + 1] = frame_layout::ethertype & 0xff;
        frame.bytes[frame_layout::at_kind] = static_cast<std::uint8_t>(kind);
        frame.bytes[frame_layout::at_transaction + 2] = id >> 8;
        frame.bytes[frame_layout::at_transaction + 3] = id & 0xff;
        trace.frame(Direction::up, from, begin, begin + 500, frame, "");
        trace.frame(Direction::down, to, begin + 600, begin + 1100, frame, "");
        trace.frame(Direction::down, from, begin + 600, begin + 1100, frame, ""); // flooded: not for it
    };
    word(0, 100, hw::trace_trans, 5);
    word(0, 150, hw::trace_number, id);
    word(0, 900, hw::trace_request_out, id);
    on_wire(frame_layout::Kind::request, 0, 1, 1000);
    word(1, 2200, hw::trace_request_in, id);
    word(1, 3000, hw::trace_getreq, id);
    word(1, 3100, hw::trace_putrep, id);
    word(1, 3900, hw::trace_reply_out, id);
    on_wire(frame_layout::Kind::reply, 1, 0, 4000);
    word(0, 5200, hw::trace_reply_in, id);
    word(0, 6000, hw::trace_done, id);
    const auto calls = trace.calls();
    REQUIRE(calls.size() == 1);
    CHECK(calls[0].server == 1);
    for (const auto& at : calls[0].at) {
        CHECK(at);
    }
    const auto medians = trace.medians();
    REQUIRE(medians.size() == 13);
    Cycle sum = 0;
    for (std::size_t i = 0; i < 11; ++i) {
        sum += medians[i].second;
    }
    CHECK(sum == 5900);
    CHECK(medians[11] == std::pair<std::string, Cycle>("whole call", 5900));
    CHECK(medians[0].second == 800);
    CHECK(medians[2].second == 1100);

    // A second call that is never answered stays incomplete and does no harm.
    word(0, 7000, hw::trace_trans, 5);
    word(0, 7010, hw::trace_number, id + 64);
    CHECK(trace.calls().size() == 2);
    CHECK(trace.medians() == medians);
}
