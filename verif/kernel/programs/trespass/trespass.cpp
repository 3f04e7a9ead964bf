// trespass: does something that a process may not; what is the argument.  Must never print "survived".
#include "lib/user/amoebox.hpp"

namespace {

using namespace amoebox;

alignas(4) std::array<std::uint32_t, 4> g_data = {0x00008067, 0, 0, 0}; // a `ret` in data

volatile std::uint32_t& at(std::uint32_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);
}

[[gnu::noinline]] std::uint32_t deeper(std::uint32_t n) { // NOLINT: recursion is the point
    volatile std::uint32_t room[256];
    room[(n + 1) % 256] = n;
    return n == ~0U ? 0 : deeper(n + 1) + room[(n + 1) % 256];
}

void trespass(std::string_view what) {
    if (what == "kernel-read") {
        print("{}", at(0x40000000));
    } else if (what == "kernel-write") {
        at(0x40000100) = 1;
    } else if (what == "alias-read") {
        print("{}", at(0xF0000000));
    } else if (what == "device-read") {
        print("{}", at(0xF0204000));
    } else if (what == "device-write") {
        at(0xF020000C) = 2;
    } else if (what == "null") {
        at(0) = 1;
    } else if (what == "code-write") {
        at(0x00010000) = 1;
    } else if (what == "data-execute") {
        reinterpret_cast<void (*)()>(g_data.data())();
    } else if (what == "kernel-execute") {
        reinterpret_cast<void (*)()>(0x40000040)();
    } else if (what == "illegal") {
        asm volatile(".word 0xFFFFFFFF");
    } else if (what == "privileged") {
        asm volatile("csrw satp, zero");
    } else if (what == "supervisor-return") {
        asm volatile("sret");
    } else if (what == "flush") {
        asm volatile("sfence.vma");
    } else if (what == "misaligned") {
        print("{}", at(address_of(g_data.data()) + 2));
    } else if (what == "stack") {
        print("{}", deeper(0));
    } else if (what == "unmapped") {
        const auto room = map(4096);
        unmap(*room);
        at(address_of(room->data())) = 1;
    } else if (what == "wild-thread") {
        system_call(Syscall::thread_start, 0x40000040, 0x10000000, 0);
        sleep(1000);
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 1) {
        trespass(argv[1]);
    }
    print("trespass: survived\n");
    return 3;
}
