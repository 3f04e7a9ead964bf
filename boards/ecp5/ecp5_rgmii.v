// RGMII pins of an ECP5, and GMII behind them.  The delays are the board's: docs on its page.
`default_nettype none

module ecp5_rgmii #(
    parameter RX_DELAY  = 80,          // taps of 25 ps on received data and control
    parameter TXC_DELAY = 0            // taps on the clock that goes out
) (
    // Pins
    output wire       txc_o,
    output wire       tx_ctl_o,
    output wire [3:0] txd_o,
    input  wire       rxc_i,
    input  wire       rx_ctl_i,
    input  wire [3:0] rxd_i,
    // GMII
    input  wire       clk_i,           // the box clock: sends
    input  wire       tx_en_i,         // registers of clk_i
    input  wire       tx_er_i,
    input  wire [7:0] txd_i,
    output wire       rx_clk_o,        // the PHY's; the rest of this group belongs to it
    output wire       rx_dv_o,
    output wire       rx_er_o,
    output wire [7:0] rxd_o
);
    // ---- Sending: the clock is a pattern like the others, so that all leave alike
    wire [5:0] out_high = {1'b1, tx_en_i, txd_i[3:0]};
    wire [5:0] out_low  = {1'b0, tx_en_i ^ tx_er_i, txd_i[7:4]};
    wire [5:0] out;
    wire       txc;
    genvar i;
    generate
        for (i = 0; i < 6; i = i + 1) begin : send
            ODDRX1F pin (.SCLK(clk_i), .RST(1'b0), .D0(out_high[i]), .D1(out_low[i]), .Q(out[i]));
        end
    endgenerate
    DELAYG #(.DEL_MODE("SCLK_ALIGNED"), .DEL_VALUE(TXC_DELAY)) txc_delay (.A(out[5]), .Z(txc));
    assign txc_o    = txc;
    assign tx_ctl_o = out[4];
    assign txd_o    = out[3:0];

    // ---- Receiving
    wire [4:0] in = {rx_ctl_i, rxd_i};
    wire [4:0] in_late, in_high, in_low;
    generate
        for (i = 0; i < 5; i = i + 1) begin : receive
            DELAYG #(.DEL_MODE("SCLK_ALIGNED"), .DEL_VALUE(RX_DELAY)) late (.A(in[i]), .Z(in_late[i]));
            IDDRX1F pin (.SCLK(rxc_i), .RST(1'b0), .D(in_late[i]), .Q0(in_high[i]), .Q1(in_low[i]));
        end
    endgenerate
    // One register before any logic: the pins' cells are at the edge of the die.
    reg [9:0] in_q;
    always @(posedge rxc_i) in_q <= {in_high[4], in_high[4] ^ in_low[4], in_low[3:0], in_high[3:0]};
    assign rx_clk_o = rxc_i;
    assign rx_dv_o  = in_q[9];
    assign rx_er_o  = in_q[8];
    assign rxd_o    = in_q[7:0];
endmodule

`default_nettype wire
