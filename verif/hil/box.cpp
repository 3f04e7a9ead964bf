// hil_box HOST NETWORK: the Verilated wall-socket box between two interfaces of Linux, or two local sockets, until standard
// input ends.  --wire: the build without its F-box.  --local: HOST and NETWORK are descriptors of sockets that it is given.
//
// It stands still while nothing is on its way, so it takes no processor; its time has nothing to do with the clock's.
// SIGUSR1 is its power switch: off and on, with nothing kept and other entropy.  Frames that are on their way are lost.
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <ctime>

#include "verif/hil/cable.hpp"
#include "verif/inline/harness.hpp"

using namespace amoebox;
using namespace amoebox::bench;
using namespace amoebox::hil;

namespace {

constexpr std::uint64_t k_chunk = 128; // cycles between two looks at the cables
constexpr std::uint64_t k_still =
    2600; // so long after the last byte everything has come out (docs/inline.md: n + 128)

void show(End& end, const Message& message) {
    Bytes wire = eth::on_wire(message.frame);
    if (message.fault == Fault::bad_checksum) {
        wire.back() ^= 0x40;
    } else if (message.fault == Fault::half) {
        wire.resize(wire.size() / 2);
    }
    end.show(eth::slots(wire));
}

class Box {
  public:
    virtual ~Box() = default;
    virtual void run(const std::vector<Message>& from_host, const std::vector<Message>& from_net) = 0;
    virtual bool still() const = 0;
    virtual void look(Cable& host, Cable& net) = 0;
    virtual std::uint64_t cycles() const = 0;
};

template <typename Top>
class BoxOf final : public Box {
  public:
    explicit BoxOf(std::uint64_t seed) : bench_(seed) {}
    void run(const std::vector<Message>& from_host, const std::vector<Message>& from_net) override {
        for (const auto& message : from_host) {
            show(bench_.host, message);
        }
        for (const auto& message : from_net) {
            show(bench_.net, message);
        }
        bench_.run(k_chunk);
        // A short frame may be in, and nothing of it out, before the chunk ends.
        const bool busy = !from_host.empty() || !from_net.empty() || !bench_.host.line.empty() ||
                          !bench_.net.line.empty() || bench_.top->host_tx_en_o != 0 || bench_.top->net_tx_en_o != 0;
        still_ = busy ? 0 : still_ + k_chunk;
    }
    bool still() const override { return still_ >= k_still; }
    void look(Cable& host, Cable& net) override {
        look(bench_.host, host);
        look(bench_.net, net);
    }
    std::uint64_t cycles() const override { return bench_.cycle; }

  private:
    static void look(End& end, Cable& cable) {
        for (const Bytes& frame : end.frames()) {
            cable.write(frame);
        }
        end.arrived.clear();
        end.sent_last.clear();
    }
    InlineBench<Top> bench_;
    std::uint64_t still_ = 0;
};

std::unique_ptr<Box> make(bool wire, std::uint64_t seed) {
    return wire ? std::unique_ptr<Box>(std::make_unique<BoxOf<Vinline_wire>>(seed))
                : std::make_unique<BoxOf<Vinline_box>>(seed);
}

int serve(Cable& host, Cable& net, bool wire, std::uint64_t seed, int power) {
    std::unique_ptr<Box> box = make(wire, seed);
    std::uint64_t cycles = 0;
    std::vector<Message> from_host, from_net;
    for (;;) {
        // Frames first, then the switch: a frame that was sent after it was pressed then meets the new life.
        const bool there = host.read(from_host) && net.read(from_net);
        signalfd_siginfo pressed{};
        if (read(power, &pressed, sizeof pressed) > 0) {
            cycles += box->cycles();
            box = make(wire, ++seed);
        }
        box->run(from_host, from_net);
        from_host.clear();
        from_net.clear();
        box->look(host, net);
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (box->still()) {
            std::array<pollfd, 4> wait{input, pollfd{host.descriptor(), POLLIN, 0},
                                       pollfd{net.descriptor(), POLLIN, 0}, pollfd{power, POLLIN, 0}};
            poll(wait.data(), wait.size(), -1);
            input = wait[0];
        } else {
            poll(&input, 1, 0);
        }
        char byte = 0;
        if (!there || (input.revents != 0 && read(STDIN_FILENO, &byte, 1) <= 0)) {
            cycles += box->cycles();
            timespec used{};
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
            const double seconds = static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
            std::fprintf(stderr, "hil_box: %llu cycles of 8 ns in %.1f s of processor time: stretched by %.0f\n",
                         static_cast<unsigned long long>(cycles), seconds,
                         seconds / (8e-9 * static_cast<double>(cycles)));
            return 0;
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("The Verilated wall-socket box between two cables.", "hil_box");
    std::string host_name, net_name;
    bool wire = false, local = false;
    std::uint64_t seed = 99;
    app.add_option("host", host_name, "the interface, or descriptor, of the host's cable")->required();
    app.add_option("network", net_name, "that of the network's")->required();
    app.add_flag("--wire", wire, "without its F-box");
    app.add_flag("--local", local, "descriptors of local sockets");
    app.add_option("--seed", seed, "of its entropy");
    CLI11_PARSE(app, argc, argv);

    sigset_t pressed;
    sigemptyset(&pressed);
    sigaddset(&pressed, SIGUSR1);
    sigprocmask(SIG_BLOCK, &pressed, nullptr);
    const int power = signalfd(-1, &pressed, SFD_NONBLOCK | SFD_CLOEXEC);
    const auto host = open_cable(host_name, local);
    const auto net = host ? open_cable(net_name, local) : nullptr;
    if (!host || !net || power < 0) {
        return 1;
    }
    std::printf("open\n");
    std::fflush(stdout);
    return serve(*host, *net, wire, seed, power);
}
