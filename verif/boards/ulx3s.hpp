// An ULX3S on a bench: its own top with memory chip, card, PHY and console, and two clocks that are not related.
#pragma once

#include <Vulx3s_bench.h>
#include <Vulx3s_bench___024root.h>
#include <verilated.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "verif/boards/sd_card.hpp"
#include "verif/boards/serial_line.hpp"
#include "verif/eth/mdio_phy.hpp"
#include "verif/sim/ethernet.hpp"
#include "verif/sim/phy.hpp"

namespace amoebox::bench {

class Ulx3s {
  public:
    // `ppm`: how much faster the PHY's clock is.  `now`: cycle of the network in which the power comes.
    explicit Ulx3s(std::int64_t ppm = 0, std::uint64_t address = 0x02A3'B157'0C4E, std::uint16_t number = 17,
                   sim::Cycle now = 0)
        : rmii_half_(k_rmii_half - k_rmii_half / 1'000'000 * ppm), rmii_cycle_(now) {
        context->randReset(0);
        top = std::make_unique<Vulx3s_bench>(context.get());
        top->console_i = 1;
        top->identity_i = address << 16 | number;
        phy.registers[1] |= 0x24;   // link, negotiated
        phy.registers[5] |= 0x0100; // the partner: 100 Mb/s, full duplex
    }
    ~Ulx3s() { top->final(); }

    // One event: an edge of one of the clocks.
    void step() {
        if (next_clk_ <= next_rmii_) {
            now_ = next_clk_;
            next_clk_ += k_clk_half;
            top->clk_i = !top->clk_i;
            top->eval();
            if (top->clk_i && (++edges_ & 1) == 0) {
                ++cycles;
                if (hit) {
                    hit(*top->rootp);
                }
                top->console_i = console.cycle(top->console_o != 0);
            }
            top->sd_miso_i = card.step(static_cast<std::uint64_t>(now_ / 1'000'000), top->sd_cs_n_o != 0,
                                       top->sd_clk_o != 0, top->sd_mosi_o != 0);
        } else {
            now_ = next_rmii_;
            next_rmii_ += rmii_half_;
            if (phy_clock) {
                rmii_edge();
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
    // A frame with its checksum.
    void send(std::vector<std::uint8_t> bytes) {
        const sim::Cycle start = std::max(rmii_cycle_ + 2, free_from_);
        free_from_ = start + sim::wire_cycles(bytes.size()) + sim::k_gap;
        put(start, std::make_shared<const sim::Frame>(sim::Frame{.bytes = std::move(bytes), .begin = 0, .end = 0}));
    }
    void put(sim::Cycle start, sim::FramePointer frame) { to_board_.put(start, std::move(frame)); }
    sim::Cycle network_cycle() const { return rmii_cycle_; } // of the PHY's clock
    void restart_network_at(sim::Cycle cycle) { rmii_cycle_ = cycle; }

    // What broke its rules; "": nothing.
    std::string fault() const {
        return top->fault_o != 0 ? "SDRAM: rule " + std::to_string(top->fault_o) + " of verif/boards/sdram_model.v"
               : !card.fault.empty() ? "card: " + card.fault
               : !phy.fault.empty()  ? "MDIO: " + phy.fault
                                     : "";
    }

    std::unique_ptr<VerilatedContext> context = std::make_unique<VerilatedContext>();
    std::unique_ptr<Vulx3s_bench> top;
    SdCard card;
    eth::Phy phy{20, 1};
    SerialLine console{8};         // cycles, ulx3s_bench.v
    std::deque<sim::Frame> frames; // from the board
    bool phy_clock = true;
    std::function<void(Vulx3s_bench___024root&)> hit; // every cycle: what is broken on this board
    std::uint64_t cycles = 0;                         // of the system clock

  private:
    static constexpr std::int64_t k_clk_half = 5'000'000; // fs
    static constexpr std::int64_t k_rmii_half = 10'000'000;

    void rmii_edge() {
        const bool enable = top->tx_en_o != 0;
        const unsigned pair = top->txd_o;
        top->rmii_clk_i = !top->rmii_clk_i;
        top->eval();
        if (!top->rmii_clk_i) {
            return;
        }
        if (enable || from_board_.is_busy()) {
            if (auto frame = from_board_.step(rmii_cycle_, enable, pair)) {
                frames.push_back(std::move(*frame));
            }
        }
        ++rmii_cycle_;
        const auto out = to_board_.pair(rmii_cycle_);
        top->crs_dv_i = out.valid;
        top->rxd_i = out.bits;
        top->phy_mdio_i = phy.cycle(top->mdc_o != 0, top->mdio_driven_o != 0, top->mdio_o != 0);
    }

    std::int64_t now_ = 0, next_clk_ = k_clk_half, next_rmii_ = 3'000'000, rmii_half_;
    std::uint64_t edges_ = 0;
    sim::Cycle rmii_cycle_, free_from_ = 0;
    sim::FromBoard from_board_;
    sim::ToBoard to_board_;
};

} // namespace amoebox::bench
