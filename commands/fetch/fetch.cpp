// fetch: reads a file of a file server by RPC and reports its SHA-256.
//
//   fetch [--port NAME] [--file NAME] [--piece BYTES] [--show]
//
// Each READ is one RPC, 1 MB unless --piece says otherwise.  Exit status 0 only if the whole file came.
#include "lib/user/amoebox.hpp"
#include "lib/user/arguments.hpp"
#include "lib/user/service.hpp"
#include "lib/user/sha256.hpp"

namespace {

using namespace amoebox;

int failed(std::string_view what, Error error) {
    print("fetch: {}: {} ({})\n", what, text(error), name(error));
    print("@fetch_failed what={} error={}\n", what, name(error));
    return 1;
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const std::string_view service = arguments.text("--port", "file");
    const std::string_view file = arguments.text("--file", "file");
    const auto port = ports::put(service);
    if (!port) {
        return failed("port", port.error());
    }
    Header header;
    header.set_port(*port);
    header.set_command(command::Bullet::lookup);
    Raw<Capability::k_bytes> wire{};
    std::uint32_t length = 0;
    const std::uint32_t begin = cycles();
    if (const Error error = call(header, bytes_of(file), wire, length); error != Error::ok || length != wire.size()) {
        return failed("lookup", error);
    }
    const Capability capability = Capability::from_wire(wire);
    header = {};
    header.set_capability(capability);
    header.set_command(command::Bullet::size);
    if (const Error error = call(header, {}, {}, length); error != Error::ok) {
        return failed("size", error);
    }
    const std::uint32_t size = header.size();
    const auto room = map(size == 0 ? 1 : size);
    if (!room) {
        return failed("memory", room.error());
    }
    const std::uint32_t piece = arguments.number("--piece", 1 << 20);
    std::uint32_t calls = 0;
    for (std::uint32_t at = 0; at < size; at += length) {
        header = {};
        header.set_capability(capability);
        header.set_command(command::Bullet::read);
        header.set_offset(at);
        const std::uint32_t wanted = size - at < piece ? size - at : piece;
        header.set_size(wanted);
        ++calls;
        if (const Error error = call(header, {}, room->subspan(at, wanted), length);
            error != Error::ok || length == 0) {
            return failed("read", error);
        }
    }
    const std::uint32_t used = cycles() - begin;
    Sha256 sha;
    sha.add(room->first(size));
    std::array<char, 64> hex;
    Text digest(hex);
    for (const std::uint8_t byte : sha.digest()) {
        digest.add_number(byte, 16, 2);
    }
    if (arguments.flag("--show")) {
        write({reinterpret_cast<const char*>(room->data()), size});
    }
    print("fetched {}: {} bytes, SHA-256 {}\n", file, size, digest.view());
    print("@file name={} bytes={} sha256={} calls={} cycles={}\n", file, size, digest.view(), calls, used);
    return 0;
}
