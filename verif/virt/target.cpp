// The simulator's boards as QEMU processes: the network, its faults, consoles and results are the simulator's own, time is
// the wall's.  So nothing here is a function of the seed alone.
#include <poll.h>

#include <chrono>
#include <cstdlib>

#include "verif/sim/target.hpp"
#include "verif/virt/qemu_board.hpp"

namespace amoebox::sim {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::uint64_t k_nanoseconds = 100 / k_rate; // of a cycle

// Of the run under way; its boards register themselves.
struct Boards {
    std::vector<QemuBoard*> all;
    bool begun = false;
    Clock::time_point start;
};
Boards g_boards;

Cycle wall() {
    return static_cast<Cycle>(std::chrono::nanoseconds(Clock::now() - g_boards.start).count()) / k_nanoseconds;
}

Cycle wait(Cycle now, Cycle until) {
    if (!g_boards.begun) {
        for (QemuBoard* board : g_boards.all) {
            board->wait_until_ready();
        }
        g_boards.begun = true;
        g_boards.start = Clock::now();
        for (QemuBoard* board : g_boards.all) {
            board->begin();
        }
    }
    std::vector<int> descriptors;
    for (const QemuBoard* board : g_boards.all) {
        board->watch(descriptors);
        until = std::min(until, board->next_due());
    }
    std::vector<pollfd> wanted;
    for (const int descriptor : descriptors) {
        wanted.push_back({.fd = descriptor, .events = POLLIN, .revents = 0});
    }
    const Cycle is = wall();
    const std::uint64_t left = until > is ? (until - is) * k_nanoseconds : 0;
    const timespec time = {.tv_sec = static_cast<time_t>(left / 1'000'000'000),
                           .tv_nsec = static_cast<long>(left % 1'000'000'000)};
    ppoll(wanted.data(), wanted.size(), &time, nullptr);
    return std::max(now + 1, wall());
}

} // namespace

TargetKind target_kind() {
    return {.platform = "virt",
            .has_box = false,
            .has_disks = true,
            .endless = std::getenv("AMOEBOX_GDB") != nullptr,
            .patience = 100,
            .clock = wait};
}

std::expected<std::unique_ptr<Board>, std::string> make_board(BoardSetup setup) {
    if (g_boards.begun) { // another run
        g_boards = {};
    }
    const char* const gdb = std::getenv("AMOEBOX_GDB"); // "board=socket"
    const std::string_view asked = gdb == nullptr ? "" : gdb;
    std::string socket;
    if (asked.starts_with(setup.name + "=")) {
        socket = asked.substr(setup.name.size() + 1);
    }
    const std::string firmware(reinterpret_cast<const char*>(setup.rom.data()));
    auto board = std::make_unique<QemuBoard>(std::move(setup), firmware, socket);
    if (!board->fault().empty()) {
        return std::unexpected(board->fault());
    }
    g_boards.all.push_back(board.get());
    return board;
}

std::expected<std::vector<std::uint8_t>, std::string> make_image(const Places& places, const ImageRequest& request) {
    return make_image_of(places, places.target() + "/virt", request);
}

// No boot ROM: the firmware is a file for QEMU, whose name takes the ROM's place.
std::expected<std::vector<std::uint32_t>, std::string> load_rom(const Places& places) {
    const std::string path = places.target() + "/virt/firmware.elf";
    if (const auto there = read_bytes(path); !there) {
        return std::unexpected(there.error() + ": make programs");
    }
    std::vector<std::uint8_t> name(path.begin(), path.end());
    name.push_back(0);
    return to_words(name);
}

} // namespace amoebox::sim
