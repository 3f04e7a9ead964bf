// The ULX3S's own top with its memory chip; what else is at its pins is in C++ (verif/boards/ulx3s.hpp).
`default_nettype none

module ulx3s_bench #(
    parameter ROM_FILE = "",
    parameter DEFENCE  = 1             // 0: the board without its F-box
) (
    input  wire        clk_i,          // twice the system clock, see verif/ecp5/EHXPLLL.v
    input  wire        rmii_clk_i,
    input  wire [63:0] identity_i,     // address and number, as if patched into the bitstream; constant

    output wire  [7:0] led_o,
    output wire        wifi_en_o,
    output wire        console_o,
    input  wire        console_i,
    output wire        sd_clk_o,
    output wire        sd_cs_n_o,
    output wire        sd_mosi_o,
    input  wire        sd_miso_i,

    input  wire        crs_dv_i,
    input  wire  [1:0] rxd_i,
    output wire        tx_en_o,
    output wire  [1:0] txd_o,
    output wire        mdc_o,
    output wire        mdio_o,         // what the board drives, while
    output wire        mdio_driven_o,  // it does
    input  wire        phy_mdio_i,     // what the line shows otherwise

    output wire        off_o,          // the program has switched the board off
    output wire  [7:0] status_o,

    input  wire [15:0] data_low_i,     // data lines of the memory that are broken
    output wire  [7:0] fault_o,
    output wire [31:0] refreshes_o
);
    wire        s_clk, cke, csn, wen, rasn, casn, mdio;
    wire [12:0] a;
    wire  [1:0] ba, dqm;
    wire [15:0] d;
    wire [31:0] unused_faults;

    ulx3s #(.ROM_FILE(ROM_FILE), .DEFENCE(DEFENCE), .UART_DIVIDER(8)) whole (
        .clk25(clk_i), .led(led_o), .wifi_en(wifi_en_o), .ftdi_rxd(console_o), .ftdi_txd(console_i),
        .sd_clk(sd_clk_o), .sd_cmd(sd_mosi_o), .sd_d0(sd_miso_i), .sd_d3(sd_cs_n_o),
        .sdram_clk(s_clk), .sdram_cke(cke), .sdram_csn(csn), .sdram_wen(wen), .sdram_rasn(rasn), .sdram_casn(casn),
        .sdram_a(a), .sdram_ba(ba), .sdram_dqm(dqm), .sdram_d(d),
        .rmii_clk(rmii_clk_i), .rmii_crs_dv(crs_dv_i), .rmii_rxd(rxd_i), .rmii_tx_en(tx_en_o), .rmii_txd(txd_o),
        .rmii_mdc(mdc_o), .rmii_mdio(mdio)
    );
    sdram_model memory (
        .clk(s_clk), .cke(cke), .cs_n(csn), .ras_n(rasn), .cas_n(casn), .we_n(wen), .ba(ba), .a(a), .dqm(dqm), .dq(d),
        .strict_i(8'd0), .low_i(data_low_i), .fault_o(fault_o), .faults_o(unused_faults), .refreshes_o(refreshes_o)
    );
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
