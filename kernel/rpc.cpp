// trans, getreq, putrep: see rpc.hpp.  Local calls are a hand-over: the client's Thread stands in the service's queue or is
// noted in the server's, data go from buffer to buffer once, and nothing is allocated.
#include "kernel/rpc.hpp"

#include <algorithm>
#include <cstring>

#include "gen/commands.hpp"
#include "gen/errors.hpp"
#include "kernel/control.hpp"
#include "kernel/defences.hpp"
#include "kernel/pages.hpp"
#include "kernel/platform/fbox/fbox.hpp"
#include "kernel/platform/node/node.hpp"
#include "kernel/process.hpp"
#include "kernel/random.hpp"
#include "kernel/scheduler.hpp"
#include "lib/rpc/engine.hpp"

namespace amoebox::kernel {

namespace {

constexpr std::uint8_t k_none = 0xFF;
constexpr rpc::Ticks k_locate_slice = 48; // ticks after which a client that locates looks at this board again

std::int32_t code(Error error) {
    return static_cast<std::int32_t>(error);
}
std::uint32_t result(Error error) {
    return static_cast<std::uint32_t>(error);
}

void write_trace(std::uint32_t code, std::uint32_t number) {
    arch::reg(hw::sys::base, hw::sys::trace) = trace_word(code, number);
}

FBox g_box;
bool g_box_there = false;
std::array<std::uint8_t, rpc::DefaultLimits::services> g_users{}; // threads that have joined each service
std::uint32_t g_opens =
    1; // counts what is opened and closed here: who remembers a service asks whether that still holds
std::uint32_t g_local_calls = 0, g_remote_calls = 0, g_local_bytes = 0;

struct Env {
    using Buffer = kernel::Buffer;

