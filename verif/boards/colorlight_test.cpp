// The Colorlight's own top between two RGMII cables: what would be flashed, but for the PLL's factor and the noise.
#include <catch2/catch.hpp>

#include "Vcolorlight_5a75b.h"
#include "verif/inline/harness.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

// The board's pins as the GMII that the harness speaks.  A clock's high half carries the low nibble and EN, its low half the
// high nibble and EN xor ER.
struct Pins {
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
};

} // namespace

TEST_CASE("the Colorlight starts, and is a wall-socket box", "[board]") {
    InlineBench<Pins> b(50);
    CHECK(b.top->board.led_n == 1);
    b.run(100'000); // entropy is tested first
    CHECK(b.top->board.led_n == 0);
    b.top->clock_missed = false;
    REQUIRE(b.learn());
    const auto status = b.status();
    REQUIRE(status);
    CHECK(status->address == b.model.mac);
    const Port get = b.port();
    const control::Result armed = b.arm(get, true);
    REQUIRE(armed.code == hw::fbox_ok);
    const Bytes question = b.outward(Kind::request, get, b.port(), 1000);
    const Bytes answer = b.inward(Kind::reply, b.port(), armed.value, 1384);
    b.host.arrived.clear();
    b.host.send(question);
    b.net.send(answer);
    b.net.send(b.inward(Kind::reply, b.port(), b.port(), 10));
    b.settle();
    const auto out = b.net.frames();
    REQUIRE(out.size() == 2); // and NOT_HERE
    CHECK(std::ranges::count(out, b.model.transformed(question)) == 1);
    CHECK(b.host.frames() == std::deque<Bytes>{answer});

    // A new life takes fresh entropy.
    const std::uint64_t before = b.model.epoch;
    REQUIRE(b.ask(control::restart()));
    REQUIRE(b.learn());
    CHECK(b.model.epoch != before);
    CHECK_FALSE(b.top->clock_missed);
}

TEST_CASE("the PHYs' reset is never pulsed: one of them makes the clock", "[board]") {
    InlineBench<Pins> b(51);
    b.run(10'000);
    CHECK_FALSE(b.top->reset_was_low);
}
