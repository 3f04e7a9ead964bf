// rpc_subject [--stay] {--serve NAME [--threads N] [--room BYTES]}...: the servers that rpc_caller tries (commands: ../messages.hpp).
// A service with --threads 0 begins when it is asked to (Ask::begin).  --stay: the board stays on when a process of it ends.
#include "verif/scenarios/programs/messages.hpp"

namespace {

using namespace amoebox;
using scene::Ask;

struct Service {
    std::string_view name;
    GetPort port;
    std::uint32_t threads = 1;
    std::uint32_t room = 8192;
    std::uint32_t executed = 0;
};
std::array<Service, 8> g_services;
std::uint32_t g_count = 0;

std::uint32_t number(const char* text) {
    std::uint32_t value = 0;
    for (; *text >= '0' && *text <= '9'; ++text) {
        value = value * 10 + static_cast<std::uint32_t>(*text - '0');
    }
    return value;
}

void run(std::uint32_t index);

std::size_t put_errors(Room room, std::initializer_list<Error> errors) {
    std::size_t at = 0;
    for (const Error error : errors) {
        std::memcpy(room.data() + at, &error, 4);
        at += 4;
    }
    return at;
}

Error error_of(const Result<std::uint32_t>& result) {
    return result ? Error::ok : result.error();
}

// While a request is held: nothing but its own putrep, with memory of its own, is taken.
std::size_t out_of_order(const Service& service, Room room) {
    Header second;
    second.set_port(service.port);
    alignas(4) std::array<std::uint8_t, 16> small{};
    const Error again = error_of(getreq(second, small));
    const Error elsewhere = error_of(to_result(system_call(Syscall::putrep, address_of(&second), 0x4000'0000, 16)));
    const Error crooked = error_of(to_result(system_call(Syscall::putrep, address_of(&second) + 4, 0, 0)));
    return put_errors(room, {again, elsewhere, crooked});
}

// Returns the length of the answer.
std::size_t answer(Service& service, Header& header, Room room, std::size_t length) {
    Error status = Error::ok;
    std::size_t size = 0;
    switch (static_cast<Ask>(header.command())) {
    case Ask::exchange:
        status = scene::is_pattern(Bytes(room).first(length), header.extra()) ? Error::ok : Error::std_argbad;
        size = header.size() < room.size() ? header.size() : room.size();
        scene::fill(room.first(size), header.extra() + 1);
        break;
    case Ask::sleep:
        if (header.extra() != 0) { // sleep(0) is for ever
            sleep(header.extra());
        }
        break;
    case Ask::headers:
        size = sizeof header;
        std::memcpy(room.data(), &header, size);
        break;
    case Ask::status:
        status = static_cast<Error>(header.extra());
        break;
    case Ask::die:
        sleep(header.extra() + 1);
        for (;;) {
            system_call(Syscall::thread_exit);
        }
    case Ask::end:
        exit(0);
    case Ask::fault:
        *reinterpret_cast<volatile std::uint32_t*>(0x4000'0000) = 1;
        break;
    case Ask::begin:
        status = header.extra() < g_count ? error_of(start_thread(run, header.extra())) : Error::std_argbad;
        break;
    case Ask::out_of_order:
        size = out_of_order(service, room);
        break;
    case Ask::nested: {
        const auto back = ports::put("back");
        Header inner;
        inner.set_port(back.value_or(PutPort()));
        inner.set_command(Ask::exchange);
        inner.set_extra(header.extra());
        inner.set_size(header.size());
        const auto got = trans(inner, Bytes(room).first(length), room);
        status = got ? inner.status() : got.error();
        size = got.value_or(0);
        break;
    }
    case Ask::leave:
        break;
    default:
        status = Error::std_combad;
    }
    header.set_status(status);
    return size;
}

void run(std::uint32_t index) {
    Service& service = g_services[index];
    const auto room = map(service.room);
    if (!room) {
        print("rpc_subject {}: no memory: {}\n", service.name, room.error());
        exit(2);
    }
    for (bool leaves = false; !leaves;) {
        Header header;
        header.set_port(service.port);
        const auto length = getreq(header, *room);
        if (!length) {
            print("rpc_subject {}: getreq: {}\n", service.name, length.error());
            exit(2);
        }
        const std::uint32_t executed = __atomic_add_fetch(&service.executed, 1, __ATOMIC_RELAXED);
        leaves = static_cast<Ask>(header.command()) == Ask::leave;
        const std::size_t size = answer(service, header, *room, *length);
        header.set_offset(std::uint64_t{own_thread()} << 32 | own_board());
        header.set_extra(executed);
        static_cast<void>(putrep(header, Bytes(*room).first(size)));
    }
    unmap(*room);
}

} // namespace

int main(int argc, char** argv) {
    bool stays = false;
    for (int i = 1; i < argc; i += 2) {
        const std::string_view word = argv[i];
        if (word == "--stay") {
            stays = true;
            --i;
        } else if (i + 1 == argc) {
            return 2;
        } else if (word == "--serve" && g_count < g_services.size()) {
            const auto port = ports::get(argv[i + 1]);
            if (!port) {
                print("rpc_subject: the image has no port {}\n", argv[i + 1]);
                return 2;
            }
            g_services[g_count++] = {argv[i + 1], *port};
        } else if (word == "--threads" && g_count != 0) {
            g_services[g_count - 1].threads = number(argv[i + 1]);
        } else if (word == "--room" && g_count != 0) {
            g_services[g_count - 1].room = number(argv[i + 1]);
        } else {
            print("usage: rpc_subject [--stay] {{--serve NAME [--threads N] [--room BYTES]}}...\n");
            return 2;
        }
    }
    for (std::uint32_t i = 0; i < g_count; ++i) {
        for (std::uint32_t n = 0; n < g_services[i].threads; ++n) {
            if (const auto started = start_thread(run, i); !started) {
                print("rpc_subject {}: no thread: {}\n", g_services[i].name, started.error());
                return 2;
            }
        }
    }
    const volatile std::uint32_t never = 0;
    if (stays) {
        for (;;) {
            wait_while(&never, 0);
        }
    }
    system_call(Syscall::thread_exit);
    return 0;
}
