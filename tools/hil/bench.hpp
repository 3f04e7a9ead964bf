// A board between (or beside) the cables of this computer, and what every test does with it: make frames, send them, know
// that all that was coming has come, read counters.
//
// Nobody waits for silence.  Behind the frames of an attack goes a lawful frame (a fence) on the same way; when it has
// arrived, what has not arrived before is not coming.  So verdicts do not depend on the speed of board or computer.
#pragma once

#include <functional>
#include <memory>
#include <set>

#include "tools/hil/frames.hpp"
#include "tools/inline/box.hpp"

namespace amoebox::hil {

using ethernet::Fault;
using ethernet::Transport;

// The board, a cable or this computer does not do what it must before anything can be said of an attack.
struct Infrastructure {
    std::string sentence;
};

enum class Side : std::uint8_t { network, host };

// What a place on the network can do.  A test needs some; without one of them it is `not expressible`.
enum class Ability : std::uint8_t { network, host, bad_checksum, half_frame, power, service };
inline constexpr std::size_t k_abilities = 6;
std::string_view text(Ability ability);
using Abilities = std::set<Ability>;

struct Place {
    std::unique_ptr<Transport> network, host; // host: none beside a node
    std::optional<Address> address;           // of the board; asked of the box where there is a host side
    std::optional<Port> service{};            // put-port of a node's kernel server
    std::uint64_t epoch = 0; // as a client: another one in each run, or a kernel takes its calls for copies
    std::string power;       // a command that takes the board's power away and gives it back
    int stretch = 1;         // so many times slower than a board its time may pass
    std::uint64_t seed = 1;
};

// Counters of box and wall socket at a moment.
struct Counts {
    std::array<std::uint32_t, hw::counters> box{};
    std::array<std::uint32_t, control::counters> socket{};
};

class Bench {
  public:
    explicit Bench(Place place);
    const Abilities& abilities() const { return abilities_; }
    // Is somebody there?  Learns who: `wire` if the board says that it has no F-box, nothing if it cannot be asked.
    std::optional<bool> greet();

    // Before each test: nothing heard, all ports forgotten, both ways proved to be open; random numbers of its own.
    void begin(std::string_view test);

    // ---- Frames
    Random& random() { return random_; }
    Port port() { return random_port(random_); }
    std::uint32_t number() { return ++number_; }
    // For calls: rises by one in slot 0, as the protocol wants it (docs/rpc.md, rule 3).
    std::uint32_t transaction() { return calls_++ * 64; }
    std::uint64_t epoch() const { return place_.epoch; }
    Port service() const { return place_.service.value_or(Port{}); } // not null with Ability::service
    const Address& board() const { return board_; }                  // the box's address
    Address us(Side side) const { return end(side).transport->address(); }
    // A frame of one side to the other: from the host to the peer on the network, from the network to the board.
    Bytes make(Side from, Kind kind, const Port& reply, const Port& port, std::size_t size = 0);
    void send(Side from, const Bytes& frame, Fault fault = Fault::none);
    // All that this side has sent before has arrived, answers to it included.
    void settle(Side from);
    const std::vector<Bytes>& heard(Side side) const { return end(side).heard; }
    // The frame with that transaction number, if this side has heard it.
    std::optional<Bytes> find(Side side, std::uint32_t number) const;
    std::size_t count(Side side, std::uint32_t number) const;
    // Sends it on the network's side, again and again, until such a frame comes there; nothing if none does within so long.
    std::optional<Bytes> hear(const Bytes& question, int milliseconds,
                              const std::function<bool(const Bytes&)>& wanted);
    // settle, then find: does it get across?
    std::optional<Bytes> crosses(Side from, const Bytes& frame);
    void forget();

    // ---- The box, where there is a host side
    control::Result arm(const Port& get_port, bool transaction); // its code may be a refusal
    void must_arm(const Port& get_port, bool transaction = false);
    void disarm(std::uint8_t entry);
    void restart(); // the host begins anew; the fence's port is armed again
    control::Status status();
    Counts counts();
    // By how much that counter has risen since.
    std::uint32_t rose(const Counts& since, hw::Counter counter);
    std::uint32_t rose(const Counts& since, control::Counter counter);
    std::expected<control::Records, std::string> ask(const control::Records& records);
    // Power off and on; back when the board answers again.
    void power_cycle();

  private:
    // Keeps all that comes, also what comes while the box is asked something.
    struct End final : Transport {
        std::expected<void, std::string> send(std::span<const std::uint8_t> frame) override {
            return transport->send(frame);
        }
        std::expected<std::optional<Bytes>, std::string> receive(int milliseconds) override;
        Address address() const override { return transport->address(); }

        Transport* transport = nullptr;
        std::vector<Bytes> heard;
    };
    const End& end(Side side) const { return ends_[static_cast<std::size_t>(side)]; }
    End& end(Side side) { return ends_[static_cast<std::size_t>(side)]; }
    int patience(int milliseconds, int most) const { return std::min(milliseconds * place_.stretch, most); }
    bool listen(Side side, int milliseconds); // true: a frame has come
    control::Box& box();
    void drain();
    void fence(Side from);
    void probe(); // without a host side: a question that the board's box answers
    void arm_fence();
    std::optional<Bytes> await(Side side, int milliseconds, const std::function<bool(const Bytes&)>& wanted);
    bool await(Side side, std::uint32_t number, int milliseconds);

    Place place_;
    Address board_;
    Abilities abilities_;
    std::array<End, 2> ends_;
    std::optional<control::Box> box_;
    Random random_;
    Port fence_get_{}, fence_port_{};
    std::uint32_t number_ = 0, calls_ = 1;
    std::size_t unfenced_ = 0; // frames sent since the last fence
};

} // namespace amoebox::hil
