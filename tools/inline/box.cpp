#include "tools/inline/box.hpp"

#include <chrono>

namespace amoebox::control {

namespace {

using Clock = std::chrono::steady_clock;

int left(Clock::time_point end) {
    const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    return static_cast<int>(std::max<std::int64_t>(time, 0));
}

constexpr std::size_t k_waiting_max = 4096; // frames kept while an answer is awaited

std::string_view meaning(std::uint8_t code) {
    switch (code) {
    case hw::fbox_full:
        return "all 256 entries of the box are armed: disarm some.";
    case hw::fbox_already:
        return "this port is armed already.";
    case hw::fbox_no_entry:
        return "no such entry is armed.";
    case hw::fbox_null:
        return "the null port cannot be armed.";
    default:
        return "the box does not know this command: its version is another one.";
    }
}

} // namespace

std::expected<Records, std::string> Box::ask(const Records& records) {
    const std::uint32_t number = ++number_ | static_cast<std::uint32_t>(Clock::now().time_since_epoch().count()) << 8;
    const Bytes question = request(transport_.address(), number, records);
    for (int i = 0; i < tries_; ++i) {
        repeated_ = i > 0;
        if (const auto sent = transport_.send(question); !sent) {
            return std::unexpected(sent.error());
        }
        for (const auto end = Clock::now() + std::chrono::milliseconds(patience_); Clock::now() < end;) {
            auto received = transport_.receive(left(end));
            if (!received) {
                return std::unexpected(received.error());
            }
            std::optional<Bytes>& frame = *received;
            if (!frame) {
                break;
            }
            if (auto answer = reply(*frame, number)) {
                return *answer;
            }
            if (!is_control(*frame) && waiting_.size() < k_waiting_max) {
                waiting_.push_back(std::move(*frame));
            }
        }
    }
    return std::unexpected(
        "the box does not answer: is its host socket at the other end of this cable, and its light on?");
}

std::expected<Result, std::string> Box::command(const Records& records) {
    const auto answer = ask(records);
    if (!answer) {
        return std::unexpected(answer.error());
    }
    const auto found = result(*answer);
    if (!found) {
        return std::unexpected("the box is closed: it has no address or no entropy, or something in it has failed.");
    }
    return *found;
}

std::expected<void, std::string> Box::restart() {
    const auto answer = ask(control::restart());
    if (!answer) {
        return std::unexpected(answer.error());
    }
    if (answer->size() != 2 || (*answer)[1].code != Code::done) {
        return std::unexpected("the box has closed and does not open again: it has no entropy, or it is broken.");
    }
    return {};
}

std::expected<Result, std::string> Box::arm(const Port& get_port, bool transaction, std::uint8_t owner) {
    auto found = command(control::arm(get_port, transaction, 0, owner));
    // Asked again because the answer was lost: then ALREADY is our own arm, and SERIAL is still its.
    const bool ours = found && found->code == hw::fbox_already && repeated_;
    if (found && found->code != hw::fbox_ok && !ours) {
        return std::unexpected(std::string(meaning(found->code)));
    }
    return found;
}

std::expected<void, std::string> Box::disarm(std::uint8_t entry) {
    const auto found = command(control::disarm(entry));
    if (!found) {
        return std::unexpected(found.error());
    }
    if (found->code != hw::fbox_ok) {
        return std::unexpected(std::string(meaning(found->code)));
    }
    return {};
}

std::expected<void, std::string> Box::disarm_owner(std::uint8_t owner) {
    const auto found = command(control::disarm_owner(owner));
    return found ? std::expected<void, std::string>{} : std::unexpected(found.error());
}

std::expected<Status, std::string> Box::status() {
    const auto answer = ask(control::status());
    if (!answer) {
        return std::unexpected(answer.error());
    }
    const auto found = control::status(*answer);
    if (!found) {
        return std::unexpected(
            "the box answers in a way that this program does not understand: its version is another one.");
    }
    return *found;
}

std::expected<std::optional<Bytes>, std::string> Box::receive(int milliseconds) {
    if (!waiting_.empty()) {
        Bytes frame = std::move(waiting_.front());
        waiting_.pop_front();
        return frame;
    }
    for (const auto end = Clock::now() + std::chrono::milliseconds(milliseconds);;) {
        auto received = transport_.receive(left(end));
        if (!received) {
            return received;
        }
        if (const std::optional<Bytes>& frame = *received; !frame || !is_control(*frame)) {
            return received;
        }
    }
}

} // namespace amoebox::control
