// The thief's board: console, time, any physical address, the box and its DMA - without a kernel in between.
//
// Nothing here keeps to any rule: frames are sent byte for byte as given, every frame that reaches the rings is shown, the
// box's control port takes any command.  The same code runs where the box is missing.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "gen/registers.hpp"
#include "lib/capability/ports.hpp"
#include "lib/frame/body.hpp"
#include "lib/frame/frame.hpp"

namespace thief {

namespace hw = amoebox::hw;
namespace frame = amoebox::frame;
using amoebox::port_bytes;
using frame::Mac;
using frame::PortBytes;
using Bytes = std::span<const std::uint8_t>;

inline volatile std::uint32_t& reg(std::uint32_t base, std::uint32_t offset) {
    return *reinterpret_cast<volatile std::uint32_t*>(base + offset);
}
extern "C" bool probe_read(std::uint32_t address, std::uint32_t* value);
extern "C" bool probe_write(std::uint32_t address, std::uint32_t value);

// Console.
void print(std::string_view text);
void print(std::uint32_t number);
[[noreturn]] void power_off(std::uint32_t status);
[[noreturn]] void reset();

// Time, in cycles since this processor's reset.
std::uint64_t cycle();
inline constexpr std::uint64_t k_millisecond = 50'000;

// Pseudo-random numbers, the same in every run.
std::uint32_t random();
PortBytes random_port();

// Addresses of boards are no secret: its own, with another number (verif/sim/ethernet.hpp).
Mac mac_of(std::uint32_t board);
std::uint32_t own_board();
bool has_box();

// The send ring.
struct Fate {
    std::uint8_t code;
    std::uint8_t entry;
};
struct How {
    bool arm = false;
    std::uint8_t tag = 1;
    std::uint8_t owner = 0;
};
void start_dma();
void queue(Bytes frame, How how = {}); // waits only for room in the ring
void queue_again(unsigned count);      // hands the next `count` descriptors over as they stand
std::uint32_t queue_next();            // number of the next descriptor, when it is free
void queue_raw(const std::array<std::uint32_t, 8>& descriptor);
void queue_drain();                                   // until all have met their fate
std::uint32_t queue_sent();                           // frames since start_dma() whose fate was TX_SENT ...
std::uint32_t queue_refused();                        // ... or another
Fate send(Bytes frame, How how = {});                 // one, with its fate
inline constexpr std::uint32_t k_frame_memory = 2048; // bytes of RAM of each frame in the ring
std::uint32_t frame_memory(unsigned index);           // address of that of descriptor `index`
std::uint32_t send_ring();                            // its address
std::uint32_t receive_ring(unsigned number);
// Hands this descriptor over, saying that the ring lies at `ring`; 0xFF: the DMA has not written its status.
std::uint8_t queue_from(std::uint32_t ring, const std::array<std::uint32_t, 8>& descriptor);

// What came: whole frames, from both rings.  The bytes are valid until the next call.
struct Received {
    Bytes bytes;
    std::uint8_t tag = 0;
    std::uint8_t entry = 0;
    std::uint8_t fit = 0; // bit 0: data went to a context; bit 1: they did not fit it
};
bool receive(Received& received);
void forget_received();
// The slots of a ring as they lie in memory, uncached; the next one, and whether there is a frame in it.
volatile std::uint32_t* slot_memory(unsigned ring, unsigned slot);
std::uint16_t next_slot(unsigned ring);
bool has_next(unsigned ring);
void give_back(unsigned ring);
// Frames of others that have reached the thief's memory since start_dma(), whoever took them from the rings.
std::uint32_t foreign_received();

// The box's control port.
struct Result {
    std::uint8_t code = 0xFF;
    std::uint8_t entry = 0;
    PortBytes value{};
};
Result command(std::uint32_t operation, const PortBytes& operand, std::uint32_t kind = 0, std::uint32_t tag = 1,
               std::uint32_t owner = 0, std::uint32_t entry = 0);
inline Result arm(const PortBytes& get_port, std::uint32_t kind, std::uint32_t tag = 1) {
    return command(hw::fbox_op_arm, get_port, kind, tag);
}
void disarm(std::uint8_t entry);
std::uint32_t counter(hw::Counter which); // 0 without a box

} // namespace thief
