// sh: a minimal prompt.
//
//   sh [--system]     with --system (in the boot text) it may start and end programs
#include "lib/user/amoebox.hpp"
#include "lib/user/arguments.hpp"
#include "lib/user/service.hpp"

namespace {

using namespace amoebox;

constexpr std::string_view k_help = "help                this list\n"
                                    "programs            programs of the boot image, processes\n"
                                    "services            armed services of this board\n"
                                    "counters            counters of the F-box\n"
                                    "info NAME           one line about the server at the port NAME\n"
                                    "status NAME         its figures (status kernel: this board's kernel)\n"
                                    "run NAME ARG...     starts a program\n"
                                    "kill NUMBER         ends a process\n"
                                    "exit                ends the shell\n";

std::array<std::uint8_t, 4096> g_reply;

void ask(std::string_view service, std::int32_t command) {
    const auto port = ports::put(service);
    if (!port) {
        print("{}: {}\n", service, text(port.error()));
        return;
    }
    Header header;
    header.set_port(*port);
    header.set_command(command);
    std::uint32_t length = 0;
    if (const Error error = call(header, {}, g_reply, length); error != Error::ok) {
        print("{}: {} ({})\n", service, text(error), name(error));
        return;
    }
    write({reinterpret_cast<const char*>(g_reply.data()), length});
}

void system_ask(command::Sys command, std::string_view data, std::uint32_t extra) {
    Raw<Capability::k_bytes> wire{};
    if (const auto got = image_read(ImageKind::capability, "kernel", wire); !got) {
        print("this shell was not given the kernel's capability (boot text: sh --system): {}\n", name(got.error()));
        return;
    }
    Header header;
    header.set_capability(Capability::from_wire(wire));
    header.set_command(command);
    header.set_extra(extra);
    std::uint32_t length = 0;
    if (const Error error = call(header, bytes_of(data), {}, length); error != Error::ok) {
        print("{} ({})\n", text(error), name(error));
    } else if (command == command::Sys::run) {
        print("process {}\n", header.extra());
    }
}

bool obey(std::string_view line) {
    const std::size_t end = line.find(' ') == line.npos ? line.size() : line.find(' ');
    const std::string_view word = line.substr(0, end);
    const std::string_view rest = end == line.size() ? std::string_view() : line.substr(end + 1);
    if (word == "help") {
        write(k_help);
    } else if (word == "programs") {
        ask("kernel", static_cast<std::int32_t>(command::Sys::programs));
    } else if (word == "services") {
        ask("kernel", static_cast<std::int32_t>(command::Sys::services));
    } else if (word == "counters") {
        ask("kernel", static_cast<std::int32_t>(command::Sys::counters));
    } else if (word == "info") {
        ask(rest, static_cast<std::int32_t>(command::Std::info));
    } else if (word == "status") {
        ask(rest.empty() ? "kernel" : rest, static_cast<std::int32_t>(command::Std::status));
    } else if (word == "run") {
        system_ask(command::Sys::run, rest, 0);
    } else if (word == "kill") {
        std::uint32_t number = 0;
        for (const char c : rest) {
            number = number * 10 + static_cast<std::uint32_t>(c - '0');
        }
        system_ask(command::Sys::kill, {}, number);
    } else if (word == "exit") {
        return false;
    } else if (!word.empty()) {
        print("{}: no such command; try help\n", word);
    }
    return true;
}

} // namespace

int main() {
    print("Amoebox, board {}. Type help.\n", own_board());
    std::array<char, 200> room;
    do {
        write("$ ");
    } while (obey(read_line(room)));
    return 0;
}
