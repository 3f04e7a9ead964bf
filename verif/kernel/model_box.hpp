// DMA, F-box and wire of ModelBoard: what docs/node.md and docs/fbox.md promise, without their gates.  Times are near those of
// the real ones: 4 cycles a byte on the wire, a switch that stores and forwards, 100 cycles in each box.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "gen/frame.hpp"
#include "gen/profile.hpp"
#include "gen/registers.hpp"
#include "lib/f/f.hpp"

namespace amoebox::verif {

using Frame = std::vector<std::uint8_t>;
using Port = std::array<std::uint8_t, port_bytes>;
class ModelBox;

class ModelNetwork {
  public:
    void join(ModelBox* box) { boxes_.push_back(box); }
    void send(const ModelBox* from, const Frame& frame, std::uint64_t due);
    // Called for each frame and receiver; true: it is lost.
    std::function<bool(const Frame&)> lose;
    std::function<void(const Frame&, std::uint64_t)> watch;

  private:
    std::vector<ModelBox*> boxes_;
};

class ModelBox {
  public:
    ModelBox(unsigned number, std::uint64_t seed, std::vector<std::uint8_t>& ram, ModelNetwork& network)
        : number_(number), epoch_((seed + 1) * 0x9E3779B97F4A7C15ULL + number * 0x1234567ULL), ram_(ram),
          network_(network) {
        network.join(this);
    }

    std::array<std::uint8_t, 6> mac() const { return {2, 0, 0, 0, 0, static_cast<std::uint8_t>(number_ + 1)}; }
    bool interrupt() const {
        return ((irq_enable_ & 1) != 0 && head_[0] != tail_[0]) || ((irq_enable_ & 2) != 0 && ring_1_calls()) ||
               ((irq_enable_ & 4) != 0 && tx_done_ != tx_seen_);
    }
    void arrive(const Frame& frame, std::uint64_t due) { arriving_.push_back({due, frame}); }

    void step(std::uint64_t cycle) {
        cycle_ = cycle;
        if ((control_ & 1) != 0 && tx_begun_ != tx_head_ && cycle >= tx_free_) {
            transmit();
        }
        while (!finishing_.empty() && finishing_.front().due <= cycle) {
            const Finish f = finishing_.front();
            finishing_.pop_front();
            put(f.status_at, f.status);
            ++tx_done_;
        }
        while (!arriving_.empty() && arriving_.front().due <= cycle) {
            const Frame frame = arriving_.front().frame;
            arriving_.pop_front();
            receive(frame);
        }
    }

    std::uint32_t read(std::uint32_t address) {
        if ((address & ~0xFFFU) == hw::dma::base) {
            switch (address & 0xFFF) {
            case hw::dma::tx_done:
                return tx_done_;
            case hw::dma::rx0_head:
                return head_[0];
            case hw::dma::rx1_head:
                return head_[1];
            case hw::dma::rx0_tail:
                return tail_[0];
            case hw::dma::rx1_tail:
                return tail_[1];
            case hw::dma::drops:
                return std::exchange(drops_, 0);
            default:
                return 0;
            }
        }
        switch (address & 0xFFF) {
        case hw::fbox::id:
            return 0x46424F58;
        case hw::fbox::version:
            return 1 | port_bytes << 8;
        case hw::fbox::status:
            return 1;
        case hw::fbox::epoch_high:
            return static_cast<std::uint32_t>(epoch_ >> 32);
        case hw::fbox::epoch_low:
            return static_cast<std::uint32_t>(epoch_);
        case hw::fbox::mac_high:
            return 0x0200;
        case hw::fbox::mac_low:
            return number_ + 1;
        case hw::fbox::result:
            return result_;
        case hw::fbox::serial:
            return serial_result_;
        case hw::fbox::value: {
            std::uint32_t word = 0;
            for (std::size_t i = 0; i < 4; ++i) {
                word |= value_at_ < port_bytes ? std::uint32_t{value_[value_at_++]} << (8 * i) : 0;
            }
            return word;
        }
        case hw::fbox::counter:
            return select_ < counters_.size() ? counters_[select_] : 0;
        default:
            return 0;
        }
    }

