#include "verif/sim/network.hpp"

#include <algorithm>
#include <thread>
#include <tuple>

#include "verif/sim/barrier.hpp"

namespace amoebox::sim {

// The first thread is the caller's.
struct Network::Threads {
    explicit Threads(unsigned count) : barrier(count) {}
    Barrier barrier;
    Cycle from = 0;
    Cycle to = 0;
    bool end = false;
    std::vector<std::thread> workers;
};

Network::Network(NetworkSetup setup, std::vector<std::unique_ptr<Board>> boards)
    : setup_(std::move(setup)), boards_(std::move(boards)), switch_(setup_.network, boards_.size()) {
    for (const auto& board : boards_) {
        const std::uint64_t stream = who(board->setup().name);
        cables_.push_back({.up = {setup_.seed, stream}, .down = {setup_.seed, stream + 0x80'0000}, .delivered = {}});
    }
    for (const LinkFault& fault : setup_.faults) {
        Cable& cable = cables_.at(fault.board);
        (fault.direction == Direction::up ? cable.up : cable.down).add(fault.fault);
    }
    std::ranges::stable_sort(setup_.steps, {}, &Step::at);
    setup_.threads = std::clamp(setup_.threads, 1U, static_cast<unsigned>(std::max<std::size_t>(boards_.size(), 1)));
    if (setup_.threads > 1) {
        threads_ = std::make_unique<Threads>(setup_.threads);
        for (unsigned i = 1; i < setup_.threads; ++i) {
            threads_->workers.emplace_back(&Network::work, this, i);
        }
    }
}

Network::~Network() {
    if (threads_) {
        threads_->end = true;
        threads_->barrier.wait();
        for (std::thread& worker : threads_->workers) {
            worker.join();
        }
    }
}

void Network::run_boards(unsigned thread, Cycle from, Cycle to) {
    for (std::size_t i = thread; i < boards_.size(); i += setup_.threads) {
        boards_[i]->run(from, to);
    }
}

void Network::work(unsigned thread) {
    while (true) {
        threads_->barrier.wait();
        if (threads_->end) {
            return;
        }
        run_boards(thread, threads_->from, threads_->to);
        threads_->barrier.wait();
    }
}

void Network::run(Cycle budget, const std::function<bool(Cycle)>& go_on) {
    const Cycle quantum = std::min(k_quantum, switch_.setup().delay);
    while (now_ < budget && go_on(now_)) {
        while (steps_done_ < setup_.steps.size() && setup_.steps[steps_done_].at <= now_) {
            step(setup_.steps[steps_done_++]);
        }
        Cycle to = std::min(now_ + (setup_.clock ? k_look : quantum), budget);
        if (steps_done_ < setup_.steps.size()) {
            to = std::min(to, setup_.steps[steps_done_].at);
        }
        if (setup_.clock) {
            to = events_.empty() ? to : std::min(to, events_.top().time + 1);
            to = setup_.clock(now_, to);
        }
        if (threads_) {
            threads_->from = now_;
            threads_->to = to;
            threads_->barrier.wait();
            run_boards(0, now_, to);
            threads_->barrier.wait();
        } else {
            run_boards(0, now_, to);
        }
        now_ = to;
        exchange(to);
        for (Watcher* watcher : watchers_) {
            watcher->quantum(now_);
        }
    }
}

void Network::exchange(Cycle to) {
    for (std::size_t i = 0; i < boards_.size(); ++i) {
        BoardOutput& output = boards_[i]->output();
        for (Watcher* watcher : watchers_) {
            for (const auto& [cycle, byte] : output.console) {
                watcher->console(i, cycle, byte);
            }
            for (const auto& [cycle, word] : output.trace) {
                watcher->trace(i, cycle, word);
            }
        }
        for (Frame& frame : output.frames) {
            send_up(i, std::move(frame));
        }
        output.clear();
    }
    while (!events_.empty() && events_.top().time < to) {
        const Event event = events_.top();
        events_.pop();
        if (event.link % 2 == 0) {
            for (const std::size_t port : switch_.route(event.time, event.link / 2, *event.frame)) {
                send_down(port, event.time, event.frame);
            }
        } else {
            deliver(event);
        }
    }
}

void Network::send_up(std::size_t board, Frame&& made) {
    Cable& cable = cables_[board];
    const auto frame = std::make_shared<const Frame>(std::move(made));
    auto fate = cable.up.pass(frame->end, frame, cable.is_cut);
    tell(Direction::up, board, frame->begin, frame->end, *frame, fate.verdict);
    for (auto& arrival : fate.arrivals) {
        events_.push({arrival.time, 2 * board, cable.up_sequence++, std::move(arrival.frame), ""});
    }
}

void Network::send_down(std::size_t board, Cycle time, const FramePointer& frame) {
    Cable& cable = cables_[board];
    auto fate = cable.down.pass(time, frame, cable.is_cut);
    if (fate.arrivals.empty()) {
        tell(Direction::down, board, time, time, *frame, fate.verdict);
    }
    for (auto& arrival : fate.arrivals) {
        events_.push({arrival.time, 2 * board + 1, cable.down_sequence++, std::move(arrival.frame), fate.verdict});
    }
}

void Network::deliver(const Event& event) {
    const std::size_t board = event.link / 2;
    const std::size_t bytes = event.frame->bytes.size();
    const auto start = switch_.enqueue(event.time, board, bytes);
    if (!start) {
        tell(Direction::down, board, event.time, event.time, *event.frame, "switch queue full");
        return;
    }
    const bool hears = boards_[board]->state() == BoardState::running;
    tell(Direction::down, board, *start, *start + wire_cycles(bytes), *event.frame,
         hears ? event.verdict : "board is not running");
    if (hears) {
        Hash one;
        one.add(*start);
        one.add(event.frame->bytes);
        cables_[board].delivered.add(one.value());
        boards_[board]->deliver(now_, *start, event.frame);
    }
}

void Network::tell(Direction direction, std::size_t board, Cycle begin, Cycle end, const Frame& frame,
                   std::string_view verdict) {
    for (Watcher* watcher : watchers_) {
        watcher->frame(direction, board, begin, end, frame, verdict);
    }
}

void Network::step(const Step& step) {
    switch (step.what) {
    case Step::What::cut:
        cables_.at(step.board).is_cut = true;
        return;
    case Step::What::mend:
        cables_.at(step.board).is_cut = false;
        return;
    case Step::What::stop:
        return boards_.at(step.board)->order(now_, Order::stop);
    case Step::What::restart:
        return boards_.at(step.board)->order(now_, Order::restart);
    case Step::What::power_cut:
        return boards_.at(step.board)->order(now_, Order::power_cut);
    case Step::What::freeze:
        return boards_.at(step.board)->order(now_, Order::freeze);
    case Step::What::thaw:
        return boards_.at(step.board)->order(now_, Order::thaw);
    }
}

const FaultCounts& Network::counts(std::size_t board, Direction direction) const {
    const Cable& cable = cables_.at(board);
    return direction == Direction::up ? cable.up.counts() : cable.down.counts();
}

std::uint64_t Network::hash() const {
    Hash all;
    all.add(now_);
    for (std::size_t i = 0; i < boards_.size(); ++i) {
        all.add(boards_[i]->hash());
        all.add(cables_[i].delivered.value());
        all.add(static_cast<std::uint64_t>(boards_[i]->status()));
    }
    return all.value();
}

} // namespace amoebox::sim
