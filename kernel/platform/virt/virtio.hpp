// virtio over MMIO, version 2: a device's registers, and a queue of it.
#pragma once

#include <array>
#include <cstdint>

#include "kernel/platform/platform.hpp"

namespace amoebox::kernel::virtio {

inline constexpr std::uint32_t k_magic = 0x7472'6976;
inline constexpr std::uint32_t k_network = 1, k_disk = 2, k_entropy = 4;
namespace at {
inline constexpr std::uint32_t magic = 0x00, version = 0x04, device = 0x08, device_features = 0x10,
                               device_features_select = 0x14, features = 0x20, features_select = 0x24, queue = 0x30,
                               queue_most = 0x34, queue_size = 0x38, queue_ready = 0x44, notify = 0x50,
                               interrupt_status = 0x60, interrupt_ack = 0x64, status = 0x70, descriptors = 0x80,
                               available = 0x90, used = 0xA0, configuration = 0x100;
} // namespace at

// Resets a device and agrees on version 1 and these features of the low word.  False: it does not have them.
inline bool begin(std::uint32_t device, std::uint32_t features) {
    using platform::reg;
    constexpr std::uint32_t k_version_1 = 1; // bit 32
    reg(device + at::status) = 0;
    reg(device + at::status) = 3; // seen, and there is a driver
    reg(device + at::device_features_select) = 0;
    const bool has = (reg(device + at::device_features) & features) == features;
    reg(device + at::features_select) = 0;
    reg(device + at::features) = features;
    reg(device + at::features_select) = 1;
    reg(device + at::features) = k_version_1;
    reg(device + at::status) = 11; // agreed
    return has && (reg(device + at::status) & 8) != 0;
}

// After its queues.
inline void go(std::uint32_t device) {
    platform::reg(device + at::status) = 15;
}

// Size entries.  Who fills it says which descriptor a chain begins with; the device says the same when it is done.
template <unsigned Size>
class Queue {
  public:
    bool start(std::uint32_t device, std::uint32_t number, bool interrupts) {
        using platform::reg;
        device_ = device;
        number_ = number;
        reg(device + at::queue) = number;
        if (reg(device + at::queue_most) < Size) {
            return false;
        }
        available_.flags = interrupts ? 0 : 1;
        reg(device + at::queue_size) = Size;
        place(at::descriptors, descriptors_.data());
        place(at::available, &available_);
        place(at::used, &used_);
        reg(device + at::queue_ready) = 1;
        return true;
    }
    // Descriptor `index`; the chain goes on with the next one if `more`.
    void describe(unsigned index, std::uint32_t address, std::uint32_t bytes, bool device_writes, bool more) {
        descriptors_[index] = {address, 0, bytes,
                               static_cast<std::uint16_t>((more ? 1 : 0) | (device_writes ? 2 : 0)),
                               static_cast<std::uint16_t>(index + 1)};
    }
    void hand_over(unsigned index) {
        available_.ring[available_.index % Size] = static_cast<std::uint16_t>(index);
        platform::barrier();
        available_.index = static_cast<std::uint16_t>(available_.index + 1);
    }
    void notify() {
        platform::barrier();
        platform::reg(device_ + at::notify) = number_;
    }
    bool has_more() const { return seen_ != const_cast<const volatile std::uint16_t&>(used_.index); }
    struct Done {
        std::uint32_t index, bytes;
    };
    Done next() { // has_more()
        platform::barrier();
        return used_.ring[seen_++ % Size];
    }

  private:
    void place(std::uint32_t offset, const void* what) {
        platform::reg(device_ + offset) = reinterpret_cast<std::uint32_t>(what);
        platform::reg(device_ + offset + 4) = 0;
    }
    struct Descriptor {
        std::uint32_t address, address_high, bytes;
        std::uint16_t flags, next;
    };
    struct Available {
        std::uint16_t flags, index;
        std::array<std::uint16_t, Size> ring;
    };
    struct Used {
        std::uint16_t flags, index;
        std::array<Done, Size> ring;
    };
    std::uint32_t device_ = 0, number_ = 0;
    std::uint16_t seen_ = 0;
    alignas(16) std::array<Descriptor, Size> descriptors_{};
    alignas(4) Available available_{};
    alignas(4) Used used_{};
};

} // namespace amoebox::kernel::virtio
