// The wall-socket box (or the same without its F-box) between two cables: a host on one, the network on the other.
//
// Time is in femtoseconds; the box clock and the two receive clocks have their own periods.  Where all three are the same
// they rise together, which makes latency a number of cycles without jitter.
#pragma once

#include <deque>
#include <memory>

#include <verilated.h>

#include "Vinline_box.h"
#include "Vinline_wire.h"
#include "tools/inline/control.hpp"
#include "verif/eth/clocks.hpp"
#include "verif/eth/model.hpp"
#include "verif/fbox/frames.hpp"

namespace amoebox::bench {

struct Arrival { // a carrier that the box sent
    eth::Verdict verdict = eth::Verdict::good;
    Bytes bytes;
    std::uint64_t first = 0, last = 0; // box cycles of its first and last byte (preamble and FCS count)
};

// One end of a cable: what goes to the box and what comes from it.
struct End {
    void send(const Bytes& frame, std::size_t gap = 12) { show(eth::slots(eth::on_wire(frame)), gap); }
    void show(const std::vector<eth::Slot>& carrier, std::size_t gap = 12) {
        for (const eth::Slot& slot : carrier) {
            line.push_back({slot, true});
        }
        line.insert(line.end(), gap, {eth::Slot{}, false});
    }
    std::deque<Bytes> frames() const { // good ones only
        std::deque<Bytes> good;
        for (const Arrival& a : arrived) {
            if (a.verdict == eth::Verdict::good) {
                good.push_back(a.bytes);
            }
        }
        return good;
    }

    std::deque<std::pair<eth::Slot, bool>> line; // to the box
    std::vector<Arrival> arrived;
    std::vector<std::uint64_t> sent_last; // box cycle of the last byte of each carrier shown to the box
    std::vector<eth::Slot> carrier;       // what is coming just now
    std::uint64_t carrier_first = 0;
    bool dv_before = false;
};

template <typename Top>
struct InlineBench {
    static constexpr std::int64_t k_period = eth::k_period;

    explicit InlineBench(std::uint64_t seed, std::int64_t box_ppm = 0, std::int64_t host_ppm = 0,
                         std::int64_t net_ppm = 0, const Mac& mac = k_mac)
        : random(seed), model{.mac = mac, .board = 0x1A37, .epoch = 0, .table = {}},
          together(box_ppm == 0 && host_ppm == 0 && net_ppm == 0),
          period{eth::period_ppm(box_ppm), eth::period_ppm(host_ppm), eth::period_ppm(net_ppm)} {
        std::uint64_t address = 0;
        for (const std::uint8_t byte : model.mac) {
            address = address << 8 | byte;
        }
        top->mac_i = address;
        top->board_i = model.board;
        reset();
        run(600);
    }

    void reset(std::size_t cycles = 20) {
        top->rst_i = 1;
        run(cycles);
        top->rst_i = 0;
    }
    void run(std::uint64_t cycles) {
        for (const std::uint64_t end = cycle + cycles; cycle < end;) {
            step();
        }
    }
    void stop_host_clock(std::int64_t cycles) { next[1] += cycles * k_period; } // only with unrelated clocks
    // Until nothing is on its way any more.
    void settle(std::uint64_t quiet = 2500) {
        for (std::uint64_t still = 0; still < quiet; ++still) {
            step();
            if (!host.line.empty() || !net.line.empty() || top->host_tx_en_o || top->net_tx_en_o) {
                still = 0;
            }
        }
    }

    // ---- Control frames, as a host sends them
    std::optional<control::Records> ask(const control::Records& records) {
        const std::uint32_t number = ++number_;
        const std::size_t before = host.arrived.size();
        host.send(control::request(k_host, number, records));
        for (int i = 0; i < 90'000; ++i) {
            step();
            for (std::size_t j = before; j < host.arrived.size(); ++j) {
                const Arrival& a = host.arrived[j];
                if (a.verdict == eth::Verdict::good && control::reply(a.bytes, number)) {
                    return control::reply(a.bytes, number);
                }
            }
        }
        return std::nullopt;
    }
    std::optional<control::Result> command(const control::Records& records) {
        const auto answer = ask(records);
        return answer ? control::result(*answer) : std::nullopt;
    }
    // Arms and keeps the model's table in step.
    control::Result arm(const Port& get, bool transaction, std::uint8_t tag = 0, std::uint8_t owner = 0) {
        const auto result = command(control::arm(get, transaction, tag, owner));
        if (!result) {
            return {.code = 255};
        }
        if (result->code == hw::fbox_ok) {
            model.table[result->value] = {transaction, tag, owner, result->entry, result->serial};
        }
        return *result;
    }
    std::optional<control::Status> status() {
        const auto answer = ask(control::status());
        return answer ? control::status(*answer) : std::nullopt;
    }
    // Takes over this life's epoch.
    bool learn() {
        control::Records records;
        for (const std::uint32_t address : {hw::fbox::status, hw::fbox::epoch_high, hw::fbox::epoch_low}) {
            control::read(records, address);
        }
        const auto answer = ask(records);
        model.epoch = answer ? std::uint64_t{(*answer)[1].data} << 32 | (*answer)[2].data : 0;
        return answer && (*answer)[0].data == 1;
    }

