// A board's RAM: pages of 4 KB that exist once they have been written; zeros before.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace amoebox::sim {

class Memory {
  public:
    explicit Memory(std::size_t bytes) : owned_(bytes / k_page), pages_(bytes / k_page, zeros().data()) {}

    std::size_t size() const { return owned_.size() * k_page; }

    std::uint32_t read(std::uint32_t word) const {
        return word < owned_.size() * k_words ? pages_[word / k_words][word % k_words] : 0;
    }
    void write(std::uint32_t word, std::uint32_t value, unsigned enable) {
        if (word >= owned_.size() * k_words) {
            return;
        }
        std::uint32_t& place = page(word / k_words)[word % k_words];
        const std::uint32_t mask = k_masks[enable & 15];
        place = (place & ~mask) | (value & mask);
    }
    void place(std::size_t offset, std::span<const std::uint8_t> bytes) {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const std::size_t at = offset + i;
            write(static_cast<std::uint32_t>(at / 4), static_cast<std::uint32_t>(bytes[i]) << (8 * (at % 4)),
                  1U << (at % 4));
        }
    }
    void clear() {
        for (auto& p : owned_) {
            p.reset();
        }
        std::ranges::fill(pages_, zeros().data());
    }

  private:
    static constexpr std::size_t k_page = 4096;
    static constexpr std::size_t k_words = k_page / 4;
    using Page = std::array<std::uint32_t, k_words>;
    static constexpr std::array<std::uint32_t, 16> k_masks = [] {
        std::array<std::uint32_t, 16> masks{};
        for (unsigned i = 0; i < 64; ++i) {
            if (((i / 4) >> (i % 4) & 1) != 0) {
                masks[i / 4] |= 0xffU << (8 * (i % 4));
            }
        }
        return masks;
    }();

    static const Page& zeros() {
        static const Page page{};
        return page;
    }
    Page& page(std::size_t number) {
        if (!owned_[number]) {
            owned_[number] = std::make_unique<Page>();
            pages_[number] = owned_[number]->data();
        }
        return *owned_[number];
    }

    std::vector<std::unique_ptr<Page>> owned_;
    std::vector<const std::uint32_t*> pages_;
};

} // namespace amoebox::sim
