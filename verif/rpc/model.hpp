// Boards with model F-boxes (the rules of docs/fbox.md and docs/node.md), a switch, and one protocol engine each.  Time is in
// cycles of 50 MHz; a run is a function of what is put in.  Who uses it hooks into `wire` and so decides every frame's fate.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <unordered_map>
#include <vector>

#include "lib/rpc/engine.hpp"
#include "verif/rpc/box.hpp"

namespace amoebox::rpc::model {

struct Memory { // an Env::Buffer
    std::uint8_t* base = nullptr;
};

template <class F, class Defences = AllDefences, class Limits = DefaultLimits>
class World {
  public:
    class Board;
    using Machine = Engine<Board, Limits, Defences>;
    using Call = BasicCall<Memory>;
    using Receiver = BasicReceiver<Memory>;

    // What the wire does with a frame from one board to another: nothing, or copies after delays.
    using Wire = std::function<void(const Bytes&, unsigned from, unsigned to, std::vector<Cycles>& delays)>;

    struct Client {
        Call call;
        Message message; // of the request, then of the reply
        bool busy = false;
        std::function<void(Client&)> done;
    };
    struct Server {
        Receiver receiver;
        Message message; // of the request
        std::uint8_t service = 0xFF;
        std::function<void(Server&)> work; // a request is there
        std::function<void(Server&, std::int32_t)> replied;
    };

    class Board {
      public:
        using Buffer = Memory;

        Board(World& world, unsigned number) : world_(world), number_(number), random_(number * 77777 + 5) {}

        // ---- Env ----
        void trace(std::uint32_t /*code*/, std::uint32_t /*transaction*/) {}
        Ticks now() const { return static_cast<Ticks>((world_.now_ >> k_tick_shift) + world_.tick_base); }
        GetPort4 random_port() {
            GetPort4 port;
            for (std::size_t i = 0; i < port_bytes; i += 8) {
                const std::uint64_t r = random_();
                std::memcpy(port.bytes() + i, &r, std::min<std::size_t>(8, port_bytes - i));
            }
            return port;
        }
        std::uint8_t* header() {
            if (ring_ >= hw::tx_ring || (starve_tx > 0 && random_.chance(starve_tx))) {
                return nullptr;
            }
            return header_.data() + 2;
        }
        void send(const BasicSend<Memory>& s) {
            Transmission t;
            t.frame.resize(s.header_bytes + s.length);
            std::memcpy(t.frame.data(), header_.data() + 2, s.header_bytes);
            if (s.length != 0) {
                const std::uint8_t* from = s.kernel != nullptr ? s.kernel : s.buffer->base + s.offset;
                std::memcpy(t.frame.data() + s.header_bytes, from, s.length);
            }
            t.arm = s.arm;
            t.tag = s.tag;
            t.cookie = s.cookie;
            const Cycles begin = std::max(world_.now_, line_free_);
            line_free_ = begin + 4 * (t.frame.size() + 24);
            ++ring_;
            line_.push_back(std::move(t));
            world_.at(line_free_, Kind::transmitted, number_);
        }
        Armed arm(const GetPort4& secret, std::uint8_t kind, std::uint8_t tag) {
            Armed armed;
            if (secret.is_null()) {
                armed.code = hw::fbox_null;
                return armed;
            }
            armed.port = F::f(secret, 0);
            armed.code = arm_port(armed.port, kind, tag, armed.entry);
            armed.life = epoch + serial_;
            return armed;
        }
        void disarm(std::uint8_t entry, bool) { table[entry].used = false; }
        bool set_context(std::uint8_t context, const Address& source, Memory buffer, std::uint32_t length) {
            if (starve_contexts > 0 && random_.chance(starve_contexts)) {
                return false;
            }
            contexts[context] = {true, source, buffer.base, length};
            return true;
        }
        void clear_context(std::uint8_t context) { contexts[context].valid = false; }
        void copy_in(Memory buffer, std::uint32_t offset, const std::uint8_t* from, std::uint32_t length) {
            std::memcpy(buffer.base + offset, from, length);
        }
        void copy_out(Memory buffer, std::uint32_t offset, std::uint8_t* to, std::uint32_t length) {
            std::memcpy(to, buffer.base + offset, length);
        }
        void completed(Call& call) {
            Client* client = reinterpret_cast<Client*>(&call); // Call is Client's first member
            client->busy = false;
            later_.push_back([client] { client->done(*client); });
        }
        void delivered(Receiver& receiver) {
            Server* server = reinterpret_cast<Server*>(&receiver);
            later_.push_back([server] { server->work(*server); });
        }
        void replied(Receiver& receiver, std::int32_t result) {
            Server* server = reinterpret_cast<Server*>(&receiver);
            later_.push_back([server, result] { server->replied(*server, result); });
        }

