// The virtio block device.  Features are not asked for, so the device writes through: what it has answered is on the disk.
#include "kernel/platform/platform.hpp"
#include "kernel/platform/virt/virtio.hpp"

namespace amoebox::kernel::platform {

namespace {

constexpr std::uint32_t k_read = 0, k_write = 1; // types of a request

struct Head {
    std::uint32_t type, reserved;
    std::uint32_t sector, sector_high;
};

virtio::Queue<4> g_queue;
Head g_head;
volatile std::uint8_t g_answer;
std::uint32_t g_sectors = 0;

std::uint32_t address(const volatile void* at) {
    return reinterpret_cast<std::uint32_t>(at);
}

Disk transfer(std::uint32_t type, std::uint32_t sector, const std::uint8_t* data, std::size_t bytes) {
    if (g_sectors == 0) {
        return Disk::none;
    }
    if (bytes == 0 || bytes % k_sector != 0 || bytes > k_disk_most || sector >= g_sectors ||
        bytes / k_sector > g_sectors - sector) {
        return Disk::outside;
    }
    g_head = {type, 0, sector, 0};
    g_answer = 0xFF;
    g_queue.describe(0, address(&g_head), sizeof g_head, false, true);
    g_queue.describe(1, address(data), static_cast<std::uint32_t>(bytes), type == k_read, true);
    g_queue.describe(2, address(&g_answer), 1, true, false);
    g_queue.hand_over(0);
    g_queue.notify();
    for (const std::uint32_t begin = cycle(); !g_queue.has_more();) {
        if (cycle() - begin > k_disk_patience) {
            reg(g_devices.disk + virtio::at::status) = 0; // so that it does not write into memory of others later
            g_sectors = 0;
            return Disk::failed;
        }
    }
    static_cast<void>(g_queue.next());
    return g_answer == 0 ? Disk::ok : Disk::failed;
}

} // namespace

bool disk_start() {
    if (!virtio::begin(g_devices.disk, 0) || !g_queue.start(g_devices.disk, 0, false)) {
        return false;
    }
    virtio::go(g_devices.disk);
    const std::uint32_t low = reg(g_devices.disk + virtio::at::configuration);
    const std::uint32_t high = reg(g_devices.disk + virtio::at::configuration + 4);
    g_sectors = high != 0 ? ~0U : low; // 2 TB are enough
    return true;
}

std::uint32_t disk_sectors() {
    return g_sectors;
}

Disk disk_read(std::uint32_t sector, std::span<std::uint8_t> to) {
    return transfer(k_read, sector, to.data(), to.size());
}

Disk disk_write(std::uint32_t sector, std::span<const std::uint8_t> from) {
    return transfer(k_write, sector, from.data(), from.size());
}

} // namespace amoebox::kernel::platform
