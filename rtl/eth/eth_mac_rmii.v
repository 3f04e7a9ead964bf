// Complete MAC of a node: RMII at 100 Mb/s full duplex, one clock, the reference clock of 50 MHz.
// The received stream is that of eth_mac_rx (no ready, bad read with last); the sent one that of eth_mac_tx.
`default_nettype none

module eth_mac_rmii #(
    parameter IFG = 12                  // byte slots between frames, see eth_mac_tx
) (
    input  wire       clk_i,            // 50 MHz
    input  wire       rst_i,
    // Pins
    input  wire       rmii_crs_dv_i,
    input  wire [1:0] rmii_rxd_i,
    input  wire       rmii_rx_er_i,
    output wire       rmii_tx_en_o,
    output wire [1:0] rmii_txd_o,
    // Received frames, without FCS; cannot be stalled
    output wire       rx_valid_o,
    output wire [7:0] rx_data_o,
    output wire       rx_last_o,
    output wire       rx_bad_o,         // with rx_last_o: forget the frame
    // Frames to send, without FCS; valid stays from the first byte to the last
    input  wire       tx_valid_i,
    output wire       tx_ready_o,
    input  wire [7:0] tx_data_i,
    input  wire       tx_last_i,
    // Strobes: exactly one of the first five for each received frame, of the others for each sent one
    output wire       stat_good_o,
    output wire       stat_bad_fcs_o,
    output wire       stat_runt_o,
    output wire       stat_giant_o,
    output wire       stat_error_o,
    output wire       stat_sent_o,
    output wire       stat_underrun_o
);
    wire       rx_slot, rx_dv, rx_er, tx_slot, tx_en;
    wire [7:0] rx_byte, tx_byte;

    eth_rmii rmii (
        .clk_i(clk_i), .rst_i(rst_i),
        .rmii_crs_dv_i(rmii_crs_dv_i), .rmii_rxd_i(rmii_rxd_i), .rmii_rx_er_i(rmii_rx_er_i),
        .rmii_tx_en_o(rmii_tx_en_o), .rmii_txd_o(rmii_txd_o),
        .rx_en_o(rx_slot), .rx_dv_o(rx_dv), .rx_er_o(rx_er), .rx_data_o(rx_byte),
        .tx_slot_o(tx_slot), .tx_en_i(tx_en), .tx_data_i(tx_byte)
    );

    eth_mac_rx rx (
        .clk_i(clk_i), .rst_i(rst_i),
        .en_i(rx_slot), .dv_i(rx_dv), .er_i(rx_er), .rxd_i(rx_byte),
        .valid_o(rx_valid_o), .data_o(rx_data_o), .last_o(rx_last_o), .bad_o(rx_bad_o),
        .stat_good_o(stat_good_o), .stat_bad_fcs_o(stat_bad_fcs_o), .stat_runt_o(stat_runt_o),
        .stat_giant_o(stat_giant_o), .stat_error_o(stat_error_o)
    );

    wire unused_tx_er;
    eth_mac_tx #(.IFG(IFG)) tx (
        .clk_i(clk_i), .rst_i(rst_i),
        .valid_i(tx_valid_i), .ready_o(tx_ready_o), .data_i(tx_data_i), .last_i(tx_last_i),
        .en_i(tx_slot), .tx_en_o(tx_en), .tx_er_o(unused_tx_er), .txd_o(tx_byte),
        .stat_sent_o(stat_sent_o), .stat_underrun_o(stat_underrun_o)
    );
endmodule

`default_nettype wire
