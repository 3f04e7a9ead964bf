// echo: sends back what it gets; the server of tests and measurements.
//
//   echo [--serve NAME] [--threads N] [--room BYTES]
//
// STD_TOUCH does nothing; command 1900 returns the data; 1901 returns parameter_size bytes of a pattern; 1902 returns the
// status in parameter_extra; 1903 waits for parameter_extra milliseconds; 1904 ends the server's thread without an answer;
// 1905 returns parameter_size bytes of whatever; 1906 the board's cycles (parameter_size) and its idle ones (parameter_extra).
#include "lib/user/amoebox.hpp"
#include "lib/user/arguments.hpp"
#include "lib/user/service.hpp"

namespace {

using namespace amoebox;

GetPort g_port;
std::uint32_t g_room = 65536;

void work(std::uint32_t) {
    const auto request = map(g_room);
    const auto reply = map(g_room);
    if (!request || !reply) {
        print("echo: no memory\n");
        return;
    }
    const Error error = serve(g_port, *request, *reply, [](Header& header, Bytes data, Room room) -> std::size_t {
        std::size_t size = 0;
        Error status = Error::ok;
        switch (header.command()) {
        case static_cast<std::int32_t>(command::Std::touch):
            break;
        case static_cast<std::int32_t>(command::Std::info):
        case static_cast<std::int32_t>(command::Std::status):
            size = text_reply(room, "echo server, {} bytes of room\n", g_room);
            break;
        case 1900:
            size = data.size();
            std::memcpy(room.data(), data.data(), size);
            break;
        case 1901:
            size = header.size() < room.size() ? header.size() : room.size();
            for (std::size_t i = 0; i < size; ++i) {
                room[i] = static_cast<std::uint8_t>(i * 7 + (i >> 8));
            }
            break;
        case 1902:
            status = static_cast<Error>(header.extra());
            break;
        case 1903:
            sleep(header.extra());
            break;
        case 1904:
            system_call(Syscall::thread_exit);
            break;
        case 1905: // as many bytes as were asked for, whatever they are
            size = header.size() < room.size() ? header.size() : room.size();
            break;
        case 1906:
            header.set_size(cycles());
            header.set_extra(idle_cycles());
            break;
        default:
            status = Error::std_combad;
        }
        header.set_status(status);
        return size;
    });
    print("echo: {}: {}\n", name(error), text(error));
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const std::string_view service = arguments.text("--serve", "echo");
    const auto port = ports::get(service);
    if (!port) {
        print("echo: this program was not given the port {}: {}\n", service, text(port.error()));
        return 1;
    }
    g_port = *port;
    g_room = arguments.number("--room", g_room);
    for (std::uint32_t i = 1; i < arguments.number("--threads", 1); ++i) {
        if (const auto thread = start_thread(work, i); !thread) {
            print("echo: {}\n", text(thread.error()));
        }
    }
    work(0);
    return 1;
}
