// The ECPIX-5's own top with a model in the place of its memory controller; what else is at its pins is in C++
// (verif/boards/ecpix5.hpp).
`default_nettype none

module ecpix5_bench #(
    parameter ROM_FILE = "",
    parameter DEFENCE  = 1             // 0: the board without its F-box
) (
    input  wire        clk_i,          // the system clock
    input  wire        box_clk_i,      // the box clock, see verif/ecp5/EHXPLLL.v
    input  wire [63:0] identity_i,     // address and number, as if patched into the bitstream; constant
    input  wire [63:0] good_i,         // see verif/boards/litedram_ecpix5.v; constant

    output wire  [3:0] red_n_o,
    output wire  [3:0] green_n_o,
    output wire  [3:0] blue_n_o,
    output wire        console_o,
    input  wire        console_i,
    output wire        sd_clk_o,
    output wire        sd_cs_n_o,
    output wire        sd_mosi_o,
    input  wire        sd_miso_i,
    output wire  [4:0] sd_shifter_o,   // the two data lines that are not used, and the three directions

    output wire        txc_o,
    output wire        tx_ctl_o,
    output wire  [3:0] txd_o,
    input  wire        rxc_i,
    input  wire        rx_ctl_i,
    input  wire  [3:0] rxd_i,
    output wire        phy_rst_n_o,
    output wire        mdc_o,
    output wire        mdio_o,         // what the board drives, while
    output wire        mdio_driven_o,  // it does
    input  wire        phy_mdio_i,     // what the line shows otherwise

    output wire        off_o,          // the program has switched the board off
    output wire  [7:0] status_o,
    output wire  [7:0] fault_o,
    output wire  [9:0] levels_o        // place and delay of lane 1 and of lane 0
);
    wire        mdio;
    wire [15:0] dq;
    wire  [1:0] dqs, dm;
    wire [14:0] a;
    wire  [2:0] ba;
    wire  [5:0] unused_ddr3;
    wire        unused = &{1'b0, dq, dqs, dm, a, ba, unused_ddr3};

    ecpix5 #(.ROM_FILE(ROM_FILE), .DEFENCE(DEFENCE), .UART_DIVIDER(8), .PHY_RESET(8)) whole (
        .clk100(box_clk_i), .led_red_n(red_n_o), .led_green_n(green_n_o), .led_blue_n(blue_n_o),
        .uart_tx(console_o), .uart_rx(console_i),
        .sd_clk(sd_clk_o), .sd_cmd(sd_mosi_o), .sd_d0(sd_miso_i), .sd_d1(sd_shifter_o[3]), .sd_d2(sd_shifter_o[4]),
        .sd_d3(sd_cs_n_o), .sd_cmd_dir(sd_shifter_o[2]), .sd_d0_dir(sd_shifter_o[1]), .sd_d13_dir(sd_shifter_o[0]),
        .ddr3_a(a), .ddr3_ba(ba), .ddr3_ras_n(unused_ddr3[0]), .ddr3_cas_n(unused_ddr3[1]), .ddr3_we_n(unused_ddr3[2]),
        .ddr3_cke(unused_ddr3[3]), .ddr3_odt(unused_ddr3[4]), .ddr3_clk(unused_ddr3[5]), .ddr3_dm(dm), .ddr3_dqs(dqs),
        .ddr3_dq(dq),
        .eth_txc(txc_o), .eth_tx_ctl(tx_ctl_o), .eth_txd(txd_o), .eth_rxc(rxc_i), .eth_rx_ctl(rx_ctl_i), .eth_rxd(rxd_i),
        .eth_mdc(mdc_o), .eth_mdio(mdio), .eth_rst_n(phy_rst_n_o)
    );
    assign whole.controller.system = clk_i;
    assign whole.controller.good = good_i;
    assign fault_o = whole.controller.fault_q;
    assign levels_o = {whole.controller.place_q[1], whole.controller.delay_q[1], whole.controller.place_q[0],
                       whole.controller.delay_q[0]};

    reg     patched_q = 1'b0;
    integer i;
    always @(posedge clk_i) begin
        patched_q <= 1'b1;
        if (!patched_q)
            for (i = 0; i < 8; i = i + 1)
                whole.identity.memory[16 + i] <= identity_i[8 * (7 - i) +: 8];
    end

    assign off_o = whole.off;
    assign status_o = whole.status;
    assign mdio_driven_o = whole.mdio_drive;
    assign mdio_o = whole.mdio_out;
    assign mdio = mdio_driven_o ? 1'bz : phy_mdio_i;
endmodule

`default_nettype wire
