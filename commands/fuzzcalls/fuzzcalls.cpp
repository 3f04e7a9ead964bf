// fuzzcalls: random system calls with random arguments.  Every one must return or end this process; the kernel must go on.
//
//   fuzzcalls [--calls N] [--seed N]      calls that return; at most 16 bytes of the alphabet are written at a time
//   fuzzcalls --wild [--calls N] ...      all calls: it may end, start threads anywhere, fault, or wait for ever
//   fuzzcalls --system --children N       starts N wild ones, ends those that wait for ever, and looks whether the kernel
//                                         has all its pages again (the boot text must name it with --system)
//
// Arguments are half rubbish, half addresses and sizes that almost make sense.
#include "lib/user/amoebox.hpp"
#include "lib/user/arguments.hpp"
#include "lib/user/service.hpp"

namespace {

using namespace amoebox;

std::uint64_t g_state = 1;

std::uint32_t draw() {
    g_state = g_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>(g_state >> 33);
}

alignas(4096) std::array<std::uint8_t, 3 * 4096> g_memory;
alignas(16) std::array<std::uint8_t, 4096> g_stack;
constexpr std::string_view k_alphabet = "abcdefghijklmnopqrstuvwxyz\n";

std::uint32_t argument() {
    switch (draw() % 8) {
    case 0:
        return draw() * 2 + (draw() & 1);
    case 1:
        return draw() % 64;
    case 2:
        return address_of(g_memory.data()) + draw() % g_memory.size();
    case 3:
        return address_of(g_memory.data()) + draw() % (g_memory.size() / 128) * 128;
    case 4:
        return 0x40000000 + draw() % 0x02000000;
    case 5:
        return 0xF0000000 + draw() % 0x6000;
    case 6:
        return 0x10000000 + draw() % 64 * 4096;
    default:
        return draw() % 8192;
    }
}

bool returns(Syscall number) {
    switch (number) {
    case Syscall::exit:
    case Syscall::thread_exit:
    case Syscall::thread_start:
    case Syscall::read:
    case Syscall::getreq:
        return false;
    default:
        return true;
    }
}

// One call; true: it was refused.  A careful one returns soon.
bool make_call(bool careful) {
    auto number = static_cast<Syscall>(draw() % 64 == 0 ? draw() : draw() % (syscall_limit + 2));
    if (!returns(number) && (careful || draw() % 2 == 0)) {
        number = Syscall::nothing;
    }
    std::uint32_t a = argument();
    std::uint32_t b = argument();
    std::uint32_t c = argument();
    if (number == Syscall::write) {
        // The console is for people: letters, few and seldom, or memory that is not this process's.
        if (draw() % 16 == 0) {
            a = address_of(k_alphabet.data());
            b %= 16;
        } else {
            a |= 0x4000'0000;
        }
    } else if (careful && number == Syscall::wait) {
        c = 1;
    } else if (careful && number == Syscall::timeouts) {
        a = 1 + a % 3;
        b = 1 + b % 3;
    }
    return system_call(number, a, b, c, argument(), argument(), argument()) < 0;
}

void wild_thread(std::uint32_t calls) {
    for (std::uint32_t i = 0; i < calls; ++i) {
        make_call(false);
    }
}

Error system_call_of_kernel(command::Sys command, std::string_view data, std::uint32_t& number) {
    Raw<Capability::k_bytes> wire{};
    if (const auto got = image_read(ImageKind::capability, "kernel", wire); !got) {
        return got.error();
    }
    Header header;
    header.set_capability(Capability::from_wire(wire));
    header.set_command(command);
    header.set_extra(number);
    std::uint32_t length = 0;
    const Error error = call(header, bytes_of(data), {}, length);
    number = header.extra();
    return error;
}

// "pages N free" of the kernel's status; 0 if it does not say.
std::uint32_t pages_free() {
    static std::array<std::uint8_t, 4096> reply;
    const auto port = ports::put("kernel");
    Header header;
    std::uint32_t length = 0;
    if (!port) {
        return 0;
    }
    header.set_port(*port);
    header.set_command(command::Std::status);
    if (call(header, {}, reply, length) != Error::ok) {
        return 0;
    }
    const std::string_view status(reinterpret_cast<const char*>(reply.data()), length);
    std::uint32_t pages = 0;
    for (std::size_t at = status.find("pages ") + 6; at < length && status[at] >= '0' && status[at] <= '9'; ++at) {
        pages = pages * 10 + static_cast<std::uint32_t>(status[at] - '0');
    }
    return pages;
}

int start_children(std::uint32_t children, std::uint32_t seed) {
    const std::uint32_t before = pages_free();
    std::uint32_t ended = 0;
    for (std::uint32_t i = 0; i < children; ++i) {
        std::array<char, 80> room;
        Text line(room);
        format_to(line, "fuzzcalls --wild --calls 200 --seed {}", seed + i);
        std::uint32_t number = 0;
        Error error = Error::rpc_tryagain;
        for (unsigned tries = 0; tries < 50 && error == Error::rpc_tryagain; ++tries) {
            number = 0;
            error = system_call_of_kernel(command::Sys::run, line.view(), number);
            if (error == Error::rpc_tryagain) {
                sleep(2); // the one before is being taken apart
            }
        }
        if (error != Error::ok) {
            print("fuzzcalls: child {}: {} ({})\n", i, text(error), name(error));
            return 1;
        }
        sleep(8);
        ended += system_call_of_kernel(command::Sys::kill, {}, number) == Error::ok ? 1 : 0;
    }
    sleep(50);
    const std::uint32_t after = pages_free();
    print("@fuzzcalls children={} killed={} pages_before={} pages_after={}\n", children, ended, before, after);
    return before != 0 && before == after ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const std::uint32_t calls = arguments.number("--calls", 100'000);
    const std::uint32_t seed = arguments.number("--seed", 1);
    g_state = seed * 0x9E37'79B9'7F4A'7C15ULL;
    if (const std::uint32_t children = arguments.number("--children", 0); children != 0) {
        return start_children(children, seed);
    }
    if (arguments.flag("--wild")) {
        system_call(Syscall::thread_start, reinterpret_cast<std::uint32_t>(wild_thread),
                    address_of(g_stack.data()) + g_stack.size(), calls);
        wild_thread(calls);
        return 0;
    }
    set_timeouts(1, 1);
    std::uint32_t errors = 0;
    for (std::uint32_t i = 0; i < calls; ++i) {
        errors += make_call(true) ? 1 : 0;
    }
    print("@fuzzcalls calls={} errors={}\n", calls, errors);
    return 0;
}
