// An ECPIX-5 on a bench: its own top with memory behind its controller's port, card, gigabit PHY and console, and three clocks
// that are not related.
#pragma once

#include <Vecpix5_bench.h>
#include <Vecpix5_bench___024root.h>
#include <verilated.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "verif/boards/sd_card.hpp"
#include "verif/boards/serial_line.hpp"
#include "verif/eth/clocks.hpp"
#include "verif/eth/mdio_phy.hpp"
#include "verif/eth/model.hpp"

namespace amoebox::bench {

class Ecpix5 {
  public:
    // Which places and delays of a lane read well, a bit each.
    struct Levels {
        std::uint32_t lane0 = 0x0000'3C00; // place 1, delays 2 to 5
        std::uint32_t lane1 = 0x000E'0002; // place 2, delays 1 to 3; and place 0, delay 1
    };

    // `ppm`: how much faster the PHY's clock is.
    Ecpix5(std::int64_t ppm, Levels levels, std::uint64_t address = 0x02A3'B157'0C4E, std::uint16_t number = 17)
        : rx_half_(eth::period_ppm(ppm) / 2) {
        context->randReset(0);
        top = std::make_unique<Vecpix5_bench>(context.get());
        top->console_i = 1;
        top->identity_i = address << 16 | number;
        top->good_i = std::uint64_t{levels.lane1} << 32 | levels.lane0;
        phy.registers[1] |= 0x24;    // link, negotiated
        phy.registers[9] |= 0x0200;  // 1 Gb/s, full duplex: ours
        phy.registers[10] |= 0x0800; // and the partner's
    }
    ~Ecpix5() { top->final(); }

    // One event: an edge of one of the clocks.
    void step() {
        if (next_clk_ <= next_box_ && next_clk_ <= next_rx_) {
            now_ = next_clk_;
            next_clk_ += k_clk_half;
            top->clk_i = !top->clk_i;
            top->eval();
            if (top->clk_i) {
                ++cycles;
                if (hit) {
                    hit(*top->rootp);
                }
                top->console_i = console.cycle(top->console_o != 0);
            }
            top->sd_miso_i = card.step(static_cast<std::uint64_t>(now_ / 1'000'000), top->sd_cs_n_o != 0,
                                       top->sd_clk_o != 0, top->sd_mosi_o != 0);
        } else if (next_box_ <= next_rx_) {
            now_ = next_box_;
            next_box_ += k_box_half;
            if (box_clock) {
                box_edge();
            }
        } else {
            now_ = next_rx_;
            next_rx_ += rx_half_;
            if ((receive_clock && !is_asleep()) || top->rxc_i) {
                receive_edge();
            }
        }
    }
    // Until `text` stands on the console or so many cycles have passed.
    bool until(const std::string& text, std::uint64_t limit) {
        const std::uint64_t end = cycles + limit;
        while (console.text.find(text) == std::string::npos) {
            if (cycles >= end) {
                return false;
            }
            step();
        }
        return true;
    }
    void run(std::uint64_t n) {
        for (const std::uint64_t end = cycles + n; cycles < end;) {
            step();
        }
    }
    // A frame without its checksum, and the shortest gap.
    void send(const eth::Bytes& frame) {
        const auto carrier = eth::slots(eth::on_wire(frame));
        if (is_asleep()) {
            gap_ = k_gap; // the clock comes before the data
        }
        line_.insert(line_.end(), carrier.begin(), carrier.end());
        gaps_.push_back(carrier.size());
    }

    // What broke its rules; "": nothing.
    std::string fault() const {
        return top->fault_o != 0
                   ? "memory: rule " + std::to_string(top->fault_o) + " of verif/boards/litedram_ecpix5.v"
               : !card.fault.empty() ? "card: " + card.fault
               : !phy.fault.empty()  ? "MDIO: " + phy.fault
               : clock_missed        ? "the clock beside the data is not the box's"
                                     : "";
    }

    std::unique_ptr<VerilatedContext> context = std::make_unique<VerilatedContext>();
    std::unique_ptr<Vecpix5_bench> top;
    SdCard card;
    eth::Phy phy{8, 0};
    SerialLine console{8};
    std::deque<eth::Received> frames; // from the board
    bool box_clock = true;
    bool receive_clock = true;         // a PHY may stop it while nothing comes;
    bool receive_clock_sleeps = false; // this one does so by itself: an idle board is faster by a third
    bool clock_missed = false;
    std::function<void(Vecpix5_bench___024root&)> hit; // every cycle: what is broken on this board
    std::uint64_t cycles = 0;                          // of the system clock

  private:
    static constexpr std::int64_t k_clk_half = 10'000'000; // fs
    static constexpr std::int64_t k_box_half = eth::k_period / 2;
    static constexpr std::size_t k_gap = 12;
    static constexpr unsigned k_awake = 100; // cycles of the receive clock behind a frame

    bool is_asleep() const { return receive_clock_sleeps && quiet_ > k_awake && line_.empty(); }

    void box_edge() {
        top->box_clk_i = !top->box_clk_i;
        top->eval();
        clock_missed = clock_missed || (started_ && top->txc_o != top->box_clk_i);
        started_ = started_ || top->box_clk_i; // the cells of the pins begin with their first edge
        if (top->box_clk_i) { // the high half carries the low nibble and EN, the low one the high nibble and EN xor ER
            enable_ = top->tx_ctl_o != 0;
            byte_ = top->txd_o;
            top->phy_mdio_i = phy.cycle(top->mdc_o != 0, top->mdio_driven_o != 0, top->mdio_o != 0);
        } else if (enable_) {
            carrier_.push_back(
                {.data = static_cast<std::uint8_t>(byte_ | top->txd_o << 4), .error = top->tx_ctl_o == 0});
        } else if (!carrier_.empty()) {
            if (auto received = eth::receive(carrier_)) {
                frames.push_back(std::move(*received));
            }
            carrier_.clear();
        }
    }
    // The PHY changes its lines between the clock's edges.
    void receive_edge() {
        const bool rising = top->rxc_i == 0;
        if (rising) {
            shown_ = gap_ == 0 && !line_.empty();
            if (shown_) {
                slot_ = line_.front();
                line_.pop_front();
                if (--gaps_.front() == 0) {
                    gaps_.pop_front();
                    gap_ = k_gap;
                }
            } else if (gap_ != 0) {
                --gap_;
            }
            quiet_ = shown_ ? 0 : quiet_ + 1;
        }
        top->rx_ctl_i = shown_ && (rising || !slot_.error);
        top->rxd_i = !shown_ ? 0 : rising ? slot_.data & 15 : slot_.data >> 4;
        top->rxc_i = rising;
        top->eval();
    }

    std::int64_t now_ = 0, next_clk_ = k_clk_half, next_box_ = 1'700'000, next_rx_ = 3'100'000, rx_half_;
    bool started_ = false, enable_ = false, shown_ = false;
    std::uint8_t byte_ = 0;
    std::vector<eth::Slot> carrier_;
    std::deque<eth::Slot> line_;   // to the board, all carriers of it
    std::deque<std::size_t> gaps_; // how long each of them still is
    std::size_t gap_ = 0;
    unsigned quiet_ = 0; // cycles of the receive clock without data
    eth::Slot slot_;
};

} // namespace amoebox::bench
