// Hosts behind boxes in the wall: each runs the protocol engine of the kernels (lib/rpc) and has nothing but the cable to its box.
// Ports are armed by control frames, frames go out as a kernel would hand them to its box and come in as they were on the
// network.  The boxes' network cables meet in a hub, which takes frames whole.
#pragma once

#include <cstring>
#include <functional>
#include <map>

#include "lib/rpc/engine.hpp"
#include "verif/inline/harness.hpp"

namespace amoebox::bench {

inline rpc::GetPort4 padded_port(const Port& port) {
    rpc::GetPort4 padded;
    std::memcpy(padded.bytes(), port.data(), port_bytes);
    return padded;
}

// A box with a cable at either side, whatever is in it.
class Socket {
  public:
    virtual ~Socket() = default;
    virtual void run(std::uint64_t cycles) = 0;
    virtual End& host() = 0;
    virtual End& net() = 0;
};
template <class Top>
class SocketOf final : public Socket {
  public:
    SocketOf(std::uint64_t seed, const Mac& mac) : bench_(seed, 0, 0, 0, mac) {}
    void run(std::uint64_t cycles) override { bench_.run(cycles); }
    End& host() override { return bench_.host; }
    End& net() override { return bench_.net; }

  private:
    InlineBench<Top> bench_;
};

class Hub {
  public:
    static constexpr std::uint64_t k_look = 64; // cycles between two looks at the cables

    Socket& add(std::unique_ptr<Socket> socket) { return *sockets_.emplace_back(std::move(socket)); }
    // Frames move; nobody who gets one acts on it yet.
    void move() {
        for (const auto& socket : sockets_) {
            socket->run(k_look);
        }
        cycle_ += k_look;
        for (const auto& from : sockets_) {
            for (const Bytes& frame : from->net().frames()) {
                seen.push_back(frame);
                for (const auto& to : sockets_) {
                    if (to != from) {
                        to->net().send(frame);
                    }
                }
            }
            from->net().arrived.clear();
        }
    }
    std::uint64_t cycle() const { return cycle_; } // of 125 MHz

    std::vector<Bytes> seen; // all that was on the network

  private:
    std::vector<std::unique_ptr<Socket>> sockets_;
    std::uint64_t cycle_ = 0;
};

class Host {
  public:
    struct Buffer {
        std::uint8_t* base = nullptr;
    };
    using Machine = rpc::Engine<Host>;
    using Call = rpc::BasicCall<Buffer>;
    using Receiver = rpc::BasicReceiver<Buffer>;

    Host(Hub& hub, Socket& socket, std::uint64_t seed) : hub_(hub), socket_(socket), random_(seed) {}

    // ---- What the engine needs of the machine
    void trace(std::uint32_t /*code*/, std::uint32_t /*transaction*/) {}
    rpc::Ticks now() const { return static_cast<rpc::Ticks>(hub_.cycle() * 2 / 5 >> 16) + 1; }
    rpc::GetPort4 random_port() { return padded_port(bench::random_port(random_)); }
    std::uint8_t* header() { return header_.data() + 2; }
    // Arm-on-send is two steps here: the port, then the frame.
    void send(const rpc::BasicSend<Buffer>& s) {
        Bytes f(header_.data() + 2, header_.data() + 2 + s.header_bytes);
        if (s.length != 0) {
            const std::uint8_t* data = s.kernel != nullptr ? s.kernel : s.buffer->base + s.offset;
            f.insert(f.end(), data, data + s.length);
        }
        if (s.arm) {
            const control::Result armed = arm_port(string<port_bytes>(f, frame::at_reply), true, s.tag);
            sent_.push_back({s.cookie, fate(armed.code), armed.entry});
            if (armed.code != hw::fbox_ok) {
                return;
            }
        }
        socket_.host().send(f);
    }
    rpc::Armed arm(const rpc::GetPort4& secret, std::uint8_t kind, std::uint8_t tag) {
        Port get{};
        std::memcpy(get.data(), secret.bytes(), port_bytes);
        const control::Result armed = arm_port(get, kind == 1, tag);
        rpc::Armed answer{.code = armed.code, .entry = armed.entry, .port = {}, .life = epoch_ + armed.serial};
        std::memcpy(answer.port.bytes(), armed.value.data(), port_bytes);
        return answer;
    }
    void disarm(std::uint8_t entry, bool /*wait*/) {
        std::erase_if(tags_, [&](const auto& item) { return item.second.entry == entry; });
        command(control::disarm(entry));
    }
    bool set_context(std::uint8_t context, const rpc::Address& source, Buffer buffer, std::uint32_t length) {
        contexts_[context] = {source, buffer.base, length};
        return true;
    }
    void clear_context(std::uint8_t context) { contexts_.erase(context); }
    void copy_in(Buffer buffer, std::uint32_t offset, const std::uint8_t* from, std::uint32_t length) {
        std::memcpy(buffer.base + offset, from, length);
    }
    void copy_out(Buffer buffer, std::uint32_t offset, std::uint8_t* to, std::uint32_t length) {
        std::memcpy(to, buffer.base + offset, length);
    }
    void completed(Call& call) {
        later_.push_back([this, &call] { on_completed(call); });
    }
    void delivered(Receiver& receiver) {
        later_.push_back([this, &receiver] { on_delivered(receiver); });
    }
    void replied(Receiver& receiver, std::int32_t result) {
        later_.push_back([this, &receiver, result] { on_replied(receiver, result); });
    }

