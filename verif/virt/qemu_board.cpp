// See qemu_board.hpp.
#include "verif/virt/qemu_board.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace amoebox::sim {

namespace {

constexpr const char* k_qemu = "qemu-system-riscv32";
constexpr std::uint32_t k_image_at = 0x8000'0000 + k_image_offset;
constexpr std::string_view k_capabilities = "{\"execute\":\"qmp_capabilities\"}\n";
constexpr std::string_view k_continue = "{\"execute\":\"cont\"}\n";
constexpr unsigned k_tree_megabytes = 4; // at the end, for QEMU's device tree (firmware/virt)
// Descriptors of the child.
constexpr int k_child_network = 3, k_child_monitor = 4, k_child_image = 5;

void pair_of(int type, int& ours, int& theirs) {
    std::array<int, 2> ends{-1, -1};
    if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) == 0) {
        ours = ends[0];
        theirs = ends[1];
        fcntl(ours, F_SETFL, O_NONBLOCK);
    }
}

void say(int descriptor, std::string_view text) {
    static_cast<void>(!send(descriptor, text.data(), text.size(), MSG_NOSIGNAL));
}

} // namespace

QemuBoard::QemuBoard(BoardSetup setup, std::string firmware, std::string gdb)
    : Board(std::move(setup)), firmware_(std::move(firmware)), gdb_(std::move(gdb)) {
    spawn();
}

QemuBoard::~QemuBoard() {
    end();
}

void QemuBoard::spawn() {
    int console = -1, network = -1, monitor = -1;
    pair_of(SOCK_STREAM, console_, console);
    pair_of(SOCK_DGRAM, network_, network);
    pair_of(SOCK_STREAM, monitor_, monitor);
    const int image = memfd_create("image", MFD_CLOEXEC);
    const bool whole =
        write(image, setup_.image.data(), setup_.image.size()) == static_cast<ssize_t>(setup_.image.size());
    std::vector<std::string> words = {
        k_qemu,
        "-M",
        "virt",
        "-m",
        fmt::format("{}M", (setup_.ram_bytes >> 20) + k_tree_megabytes),
        "-display",
        "none",
        "-nodefaults",
        "-no-user-config",
        "-serial",
        "stdio",
        "-S",
        "-chardev",
        fmt::format("socket,id=monitor,fd={}", k_child_monitor),
        "-mon",
        "chardev=monitor,mode=control",
        "-bios",
        firmware_,
        "-device",
        fmt::format("loader,file=/dev/fd/{},addr={:#x},force-raw=on", k_child_image, k_image_at),
        "-device",
        fmt::format("loader,addr=0x8000fff8,data={},data-len=4", k_rate), // kernel/platform/virt/machine.hpp
        "-global",
        "virtio-mmio.force-legacy=false",
        "-netdev",
        fmt::format("dgram,id=network,local.type=fd,local.str={}", k_child_network),
        "-device",
        fmt::format("virtio-net-device,netdev=network,mac={:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", setup_.mac[0],
                    setup_.mac[1], setup_.mac[2], setup_.mac[3], setup_.mac[4], setup_.mac[5]),
        "-object",
        "rng-builtin,id=entropy",
        "-device",
        "virtio-rng-device,rng=entropy",
        "-seed",
        std::to_string(static_cast<std::uint32_t>(draw(setup_.seed, Use::entropy, who(setup_.name), lives_++)))};
    if (!setup_.disk.empty()) {
        std::string file; // for QEMU two commas are one
        for (const char c : setup_.disk) {
            file += c == ',' ? ",," : std::string(1, c);
        }
        words.insert(words.end(), {"-drive", "if=none,id=disk,format=raw,file=" + file, "-device",
                                   "virtio-blk-device,drive=disk"});
    }
    if (!gdb_.empty()) {
        words.insert(words.end(), {"-gdb", gdb_});
    }
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    const pid_t parent = getpid();
    child_ = whole && console >= 0 && network >= 0 && monitor >= 0 ? fork() : -1;
    if (child_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {
            _exit(127);
        }
        setpgid(0, 0); // Control-C is for the simulator alone
        const std::array<std::pair<int, int>, 4> moves = {
            {{console, 0}, {network, k_child_network}, {monitor, k_child_monitor}, {image, k_child_image}}};
        std::array<int, 4> high{};
        for (std::size_t i = 0; i < moves.size(); ++i) {
            high[i] = fcntl(moves[i].first, F_DUPFD_CLOEXEC, 20);
        }
        for (std::size_t i = 0; i < moves.size(); ++i) {
            dup2(high[i], moves[i].second);
        }
        dup2(0, 1);
        execvp(k_qemu, arguments.data());
        _exit(127);
    }
    for (const int theirs : {console, network, monitor, image}) {
        close(theirs);
    }
    if (child_ < 0) {
        fault_ = "no process, memory or socket for its QEMU";
        return;
    }
    say(monitor_, k_capabilities);
}

