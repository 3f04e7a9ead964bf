// Complete MAC at 1 Gb/s full duplex: GMII, received frames crossed from the PHY's clock into the box clock.
// Everything but the two pins' groups is in the box clock.  Received frames are whole and good: bad ones end in the
// crossing FIFO.  If the FIFO has no room a good frame is dropped whole and stat_dropped_o strobes with stat_good_o.
`default_nettype none

module eth_mac_gmii #(
    parameter IFG      = 12,            // byte slots between frames, see eth_mac_tx
    parameter RX_DEPTH = 2048           // bytes of the crossing FIFO, see eth_frame_fifo
) (
    input  wire       clk_i,            // the box clock, 125 MHz, not the PHY's
    input  wire       rst_i,            // resets both clocks' sides
    // Pins
    input  wire       gmii_rx_clk_i,    // 125 MHz +-100 ppm; may stop
    input  wire       gmii_rx_dv_i,
    input  wire       gmii_rx_er_i,
    input  wire [7:0] gmii_rxd_i,
    output wire       gmii_tx_en_o,     // registers of clk_i, which goes out as GTX_CLK
    output wire       gmii_tx_er_o,
    output wire [7:0] gmii_txd_o,
    // Received frames, without FCS; no hole within a frame
    output wire       rx_valid_o,
    input  wire       rx_ready_i,
    output wire [7:0] rx_data_o,
    output wire       rx_last_o,
    // Frames to send, without FCS; valid stays from the first byte to the last
    input  wire       tx_valid_i,
    output wire       tx_ready_o,
    input  wire [7:0] tx_data_i,
    input  wire       tx_last_i,
    // Strobes in clk_i: exactly one of the first five for each received frame, of the last two for each sent one
    output wire       stat_good_o,
    output wire       stat_bad_fcs_o,
    output wire       stat_runt_o,
    output wire       stat_giant_o,
    output wire       stat_error_o,
    output wire       stat_dropped_o,   // with stat_good_o
    output wire       stat_sent_o,
    output wire       stat_underrun_o
);
    // ---- Receive, in the PHY's clock
    wire       rx_rst, rx_dv, rx_er, mac_valid, mac_last, mac_bad;
    wire [7:0] rx_byte, mac_data;
    wire       good, bad_fcs, runt, giant, error, dropped;

    eth_reset_cross reset (.clk_i(clk_i), .rst_i(rst_i), .other_clk_i(gmii_rx_clk_i), .other_rst_o(rx_rst));

    eth_gmii rx_pins (
        .clk_i(gmii_rx_clk_i), .rst_i(rx_rst),
        .en_i(gmii_rx_dv_i), .er_i(gmii_rx_er_i), .data_i(gmii_rxd_i),
        .en_o(rx_dv), .er_o(rx_er), .data_o(rx_byte)
    );

    eth_mac_rx rx (
        .clk_i(gmii_rx_clk_i), .rst_i(rx_rst),
        .en_i(1'b1), .dv_i(rx_dv), .er_i(rx_er), .rxd_i(rx_byte),
        .valid_o(mac_valid), .data_o(mac_data), .last_o(mac_last), .bad_o(mac_bad),
        .stat_good_o(good), .stat_bad_fcs_o(bad_fcs), .stat_runt_o(runt), .stat_giant_o(giant), .stat_error_o(error)
    );

    // ---- Into the box clock
    eth_frame_fifo #(.DEPTH(RX_DEPTH)) rx_fifo (
        .wr_clk_i(gmii_rx_clk_i), .wr_rst_i(rx_rst),
        .wr_valid_i(mac_valid), .wr_data_i(mac_data), .wr_last_i(mac_last), .wr_bad_i(mac_bad),
        .stat_dropped_o(dropped),
        .rd_clk_i(clk_i), .rd_rst_i(rst_i),
        .rd_valid_o(rx_valid_o), .rd_ready_i(rx_ready_i), .rd_data_o(rx_data_o), .rd_last_o(rx_last_o)
    );

    // The verdict waits a cycle for the FIFO's.
    reg [4:0] verdict_q;
    always @(posedge gmii_rx_clk_i)
        verdict_q <= rx_rst ? 5'd0 : {good, bad_fcs, runt, giant, error};

    eth_event_cross #(.WIDTH(6)) stats (
        .wr_clk_i(gmii_rx_clk_i), .wr_event_i({verdict_q, dropped}),
        .rd_clk_i(clk_i), .rd_rst_i(rst_i),
        .rd_event_o({stat_good_o, stat_bad_fcs_o, stat_runt_o, stat_giant_o, stat_error_o, stat_dropped_o})
    );

    // ---- Send, in the box clock
    wire       tx_en, tx_er;
    wire [7:0] tx_byte;

    eth_mac_tx #(.IFG(IFG)) tx (
        .clk_i(clk_i), .rst_i(rst_i),
        .valid_i(tx_valid_i), .ready_o(tx_ready_o), .data_i(tx_data_i), .last_i(tx_last_i),
        .en_i(1'b1), .tx_en_o(tx_en), .tx_er_o(tx_er), .txd_o(tx_byte),
        .stat_sent_o(stat_sent_o), .stat_underrun_o(stat_underrun_o)
    );

    eth_gmii tx_pins (
        .clk_i(clk_i), .rst_i(rst_i),
        .en_i(tx_en), .er_i(tx_er), .data_i(tx_byte),
        .en_o(gmii_tx_en_o), .er_o(gmii_tx_er_o), .data_o(gmii_txd_o)
    );
endmodule

`default_nettype wire