    // ---- Its life
    // Takes over this life's epoch, after the box has opened.
    bool start() {
        command(control::restart());
        control::Records records;
        for (const std::uint32_t address : {hw::fbox::status, hw::fbox::epoch_high, hw::fbox::epoch_low}) {
            control::read(records, address);
        }
        const auto answer = ask(records);
        if (!answer || ((*answer)[0].data & 1) != 1) {
            return false;
        }
        epoch_ = std::uint64_t{(*answer)[1].data} << 32 | (*answer)[2].data;
        engine = std::make_unique<Machine>(*this);
        return true;
    }
    // What has come since the last time.
    void work() {
        take();
        while (!sent_.empty()) {
            const auto [cookie, code, entry] = sent_.front();
            sent_.pop_front();
            engine->sent(cookie, code, entry);
            after();
        }
        for (; !frames_.empty(); frames_.pop_front()) {
            const std::uint32_t status = place(frames_.front());
            engine->read_clock();
            engine->frame(slot_.data() + hw::rx_slot_frame, status);
            after();
        }
        const rpc::Ticks deadline = engine->next_deadline();
        if (deadline != Machine::k_never && static_cast<std::int32_t>(deadline - now()) <= 0) {
            engine->tick();
            after();
        }
    }
    void after() {
        while (!later_.empty()) {
            const auto next = std::move(later_.front());
            later_.pop_front();
            next();
        }
    }

    std::unique_ptr<Machine> engine;
    std::function<void(Call&)> on_completed = [](Call&) {};
    std::function<void(Receiver&)> on_delivered = [](Receiver&) {};
    std::function<void(Receiver&, std::int32_t)> on_replied = [](Receiver&, std::int32_t) {};

  private:
    struct Armed {
        std::uint8_t entry, tag;
    };
    struct Context {
        rpc::Address source;
        std::uint8_t* base;
        std::uint32_t length;
    };
    struct Sent {
        std::uint16_t cookie;
        std::uint8_t code, entry;
    };
    static constexpr control::Address k_host = {0x02, 0x99, 0x88, 0x77, 0x66, 0x01};

    static std::uint8_t fate(std::uint8_t code) {
        return code == hw::fbox_ok     ? hw::tx_sent
               : code == hw::fbox_full ? hw::tx_table_full
               : code == hw::fbox_null ? hw::tx_null
                                       : hw::tx_already;
    }
    void take() {
        for (Bytes& frame : host_frames()) {
            if (control::is_control(frame)) {
                controls_.push_back(std::move(frame));
            } else {
                frames_.push_back(std::move(frame));
            }
        }
    }
    std::deque<Bytes> host_frames() {
        auto frames = socket_.host().frames();
        socket_.host().arrived.clear();
        return frames;
    }
    std::optional<control::Records> ask(const control::Records& records) {
        socket_.host().send(control::request(k_host, ++number_, records));
        for (int i = 0; i < 2000; ++i) {
            hub_.move();
            take();
            for (; !controls_.empty(); controls_.pop_front()) {
                if (auto answer = control::reply(controls_.front(), number_)) {
                    controls_.pop_front();
                    return answer;
                }
            }
        }
        return std::nullopt;
    }
    control::Result command(const control::Records& records) {
        const auto answer = ask(records);
        const auto result = answer ? control::result(*answer) : std::nullopt;
        return result.value_or(control::Result{.code = 255});
    }
    control::Result arm_port(const Port& get, bool transaction, std::uint8_t tag) {
        const control::Result armed = command(control::arm(get, transaction, tag));
        if (armed.code == hw::fbox_ok) {
            tags_[armed.value] = {armed.entry, tag};
        }
        return armed;
    }
    // The frame as it lies in a slot of a node, its data where a context wants them.
    std::uint32_t place(const Bytes& f) {
        std::ranges::fill(slot_, 0xA5);
        std::memcpy(slot_.data() + hw::rx_slot_frame, f.data(), std::min(f.size(), slot_.size() - hw::rx_slot_frame));
        const auto armed = tags_.find(string<port_bytes>(f, frame::at_port));
        if (armed == tags_.end()) {
            return 1;
        }
        const auto [entry, tag] = armed->second;
        std::uint32_t status = static_cast<std::uint32_t>(tag | entry << 8);
        const auto length = static_cast<std::uint32_t>(number(f, frame::at_length, 2));
        const auto kind = static_cast<Kind>(f[frame::at_kind]);
        if ((tag & hw::tag_context) != 0 && !frame::fixed_body_size(kind) && length != 0) {
            const std::size_t header =
                frame::header_size + (frame::has_message_header(kind) ? frame::message_size : 0);
            const std::uint64_t offset = number(f, frame::at_offset, 4);
            const auto context = contexts_.find(tag & 0x3F);
            const bool fits = context != contexts_.end() &&
                              std::memcmp(context->second.source.bytes(), &f[frame::at_source], 6) == 0 &&
                              offset + length <= context->second.length;
            if (fits) {
                std::memcpy(context->second.base + offset, f.data() + header, length);
            }
            status |= fits ? rpc::k_status_placed : rpc::k_status_misfit;
        }
        return status;
    }

    Hub& hub_;
    Socket& socket_;
    std::mt19937_64 random_;
    std::uint64_t epoch_ = 0;
    std::uint32_t number_ = 0;
    std::map<Port, Armed> tags_;
    std::map<std::uint8_t, Context> contexts_;
    std::deque<Sent> sent_;
    std::deque<Bytes> frames_, controls_;
    std::deque<std::function<void()>> later_;
    alignas(4) std::array<std::uint8_t, rpc::k_header_room + 8> header_{};
    alignas(8) std::array<std::uint8_t, hw::rx_slot_bytes> slot_{};
};

} // namespace amoebox::bench
