// Address spaces: see space.hpp.
#include "space.hpp"

#include <algorithm>
#include <cstring>

#include "kernel/platform/platform.hpp"

namespace amoebox::kernel {

Pages g_pages;
alignas(4096) std::uint32_t g_kernel_root[1024];

namespace {

constexpr std::uint32_t k_part = 0x0040'0000; // a page table entry of the first level
constexpr std::uint32_t k_user_parts = k_user_high / k_part;
constexpr std::uint32_t k_kernel_page =
    arch::k_valid | arch::k_read | arch::k_write | arch::k_accessed | arch::k_dirty;

std::uint32_t entry_of(std::uint32_t address, std::uint32_t flags) {
    return address >> 12 << 10 | flags;
}

} // namespace

void make_kernel_space(std::uint32_t ram_bytes) {
    for (std::uint32_t at = 0; at < ram_bytes; at += k_part) {
        // Code is only in the first part.
        const std::uint32_t part = platform::k_ram_base + at;
        g_kernel_root[part / k_part] = entry_of(part, k_kernel_page | (at == 0 ? arch::k_execute : 0));
    }
    for (const platform::Window& window : platform::k_windows) {
        for (std::uint32_t at = 0; at < window.bytes; at += k_part) {
            g_kernel_root[(window.address + at) / k_part] =
                entry_of((window.physical + at) & ~(k_part - 1), k_kernel_page);
        }
    }
}

bool Space::check(std::uint32_t address, std::uint32_t size, Access access) const {
    return visit(address, size, access, [](std::uint32_t) {});
}

bool Space::create() {
    root_ = static_cast<std::uint32_t*>(g_pages.take());
    next_part_ = 0;
    if (root_ == nullptr) {
        return false;
    }
    std::memset(root_, 0, k_user_parts * 4);
    std::memcpy(root_ + k_user_parts, g_kernel_root + k_user_parts, k_page - k_user_parts * 4);
    return true;
}

bool Space::enter(std::uint32_t address, void* page, std::uint32_t flags, std::uint32_t& taken) {
    std::uint32_t& part = root_[address / k_part];
    if ((part & arch::k_valid) == 0) {
        void* table = g_pages.take();
        if (table == nullptr) {
            return false;
        }
        std::memset(table, 0, k_page);
        part = entry_of(address_of(table), arch::k_valid);
        ++taken;
    }
    auto* table = memory_at<std::uint32_t>(part >> 10 << 12);
    table[address >> 12 & 1023] =
        entry_of(address_of(page), flags | arch::k_valid | arch::k_user | arch::k_accessed | arch::k_dirty);
    return true;
}

void* Space::remove(std::uint32_t address) {
    const std::uint32_t part = root_[address / k_part];
    if ((part & arch::k_valid) == 0) {
        return nullptr;
    }
    std::uint32_t& entry = memory_at<std::uint32_t>(part >> 10 << 12)[address >> 12 & 1023];
    void* page = (entry & arch::k_valid) != 0 ? memory_at<void>(entry >> 10 << 12) : nullptr;
    entry = 0;
    return page;
}

bool Space::destroy_step() {
    while (next_part_ < k_user_parts && (root_[next_part_] & arch::k_valid) == 0) {
        ++next_part_;
    }
    if (next_part_ == k_user_parts) {
        g_pages.give(root_);
        root_ = nullptr;
        return true;
    }
    auto* table = memory_at<std::uint32_t>(root_[next_part_] >> 10 << 12);
    // At most a few pages at a time: a store is slow.
    unsigned given = 0;
    for (std::uint32_t i = 0; i < 1024; ++i) {
        if ((table[i] & arch::k_valid) != 0) {
            g_pages.give(memory_at<void>(table[i] >> 10 << 12));
            table[i] = 0;
            if (++given == 64) {
                return false;
            }
        }
    }
    g_pages.give(table);
    root_[next_part_] = 0;
    return false;
}

std::uint32_t copy_from(const Space& space, std::uint32_t address, void* to, std::uint32_t size) {
    std::uint32_t done = 0;
    while (done < size) {
        const std::uint8_t* at = space.find(address + done, Access::read);
        if (at == nullptr) {
            break;
        }
        const std::uint32_t n = std::min(size - done, k_page - ((address + done) & (k_page - 1)));
        std::memcpy(static_cast<std::uint8_t*>(to) + done, at, n);
        done += n;
    }
    return done;
}

std::uint32_t copy_to(const Space& space, std::uint32_t address, const void* from, std::uint32_t size) {
    std::uint32_t done = 0;
    while (done < size) {
        std::uint8_t* at = space.find(address + done, Access::write);
        if (at == nullptr) {
            break;
        }
        const std::uint32_t n = std::min(size - done, k_page - ((address + done) & (k_page - 1)));
        std::memcpy(at, static_cast<const std::uint8_t*>(from) + done, n);
        done += n;
    }
    return done;
}

} // namespace amoebox::kernel
