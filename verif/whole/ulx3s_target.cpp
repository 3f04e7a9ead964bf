// The simulator with one board that is an ULX3S, whole: its own top from power-up, with memory chip, card and PHY.  The others
// are the simulator's.
//
//   AMOEBOX_ULX3S=NAME[:MS]   which board, and by how much earlier than the others' its power comes
//   AMOEBOX_CARDS=DIRECTORY   what make card wrote: every board has NAME.img from there instead of an image made now
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "verif/boards/ulx3s.hpp"
#include "verif/sim/models.hpp"
#include "verif/sim/target.hpp"

namespace amoebox::sim {

namespace {

#ifdef ULX3S_WIRE
constexpr std::string_view k_defence = "wire";
#else
constexpr std::string_view k_defence = "box";
#endif

class Ulx3sBoard final : public Board {
  public:
    Ulx3sBoard(BoardSetup given, Cycle ahead) : Board(std::move(given)), ahead_(ahead) {
        for (const std::uint8_t byte : setup_.mac) {
            address_ = address_ << 8 | byte;
        }
    }
    ~Ulx3sBoard() override { forget(); }

  protected:
    Cycle run_model(Cycle from, Cycle to) override {
        if (!board_) {
            power_on(from);
        }
        Verilated::threadContextp(board_->context.get());
        board_->keys.insert(board_->keys.end(), keys_.begin(), keys_.end());
        keys_.clear();
        while (board_->network_cycle() < to) {
            const Cycle cycle = board_->network_cycle();
            board_->step();
            for (const char byte : board_->console) {
                printed(cycle, static_cast<std::uint8_t>(byte));
            }
            board_->console.clear();
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
    static constexpr unsigned k_last_words = 2000; // events

    void power_on(Cycle now) {
        board_.emplace(100, address_, setup_.number, now);
        board_->card.content = setup_.image;
        if (const Cycle ahead = std::exchange(ahead_, 0); ahead != 0) {
            board_->run(ahead);
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
    std::optional<bench::Ulx3s> board_;
    unsigned off_for_ = 0;
};

std::string_view environment(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

} // namespace

TargetKind target_kind() {
    return {.patience = 1000}; // as on a card (tools/boards/cards.cpp)
}

std::expected<std::vector<std::uint8_t>, std::string> make_image(const Places& places, const ImageRequest& request) {
    if (const std::string_view cards = environment("AMOEBOX_CARDS"); !cards.empty()) {
        return read_bytes(fmt::format("{}/{}.img", cards, request.board));
    }
    return make_image_of(places, places.target(), request);
}

std::expected<std::vector<std::uint32_t>, std::string> load_rom(const Places& places) {
    const auto bytes = read_bytes(places.target() + "/firmware.bin");
    if (!bytes) {
        return std::unexpected(bytes.error() + ": make programs");
    }
    return to_words(*bytes);
}

std::expected<std::unique_ptr<Board>, std::string> make_board(BoardSetup setup) {
    const std::string_view named = environment("AMOEBOX_ULX3S");
    const std::size_t colon = named.find(':');
    if (setup.name != named.substr(0, colon)) {
        return setup.defence == "wire" ? make_board_wire(std::move(setup)) : make_board_box(std::move(setup));
    }
    Cycle ahead = 0;
    if (colon != std::string_view::npos) {
        const auto read = std::from_chars(named.data() + colon + 1, named.data() + named.size(), ahead);
        if (read.ec != std::errc{} || read.ptr != named.data() + named.size() || ahead > 1000) {
            return std::unexpected(fmt::format("AMOEBOX_ULX3S={}: expected NAME or NAME:MILLISECONDS", named));
        }
    }
    if (setup.defence != k_defence) {
        return std::unexpected(fmt::format("board \"{}\" has defence \"{}\"; the ULX3S of this program is built with "
                                           "\"{}\"",
                                           setup.name, setup.defence, k_defence));
    }
    return std::make_unique<Ulx3sBoard>(std::move(setup), ahead * (k_hertz / 1000));
}

} // namespace amoebox::sim
