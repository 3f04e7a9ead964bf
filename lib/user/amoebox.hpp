// Everything a program of Amoebox needs: RPC, ports, threads, locks, memory, printing (docs/kernel.md).
//
//   int main(int argc, char** argv)             ordinary C++; the status it returns ends the process
//   trans, getreq, putrep                       messages: a Header and bytes
//   ports::get("file"), ports::put("file")      ports of the boot image
//   print("{} bytes\n", n)                      {} decimal or text, {x} hexadecimal
//   report lines                                print("@key name={}\n", value): the simulator collects them
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <span>
#include <string_view>
#include <type_traits>

#include "gen/commands.hpp"
#include "gen/errors.hpp"
#include "gen/frame.hpp"
#include "gen/profile.hpp"
#include "lib/capability/ports.hpp"
#include "lib/user/syscall.hpp"

namespace amoebox {

template <class T>
using Result = std::expected<T, Error>;
using Bytes = std::span<const std::uint8_t>;
using Room = std::span<std::uint8_t>;

inline Result<std::uint32_t> to_result(std::int32_t value) {
    if (value < 0) {
        return std::unexpected(static_cast<Error>(value));
    }
    return static_cast<std::uint32_t>(value);
}
inline Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// ---- messages ---------------------------------------------------------------------------------------------------------------

// A port and a message header, in the order and byte order of the wire.  getreq wants the get-port in `port`.
class alignas(128) Header {
  public:
    void set_port(const PutPort& port) { set(port_.data(), port.wire()); }
    void set_port(const GetPort& port) { set(port_.data(), port.secret_bytes()); } // for getreq
    PutPort port() const { return PutPort::from_wire(get(port_.data())); }

    void set_signature(const SignatureSecret& secret) { set(field(frame::at_signature), secret.secret_bytes()); }
    Signature signature() const { return Signature::from_wire(get(field(frame::at_signature))); }

    // Object, rights and check field of a capability, and its port.
    void set_capability(const Capability& capability) {
        set_port(capability.port);
        set_object(capability);
    }
    void set_object(const Capability& capability) {
        const auto object = capability.object.wire();
        std::memcpy(field(frame::at_object), object.data(), 3);
        *field(frame::at_rights) = capability.rights;
        set(field(frame::at_check), capability.check.wire());
    }
    Capability capability() const {
        std::array<std::uint8_t, 3> object{};
        std::memcpy(object.data(), field(frame::at_object), 3);
        return {port(), ObjectNumber::from_wire(object), *field(frame::at_rights),
                Check::from_wire(get(field(frame::at_check)))};
    }

    void set_command(std::int32_t command) { put32(frame::at_command, static_cast<std::uint32_t>(command)); }
    template <class Command>
        requires std::is_enum_v<Command>
    void set_command(Command command) {
        set_command(static_cast<std::int32_t>(command));
    }
    std::int32_t command() const { return static_cast<std::int32_t>(get32(frame::at_command)); }
    void set_status(Error error) { set_command(static_cast<std::int32_t>(error)); }
    Error status() const { return static_cast<Error>(command()); }

    void set_offset(std::uint64_t value) {
        put32(frame::at_parameter_offset, static_cast<std::uint32_t>(value >> 32));
        put32(frame::at_parameter_offset + 4, static_cast<std::uint32_t>(value));
    }
    std::uint64_t offset() const {
        return std::uint64_t{get32(frame::at_parameter_offset)} << 32 | get32(frame::at_parameter_offset + 4);
    }
    void set_size(std::uint32_t value) { put32(frame::at_parameter_size, value); }
    std::uint32_t size() const { return get32(frame::at_parameter_size); }
    void set_extra(std::uint32_t value) { put32(frame::at_parameter_extra, value); }
    std::uint32_t extra() const { return get32(frame::at_parameter_extra); }

  private:
    static constexpr std::size_t k_port_room = (port_bytes + 3) / 4 * 4;

