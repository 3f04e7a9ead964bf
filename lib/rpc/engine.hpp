// The RPC protocol engine: events in, actions out; no I/O, no clock, no heap.  docs/rpc.md is its contract.
//
//   kernel ── call, cancel, open, getreq, putrep, leave, close ──►  Engine  ──► Env: frames, box, copies, wake-ups
//   driver ── sent, frame, tick ─────────────────────────────────►
//
// Rules for whoever drives it:
//  - One event at a time: never enter it from an Env function or from an interrupt while it runs.
//  - Read RXn_HEAD first, then report every finished descriptor (sent, in order), then hand over the slots up to that HEAD:
//    so sent() of a request is always seen before its reply.
//  - After each event ask next_deadline(); call tick() when it is reached.
//  - A page that a send descriptor or a context refers to may get another owner only after TX_DONE has passed the TX_HEAD
//    of that moment; contexts are the engine's care (it disarms before completed(), delivered() and leave()).
#pragma once

#include <array>
#include <concepts>
#include <cstdint>

#include "lib/rpc/transfer.hpp"
#include "lib/rpc/types.hpp"
#include "lib/rpc/wire.hpp"

namespace amoebox::rpc {

// What the engine needs of the machine.  Nothing here blocks; nothing calls the engine back.
template <class E>
concept Environment = requires(
    E& e, typename E::Buffer buffer, BasicCall<typename E::Buffer>& call, BasicReceiver<typename E::Buffer>& receiver,
    const BasicSend<typename E::Buffer>& frame, const Address& address, const GetPort4& secret, std::uint8_t byte,
    std::uint8_t* to, const std::uint8_t* from, std::uint32_t n) {
    // Anything cheap to copy that names memory of a process together with a position in it.
    requires std::copyable<typename E::Buffer>;
    // Coarse time (types.hpp).
    { e.now() } -> std::convertible_to<Ticks>;
    // A fresh random get-port.
    { e.random_port() } -> std::same_as<GetPort4>;
    // Where the header of the next frame is to be written (at least k_header_room bytes, 2 bytes off a word), or null:
    // the send ring is full; the engine tries again later.  Nothing is sent unless send() follows.
    { e.header() } -> std::same_as<std::uint8_t*>;
    // Hands the frame over.  The memory of `frame` itself is free on return.
    { e.send(frame) };
    // Box command ARM (kind 0 service, 1 transaction), waited for (about 200 cycles).  Off the null path.
    { e.arm(secret, byte, byte) } -> std::same_as<Armed>;
    // Box command DISARM.  wait = false: begun; it may end whenever it likes.  wait = true: on return no frame for
    // this entry can be written to memory any more (the DMA takes whatever the box holds, so this is bounded: two frames).
    { e.disarm(byte, true) };
    // Receive context: data of frames from `address` go to buffer + frame offset, up to n bytes.  false: cannot (no memory for
    // its page list): the engine copies instead.
    { e.set_context(byte, address, buffer, n) } -> std::same_as<bool>;
    { e.clear_context(byte) };
    // To buffer + offset, from a receive slot (uncached alias) or from kernel memory; and the way back, to kernel memory.
    { e.copy_in(buffer, n, from, n) };
    { e.copy_out(buffer, n, to, n) };
    // A moment of a transaction (TRACE_ code of registers.toml), for whoever traces.
    { e.trace(n, n) };
    // trans returns: call.result and the rest are set.  The call is the kernel's again.
    { e.completed(call) };
    // getreq returns: receiver.message, length, placed are set.
    { e.delivered(receiver) };
    // A putrep that returned k_blocked ends: 0 the client has the reply, or RPC_FAILURE it was given up.
    { e.replied(receiver, std::int32_t{}) };
};

template <class Env, class Limits = DefaultLimits, class Defences = AllDefences, class Timing = DefaultTiming>
class Engine {
  public:
    using Buffer = typename Env::Buffer;
    using Call = BasicCall<Buffer>;
    using Receiver = BasicReceiver<Buffer>;
    using Send = BasicSend<Buffer>;