// QEMU greets, and answers k_capabilities.
void QemuBoard::wait_until_ready() {
    std::string heard;
    while (child_ > 0 && heard.find("\"return\"") == std::string::npos) {
        pollfd wanted{.fd = monitor_, .events = POLLIN, .revents = 0};
        poll(&wanted, 1, -1);
        std::array<char, 512> bytes;
        const ssize_t got = recv(monitor_, bytes.data(), bytes.size(), 0);
        if (got == 0) { // it closes its descriptors a moment before it has ended
            has_ended(0, 0);
            return;
        }
        if (got > 0) {
            heard.append(bytes.data(), static_cast<std::size_t>(got));
        }
    }
}

void QemuBoard::begin() {
    if (gdb_.empty()) { // else gdb says when
        say(monitor_, k_continue);
    }
}

void QemuBoard::end() {
    if (child_ > 0) {
        kill(child_, SIGKILL);
        waitpid(child_, nullptr, 0);
    }
    child_ = -1;
    for (int* descriptor : {&console_, &network_, &monitor_}) {
        close(*descriptor);
        *descriptor = -1;
    }
    due_.clear();
}

void QemuBoard::watch(std::vector<int>& descriptors) const {
    if (child_ > 0 && state() == BoardState::running) {
        descriptors.push_back(console_);
        descriptors.push_back(network_);
    }
}

void QemuBoard::ordered(Order order) {
    switch (order) {
    case Order::stop:
    case Order::power_cut:
        end();
        break;
    case Order::restart:
        end();
        spawn();
        begin();
        break;
    case Order::freeze:
        kill(child_, SIGSTOP);
        due_.clear();
        break;
    case Order::thaw:
        kill(child_, SIGCONT);
        break;
    }
}

void QemuBoard::put(Cycle start, FramePointer frame) {
    const Cycle time = start + wire_cycles(frame->bytes.size());
    due_.push_back({time, std::move(frame)});
}

void QemuBoard::read_console(Cycle now) {
    std::array<std::uint8_t, 4096> bytes;
    for (ssize_t got = 0; (got = recv(console_, bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0;) {
        for (ssize_t i = 0; i < got; ++i) {
            printed(now, bytes[static_cast<std::size_t>(i)]);
        }
    }
}

// A card's work: padding and checksum.  Frames leave one after the other, as a cable has them.
void QemuBoard::read_frames(Cycle now) {
    std::array<std::uint8_t, 2048> bytes;
    for (ssize_t got = 0; (got = recv(network_, bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0;) {
        Frame frame;
        frame.bytes.assign(bytes.begin(), bytes.begin() + got);
        frame.bytes.resize(std::max(frame.bytes.size() + 4, k_shortest));
        repair_checksum(frame.bytes);
        frame.begin = std::max(now, sent_until_);
        frame.end = frame.begin + wire_cycles(frame.bytes.size());
        sent_until_ = frame.end + k_gap;
        sent(std::move(frame));
    }
}

bool QemuBoard::has_ended(Cycle now, int options) {
    int status = 0;
    if (child_ < 0 || waitpid(child_, &status, options) != child_) {
        return child_ < 0;
    }
    child_ = -1;
    if (WIFSIGNALED(status)) {
        fault_ = fmt::format("its QEMU was ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
    } else if (now == 0) {
        fault_ = WEXITSTATUS(status) == 127 ? fmt::format("{} is missing; install it as root with: apt-get install "
                                                          "--no-install-recommends qemu-system-misc",
                                                          k_qemu)
                                            : fmt::format("its QEMU did not begin (status {})", WEXITSTATUS(status));
    }
    powered_off(now, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return true;
}

Cycle QemuBoard::run_model(Cycle /*from*/, Cycle to) {
    const Cycle now = to - 1;
    if (child_ < 0) {
        powered_off(now, -1);
        return to;
    }
    const bool ended = has_ended(now, WNOHANG); // what it said before is there now
    read_console(now);
    read_frames(now);
    if (ended) {
        return to;
    }
    while (!due_.empty() && due_.front().time <= to) {
        const std::vector<std::uint8_t>& bytes = due_.front().frame->bytes;
        // A card throws away what came broken.
        if (bytes.size() >= k_shortest && has_good_checksum(bytes) &&
            send(network_, bytes.data(), bytes.size() - 4, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno == EAGAIN) {
            break; // its queue is full: later
        }
        due_.pop_front();
    }
    while (!keys_.empty()) {
        const std::uint8_t key = keys_.front();
        if (send(console_, &key, 1, MSG_DONTWAIT | MSG_NOSIGNAL) != 1) {
            break;
        }
        keys_.pop_front();
    }
    return to;
}

} // namespace amoebox::sim
