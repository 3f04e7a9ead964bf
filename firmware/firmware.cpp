// M-mode: has the boot image loaded, checks it, copies the kernel to its place, enters it in S-mode (start.S) and reports a trap that
// nobody else could take.  A bad image is one sentence on the console and a power-off with status 70.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "firmware/image.hpp"
#include "gen/profile.hpp"
#include "load.hpp"
#include "machine.hpp"

namespace {

using namespace amoebox;

constexpr std::uint32_t k_status_bad_image = 70;
constexpr std::uint32_t k_status_trap = 71;

image::Crc32::Tables g_tables;

void print(std::string_view text) {
    for (const char c : text) {
        machine::put(static_cast<std::uint8_t>(c));
    }
}

void print_hex(std::uint32_t value) {
    char text[10] = {'0', 'x'};
    for (int i = 0; i < 8; ++i) {
        text[2 + i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
    }
    print({text, sizeof text});
}

[[noreturn]] void refuse(const char* why) {
    print("firmware: the boot image ");
    print(why);
    print("; powering off\n");
    machine::power_off(k_status_bad_image);
}

} // namespace

struct Start { // start.S knows it
    std::uint32_t entry;
    std::uint32_t image;
    std::uint32_t ram_bytes;
};

extern "C" const Start* firmware_main(std::uint32_t /*hart*/, std::uint32_t device_tree) {
    static Start start;
    const std::uint32_t ram = machine::ram_bytes(device_tree);
    constexpr std::uint32_t k_image = machine::k_ram_base + image::k_place;
    constexpr std::uint32_t k_kernel_end = machine::k_ram_base + image::k_kernel_room;
    const auto* place = reinterpret_cast<const std::uint8_t*>(k_image);
    if (const char* wrong = machine::load(k_image, ram > image::k_place ? ram - image::k_place : 0)) {
        refuse(wrong);
    }
    const auto image = image::check({place, ram > image::k_place ? ram - image::k_place : 0}, port_bytes, g_tables,
                                    machine::k_kernel_low, k_kernel_end);
    if (!image) {
        refuse(image.error());
    }
    const auto kernel = image::Elf::parse(image->kernel(), machine::k_kernel_low, k_kernel_end);
    for (const image::Segment& segment : kernel->segments()) {
        auto* to = reinterpret_cast<std::uint8_t*>(segment.address);
        std::memcpy(to, image->kernel().data() + segment.offset, segment.file_size);
        std::memset(to + segment.file_size, 0, segment.memory_size - segment.file_size);
    }
    start = {kernel->entry(), k_image, ram};
    return &start;
}

extern "C" void firmware_trap(std::uint32_t cause, std::uint32_t pc, std::uint32_t value) {
    print("firmware: unexpected trap, cause ");
    print_hex(cause);
    print(" at ");
    print_hex(pc);
    print(" value ");
    print_hex(value);
    print("; powering off\n");
    machine::power_off(k_status_trap);
}

// A failed check of libc++'s hardening ends here.
extern "C" [[noreturn]] void abort() {
    print("firmware: internal check failed; powering off\n");
    machine::power_off(k_status_trap);
}
