// fuzzcalls: random system calls with random arguments.  Every one must return or end this process; the kernel must go on.
//
//   fuzzcalls [--calls N] [--seed N] [--deep]
//
// Arguments are half rubbish, half addresses and sizes that almost make sense.  Calls that would end or block this thread
// for ever (exit, thread_exit, wait without limit, read, getreq on a port that nobody calls) are left to threads and
// processes of their own: see verif/kernel.
#include "lib/user/amoebox.hpp"
#include "lib/user/arguments.hpp"

namespace {

using namespace amoebox;

std::uint64_t g_state = 1;

std::uint32_t draw() {
    g_state = g_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>(g_state >> 33);
}

alignas(4096) std::array<std::uint8_t, 3 * 4096> g_memory;

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

bool allowed(std::uint32_t number) {
    switch (static_cast<Syscall>(number)) {
    case Syscall::exit:
    case Syscall::thread_exit:
    case Syscall::thread_start:
    case Syscall::read:
    case Syscall::getreq:
    case Syscall::write:
        return false;
    default:
        return true;
    }
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const std::uint32_t calls = arguments.number("--calls", 100'000);
    g_state = arguments.number("--seed", 1);
    set_timeouts(1, 1);
    std::uint32_t errors = 0;
    for (std::uint32_t i = 0; i < calls; ++i) {
        std::uint32_t number = draw() % (syscall_limit + 2);
        if (draw() % 64 == 0) {
            number = draw();
        }
        if (!allowed(number)) {
            number = 0;
        }
        std::uint32_t a = argument();
        const std::uint32_t b = argument();
        std::uint32_t c = argument();
        if (number == static_cast<std::uint32_t>(Syscall::wait)) {
            c = 1;
        }
        if (number == static_cast<std::uint32_t>(Syscall::timeouts)) {
            a = 1 + a % 3;
            system_call(Syscall::timeouts, a, 1 + b % 3);
            continue;
        }
        errors += system_call(static_cast<Syscall>(number), a, b, c, argument(), argument(), argument()) < 0 ? 1 : 0;
    }
    print("@fuzzcalls calls={} errors={}\n", calls, errors);
    return 0;
}
