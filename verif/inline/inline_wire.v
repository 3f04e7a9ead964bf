// inline_box with nothing between its MACs but fbox_wire: for tests, every attack must succeed here.
`default_nettype none

module inline_wire (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire [47:0] mac_i,
    input  wire [15:0] board_i,
    input  wire        ent_valid_i,
    input  wire  [7:0] ent_data_i,
    output wire        ent_ready_o,
    input  wire        host_rx_clk_i,
    input  wire        host_rx_dv_i,
    input  wire        host_rx_er_i,
    input  wire  [7:0] host_rxd_i,
    output wire        host_tx_en_o,
    output wire        host_tx_er_o,
    output wire  [7:0] host_txd_o,
    input  wire        net_rx_clk_i,
    input  wire        net_rx_dv_i,
    input  wire        net_rx_er_i,
    input  wire  [7:0] net_rxd_i,
    output wire        net_tx_en_o,
    output wire        net_tx_er_o,
    output wire  [7:0] net_txd_o
);
    inline_box #(.DEFENCE(0)) box (
        .clk_i(clk_i), .rst_i(rst_i), .mac_i(mac_i), .board_i(board_i),
        .ent_valid_i(ent_valid_i), .ent_data_i(ent_data_i), .ent_ready_o(ent_ready_o),
        .host_rx_clk_i(host_rx_clk_i), .host_rx_dv_i(host_rx_dv_i), .host_rx_er_i(host_rx_er_i), .host_rxd_i(host_rxd_i),
        .host_tx_en_o(host_tx_en_o), .host_tx_er_o(host_tx_er_o), .host_txd_o(host_txd_o),
        .net_rx_clk_i(net_rx_clk_i), .net_rx_dv_i(net_rx_dv_i), .net_rx_er_i(net_rx_er_i), .net_rxd_i(net_rxd_i),
        .net_tx_en_o(net_tx_en_o), .net_tx_er_o(net_tx_er_o), .net_txd_o(net_txd_o)
    );
endmodule

`default_nettype wire
