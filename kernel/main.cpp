// Start of the kernel in S-mode: memory, box, random generator, then the kernel server, which starts everything else.
#include <algorithm>

#include "arch.hpp"
#include "kernel/console.hpp"
#include "kernel/pages.hpp"
#include "kernel/platform/platform.hpp"
#include "kernel/process.hpp"
#include "kernel/random.hpp"
#include "kernel/rpc.hpp"
#include "kernel/scheduler.hpp"

extern "C" {
extern std::uint8_t __kernel_end[];
using Constructor = void (*)();
extern const Constructor __init_array_start[];
extern const Constructor __init_array_end[];
extern const std::uint8_t kernel_server_elf[];
extern const std::uint8_t kernel_server_elf_end[];
}

namespace amoebox::kernel {

constexpr std::uint32_t k_status_panic = 90;

[[noreturn]] void panic(std::string_view text, std::uint32_t cause, std::uint32_t pc, std::uint32_t value) {
    console_write("board ");
    console_write_number(platform::board_number());
    console_write(": kernel panic: the kernel ");
    console_write(text);
    console_write(": cause ");
    console_write_number(cause);
    console_write(", address ");
    console_write_hex(value);
    console_write(", instruction at ");
    console_write_hex(pc);
    const Thread& thread = current();
    if (thread.process != nullptr && &thread >= g_threads.data() && &thread < g_threads.data() + k_threads) {
        console_write(", on behalf of program ");
        console_write(thread.process->name);
        console_write(", thread ");
        console_write_number(thread.number);
    }
    console_write("; powering off\n");
    platform::power_off(k_status_panic);
}

extern "C" [[noreturn]] void trap_from_kernel(std::uint32_t cause, std::uint32_t pc, std::uint32_t value) {
    panic(cause_text(cause), cause, pc, value);
}

// A failed check of libc++'s hardening ends here.
extern "C" [[noreturn]] void abort() {
    panic("failed a check of its own", 0, reinterpret_cast<std::uint32_t>(__builtin_return_address(0)), 0);
}

extern "C" [[noreturn]] void kernel_main(const std::uint8_t* image, std::uint32_t ram_bytes) {
    arch::no_thread_yet();
    for (const Constructor* at = __init_array_start; at != __init_array_end; ++at) {
        (*at)();
    }
    g_image = image::Image(image);
    const std::uint32_t ram_end = platform::k_ram_base + ram_bytes;
    const std::uint32_t image_at = reinterpret_cast<std::uint32_t>(image);
    const std::uint32_t image_end = (image_at + g_image.length() + k_page - 1) & ~(k_page - 1);
    // The nearest pages are given first: they share the kernel's translation.
    g_pages.add(image_end, ram_end);
    g_pages.add((reinterpret_cast<std::uint32_t>(__kernel_end) + k_page - 1) & ~(k_page - 1),
                platform::k_ram_base + image::k_firmware_ram);
    make_kernel_space(ram_bytes);
    arch::use_space(g_kernel_root);
    if (const char* const lack = platform::start(); lack != nullptr) {
        panic(lack, 0, 0, 0);
    }
    random_start();
    rpc_start();
    platform::listen(true);
    arch::return_to_user_mode();

    const std::int32_t number = load_begin("kernel", {kernel_server_elf, kernel_server_elf_end});
    if (number < 0) {
        panic("could not load its server", 0, 0, static_cast<std::uint32_t>(number));
    }
    g_processes[static_cast<std::size_t>(number)].is_kernel_server = true;
    std::int32_t step = 1;
    while (step > 0) {
        step = load_step();
    }
    if (step < 0) {
        panic("could not load its server", 0, 0, static_cast<std::uint32_t>(step));
    }
    set_alarm();
    on_empty_stack(schedule);
}

} // namespace amoebox::kernel
