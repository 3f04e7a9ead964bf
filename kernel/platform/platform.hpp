// What a machine must offer so that the kernel runs on it, whole: a new platform is a directory kernel/platform/NAME/ that
// gives what stands here, and nothing outside it changes (docs/platforms.md).
//
// The build puts that directory on the path of includes.  Its machine.hpp defines what is declared below, inline where an RPC
// passes, and these constants:
//
//   k_ram_base                                         where RAM begins; its size comes from the firmware
//   k_pending_timer, k_pending_console, k_pending_frames   bits of pending()
//   k_windows                                          array of Window: what the kernel sees besides RAM
//
// Its fbox.hpp has the class FBox: frames of the RPC engine to and from the network, with the promises of docs/fbox.md, by the
// box or, where there is none, by lib/softbox (kernel/platform/soft helps).  kernel/rpc_engine.hpp shows its use:
//
//   bool start()                       sets the way to the network up; false: this machine has none
//   uint8_t* header()                  room for the next frame's header bytes; null: the ring is full
//   void send(frame)                   the frame whose header lies there
//   uint16_t tx_head(), tx_done()      frames handed over; of those, the ones whose memory nobody reads any more
//   bool poll(engine, wanted)          engine.sent(), then read_clock() and frame() for what has come; true: it now holds strangers back
//   bool holds(), release()            because wanted() said that a thread wants the processor; until release()
//   void gather(n)                     so many frames that contexts have placed may wait together; may be ignored
//   arm(), disarm(), f()               the box's commands
//   bool set_context(), clear_context()   false: there are none, the engine copies
//   uint32_t counter(n)                of the box
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace amoebox::kernel::platform {

// A part of the kernel's address space that is no RAM: pieces of 4 MB, from the first one that it touches to the last.
struct Window {
    std::uint32_t address;
    std::uint32_t physical;
    std::uint32_t bytes;
};

// Before anything else here, the kernel's address space in use.  A sentence for a panic if the machine lacks something; else null.
const char* start();

// Console: waits until the byte is taken; a typed byte, or -1.
void console_put(std::uint8_t byte);
std::int32_t console_get();

// Interrupts: frames and timer always, the console by wish.  They only ever arrive while a thread runs.
void listen(bool console);
std::uint32_t pending(); // k_pending_ bits, levels
void rest();             // nothing to do: may sleep until pending() has something new

// Time: 50 MHz since the start, whatever the processor's clock is.
std::uint32_t cycle(); // low word
std::uint64_t cycles();
void set_alarm(std::uint32_t cycle); // the timer is pending from this cycle on

// 32 fresh bits of the machine's entropy.  false: none yet.
bool entropy(std::uint32_t& word);

// Storage: a disk of sectors.  Whole sectors, in the kernel's own memory, at most k_disk_most bytes.  Waits for the device, at
// most k_disk_patience, and nothing else runs on the board meanwhile: only for whoever may stop everybody, as the kernel may while
// it starts.  What a write has answered `ok` is there after a restart, too.
inline constexpr std::uint32_t k_sector = 512;
inline constexpr std::uint32_t k_disk_most = 65536;
inline constexpr std::uint32_t k_disk_patience = 100'000'000; // cycles; after that there is no disk any more
enum class Disk : std::uint8_t { ok, none, outside, failed }; // no disk; not whole sectors of it; the device says so
std::uint32_t disk_sectors();                                 // 0: this machine has no disk
Disk disk_read(std::uint32_t sector, std::span<std::uint8_t> to);
Disk disk_write(std::uint32_t sector, std::span<const std::uint8_t> from);

void trace(std::uint32_t word); // for whoever watches; may do nothing
void see_received_data();       // before a thread reads what frames brought
std::uint32_t board_number();   // which of the network's boards this is
[[noreturn]] void power_off(std::uint32_t status);

} // namespace amoebox::kernel::platform

#include "machine.hpp"
