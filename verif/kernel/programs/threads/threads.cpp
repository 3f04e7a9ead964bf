// threads: pre-emption, mutex, semaphore, time-outs, segments.  Prints "threads: ok" or what was wrong.
#include "lib/user/amoebox.hpp"

namespace {

using namespace amoebox;

Mutex g_mutex;
Semaphore g_done(0);
Semaphore g_never(0);
std::uint32_t g_count = 0;
volatile std::uint32_t g_stop = 0;
volatile std::uint32_t g_spins[2] = {0, 0};
bool g_bad = false;

void expect(bool good, std::string_view what) {
    if (!good) {
        print("threads: wrong: {}\n", what);
        g_bad = true;
    }
}

void adder(std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) {
        const Lock lock(g_mutex);
        const std::uint32_t old = *const_cast<volatile std::uint32_t*>(&g_count);
        if (i % 16 == 0) {
            yield(); // others try while it is taken
        }
        *const_cast<volatile std::uint32_t*>(&g_count) = old + 1;
    }
    g_done.up();
}

// Never gives the processor away by itself.
void spinner(std::uint32_t number) {
    while (g_stop == 0) {
        g_spins[number] = g_spins[number] + 1;
    }
    g_done.up();
}

} // namespace

int main() {
    for (int i = 0; i < 6; ++i) {
        expect(start_thread(adder, 200).has_value(), "start of an adder");
    }
    for (int i = 0; i < 6; ++i) {
        g_done.down();
    }
    expect(g_count == 1200, "the count behind a mutex");

    expect(start_thread(spinner, 0).has_value() && start_thread(spinner, 1).has_value(), "start of a spinner");
    sleep(60);
    g_stop = 1;
    g_done.down();
    g_done.down();
    expect(g_spins[0] != 0 && g_spins[1] != 0, "both spinners ran");

    const std::uint32_t begin = cycles();
    expect(!g_never.down(20), "the time-out of a semaphore");
    const std::uint32_t took = cycles() - begin;
    expect(took >= 1'000'000 && took < 3'000'000, "20 ms of waiting");

    const auto one = map(10'000);
    const auto two = map(4096);
    expect(one && two, "two segments");
    bool zero = true;
    for (const std::uint8_t byte : *one) {
        zero = zero && byte == 0;
    }
    expect(zero, "a new segment is zero");
    expect(unmap(*one) == Error::ok && unmap(*one) == Error::std_argbad, "unmap, once");
    expect(!map(0x2000'0000), "more memory than there is");
    std::uint32_t threads = 0;
    while (threads < 100 && start_thread([](std::uint32_t) { sleep(0); }, 0, 4096)) {
        ++threads;
    }
    expect(threads < 30, "a process has a share of threads");
    print("threads: {}\n", g_bad ? "bad" : "ok");
    return g_bad ? 1 : 0;
}
