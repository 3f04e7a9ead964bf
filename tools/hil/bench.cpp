#include "tools/hil/bench.hpp"

#include <chrono>
#include <cstdlib>

namespace amoebox::hil {

namespace {

using Clock = std::chrono::steady_clock;

// Milliseconds on a board; simulated time is stretched.  No wait of any kind is longer than 30 s.
constexpr int k_limit = 30'000;
constexpr int k_tries = 3;   // of a fence: a flood may leave it no room
constexpr int k_fence = 300; // for each try
constexpr int k_box = 100;   // for each try of a question to the box
constexpr int k_box_tries = 5;
constexpr int k_question = 100;             // until a question to a kernel is repeated
constexpr std::size_t k_burst = 100;        // frames; sockets of Linux keep some 200
constexpr std::size_t k_heard_max = 20'000; // a busy network must not fill the memory

Side other(Side side) {
    return side == Side::host ? Side::network : Side::host;
}
std::string_view name(Side side) {
    return side == Side::host ? "host" : "network";
}
std::string seconds(int milliseconds) {
    return std::to_string(milliseconds / 1000) + "." + std::to_string(milliseconds / 100 % 10) + " s";
}

template <class Result>
auto must(Result result) {
    if (!result) {
        throw Infrastructure{result.error()};
    }
    if constexpr (!std::is_void_v<typename Result::value_type>) {
        return *std::move(result);
    }
}

// The same on every machine.
std::uint64_t hash(std::uint64_t seed, std::string_view text) {
    std::uint64_t value = 0xcbf29ce484222325 ^ seed;
    for (const char c : text) {
        value = (value ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
    }
    return value;
}

} // namespace

std::string_view text(Ability ability) {
    switch (ability) {
    case Ability::network:
        return "an interface on the network's side";
    case Ability::host:
        return "an interface on the host's side of the box";
    case Ability::bad_checksum:
        return "interfaces that send bad checksums";
    case Ability::half_frame:
        return "interfaces that send half a frame";
    case Ability::power:
        return "a command for the board's power (POWER=)";
    case Ability::service:
        return "the put-port of the node's kernel server (SERVICE=)";
    }
    return "";
}

std::expected<std::optional<Bytes>, std::string> Bench::End::receive(int milliseconds) {
    auto frame = transport->receive(milliseconds);
    if (frame && heard.size() < k_heard_max) {
        if (const std::optional<Bytes>& got = *frame) {
            heard.push_back(*got);
        }
    }
    return frame;
}

Bench::Bench(Place place) : place_(std::move(place)), board_(place_.address.value_or(Address{})) {
    abilities_.insert(Ability::network);
    end(Side::network).transport = place_.network.get();
    const auto spoils = [&](Fault fault) {
        return place_.network->can_spoil(fault) && (!place_.host || place_.host->can_spoil(fault));
    };
    if (spoils(Fault::bad_checksum)) {
        abilities_.insert(Ability::bad_checksum);
    }
    if (spoils(Fault::half)) {
        abilities_.insert(Ability::half_frame);
    }
    if (!place_.power.empty()) {
        abilities_.insert(Ability::power);
    }
    if (place_.service) {
        abilities_.insert(Ability::service);
    }
    if (place_.host) {
        abilities_.insert(Ability::host);
        end(Side::host).transport = place_.host.get();
        box_.emplace(end(Side::host), patience(k_box, k_limit / k_box_tries), k_box_tries);
    }
}

control::Box& Bench::box() {
    if (!box_) {
        throw Infrastructure{"without an interface on the host's side there is no box to ask."};
    }
    return *box_;
}

std::optional<bool> Bench::greet() {
    random_.seed(place_.seed);
    number_ = static_cast<std::uint32_t>(random_());
    if (!box_) {
        probe();
        return std::nullopt;
    }
    const control::Status found = must(box().status());
    board_ = found.address;
    constexpr std::uint32_t box = 0x46424F58, wire = 0x57495245;
    if (found.box_id != box && found.box_id != wire) {
        throw Infrastructure{"what answers is neither an F-box nor the test build without one."};
    }
    return found.box_id == wire;
}

void Bench::begin(std::string_view test) {
    random_.seed(hash(place_.seed, test));
    number_ = static_cast<std::uint32_t>(random_());
    if (box_) {
        restart();
        fence(Side::network);
        fence(Side::host);
    } else {
        probe();
    }
    drain();
    forget();
}

void Bench::forget() {
    for (End& e : ends_) {
        e.heard.clear();
    }
}

Bytes Bench::make(Side from, Kind kind, const Port& reply, const Port& port, std::size_t size) {
    return lawful(random_, {.kind = kind,
                            .to = from == Side::host ? us(Side::network) : board(),
                            .from = us(from),
                            .reply = reply,
                            .port = port,
                            .number = number(),
                            .size = size});
}

void Bench::send(Side from, const Bytes& frame, Fault fault) {
    must(fault == Fault::none ? end(from).transport->send(frame) : end(from).transport->send_spoilt(frame, fault));
    drain(); // nothing may be lost here for want of room, nor, in a long burst, in a socket on the way
    if (++unfenced_ >= k_burst) {
        box_ ? fence(from) : probe();
    }
}

bool Bench::listen(Side side, int milliseconds) {
    return end(side).transport != nullptr && must(end(side).receive(milliseconds)).has_value();
}

void Bench::drain() {
    while (listen(Side::network, 0) || listen(Side::host, 0)) {
    }
}

std::optional<Bytes> Bench::find(Side side, std::uint32_t number) const {
    for (const Bytes& f : end(side).heard) {
        if (f.size() >= frame::at_transaction + 4 && number_of(f) == number) {
            return f;
        }
    }
    return std::nullopt;
}

std::size_t Bench::count(Side side, std::uint32_t number) const {
    return static_cast<std::size_t>(std::ranges::count_if(end(side).heard, [&](const Bytes& f) {
        return f.size() >= frame::at_transaction + 4 && number_of(f) == number;
    }));
}

std::optional<Bytes> Bench::await(Side side, int milliseconds, const std::function<bool(const Bytes&)>& wanted) {
    const auto end_of_wait = Clock::now() + std::chrono::milliseconds(milliseconds);
    const std::vector<Bytes>& heard = end(side).heard;
    for (std::size_t i = 0;;) {
        for (; i < heard.size(); ++i) {
            if (has_header(heard[i]) && wanted(heard[i])) {
                return heard[i];
            }
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_of_wait - Clock::now()).count();
        if (left <= 0) {
            return std::nullopt;
        }
        listen(side, static_cast<int>(left));
    }
}

bool Bench::await(Side side, std::uint32_t number, int milliseconds) {
    return await(side, milliseconds, [number](const Bytes& f) { return number_of(f) == number; }).has_value();
}

std::optional<Bytes> Bench::hear(const Bytes& question, int milliseconds,
                                 const std::function<bool(const Bytes&)>& wanted) {
    const auto limit = Clock::now() + std::chrono::milliseconds(patience(milliseconds, k_limit));
    do {
        send(Side::network, question);
        if (const auto got = await(Side::network, patience(k_question, k_limit / 30), wanted)) {
            return got;
        }
    } while (Clock::now() < limit);
    return std::nullopt;
}

void Bench::fence(Side from) {
    unfenced_ = 0;
    const int each = patience(k_fence, k_limit / k_tries);
    for (int i = 0; i < k_tries; ++i) {
        const Bytes f = make(from, Kind::request, port(), from == Side::network ? fence_port_ : port());
        send(from, f);
        if (await(other(from), number_of(f), each)) {
            return;
        }
    }
    throw Infrastructure{"waited " + seconds(each) + ", " + std::to_string(k_tries) +
                         " times, for a lawful frame from the " + std::string(name(from)) +
                         "'s side to come out at the " + std::string(name(other(from))) +
                         "'s: is that cable in, and does it go to this board?"};
}

void Bench::probe() {
    unfenced_ = 0;
    const int each = patience(k_fence, k_limit / k_tries);
    for (int i = 0; i < k_tries; ++i) {
        const Bytes f = make(Side::network, Kind::request, port(), port());
        send(Side::network, f);
        if (await(Side::network, number_of(f), each)) {
            return;
        }
    }
    throw Infrastructure{"waited " + seconds(each) + ", " + std::to_string(k_tries) +
                         " times, for the board to say NOT_HERE: is it powered, the cable in, and ADDRESS its own?"};
}

void Bench::settle(Side from) {
    if (!box_) {
        probe();
        probe();
        return;
    }
    fence(from);
    if (from == Side::network) { // answers of the box yield to one frame of the host, not to two
        fence(Side::host);
        fence(Side::host);
    }
    drain();
}

std::optional<Bytes> Bench::crosses(Side from, const Bytes& frame) {
    send(from, frame);
    settle(from);
    return find(other(from), get<std::uint32_t>(frame, frame::at_transaction));
}

control::Result Bench::arm(const Port& get_port, bool transaction) {
    const auto answer = must(box().ask(control::arm(get_port, transaction)));
    const auto result = control::result(answer);
    if (!result) {
        throw Infrastructure{
            "the box does not open: it has no address or no entropy, or something in it has failed."};
    }
    return *result;
}

void Bench::must_arm(const Port& get_port, bool transaction) {
    if (const auto result = arm(get_port, transaction); result.code != hw::fbox_ok) {
        throw Infrastructure{"the box refuses to arm a port (code " + std::to_string(result.code) +
                             ") though it has just been restarted: does another program use it?"};
    }
}

void Bench::disarm(std::uint8_t entry) {
    must(box().disarm(entry));
}

void Bench::arm_fence() {
    fence_get_ = port();
    fence_port_ = f(Use::port, fence_get_);
    must_arm(fence_get_);
}

void Bench::restart() {
    must(box().restart());
    arm_fence();
}

control::Status Bench::status() {
    return must(box().status());
}

Counts Bench::counts() {
    const control::Status s = status();
    return {.box = s.box_counters, .socket = s.inline_counters};
}

std::uint32_t Bench::rose(const Counts& since, hw::Counter counter) {
    const auto at = static_cast<std::size_t>(counter);
    return counts().box[at] - since.box[at];
}

std::uint32_t Bench::rose(const Counts& since, control::Counter counter) {
    const auto at = static_cast<std::size_t>(counter);
    return counts().socket[at] - since.socket[at];
}

std::expected<control::Records, std::string> Bench::ask(const control::Records& records) {
    return box().ask(records);
}

void Bench::power_cycle() {
    drain();
    if (const int status = std::system(place_.power.c_str()); status != 0) {
        throw Infrastructure{"the command for the board's power failed: " + place_.power};
    }
    // A card whose cable was dead for a moment may refuse frames for a while.
    for (const auto limit = Clock::now() + std::chrono::milliseconds(k_limit);;) {
        try {
            if (box_) {
                restart();
            } else {
                probe();
            }
            return;
        } catch (const Infrastructure& error) {
            if (Clock::now() > limit) {
                throw Infrastructure{"waited 30 s for the board to come back from its power cycle: " +
                                     error.sentence};
            }
        }
    }
}

} // namespace amoebox::hil
