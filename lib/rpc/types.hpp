// What the protocol engine and whoever drives it share: ports padded to words, messages, the objects that a kernel embeds
// in its threads (Call, Receiver, Request), limits, times, defences, counters.  docs/rpc.md is the contract.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "gen/errors.hpp"
#include "gen/frame.hpp"
#include "gen/profile.hpp"
#include "gen/registers.hpp"
#include "lib/capability/ports.hpp"

namespace amoebox::rpc {

// Coarse time; one tick is about 2^16 cycles of the 50 MHz clock (1.3 ms).  It wraps; only differences below 2^31 count.
using Ticks = std::uint32_t;

template <std::size_t n>
constexpr bool same_words(const std::array<std::uint32_t, n>& a, const std::array<std::uint32_t, n>& b) {
    std::uint32_t difference = 0;
    for (std::size_t i = 0; i < n; ++i) {
        difference |= a[i] ^ b[i];
    }
    return difference == 0;
}

// A port on word boundaries: copied and compared by words.  The spare bytes are zero.
template <class Kind>
struct Padded {
    static constexpr std::size_t k_words = (Kind::k_bytes + 3) / 4;
    std::array<std::uint32_t, k_words> word{};

    static Padded from(const Kind& port) {
        Padded padded;
        __builtin_memcpy(padded.word.data(), &port, Kind::k_bytes);
        return padded;
    }
    Kind port() const {
        Kind port;
        __builtin_memcpy(static_cast<void*>(&port), word.data(), Kind::k_bytes);
        return port;
    }
    std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(word.data()); }
    const std::uint8_t* bytes() const { return reinterpret_cast<const std::uint8_t*>(word.data()); }
    bool is_null() const {
        std::uint32_t all = 0;
        for (const std::uint32_t w : word) {
            all |= w;
        }
        return all == 0;
    }
    // By words and without a branch between them: ports are compared on every path.
    friend bool operator==(const Padded& a, const Padded& b) { return same_words(a.word, b.word); }
};
using GetPort4 = Padded<GetPort>; // secret: what a kernel writes into a reply field
using PutPort4 = Padded<PutPort>; // public: what is on the wire

// A MAC address in wire order, two bytes of zero after it.
struct Address {
    std::array<std::uint32_t, 2> word{};

    static Address from(const std::uint8_t* mac) {
        Address address;
        __builtin_memcpy(address.word.data(), mac, 6);
        return address;
    }
    std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(word.data()); }
    const std::uint8_t* bytes() const { return reinterpret_cast<const std::uint8_t*>(word.data()); }
    friend bool operator==(const Address& a, const Address& b) { return same_words(a.word, b.word); }
};

// Epoch or life, in wire order: only ever copied and compared.
struct Life {
    std::array<std::uint32_t, 2> word{};

    static Life from(std::uint64_t value) {
        Life life;
        for (unsigned i = 0; i < 8; ++i) {
            reinterpret_cast<std::uint8_t*>(life.word.data())[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
        }
        return life;
    }
    std::uint64_t value() const {
        std::uint64_t value = 0;
        for (unsigned i = 0; i < 8; ++i) {
            value = value << 8 | reinterpret_cast<const std::uint8_t*>(word.data())[i];
        }
        return value;
    }
    friend bool operator==(const Life& a, const Life& b) { return same_words(a.word, b.word); }
};

// The message header exactly as on the wire (frame.toml, [[message]]); the engine carries it without looking inside.
// Outgoing, the first field is the signature *secret* (or null); incoming it is F_signature of the sender's.
struct Message {
    alignas(4) std::array<std::uint8_t, frame::message_size> bytes{};