    std::uint8_t* field(std::size_t in_frame) { return &message_[in_frame - frame::header_size]; }
    const std::uint8_t* field(std::size_t in_frame) const { return &message_[in_frame - frame::header_size]; }
    // A store costs the same whatever its width, so a port goes by words where it begins on one: port and signature do, a
    // check field lies two bytes off.
    static void set(std::uint8_t* to, const Raw<port_bytes>& from) {
        std::uint16_t half = 0;
        if (address_of(to) % 4 == 0) {
            std::uint32_t word = 0;
            for (std::size_t i = 0; i + 4 <= port_bytes; i += 4) {
                std::memcpy(&word, from.data() + i, 4);
                std::memcpy(__builtin_assume_aligned(to + i, 4), &word, 4);
            }
            std::memcpy(&half, from.data() + port_bytes - 2, 2);
            std::memcpy(__builtin_assume_aligned(to + port_bytes - 2, 2), &half, 2);
        } else {
            for (std::size_t i = 0; i < port_bytes; i += 2) {
                std::memcpy(&half, from.data() + i, 2);
                std::memcpy(__builtin_assume_aligned(to + i, 2), &half, 2);
            }
        }
    }
    static_assert(port_bytes % 4 == 2 && (frame::at_signature - frame::header_size) % 4 == 0 &&
                  (frame::at_check - frame::header_size) % 2 == 0);
    static Raw<port_bytes> get(const std::uint8_t* from) {
        Raw<port_bytes> raw;
        std::memcpy(raw.data(), from, port_bytes);
        return raw;
    }
    void put32(std::size_t in_frame, std::uint32_t value) {
        value = big_endian(value);
        std::memcpy(field(in_frame), &value, 4);
    }
    std::uint32_t get32(std::size_t in_frame) const {
        std::uint32_t value;
        std::memcpy(&value, field(in_frame), 4);
        return big_endian(value);
    }
    static constexpr std::uint32_t big_endian(std::uint32_t value) {
        return std::endian::native == std::endian::little ? std::byteswap(value) : value;
    }