    // ---- Frames
    Port port() { return random_port(random); }
    Bytes outward(Kind kind, const Port& reply, const Port& to, std::size_t size = 0) {
        return make_frame(random, kind, kind == Kind::locate ? k_broadcast : k_peer, reply, to, size);
    }
    Bytes inward(Kind kind, const Port& reply, const Port& to, std::size_t size = 0) {
        return make_frame(random, kind, kind == Kind::locate ? k_broadcast : model.mac, reply, to, size);
    }

    static constexpr Mac k_mac = {0x02, 0xA3, 0xB1, 0x57, 0x0C, 0x4E};
    static constexpr Mac k_peer = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
    static constexpr control::Address k_host = {0x02, 0x99, 0x88, 0x77, 0x66, 0x01};

    std::mt19937_64 random;
    Model model;
    End host, net;
    bool give_entropy = true;
    std::uint64_t cycle = 0;
    std::unique_ptr<Top> top = std::make_unique<Top>();

  private:
    void step() {
        if (together) {
            present(host, top->host_rx_dv_i, top->host_rx_er_i, top->host_rxd_i);
            present(net, top->net_rx_dv_i, top->net_rx_er_i, top->net_rxd_i);
            entropy();
            top->clk_i = top->host_rx_clk_i = top->net_rx_clk_i = 1;
            top->eval();
            top->clk_i = top->host_rx_clk_i = top->net_rx_clk_i = 0;
            top->eval();
            look();
            return;
        }
        for (;;) {
            const std::size_t who = static_cast<std::size_t>(std::ranges::min_element(next) - next.begin());
            next[who] += period[who];
            if (who == 1) {
                present(host, top->host_rx_dv_i, top->host_rx_er_i, top->host_rxd_i);
                pulse(top->host_rx_clk_i);
            } else if (who == 2) {
                present(net, top->net_rx_dv_i, top->net_rx_er_i, top->net_rxd_i);
                pulse(top->net_rx_clk_i);
            } else {
                entropy();
                pulse(top->clk_i);
                look();
                return;
            }
        }
    }
    void pulse(CData& clock) {
        clock = 1;
        top->eval();
        clock = 0;
        top->eval();
    }
    void entropy() {
        top->ent_valid_i = give_entropy;
        if (top->ent_ready_o) {
            top->ent_data_i = static_cast<CData>(random());
        }
    }
    void present(End& end, CData& dv, CData& er, CData& data) {
        std::pair<eth::Slot, bool> now{};
        if (!end.line.empty()) {
            now = end.line.front();
            end.line.pop_front();
        }
        if (end.dv_before && !now.second) {
            end.sent_last.push_back(cycle - 1);
        }
        end.dv_before = now.second;
        dv = now.second;
        er = now.first.error;
        data = now.first.data;
    }
    void look() {
        look(host, top->host_tx_en_o, top->host_tx_er_o, top->host_txd_o);
        look(net, top->net_tx_en_o, top->net_tx_er_o, top->net_txd_o);
        ++cycle;
    }
    void look(End& end, bool en, bool er, std::uint8_t data) {
        if (en) {
            if (end.carrier.empty()) {
                end.carrier_first = cycle + 1; // at the pins from this edge on: read by the next one
            }
            end.carrier.push_back({data, er});
        } else if (!end.carrier.empty()) {
            const auto received = eth::receive(end.carrier);
            Arrival a{.verdict = eth::Verdict::error, .bytes = {}, .first = end.carrier_first, .last = cycle};
            if (received) {
                a.verdict = received->verdict;
                a.bytes = received->bytes;
            }
            end.arrived.push_back(std::move(a));
            end.carrier.clear();
        }
    }

    bool together;
    std::array<std::int64_t, 3> period;
    std::array<std::int64_t, 3> next{0, 3'100'000, 5'700'000};
    std::uint32_t number_ = 0;
};

using Inline = InlineBench<Vinline_box>;
using InlineWire = InlineBench<Vinline_wire>;

} // namespace amoebox::bench
