// Control frames of the wall-socket box as a program sees them: requests in, frames out, replies back (docs/inline.md).
// Nothing here sends or waits; box.hpp does.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gen/control.hpp"
#include "gen/frame.hpp"
#include "gen/profile.hpp"
#include "gen/registers.hpp"

namespace amoebox::control {

using Bytes = std::vector<std::uint8_t>;
using Address = std::array<std::uint8_t, 6>;
using Port = std::array<std::uint8_t, port_bytes>;

// Requests go to everybody on the host's cable: there is nobody but the box, and its address need not be known.
inline constexpr Address k_everybody = {255, 255, 255, 255, 255, 255};
inline constexpr std::uint8_t k_hops_of_reply = 1;
inline constexpr std::size_t k_port_words = (port_bytes + 3) / 4;

struct Record {
    Operation operation = Operation::read;
    std::uint8_t address = 0;
    Code code = Code::done;
    std::uint32_t data = 0;
    bool operator==(const Record&) const = default;
};
using Records = std::vector<Record>;

inline constexpr std::size_t k_records_max = (frame::max_frame - frame::header_size) / record_size;

namespace detail {

inline void put(Bytes& to, std::size_t at, std::size_t size, std::uint64_t value) {
    for (std::size_t i = 0; i < size; ++i) {
        to[at + i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
    }
}
inline std::uint64_t get(std::span<const std::uint8_t> from, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        value = value << 8 | from[at + i];
    }
    return value;
}

} // namespace detail

// The frame that asks for these records; `number` comes back in the reply.
inline Bytes request(const Address& source, std::uint32_t number, const Records& records) {
    using namespace frame;
    Bytes f(header_size + records.size() * record_size, 0);
    std::ranges::copy(k_everybody, f.begin() + at_destination);
    std::ranges::copy(source, f.begin() + at_source);
    detail::put(f, at_ethertype, 2, ethertype);
    f[at_version] = version;
    f[at_kind] = static_cast<std::uint8_t>(Kind::control);
    detail::put(f, at_length, 2, records.size() * record_size);
    detail::put(f, at_transaction, 4, number);
    detail::put(f, at_total, 4, records.size() * record_size);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const std::size_t at = header_size + i * record_size;
        f[at + at_operation] = static_cast<std::uint8_t>(records[i].operation);
        f[at + at_address] = records[i].address;
        detail::put(f, at + at_data, 4, records[i].data);
    }
    return f;
}

inline bool is_control(std::span<const std::uint8_t> f) {
    return f.size() >= frame::header_size && detail::get(f, frame::at_ethertype, 2) == frame::ethertype &&
           f[frame::at_version] == frame::version &&
           f[frame::at_kind] == static_cast<std::uint8_t>(frame::Kind::control);
}

// The records of the reply to request `number`; nothing if the frame is anything else.
inline std::optional<Records> reply(std::span<const std::uint8_t> f, std::uint32_t number) {
    using namespace frame;
    if (!is_control(f) || f[at_hops] != k_hops_of_reply || detail::get(f, at_transaction, 4) != number) {
        return std::nullopt;
    }
    const std::size_t length = detail::get(f, at_length, 2);
    if (length % record_size != 0 || f.size() < header_size + length) {
        return std::nullopt;
    }
    Records records(length / record_size);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const std::size_t at = header_size + i * record_size;
        records[i] = {static_cast<Operation>(f[at + at_operation]), f[at + at_address],
                      static_cast<Code>(f[at + at_code]),
                      static_cast<std::uint32_t>(detail::get(f, at + at_data, 4))};
    }
    return records;
}

// ---- What the records of a command are, and what its reply says

inline void read(Records& to, std::uint32_t address) {
    to.push_back({.operation = Operation::read, .address = static_cast<std::uint8_t>(address)});
}
inline void write(Records& to, std::uint32_t address, std::uint32_t data) {
    to.push_back({.operation = Operation::write, .address = static_cast<std::uint8_t>(address), .data = data});
}
inline void wait(Records& to) {
    to.push_back({.operation = Operation::wait, .address = static_cast<std::uint8_t>(hw::fbox::status)});
}