    std::array<std::uint8_t, k_port_room> port_{};
    std::array<std::uint8_t, frame::message_size> message_{};
};
static_assert(sizeof(Header) == 128);

// Sends header and data to header.port(), waits for the reply: header and data of it, and its length.  An error of the RPC
// layer says what is known of the operation (outcome(error)); the server's own verdict is header.status().
inline Result<std::uint32_t> trans(Header& header, Bytes request, Room reply) {
    return to_result(system_call(Syscall::trans, address_of(&header), address_of(request.data()), request.size(),
                                 address_of(&header), address_of(reply.data()), reply.size()));
}
// Waits for a request to the get-port in the header.
inline Result<std::uint32_t> getreq(Header& header, Room request) {
    return to_result(system_call(Syscall::getreq, address_of(&header), address_of(request.data()), request.size()));
}
inline Result<std::uint32_t> putrep(Header& header, Bytes reply) {
    return to_result(system_call(Syscall::putrep, address_of(&header), address_of(reply.data()), reply.size()));
}
// Of this thread's trans, in milliseconds; 0 = for ever.
inline void set_timeouts(std::uint32_t locate, std::uint32_t service) {
    system_call(Syscall::timeouts, locate, service);
}

// Serves for ever: `handle(header, request, room)` returns the length of the reply, which it has written into room.
template <class Handler>
Error serve(const GetPort& port, Room request, Room reply, Handler handle) {
    Header header;
    for (;;) {
        header.set_port(port);
        const auto length = getreq(header, request);
        if (!length) {
            return length.error();
        }
        const std::size_t size = handle(header, Bytes(request).first(*length), reply);
        static_cast<void>(putrep(header, Bytes(reply).first(size)));
    }
}

// ---- ports and files of the boot image ----------------------------------------------------------------------------------------

enum class ImageKind : std::uint32_t { program = 1, file = 2, get_port = 3, put_port = 4, run = 5, capability = 6 };

// Bytes from the offset on; the result is how many there are from there to the end (at most room.size() and 2,048 are copied).
inline Result<std::uint32_t> image_read(ImageKind kind, std::string_view name, Room room, std::uint32_t offset = 0) {
    return to_result(system_call(Syscall::image, static_cast<std::uint32_t>(kind), address_of(name.data()),
                                 name.size(), address_of(room.data()), offset, room.size()));
}

namespace ports {
// A service that this program was given to serve: the boot text started it, and it has that name or "--serve NAME".
inline Result<GetPort> get(std::string_view name) {
    Raw<port_bytes> raw{};
    return image_read(ImageKind::get_port, name, raw).transform([&](std::uint32_t) {
        return GetPort::from_secret_bytes(raw);
    });
}
// A service that this board may call; "kernel" is the kernel server of this board unless the image says another.
inline Result<PutPort> put(std::string_view name) {
    Raw<port_bytes> raw{};
    return image_read(ImageKind::put_port, name, raw).transform([&](std::uint32_t) {
        return PutPort::from_wire(raw);
    });
}
} // namespace ports

// ---- random numbers, time, F ----------------------------------------------------------------------------------------------------

inline void random_bytes(Room room) {
    while (!room.empty()) {
        const std::size_t n = room.size() < 8 ? room.size() : 8;
        system_call(Syscall::random, address_of(room.data()), n);
        room = room.subspan(n);
    }
}
inline std::uint32_t random_number() {
    std::uint32_t value = 0;
    system_call(Syscall::random, address_of(&value), 4);
    return value;
}
inline GetPort random_get_port() {
    Raw<port_bytes> raw{};
    random_bytes(raw);
    return GetPort::from_random(raw);
}
// Cycles since reset, low word: enough for differences up to 80 s.
inline std::uint32_t cycles() {
    return static_cast<std::uint32_t>(system_call(Syscall::cycles));
}
// How many of them passed on this board while nothing was ready to run.
inline std::uint32_t idle_cycles() {
    return static_cast<std::uint32_t>(system_call(Syscall::cycles, 1));
}

// F by the box.
inline Raw<port_bytes> box_f(Use use, const Raw<port_bytes>& value) {
    alignas(4) std::array<std::uint8_t, (port_bytes + 3) / 4 * 4> words{};
    std::memcpy(words.data(), value.data(), port_bytes);
    system_call(Syscall::f, static_cast<std::uint32_t>(use), address_of(words.data()));
    Raw<port_bytes> out;
    std::memcpy(out.data(), words.data(), port_bytes);
    return out;
}
inline PutPort box_put_port(const GetPort& port) {
    return PutPort::from_wire(box_f(Use::port, port.secret_bytes()));
}

// lib/capability's rule, with the box's F.
inline Check box_check(const ObjectSecret& secret, Rights rights) {
    Raw<port_bytes> bytes = secret.secret_bytes();
    if (rights != k_owner_rights) {
        bytes[0] ^= rights;
        bytes = box_f(Use::check, bytes);
    }
    return Check::from_wire(bytes);
}
// What a server does with each request: STD_CAPBAD if the check field is wrong, STD_DENIED if a right is missing.
inline Error box_verify(const ObjectSecret& secret, const Capability& capability, Rights needed) {
    if (capability.check.is_null() || !(capability.check == box_check(secret, capability.rights))) {
        return Error::std_capbad;
    }
    return (capability.rights & needed) == needed ? Error::ok : Error::std_denied;
}

// ---- memory, threads, locks --------------------------------------------------------------------------------------------------------

inline Result<Room> map(std::uint32_t bytes) {
    return to_result(system_call(Syscall::map, 0, bytes)).transform([&](std::uint32_t at) {
        return Room(reinterpret_cast<std::uint8_t*>(at), bytes);
    });
}
inline Error unmap(Room room) {
    return static_cast<Error>(system_call(Syscall::unmap, address_of(room.data())));
}

inline std::uint32_t own_board() {
    return static_cast<std::uint32_t>(system_call(Syscall::own)) >> 16;
}
inline std::uint32_t own_process() {
    return static_cast<std::uint32_t>(system_call(Syscall::own)) >> 8 & 0xFF;
}
inline std::uint32_t own_thread() {
    return static_cast<std::uint32_t>(system_call(Syscall::own)) & 0xFF;
}

[[noreturn]] inline void exit(int status) {
    for (;;) {
        system_call(Syscall::exit, static_cast<std::uint32_t>(status));
    }
}
inline void yield() {
    system_call(Syscall::yield);
}

// Runs function(argument) in a new thread with a stack of its own; the thread ends when it returns.
Result<std::uint32_t> start_thread(void (*function)(std::uint32_t), std::uint32_t argument,
                                   std::uint32_t stack_bytes = 16384);

inline std::int32_t wait_while(const volatile std::uint32_t* word, std::uint32_t value,
                               std::uint32_t milliseconds = 0) {
    return system_call(Syscall::wait, address_of(word), value, milliseconds);
}
inline void wake(const volatile std::uint32_t* word, std::uint32_t count) {
    system_call(Syscall::wake, address_of(word), count);
}
inline void sleep(std::uint32_t milliseconds) {
    const volatile std::uint32_t word = 0;
    wait_while(&word, 0, milliseconds);
}

class Mutex {
  public:
    void lock();
    bool try_lock();
    void unlock();

