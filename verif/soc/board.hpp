// A whole board: soc_sim_top with RAM, ROM, console, entropy and a cable that the test holds.
#pragma once

#include <Vsoc_sim_top.h>
#include <verilated.h>

#include <cstdint>
#include <cstdio>
#include <deque>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace amoebox::soc {

struct Rmii {
    bool valid = false;
    std::uint8_t data = 0;
};

template <typename Model = Vsoc_sim_top>
class Board {
  public:
    Board(std::uint64_t mac, std::uint16_t number, std::uint32_t ram_bytes, std::uint64_t seed)
        : random_(seed), context_(std::make_unique<VerilatedContext>()), ram_(ram_bytes / 4), rom_(4096) {
        // Registers begin as zero: within the first cycles of reset the box's assertions do not hold for any values.
        context_->randReset(0);
        top_ = std::make_unique<Model>(context_.get());
        top_->mac_i = mac;
        top_->board_i = number;
        top_->ram_size_i = ram_bytes;
        top_->rmii_crs_dv_i = 0;
        top_->rmii_rxd_i = 0;
        top_->rmii_rx_er_i = 0;
        top_->uart_rx_valid_i = 0;
        top_->entropy_valid_i = 1;
        top_->entropy_data_i = static_cast<std::uint8_t>(random_());
        for (auto& word : ram_) {
            word = static_cast<std::uint32_t>(random_());
        }
        power_cycle();
    }
    ~Board() { top_->final(); }

    void power_cycle() {
        top_->rst_i = 1;
        for (int i = 0; i < 4; ++i) {
            top_->clk_i = top_->clk_box_i = 0;
            top_->eval();
            top_->clk_i = top_->clk_box_i = 1;
            top_->eval();
        }
        top_->rst_i = 0;
    }

    bool load_rom(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        file.read(reinterpret_cast<char*>(rom_.data()), static_cast<std::streamsize>(rom_.size() * 4));
        return file.gcount() != 0;
    }

    // One cycle; what is on the cable goes in, what the board says comes out.
    Rmii cycle(Rmii in = {}) {
        Model& top = *top_;
        top.rmii_crs_dv_i = in.valid;
        top.rmii_rxd_i = in.data;
        top.ram_rdata_i = static_cast<std::uint32_t>(random_()); // only valid behind an access
        if (ram_read_ >= 0) {
            top.ram_rdata_i = ram_[static_cast<std::size_t>(ram_read_)];
        }
        ram_read_ = -1;
        if (rom_read_ >= 0) {
            top.rom_rdata_i = rom_[static_cast<std::size_t>(rom_read_)];
        }
        rom_read_ = -1;
        top.uart_rx_valid_i = !input.empty();
        top.uart_rx_data_i = input.empty() ? 0 : static_cast<std::uint8_t>(input.front());
        top.clk_i = top.clk_box_i = 0;
        top.eval();
        const bool typed = top.uart_rx_valid_i && top.uart_rx_ready_o;
        const bool drawn = top.entropy_ready_o;
        if (top.ram_en_o) {
            if (top.ram_addr_o >= ram_.size()) {
                outside = true;
            } else if (top.ram_we_o == 0) {
                ram_read_ = top.ram_addr_o;
            } else {
                std::uint32_t mask = 0;
                for (unsigned lane = 0; lane < 4; ++lane) {
                    mask |= (top.ram_we_o >> lane & 1) != 0 ? 0xffU << (8 * lane) : 0;
                }
                ram_[top.ram_addr_o] = (ram_[top.ram_addr_o] & ~mask) | (top.ram_wdata_o & mask);
            }
        }
        if (top.rom_en_o) {
            rom_read_ = top.rom_addr_o;
        }
        if (top.uart_tx_valid_o) {
            console += static_cast<char>(top.uart_tx_data_o);
        }
        if (top.trace_valid_o) {
            traces.push_back(top.trace_data_o);
        }
        const Rmii out{top.rmii_tx_en_o != 0, top.rmii_txd_o};
        top.clk_i = top.clk_box_i = 1;
        top.eval();
        if (typed) {
            input.pop_front();
        }
        if (drawn) {
            top.entropy_data_i = static_cast<std::uint8_t>(random_());
            ++entropy_drawn;
        }
        ++cycles;
        return out;
    }

    bool off() const { return top_->power_off_o != 0; }
    unsigned status() const { return top_->power_status_o; }
    bool in_reset() const { return top_->cpu_reset_o != 0; }
    std::uint32_t& ram(std::uint32_t address) { return ram_.at((address - 0x40000000) / 4); }

    std::string console;
    std::deque<char> input;
    std::vector<std::uint32_t> traces;
    std::uint64_t cycles = 0;
    std::uint64_t entropy_drawn = 0;
    bool outside = false; // an access outside RAM

  private:
    std::mt19937_64 random_;
    std::unique_ptr<VerilatedContext> context_;
    std::unique_ptr<Model> top_;
    std::vector<std::uint32_t> ram_;
    std::vector<std::uint32_t> rom_;
    std::int64_t ram_read_ = -1;
    std::int64_t rom_read_ = -1;
};

} // namespace amoebox::soc
