#include "verif/sim/switch.hpp"

#include <algorithm>

namespace amoebox::sim {

namespace {

std::uint64_t address_at(const Frame& frame, std::size_t offset) {
    std::uint64_t address = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        address = address << 8 | frame.bytes[offset + i];
    }
    return address;
}

constexpr bool is_group(std::uint64_t address) {
    return (address >> 40 & 1) != 0;
}

} // namespace

Switch::Switch(SwitchSetup setup, std::size_t ports) : setup_(std::move(setup)), ports_(ports) {}

void Switch::learn(Cycle time, std::size_t port, std::uint64_t address) {
    if (is_group(address)) {
        return;
    }
    if (const auto found = table_.find(address); found != table_.end()) {
        found->second = {port, time};
        return;
    }
    // The oldest entry makes room if it is too old; a full table of living entries learns nothing new.
    for (std::size_t i = 0; table_.size() >= setup_.table && i < order_.size(); ++i) {
        const std::uint64_t oldest = order_.front();
        order_.pop_front();
        if (const auto entry = table_.find(oldest); entry->second.seen + setup_.ageing <= time) {
            table_.erase(entry);
            ++counts_.aged;
        } else {
            order_.push_back(oldest);
        }
    }
    if (table_.size() >= setup_.table) {
        ++counts_.not_learned;
        return;
    }
    table_.emplace(address, Entry{port, time});
    order_.push_back(address);
}

std::vector<std::size_t> Switch::route(Cycle time, std::size_t port, const Frame& frame) {
    ++counts_.received;
    if (frame.bytes.size() < k_shortest || frame.bytes.size() > k_longest || !has_good_checksum(frame.bytes)) {
        ++counts_.bad;
        return {};
    }
    learn(time, port, address_at(frame, 6));
    const std::uint64_t destination = address_at(frame, 0);
    std::optional<std::size_t> only;
    if (!is_group(destination)) {
        if (const auto found = table_.find(destination);
            found != table_.end() && found->second.seen + setup_.ageing > time) {
            only = found->second.port;
        }
    }
    std::vector<std::size_t> ports;
    for (std::size_t i = 0; i < ports_.size(); ++i) {
        const bool wanted = !only || *only == i || std::ranges::contains(setup_.mirror, i);
        if (i != port && wanted) {
            ports.push_back(i);
        }
    }
    if (only) {
        ++(*only == port ? counts_.local : counts_.forwarded);
    } else {
        ++counts_.flooded;
    }
    return ports;
}

std::optional<Cycle> Switch::enqueue(Cycle time, std::size_t port, std::size_t bytes) {
    Port& out = ports_.at(port);
    while (!out.queue.empty() && out.queue.front().end <= time) {
        out.bytes -= out.queue.front().bytes;
        out.queue.pop_front();
    }
    if (out.bytes + bytes > setup_.queue) {
        ++counts_.full;
        return std::nullopt;
    }
    const Cycle start = std::max(time + setup_.delay, out.free);
    const Cycle end = start + wire_cycles(bytes);
    out.free = end + k_gap;
    out.bytes += bytes;
    out.queue.push_back({end, bytes});
    return start;
}

} // namespace amoebox::sim
