// A kernel that only tries the disk: each run finds what the one before has written, and writes anew.
//
//   @disk sectors=… generation=… good=0|1      generation: how many runs there were before, by what is on the disk
//
// Its first sector has the generation; every sector behind it begins with its number and the generation.
#include <array>
#include <cstring>
#include <string_view>

#include "arch.hpp"
#include "kernel/pages.hpp"
#include "kernel/platform/platform.hpp"
#include "space.hpp"

namespace amoebox::kernel {

namespace {

using platform::Disk, platform::k_sector;

constexpr std::uint32_t k_magic = 0x4B534944;
constexpr std::uint32_t k_many = platform::k_disk_most / k_sector;
alignas(4096) std::array<std::uint8_t, platform::k_disk_most> g_data, g_back;
bool g_good = true;

void print(std::string_view text) {
    for (const char c : text) {
        platform::console_put(static_cast<std::uint8_t>(c));
    }
}
void print(std::uint32_t number) {
    if (number >= 10) {
        print(number / 10);
    }
    platform::console_put(static_cast<std::uint8_t>('0' + number % 10));
}
void expect(bool good, std::string_view what) {
    if (!good) {
        print("disk: not so: ");
        print(what);
        print("\n");
        g_good = false;
    }
}

std::span<std::uint8_t> some(std::uint32_t sectors) {
    return std::span(g_data).first(sectors * k_sector);
}
// What sector n has in a generation: every word of it.
void fill(std::span<std::uint8_t> to, std::uint32_t first, std::uint32_t generation) {
    for (std::size_t i = 0; i < to.size(); i += 4) {
        const std::uint32_t word = (first + i / k_sector) * 0x9E37'79B1 + generation * 0x85EB'CA6B + i % k_sector;
        std::memcpy(&to[i], &word, 4);
    }
}
bool is_filled(std::span<const std::uint8_t> from, std::uint32_t first, std::uint32_t generation) {
    fill(g_back, first, generation);
    return std::memcmp(from.data(), g_back.data(), from.size()) == 0;
}

void try_disk() {
    const std::uint32_t sectors = platform::disk_sectors();
    std::uint32_t generation = 0;
    if (sectors == 0) {
        expect(platform::disk_read(0, some(1)) == Disk::none && platform::disk_write(0, some(1)) == Disk::none,
               "without a disk: none");
    } else {
        std::array<std::uint32_t, 2> head{};
        expect(platform::disk_read(0, some(1)) == Disk::ok, "the first sector is read");
        std::memcpy(head.data(), g_data.data(), sizeof head);
        generation = head[0] == k_magic ? head[1] : 0;
        const std::uint32_t last = sectors - 1;
        const std::uint32_t many = last < k_many ? last : k_many;
        if (generation != 0) { // what the run before has left
            expect(platform::disk_read(1, some(many)) == Disk::ok && is_filled(some(many), 1, generation),
                   "many sectors, of the run before");
            expect(platform::disk_read(last, some(1)) == Disk::ok && is_filled(some(1), last, generation),
                   "the last sector, of the run before");
        }
        fill(some(many), 1, generation + 1);
        expect(platform::disk_write(1, some(many)) == Disk::ok, "many sectors are written");
        fill(some(1), last, generation + 1);
        expect(platform::disk_write(last, some(1)) == Disk::ok, "the last sector is written");
        std::memset(g_data.data(), 0, g_data.size());
        const std::uint32_t before_last = last - 1 < many ? last - 1 : many; // which the last write has left alone
        expect(platform::disk_read(1, some(before_last)) == Disk::ok &&
                   is_filled(some(before_last), 1, generation + 1),
               "and read back");
        head = {k_magic, generation + 1};
        std::memcpy(g_data.data(), head.data(), sizeof head);
        expect(platform::disk_write(0, some(1)) == Disk::ok, "the first sector is written");
        expect(platform::disk_read(sectors, some(1)) == Disk::outside &&
                   platform::disk_read(last, some(2)) == Disk::outside &&
                   platform::disk_read(~0U, some(2)) == Disk::outside,
               "behind the end: outside");
        expect(platform::disk_write(sectors, some(1)) == Disk::outside &&
                   platform::disk_write(0, std::span(g_data).first(100)) == Disk::outside &&
                   platform::disk_write(0, {}) == Disk::outside,
               "no whole sectors of it: outside");
    }
    print("@disk sectors=");
    print(sectors);
    print(" generation=");
    print(generation);
    print(g_good ? " good=1\n" : " good=0\n");
}

} // namespace

// What the places in memory that this uses need of the rest of a kernel.
extern "C" [[noreturn]] void abort() {
    print("disk: a check of the library failed\n");
    platform::power_off(3);
}

extern "C" [[noreturn]] void thief_trap(std::uint32_t /*cause*/, std::uint32_t /*pc*/, std::uint32_t /*value*/) {
    print("disk: a trap\n");
    platform::power_off(4);
}

extern "C" [[noreturn]] void thief_main(const std::uint8_t* /*image*/, std::uint32_t ram_bytes) {
    make_kernel_space(ram_bytes);
    arch::use_space(g_kernel_root);
    if (const char* const lack = platform::start(); lack != nullptr) {
        print(lack);
        platform::power_off(2);
    }
    try_disk();
    platform::power_off(g_good ? 0 : 1);
}

} // namespace amoebox::kernel