    explicit Engine(Env& env);

    // ---- client ----------------------------------------------------------------------------------------------------------
    // Begins a trans to a service of another board.  k_blocked: completed(call) will come.  Negative: an Error at once
    // (RPC_BADPORT, RPC_TRYAGAIN); nothing was sent and completed() does not come.
    std::int32_t call(Call& call);
    // The client dies or is interrupted.  true: the call is over, completed() will not come.  false: completed() will come soon
    // with RPC_ABORTED, when the box no longer writes to its buffer.
    bool cancel(Call& call);
    // Nothing of it has been sent but LOCATE.
    bool is_locating(const Call& call) const {
        return call.slot != k_none && slots_[call.slot].state == SlotState::locating;
    }

    // ---- server ----------------------------------------------------------------------------------------------------------
    // A thread begins to serve a port (its first getreq on it): the port is armed if it was not.  Returns the service, 0 to
    // services-1, or an Error (RPC_BADPORT, RPC_TRYAGAIN: no room in table or box).  Counted: one close() for each;
    // the last one disarms.  It returns the local requests that are left without a server, linked by `next`.
    std::int32_t open(const GetPort4& get_port);
    Request* close(std::uint8_t service);
    // P of an open service, and the open service of a P (0xFF: none): where local calls go.
    const PutPort4& put_port(std::uint8_t service) const { return services_[service].put_port; }
    const GetPort4& get_port(std::uint8_t service) const { return services_[service].get_port; }
    std::uint8_t find(const PutPort4& put_port) const;
    // The thread waits for a request.  k_done: it has one (receiver.local says whether it is a local one).  k_blocked:
    // delivered() will come, or a local client takes it with take().  RPC_SEQUENCE: it owes a putrep.
    std::int32_t getreq(Receiver& receiver, std::uint8_t service);
    // getreq() where nothing waits: true, and the thread stands in line.  false: call getreq().
    bool line_up(Receiver& receiver, std::uint8_t service) {
        Service& s = services_[service];
        if (s.queue != nullptr || s.users == 0 || receiver.state != Receiver::State::idle) {
            return false;
        }
        receiver.service = service;
        receiver.local = nullptr;
        stand(s, receiver);
        return true;
    }
    // Answers the remote request that the thread holds.  k_done: it may go on.  k_blocked: replied() will come; buffer and
    // message stay until then.  RPC_SEQUENCE: it holds none.
    std::int32_t putrep(Receiver& receiver, const Message& message, Buffer buffer, std::uint32_t length);
    // The thread ends or leaves its getreq.  Whatever it held is answered RPC_FAILURE.  Afterwards the engine has no reference
    // to it or its buffer.  (Then close() its services.)
    void leave(Receiver& receiver);

    // ---- local calls share the waiting threads and the queue (rule 11) ------------------------------------------------------
    // Takes a waiting thread away for a local call; null: none waits, enqueue().  The thread is then the kernel's until its
    // next getreq().
    Receiver* take(std::uint8_t service);
    // Behind the requests that wait already.  RPC_BUSY: the queue is full.  k_blocked: a getreq() will return it.
    std::int32_t enqueue(std::uint8_t service, Request& request);
    void dequeue(Request& request);

    // ---- driver ----------------------------------------------------------------------------------------------------------
    // The box has told the fate of a frame with `arm` (TX_ code; entry if armed).
    void sent(std::uint16_t cookie, std::uint8_t code, std::uint8_t entry);
    // Reads the clock for the frames that follow.
    void read_clock() { now_ = env_.now(); }
    // A received frame; it lies 2 bytes off a word boundary as in a slot (rx_slot_frame).  status = RX_WORD_STATUS.
    void frame(const std::uint8_t* bytes, std::uint32_t status);
    // Time has come.
    void tick();
    // When tick() has something to do; k_never: nothing is under way.
    static constexpr Ticks k_never = 0;
    Ticks next_deadline() const { return deadline_; }
    // Whether tick() had something to do when the last event was handled: costs no look at the clock.
    bool is_late() const { return is_due(deadline_); }

