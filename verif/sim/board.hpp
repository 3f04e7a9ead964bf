// A board without its model: what is around the chip.  A class derived from it (board_model.hpp) runs the Verilated node.
//
// Between calls of run() a board is quiescent: frames, keys and orders are given to it then, and what it made is taken.
// All that it is given is recorded on request, so that it can be run again alone (record.hpp).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "verif/sim/memory.hpp"
#include "verif/sim/phy.hpp"
#include "verif/sim/random.hpp"
#include "verif/sim/record.hpp"

namespace amoebox::sim {

inline constexpr std::size_t k_image_offset = 0x0100'0000; // in RAM: stands in for the card loader
inline constexpr unsigned k_reset_cycles = 16;

struct BoardSetup {
    std::string name;
    std::uint16_t number = 0;
    Mac mac{};
    std::uint32_t ram_bytes = 0;
    std::uint64_t seed = 0;
    std::string defence = "box";
    bool every_cycle = false; // evaluate what is idle, too: changes no result
    std::vector<std::uint32_t> rom;
    std::vector<std::uint8_t> image;
    std::string disk = {}; // file; "": it has none
};

// What a board made in the last quantum.
struct BoardOutput {
    struct Byte {
        Cycle cycle;
        std::uint8_t byte;
    };
    struct Word {
        Cycle cycle;
        std::uint32_t word;
    };
    std::vector<Frame> frames;
    std::vector<Byte> console;
    std::vector<Word> trace;
    void clear() {
        frames.clear();
        console.clear();
        trace.clear();
    }
};

enum class BoardState { running, held, frozen, off };

class Board {
  public:
    explicit Board(BoardSetup setup);
    virtual ~Board() = default;
    Board(const Board&) = delete;
    Board& operator=(const Board&) = delete;

    // Cycles [from, to); may be called from any thread.
    void run(Cycle from, Cycle to);
    // Waveforms, in models that were built for them.  False: this one was not.
    virtual bool open_waves(const std::string& path);
    virtual void close_waves() {}

    void deliver(Cycle now, Cycle start, FramePointer frame);
    void type(Cycle now, std::string_view keys);
    void order(Cycle now, Order order);
    void start_recording() { recording_ = std::make_unique<Recording>(); }
    const Recording* recording() const { return recording_.get(); }
    void replay(const RecordedInput& input);

    BoardOutput& output() { return output_; }
    // Not its own doing: why it has ended or never began; "": nothing of the kind.
    const std::string& fault() const { return fault_; }
    const BoardSetup& setup() const { return setup_; }
    BoardState state() const { return state_; }
    int status() const { return status_; }
    Cycle cycles() const { return cycles_; } // that it really ran
    std::uint64_t hash() const { return hash_.value(); }
    std::uint64_t console_bytes() const { return console_bytes_; }
    std::uint64_t frames_sent() const { return frames_sent_; }
    std::uint64_t frames_received() const { return frames_received_; }
    std::uint32_t peek(std::uint32_t word) const { return memory_.read(word); }
    std::size_t keys_waiting() const { return keys_.size(); }

  protected:
    // One quantum of a running board; returns the first cycle that it did not run (power-off).
    virtual Cycle run_model(Cycle from, Cycle to) = 0;
    virtual void put(Cycle start, FramePointer frame) { to_board_.put(start, std::move(frame)); }
    virtual void ordered(Order /*order*/) {}

    std::uint8_t entropy() {
        return static_cast<std::uint8_t>(draw(setup_.seed, Use::entropy, who_, entropy_drawn_++));
    }
    void sent(Frame&& frame);
    void printed(Cycle cycle, std::uint8_t byte);
    void traced(Cycle cycle, std::uint32_t word) { output_.trace.push_back({cycle, word}); }
    void powered_off(Cycle cycle, int status);
    void load_image() { memory_.place(k_image_offset, setup_.image); }

    std::string fault_;
    BoardSetup setup_;
    Memory memory_;
    FromBoard from_board_;
    ToBoard to_board_;
    std::deque<std::uint8_t> keys_;
    unsigned reset_left_ = k_reset_cycles;

  private:
    std::uint64_t who_;
    std::uint64_t entropy_drawn_ = 0;
    BoardState state_ = BoardState::running;
    int status_ = -1;
    Cycle cycles_ = 0;
    Hash hash_;
    std::uint64_t console_bytes_ = 0;
    std::uint64_t frames_sent_ = 0;
    std::uint64_t frames_received_ = 0;
    BoardOutput output_;
    std::unique_ptr<Recording> recording_;
};

} // namespace amoebox::sim
