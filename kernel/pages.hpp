// Physical pages: a list of free ones, threaded through themselves.
#pragma once

#include <cstdint>

#include "kernel/limits.hpp"

namespace amoebox::kernel {

// Memory lies at its physical address.  An address has 32 bits, whatever a pointer has where the kernel is tested.
template <class T>
T* memory_at(std::uint32_t address) {
    return reinterpret_cast<T*>(std::uintptr_t{address});
}
inline std::uint32_t address_of(const volatile void* at) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(at));
}

class Pages {
  public:
    // All whole pages of [from, to).
    void add(std::uint32_t from, std::uint32_t to) {
        for (std::uint32_t at = to & ~(k_page - 1); at - k_page >= from && at - k_page < to; at -= k_page) {
            give(memory_at<void>(at - k_page));
            ++all_;
        }
    }
    // A page with old contents; null: none left.
    void* take() {
        void* page = first_;
        if (page != nullptr) {
            first_ = *static_cast<void**>(page);
            --free_;
        }
        return page;
    }
    void give(void* page) {
        *static_cast<void**>(page) = first_;
        first_ = page;
        ++free_;
    }
    std::uint32_t free() const { return free_; }
    std::uint32_t all() const { return all_; }

  private:
    void* first_ = nullptr;
    std::uint32_t free_ = 0;
    std::uint32_t all_ = 0;
};

extern Pages g_pages;

} // namespace amoebox::kernel
