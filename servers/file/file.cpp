// file: serves the files of this board's boot image: READ, SIZE, LOOKUP, INFO, STATUS.
//
//   file [--serve NAME] [--threads N] [--files A,B,...]
//
// Object n (from 1) is the n-th name of --files.  READ and SIZE need right 1 of its capability; LOOKUP gives everybody who
// knows the port the capability with that right only.  The kernel needs no part in this: check fields are F of a secret.
#include "lib/user/amoebox.hpp"
#include "lib/user/arguments.hpp"
#include "lib/user/service.hpp"

namespace {

using namespace amoebox;

constexpr Rights k_right_read = 1;
constexpr std::uint32_t k_files = 16;

struct File {
    std::string_view name;
    ObjectSecret secret;
    Bytes bytes;
};
std::array<File, k_files> g_files;
std::uint32_t g_count = 0;
GetPort g_port;
PutPort g_put_port;
std::uint32_t g_reads = 0, g_refused = 0; // several threads count: only roughly right is right enough

// The whole file into memory of this process, once.
bool load(std::string_view name) {
    std::array<std::uint8_t, 4> some{};
    const auto size = image_read(ImageKind::file, name, some);
    if (!size) {
        print("file: {}: {}\n", name, text(size.error()));
        return false;
    }
    const auto room = map(*size == 0 ? 1 : *size);
    if (!room) {
        print("file: {}: {}\n", name, text(room.error()));
        return false;
    }
    for (std::uint32_t at = 0; at < *size; at += 2048) {
        if (!image_read(ImageKind::file, name, room->subspan(at), at)) {
            return false;
        }
    }
    Raw<port_bytes> secret{};
    random_bytes(secret);
    g_files[g_count++] = {name, ObjectSecret::from_random(secret), Bytes(*room).first(*size)};
    return true;
}

Error open(const Header& header, const File*& file) {
    const Capability capability = header.capability();
    const std::uint32_t object = capability.object.value();
    if (object == 0 || object > g_count) {
        return Error::std_capbad;
    }
    file = &g_files[object - 1];
    return box_verify(file->secret, capability, k_right_read);
}

// Answers one request; the reply's data are a part of the file itself: nothing is copied here.
Bytes handle(Header& header, Bytes request, Room room) {
    const File* file = nullptr;
    Error error = Error::ok;
    Bytes reply;
    switch (header.command()) {
    case static_cast<std::int32_t>(command::Std::touch):
        break;
    case static_cast<std::int32_t>(command::Std::info):
        reply = Bytes(room).first(text_reply(room, "file server, {} files\n", g_count));
        break;
    case static_cast<std::int32_t>(command::Std::status):
        reply = Bytes(room).first(text_reply(room, "files {}\nreads {}\nrefused {}\n", g_count, g_reads, g_refused));
        break;
    case static_cast<std::int32_t>(command::Bullet::lookup): {
        const std::string_view name(reinterpret_cast<const char*>(request.data()), request.size());
        error = Error::std_notfound;
        for (std::uint32_t i = 0; i < g_count; ++i) {
            const auto object = ObjectNumber::from(i + 1);
            if (object && g_files[i].name == name) {
                const Capability capability{g_put_port, *object, k_right_read,
                                            box_check(g_files[i].secret, k_right_read)};
                const auto wire = capability.wire();
                std::memcpy(room.data(), wire.data(), wire.size());
                reply = Bytes(room).first(wire.size());
                error = Error::ok;
            }
        }
        break;
    }
    case static_cast<std::int32_t>(command::Bullet::size):
        error = open(header, file);
        if (error == Error::ok) {
            header.set_size(static_cast<std::uint32_t>(file->bytes.size()));
        }
        break;
    case static_cast<std::int32_t>(command::Bullet::read): {
        error = open(header, file);
        if (error != Error::ok) {
            break;
        }
        if (header.offset() > file->bytes.size()) {
            error = Error::std_argbad;
            break;
        }
        const Bytes rest = file->bytes.subspan(static_cast<std::size_t>(header.offset()));
        reply = rest.first(header.size() < rest.size() ? header.size() : rest.size());
        ++g_reads;
        break;
    }
    default:
        error = Error::std_combad;
    }
    g_refused += error == Error::ok ? 0 : 1;
    header.set_status(error);
    return error == Error::ok ? reply : Bytes();
}

void work(std::uint32_t) {
    std::array<std::uint8_t, 256> request{};
    std::array<std::uint8_t, 256> room{};
    for (;;) {
        Header header;
        header.set_port(g_port);
        const auto length = getreq(header, request);
        if (!length) {
            print("file: {}\n", text(length.error()));
            return;
        }
        const Bytes reply = handle(header, Bytes(request).first(*length), room);
        static_cast<void>(putrep(header, reply));
    }
}

} // namespace

int main(int argc, char** argv) {
    const Arguments arguments(argc, argv);
    const std::string_view service = arguments.text("--serve", "file");
    const auto port = ports::get(service);
    if (!port) {
        print("file: this program was not given the port {}: {}\n", service, text(port.error()));
        return 1;
    }
    g_port = *port;
    g_put_port = box_put_port(g_port);
    std::string_view names = arguments.text("--files", "file");
    while (!names.empty() && g_count < k_files) {
        const std::size_t end = names.find(',') == names.npos ? names.size() : names.find(',');
        load(names.substr(0, end));
        names.remove_prefix(end == names.size() ? end : end + 1);
    }
    for (std::uint32_t i = 1; i < arguments.number("--threads", 3); ++i) {
        if (const auto thread = start_thread(work, i); !thread) {
            print("file: {}\n", text(thread.error()));
        }
    }
    work(0);
    return 1;
}