        // ---- power ----
        void start(std::uint64_t new_epoch) {
            epoch = new_epoch;
            alive = true;
            paused = false;
            table = {};
            contexts = {};
            serial_ = 0;
            engine = std::make_unique<Machine>(*this);
            after();
        }
        void stop() {
            alive = false;
            ++generation_;
            engine.reset();
            line_.clear();
            rx_.clear();
            sent_.clear();
            later_.clear();
            ring_ = 0;
            work_planned_ = false;
            tick_planned_ = 0;
            line_free_ = 0;
        }

        // ---- after each event of the engine ----
        void after() {
            while (!later_.empty()) {
                auto next = std::move(later_.front());
                later_.pop_front();
                next();
                if (!alive) {
                    return;
                }
            }
            const Ticks deadline = engine->next_deadline();
            if (deadline != Machine::k_never && deadline != tick_planned_) {
                tick_planned_ = deadline;
                const auto ticks = static_cast<std::int32_t>(deadline - now());
                const Cycles when = ticks <= 0 ? world_.now_ + 1
                                               : ((world_.now_ >> k_tick_shift) + static_cast<Cycles>(ticks))
                                                     << k_tick_shift;
                world_.at(std::max(when, world_.now_ + 1), Kind::tick, number_);
            }
        }

        // A frame of the host goes through the box.  Returns the code.
        std::uint8_t egress(Bytes& f, bool arming, std::uint8_t tag, std::uint8_t& entry) {
            if (f.size() >= frame::header_size) {
                std::memcpy(&f[6], mac(number_).bytes(), 6);
                put(&f[frame::at_board], 2, number_);
                f[frame::at_hops] = 0;
                put(&f[frame::at_epoch], 8, epoch);
            }
            if (!well_formed(f, true)) {
                return hw::tx_malformed;
            }
            transform(f, frame::at_reply, 0);
            if (frame::has_message_header(kind_of(f))) {
                transform(f, frame::at_signature, 1);
            }
            if (arming) {
                const PutPort4 port = port_at(f, frame::at_reply);
                if (port.is_null()) {
                    return hw::tx_null;
                }
                const std::uint8_t code = arm_port(port, 1, tag, entry);
                if (code != hw::fbox_ok) {
                    return code == hw::fbox_full ? hw::tx_table_full : hw::tx_already;
                }
            }
            return hw::tx_sent;
        }

        // A hostile kernel: any bytes to the box, which sends them if it may.
        bool inject(Bytes f, bool arming = false, std::uint8_t tag = 1) {
            std::uint8_t entry = 0;
            if (egress(f, arming, tag, entry) != hw::tx_sent) {
                ++refused;
                return false;
            }
            world_.transmit(f, number_);
            return true;
        }

