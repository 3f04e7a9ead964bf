// A board around a Verilated model with the ports of rtl/soc/soc_sim_top.v.  The loop is the speed of the simulator.
//
// No output of the top depends on an input of the same cycle.  So a cycle is: read the outputs, think what the inputs of
// the next cycle are, clock, set them.
#pragma once

#include <verilated.h>

#include <concepts>

#include "verif/sim/board.hpp"

namespace amoebox::sim {

template <typename Model, typename Waves = void>
class BoardModel final : public Board {
  public:
    explicit BoardModel(BoardSetup given) : Board(std::move(given)) {
        Verilated::threadContextp(&context_);
        if constexpr (!std::same_as<Waves, void>) {
            context_.traceEverOn(true);
        }
        top_ = std::make_unique<Model>(&context_, setup_.name.c_str());
        top_->mac_i = 0;
        for (const std::uint8_t byte : setup_.mac) {
            top_->mac_i = top_->mac_i << 8 | byte;
        }
        top_->board_i = setup_.number;
        top_->ram_size_i = setup_.ram_bytes;
        top_->clk_i = 0;
        top_->clk_box_i = 0;
        top_->rst_i = 1;
        top_->entropy_valid_i = 1;
        top_->entropy_data_i = entropy();
        top_->uart_rx_valid_i = 0;
        top_->eval();
        setup_.rom.resize(4096);
    }
    // Verilator looks for the context of a model in its thread, when it dies, too (verilator#8265).
    ~BoardModel() override {
        Verilated::threadContextp(&context_);
        close_waves();
        top_.reset();
    }

    bool open_waves(const std::string& path) override {
        if constexpr (!std::same_as<Waves, void>) {
            Verilated::threadContextp(&context_);
            waves_ = std::make_unique<Waves>();
            top_->trace(waves_.get(), 99);
            waves_->open(path.c_str());
            return waves_->isOpen();
        }
        return Board::open_waves(path);
    }
    void close_waves() override {
        if constexpr (!std::same_as<Waves, void>) {
            if (waves_) {
                waves_->close();
                waves_.reset();
            }
        }
    }

  protected:
    Cycle run_model(Cycle from, Cycle to) override {
        Verilated::threadContextp(&context_);
        Model& top = *top_;
        if (reset_left_ == k_reset_cycles) {
            cpu_was_reset_ = false;
        }
        for (Cycle cycle = from; cycle < to; ++cycle) {
            // The outputs of this cycle.
            const bool ram = top.ram_en_o;
            std::uint32_t ram_data = 0;
            if (ram) {
                if (const unsigned enable = top.ram_we_o; enable != 0) {
                    memory_.write(top.ram_addr_o, top.ram_wdata_o, enable);
                } else {
                    ram_data = memory_.read(top.ram_addr_o);
                }
            }
            const bool rom = top.rom_en_o;
            const std::uint32_t rom_data = rom ? setup_.rom[top.rom_addr_o] : 0;
            const bool sending = top.rmii_tx_en_o;
            if (sending || from_board_.is_busy()) {
                if (auto frame = from_board_.step(cycle, sending, top.rmii_txd_o)) {
                    sent(std::move(*frame));
                }
            }
            if (top.uart_tx_valid_o) {
                printed(cycle, top.uart_tx_data_o);
            }
            if (top.trace_valid_o) {
                traced(cycle, top.trace_data_o);
            }
            const bool key_taken = top.uart_rx_valid_i && top.uart_rx_ready_o;
            const bool entropy_taken = top.entropy_ready_o;
            const bool in_reset = top.cpu_reset_o;

            clock(top, cycle);

            // The inputs of the next one.
            if (ram) {
                top.ram_rdata_i = ram_data;
            }
            if (rom) {
                top.rom_rdata_i = rom_data;
            }
            if (cycle + 1 >= to_board_.next() || top.rmii_crs_dv_i) {
                const ToBoard::Pair pair = to_board_.pair(cycle + 1);
                top.rmii_crs_dv_i = pair.valid;
                top.rmii_rxd_i = pair.bits;
            }
            if (entropy_taken) {
                top.entropy_data_i = entropy();
            }
            if (key_taken) {
                keys_.pop_front();
                top.uart_rx_valid_i = 0;
            }
            if (!keys_.empty() && !top.uart_rx_valid_i) {
                top.uart_rx_valid_i = 1;
                top.uart_rx_data_i = keys_.front();
            }
            if (reset_left_ != 0) [[unlikely]] {
                --reset_left_;
                top.rst_i = reset_left_ != 0;
            } else if (in_reset != cpu_was_reset_) [[unlikely]] {
                if (in_reset) {
                    load_image(); // the card loader's work
                }
                cpu_was_reset_ = in_reset;
            }
            if (top.power_off_o && reset_left_ == 0) [[unlikely]] {
                powered_off(cycle + 1, top.power_status_o);
                return cycle + 1;
            }
        }
        return to;
    }

  private:
    // A falling edge changes nothing: with the trigger's memory set back, the rising edge alone does it (a tenth faster);
    // and while the box is idle, its clock changes nothing (a third faster).  The models with waveforms, which replays
    // compare with, evaluate all edges.
    void clock(Model& top, Cycle cycle) {
        if constexpr (std::same_as<Waves, void> && requires { top.rootp->__Vtrigrprev__TOP__clk_i; }) {
            top.clk_i = 1;
            top.rootp->__Vtrigrprev__TOP__clk_i = 0;
            if constexpr (requires { top.rootp->__Vtrigrprev__TOP__clk_box_i; }) {
                box_cycles_ = top.box_awake_o || setup_.every_cycle ? k_box_cycles : box_cycles_ - (box_cycles_ != 0);
                top.clk_box_i = 1;
                top.rootp->__Vtrigrprev__TOP__clk_box_i = box_cycles_ == 0;
            }
            top.eval();
            return;
        }
        top.clk_i = 0;
        top.clk_box_i = 0;
        top.eval();
        if constexpr (!std::same_as<Waves, void>) {
            if (waves_) {
                waves_->dump(2 * cycle);
            }
        }
        top.clk_i = 1;
        top.clk_box_i = 1;
        top.eval();
        if constexpr (!std::same_as<Waves, void>) {
            if (waves_) {
                waves_->dump(2 * cycle + 1);
            }
        }
    }

    VerilatedContext context_;
    std::unique_ptr<Model> top_;
    std::conditional_t<std::same_as<Waves, void>, int,
                       std::unique_ptr<std::conditional_t<std::same_as<Waves, void>, int, Waves>>>
        waves_{};
    bool cpu_was_reset_ = false;

    static constexpr unsigned k_box_cycles = 256; // rtl/fbox/fbox.v (idle_o) wants 128
    unsigned box_cycles_ = 0;                     // that its clock still runs
};

} // namespace amoebox::sim