    void write(std::uint32_t address, std::uint32_t data) {
        if ((address & ~0xFFFU) == hw::dma::base) {
            switch (address & 0xFFF) {
            case hw::dma::tx_base:
                tx_base_ = data;
                break;
            case hw::dma::tx_head:
                tx_head_ = static_cast<std::uint16_t>(data);
                break;
            case hw::dma::tx_seen:
                tx_seen_ = static_cast<std::uint16_t>(data);
                break;
            case hw::dma::rx0_base:
                base_[0] = data;
                break;
            case hw::dma::rx1_base:
                base_[1] = data;
                break;
            case hw::dma::rx0_tail:
                tail_[0] = static_cast<std::uint16_t>(data);
                break;
            case hw::dma::rx1_tail:
                tail_[1] = static_cast<std::uint16_t>(data);
                break;
            case hw::dma::control:
                control_ = data;
                break;
            case hw::dma::irq_enable:
                irq_enable_ = data;
                break;
            case hw::dma::ctx_select:
                context_ = data % hw::contexts;
                break;
            case hw::dma::ctx_pages:
                contexts_[context_].pages = data;
                break;
            case hw::dma::ctx_start:
                contexts_[context_].start = data;
                break;
            case hw::dma::ctx_source_high:
                contexts_[context_].source_high = data & 0xFFFF;
                break;
            case hw::dma::ctx_source_low:
                contexts_[context_].source_low = data;
                break;
            case hw::dma::ctx_length:
                contexts_[context_].length = data;
                break;
            default:
                break;
            }
            return;
        }
        switch (address & 0xFFF) {
        case hw::fbox::operand:
            for (std::size_t i = 0; i < 4; ++i) {
                if (operand_at_ < port_bytes) {
                    operand_[operand_at_++] = static_cast<std::uint8_t>(data >> (8 * i));
                }
            }
            break;
        case hw::fbox::command:
            command(data);
            operand_ = {};
            operand_at_ = 0;
            break;
        case hw::fbox::counter_select:
            select_ = data;
            break;
        default:
            break;
        }
    }

    unsigned armed() const {
        return static_cast<unsigned>(
            std::ranges::count_if(table_, [](const auto& entry) { return entry.has_value(); }));
    }

  private:
    struct Entry {
        Port port;
        bool transaction;
        std::uint8_t tag, owner;
        std::uint32_t serial;
    };
    struct Context {
        std::uint32_t pages = 0, start = 0, source_high = 0, source_low = 0, length = 0;
    };
    struct Finish {
        std::uint64_t due;
        std::uint32_t status_at, status;
    };
    struct Arrival {
        std::uint64_t due;
        Frame frame;
    };

    void count(hw::Counter counter) { ++counters_[static_cast<std::size_t>(counter)]; }

