// The simulator with one board that is whole: its own top from power-up, with memory, card and PHY.  The others are the simulator's.
//
//   AMOEBOX_WHOLE=NAME[:MS]   which board, and by how much earlier than the others' its power comes
//   AMOEBOX_CARDS=DIRECTORY   what make card wrote: every board has NAME.img from there instead of an image made now
//
// A program is this, verif/whole/target.cpp and a source that says in make_board() what its whole board is (make_whole).
#pragma once

#include <verilated.h>

#include <optional>

#include "verif/sim/target.hpp"

namespace amoebox::sim {

// Bench: a board of verif/boards at a port of the switch: frames go to it by put(), and stand in `frames` when it has sent them.
template <class Bench>
class WholeBoard final : public Board {
  public:
    WholeBoard(BoardSetup given, Cycle ahead) : Board(std::move(given)), ahead_(ahead) {
        for (const std::uint8_t byte : setup_.mac) {
            address_ = address_ << 8 | byte;
        }
    }
    ~WholeBoard() override { forget(); }

  protected:
    Cycle run_model(Cycle from, Cycle to) override {
        if (!board_) {
            power_on(from);
        }
        Verilated::threadContextp(board_->context.get());
        board_->console.keys.insert(board_->console.keys.end(), keys_.begin(), keys_.end());
        keys_.clear();
        while (board_->network_cycle() < to) {
            const Cycle cycle = board_->network_cycle();
            board_->step();
            for (const char byte : board_->console.text) {
                printed(cycle, static_cast<std::uint8_t>(byte));
            }
            board_->console.text.clear();
            for (; !board_->frames.empty(); board_->frames.pop_front()) {
                sent(std::move(board_->frames.front()));
            }
            off_for_ = board_->top->off_o != 0 ? off_for_ + 1 : 0;
            // The last byte may still be on its way over the console's line.
            if (off_for_ > k_last_words) {
                powered_off(cycle + 1, board_->top->status_o);
                return cycle + 1;
            }
        }
        if (const std::string broken = board_->fault(); !broken.empty()) {
            fault_ = "its " + broken;
            powered_off(to, 255);
        }
        return to;
    }
    void put(Cycle start, FramePointer frame) override {
        if (board_) {
            board_->put(start, std::move(frame));
        }
    }
    // Whatever ends its power ends its memory, too.
    void ordered(Order order) override {
        if (order == Order::stop || order == Order::power_cut || order == Order::restart) {
            forget();
        }
    }

  private:
    static constexpr unsigned k_last_words = 4000; // events

    void power_on(Cycle now) {
        board_.emplace(100, address_, setup_.number, now);
        board_->card.content = setup_.image;
        if (const Cycle ahead = std::exchange(ahead_, 0); ahead != 0) {
            while (board_->network_cycle() < now + ahead) {
                board_->step();
            }
            board_->frames.clear(); // nobody was there
            board_->restart_network_at(now);
        }
    }
    void forget() {
        if (board_) {
            Verilated::threadContextp(board_->context.get());
            board_.reset();
        }
        off_for_ = 0;
    }

    std::uint64_t address_ = 0;
    Cycle ahead_;
    std::optional<Bench> board_;
    unsigned off_for_ = 0;
};

// From target.cpp: which board is the whole one.
struct Whole {
    std::string name;
    Cycle ahead = 0;
};
std::expected<Whole, std::string> whole();
std::expected<std::unique_ptr<Board>, std::string> make_simulated(BoardSetup setup);
std::string other_defence(const BoardSetup& setup, std::string_view what, std::string_view built);

// `defence`: what the whole board of this program is built with.
template <class Bench>
std::expected<std::unique_ptr<Board>, std::string> make_whole(BoardSetup setup, std::string_view what,
                                                              std::string_view defence) {
    const auto wanted = whole();
    if (!wanted) {
        return std::unexpected(wanted.error());
    }
    if (setup.name != wanted->name) {
        return make_simulated(std::move(setup));
    }
    if (setup.defence != defence) {
        return std::unexpected(other_defence(setup, what, defence));
    }
    return std::make_unique<WholeBoard<Bench>>(std::move(setup), wanted->ahead);
}

} // namespace amoebox::sim
