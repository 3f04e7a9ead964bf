#include "verif/sim/board.hpp"

namespace amoebox::sim {

Board::Board(BoardSetup setup) : setup_(std::move(setup)), memory_(setup_.ram_bytes), who_(who(setup_.name)) {
    load_image();
}

void Board::run(Cycle from, Cycle to) {
    if (state_ == BoardState::running) {
        cycles_ += run_model(from, to) - from;
    }
}

bool Board::open_waves(const std::string& /*path*/) {
    return false;
}

void Board::deliver(Cycle now, Cycle start, FramePointer frame) {
    if (recording_) {
        recording_->inputs.push_back(
            {.cycle = now, .kind = RecordedInput::Kind::frame, .start = start, .bytes = frame->bytes});
    }
    ++frames_received_;
    put(start, std::move(frame));
}

void Board::type(Cycle now, std::string_view keys) {
    if (recording_) {
        recording_->inputs.push_back(
            {.cycle = now, .kind = RecordedInput::Kind::keys, .start = 0, .bytes = {keys.begin(), keys.end()}});
    }
    keys_.insert(keys_.end(), keys.begin(), keys.end());
}

void Board::order(Cycle now, Order order) {
    if (recording_) {
        recording_->inputs.push_back({.cycle = now,
                                      .kind = RecordedInput::Kind::order,
                                      .start = 0,
                                      .bytes = {static_cast<std::uint8_t>(order)}});
    }
    const auto silence = [this] {
        from_board_.reset();
        to_board_.clear();
    };
    switch (order) {
    case Order::stop:
        silence();
        state_ = BoardState::held;
        break;
    case Order::power_cut:
        silence();
        memory_.clear();
        keys_.clear();
        state_ = BoardState::held;
        break;
    case Order::restart:
        silence();
        keys_.clear();
        load_image();
        status_ = -1;
        reset_left_ = k_reset_cycles;
        state_ = BoardState::running;
        break;
    case Order::freeze:
        if (state_ == BoardState::running) {
            silence();
            state_ = BoardState::frozen;
        }
        break;
    case Order::thaw:
        if (state_ == BoardState::frozen) {
            state_ = BoardState::running;
        }
        break;
    }
    ordered(order);
}

void Board::replay(const RecordedInput& input) {
    switch (input.kind) {
    case RecordedInput::Kind::frame:
        deliver(input.cycle, input.start,
                std::make_shared<const Frame>(Frame{.bytes = input.bytes, .begin = 0, .end = 0}));
        break;
    case RecordedInput::Kind::keys:
        type(input.cycle, {reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size()});
        break;
    case RecordedInput::Kind::order:
        order(input.cycle, static_cast<Order>(input.bytes.at(0)));
        break;
    }
}

void Board::sent(Frame&& frame) {
    Hash one;
    one.add(frame.begin);
    one.add(frame.end);
    one.add(frame.bytes);
    hash_.add(one.value());
    if (recording_) {
        recording_->outputs.push_back({.cycle = frame.end, .hash = one.value()});
    }
    ++frames_sent_;
    output_.frames.push_back(std::move(frame));
}

void Board::printed(Cycle cycle, std::uint8_t byte) {
    hash_.add(cycle << 8 | byte);
    if (recording_) {
        recording_->outputs.push_back({.cycle = cycle, .hash = byte});
    }
    ++console_bytes_;
    output_.console.push_back({cycle, byte});
}

void Board::powered_off(Cycle cycle, int status) {
    hash_.add(cycle);
    hash_.add(static_cast<std::uint64_t>(status));
    status_ = status;
    state_ = BoardState::off;
    from_board_.reset();
    to_board_.clear();
}

} // namespace amoebox::sim
