// Part of rpc.cpp: RPC between processes of this board.  A hand-over: the client's Thread stands in the service's queue or is
// noted in the server's, data go from buffer to buffer once, and nothing is allocated.
#pragma once

#include <algorithm>
#include <cstring>

#include "kernel/rpc_engine.hpp"

namespace amoebox::kernel {

namespace {

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

[[gnu::noinline, gnu::cold]] void end_overflow(Thread& client) {
    end_trans(client, code(Error::rpc_overflow));
    make_ready(client);
}

// The thread waits (again) for a request.  k_blocked, or the length of one that it has.
std::int32_t wait_again(Thread& server) {
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
        if (client.call.request_length > server.receiver.capacity) [[unlikely]] {
            end_overflow(client);
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

} // namespace

} // namespace amoebox::kernel
