// Physical pages: a list of free ones, threaded through themselves.
#pragma once

#include <cstdint>

#include "kernel/limits.hpp"

namespace amoebox::kernel {

class Pages {
  public:
    // All whole pages of [from, to).
    void add(std::uint32_t from, std::uint32_t to) {
        for (std::uint32_t at = to; at - k_page >= from && at - k_page < to; at -= k_page) {
            give(reinterpret_cast<void*>(at - k_page));
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
