// What is around the DMA engines: memory with random waits, the box's side of both streams, the processor.
//
// Every byte that is written must have been allowed before, and is allowed once for each permission.  Words can be
// marked to turn into garbage when they are read, so that a second fetch is seen in what comes out.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <vector>

#include "VsocDmaBench.hpp"

namespace amoebox::soc {

using Bytes = std::vector<std::uint8_t>;

inline constexpr std::uint32_t k_ram = 0x40000000;
inline constexpr std::uint32_t k_page = 4096;
inline constexpr std::uint32_t k_pages = 256; // 1 MB
inline constexpr std::uint32_t k_ram_bytes = k_pages * k_page;

struct FrameOut {
    Bytes bytes;
    bool arm = false;
    std::uint8_t tag = 0;
    std::uint8_t owner = 0;
};
struct FrameIn {
    Bytes bytes;
    std::uint8_t tag = 0;
    std::uint8_t entry = 0;
};
struct Fate {
    std::uint8_t code = 0;
    std::uint8_t entry = 0;
};

class DmaWorld {
  public:
    explicit DmaWorld(std::uint64_t seed);
    ~DmaWorld();

    void cycle();
    std::uint32_t read_register(std::uint32_t offset);
    void write_register(std::uint32_t offset, std::uint32_t value);
    bool irq() const;
    std::uint64_t cycles() const { return cycles_; }

    // Memory.  Addresses are physical.
    std::uint8_t& at(std::uint32_t address);
    std::uint32_t word(std::uint32_t address);
    void set_word(std::uint32_t address, std::uint32_t value);
    void allow(std::uint32_t address, std::size_t bytes);
    void forbid_all();
    std::size_t still_allowed() const { return allowed_left_; }
    void burn_after_reading(std::uint32_t address, std::size_t bytes);

    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }
    std::uint32_t between(std::uint32_t low, std::uint32_t high) { return low + below(high - low + 1); }
    bool one_in(std::uint32_t n) { return below(n) == 0; }
    std::uint8_t byte() { return static_cast<std::uint8_t>(random_()); }

    // Box, send side: frames as they arrive; their fates, asked for in order.
    std::vector<FrameOut> sent;
    std::function<Fate()> fate = [] { return Fate{}; };
    std::uint32_t stall_in = 4; // ready is low in one of so many cycles (0: never)
    // Box, receive side: frames to deliver.
    std::deque<FrameIn> to_deliver;
    std::uint32_t gap_in = 4; // valid is low in one of so many cycles (0: never)
    std::size_t finished = 0; // hrx_done pulses
    std::uint32_t longest_stall = 0;
    std::size_t in_the_box = 0; // delivered to the last byte, not finished

    // Memory waits at most so long before and within a burst; a processor that always wants the memory.
    std::uint32_t max_wait = 12;
    bool busy_cpu = false;
    std::uint64_t cpu_bursts = 0;
    std::uint32_t cpu_longest = 0; // cycles of its longest wait
    std::size_t bytes_written = 0;

  private:
    void memory_before();
    void memory_after();

    std::mt19937_64 random_;
    std::unique_ptr<VerilatedContext> context_;
    std::unique_ptr<VsocDmaBench> top_;
    std::uint64_t cycles_ = 0;
    Bytes ram_;
    std::vector<std::uint8_t> allowed_;
    std::size_t allowed_left_ = 0;
    std::vector<bool> burn_;
    // The burst that runs
    bool active_ = false;
    std::uint32_t wait_ = 0;
    std::uint32_t beat_ = 0;
    // The streams
    FrameOut collecting_;
    std::deque<std::uint32_t> undecided_; // waits before the fates of frames received whole
    std::size_t in_at_ = 0;
    bool in_valid_ = false;
    std::uint32_t cpu_wait_ = 0;
    std::uint32_t stalled_ = 0;
};

} // namespace amoebox::soc
