// The kernel server: starts what the boot text says, then answers for the kernel over RPC: figures, services, counters,
// programs; and, for whoever holds its capability, starts and ends processes.
//
// It is an ordinary process; only the system call `control` (kernel/control.hpp) sets it apart.  Reading is free to all who
// know the port; RUN needs right 1, KILL right 2 of the capability of object 0.
#include "gen/registers.hpp"
#include "kernel/control.hpp"
#include "lib/user/amoebox.hpp"
#include "lib/user/service.hpp"

namespace {

using namespace amoebox;
using kernel::Control;

constexpr Rights k_right_run = 1;
constexpr Rights k_right_kill = 2;

std::int32_t control(Control operation, void* buffer = nullptr, std::uint32_t size = 0, std::uint32_t argument = 0) {
    return system_call(Syscall::control, static_cast<std::uint32_t>(operation), address_of(buffer), size, argument);
}

constexpr std::string_view k_engine_names[] = {
    "calls",      "served",     "repeated", "duplicates",   "stale",
    "busy",       "peers_full", "overflow", "wrong_server", "wrong_transaction",
    "wrong_form", "no_owner",   "misfit",   "evicted",      "located",
    "moved",      "unknown"};
static_assert(std::size(k_engine_names) == std::size(kernel::Figures{}.engine));

kernel::Figures g_figures;
ObjectSecret g_secret;

void status(Text& out) {
    const kernel::Figures& f = g_figures;
    control(Control::figures, &g_figures, sizeof g_figures);
    format_to(out, "pages {} free of {}\nprocesses {}\nthreads {}\n", f.pages_free, f.pages_all, f.processes,
              f.threads);
    format_to(out, "cycles {}\ncycles_idle {}\nswitches {}\ninterrupts {}\n",
              std::uint64_t{f.cycles_high} << 32 | f.cycles_low, std::uint64_t{f.idle_high} << 32 | f.idle_low,
              f.switches, f.interrupts);
    format_to(out, "local_calls {}\nremote_calls {}\nlocal_bytes {}\n", f.local_calls, f.remote_calls, f.local_bytes);
    for (std::size_t i = 0; i < std::size(f.engine); ++i) {
        format_to(out, "rpc_{} {}\n", k_engine_names[i], f.engine[i]);
    }
    format_to(out, "rpc_slots {} jobs {} contexts {} services {} peers {}\n", f.use[0], f.use[1], f.use[2], f.use[3],
              f.use[6]);
}

void counters(Text& out) {
    control(Control::figures, &g_figures, sizeof g_figures);
    for (std::uint32_t i = 0; i < hw::counters; ++i) {
        format_to(out, "{} {}\n", hw::counter_names[i], g_figures.counters[i]);
    }
}

// A line each: the put-port and, if this board's image has a name for it, the name.
void services(Text& out) {
    for (std::uint32_t i = 0;; ++i) {
        std::array<std::uint8_t, 16> port{};
        const std::int32_t got = control(Control::service, port.data(), port.size(), i);
        if (got == static_cast<std::int32_t>(Error::std_argbad)) {
            return;
        }
        if (got < 0) {
            continue;
        }
        for (std::size_t k = 0; k < port_bytes; ++k) {
            out.add_number(port[k], 16, 2);
        }
        for (std::uint32_t e = 0;; ++e) {
            kernel::EntryName entry{};
            if (control(Control::name, &entry, sizeof entry, e) < 0) {
                break;
            }
            Raw<port_bytes> named{};
            if (entry.kind == static_cast<std::uint32_t>(ImageKind::put_port) &&
                image_read(ImageKind::put_port, entry.name, named) &&
                std::memcmp(named.data(), port.data(), port_bytes) == 0) {
                format_to(out, " {}", std::string_view(entry.name));
            }
        }
        out.add("\n");
    }
}

void programs(Text& out) {
    for (std::uint32_t e = 0;; ++e) {
        kernel::EntryName entry{};
        if (control(Control::name, &entry, sizeof entry, e) < 0) {
            break;
        }
        if (entry.kind == static_cast<std::uint32_t>(ImageKind::program)) {
            format_to(out, "program {}\n", std::string_view(entry.name));
        }
    }
    for (std::uint32_t i = 0; i < 64; ++i) {
        kernel::ProcessFigures p{};
        const std::int32_t got = control(Control::process, &p, sizeof p, i);
        if (got == static_cast<std::int32_t>(Error::std_argbad)) {
            break;
        }
        if (got >= 0) {
            format_to(out, "process {} {}: threads {} pages {} calls {} services {}\n", p.number,
                      std::string_view(p.name), p.threads, p.pages, p.calls, p.ports);
        }
    }
}

std::size_t handle(Header& header, Bytes request, Room room) {
    Text out({reinterpret_cast<char*>(room.data()), room.size()});
    Error error = Error::ok;
    switch (header.command()) {
    case static_cast<std::int32_t>(command::Std::touch):
        break;
    case static_cast<std::int32_t>(command::Std::info):
        format_to(out, "kernel of board {}\n", own_board());
        break;
    case static_cast<std::int32_t>(command::Std::status):
        status(out);
        break;
    case static_cast<std::int32_t>(command::Sys::counters):
        counters(out);
        break;
    case static_cast<std::int32_t>(command::Sys::services):
        services(out);
        break;
    case static_cast<std::int32_t>(command::Sys::programs):
        programs(out);
        break;
    case static_cast<std::int32_t>(command::Sys::run):
    case static_cast<std::int32_t>(command::Sys::kill): {
        const bool run = header.command() == static_cast<std::int32_t>(command::Sys::run);
        error = header.capability().object.value() != 0
                    ? Error::std_capbad
                    : box_verify(g_secret, header.capability(), run ? k_right_run : k_right_kill);
        if (error == Error::ok) {
            std::array<char, 256> line{};
            const std::size_t size = request.size() < line.size() ? request.size() : line.size();
            std::memcpy(line.data(), request.data(), size);
            const std::int32_t done = run ? control(Control::start, line.data(), static_cast<std::uint32_t>(size))
                                          : control(Control::kill, nullptr, 0, header.extra());
            if (done < 0) {
                error = static_cast<Error>(done);
            } else {
                header.set_extra(static_cast<std::uint32_t>(done));
            }
        }
        break;
    }
    default:
        error = Error::std_combad;
    }
    header.set_status(error);
    return out.size();
}

} // namespace

int main() {
    const auto given = ports::get("kernel");
    const GetPort port = given ? *given : random_get_port();
    Raw<port_bytes> secret{};
    random_bytes(secret);
    g_secret = ObjectSecret::from_random(secret);
    const PutPort put_port = box_put_port(port);
    auto owner = make_owner(put_port, ObjectNumber(), g_secret).wire();
    control(Control::publish, owner.data(), owner.size());

    for (std::uint32_t line = 0;; ++line) {
        const std::int32_t started = control(Control::boot, nullptr, 0, line);
        if (started == static_cast<std::int32_t>(Error::std_notfound)) {
            break;
        }
        if (started < 0) {
            print("board {}: boot line {} cannot be started: {}\n", own_board(), line + 1,
                  text(static_cast<Error>(started)));
        }
    }
    static std::array<std::uint8_t, 512> request;
    static std::array<std::uint8_t, 4096> reply;
    const Error error = serve(port, request, reply, handle);
    print("board {}: the kernel server cannot serve: {}\n", own_board(), text(error));
    return 1;
}