        void arrive(const Bytes& f) {
            using frame::Kind;
            if (!alive || !well_formed(f, false)) {
                return;
            }
            const frame::Kind kind = kind_of(f);
            const PutPort4 port = port_at(f, frame::at_port);
            const int entry = find(port, kind);
            if (kind == Kind::locate) {
                if (entry >= 0) {
                    Bytes answer = make_answer(f, Kind::here_is, port);
                    put(&answer[frame::at_life], 8, epoch + table[static_cast<std::size_t>(entry)].serial);
                    world_.transmit(answer, number_);
                }
                return;
            }
            if (std::memcmp(f.data(), mac(number_).bytes(), 6) != 0) {
                return;
            }
            if (entry < 0) {
                if (kind != Kind::here_is && kind != Kind::not_here && !port_at(f, frame::at_reply).is_null()) {
                    world_.transmit(make_answer(f, Kind::not_here, port), number_);
                }
                return;
            }
            if (rx_.size() >= hw::rx_ring) {
                ++dropped;
                return;
            }
            const Arming& a = table[static_cast<std::size_t>(entry)];
            Slot slot;
            slot.status = static_cast<std::uint32_t>(a.tag | entry << 8);
            slot.frame = f;
            const std::uint32_t length = get(&f[frame::at_length], 2);
            if ((a.tag & hw::tag_context) != 0 && !frame::fixed_body_size(kind) && length != 0) {
                const std::size_t header = f.size() - length;
                const std::uint32_t offset = get(&f[frame::at_offset], 4);
                const Context& c = contexts[a.tag & 0x3F];
                slot.frame.resize(header);
                if (c.valid && std::memcmp(c.source.bytes(), &f[6], 6) == 0 &&
                    std::uint64_t{offset} + length <= c.length) {
                    std::memcpy(c.base + offset, f.data() + header, length);
                    slot.status |= k_status_placed;
                } else {
                    slot.status |= k_status_misfit;
                }
            }
            rx_.push_back(std::move(slot));
            plan_work();
        }

        void transmitted() {
            Transmission t = std::move(line_.front());
            line_.pop_front();
            --ring_;
            std::uint8_t entry = 0;
            const std::uint8_t code = egress(t.frame, t.arm, t.tag, entry);
            if (t.arm) {
                sent_.push_back({t.cookie, code, entry});
                plan_work();
            }
            if (code == hw::tx_sent) {
                world_.transmit(t.frame, number_);
            } else {
                ++refused;
            }
        }

        void work() {
            work_planned_ = false;
            const std::size_t head = rx_.size();
            while (!sent_.empty()) {
                const auto [cookie, code, entry] = sent_.front();
                sent_.pop_front();
                engine->sent(cookie, code, entry);
                after();
            }
            for (std::size_t i = 0; i < head && alive; ++i) {
                const Slot slot = std::move(rx_.front());
                rx_.pop_front();
                std::memset(slot_.data(), 0xA5, 64);
                std::memcpy(slot_.data() + hw::rx_slot_frame, slot.frame.data(), slot.frame.size());
                engine->read_clock();
                engine->frame(slot_.data() + hw::rx_slot_frame, slot.status);
                after();
            }
        }
        void plan_work() {
            if (!work_planned_) {
                work_planned_ = true;
                world_.at(world_.now_ + 300 + random_.below(1500), Kind::work, number_);
            }
        }
        void tick() {
            tick_planned_ = 0;
            engine->tick();
            after();
        }

        struct Arming {
            bool used = false;
            std::uint8_t kind = 0;
            std::uint8_t tag = 0;
            std::uint32_t serial = 0;
            PutPort4 port;
        };
        struct Context {
            bool valid = false;
            Address source;
            std::uint8_t* base = nullptr;
            std::uint32_t length = 0;
        };

        bool alive = false;
        bool paused = false;
        std::uint64_t epoch = 0;
        std::array<Arming, hw::fbox_entries> table{};
        std::array<Context, hw::contexts> contexts{};
        std::unique_ptr<Machine> engine;
        double starve_tx = 0;       // chance that the send ring is "full"
        double starve_contexts = 0; // chance that a context cannot be had
        std::uint64_t refused = 0;
        std::uint64_t dropped = 0;
        std::uint64_t generation_ = 0;
        unsigned number() const { return number_; }

      private:
        struct Transmission {
            Bytes frame;
            bool arm = false;
            std::uint8_t tag = 0;
            std::uint16_t cookie = 0;
        };
        struct Slot {
            Bytes frame;
            std::uint32_t status = 0;
        };
        struct Sent {
            std::uint16_t cookie;
            std::uint8_t code;
            std::uint8_t entry;
        };

