// Page allocator and page tables (kernel/pages.hpp, space.hpp of kernel/arch) against models that are plain sets and maps.
#include <catch2/catch.hpp>

#include <cstring>
#include <map>
#include <random>
#include <set>

#include "verif/kernel/host/host.hpp"

using namespace host;

namespace {

constexpr std::uint32_t k_flags = arch::k_read | arch::k_write;

struct Random {
    explicit Random(std::uint32_t seed) : engine(seed) {}
    std::uint32_t operator()() { return static_cast<std::uint32_t>(engine()); }
    std::mt19937 engine;
};

// Addresses at which something interesting may go wrong, and others.
std::uint32_t some_address(Random& random) {
    constexpr std::array<std::uint32_t, 6> k_near = {k_user_low,       0x0040'0000, k_map_low,
                                                     k_main_stack_top, k_user_high, 0};
    const std::uint32_t base = k_near[random() % k_near.size()];
    return base + (random() % 16 - 8) * k_page;
}

bool is_user(std::uint32_t address) {
    return address >= k_user_low && address < k_user_high;
}

} // namespace

TEST_CASE("pages: only whole ones of the range, each given once, all found again") {
    start(0);
    g_pages = {};
    g_pages.add(k_ram + k_page, k_ram + 5 * k_page + 100);
    REQUIRE(g_pages.all() == 4);
    g_pages.add(k_ram + 10 * k_page, k_ram + 10 * k_page + k_page - 1); // less than a page
    g_pages.add(k_ram + 10 * k_page, k_ram + 10 * k_page);
    g_pages.add(0, 0);
    REQUIRE(g_pages.all() == 4);

    start(100);
    Random random(1);
    std::set<void*> taken;
    for (int i = 0; i < 20'000; ++i) {
        if (random() % 2 == 0) {
            void* page = g_pages.take();
            REQUIRE((page == nullptr) == (taken.size() == 100));
            if (page != nullptr) {
                const std::uint32_t at = address_of(page);
                REQUIRE((at >= k_ram && at < k_ram + 100 * k_page && at % k_page == 0));
                REQUIRE(taken.insert(page).second);
                std::memset(page, 0xEE, k_page);
            }
        } else if (!taken.empty()) {
            g_pages.give(*taken.begin());
            taken.erase(taken.begin());
        }
        REQUIRE(g_pages.free() + taken.size() == 100);
    }
}

TEST_CASE("spaces: what find, check, enter and remove say, 200,000 random operations beside a map") {
    start(2000);
    Random random(2);
    Space space;
    REQUIRE(space.create());
    std::map<std::uint32_t, std::pair<void*, std::uint32_t>> model;
    std::uint32_t tables = 0;
    for (int i = 0; i < 200'000; ++i) {
        const std::uint32_t address = some_address(random);
        const auto there = model.find(address);
        switch (random() % 4) {
        case 0:
            if (is_user(address) && there == model.end()) {
                void* page = g_pages.take();
                REQUIRE(page != nullptr);
                const std::uint32_t flags = random() % 2 == 0 ? k_flags : arch::k_read | arch::k_execute;
                REQUIRE(space.enter(address, page, flags, tables));
                model[address] = {page, flags};
            }
            break;
        case 1:
            if (is_user(address)) {
                void* page = space.remove(address);
                REQUIRE(page == (there == model.end() ? nullptr : there->second.first));
                if (page != nullptr) {
                    g_pages.give(page);
                    model.erase(there);
                }
            }
            break;
        case 2: {
            const std::uint32_t offset = random() % k_page;
            auto* expected =
                there == model.end() ? nullptr : static_cast<std::uint8_t*>(there->second.first) + offset;
            REQUIRE(space.find(address + offset, Access::read) == expected);
            const bool writable = expected != nullptr && (there->second.second & arch::k_write) != 0;
            REQUIRE(space.find(address + offset, Access::write) == (writable ? expected : nullptr));
            break;
        }
        default: {
            const std::uint32_t begin = address + random() % k_page;
            const std::uint32_t size = random() % 8 == 0 ? random() : random() % (4 * k_page);
            bool expected = true;
            const std::uint64_t end = std::uint64_t{begin} + size;
            for (std::uint64_t at = begin & ~(k_page - 1); expected && size != 0 && at < end; at += k_page) {
                expected = at <= 0xFFFF'FFFF && model.contains(static_cast<std::uint32_t>(at));
            }
            REQUIRE(space.check(begin, size, Access::read) == expected);
        }
        }
        REQUIRE(g_pages.free() + model.size() + tables + 1 == 2000);
    }
    while (!space.destroy_step()) {
    }
    REQUIRE(g_pages.free() == 2000);
}