    // So many frames placed by contexts may wait together (IRQ_ENABLE, gather); 0: not any.  What is lost on the way is
    // found by deadlines.
    unsigned gather() const { return gather_; }

    const Stats& stats() const { return stats_; }
    struct Use {
        unsigned slots, jobs, contexts, services, places_locating, entries, peers;
    };
    Use
    use() const; // what is taken now: all but services, peers and kept replies' jobs is 0 when nothing is under way

  private:
    using Kind = frame::Kind;
    using Result = Incoming::Result;
    static constexpr std::uint8_t k_none = 0xFF;

    // Whose is an armed entry?
    enum class Owner : std::uint8_t { none, service, slot, place, transfer };
    struct Entry {
        Owner owner = Owner::none;
        std::uint8_t index = 0;
    };

    // One of 64 transactions that this kernel may have under way.
    enum class SlotState : std::uint8_t {
        free,
        pausing,  // nothing sent: waits to begin again (the server was busy, the ring full)
        locating, // waits for its place
        probing,  // asked whether the place still holds
        asking,   // REQUEST sent, nothing heard
        sending,  // GRANT came: the rest goes out
        waiting,  // the server has all of it
        gone,     // NOT_HERE after a REQUEST: the reply may still be under way
        ending,   // over, but the box has not yet said which entry it armed
    };
    struct Slot {
        SlotState state = SlotState::free;
        std::uint8_t place = k_none;
        std::uint8_t entry = 0;
        std::uint8_t context = k_none;
        bool arming = false;   // a frame that arms is on its way to the box
        bool armed = false;    // `entry` is valid
        bool exposed = false;  // a REQUEST may have been executed
        bool answered = false; // the REPLY frame has come
        bool was_busy = false;
        std::uint8_t tries = 0;
        std::uint32_t sequence = 0;
        std::uint32_t transaction = 0;
        std::uint32_t raw_transaction = 0; // as on the wire
        Call* call = nullptr;
        Ticks* deadline = nullptr; // its own of deadlines_
        Ticks interval = 0;
        Ticks begun = 0; // of the call
        Ticks sent = 0;  // of its first REQUEST
        Ticks heard = 0;
        Ticks pause = 0;
        GetPort4 reply; // G'
        Address server;
        Life life;  // of the service's port
        Life epoch; // of the server's box
        PutPort4 transfer;
        bool granted = false;
        Outgoing out;
        Incoming in;
    };

    // Where a port is.
    enum class PlaceState : std::uint8_t { empty, locating, known };
    struct Place {
        PlaceState state = PlaceState::empty;
        std::uint8_t users = 0; // slots
        bool arming = false;
        bool armed = false;
        bool avoiding = false; // `server` was busy: another one if there is one
        std::uint8_t entry = 0;
        std::uint8_t tries = 0;
        Ticks* deadline = nullptr; // its own of deadlines_
        Ticks interval = 0;
        Ticks heard = 0;
        PutPort4 port;
        GetPort4 reply; // G of L'
        Address server;
        Life life;
        Life epoch;
    };

    struct Service {
        std::uint16_t users = 0; // threads; 0: closed (its jobs may outlive it)
        std::uint8_t entry = 0;
        std::uint8_t jobs = 0;
        std::uint8_t queued = 0;
        GetPort4 get_port;
        PutPort4 put_port;
        Life life;
        Receiver* first = nullptr; // waiting threads, longest waiting first
        Receiver* last = nullptr;
        Request* queue = nullptr;
        Request* queue_end = nullptr;
    };

    // What has become of the last transaction of a client's slot: the job, or why there is none.
    static constexpr std::uint8_t k_over = 0xFF;
    static constexpr std::uint8_t k_refused_busy = 0xFE;
    static constexpr std::uint8_t k_refused_overflow = 0xFD;
    static constexpr std::uint8_t k_refused_stale = 0xFC;