  private:
    std::uint32_t state_ = 0; // 0 free, 1 taken, 2 taken and somebody waits
};
class Lock {
  public:
    explicit Lock(Mutex& mutex) : mutex_(mutex) { mutex_.lock(); }
    ~Lock() { mutex_.unlock(); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

  private:
    Mutex& mutex_;
};
class Semaphore {
  public:
    explicit Semaphore(std::uint32_t count) : count_(count) {}
    // false: the time was over first (0 = for ever).
    bool down(std::uint32_t milliseconds = 0);
    void up();

  private:
    std::uint32_t count_;
};

// ---- printing --------------------------------------------------------------------------------------------------------------------

// A line of text that grows up to its room; what does not fit is left out.
class Text {
  public:
    explicit Text(std::span<char> room) : room_(room) {}
    Text& add(std::string_view text);
    Text& add_number(std::uint64_t value, unsigned base = 10, unsigned digits = 1);
    std::string_view view() const { return {room_.data(), size_}; }
    std::size_t size() const { return size_; }
    // Up to the next "{}" or "{x}" of the format; true: there was one (`hexadecimal` says which).
    bool add_until_brace(std::string_view& format, bool& hexadecimal);

  private:
    std::span<char> room_;
    std::size_t size_ = 0;
};

inline void add_value(Text& text, std::string_view value, bool) {
    text.add(value);
}
inline void add_value(Text& text, const char* value, bool) {
    text.add(value);
}
inline void add_value(Text& text, char value, bool) {
    text.add({&value, 1});
}
inline void add_value(Text& text, Error error, bool) {
    text.add(name(error));
}
template <std::integral T>
    requires(!std::same_as<T, char>)
void add_value(Text& text, T value, bool hexadecimal) {
    if (std::is_signed_v<T> && value < 0 && !hexadecimal) {
        text.add("-").add_number(static_cast<std::uint64_t>(-static_cast<std::int64_t>(value)));
    } else {
        text.add_number(static_cast<std::uint64_t>(static_cast<std::make_unsigned_t<T>>(value)),
                        hexadecimal ? 16 : 10);
    }
}

inline void format_to(Text& text, std::string_view format) {
    bool hexadecimal = false;
    while (text.add_until_brace(format, hexadecimal)) {
    }
}
template <class First, class... Rest>
void format_to(Text& text, std::string_view format, const First& first, const Rest&... rest) {
    bool hexadecimal = false;
    if (text.add_until_brace(format, hexadecimal)) {
        add_value(text, first, hexadecimal);
        format_to(text, format, rest...);
    }
}

void write(std::string_view text);
// Lines up to 240 characters come out in one piece.
template <class... Arguments>
void print(std::string_view format, const Arguments&... arguments) {
    std::array<char, 240> room;
    Text text(room);
    format_to(text, format, arguments...);
    write(text.view());
}
// A typed line without its end; waits for it.
std::string_view read_line(std::span<char> room);

} // namespace amoebox
