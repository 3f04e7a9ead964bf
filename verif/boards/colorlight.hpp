// The Colorlight's own top: what would be flashed, but for the PLL's factor and the noise.
#pragma once

#include <Vcolorlight_5a75b.h>
#include <Vcolorlight_5a75b___024root.h>
#include <verilated.h>

#include <cstddef>

namespace amoebox::bench {

// The board's pins as the GMII that the harness speaks.  A clock's high half carries the low nibble and EN, its low half the
// high nibble and EN xor ER.
struct ColorlightPins {
    CData clk_i = 0, rst_i = 0, ent_valid_i = 0, ent_data_i = 0, ent_ready_o = 0;
    SData board_i = 0;
    QData mac_i = 0;
    CData host_rx_clk_i = 0, host_rx_dv_i = 0, host_rx_er_i = 0, host_rxd_i = 0, host_tx_en_o = 0, host_tx_er_o = 0,
          host_txd_o = 0;
    CData net_rx_clk_i = 0, net_rx_dv_i = 0, net_rx_er_i = 0, net_rxd_i = 0, net_tx_en_o = 0, net_tx_er_o = 0,
          net_txd_o = 0;
    bool reset_was_low = false, clock_missed = false;
    Vcolorlight_5a75b board;

    void eval() {
        if (!patched_) {
            patch();
        }
        const bool high = clk_i != 0;
        const auto present = [&](CData dv, CData er, CData data, CData& ctl, CData& pins) {
            ctl = high ? dv : static_cast<CData>(dv ^ er);
            pins = static_cast<CData>(high ? data & 15 : data >> 4);
        };
        present(host_rx_dv_i, host_rx_er_i, host_rxd_i, board.host_rx_ctl, board.host_rxd);
        present(net_rx_dv_i, net_rx_er_i, net_rxd_i, board.net_rx_ctl, board.net_rxd);
        board.clk25 = board.host_rxc = board.net_rxc = high;
        board.eval();
        const auto look = [&](CData ctl, CData pins, CData& en, CData& er, CData& data) {
            if (high) {
                en = ctl;
                data = pins;
            } else {
                er = ctl ^ en;
                data = static_cast<CData>(data | pins << 4);
            }
        };
        look(board.host_tx_ctl, board.host_txd, host_tx_en_o, host_tx_er_o, host_txd_o);
        look(board.net_tx_ctl, board.net_txd, net_tx_en_o, net_tx_er_o, net_txd_o);
        clock_missed = clock_missed || board.host_txc != high || board.net_txc != high;
        reset_was_low = reset_was_low || !board.phy_rst_n;
    }

  private:
    // Address and number, as make identity does it.
    void patch() {
        patched_ = true;
        board.eval();
        auto& memory = board.rootp->colorlight_5a75b__DOT__identity__DOT__memory;
        for (std::size_t i = 0; i < 8; ++i) {
            memory[16 + i] = static_cast<CData>((mac_i << 16 | board_i) >> (8 * (7 - i)));
        }
    }
    bool patched_ = false;
};

} // namespace amoebox::bench
