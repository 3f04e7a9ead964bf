// The thief's board where it is a QEMU process: there is no box, so what it hands over is what is on the wire, and all that the
// switch sends it, it sees.
#include <array>
#include <cstring>

#include "kernel/platform/virt/virtio.hpp"
#include "verif/thief/attack.hpp"

namespace thief {

namespace {

namespace virtio = amoebox::kernel::virtio;
namespace platform = amoebox::kernel::platform;

// Without translation: the devices are where they are.
constexpr std::uint32_t k_uart = 0x1000'0000, k_test = 0x0010'0000, k_virtio = 0x1000'1000;
constexpr std::uint32_t k_device_header = 12;

virtio::Queue<hw::tx_ring> g_send_queue;
virtio::Queue<hw::rx_ring> g_receive_queue;
using Slot = std::array<std::uint8_t, k_frame_memory>;
[[gnu::section(".noinit")]] alignas(16) std::array<Slot, hw::tx_ring> g_frames;
[[gnu::section(".noinit")]] alignas(16) std::array<Slot, hw::rx_ring> g_slots;
Slot g_copy;
std::uint32_t g_device = 0;
std::uint16_t g_head = 0, g_done = 0;
std::uint32_t g_foreign = 0;

void look_at_done() {
    while (g_send_queue.has_more()) {
        g_send_queue.next(); // the device is done with frames in their order
        ++g_done;
    }
}
unsigned room_for_one() {
    while (static_cast<std::uint16_t>(g_head - g_done) == hw::tx_ring) {
        look_at_done();
    }
    return g_head % hw::tx_ring;
}
void hand_over() {
    g_send_queue.hand_over(g_head++ % hw::tx_ring);
    g_send_queue.notify();
}
std::uint32_t address(const void* at) {
    return reinterpret_cast<std::uint32_t>(at);
}

} // namespace

void print(std::string_view text) {
    for (const char c : text) {
        while ((platform::reg8(k_uart + 5) & 0x20) == 0) {
        }
        platform::reg8(k_uart) = static_cast<std::uint8_t>(c);
    }
}
void power_off(std::uint32_t status) {
    for (;;) {
        platform::reg(k_test) = (status & 0xFF) == 0 ? 0x5555 : (status & 0xFF) << 16 | 0x3333;
    }
}
void reset() {
    for (;;) {
        platform::reg(k_test) = 0x7777;
    }
}

std::uint64_t cycle() {
    return platform::cycles();
}

Mac mac_of(std::uint32_t board) {
    return {0x02, 0x41, 0x4D, 0x42, static_cast<std::uint8_t>(board >> 8), static_cast<std::uint8_t>(board + 1)};
}
std::uint32_t own_board() {
    return (std::uint32_t{platform::reg8(g_device + virtio::at::configuration + 4)} << 8 |
            platform::reg8(g_device + virtio::at::configuration + 5)) -
           1;
}
bool has_box() {
    return false;
}

void start_dma() {
    platform::begin_time();
    for (std::uint32_t device = k_virtio; device < k_virtio + 0x8000; device += 0x1000) {
        if (platform::reg(device + virtio::at::device) == virtio::k_network) {
            g_device = device;
        }
    }
    constexpr std::uint32_t k_has_address = 1U << 5;
    if (g_device == 0 || !virtio::begin(g_device, k_has_address) || !g_receive_queue.start(g_device, 0, false) ||
        !g_send_queue.start(g_device, 1, false)) {
        print("thief: no network\n");
        power_off(1);
    }
    for (unsigned i = 0; i < hw::rx_ring; ++i) {
        g_receive_queue.describe(i, address(g_slots[i].data()), sizeof(Slot), true, false);
        g_receive_queue.hand_over(i);
    }
    virtio::go(g_device);
    g_receive_queue.notify();
}

void queue(Bytes frame, How /*how*/) {
    Slot& memory = g_frames[room_for_one()];
    std::memset(memory.data(), 0, k_device_header);
    std::memcpy(memory.data() + k_device_header, frame.data(), frame.size());
    g_send_queue.describe(g_head % hw::tx_ring, address(memory.data()),
                          k_device_header + static_cast<std::uint32_t>(frame.size()), false, false);
    hand_over();
}
void queue_again(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        room_for_one();
        hand_over();
    }
}
std::uint32_t frame_memory(unsigned index) {
    return address(g_frames[index % hw::tx_ring].data()) + k_device_header;
}
std::uint32_t queue_next() {
    return room_for_one();
}
void queue_drain() {
    while (g_done != g_head) {
        look_at_done();
    }
}
std::uint32_t queue_sent() {
    return g_done;
}
std::uint32_t queue_refused() {
    return 0;
}
Fate send(Bytes frame, How how) {
    queue(frame, how);
    queue_drain();
    return {static_cast<std::uint8_t>(hw::tx_sent), 0};
}

bool has_next(unsigned ring) {
    return ring == 0 && g_receive_queue.has_more();
}
bool receive(Received& received) {
    if (!has_next(0)) {
        return false;
    }
    const auto [slot, bytes] = g_receive_queue.next();
    const std::size_t size = bytes - k_device_header;
    std::memcpy(g_copy.data(), g_slots[slot].data() + k_device_header, size);
    g_receive_queue.hand_over(slot);
    g_receive_queue.notify();
    received = {.bytes = Bytes(g_copy).first(size)};
    const Mac own = mac_of(own_board());
    g_foreign += frame::is_unicast({g_copy[0]}) && std::memcmp(g_copy.data(), own.data(), own.size()) != 0 ? 1U : 0U;
    return true;
}
void forget_received() {
    for (Received received; receive(received);) {
    }
}
std::uint32_t foreign_received() {
    return g_foreign;
}

Result command(std::uint32_t, const PortBytes&, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t) {
    return {};
}
void disarm(std::uint8_t) {}
std::uint32_t counter(hw::Counter) {
    return 0;
}

// Attacks on hardware that only the node has: nothing is tried.
Report dma_outside_ram(const Scene&) {
    return {};
}
Report leftover_bytes(const Scene&) {
    return {};
}
Report knock(const Scene&) {
    return {};
}
Report reach_flash_or_mdio(const Scene&) {
    return {};
}
Report reset_to_keep_ports(const Scene&) {
    return {};
}
bool after_reset() {
    return false;
}

} // namespace thief
