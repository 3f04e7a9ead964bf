// M-mode: checks the boot image, copies the kernel to its place, enters it in S-mode (start.S) and reports a trap that
// nobody else could take.  A bad image is one sentence on the console and a power-off with status 70.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "firmware/image.hpp"
#include "gen/profile.hpp"
#include "gen/registers.hpp"

namespace {

using namespace amoebox;

constexpr std::uint32_t k_status_bad_image = 70;
constexpr std::uint32_t k_status_trap = 71;

image::Crc32::Tables g_tables;

volatile std::uint32_t& reg(std::uint32_t base, std::uint32_t offset) {
    return *reinterpret_cast<volatile std::uint32_t*>(base + offset);
}

void print(std::string_view text) {
    for (const char c : text) {
        while ((reg(hw::uart::base, hw::uart::status) & 1) != 0) {
        }
        reg(hw::uart::base, hw::uart::data) = static_cast<std::uint8_t>(c);
    }
}

void print_hex(std::uint32_t value) {
    char text[10] = {'0', 'x'};
    for (int i = 0; i < 8; ++i) {
        text[2 + i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
    }
    print({text, sizeof text});
}

[[noreturn]] void power_off(std::uint32_t status) {
    for (;;) {
        reg(hw::sys::base, hw::sys::power) = hw::power_off | status << 8;
    }
}

} // namespace

namespace {
struct Start {
    std::uint32_t entry;
    std::uint32_t image;
};
} // namespace

extern "C" Start firmware_main() {
    const std::uint32_t ram = reg(hw::sys::base, hw::sys::ram_size);
    const std::uint32_t below = image::k_address - hw::ram_base;
    const auto* place = reinterpret_cast<const std::uint8_t*>(image::k_address);
    const auto image = image::check({place, ram > below ? ram - below : 0}, port_bytes, g_tables);
    if (!image) {
        print("firmware: the boot image ");
        print(image.error());
        print("; powering off\n");
        power_off(k_status_bad_image);
    }
    const auto kernel = image::Elf::parse(image->kernel(), image::k_kernel_base, image::k_kernel_end);
    for (const image::Segment& segment : kernel->segments()) {
        auto* to = reinterpret_cast<std::uint8_t*>(segment.address);
        std::memcpy(to, image->kernel().data() + segment.offset, segment.file_size);
        std::memset(to + segment.file_size, 0, segment.memory_size - segment.file_size);
    }
    return {kernel->entry(), image::k_address};
}

extern "C" void firmware_trap(std::uint32_t cause, std::uint32_t pc, std::uint32_t value) {
    print("firmware: unexpected trap, cause ");
    print_hex(cause);
    print(" at ");
    print_hex(pc);
    print(" value ");
    print_hex(value);
    print("; powering off\n");
    power_off(k_status_trap);
}

// A failed check of libc++'s hardening ends here.
extern "C" [[noreturn]] void abort() {
    print("firmware: internal check failed; powering off\n");
    power_off(k_status_trap);
}
