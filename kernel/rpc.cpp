// trans, getreq, putrep: see rpc.hpp.  rpc_local.hpp has what happens between processes of this board, rpc_engine.hpp the way
// to the wire.  One translation unit, because an RPC runs through all three.
#include "kernel/rpc.hpp"

#include <algorithm>
#include <cstring>

#include "kernel/rpc_engine.hpp"
#include "kernel/rpc_local.hpp"

namespace amoebox::kernel {

namespace {

// ---- clients of other boards ----------------------------------------------------------------------------------------------

// trans to another board, or to a service that is not there yet: one that opens here meanwhile calls it home.
AMOEBOX_HOT inline std::int32_t begin_remote(Thread& client) {
    client.call.locate_timeout = client.locate_ticks;
    client.call.service_timeout = client.service_ticks;
    ++g_remote_calls;
    if (!g_box_there) [[unlikely]] {
        client.state = State::pausing;
        if (client.locate_ticks != 0) {
            set_timeout_ticks(client, client.locate_ticks);
        }
        return rpc::k_blocked;
    }
    const std::int32_t began = engine().call(client.call);
    if (began == rpc::k_blocked) {
        client.state = State::remote;
    }
    return began;
}

// The call of a client that is known not to have been carried out begins again.  It looks from the ready list, outside the engine.
[[gnu::noinline]] void look_again(Thread& client) {
    client.timed = false;
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
        if (thread.service_timeout != 0) {
            set_timeout(thread, thread.service_timeout);
        }
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

bool g_some_away = false;

// A service has begun here: clients of this board that look for it elsewhere need look no longer.  One whose request is on its
// way may yet hear that the service is not there; it is looked at again with every frame that comes.
[[gnu::noinline, gnu::cold]] void call_home() {
    g_some_away = false;
    for (Thread& client : g_threads) {
        const bool away = client.state == State::remote;
        if ((!away && client.state != State::pausing) || client.continuation != nullptr ||
            engine().find(client.call.port) == k_none) {
            continue;
        }
        if (!away || (engine().is_locating(client.call) && engine().cancel(client.call))) {
            look_again(client);
        } else {
            g_some_away = true;
        }
    }
}

void Env::completed(Call& call) {
    Thread& client = Thread::of(call);
    if (client.state != State::remote) {
        client.reply_wanted = false; // it ends, and waited for this
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

// ---- headers and services --------------------------------------------------------------------------------------------------

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
        if (g_users[static_cast<std::size_t>(service)] == 1) {
            call_home();
        }
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
            end_trans(thread, code(Error::rpc_notfound));
            make_ready(thread);
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
                    look_again(client);
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
    g_box.gather(engine().gather());
    if (by_time || engine().is_late()) [[unlikely]] {
        engine().tick();
    }
    if (g_some_away) [[unlikely]] {
        call_home();
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