        std::uint8_t arm_port(const PutPort4& port, std::uint8_t kind, std::uint8_t tag, std::uint8_t& entry) {
            int free = -1;
            for (std::size_t i = 0; i < table.size(); ++i) {
                if (table[i].used && table[i].port == port) {
                    return hw::fbox_already;
                }
                if (!table[i].used && free < 0) {
                    free = static_cast<int>(i);
                }
            }
            if (free < 0) {
                return hw::fbox_full;
            }
            entry = static_cast<std::uint8_t>(free);
            table[entry] = {true, kind, tag, ++serial_, port};
            if (entry >= high_) {
                high_ = entry + 1u;
            }
            return hw::fbox_ok;
        }
        int find(const PutPort4& port, frame::Kind kind) const {
            for (std::size_t i = 0; i < high_; ++i) {
                if (table[i].used && table[i].port == port) {
                    const bool ok = kind == frame::Kind::locate ? table[i].kind == 0
                                    : table[i].kind == 0        ? frame::admitted_by_service(kind)
                                                                : frame::admitted_by_transaction(kind);
                    return ok ? static_cast<int>(i) : -1;
                }
            }
            return -1;
        }
        Bytes make_answer(const Bytes& f, frame::Kind kind, const PutPort4& subject) const {
            Bytes a(frame::header_size + frame::body::subject::size);
            std::memcpy(&a[0], &f[6], 6);
            std::memcpy(&a[6], mac(number_).bytes(), 6);
            put(&a[12], 2, frame::ethertype);
            a[frame::at_version] = frame::version;
            a[frame::at_kind] = static_cast<std::uint8_t>(kind);
            put(&a[frame::at_length], 2, frame::body::subject::size);
            std::memcpy(&a[frame::at_port], &f[frame::at_reply], port_bytes);
            std::memcpy(&a[frame::at_transaction], &f[frame::at_transaction], 4);
            put(&a[frame::at_total], 4, frame::body::subject::size);
            put(&a[frame::at_epoch], 8, epoch);
            std::memcpy(&a[frame::header_size], subject.bytes(), port_bytes);
            return a;
        }
        static void transform(Bytes& f, std::size_t at, std::uint32_t use) {
            GetPort4 secret;
            std::memcpy(secret.bytes(), &f[at], port_bytes);
            const PutPort4 open = F::f(secret, use);
            std::memcpy(&f[at], open.bytes(), port_bytes);
        }

        World& world_;
        unsigned number_;
        Random random_;
        std::uint32_t serial_ = 0;
        std::size_t high_ = 0;
        alignas(4) std::array<std::uint8_t, k_header_room + 8> header_{};
        alignas(8) std::array<std::uint8_t, hw::rx_slot_bytes> slot_{};
        std::deque<Transmission> line_;
        std::deque<Slot> rx_;
        std::deque<Sent> sent_;
        std::deque<std::function<void()>> later_;
        Cycles line_free_ = 0;
        unsigned ring_ = 0;
        bool work_planned_ = false;
        Ticks tick_planned_ = 0;
    };

    explicit World(unsigned boards) {
        for (unsigned i = 0; i < boards; ++i) {
            boards_.push_back(std::make_unique<Board>(*this, i));
        }
    }

