// hil_node NETWORK: a simulated node on a cable, an interface of Linux or a local socket, until standard input ends.  It runs
// the kernel and `echo`; the kernel server has a port that is drawn from the seed.
//
// --wire: the build without its F-box; --kernel: one of kernel/defences.hpp.  When it can be heard it prints a line,
// `open PUT-PORT ADDRESS`: of its kernel server, and its own.  SIGUSR1 is its power switch: off and on, with other entropy.
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>

#include "gen/profile.hpp"
#include "verif/hil/cable.hpp"
#include "verif/sim/plan.hpp"

using namespace amoebox;
using namespace amoebox::hil;

namespace {

constexpr sim::Cycle k_chunk = 2048; // cycles between two looks at the cable
constexpr std::size_t k_number = 7;

std::expected<std::unique_ptr<sim::Board>, std::string> make(const std::string& build, const std::string& kernel,
                                                             bool wire, std::uint64_t seed) {
    const sim::Places places{build};
    const auto rom = sim::load_rom(places);
    if (!rom) {
        return std::unexpected(rom.error());
    }
    const auto port = [&](const std::string& service) {
        return std::pair{service, sim::service_ports(seed, service).first};
    };
    auto image = sim::make_image(places, {.board = "node",
                                          .kernel = kernel,
                                          .runs = {"echo --serve echo"},
                                          .carries = {},
                                          .files = {},
                                          .gets = {port("kernel"), port("echo")},
                                          .puts = {}});
    if (!image) {
        return std::unexpected(image.error());
    }
    return sim::make_board({.name = "node",
                            .number = k_number,
                            .mac = sim::mac_of(k_number),
                            .ram_bytes = 32U << 20,
                            .seed = seed,
                            .defence = wire ? "wire" : "box",
                            .rom = *rom,
                            .image = std::move(*image)});
}

// Frames go to the board one behind the other, as on a cable.
class Line {
  public:
    void deliver(sim::Board& board, sim::Cycle now, const Message& message) {
        sim::Frame frame{.bytes = message.frame};
        frame.bytes.resize(std::max(frame.bytes.size(), sim::k_shortest - 4) + 4);
        sim::repair_checksum(frame.bytes);
        if (message.fault == Fault::bad_checksum) {
            frame.bytes.back() ^= 0x40;
        } else if (message.fault == Fault::half) {
            frame.bytes.resize(frame.bytes.size() / 2);
        }
        const sim::Cycle start = std::max(now, free_);
        free_ = start + sim::wire_cycles(frame.bytes.size()) + sim::k_gap;
        board.deliver(now, start, std::make_shared<const sim::Frame>(std::move(frame)));
    }

  private:
    sim::Cycle free_ = 0;
};

int serve(sim::Board& board, Cable& cable, int power) {
    Line line;
    std::vector<Message> heard;
    for (sim::Cycle now = 0;; now += k_chunk) {
        const bool there = cable.read(heard);
        signalfd_siginfo pressed{};
        if (read(power, &pressed, sizeof pressed) > 0) {
            board.order(now, sim::Order::power_cut);
            board.order(now, sim::Order::restart);
        }
        for (const Message& message : heard) {
            line.deliver(board, now, message);
        }
        heard.clear();
        board.run(now, now + k_chunk);
        for (const auto& [cycle, byte] : board.output().console) {
            std::fputc(byte, stderr);
        }
        for (sim::Frame& frame : board.output().frames) {
            if (sim::has_good_checksum(frame.bytes)) { // a network card shows no others
                frame.bytes.resize(frame.bytes.size() - 4);
                cable.write(frame.bytes);
            }
        }
        board.output().clear();
        pollfd input{STDIN_FILENO, POLLIN, 0};
        poll(&input, 1, 0);
        char byte = 0;
        if (!there || (input.revents != 0 && read(STDIN_FILENO, &byte, 1) <= 0)) {
            return 0;
        }
        if (board.state() != sim::BoardState::running) {
            complain("the board has switched itself off.");
            return 1;
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("A simulated node on a cable.", "hil_node");
    std::string network, kernel = "kernel", build = "build/" + std::string(profile);
    bool wire = false, local = false;
    std::uint64_t seed = 99;
    app.add_option("network", network, "the interface, or descriptor, of the cable")->required();
    app.add_flag("--wire", wire, "without its F-box");
    app.add_flag("--local", local, "the descriptor of a local socket");
    app.add_option("--kernel", kernel, "its kernel");
    app.add_option("--build", build, "where things are built");
    app.add_option("--seed", seed, "of its entropy and its ports");
    CLI11_PARSE(app, argc, argv);

    sigset_t pressed;
    sigemptyset(&pressed);
    sigaddset(&pressed, SIGUSR1);
    sigprocmask(SIG_BLOCK, &pressed, nullptr);
    const int power = signalfd(-1, &pressed, SFD_NONBLOCK | SFD_CLOEXEC);
    const auto cable = open_cable(network, local);
    auto board = make(build, kernel, wire, seed);
    if (!board) {
        complain(board.error());
    }
    if (!cable || !board || power < 0) {
        return 1;
    }
    const sim::Mac mac = sim::mac_of(k_number);
    std::printf("open %s %02x:%02x:%02x:%02x:%02x:%02x\n", sim::service_ports(seed, "kernel").second.c_str(), mac[0],
                mac[1], mac[2], mac[3], mac[4], mac[5]);
    std::fflush(stdout);
    return serve(**board, *cable, power);
}