    std::uint8_t* memory(std::uint32_t address, std::uint32_t size) {
        const std::uint32_t at = address - hw::ram_base;
        return at < ram_.size() && size <= ram_.size() - at ? &ram_[at] : nullptr;
    }
    std::uint32_t get(std::uint32_t address) {
        std::uint32_t value = 0;
        if (const auto* at = memory(address, 4)) {
            std::memcpy(&value, at, 4);
        }
        return value;
    }
    void put(std::uint32_t address, std::uint32_t value) {
        if (auto* at = memory(address, 4)) {
            std::memcpy(at, &value, 4);
        }
    }
    static std::uint32_t big(const Frame& frame, std::size_t at, std::size_t size) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            value = value << 8 | frame[at + i];
        }
        return value;
    }
    static void put_big(Frame& frame, std::size_t at, std::size_t size, std::uint64_t value) {
        for (std::size_t i = 0; i < size; ++i) {
            frame[at + i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
        }
    }
    static Port port_at(const Frame& frame, std::size_t at) {
        Port port;
        std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(at), port_bytes, port.begin());
        return port;
    }
    static void put_port(Frame& frame, std::size_t at, const Port& port) {
        std::ranges::copy(port, frame.begin() + static_cast<std::ptrdiff_t>(at));
    }

    std::uint32_t arm(const Port& get_port, bool transaction, std::uint8_t tag, std::uint8_t owner, unsigned& entry) {
        const Port port = f(Use::port, get_port);
        value_ = port;
        value_at_ = 0;
        if (port == Port{}) {
            return hw::fbox_null;
        }
        for (entry = 0; entry < table_.size(); ++entry) {
            if (table_[entry] && table_[entry]->port == port) {
                return hw::fbox_already;
            }
        }
        for (entry = 0; entry < table_.size(); ++entry) {
            if (!table_[entry]) {
                table_[entry] = Entry{port, transaction, tag, owner, ++serial_};
                return hw::fbox_ok;
            }
        }
        entry = 0;
        return hw::fbox_full;
    }

    void command(std::uint32_t data) {
        unsigned entry = 0;
        std::uint32_t code = hw::fbox_ok;
        value_ = {};
        value_at_ = 0;
        switch (data & 15) {
        case hw::fbox_op_arm:
            code = arm(operand_, (data >> 4 & 1) != 0, static_cast<std::uint8_t>(data >> 8),
                       static_cast<std::uint8_t>(data >> 16), entry);
            serial_result_ = code == hw::fbox_ok ? serial_ : 0;
            break;
        case hw::fbox_op_disarm:
            entry = data >> 24;
            code = table_[entry] ? hw::fbox_ok : hw::fbox_no_entry;
            table_[entry].reset();
            break;
        case hw::fbox_op_f_port:
            value_ = f(Use::port, operand_);
            break;
        case hw::fbox_op_f_signature:
            value_ = f(Use::signature, operand_);
            break;
        case hw::fbox_op_f_check:
            value_ = f(Use::check, operand_);
            break;
        default:
            code = hw::fbox_bad_command;
        }
        result_ = code | entry << 8;
    }

    void transmit() {
        const std::uint32_t at = tx_base_ + tx_begun_ % hw::tx_ring * hw::tx_descriptor_bytes;
        ++tx_begun_;
        const std::uint32_t word = get(at);
        const std::uint32_t header = word & 0xFF;
        const std::uint32_t length = get(at + 4 * hw::tx_word_length);
        count(hw::Counter::out_from_host);
        Frame frame(header + length);
        std::uint32_t status = hw::tx_sent;
        const std::uint8_t* from = memory(get(at + 4 * hw::tx_word_header), header);
        if (from == nullptr || header < frame::header_size || frame.size() > frame::max_frame) {
            status = hw::tx_bad_address;
        } else {
            std::copy_n(from, header, frame.begin());
            std::uint32_t offset = get(at + 4 * hw::tx_word_start);
            std::uint32_t list = get(at + 4 * hw::tx_word_pages);
            for (std::uint32_t i = 0; i < length && status == hw::tx_sent; ++i, ++offset) {
                if (offset == 4096) {
                    offset = 0;
                    list += 4;
                }
                const std::uint8_t* byte = memory(get(list) + offset, 1);
                if (byte == nullptr) {
                    status = hw::tx_bad_address;
                } else {
                    frame[header + i] = *byte;
                }
            }
        }
        unsigned entry = 0;
        if (status == hw::tx_sent) {
            const auto kind = static_cast<frame::Kind>(frame[frame::at_kind]);
            const Port reply = port_at(frame, frame::at_reply);
            if ((word & 0x100) != 0) {
                const std::uint32_t code = arm(reply, true, static_cast<std::uint8_t>(word >> 16),
                                               static_cast<std::uint8_t>(word >> 24), entry);
                status = code == hw::fbox_full      ? hw::tx_table_full
                         : code == hw::fbox_already ? hw::tx_already
                         : code == hw::fbox_null    ? hw::tx_null
                                                    : hw::tx_sent;
            }
            put_port(frame, frame::at_reply, f(Use::port, reply));
            if (frame::has_message_header(kind)) {
                put_port(frame, frame::at_signature, f(Use::signature, port_at(frame, frame::at_signature)));
            }
            stamp(frame);
            const std::uint32_t message = frame::has_message_header(kind) ? frame::message_size : 0;
            if (!frame::may_kernel_send(kind) ||
                frame.size() != frame::header_size + message + big(frame, frame::at_length, 2)) {
                status = hw::tx_malformed;
            }
        }
        const std::uint64_t fetched = cycle_ + 60 + (header + length) / 4 * 3 / 2;
        tx_free_ = fetched;
        if (status == hw::tx_sent) {
            count(hw::Counter::out_sent);
            send(frame, fetched + 100);
        } else {
            count(hw::Counter::out_drop_form);
        }
        finishing_.push_back({fetched + 80, at + 4 * hw::tx_word_status, 0x8000'0000U | status | entry << 8});
    }

    void stamp(Frame& frame) {
        const auto own = mac();
        std::ranges::copy(own, frame.begin() + frame::at_source);
        frame[frame::at_hops] = 0;
        put_big(frame, frame::at_board, 2, number_);
        put_big(frame, frame::at_epoch, 8, epoch_);
    }

    void send(const Frame& frame, std::uint64_t ready) {
        const std::uint64_t wire = (frame.size() + 24) * 4;
        wire_free_ = std::max(ready, wire_free_) + wire;
        network_.send(this, frame, wire_free_ + 100 + wire);
        if (network_.watch) {
            network_.watch(frame, wire_free_);
        }
    }

    void answer(const Frame& to, frame::Kind kind, const Port& subject, std::uint64_t life) {
        Frame frame(frame::header_size + frame::body::subject::size);
        std::copy_n(to.begin() + frame::at_source, 6, frame.begin());
        put_big(frame, frame::at_ethertype, 2, frame::ethertype);
        frame[frame::at_version] = frame::version;
        frame[frame::at_kind] = static_cast<std::uint8_t>(kind);
        put_big(frame, frame::at_length, 2, frame::body::subject::size);
        put_port(frame, frame::at_port, port_at(to, frame::at_reply));
        std::copy_n(to.begin() + frame::at_transaction, 4, frame.begin() + frame::at_transaction);
        put_big(frame, frame::at_total, 4, frame::body::subject::size);
        put_big(frame, frame::at_life, 8, life);
        put_port(frame, frame::header_size, subject);
        stamp(frame);
        count(hw::Counter::out_made);
        send(frame, cycle_ + 100);
    }

    void receive(const Frame& frame) {
        count(hw::Counter::in_from_wire);
        const auto kind = static_cast<frame::Kind>(frame[frame::at_kind]);
        const Port port = port_at(frame, frame::at_port);
        unsigned entry = 0;
        while (entry < table_.size() && !(table_[entry] && table_[entry]->port == port)) {
            ++entry;
        }
        const bool found = entry < table_.size();
        if (kind == frame::Kind::locate) {
            count(hw::Counter::in_locate);
            if (found && !table_[entry]->transaction) {
                answer(frame, frame::Kind::here_is, port, epoch_ + table_[entry]->serial);
            }
            return;
        }
        const bool admitted = found && (table_[entry]->transaction ? frame::admitted_by_transaction(kind)
                                                                   : frame::admitted_by_service(kind));
        if (!admitted) {
            count(hw::Counter::in_drop_unarmed);
            if (!frame::is_made_by_box(kind) && port_at(frame, frame::at_reply) != Port{}) {
                answer(frame, frame::Kind::not_here, port, 0);
            }
            return;
        }
        count(hw::Counter::in_delivered);
        place(frame, kind, table_[entry]->tag, static_cast<std::uint8_t>(entry));
    }

    void place(const Frame& frame, frame::Kind kind, std::uint8_t tag, std::uint8_t entry) {
        const bool to_context = (tag & hw::tag_context) != 0;
        const unsigned ring = to_context ? 1 : tag & 1;
        if (static_cast<std::uint16_t>(head_[ring] - tail_[ring]) == hw::rx_ring) {
            ++drops_;
            return;
        }
        std::uint32_t status = tag | std::uint32_t{entry} << 8;
        std::size_t in_slot = frame.size();
        if (to_context && !frame::fixed_body_size(kind)) {
            in_slot = frame::header_size + (frame::has_message_header(kind) ? frame::message_size : 0);
            const Context& context = contexts_[tag & 0x3F];
            const std::uint32_t offset = big(frame, frame::at_offset, 4);
            const auto size = static_cast<std::uint32_t>(frame.size() - in_slot);
            const bool fits = context.source_high == big(frame, frame::at_source, 2) &&
                              context.source_low == big(frame, frame::at_source + 2, 4) && offset <= context.length &&
                              size <= context.length - offset;
            for (std::uint32_t i = 0; fits && i < size; ++i) {
                const std::uint32_t at = context.start + offset + i;
                if (auto* byte = memory(get(context.pages + at / 4096 * 4) + at % 4096, 1)) {
                    *byte = frame[in_slot + i];
                }
            }
            status |= fits ? 1U << 16 : 1U << 17;
        }
        const std::uint32_t slot = base_[ring] + head_[ring] % hw::rx_ring * hw::rx_slot_bytes;
        put(slot + 4 * hw::rx_word_status, status);
        put(slot + 4 * hw::rx_word_bytes, static_cast<std::uint32_t>(in_slot));
        put(slot + 4 * hw::rx_word_cycle, static_cast<std::uint32_t>(cycle_));
        if (auto* to = memory(slot + hw::rx_slot_frame, static_cast<std::uint32_t>(in_slot))) {
            std::copy_n(frame.begin(), in_slot, to);
        }
        ++head_[ring];
        if (ring == 1 && ((status & 1U << 16) == 0 || frame::has_message_header(kind))) {
            plain_ = head_[1];
        }
    }
    bool ring_1_calls() const {
        const auto waiting = static_cast<std::uint16_t>(head_[1] - tail_[1]);
        return waiting != 0 &&
               (waiting >= (irq_enable_ >> 8 & 0x3F) || static_cast<std::int16_t>(plain_ - tail_[1]) > 0);
    }

    unsigned number_;
    std::uint64_t epoch_;
    std::vector<std::uint8_t>& ram_;
    ModelNetwork& network_;
    std::uint64_t cycle_ = 0, tx_free_ = 0, wire_free_ = 0;
    std::array<std::optional<Entry>, hw::fbox_entries> table_{};
    std::uint32_t serial_ = 0, serial_result_ = 0, result_ = 0, select_ = 0;
    Port operand_{}, value_{};
    std::size_t operand_at_ = 0, value_at_ = 0;
    std::array<Context, hw::contexts> contexts_{};
    std::uint32_t context_ = 0, tx_base_ = 0, control_ = 0, irq_enable_ = 0, drops_ = 0;
    std::uint16_t plain_ = 0; // head_[1] behind the last slot that is more than placed DATA
    std::uint16_t tx_head_ = 0, tx_begun_ = 0, tx_done_ = 0, tx_seen_ = 0;
    std::array<std::uint32_t, 2> base_{};
    std::array<std::uint16_t, 2> head_{}, tail_{};
    std::deque<Finish> finishing_;
    std::deque<Arrival> arriving_;
    std::array<std::uint32_t, hw::counters> counters_{};
};

inline void ModelNetwork::send(const ModelBox* from, const Frame& frame, std::uint64_t due) {
    for (ModelBox* box : boxes_) {
        const auto mac = box->mac();
        const bool all = frame[0] == 0xFF;
        if (box != from && (all || std::equal(mac.begin(), mac.end(), frame.begin())) && !(lose && lose(frame))) {
            box->arrive(frame, due);
        }
    }
}

} // namespace amoebox::verif
