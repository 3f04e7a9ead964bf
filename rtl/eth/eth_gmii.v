// Front end of GMII: one register for one direction, to be placed at the pins.  A byte is in every cycle, so the slots
// of eth_mac_rx and eth_mac_tx are always there (en_i = 1).  Carrier extension and false carrier (er without en) mean
// nothing in full duplex and pass.
`default_nettype none

module eth_gmii (
    input  wire       clk_i,    // RX_CLK, or the clock that goes out as GTX_CLK
    input  wire       rst_i,
    input  wire       en_i,     // RX_DV or TX_EN
    input  wire       er_i,     // RX_ER or TX_ER
    input  wire [7:0] data_i,   // RXD or TXD
    output wire       en_o,     // the same, one cycle later
    output wire       er_o,
    output wire [7:0] data_o
);
    reg       en_q, er_q;
    reg [7:0] data_q;           // data

    always @(posedge clk_i) begin
        en_q   <= en_i;
        er_q   <= er_i;
        data_q <= data_i;
        if (rst_i) begin
            en_q <= 1'b0;
            er_q <= 1'b0;
        end
    end

    assign en_o   = en_q;
    assign er_o   = er_q;
    assign data_o = data_q;
endmodule

`default_nettype wire