// A command of block FBOX on an operand (none for disarming), and the reading of `value_words` words of its value.
inline Records command(std::uint32_t word, const Port* operand, std::size_t value_words) {
    Records records;
    wait(records);
    for (std::size_t i = 0; operand != nullptr && i < k_port_words; ++i) {
        std::uint32_t data = 0;
        for (std::size_t j = 0; j < 4 && 4 * i + j < port_bytes; ++j) {
            data |= static_cast<std::uint32_t>((*operand)[4 * i + j]) << (8 * j);
        }
        write(records, hw::fbox::operand, data);
    }
    write(records, hw::fbox::command, word);
    wait(records);
    read(records, hw::fbox::result);
    read(records, hw::fbox::serial);
    for (std::size_t i = 0; i < value_words; ++i) {
        read(records, hw::fbox::value);
    }
    return records;
}

// What such a command gave.
struct Result {
    std::uint8_t code = 0; // FBOX_ codes of registers.toml
    std::uint8_t entry = 0;
    std::uint32_t serial = 0;
    Port value{};
};
inline std::optional<Result> result(const Records& records) {
    Result found;
    std::size_t place = 0;
    bool seen = false;
    for (const Record& record : records) {
        if (record.code != Code::done) {
            return std::nullopt;
        }
        if (record.operation != Operation::read) {
            continue;
        }
        if (record.address == hw::fbox::result) {
            found.code = static_cast<std::uint8_t>(record.data);
            found.entry = static_cast<std::uint8_t>(record.data >> 8);
            seen = true;
        } else if (record.address == hw::fbox::serial) {
            found.serial = record.data;
        } else if (record.address == hw::fbox::value) {
            for (std::size_t j = 0; j < 4 && place < port_bytes; ++j) {
                found.value[place++] = static_cast<std::uint8_t>(record.data >> (8 * j));
            }
        }
    }
    return seen ? std::optional(found) : std::nullopt;
}

inline Records arm(const Port& get_port, bool transaction, std::uint8_t tag = 0, std::uint8_t owner = 0) {
    return command(hw::fbox_op_arm | static_cast<std::uint32_t>(transaction) << 4 |
                       static_cast<std::uint32_t>(tag) << 8 | static_cast<std::uint32_t>(owner) << 16,
                   &get_port, k_port_words);
}
inline Records disarm(std::uint8_t entry) {
    return command(hw::fbox_op_disarm | static_cast<std::uint32_t>(entry) << 24, nullptr, 0);
}
inline Records disarm_owner(std::uint8_t owner) {
    return command(hw::fbox_op_disarm_owner | static_cast<std::uint32_t>(owner) << 16, nullptr, 0);
}
inline Records restart() {
    Records records;
    write(records, reg_reset, 1);
    wait(records);
    return records;
}

// Identity, life and every counter.
struct Status {
    std::uint32_t id = 0, box_id = 0, version = 0, status = 0;
    std::uint64_t epoch = 0;
    Address address{};
    std::array<std::uint32_t, counters> inline_counters{};
    std::array<std::uint32_t, hw::counters> box_counters{};
};
inline Records status() {
    Records records;
    for (const std::uint32_t address :
         {std::uint32_t{reg_id}, hw::fbox::id, hw::fbox::version, hw::fbox::status, hw::fbox::epoch_high,
          hw::fbox::epoch_low, hw::fbox::mac_high, hw::fbox::mac_low}) {
        read(records, address);
    }
    for (std::uint32_t i = 0; i < counters; ++i) {
        read(records, reg_counter + 4 * i);
    }
    for (std::uint32_t i = 0; i < hw::counters; ++i) {
        write(records, hw::fbox::counter_select, i);
        read(records, hw::fbox::counter);
    }
    return records;
}
inline std::optional<Status> status(const Records& records) {
    if (records.size() != 8 + counters + 2 * hw::counters ||
        std::ranges::any_of(records, [](const Record& r) { return r.code != Code::done; })) {
        return std::nullopt;
    }
    Status s;
    s.id = records[0].data;
    s.box_id = records[1].data;
    s.version = records[2].data;
    s.status = records[3].data;
    s.epoch = static_cast<std::uint64_t>(records[4].data) << 32 | records[5].data;
    const std::uint64_t address = static_cast<std::uint64_t>(records[6].data) << 32 | records[7].data;
    for (std::size_t i = 0; i < 6; ++i) {
        s.address[i] = static_cast<std::uint8_t>(address >> (8 * (5 - i)));
    }
    for (std::size_t i = 0; i < counters; ++i) {
        s.inline_counters[i] = records[8 + i].data;
    }
    for (std::size_t i = 0; i < hw::counters; ++i) {
        s.box_counters[i] = records[8 + counters + 2 * i + 1].data;
    }
    return s;
}

} // namespace amoebox::control
