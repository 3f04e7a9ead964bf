// Threads and processes: what the kernel knows of each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "arch.hpp"
#include "lib/rpc/types.hpp"
#include "space.hpp"

#define AMOEBOX_HOT [[gnu::hot]]

namespace amoebox::kernel {

struct Process;
struct Thread;

// Memory of a process for the RPC engine.
struct Buffer {
    Process* process = nullptr;
    std::uint32_t address = 0;
};
using Call = rpc::BasicCall<Buffer>;
using Receiver = rpc::BasicReceiver<Buffer>;

// A port and a message header as a process hands them over: 128-byte aligned, so never across a page.
struct UserHeader {
    rpc::PutPort4 port; // getreq: holds the get-port before
    rpc::Message message;
};
inline constexpr std::uint32_t k_header_alignment = 128;
static_assert(sizeof(UserHeader) <= k_header_alignment);

// By words, four at a time, in a loop that fits two cache lines: faster than any call.
inline void copy_words(void* to, const void* from, std::size_t bytes) {
    using Word [[gnu::may_alias]] = std::uint32_t;
    auto* out = static_cast<Word*>(to);
    const auto* in = static_cast<const Word*>(from);
    const Word* const end = in + bytes / 4;
#pragma clang loop unroll(disable)
    for (; end - in >= 4; in += 4, out += 4) {
        const Word a = in[0], b = in[1], c = in[2], d = in[3];
        out[0] = a;
        out[1] = b;
        out[2] = c;
        out[3] = d;
        asm volatile("" ::: "memory"); // or it becomes a call
    }
    for (; in != end; ++in, ++out) {
        *out = *in;
        asm volatile("" ::: "memory");
    }
}

enum class State : std::uint8_t {
    free,
    ready,     // runs, or waits for its turn
    word,      // in `wait`
    console,   // in `read`
    queued,    // in trans: local, no server thread has it yet
    executing, // in trans: local, `peer` executes it
    remote,    // in trans: the engine has it
    pausing,   // in trans: between two locates
    request,   // in getreq
    reply,     // in putrep: the engine sends the reply
    ending,    // to be freed by the reaper
};

// What a thread does in the kernel before it goes on, step by step (scheduler.hpp).
using Continuation = void (*)(Thread&);

struct Thread {
    std::array<std::uint32_t, 32> registers; // 0: pc (entry.S)
    std::uint32_t all_registers;             // else only what a C function keeps

    State state;
    bool holds; // a local request whose client is `client`, or null if that is gone
    std::uint8_t number;
    bool reply_wanted; // the engine is to call replied()
    Thread* next;      // ready list
    Process* process;
    std::uint32_t trace; // a word of the RPC trace, to be written when it goes on; 0: none
    Continuation continuation;

    // trans
    const UserHeader* request_header; // of a local call
    UserHeader* header_in;            // where the reply's header goes (kernel address)
    Thread* peer;                     // executing: the server
    std::uint32_t reply_buffer, reply_capacity;
    // getreq / putrep
    UserHeader* header_out; // where the request's header goes
    Thread* client;
    std::uint32_t service_bits[2]; // services joined
    std::uint8_t last_service;
    std::uint8_t called_service; // where the last trans went; 0xFF: to no service of this board ...
    std::uint32_t called_opens;  // ... as these were then (g_opens)
    // copy between processes
    struct {
        const Space *from, *to;
        std::uint32_t source, target, left, result;
    } copy;

    std::uint32_t locate_ticks, service_ticks,
        service_timeout;    // of a trans, set_timeouts(); 0: none.  The last: milliseconds
    std::uint32_t deadline; // coarse time, if timed
    bool timed;
    std::uint32_t room_address, room_size, room_maps; // getreq's buffer when it was last checked
    std::uint32_t word;                               // physical address in `wait`; console: address

    std::uint32_t header_page; // the page of the last header that could be written, 1 added; 0: none
    std::uint8_t* header_base; // its memory
    std::uint32_t header_maps; // Process::maps of that time

    std::uint32_t header_address[3], buffer_address[2], buffer_size[2]; // what calls use: not to be unmapped

    Call call;
    Receiver receiver;
    rpc::Request request;

    static Thread& of(Call& member) { return from(&member, offsetof(Thread, call)); }
    static Thread& of(Receiver& member) { return from(&member, offsetof(Thread, receiver)); }
    static Thread& of(rpc::Request& member) { return from(&member, offsetof(Thread, request)); }

  private:
    static Thread& from(void* member, std::size_t offset) {
        return *reinterpret_cast<Thread*>(static_cast<std::uint8_t*>(member) - offset);
    }
};
static_assert(offsetof(Thread, registers) == 0 && offsetof(Thread, all_registers) == 128);

struct Segment {
    std::uint32_t address;
    std::uint32_t pages; // 0: unused
    bool mapped;         // by `map`; may be unmapped
};

struct Process {
    enum class State : std::uint8_t { free, loading, running, ending, ended };
    State state;
    std::uint8_t number;
    bool is_kernel_server;
    bool boot; // named in the boot text
    std::uint8_t status;
    std::uint8_t threads;
    std::uint8_t ports;
    bool fault;
    Space space;
    std::uint32_t pages;   // taken, tables included
    std::uint32_t maps;    // segments unmapped so far: what was checked before is to be checked again
    std::uint32_t tx_mark; // DMA position that must pass before its pages are free
    bool marked;
    char name[36];
    char arguments[256];
    std::uint32_t arguments_size;
    std::array<Segment, k_process_segments> segments;
    std::uint64_t cycles; // of the processor
    std::uint32_t calls;  // RPCs begun
};

extern std::array<Thread, k_threads> g_threads;
extern std::array<Process, k_processes> g_processes;

inline Thread& current() {
    return *arch::current_thread<Thread>();
}

} // namespace amoebox::kernel