    static Address mac(unsigned number) {
        const std::uint8_t bytes[6] = {
            0x02, 0x42, 0, 0, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
        return Address::from(bytes);
    }
    Board& operator[](unsigned i) { return *boards_[i]; }
    unsigned size() const { return static_cast<unsigned>(boards_.size()); }
    Cycles now() const { return now_; }

    // Something at a time; a board's own events die with it.
    void run_at(Cycles when, std::function<void()> what) {
        at(when, Kind::general, 0);
        queue_back_function(std::move(what));
    }
    void run_on(unsigned board, Cycles when, std::function<void()> what) {
        at(when, Kind::own, board);
        queue_back_function(std::move(what));
    }

    // Runs until `until`, or until nothing is left, or until `stop` says so.
    template <class Stop>
    void run(Cycles until, Stop stop) {
        while (!events_.empty() && events_.top().when <= until) {
            const Event event = events_.top();
            events_.pop();
            now_ = event.when;
            ++steps;
            handle(event);
            if (stop()) {
                return;
            }
        }
        now_ = std::max(now_, until);
    }
    void run(Cycles until) {
        run(until, [] { return false; });
    }

    void transmit(const Bytes& f, unsigned from) {
        ++frames;
        if (tap) {
            tap(f, from);
        }
        for (unsigned to = 0; to < size(); ++to) {
            if (to == from || (f[0] != 0xFF && std::memcmp(f.data(), mac(to).bytes(), 6) != 0)) {
                continue;
            }
            deliver(f, from, to);
        }
    }

    Wire wire;                                       // default: one copy, no delay
    std::function<void(const Bytes&, unsigned)> tap; // sees every frame on its way
    Ticks tick_base = 0;
    std::uint64_t steps = 0;
    std::uint64_t frames = 0;

  private:
    enum class Kind : std::uint8_t { general, own, arrive, transmitted, work, tick };
    struct Event {
        Cycles when;
        std::uint64_t order;
        Kind kind;
        unsigned board;
        std::uint64_t generation;
        std::uint32_t payload;
        bool operator<(const Event& other) const {
            return when != other.when ? when > other.when : order > other.order;
        }
    };

    void deliver(const Bytes& f, unsigned from, unsigned to) {
        delays_.assign(1, 0);
        if (wire) {
            wire(f, from, to, delays_);
        }
        const std::vector<Cycles> delays = delays_;
        for (const Cycles delay : delays) {
            std::uint32_t index;
            if (free_frames_.empty()) {
                index = static_cast<std::uint32_t>(pool_.size());
                pool_.emplace_back();
            } else {
                index = free_frames_.back();
                free_frames_.pop_back();
            }
            pool_[index] = f;
            events_.push({now_ + 100 + 4 * (f.size() + 24) + delay, order_++, Kind::arrive, to, 0, index});
        }
    }
    void at(Cycles when, Kind kind, unsigned board) {
        events_.push({when, order_++, kind, board, boards_.empty() ? 0 : boards_[board]->generation_, 0});
        last_ = when;
    }
    void queue_back_function(std::function<void()> what) { functions_.emplace(order_ - 1, std::move(what)); }

    void handle(const Event& e) {
        Board& board = *boards_[e.board];
        if (e.kind == Kind::arrive) {
            if (board.paused) { // its box lives, its kernel does not look
                const Event again{now_ + k_second / 100, e.order, e.kind, e.board, e.generation, e.payload};
                events_.push(again);
                return;
            }
            const Bytes f = std::move(pool_[e.payload]);
            free_frames_.push_back(e.payload);
            board.arrive(f);
            return;
        }
        if (e.kind == Kind::general || e.kind == Kind::own) {
            auto node = functions_.extract(e.order);
            if (e.kind == Kind::own && (!board.alive || e.generation != board.generation_)) {
                return;
            }
            if (e.kind == Kind::own && board.paused) {
                const std::uint64_t order = order_++;
                functions_.emplace(order, std::move(node.mapped()));
                events_.push({now_ + k_second / 100, order, e.kind, e.board, e.generation, 0});
                return;
            }
            node.mapped()();
            if (e.kind == Kind::own && board.alive) {
                board.after();
            }
            return;
        }
        if (!board.alive || e.generation != board.generation_) {
            return;
        }
        if (board.paused) {
            Event again = e;
            again.when = now_ + k_second / 100;
            events_.push(again);
            return;
        }
        switch (e.kind) {
        case Kind::transmitted:
            return board.transmitted();
        case Kind::work:
            return board.work();
        default:
            return board.tick();
        }
    }

    Cycles now_ = 0;
    Cycles last_ = 0;
    std::uint64_t order_ = 0;
    std::vector<std::unique_ptr<Board>> boards_;
    std::priority_queue<Event> events_;
    std::vector<Bytes> pool_;
    std::vector<std::uint32_t> free_frames_;
    std::vector<Cycles> delays_;
    std::unordered_map<std::uint64_t, std::function<void()>> functions_;
};

} // namespace amoebox::rpc::model
