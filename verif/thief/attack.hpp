// What attacks share: the scene they play in, frames, their report.
//
// Each attack is a function of the table in main.cpp, called when its time has come and expected back before `end`.  What
// it did is one report line:
//   @attack name=… tries=… got=… by=COUNTER refused=… control=…
// tries: what was attempted; got: what the thief's side saw of success (0 where only the victim can tell); by and refused:
// the counter of the thief's box (or what victims' boxes answered) that shows why it failed; control: where no build lacks
// the defence, how often the same act succeeded when it was lawful.  Whether a victim was harmed is said by the victims
// (programs/).
#pragma once

#include <optional>

#include "firmware/image.hpp"
#include "verif/thief/board.hpp"

namespace thief {

// Boards of the scenes in verif/scenarios/thief*.toml.
inline constexpr std::uint32_t k_server_board = 0;
inline constexpr std::uint32_t k_client_board = 1;
inline constexpr std::uint32_t k_accomplice_board = 1; // thief-hardware
inline constexpr std::uint32_t k_thief_board = 2;

struct Scene {
    std::string_view name;    // of the attack
    std::string_view service; // the victim's
    PortBytes port{};         // its put-port, as everybody knows it
    std::uint64_t start = 0, end = 0;
    amoebox::image::Image image;

    bool over() const { return cycle() >= end; }
    // Ports of the thief's own image.
    std::optional<PortBytes> get_port(std::string_view of) const;
    std::optional<PortBytes> put_port(std::string_view of) const;
};

struct Report {
    std::uint32_t tries = 0;
    std::uint32_t got = 0;
    std::string_view by = "-";
    std::uint32_t refused = 0;
    std::uint32_t control = 0;
};

// A counter of the thief's box from now on.
class Count {
  public:
    explicit Count(hw::Counter which) : which_(which), before_(counter(which)) {}
    std::uint32_t operator()() const { return counter(which_) - before_; }

  private:
    hw::Counter which_;
    std::uint32_t before_;
};

// A frame to be filled in and sent as it stands.
struct Forged {
    frame::Frame frame;
    std::array<std::uint8_t, 256> bytes; // none of the thief's frames is longer

    frame::Header& header() { return frame.header; }
    // Its bytes (empty if it is malformed: for those, write bytes yourself).
    Bytes made() {
        const auto size = frame::encode(frame, bytes);
        return size ? Bytes(bytes).first(*size) : Bytes{};
    }
};
// A frame of a kind with this body or data, total = its size.
Forged forge(frame::Kind kind, const Mac& to, const PortBytes& port, const PortBytes& reply, Bytes data = {});

// The reply to a request, as its true server would send it but for the data.
Forged forged_reply(const frame::Frame& request, std::string_view text);
// HERE_IS in answer to a locate.
Forged forged_here_is(const frame::Header& locate);

// ALIVE in answer to an enquiry: the service is there, the transaction unknown.
Forged forged_alive(const frame::Header& enquiry);

// What the switch or a friendly victim has shown; nothing if it is malformed.
inline std::optional<frame::Frame> read(const Received& received) {
    const auto decoded = frame::decode(received.bytes);
    return decoded ? std::optional(*decoded) : std::nullopt;
}

// An honest service of the thief's own, so that it can serve a victim once: frames for `lure` are answered, others left.
class Lure {
  public:
    explicit Lure(const Scene& scene);
    ~Lure();
    // true: it was for the lure; `request` is the last request it had.
    bool answer(const frame::Frame& frame);
    std::optional<frame::Header> client; // of the last request: source, epoch, reply port P′, transaction
    std::uint32_t served = 0;

  private:
    PortBytes get_port_{};
    PortBytes put_port_{};
    Result armed_;
};

// An honest LOCATE of a port: where it is, with which life.  Nothing if nobody answers for 20 ms.
struct Place {
    Mac mac;
    std::uint64_t life;
    std::uint64_t epoch;
};
std::optional<Place> locate(const PortBytes& port);

// The attacks, by file.
Report listen_on_public_port(const Scene& scene);
Report answer_locate(const Scene& scene);
Report take_over_after_death(const Scene& scene);
Report forge_reply(const Scene& scene);
Report replay_reply(const Scene& scene);
Report forge_not_here(const Scene& scene);
Report forge_signature(const Scene& scene);
Report forge_source(const Scene& scene);
Report steal_get_port(const Scene& scene);
Report sniff(const Scene& scene);
Report malformed(const Scene& scene);
Report dma_outside_ram(const Scene& scene);
Report leftover_bytes(const Scene& scene);
Report knock(const Scene& scene);
Report reach_flash_or_mdio(const Scene& scene);
Report reset_to_keep_ports(const Scene& scene);
bool after_reset(); // it is under way: the processor has been reset, and its time began anew
Report locate_storm(const Scene& scene);
Report flood_unarmed(const Scene& scene);
Report flood_armed(const Scene& scene);
void record_request(const Scene& scene, const frame::Frame& frame); // for the attack that follows
Report replay_request_after_restart(const Scene& scene);

} // namespace thief
