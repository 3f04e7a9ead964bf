// What `make area` measures as the SoC: node, MAC and boot ROM with two clocks; no memory controller, no pins.
`default_nettype none

module soc_area_top (
    input  wire        clk_i,
    input  wire        clk_box_i,
    input  wire        rst_i,
    input  wire        rst_box_i,

    input  wire        rmii_crs_dv_i,
    input  wire  [1:0] rmii_rxd_i,
    input  wire        rmii_rx_er_i,
    output wire        rmii_tx_en_o,
    output wire  [1:0] rmii_txd_o,

    output wire        mem_req_o,
    output wire        mem_write_o,
    output wire [23:0] mem_addr_o,
    output wire  [3:0] mem_count_o,
    output wire [31:0] mem_wdata_o,
    output wire  [3:0] mem_strobe_o,
    input  wire        mem_next_i,
    input  wire        mem_last_i,
    input  wire [31:0] mem_rdata_i,

    input  wire        uart_rx_pin_i,
    output wire        uart_tx_pin_o,
    input  wire        entropy_valid_i,
    input  wire  [7:0] entropy_data_i,
    output wire        entropy_ready_o,
    output wire        power_off_o,

    // Keeps synthesis from taking the ROM for a constant; a board fills it from its bitstream.
    input  wire        rom_write_i,
    input  wire [31:0] rom_wdata_i
);

    wire        unused_rom_en, nrx_valid, nrx_last, nrx_bad, ntx_valid, ntx_ready, ntx_last;
    wire [11:0] rom_addr;
    wire  [7:0] nrx_data, ntx_data, tx_data, rx_data;
    wire        tx_valid, tx_ready, rx_valid, rx_ready;
    reg  [31:0] rom [0:4095];
    reg  [31:0] rom_q, rom_out_q;

    always @(posedge clk_i) begin
        if (rom_write_i)
            rom[rom_addr] <= rom_wdata_i;
    end
    always @(posedge clk_i)
    begin
        rom_q     <= rom[rom_addr];
        rom_out_q <= rom_q;
    end

    soc_node #(.ONE_CLOCK(0)) node (
        .clk_i(clk_i), .rst_i(rst_i), .clk_box_i(clk_box_i), .rst_box_i(rst_box_i),
        .mac_i(48'h020000000001), .board_i(16'd1), .ram_size_i(32'h02000000),
        .mem_req_o(mem_req_o), .mem_write_o(mem_write_o), .mem_addr_o(mem_addr_o), .mem_count_o(mem_count_o),
        .mem_wdata_o(mem_wdata_o), .mem_strobe_o(mem_strobe_o), .mem_next_i(mem_next_i), .mem_last_i(mem_last_i),
        .mem_rdata_i(mem_rdata_i),
        .rom_en_o(unused_rom_en), .rom_addr_o(rom_addr), .rom_rdata_i(rom_out_q),
        .board_sel_o(), .board_write_o(), .board_addr_o(), .board_wdata_o(), .board_ack_i(1'b0), .board_err_i(1'b0),
        .board_rdata_i(32'd0),
        .uart_tx_valid_o(tx_valid), .uart_tx_data_o(tx_data), .uart_tx_ready_i(tx_ready),
        .uart_rx_valid_i(rx_valid), .uart_rx_data_i(rx_data), .uart_rx_ready_o(rx_ready),
        .entropy_valid_i(entropy_valid_i), .entropy_data_i(entropy_data_i), .entropy_ready_o(entropy_ready_o),
        .nrx_valid_i(nrx_valid), .nrx_data_i(nrx_data), .nrx_last_i(nrx_last), .nrx_bad_i(nrx_bad),
        .ntx_valid_o(ntx_valid), .ntx_ready_i(ntx_ready), .ntx_data_o(ntx_data), .ntx_last_o(ntx_last),
        .trace_valid_o(), .trace_data_o(), .power_off_o(power_off_o), .power_status_o(), .cpu_reset_o(), .box_awake_o()
    );
    soc_uart_serial serial (
        .clk_i(clk_i), .rst_i(rst_i), .rx_pin_i(uart_rx_pin_i), .tx_pin_o(uart_tx_pin_o),
        .tx_valid_i(tx_valid), .tx_data_i(tx_data), .tx_ready_o(tx_ready),
        .rx_valid_o(rx_valid), .rx_data_o(rx_data), .rx_ready_i(rx_ready)
    );
    eth_mac_rmii mac (
        .clk_i(clk_box_i), .rst_i(rst_box_i),
        .rmii_crs_dv_i(rmii_crs_dv_i), .rmii_rxd_i(rmii_rxd_i), .rmii_rx_er_i(rmii_rx_er_i),
        .rmii_tx_en_o(rmii_tx_en_o), .rmii_txd_o(rmii_txd_o),
        .rx_valid_o(nrx_valid), .rx_data_o(nrx_data), .rx_last_o(nrx_last), .rx_bad_o(nrx_bad),
        .tx_valid_i(ntx_valid), .tx_ready_o(ntx_ready), .tx_data_i(ntx_data), .tx_last_i(ntx_last),
        .stat_good_o(), .stat_bad_fcs_o(), .stat_runt_o(), .stat_giant_o(), .stat_error_o(), .stat_sent_o(), .stat_underrun_o()
    );

endmodule

`default_nettype wire
