// inline-box: speaks to a box in the wall socket from a Linux host.  Exit status 0 done, 1 it could not be done, 2 not understood.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>

#include "tools/ethernet/link.hpp"
#include "tools/inline/box.hpp"

namespace {

using namespace amoebox;
using namespace amoebox::control;

int fail(const std::string& sentence, int status = 1) {
    std::fprintf(stderr, "inline-box: %s\n", sentence.c_str());
    return status;
}

std::optional<Bytes> from_hex(std::string_view text) {
    Bytes bytes;
    int high = -1;
    for (const char c : text) {
        int digit = -1;
        if (c >= '0' && c <= '9') {
            digit = c - '0';
        } else if (c >= 'a' && c <= 'f') {
            digit = c - 'a' + 10;
        } else if (c >= 'A' && c <= 'F') {
            digit = c - 'A' + 10;
        } else if (c == ':' || c == ' ' || c == '\n') {
            continue;
        } else {
            return std::nullopt;
        }
        if (high < 0) {
            high = digit;
        } else {
            bytes.push_back(static_cast<std::uint8_t>(high * 16 + digit));
            high = -1;
        }
    }
    return high < 0 ? std::optional(bytes) : std::nullopt;
}

template <class R>
std::string hex(const R& bytes) {
    std::string text;
    for (const unsigned byte : bytes) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", byte);
        text += digits;
    }
    return text;
}

// The value itself, or, for "-", a line of standard input, where no other user of the machine sees it.
std::string value_or_line(const std::string& value) {
    std::string line = value;
    if (value == "-") {
        std::getline(std::cin, line);
    }
    return line;
}

int print_status(const Status& s) {
    std::printf("box        %s\n", s.id == 0x494E4C4E ? "in the wall socket" : "of an unknown kind");
    std::printf("core       %s, frame version %u, ports of %u bits\n",
                s.box_id == 0x46424F58 ? "F-box" : "no F-box: nothing is protected", s.version & 255,
                (s.version >> 8 & 255) * 8);
    std::printf("address    %s\n", hex(s.address).c_str());
    std::printf("state      %s\n", (s.status & 1) == 0 ? "closed" : (s.status & 2) != 0 ? "open, busy" : "open");
    std::printf("epoch      %016llx\n", static_cast<unsigned long long>(s.epoch));
    for (std::size_t i = 0; i < counters; ++i) {
        std::printf("%-20s %u\n", std::string(counter_names[i]).c_str(), s.inline_counters[i]);
    }
    for (std::size_t i = 0; i < hw::counters; ++i) {
        std::printf("%-20s %u\n", std::string(hw::counter_names[i]).c_str(), s.box_counters[i]);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Speaks to a box in the wall socket (docs/inline.md).", "inline-box");
    std::string interface, port, frame;
    bool service = false;
    int entry = 0, owner = 0, count = 1, seconds = 10, patience = 100;
    app.add_option("interface", interface, "the Ethernet interface whose cable goes to the box's host socket")
        ->required();
    app.add_option("--patience", patience, "milliseconds to wait for an answer before asking again")
        ->check(CLI::Range(1, 60000));
    app.require_subcommand(1);
    auto* status = app.add_subcommand("status", "who the box is, and its counters");
    auto* restart = app.add_subcommand("restart", "begin anew: the box forgets every port and draws a new epoch");
    auto* arm = app.add_subcommand("arm", "arm a port; prints put-port, entry and serial");
    arm->add_option("get-port", port, "in hexadecimal digits; - reads them from standard input")->required();
    arm->add_flag("--service", service, "as a service port, not for one transaction");
    arm->add_option("--owner", owner, "0 to 255, for disarm-owner")->check(CLI::Range(0, 255));
    auto* disarm = app.add_subcommand("disarm", "disarm an entry");
    disarm->add_option("entry", entry, "what arm printed")->required()->check(CLI::Range(0, 255));
    auto* disarm_owner = app.add_subcommand("disarm-owner", "disarm all entries of an owner");
    disarm_owner->add_option("owner", owner, "0 to 255")->required()->check(CLI::Range(0, 255));
    auto* send = app.add_subcommand("send", "send a frame as a kernel would hand it to its box");
    send->add_option("frame", frame, "in hexadecimal digits; - reads them from standard input")->required();
    auto* receive = app.add_subcommand("receive", "print admitted frames in hexadecimal digits");
    receive->add_option("--count", count, "how many")->check(CLI::Range(1, 1000000));
    receive->add_option("--seconds", seconds, "how long to wait for each")->check(CLI::Range(0, 86400));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }

    auto link = ethernet::Link::open(interface);
    if (!link) {
        return fail(link.error());
    }
    Box box(*link, patience);
    const auto ended = [](const auto& result) { return result ? 0 : fail(result.error()); };
    if (*status) {
        const auto s = box.status();
        return s ? print_status(*s) : fail(s.error());
    }
    if (*restart) {
        return ended(box.restart());
    }
    if (*arm) {
        const auto bytes = from_hex(value_or_line(port));
        if (!bytes || bytes->size() != port_bytes) {
            return fail("a get-port of this profile has " + std::to_string(2 * port_bytes) + " hexadecimal digits.",
                        2);
        }
        Port get{};
        std::ranges::copy(*bytes, get.begin());
        const auto armed = box.arm(get, !service, static_cast<std::uint8_t>(owner));
        if (!armed) {
            return fail(armed.error());
        }
        std::printf("put-port %s entry %u serial %u\n", hex(armed->value).c_str(), armed->entry, armed->serial);
        return 0;
    }
    if (*disarm) {
        return ended(box.disarm(static_cast<std::uint8_t>(entry)));
    }
    if (*disarm_owner) {
        return ended(box.disarm_owner(static_cast<std::uint8_t>(owner)));
    }
    if (*send) {
        const auto bytes = from_hex(value_or_line(frame));
        return bytes ? ended(box.send(*bytes)) : fail("the frame is not a string of hexadecimal digits.", 2);
    }
    for (int i = 0; *receive && i < count; ++i) {
        const auto received = box.receive(seconds * 1000);
        if (!received) {
            return fail(received.error());
        }
        const std::optional<Bytes>& got = *received;
        if (!got) {
            return fail("no frame came within " + std::to_string(seconds) + " s.");
        }
        std::printf("%s\n", hex(*got).c_str());
        std::fflush(stdout);
    }
    return 0;
}
