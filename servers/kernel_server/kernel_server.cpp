// The kernel server: starts what the boot text says, then answers for the kernel over RPC: figures, services, counters,
// programs; and, for whoever holds its capability, starts and ends processes.
//
// It is an ordinary process; only the system call `control` (kernel/control.hpp) sets it apart.
#include "kernel/control.hpp"
#include "lib/user/amoebox.hpp"

namespace {

using namespace amoebox;
using kernel::Control;

std::int32_t control(Control operation, void* buffer = nullptr, std::uint32_t size = 0, std::uint32_t argument = 0) {
    return system_call(Syscall::control, static_cast<std::uint32_t>(operation), address_of(buffer), size, argument);
}

} // namespace

int main() {
    for (std::uint32_t line = 0;; ++line) {
        const std::int32_t started = control(Control::boot, nullptr, 0, line);
        if (started == static_cast<std::int32_t>(Error::std_notfound)) {
            break;
        }
        if (started < 0) {
            print("board {}: boot line {} cannot be started: {}\n", own_board(), line + 1, text(static_cast<Error>(started)));
        }
    }
    return 0;
}
