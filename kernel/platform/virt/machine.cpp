// Devices of QEMU's virt machine but the network: see machine.hpp.
#include "kernel/platform/platform.hpp"
#include "kernel/platform/virt/virtio.hpp"

namespace amoebox::kernel {

namespace platform {

Devices g_devices;

namespace {

constexpr std::uint32_t k_uart_data = k_devices, k_uart_interrupts = k_devices + 1, k_uart_status = k_devices + 5;
constexpr std::uint32_t k_uart_line = 10; // virtio device n of 8 has line n + 1
constexpr std::uint32_t k_enabled = k_plic + 0x2080, k_threshold = k_plic + 0x20'1000,
                        k_claim = k_threshold + 4; // S-mode
constexpr unsigned k_virtio_devices = 8;

bool g_console_wanted = false;
virtio::Queue<2> g_entropy_queue;
std::array<std::uint32_t, 16> g_words;
std::uint32_t g_words_left = 0;
bool g_words_asked = false;

std::uint32_t line_of(std::uint32_t virtio_device) {
    return (virtio_device - k_devices) / 0x1000;
}

} // namespace

const char* start() {
    asm volatile("csrw sie, %0" ::"r"(1U << 9 | 1U << 5));
    begin_time();
    set_alarm(cycle() + 0x7FFF'FFFF);
    for (unsigned i = 0; i < k_virtio_devices; ++i) {
        const std::uint32_t device = k_devices + 0x1000 * (i + 1);
        if (reg(device + virtio::at::magic) != virtio::k_magic || reg(device + virtio::at::device) == 0) {
            continue;
        }
        if (reg(device + virtio::at::version) != 2) {
            return "found virtio devices of an old kind (QEMU needs -global virtio-mmio.force-legacy=false)";
        }
        const std::uint32_t kind = reg(device + virtio::at::device);
        std::uint32_t* const place = kind == virtio::k_network   ? &g_devices.network
                                     : kind == virtio::k_entropy ? &g_devices.entropy
                                     : kind == virtio::k_disk    ? &g_devices.disk
                                                                 : nullptr;
        if (place != nullptr && *place == 0) {
            *place = device;
        }
    }
    for (unsigned i = 0; g_devices.network != 0 && i < g_devices.mac.size(); ++i) {
        g_devices.mac[i] = reg8(g_devices.network + virtio::at::configuration + i);
    }
    if (g_devices.entropy == 0 || !virtio::begin(g_devices.entropy, 0) ||
        !g_entropy_queue.start(g_devices.entropy, 0, false)) {
        return "found no source of entropy (QEMU needs -device virtio-rng-device)";
    }
    virtio::go(g_devices.entropy);
    if (g_devices.disk != 0 && !disk_start()) {
        return "has a disk that does not do what a virtio disk does";
    }
    reg(k_plic + 4 * k_uart_line) = 1; // priorities
    reg(k_threshold) = 0;
    reg(k_enabled) = 1U << k_uart_line;
    return nullptr;
}

std::int32_t console_get() {
    if ((reg8(k_uart_status) & 1) != 0) {
        return reg8(k_uart_data);
    }
    g_noted &= ~k_pending_console;
    reg8(k_uart_interrupts) = g_console_wanted ? 1 : 0;
    return -1;
}

void listen(bool console) {
    g_console_wanted = console;
    if (!console) {
        g_noted &= ~k_pending_console;
    }
    if ((g_noted & k_pending_console) == 0) {
        reg8(k_uart_interrupts) = console ? 1 : 0;
    }
}

void frames_interrupt(bool wanted) {
    const std::uint32_t line = line_of(g_devices.network);
    reg(k_plic + 4 * line) = 1;
    reg(k_enabled) = 1U << k_uart_line | (wanted ? 1U << line : 0);
}

void take_interrupts() {
    for (std::uint32_t line; (line = reg(k_claim)) != 0; reg(k_claim) = line) {
        if (line == k_uart_line) {
            reg8(k_uart_interrupts) = 0; // until all has been read
            g_noted |= k_pending_console;
        } else {
            const std::uint32_t device = k_devices + 0x1000 * line;
            reg(device + virtio::at::interrupt_ack) = reg(device + virtio::at::interrupt_status);
            g_noted |= k_pending_frames;
        }
    }
}

bool entropy(std::uint32_t& word) {
    if (g_words_left == 0) {
        if (!g_words_asked) {
            g_words_asked = true;
            g_entropy_queue.describe(0, reinterpret_cast<std::uint32_t>(g_words.data()), sizeof g_words, true, false);
            g_entropy_queue.hand_over(0);
            g_entropy_queue.notify();
        }
        if (!g_entropy_queue.has_more()) {
            return false;
        }
        g_words_asked = false;
        g_words_left = g_entropy_queue.next().bytes / 4;
        if (g_words_left == 0 || g_words_left > g_words.size()) {
            g_words_left = 0;
            return false;
        }
    }
    word = g_words[--g_words_left];
    g_words[g_words_left] = 0;
    return true;
}

// Addresses are given out by whoever builds the network: 02:41:4D:42, then the board's number, 1 added.
std::uint32_t board_number() {
    const auto& mac = g_devices.mac;
    const bool ours = mac[0] == 0x02 && mac[1] == 0x41 && mac[2] == 0x4D && mac[3] == 0x42;
    return ours ? (std::uint32_t{mac[4]} << 8 | mac[5]) - 1 : 0;
}

void power_off(std::uint32_t status) {
    for (;;) {
        reg(k_test) = (status & 0xFF) == 0 ? 0x5555 : (status & 0xFF) << 16 | 0x3333;
    }
}

} // namespace platform

} // namespace amoebox::kernel