TEST_CASE("spaces: no address of the kernel is found, though its pages are in every table") {
    start(10);
    Space space;
    REQUIRE(space.create());
    for (const std::uint32_t address : {k_ram, k_ram + 123456, amoebox::hw::ram_uncached_base, amoebox::hw::sys::base,
                                        k_user_high, 0xFFFF'FFFFU, 0U, k_user_low - 1}) {
        REQUIRE(space.find(address, Access::read) == nullptr);
        REQUIRE(!space.check(address, 1, Access::read));
        // The processor refuses user mode there, too.
        REQUIRE((space.root()[address >> 22] & arch::k_user) == 0);
    }
    REQUIRE((space.root()[k_ram >> 22] & arch::k_valid) != 0);
    REQUIRE(space.check(0, 0, Access::write));
}

TEST_CASE("spaces: without a free page nothing is lost and nothing is half done") {
    start(1);
    Space space;
    REQUIRE(space.create());
    Space none;
    REQUIRE(!none.create());
    std::uint32_t taken = 0;
    REQUIRE(!space.enter(k_user_low, memory_at<void>(k_ram + 5 * k_page), k_flags, taken));
    REQUIRE(taken == 0);
    REQUIRE(space.find(k_user_low, Access::read) == nullptr);
    REQUIRE(space.remove(k_user_low) == nullptr);
    REQUIRE(space.destroy_step());
    REQUIRE(g_pages.free() == 1);
}

TEST_CASE("spaces: the end comes in steps of at most 64 pages and their table") {
    start(1000);
    Space space;
    REQUIRE(space.create());
    std::uint32_t tables = 0;
    for (std::uint32_t i = 0; i < 500; ++i) {
        REQUIRE(space.enter(k_map_low + i * 9 * k_page, g_pages.take(), k_flags, tables));
    }
    std::uint32_t before = g_pages.free();
    bool over = false;
    while (!over) {
        over = space.destroy_step();
        REQUIRE(g_pages.free() > before);
        REQUIRE(g_pages.free() - before <= 65);
        before = g_pages.free();
    }
    REQUIRE(g_pages.free() == 1000);
}

TEST_CASE("copies go on over pages that do not lie side by side and leave off at the first byte that is missing") {
    start(20);
    Space space;
    REQUIRE(space.create());
    std::uint32_t tables = 0;
    std::array<void*, 3> pages = {g_pages.take(), g_pages.take(), g_pages.take()};
    REQUIRE(space.enter(k_user_low, pages[2], k_flags, tables));
    REQUIRE(space.enter(k_user_low + k_page, pages[0], k_flags, tables));
    REQUIRE(space.enter(k_user_low + 2 * k_page, pages[1], arch::k_read, tables));
    Bytes data(std::size_t{3} * k_page);
    for (std::size_t i = 0; i < data.size(); ++i) {
        data[i] = static_cast<std::uint8_t>(i * 7 + (i >> 8));
    }
    // The third page may only be read.
    REQUIRE(copy_to(space, k_user_low + 5, data.data(), 3 * k_page) == 2 * k_page - 5);
    std::memcpy(pages[1], data.data() + std::size_t{2} * k_page - 5, k_page);
    Bytes back(std::size_t{4} * k_page);
    for (const std::uint32_t size : {0U, 1U, k_page - 5, k_page - 4, 2 * k_page, 3 * k_page - 5}) {
        REQUIRE(copy_from(space, k_user_low + 5, back.data(), size) == size);
        REQUIRE(std::memcmp(back.data(), data.data(), size) == 0);
    }
    REQUIRE(copy_from(space, k_user_low + 5, back.data(), 4 * k_page) == 3 * k_page - 5);
    REQUIRE(copy_from(space, k_user_low - 1, back.data(), 10) == 0);
    REQUIRE(copy_from(space, 0xFFFF'FFF0, back.data(), 100) == 0);
}
