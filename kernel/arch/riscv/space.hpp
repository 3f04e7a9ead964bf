// An address space: a Sv32 page table, and reading and writing a process's memory from the kernel.
//
// The kernel never follows a process's pointer: it looks the page up in the table, checks what the process may do there,
// and uses the page's own (identity-mapped) address.
#pragma once

#include <cstdint>

#include "kernel/limits.hpp"
#include "kernel/pages.hpp"
#include "sv32.hpp"

namespace amoebox::kernel {

enum class Access : std::uint32_t {
    read = arch::k_valid | arch::k_user | arch::k_read,
    write = arch::k_valid | arch::k_user | arch::k_write,
};

class Space {
  public:
    // false: no page left.
    bool create();
    // Memory of the kernel that holds this byte of the process; null: the process may not do that there.
    std::uint8_t* find(std::uint32_t address, Access access) const {
        if (address - k_user_low >= k_user_high - k_user_low) {
            return nullptr;
        }
        const std::uint32_t table = root_[address >> 22];
        if ((table & arch::k_valid) == 0) {
            return nullptr;
        }
        const std::uint32_t entry = memory_at<const std::uint32_t>(table >> 10 << 12)[address >> 12 & 1023];
        if ((entry & static_cast<std::uint32_t>(access)) != static_cast<std::uint32_t>(access)) {
            return nullptr;
        }
        return memory_at<std::uint8_t>((entry >> 10 << 12) | (address & (k_page - 1)));
    }
    // Is every byte there?  About 9 cycles a page, and nothing looks at interrupts meanwhile.
    bool check(std::uint32_t address, std::uint32_t size, Access access) const;
    // Hands over the address of every page of a range, in order; false: one is not there, and those behind it are
    // not visited.
    template <class Visitor>
    bool visit(std::uint32_t address, std::uint32_t size, Access access, Visitor visitor) const {
        if (size == 0) {
            return true;
        }
        const std::uint32_t last = address + size - 1;
        if (last < address || address < k_user_low || last >= k_user_high) {
            return false;
        }
        const auto flags = static_cast<std::uint32_t>(access);
        for (std::uint32_t page = address >> 12; page <= last >> 12;) {
            const std::uint32_t part = root_[page >> 10];
            if ((part & arch::k_valid) == 0) {
                return false;
            }
            const auto* const table = memory_at<const std::uint32_t>(part >> 10 << 12);
            const std::uint32_t end = last >> 22 == page >> 10 ? (last >> 12 & 1023) + 1 : 1024;
            for (std::uint32_t i = page & 1023; i < end; ++i) {
                if ((table[i] & flags) != flags) {
                    return false;
                }
                visitor(table[i] >> 10 << 12);
            }
            page = (page | 1023) + 1;
        }
        return true;
    }
    // Puts a page there; `flags` of arch.hpp.  false: no page left for a table (taken counts pages used for tables).
    bool enter(std::uint32_t address, void* page, std::uint32_t flags, std::uint32_t& taken);
    // Takes one away; null: there was none.
    void* remove(std::uint32_t address);
    // Gives back all pages of one 4 MB part; true: there are no more parts and the root is gone, too.
    bool destroy_step();
    const std::uint32_t* root() const { return root_; }

  private:
    std::uint32_t* root_ = nullptr;
    std::uint32_t next_part_ = 0;
};

// Both leave off at the first byte that is not there and return how many were moved.
std::uint32_t copy_from(const Space& space, std::uint32_t address, void* to, std::uint32_t size);
std::uint32_t copy_to(const Space& space, std::uint32_t address, const void* from, std::uint32_t size);

void make_kernel_space(std::uint32_t ram_bytes);
extern std::uint32_t g_kernel_root[1024];

} // namespace amoebox::kernel
