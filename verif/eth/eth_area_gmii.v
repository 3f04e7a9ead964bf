// Harness to measure eth_mac_gmii: every stream and strobe ends in a register, as it does in a box, so that place and
// route times the paths over the ports too.  The GMII pins go straight out.  Adds 30 registers and no logic.
`default_nettype none

module eth_area_gmii (
    input  wire       clk_i,
    input  wire       rst_i,
    input  wire       gmii_rx_clk_i,
    input  wire       gmii_rx_dv_i,
    input  wire       gmii_rx_er_i,
    input  wire [7:0] gmii_rxd_i,
    output wire       gmii_tx_en_o,
    output wire       gmii_tx_er_o,
    output wire [7:0] gmii_txd_o,
    output reg        rx_valid_q,
    input  wire       rx_ready_i,
    output reg  [7:0] rx_data_q,
    output reg        rx_last_q,
    input  wire       tx_valid_i,
    output reg        tx_ready_q,
    input  wire [7:0] tx_data_i,
    input  wire       tx_last_i,
    output reg  [7:0] stat_q
);
    reg        rst_q, rx_ready_q, tx_valid_q, tx_last_q;
    reg  [7:0] tx_data_q;
    wire       rx_valid, rx_last, tx_ready;
    wire [7:0] rx_data, stat;

    always @(posedge clk_i) begin
        rst_q      <= rst_i;
        rx_valid_q <= rx_valid;
        rx_ready_q <= rx_ready_i;
        rx_data_q  <= rx_data;
        rx_last_q  <= rx_last;
        tx_valid_q <= tx_valid_i;
        tx_ready_q <= tx_ready;
        tx_data_q  <= tx_data_i;
        tx_last_q  <= tx_last_i;
        stat_q     <= stat;
    end

    eth_mac_gmii mac (
        .clk_i(clk_i), .rst_i(rst_q),
        .gmii_rx_clk_i(gmii_rx_clk_i), .gmii_rx_dv_i(gmii_rx_dv_i), .gmii_rx_er_i(gmii_rx_er_i),
        .gmii_rxd_i(gmii_rxd_i),
        .gmii_tx_en_o(gmii_tx_en_o), .gmii_tx_er_o(gmii_tx_er_o), .gmii_txd_o(gmii_txd_o),
        .rx_valid_o(rx_valid), .rx_ready_i(rx_ready_q), .rx_data_o(rx_data), .rx_last_o(rx_last),
        .tx_valid_i(tx_valid_q), .tx_ready_o(tx_ready), .tx_data_i(tx_data_q), .tx_last_i(tx_last_q),
        .stat_good_o(stat[0]), .stat_bad_fcs_o(stat[1]), .stat_runt_o(stat[2]), .stat_giant_o(stat[3]),
        .stat_error_o(stat[4]), .stat_dropped_o(stat[5]), .stat_sent_o(stat[6]), .stat_underrun_o(stat[7])
    );
endmodule

`default_nettype wire