    rpc::Ticks now() { return kernel::now(); }
    rpc::GetPort4 random_port() { return kernel::random_port(); }
    std::uint8_t* header() { return g_box.header(); }
    void send(const rpc::BasicSend<Buffer>& frame) { g_box.send(frame); }
    rpc::Armed arm(const rpc::GetPort4& get_port, std::uint8_t kind, std::uint8_t tag) {
        return g_box.arm(get_port, kind, tag);
    }
    void disarm(std::uint8_t entry, bool wait) { g_box.disarm(entry, wait); }
    bool set_context(std::uint8_t context, const rpc::Address& from, Buffer buffer, std::uint32_t size) {
        return g_box.set_context(context, from, buffer, size);
    }
    void clear_context(std::uint8_t context) { g_box.clear_context(context); }
    void copy_in(Buffer buffer, std::uint32_t offset, const std::uint8_t* from, std::uint32_t size) {
        copy_to(buffer.process->space, buffer.address + offset, from, size);
    }
    void copy_out(Buffer buffer, std::uint32_t offset, std::uint8_t* to, std::uint32_t size) {
        copy_from(buffer.process->space, buffer.address + offset, to, size);
    }
    void trace(std::uint32_t code, std::uint32_t transaction) { write_trace(code, transaction); }
    void completed(Call& call);
    void delivered(Receiver& receiver);
    void replied(Receiver& receiver, std::int32_t status);
};

struct Defences : rpc::AllDefences {
    static constexpr bool fresh_reply_port = k_fresh_reply_ports;
    static constexpr bool check_server_port = k_servers_show_port;
    static constexpr bool epoch_check = k_epoch_check;
};

Env g_env;
using Engine = rpc::Engine<Env, rpc::DefaultLimits, Defences>;
[[gnu::section(".noinit")]] alignas(Engine) std::array<std::byte, sizeof(Engine)> g_engine_memory;
Engine& engine() {
    return *std::launder(reinterpret_cast<Engine*>(g_engine_memory.data()));
}

// ---- client ---------------------------------------------------------------------------------------------------------------

// The message header of a reply, its signature null (signatures of replies are for later).
inline void copy_reply(UserHeader& to, const UserHeader& from) {
    constexpr std::size_t k_whole = port_bytes / 4 * 4; // a port ends in the middle of a word
    using Word [[gnu::may_alias]] = std::uint32_t;
    auto* out = reinterpret_cast<Word*>(to.message.bytes.data());
    for (std::size_t i = 0; i < k_whole / 4; ++i) {
        out[i] = 0;
    }
    out[k_whole / 4] = *reinterpret_cast<const Word*>(from.message.bytes.data() + k_whole) & 0xFFFF0000;
    copy_words(out + k_whole / 4 + 1, from.message.bytes.data() + k_whole + 4, sizeof from.message - k_whole - 4);
}

// A trans ends; the thread is not yet in the ready list.
void end_trans(Thread& client, std::int32_t status) {
    client.buffer_size[0] = client.buffer_size[1] = 0;
    finish_call(client, status);
}

void reply_too_long(Thread& client, std::uint32_t size) {
    client.header_in->message.put32(frame::at_parameter_size, size);
    end_trans(client, code(Error::rpc_replyoverflow));
}

// The header of a local request, for its server; the signature secret becomes a signature.
void hand_over_header(UserHeader& to, const Thread& client) {
    copy_words(&to, client.request_header, sizeof to);
    to.port.word.back() &= 0xFFFF;
    rpc::PutPort4 secret;
    copy_words(secret.word.data(), to.message.bytes.data(), sizeof secret);
    secret.word.back() &= 0xFFFF;
    if (k_software_f && !secret.is_null()) [[unlikely]] {
        const rpc::PutPort4 signature = box_f(1, secret);
        std::memcpy(to.message.bytes.data(), signature.word.data(), port_bytes);
    }
}

// ---- copying between processes ----------------------------------------------------------------------------------------------

// One piece that lies in one page on both sides.  false: memory is gone.
bool copy_piece(Thread& thread, std::uint32_t most) {
    auto& c = thread.copy;
    std::uint32_t budget = std::min(c.left, most);
    while (budget != 0) {
        const std::uint8_t* from = c.from->find(c.source, Access::read);
        std::uint8_t* to = c.to->find(c.target, Access::write);
        if (from == nullptr || to == nullptr) {
            return false;
        }
        const std::uint32_t n =
            std::min({budget, k_page - (c.source & (k_page - 1)), k_page - (c.target & (k_page - 1))});
        std::memcpy(to, from, n);
        c.source += n;
        c.target += n;
        c.left -= n;
        budget -= n;
    }
    return true;
}

void set_copy(Thread& thread, const Process& from, std::uint32_t source, const Process& to, std::uint32_t target,
              std::uint32_t size) {
    thread.copy = {&from.space, &to.space, source, target, size, size};
    g_local_bytes += size;
}

// ---- a local request reaches its server ---------------------------------------------------------------------------------------

// All data are there: the server's getreq returns.  The server is in no list.
AMOEBOX_HOT void serve(Thread& server, Thread& client) {
    hand_over_header(*server.header_out, client);
    client.state = State::executing;
    client.peer = &server;
    server.client = &client;
    server.holds = true;
    server.buffer_size[0] = 0;
}

std::int32_t wait_again(Thread& server);

void request_copied(Thread& server) {
    Thread* client = server.client;
    if (client == nullptr) { // it has gone: wait for the next
        server.continuation = nullptr;
        server.holds = false;
        const std::int32_t got = wait_again(server);
        if (got != rpc::k_blocked) {
            finish_call(server, got);
            make_ready(server);
        }
        return;
    }
    if (server.copy.left != 0 && !copy_piece(server, k_copy_step)) {
        server.copy.left = 0; // cannot be: buffers were checked and stay mapped
    }
    if (server.copy.left == 0) {
        server.continuation = nullptr;
        serve(server, *client);
        finish_call(server, static_cast<std::int32_t>(server.copy.result));
    }
    make_ready(server);
}

// A client and a server thread that are both free for it meet.  true: the server's getreq returns now with `length`; false:
// it copies first.  The client's length has been compared with the server's room.
AMOEBOX_HOT bool meet(Thread& server, Thread& client) {
    const std::uint32_t size = client.call.request_length;
    if (size != 0) {
        set_copy(server, *client.process, client.call.request.address, *server.process,
                 server.receiver.buffer.address, size);
        if (size > k_copy_step || !copy_piece(server, size)) [[unlikely]] {
            client.state = State::executing;
            client.peer = &server;
            server.client = &client;
            server.holds = true;
            server.continuation = request_copied;
            return false;
        }
    }
    serve(server, client);
    return true;
}

// The thread waits (again) for a request.  k_blocked, or the length of one that it has.
AMOEBOX_HOT std::int32_t wait_again(Thread& server) {
    for (;;) {
        const std::int32_t got = engine().getreq(server.receiver, server.last_service);
        if (got != rpc::k_done) {
            if (got == rpc::k_blocked) {
                server.state = State::request;
            }
            return got;
        }
        rpc::Request* request = server.receiver.local;
        if (request == nullptr) {
            server.header_out->port = engine().put_port(server.last_service);
            if (server.receiver.placed) {
                note_data_placed();
            }
            server.buffer_size[0] = 0;
            write_trace(hw::trace_getreq, server.receiver.transaction);
            return static_cast<std::int32_t>(server.receiver.length);
        }
        server.receiver.local = nullptr;
        Thread& client = Thread::of(*request);
        if (client.state != State::queued) {
            continue; // it ended meanwhile
        }
        client.timed = client.timed && client.service_timeout != 0;
        if (client.call.request_length > server.receiver.capacity) {
            end_trans(client, code(Error::rpc_overflow));
            make_ready(client);
            continue;
        }
        if (meet(server, client)) {
            return static_cast<std::int32_t>(client.call.request_length);
        }
        make_ready(server); // copies, then returns
        return rpc::k_blocked;
    }
}

// trans to a service of this board.  Returns an error at once, or does not return.
AMOEBOX_HOT std::uint32_t trans_local(Thread& client, std::uint8_t service) {
    ++g_local_calls;
    for (;;) {
        Receiver* receiver = engine().take(service);
        if (receiver == nullptr) {
            const std::int32_t queued = engine().enqueue(service, client.request);
            if (queued != rpc::k_blocked) {
                return static_cast<std::uint32_t>(queued);
            }
            client.state = State::queued;
            break;
        }
        Thread& server = Thread::of(*receiver);
        if (server.state != State::request) [[unlikely]] {
            continue; // it ends; the reaper has not come yet
        }
        if (client.call.request_length > receiver->capacity) [[unlikely]] {
            server.last_service = service;
            const std::int32_t got = wait_again(server);
            if (got != rpc::k_blocked) {
                finish_call(server, got);
                make_ready(server);
            }
            return result(Error::rpc_overflow);
        }
        if (client.service_timeout != 0) [[unlikely]] {
            set_timeout(client, client.service_timeout);
        }
        if (!meet(server, client)) [[unlikely]] {
            make_ready(server);
            break;
        }
        finish_call(server, static_cast<std::int32_t>(client.call.request_length));
        switch_to(server);
    }
    if (client.service_timeout != 0) {
        set_timeout(client, client.service_timeout);
    }
    schedule();
}

// trans to another board, or to a service that is not there yet: located in slices, so that one which opens here is found.
AMOEBOX_HOT inline std::int32_t begin_remote(Thread& client) {
    const std::uint32_t slice =
        client.locate_left == 0 ? k_locate_slice : std::min(client.locate_left, k_locate_slice);
    client.call.locate_timeout = slice;
    client.call.service_timeout = client.service_ticks;
    ++g_remote_calls;
    if (!g_box_there) [[unlikely]] {
        client.state = State::pausing;
        set_timeout_ticks(client, slice);
        return rpc::k_blocked;
    }
    const std::int32_t began = engine().call(client.call);
    if (began == rpc::k_blocked) {
        client.state = State::remote;
    }
    return began;
}

// The slice is over without an answer, or with nothing but "busy": both may be tried for as long as the client wants.
[[gnu::noinline]] void locate_again(Thread& client, std::int32_t error = code(Error::rpc_notfound)) {
    if (client.locate_ticks != 0) {
        client.locate_left -= std::min(client.locate_left, k_locate_slice);
        if (client.locate_left == 0) {
            end_trans(client, error);
            make_ready(client);
            return;
        }
    }
    // Looked at from the ready list, outside the engine.
    client.state = State::pausing;
    client.continuation = [](Thread& thread) {
        thread.continuation = nullptr;
        const std::uint8_t service = engine().find(thread.call.port);
        if (service == k_none) {
            const std::int32_t began = begin_remote(thread);
            if (began != rpc::k_blocked) {
                end_trans(thread, began);
                make_ready(thread);
            }
            return;
        }
        const std::int32_t queued = engine().enqueue(service, thread.request);
        if (queued != rpc::k_blocked) {
            end_trans(thread, queued);
            make_ready(thread);
            return;
        }
        thread.state = State::queued;
        // A thread may wait already: then it must get it.
        Receiver* receiver = engine().take(service);
        if (receiver != nullptr) {
            Thread& server = Thread::of(*receiver);
            if (server.state == State::request) {
                server.last_service = service;
                const std::int32_t got = wait_again(server);
                if (got != rpc::k_blocked) {
                    finish_call(server, got);
                    make_ready(server);
                }
            }
        }
    };
    make_ready(client);
    client.state = State::pausing;
}

void Env::completed(Call& call) {
    Thread& client = Thread::of(call);
    if (client.state != State::remote) {
        client.reply_wanted = false; // it ends, and waited for this
        return;
    }
    if (call.result == code(Error::rpc_notfound) || call.result == code(Error::rpc_busy)) {
        locate_again(client, call.result);
        return;
    }
    if (call.result >= 0 || call.result == code(Error::rpc_replyoverflow)) {
        client.header_in->port = call.port;
        if (call.placed) {
            note_data_placed();
        }
    }
    if (call.result == code(Error::rpc_replyoverflow)) {
        reply_too_long(client, call.reply_total);
    } else {
        end_trans(client, call.result);
    }
    client.trace = trace_word(hw::trace_done, call.transaction);
    make_ready_first(client);
}

void Env::delivered(Receiver& receiver) {
    Thread& server = Thread::of(receiver);
    if (server.state != State::request) {
        return; // it ends; leave() will answer
    }
    server.header_out->port = engine().put_port(server.last_service);
    if (receiver.placed) {
        note_data_placed();
    }
    server.buffer_size[0] = 0;
    finish_call(server, static_cast<std::int32_t>(receiver.length));
    server.trace = trace_word(hw::trace_getreq, receiver.transaction);
    make_ready_first(server);
}

void Env::replied(Receiver& receiver, std::int32_t status) {
    Thread& server = Thread::of(receiver);
    if (server.state != State::reply) {
        return;
    }
    server.buffer_size[0] = 0;
    finish_call(server, status);
    make_ready_first(server);
}

// ---- the reply of a local request ----------------------------------------------------------------------------------------------

void reply_copied(Thread& server) {
    Thread* client = server.client;
    if (client != nullptr && server.copy.left != 0 && !copy_piece(server, k_copy_step)) {
        server.copy.left = 0;
    }
    if (client == nullptr || server.copy.left == 0) {
        server.continuation = nullptr;
        server.holds = false;
        server.client = nullptr;
        server.buffer_size[0] = 0;
        finish_call(server, 0);
        if (client != nullptr) {
            end_trans(*client, static_cast<std::int32_t>(server.copy.result));
            make_ready(*client);
        }
    }
    make_ready(server);
}

AMOEBOX_HOT std::uint32_t putrep_local(Thread& server, const UserHeader& header, std::uint32_t buffer,
                                       std::uint32_t length) {
    Thread* client = server.client;
    if (client == nullptr || client->state != State::executing) [[unlikely]] {
        server.holds = false; // the client is gone: nobody wants the answer
        server.client = nullptr;
        return 0;
    }
    UserHeader& to = *client->header_in;
    copy_reply(to, header);
    if (client->header_in != client->request_header) {
        to.port = client->call.port;
    }
    if (length > client->call.reply_capacity) [[unlikely]] {
        reply_too_long(*client, length);
    } else {
        if (length != 0) {
            set_copy(server, *server.process, buffer, *client->process, client->reply_buffer, length);
            if (length > k_copy_step) [[unlikely]] {
                client->timed = false;
                server.continuation = reply_copied;
                make_ready(server);
                schedule();
            }
            copy_piece(server, length);
        }
        end_trans(*client, static_cast<std::int32_t>(length));
    }
    server.holds = false;
    server.client = nullptr;
    make_ready(*client);
    return 0;
}

UserHeader* find_header(const Space& space, std::uint32_t address, Access access) {
    if (address % k_header_alignment != 0) {
        return nullptr;
    }
    return reinterpret_cast<UserHeader*>(space.find(address, access));
}

// The same for a header that will be written: the page is looked up once, until something is unmapped.
inline UserHeader* writable_header(Thread& thread, std::uint32_t address) {
    if (address % k_header_alignment != 0) [[unlikely]] {
        return nullptr;
    }
    const std::uint32_t page = address & ~(k_page - 1);
    if ((page | 1) != thread.header_page || thread.process->maps != thread.header_maps) [[unlikely]] {
        std::uint8_t* const base = thread.process->space.find(page, Access::write);
        if (base == nullptr) {
            return nullptr;
        }
        thread.header_page = page | 1;
        thread.header_base = base;
        thread.header_maps = thread.process->maps;
    }
    return reinterpret_cast<UserHeader*>(thread.header_base + (address & (k_page - 1)));
}

// The service of a get-port, joined by this thread.
[[gnu::noinline]] std::int32_t join(Thread& thread, const rpc::GetPort4& get_port) {
    for (unsigned i = 0; i < 64; ++i) {
        if ((thread.service_bits[i / 32] >> (i % 32) & 1) != 0 &&
            engine().get_port(static_cast<std::uint8_t>(i)) == get_port) {
            return static_cast<std::int32_t>(i);
        }
    }
    if (thread.process->ports == k_process_ports) {
        return code(Error::rpc_quota);
    }
    if constexpr (!k_software_f) { // the attack that F refuses: listen on what everybody knows
        rpc::PutPort4 put_port;
        put_port.word = get_port.word;
        if (const std::uint8_t there = engine().find(put_port); there != k_none) {
            const std::int32_t again = engine().open(engine().get_port(there));
            if (again >= 0) {
                ++g_opens;
                thread.service_bits[again / 32] |= 1U << (again % 32);
                ++g_users[static_cast<std::size_t>(again)];
                ++thread.process->ports;
            }
            return again;
        }
    }
    const std::int32_t service = engine().open(get_port);
    if (service >= 0) {
        ++g_opens;
        thread.service_bits[service / 32] |= 1U << (service % 32);
        ++g_users[static_cast<std::size_t>(service)];
        ++thread.process->ports;
        set_alarm();
    }
    return service;
}

} // namespace

// ---- system calls --------------------------------------------------------------------------------------------------------------

extern "C" {

AMOEBOX_HOT std::uint32_t call_trans(std::uint32_t header, std::uint32_t buffer, std::uint32_t length,
                                     std::uint32_t reply, std::uint32_t reply_buffer, std::uint32_t reply_length) {
    Thread& client = current();
    write_trace(hw::trace_trans, client.number);
    const Space& space = client.process->space;
    UserHeader* out = writable_header(client, reply);
    const UserHeader* in = header == reply ? out : find_header(space, header, Access::read);
    if (in == nullptr || out == nullptr) [[unlikely]] {
        return result(Error::rpc_badaddress);
    }
    if ((length | reply_length) != 0) {
        reply_length = std::min(reply_length, k_message_most);
        if (length > k_message_most) [[unlikely]] {
            return result(Error::rpc_overflow);
        }
        if (!space.check(buffer, length, Access::read) || !space.check(reply_buffer, reply_length, Access::write))
            [[unlikely]] {
            return result(Error::rpc_badaddress);
        }
    }
    rpc::PutPort4 port = in->port;
    port.word.back() &= 0xFFFF;
    if (port.is_null()) [[unlikely]] {
        return result(Error::rpc_badport);
    }
    if (static_cast<std::uint32_t>(in->message.command()) + 999 < 1999) [[unlikely]] { // -999 to 999
        return result(Error::rpc_badcommand);
    }
    const bool same_port = port == client.call.port;
    if (!same_port) {
        client.call.port = port;
    }
    client.header_in = out;
    client.request_header = in;
    client.call.request_message = &in->message;
    client.call.reply_message = &out->message;
    client.call.request_length = length;
    client.call.request = {client.process, buffer};
    client.call.reply_capacity = reply_length;
    client.call.reply = {client.process, reply_buffer};
    client.reply_buffer = reply_buffer;
    client.header_address[0] = reply & ~(k_page - 1);
    client.header_address[2] = header & ~(k_page - 1);
    client.buffer_address[0] = buffer;
    client.buffer_size[0] = length;
    client.buffer_address[1] = reply_buffer;
    client.buffer_size[1] = reply_length;
    ++client.process->calls;
    // The same as last time, most likely.
    if (!same_port || client.called_opens != g_opens) {
        client.called_service = engine().find(port);
        client.called_opens = g_opens;
    }
    if (client.called_service != k_none) {
        return trans_local(client, client.called_service);
    }
    client.locate_left = client.locate_ticks;
    const std::int32_t began = begin_remote(client);
    if (began != rpc::k_blocked) {
        client.buffer_size[0] = client.buffer_size[1] = 0;
        return static_cast<std::uint32_t>(began);
    }
    schedule();
}

AMOEBOX_HOT std::uint32_t call_getreq(std::uint32_t header, std::uint32_t buffer, std::uint32_t length) {
    Thread& server = current();
    const Space& space = server.process->space;
    UserHeader* at = writable_header(server, header);
    length = std::min(length, k_message_most);
    if (at == nullptr) {
        return result(Error::rpc_badaddress);
    }
    // A server waits in the same buffer again and again: walked once, until something is unmapped.
    if (length != 0 &&
        (buffer != server.room_address || length != server.room_size || server.process->maps != server.room_maps)) {
        if (!space.check(buffer, length, Access::write)) {
            return result(Error::rpc_badaddress);
        }
        server.room_address = buffer;
        server.room_size = length;
        server.room_maps = server.process->maps;
    }
    if (server.holds) {
        return result(Error::rpc_sequence);
    }
    rpc::GetPort4 get_port;
    copy_words(get_port.word.data(), at->port.word.data(), sizeof get_port);
    get_port.word.back() &= 0xFFFF;
    if (server.last_service == k_none || !(engine().get_port(server.last_service) == get_port)) {
        if (get_port.is_null()) {
            return result(Error::rpc_badport);
        }
        const std::int32_t service = join(server, get_port);
        if (service < 0) {
            return static_cast<std::uint32_t>(service);
        }
        server.last_service = static_cast<std::uint8_t>(service);
    }
    server.header_out = at;
    server.receiver.message = &at->message;
    server.header_address[1] = header & ~(k_page - 1);
    server.buffer_address[0] = buffer;
    server.buffer_size[0] = length;
    server.receiver.buffer = {server.process, buffer};
    server.receiver.capacity = length;
    if (engine().line_up(server.receiver, server.last_service)) [[likely]] {
        server.state = State::request;
        schedule();
    }
    const std::int32_t got = wait_again(server);
    if (got != rpc::k_blocked) {
        server.buffer_size[0] = 0;
        return static_cast<std::uint32_t>(got);
    }
    schedule();
}

AMOEBOX_HOT std::uint32_t call_putrep(std::uint32_t header, std::uint32_t buffer, std::uint32_t length) {
    Thread& server = current();
    const Space& space = server.process->space;
    const UserHeader* at = find_header(space, header, Access::read);
    if (length > k_message_most) {
        return result(Error::rpc_overflow);
    }
    if (at == nullptr || (length != 0 && !space.check(buffer, length, Access::read))) {
        return result(Error::rpc_badaddress);
    }
    if (server.holds) {
        server.buffer_address[0] = buffer;
        server.buffer_size[0] = length;
        const std::uint32_t done = putrep_local(server, *at, buffer, length);
        server.buffer_size[0] = 0;
        return done;
    }
    write_trace(hw::trace_putrep, server.receiver.transaction);
    const std::int32_t began = engine().putrep(server.receiver, at->message, {server.process, buffer}, length);
    if (began != rpc::k_blocked) {
        return static_cast<std::uint32_t>(began);
    }
    server.buffer_address[0] = buffer;
    server.buffer_size[0] = length;
    server.state = State::reply;
    schedule();
}

} // extern "C"

// ---- the rest of the kernel ------------------------------------------------------------------------------------------------------

void set_timeouts(Thread& thread, std::uint32_t locate, std::uint32_t service) {
    const auto ticks = [](std::uint32_t milliseconds) {
        return static_cast<std::uint32_t>(std::uint64_t{milliseconds} * 50'000 / k_tick_cycles);
    };
    thread.locate_ticks = locate == 0 ? 0 : std::max(1U, ticks(locate));
    thread.service_ticks = service == 0 ? rpc::k_no_limit : ticks(service) + 1;
    thread.service_timeout = service;
}

void timed_out(Thread& thread) {
    switch (thread.state) {
    case State::word:
        finish_call(thread, code(Error::rpc_timeout));
        make_ready(thread);
        break;
    case State::queued:
        engine().dequeue(thread.request);
        end_trans(thread, code(Error::rpc_timeout));
        make_ready(thread);
        break;
    case State::executing:
        if (thread.peer->continuation != nullptr) { // data are on their way: it will not be long
            set_timeout_ticks(thread, 16);
            break;
        }
        thread.peer->client = nullptr;
        end_trans(thread, code(Error::rpc_timeout));
        make_ready(thread);
        break;
    case State::pausing:
        if (thread.continuation == nullptr) {
            locate_again(thread);
        }
        break;
    default:
        break;
    }
}

bool rpc_leave(Thread& thread) {
    if (thread.request.queued) {
        engine().dequeue(thread.request);
    }
    if (thread.peer != nullptr && thread.peer->client == &thread) {
        thread.peer->client = nullptr;
    }
    thread.peer = nullptr;
    if (thread.client != nullptr) {
        Thread& client = *thread.client;
        thread.client = nullptr;
        if (client.state == State::executing && client.peer == &thread) {
            end_trans(client, code(Error::rpc_failure));
            make_ready(client);
        }
    }
    if (!g_box_there) {
        thread.reply_wanted = false;
    }
    if (thread.call.slot != 0xFF && !thread.reply_wanted && !engine().cancel(thread.call)) {
        thread.reply_wanted = true; // completed() clears it
        return false;
    }
    if (thread.reply_wanted) {
        return false;
    }
    engine().leave(thread.receiver);
    for (unsigned i = 0; i < 64; ++i) {
        if ((thread.service_bits[i / 32] >> (i % 32) & 1) != 0) {
            --g_users[i];
            ++g_opens;
            // Calls of this board that waited here: nothing was carried out, so they are located again.
            for (rpc::Request* request = engine().close(static_cast<std::uint8_t>(i)); request != nullptr;) {
                Thread& client = Thread::of(*request);
                request = request->next;
                if (client.state == State::queued) {
                    client.timed = false;
                    client.locate_left = client.locate_ticks;
                    locate_again(client);
                }
            }
            --thread.process->ports;
        }
    }
    thread.service_bits[0] = thread.service_bits[1] = 0;
    return true;
}

std::uint32_t rpc_tx_mark() {
    return g_box.tx_head();
}
bool rpc_tx_passed(std::uint32_t mark) {
    return !g_box_there || static_cast<std::int16_t>(static_cast<std::uint16_t>(g_box.tx_done() - mark)) >= 0;
}

rpc::PutPort4 box_f(unsigned use, const rpc::PutPort4& value) {
    if (value.is_null()) {
        return {};
    }
    return g_box.f(hw::fbox_op_f_port + use, value);
}

void rpc_start() {
    g_box_there = g_box.start();
    new (&engine()) Engine(g_env);
}

AMOEBOX_HOT void rpc_poll(bool running, bool by_time) {
    if (!g_box_there) [[unlikely]] {
        return;
    }
    if (g_box.poll(engine(), [&] { return running || threads_ready(); })) [[unlikely]] {
        set_alarm(); // it holds strangers back from now on
    }
    if (by_time || engine().is_late()) [[unlikely]] {
        engine().tick();
    }
}

bool rpc_holds() {
    return g_box.holds();
}
bool rpc_release() {
    return g_box.release();
}

std::uint32_t rpc_deadline() {
    return g_box_there ? engine().next_deadline() : 0;
}

void rpc_figures(Figures& figures) {
    figures.local_calls = g_local_calls;
    figures.remote_calls = g_remote_calls;
    figures.local_bytes = g_local_bytes;
    static_assert(sizeof(rpc::Stats) == sizeof figures.engine);
    std::memcpy(figures.engine, &engine().stats(), sizeof figures.engine);
    const auto use = engine().use();
    static_assert(sizeof use == sizeof figures.use);
    std::memcpy(figures.use, &use, sizeof use);
    for (std::uint32_t i = 0; i < hw::counters && i < 32; ++i) {
        figures.counters[i] = g_box_there ? g_box.counter(i) : 0;
    }
}

// Service number i, for the list of services.
bool rpc_service(std::uint8_t index, rpc::PutPort4& port) {
    port = engine().put_port(index);
    return !port.is_null();
}

} // namespace amoebox::kernel