    struct Peer {
        bool used = false;
        bool superseded = false; // a later epoch of the same board has been seen
        std::uint8_t jobs = 0;
        std::uint8_t next = k_none; // same hash
        Address source;
        Life epoch;
        Ticks heard = 0;
        std::array<std::uint32_t, k_slots> last{}; // transaction numbers; 0: none yet
        std::array<std::uint8_t, k_slots> fate{};
    };

    enum class JobState : std::uint8_t { free, queued, receiving, serving, orphan, replying, kept };
    struct Job : Request {
        JobState state = JobState::free;
        std::uint8_t peer = k_none;
        std::uint8_t entry = 0;
        std::uint8_t context = k_none;
        bool granted = false;
        std::uint32_t transaction = 0;
        std::uint32_t raw_transaction = 0; // as on the wire
        Receiver* receiver = nullptr;
        Ticks* deadline = nullptr; // its own of deadlines_
        Ticks interval = 0;
        Ticks heard = 0;
        PutPort4 client; // P'
        PutPort4 transfer;
        Outgoing out;
        Incoming in;
        Buffer reply{};
        Message message; // of a queued request, then of the reply
        alignas(
            4) std::array<std::uint8_t, k_first_bytes> storage; // first frame of a queued request, then a kept reply
    };

    static_assert(Limits::jobs < k_refused_stale && Limits::peers < k_none && Limits::places <= 64 &&
                  Limits::contexts <= 64);

    // client.hpp
    void begin(unsigned slot);
    void start(unsigned slot);
    bool send_request(unsigned slot, std::uint8_t flags);
    void arm_with(unsigned slot, Send& send);
    bool send_plain(unsigned slot, Kind kind, std::uint8_t flags, std::uint32_t missing);
    void probe(unsigned slot);
    void locate(unsigned slot);
    void broadcast(unsigned place);
    void here_is(unsigned place, FrameView view);
    void stop_locating(Place& place);
    unsigned find_place(Call& call);
    unsigned search_place(Call& call);
    void release_place(unsigned place);
    void forget_place(const Slot& slot);
    void set_flight(unsigned slot, SlotState state, Ticks interval);
    void client_frame(unsigned slot, FrameView view, std::uint32_t lead, std::uint32_t status);
    void reply_too_long(unsigned slot, FrameView view, std::uint32_t total);
    bool next_reply_data(unsigned slot, FrameView view, std::uint8_t flags, std::uint32_t status);
    void reply_data(unsigned slot, FrameView view, Kind kind, std::uint8_t flags, std::uint32_t status);
    void reply_fragment(unsigned slot, FrameView view, bool first, std::uint8_t flags, std::uint32_t status);
    void client_control(unsigned slot, FrameView view, Kind kind, std::uint8_t flags);
    void refused(unsigned slot, Error reason, bool certain);
    void client_not_here(unsigned slot, FrameView view);
    bool send_rest(unsigned slot, std::uint32_t offset, std::uint8_t flags);
    void pump(unsigned slot);
    void resend(unsigned slot, std::uint32_t offset, std::uint32_t length);
    void disarm(Slot& slot);
    void restart(unsigned slot, Ticks pause);
    void finish(unsigned slot, std::int32_t result);
    void finish(unsigned slot, Error error) { finish(slot, static_cast<std::int32_t>(error)); }
    void end_slot(unsigned slot);