    static constexpr std::size_t at(std::size_t in_frame) { return in_frame - frame::header_size; }
    std::uint32_t get32(std::size_t in_frame) const {
        const std::uint8_t* p = &bytes[at(in_frame)];
        return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
    }
    void put32(std::size_t in_frame, std::uint32_t value) {
        std::uint8_t* p = &bytes[at(in_frame)];
        p[0] = static_cast<std::uint8_t>(value >> 24);
        p[1] = static_cast<std::uint8_t>(value >> 16);
        p[2] = static_cast<std::uint8_t>(value >> 8);
        p[3] = static_cast<std::uint8_t>(value);
    }
    std::int32_t command() const {
        return static_cast<std::int32_t>(get32(frame::at_command));
    } // in a reply: the status
    void set_command(std::int32_t value) { put32(frame::at_command, static_cast<std::uint32_t>(value)); }
};

inline constexpr std::uint32_t k_first_bytes =
    frame::max_frame - frame::header_size - frame::message_size;                     // REQUEST, REPLY
inline constexpr std::uint32_t k_data_bytes = frame::max_frame - frame::header_size; // DATA
inline constexpr unsigned k_slots = 64;     // transaction number = sequence * 64 + slot
inline constexpr unsigned k_unasked = 4;    // frames of a request that are sent before a GRANT
inline constexpr unsigned k_window = 32;    // frames that a sender keeps beyond the last ACK (at most 32)
inline constexpr unsigned k_ack_every = 16; // frames
inline constexpr unsigned k_gather = 12; // frames of a long message that may wait until the processor hears of them
inline constexpr std::uint32_t k_no_limit = 0; // of a time-out

inline constexpr std::uint32_t k_status_placed = 1U << 16; // of RX_WORD_STATUS: data went to the context
inline constexpr std::uint32_t k_status_misfit = 1U << 17; // they did not fit it

// Ends of an engine call that are not errors.
inline constexpr std::int32_t k_blocked = 1; // an Env callback will follow
inline constexpr std::int32_t k_done = 0;

// Sizes of the pools.  All memory of an engine is inside it.
struct DefaultLimits {
    static constexpr unsigned jobs = 64;          // transactions a kernel serves at a time (1.6 KB each)
    static constexpr unsigned jobs_per_peer = 24; // of these, for one client kernel
    static constexpr unsigned peers = 96; // (source, epoch) pairs whose transactions are remembered (0.35 KB each)
    static constexpr unsigned epochs_per_source = 6; // of these, for one board
    static constexpr unsigned services = 64;
    static constexpr unsigned queue = 16;    // requests waiting at one service
    static constexpr unsigned places = 64;   // locate cache
    static constexpr unsigned contexts = 64; // receive contexts
    static constexpr std::uint32_t copy_up_to =
        64; // reply buffers up to here are filled by copying, not by a context
};

// Times in ticks.
struct DefaultTiming {
    static constexpr Ticks retry_first = 16;  // first repetition of a REQUEST; doubles
    static constexpr Ticks retry_most = 1024; // its greatest interval
    static constexpr Ticks silence = 12288;   // nothing heard of a transaction for so long (16 s): unknown
    static constexpr Ticks resend_first = 8;  // of data without an ACK
    static constexpr Ticks gather = 3; // a thread waits so long for a request of unasked frames only before it grants
    static constexpr Ticks locate_first = 8; // first repetition of a LOCATE; doubles
    static constexpr Ticks locate_most = 256;
    static constexpr Ticks locate = 3815; // default locate time-out (5 s)
    static constexpr Ticks confirm =
        4; // a place not heard of for so long is asked (ENQUIRY) before it is sent a REQUEST
    static constexpr Ticks busy_first = 4; // pause after NAK RPC_BUSY; doubles
    static constexpr Ticks grace = 16;     // after NOT_HERE: a REPLY may still be on its way
    static constexpr Ticks keep_first =
        192;                             // first repetition of a kept reply that nothing has ended (0.25 s); doubles
    static constexpr Ticks keep = 24576; // a kept reply is dropped after this (32 s)
    static constexpr Ticks frame_lifetime = 45776; // no network keeps a frame longer (60 s)
};

// Each may be switched off in a build that shows what it is for.  Never in another.
struct AllDefences {
    static constexpr bool fresh_reply_port = true;  // off: one reply get-port for ever (`fixed-reply-port`)
    static constexpr bool check_server_port = true; // off: a reply need not show P
    static constexpr bool epoch_check = true;       // off: requests meant for another life are executed
    static constexpr bool duplicate_filter = true;  // off: every request is new
    static constexpr bool fresh_transaction = true; // off: a slot uses one number again and again
    static constexpr bool nak_in_filter = true;     // off: a refused request is forgotten
};

// One trans.  The kernel keeps it alive (in its thread) from call() until completed().
template <class Buffer>
struct BasicCall {
    // By the kernel:
    PutPort4 port;                            // the service
    const Message* request_message = nullptr; // read whenever the REQUEST is sent, so at any time until completed()
    Message* reply_message = nullptr; // written when a reply comes; may be the same memory; undefined after an error
    Buffer request{};                 // the request's data
    std::uint32_t request_length = 0;
    std::uint32_t reply_capacity = 0;             // 0: `reply` is not used
    Buffer reply{};                               // where the reply's data go
    Ticks locate_timeout = DefaultTiming::locate; // k_no_limit: for ever
    Ticks service_timeout = k_no_limit;
    // By the engine:
    std::int32_t result = 0;       // bytes of reply data, or an Error (negative)
    std::uint32_t reply_total = 0; // with RPC_REPLYOVERFLOW: the size needed
    std::uint32_t transaction = 0; // its number, for traces
    bool placed = false;           // data came by DMA: flush the data cache before the thread sees them
    std::uint8_t slot = 0xFF;      // the engine's
    std::uint8_t place = 0;        // the engine's: where the port was found the last time
};

// What waits in a service's queue: a transaction from the wire (the engine's), or a call of a process of this board (the
// kernel's, which embeds a Request with local = true).
struct Request {
    Request* next = nullptr;
    std::uint8_t service = 0xFF;
    bool local = false;
    bool queued = false;
};

// The server side of a thread.  The kernel keeps it alive from its first getreq() until leave().
template <class Buffer>
struct BasicReceiver {
    // By the kernel, before getreq():
    Buffer buffer{};
    std::uint32_t capacity = 0;
    Message* message = nullptr; // where the request's goes; undefined while the thread waits
    // By the engine, at delivered() (or when getreq() returns k_done):
    std::uint32_t length = 0;      // bytes of request data in the buffer
    std::uint32_t transaction = 0; // its number, for traces
    bool placed = false;           // data came by DMA: flush the data cache before the thread sees them
    Request* local =
        nullptr; // set: a call of this board, which the kernel serves itself; the fields above are untouched
    // The engine's:
    enum class State : std::uint8_t { idle, waiting, receiving, serving, replying };
    State state = State::idle;
    std::uint8_t service = 0xFF;
    std::uint8_t job = 0xFF;
    BasicReceiver* next = nullptr;
};

// A frame for the box.  The header bytes are where Env::header() said; `header_bytes` of them.
template <class Buffer>
struct BasicSend {
    std::uint32_t header_bytes = 0;
    std::uint32_t length = 0; // data bytes after the header
    const std::uint8_t* kernel =
        nullptr; // the data, if they lie in the engine's own memory (DMA reads it; it stays until overwritten by a later reply)
    const Buffer* buffer = nullptr; // else: the data are buffer + offset
    std::uint32_t offset = 0;
    bool arm = false;         // arm F(reply field) as a transaction port ...
    std::uint8_t tag = 1;     // ... with this tag (ring 1, or TAG_CONTEXT | context)
    std::uint16_t cookie = 0; // with arm: Env calls sent(cookie, code, entry) when the box has told the frame's fate
};

// A port armed by command.
struct Armed {
    std::uint8_t code = 0; // FBOX_OK, FBOX_FULL, FBOX_ALREADY, FBOX_NULL
    std::uint8_t entry = 0;
    PutPort4 port;          // F(get-port)
    std::uint64_t life = 0; // epoch + serial
};

// What the engine has refused or repaired.
struct Stats {
    std::uint32_t calls = 0;
    std::uint32_t served = 0;
    std::uint32_t repeated = 0;          // frames sent again
    std::uint32_t duplicates = 0;        // requests that the filter held back
    std::uint32_t stale = 0;             // requests for another life
    std::uint32_t busy = 0;              // requests refused: queue or pools full
    std::uint32_t peers_full = 0;        // requests of boards for which there was no room
    std::uint32_t overflow = 0;          // requests larger than the server's buffer
    std::uint32_t wrong_server = 0;      // frames at a reply port that do not show P
    std::uint32_t wrong_transaction = 0; // frames whose transaction is not the one of their port
    std::uint32_t wrong_form = 0;        // lengths, offsets, kinds that no kernel of ours sends
    std::uint32_t no_owner = 0;          // frames whose port is no longer in use
    std::uint32_t misfit = 0;            // data that the DMA refused to place
    std::uint32_t evicted = 0;           // kept replies given up for room
    std::uint32_t located = 0;           // HERE_IS taken
    std::uint32_t moved = 0;             // NOT_HERE or RPC_STALE: located again
    std::uint32_t unknown = 0;           // calls whose outcome nobody knows
};

} // namespace amoebox::rpc