    // server.hpp
    static void stand(Service& service, Receiver& receiver) {
        receiver.state = Receiver::State::waiting;
        receiver.next = nullptr;
        (service.first == nullptr ? service.first : service.last->next) = &receiver;
        service.last = &receiver;
    }
    std::int32_t next_request(Receiver& receiver);
    void server_frame(unsigned service, FrameView view, std::uint32_t lead, std::uint32_t status);
    void request(unsigned service, FrameView view);
    unsigned admit(unsigned service, FrameView view, Peer*& peer, std::uint32_t total);
    void assign(Job& job, Receiver& receiver);
    void serve(Job& job);
    void end_earlier(Peer& peer, std::uint32_t transaction);
    void client_left(unsigned index);
    void unassign(Job& job, std::uint8_t fate);
    void abandon(unsigned index, std::uint8_t fate);
    void duplicate(unsigned service, FrameView view, Peer& peer, std::uint32_t transaction);
    void server_control(unsigned service, FrameView view, Kind kind, std::uint8_t flags, std::uint32_t status);
    void transfer_frame(unsigned index, FrameView view, std::uint32_t lead, std::uint32_t status);
    void request_data(unsigned index, FrameView view, std::uint8_t flags, std::uint32_t status);
    void grant(unsigned index, std::uint8_t flags);
    void end_transfer(Job& job);
    bool send_reply(Job& job, std::uint32_t offset, std::uint8_t flags, const Message& message);
    void pump_reply(Job& job);
    void resend_reply(Job& job, std::uint32_t offset, std::uint32_t length);
    void server_ack(Job& job, FrameView view, std::uint8_t flags);
    void end_reply(Job& job, std::int32_t result);
    void server_not_here(FrameView view, std::uint32_t transaction);
    static std::uint32_t reason_of(std::uint8_t fate);
    void answer(unsigned service, Kind kind, const Address& to, const PutPort4& client, std::uint32_t transaction,
                std::uint32_t value);
    void refuse(unsigned service, FrameView view, Peer* peer, const Address& to, std::uint8_t fate);
    void send_grant(Job& job, std::uint8_t flags);
    void send_ack(Job& job, std::uint32_t missing);
    Peer* find_peer(const Address& source, const Life& epoch);
    Peer* new_peer(const Address& source, const Life& epoch);
    unsigned new_job(Peer& peer);
    void free_job(Job& job, std::uint8_t fate);
    unsigned job_index(const Job& job) const { return static_cast<unsigned>(&job - jobs_.data()); }
    unsigned new_context(const Address& source, Buffer buffer, std::uint32_t length);
    void free_context(std::uint8_t& context);

    // timers.hpp
    void slot_timer(unsigned slot);
    void job_timer(unsigned index);
    void place_timer(unsigned place);
    void alarm(Ticks& deadline, Ticks delay);
    bool is_due(Ticks deadline) const {
        return deadline != k_never && static_cast<std::int32_t>(now_ - deadline) >= 0;
    }

    static constexpr std::uint32_t k_last_sequence = 0xFFFFFFFF / k_slots - 1;
    static constexpr unsigned k_peer_heads = 64;

    Env& env_;
    Ticks now_ =
        0; // of the event that is being handled: the clock is read once for each, and once for all frames that are handed over together
    Ticks deadline_ = k_never; // the earliest of these, or earlier
    std::array<Ticks, k_slots + Limits::jobs + Limits::places>
        deadlines_{}; // side by side: tick() looks at all of them
    unsigned gather_ = 0;
    std::uint32_t free_slots_ = k_slots; // number of valid entries of slot_stack_
    std::uint32_t free_jobs_ = Limits::jobs;
    std::uint32_t free_contexts_ = Limits::contexts;
    std::array<std::uint8_t, k_slots> slot_stack_;
    std::array<std::uint8_t, Limits::jobs> job_stack_;
    std::array<std::uint8_t, Limits::contexts> context_stack_;
    std::array<Entry, hw::fbox_entries> entries_{};
    std::array<Slot, k_slots> slots_{};
    std::array<Place, Limits::places> places_{};
    std::array<Service, Limits::services> services_{};
    unsigned services_end_ = 0; // none is open from here on
    std::array<std::uint8_t, k_peer_heads> peer_heads_;
    std::array<Peer, Limits::peers> peers_{};
    std::array<Job, Limits::jobs> jobs_{};
    GetPort4 fixed_reply_{}; // only without the defence fresh_reply_port
    Stats stats_;
};

} // namespace amoebox::rpc

#include "lib/rpc/client.hpp"

#include "lib/rpc/answers.hpp"
#include "lib/rpc/peers.hpp"
#include "lib/rpc/replies.hpp"
#include "lib/rpc/server.hpp"

#include "lib/rpc/timers.hpp"
