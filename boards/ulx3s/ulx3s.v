// ULX3S v2.0 as a node: processor, box and 32 MB of SDRAM at 50 MHz, a LAN8720 module on the header for Ethernet.
//
// The box clock is the module's 50 MHz, the system clock a PLL's.  The WiFi processor of the board shares the card and could
// be a way around the box: it is kept off for ever.  The pin that makes the FPGA configure itself anew is on nothing.
`default_nettype none

module ulx3s #(
    parameter        ROM_FILE = "",           // the firmware, words in hexadecimal; benches and make bitstream say which
    parameter        UART_DIVIDER = 434,      // 115,200 baud; benches are faster
    parameter        DEFENCE = 1,             // benches only: 0 is the board without its box, for attacks that must succeed then
    parameter [63:0] IDENTITY = 64'd0         // benches only: a board gets its own by patching, see ecp5_identity.v
) (
    input  wire        clk25,
    output wire  [7:0] led,
    output wire        wifi_en,

    output wire        ftdi_rxd,              // console, named from the FTDI's side
    input  wire        ftdi_txd,

    output wire        sd_clk,
    output wire        sd_cmd,
    input  wire        sd_d0,
    output wire        sd_d3,

    output wire        sdram_clk,
    output wire        sdram_cke,
    output wire        sdram_csn,
    output wire        sdram_wen,
    output wire        sdram_rasn,
    output wire        sdram_casn,
    output wire [12:0] sdram_a,
    output wire  [1:0] sdram_ba,
    output wire  [1:0] sdram_dqm,
    inout  wire [15:0] sdram_d,

    input  wire        rmii_clk,
    input  wire        rmii_crs_dv,
    input  wire  [1:0] rmii_rxd,
    output wire        rmii_tx_en,
    output wire  [1:0] rmii_txd,
    output wire        rmii_mdc,
    inout  wire        rmii_mdio
);
    assign wifi_en = 1'b0;

    // ---- System clock: 25 MHz * 2, VCO at 600 MHz; the SDRAM's a quarter later
    wire clk, clk_late, locked;
    (* FREQUENCY_PIN_CLKI = "25", FREQUENCY_PIN_CLKOP = "50", FREQUENCY_PIN_CLKOS = "50" *)
    EHXPLLL #(
        .CLKI_DIV(1), .CLKFB_DIV(2), .CLKOP_DIV(12), .CLKOP_CPHASE(5), .CLKOP_FPHASE(0), .CLKOP_ENABLE("ENABLED"),
        .CLKOS_DIV(12), .CLKOS_CPHASE(8), .CLKOS_FPHASE(0), .CLKOS_ENABLE("ENABLED"),
        .FEEDBK_PATH("CLKOP"), .OUTDIVIDER_MUXA("DIVA"), .OUTDIVIDER_MUXB("DIVB"), .PLLRST_ENA("DISABLED"),
        .INTFB_WAKE("DISABLED"), .STDBY_ENABLE("DISABLED"), .DPHASE_SOURCE("DISABLED")
    ) pll (
        .CLKI(clk25), .CLKFB(clk), .CLKOP(clk), .CLKOS(clk_late), .LOCK(locked), .RST(1'b0), .STDBY(1'b0), .PHASESEL0(1'b0),
        .PHASESEL1(1'b0), .PHASEDIR(1'b1), .PHASESTEP(1'b1), .PHASELOADREG(1'b1), .PLLWAKESYNC(1'b0), .ENCLKOP(1'b0)
    );
    ODDRX1F sdram_clk_pin (.SCLK(clk_late), .RST(1'b0), .D0(1'b1), .D1(1'b0), .Q(sdram_clk));

    // ---- Reset until both clocks are good and the board has a name; the box's follows the node's
    wire        named, is_locked, box_alive, go;
    wire [47:0] mac;
    wire [15:0] board;
    reg   [7:0] start_q = 8'd0, box_start_q = 8'd0;
    reg         rst_q = 1'b1, rst_box_q = 1'b1, box_alive_q = 1'b0;
    eth_sync lock (.clk_i(clk), .data_i(locked), .data_o(is_locked));
    eth_sync alive (.clk_i(clk), .data_i(box_alive_q), .data_o(box_alive));
    always @(posedge clk) begin
        if (!is_locked || !named || !box_alive) start_q <= 8'd0;
        else if (start_q != 8'hff) start_q <= start_q + 8'd1;
        rst_q <= start_q != 8'hff;
    end
    reg go_q = 1'b0, rst_dram_q = 1'b1;  // the controller's is asynchronous and is nobody else's
    always @(posedge clk) begin
        go_q       <= !rst_q;
        rst_dram_q <= rst_q;
    end
    eth_sync release_box (.clk_i(rmii_clk), .data_i(go_q), .data_o(go));
    always @(posedge rmii_clk) begin
        if (box_start_q != 8'hff) box_start_q <= box_start_q + 8'd1;
        box_alive_q <= box_start_q == 8'hff;
        rst_box_q   <= !go;
    end
    ecp5_identity #(.IDENTITY(IDENTITY)) identity (.clk_i(clk), .named_o(named), .mac_o(mac), .board_o(board));

    // ---- Entropy
    wire       noise, ent_valid, ent_ready, ent_failed;
    wire [7:0] ent_data;
    ecp5_rings rings (.clk_i(clk), .bit_o(noise));
    entropy_source entropy (
        .clk_i(clk), .rst_i(rst_q), .noise_i(noise), .valid_o(ent_valid), .ready_i(ent_ready), .data_o(ent_data),
        .failed_o(ent_failed)
    );

    // ---- Boot ROM, from the bitstream
    wire        rom_en;
    wire [11:0] rom_addr;
    reg  [31:0] rom [0:4095];
    reg  [31:0] rom_q, rom_out_q;
    initial if (ROM_FILE != "") $readmemh(ROM_FILE, rom);
    always @(posedge clk) begin
        if (rom_en) rom_q <= rom[rom_addr];
        rom_out_q <= rom_q;
    end

    // ---- Node
    wire        mem_req, mem_write, mem_next, mem_last, cpu_reset, off, unused_awake, unused_trace;
    wire [23:0] mem_addr;
    wire  [3:0] mem_count, mem_strobe;
    wire [31:0] mem_wdata, mem_rdata, unused_trace_data;
    wire  [7:0] status;
    wire  [1:0] board_sel;
    wire        board_write, dram_ack, dram_err, sd_ack, sd_err;
    wire  [7:0] board_addr;
    wire [31:0] board_wdata, dram_rdata, sd_rdata;
    wire        con_tx_valid, con_tx_ready, con_rx_valid, con_rx_ready;
    wire  [7:0] con_tx_data, con_rx_data;
    wire        nrx_valid, nrx_last, nrx_bad, ntx_valid, ntx_ready, ntx_last;
    wire  [7:0] nrx_data, ntx_data;

    soc_node #(.DEFENCE(DEFENCE), .ONE_CLOCK(0), .DEVICES(7)) node (
        .clk_i(clk), .rst_i(rst_q), .clk_box_i(rmii_clk), .rst_box_i(rst_box_q),
        .mac_i(mac), .board_i(board), .ram_size_i(32'h02000000),
        .mem_req_o(mem_req), .mem_write_o(mem_write), .mem_addr_o(mem_addr), .mem_count_o(mem_count),
        .mem_wdata_o(mem_wdata), .mem_strobe_o(mem_strobe), .mem_next_i(mem_next), .mem_last_i(mem_last),
        .mem_rdata_i(mem_rdata),
        .rom_en_o(rom_en), .rom_addr_o(rom_addr), .rom_rdata_i(rom_out_q),
        .board_sel_o(board_sel), .board_write_o(board_write), .board_addr_o(board_addr), .board_wdata_o(board_wdata),
        .board_ack_i(dram_ack || sd_ack), .board_err_i(dram_err || sd_err), .board_rdata_i(dram_rdata | sd_rdata),
        .uart_tx_valid_o(con_tx_valid), .uart_tx_data_o(con_tx_data), .uart_tx_ready_i(con_tx_ready),
        .uart_rx_valid_i(con_rx_valid), .uart_rx_data_i(con_rx_data), .uart_rx_ready_o(con_rx_ready),
        .entropy_valid_i(ent_valid), .entropy_data_i(ent_data), .entropy_ready_o(ent_ready),
        .nrx_valid_i(nrx_valid), .nrx_data_i(nrx_data), .nrx_last_i(nrx_last), .nrx_bad_i(nrx_bad),
        .ntx_valid_o(ntx_valid), .ntx_ready_i(ntx_ready), .ntx_data_o(ntx_data), .ntx_last_o(ntx_last),
        .trace_valid_o(unused_trace), .trace_data_o(unused_trace_data), .power_off_o(off), .power_status_o(status),
        .cpu_reset_o(cpu_reset), .box_awake_o(unused_awake)
    );
    soc_uart_serial #(.DIVIDER(UART_DIVIDER)) console (
        .clk_i(clk), .rst_i(rst_q), .rx_pin_i(ftdi_txd), .tx_pin_o(ftdi_rxd),
        .tx_valid_i(con_tx_valid), .tx_data_i(con_tx_data), .tx_ready_o(con_tx_ready),
        .rx_valid_o(con_rx_valid), .rx_data_o(con_rx_data), .rx_ready_i(con_rx_ready)
    );
    soc_sd card (
        .clk_i(clk), .rst_i(cpu_reset), .sel_i(board_sel[1]), .write_i(board_write), .addr_i(board_addr), .wdata_i(board_wdata),
        .ack_o(sd_ack), .err_o(sd_err), .rdata_o(sd_rdata),
        .sd_clk_o(sd_clk), .sd_cs_n_o(sd_d3), .sd_mosi_o(sd_cmd), .sd_miso_i(sd_d0)
    );

    // ---- Memory
    wire        cmd_valid, cmd_ready, cmd_we, wdata_ready, rdata_valid, wb_cyc, wb_we, wb_ack;
    wire [23:0] cmd_addr;
    wire  [1:0] wdata_we;
    wire [15:0] wdata, rdata;
    wire [29:0] wb_adr;
    wire [31:0] wb_to, wb_from;
    wire  [4:0] unused_dram;
    soc_dram memory (
        .clk_i(clk), .rst_i(cpu_reset),
        .mem_req_i(mem_req), .mem_write_i(mem_write), .mem_addr_i(mem_addr), .mem_count_i(mem_count),
        .mem_wdata_i(mem_wdata), .mem_strobe_i(mem_strobe), .mem_next_o(mem_next), .mem_last_o(mem_last),
        .mem_rdata_o(mem_rdata),
        .cmd_valid_o(cmd_valid), .cmd_ready_i(cmd_ready), .cmd_we_o(cmd_we), .cmd_addr_o(cmd_addr), .wdata_ready_i(wdata_ready),
        .wdata_we_o(wdata_we), .wdata_o(wdata), .rdata_valid_i(rdata_valid), .rdata_i(rdata)
    );
    soc_dram_port dram_port (
        .clk_i(clk), .rst_i(cpu_reset), .sel_i(board_sel[0]), .write_i(board_write), .addr_i(board_addr), .wdata_i(board_wdata),
        .ack_o(dram_ack), .err_o(dram_err), .rdata_o(dram_rdata),
        .wb_cyc_o(wb_cyc), .wb_we_o(wb_we), .wb_adr_o(wb_adr), .wb_dat_o(wb_to), .wb_ack_i(wb_ack), .wb_dat_i(wb_from)
    );
    litedram_ulx3s controller (
        .clk(clk), .rst(rst_dram_q), .init_done(unused_dram[0]), .init_error(unused_dram[1]), .user_clk(unused_dram[2]),
        .user_rst(unused_dram[3]),
        .sdram_a(sdram_a), .sdram_ba(sdram_ba), .sdram_cas_n(sdram_casn), .sdram_cke(sdram_cke), .sdram_cs_n(sdram_csn),
        .sdram_dm(sdram_dqm), .sdram_dq(sdram_d), .sdram_ras_n(sdram_rasn), .sdram_we_n(sdram_wen),
        .user_port_node_cmd_addr(cmd_addr), .user_port_node_cmd_ready(cmd_ready), .user_port_node_cmd_valid(cmd_valid),
        .user_port_node_cmd_we(cmd_we), .user_port_node_rdata_data(rdata), .user_port_node_rdata_ready(1'b1),
        .user_port_node_rdata_valid(rdata_valid), .user_port_node_wdata_data(wdata), .user_port_node_wdata_ready(wdata_ready),
        .user_port_node_wdata_valid(1'b1), .user_port_node_wdata_we(wdata_we),
        .wb_ctrl_ack(wb_ack), .wb_ctrl_adr(wb_adr), .wb_ctrl_bte(2'b00), .wb_ctrl_cti(3'b000), .wb_ctrl_cyc(wb_cyc),
        .wb_ctrl_dat_r(wb_from), .wb_ctrl_dat_w(wb_to), .wb_ctrl_err(unused_dram[4]), .wb_ctrl_sel(4'hF),
        .wb_ctrl_stb(wb_cyc), .wb_ctrl_we(wb_we)
    );

    // ---- Ethernet.  The module has no RX_ER pin: the checksum must do.
    wire        mdio_out, mdio_drive, mdio_in, phy_found, link_up, unused_speed;
    wire [31:0] unused_id;
    wire  [6:0] unused_strobes;
    BB mdio_pin (.B(rmii_mdio), .I(mdio_out), .T(!mdio_drive), .O(mdio_in));
    eth_phy_init #(.HALF(10), .PHY_ADDRESS(5'd1)) phy (
        .clk_i(rmii_clk), .rst_i(rst_box_q), .mdc_o(rmii_mdc), .mdio_o(mdio_out), .mdio_oe_o(mdio_drive), .mdio_i(mdio_in),
        .phy_found_o(phy_found), .phy_id_o(unused_id), .link_up_o(link_up), .speed_1000_o(unused_speed)
    );
    // The clock comes to its registers late (3 to 6 ns), the data 3 ns later than they would: see the budget in README.md.
    wire [2:0] rmii_in;
    DELAYG #(.DEL_MODE("USER_DEFINED"), .DEL_VALUE(120)) crs_dv_late (.A(rmii_crs_dv), .Z(rmii_in[2]));
    DELAYG #(.DEL_MODE("USER_DEFINED"), .DEL_VALUE(120)) rxd1_late (.A(rmii_rxd[1]), .Z(rmii_in[1]));
    DELAYG #(.DEL_MODE("USER_DEFINED"), .DEL_VALUE(120)) rxd0_late (.A(rmii_rxd[0]), .Z(rmii_in[0]));
    eth_mac_rmii mac_rmii (
        .clk_i(rmii_clk), .rst_i(rst_box_q),
        .rmii_crs_dv_i(rmii_in[2]), .rmii_rxd_i(rmii_in[1:0]), .rmii_rx_er_i(1'b0),
        .rmii_tx_en_o(rmii_tx_en), .rmii_txd_o(rmii_txd),
        .rx_valid_o(nrx_valid), .rx_data_o(nrx_data), .rx_last_o(nrx_last), .rx_bad_o(nrx_bad),
        .tx_valid_i(ntx_valid), .tx_ready_o(ntx_ready), .tx_data_i(ntx_data), .tx_last_i(ntx_last),
        .stat_good_o(unused_strobes[0]), .stat_bad_fcs_o(unused_strobes[1]), .stat_runt_o(unused_strobes[2]),
        .stat_giant_o(unused_strobes[3]), .stat_error_o(unused_strobes[4]), .stat_sent_o(unused_strobes[5]),
        .stat_underrun_o(unused_strobes[6])
    );

    // ---- LEDs, see README.md
    reg [24:0] beat_q = 25'd0;
    always @(posedge clk) beat_q <= beat_q + 25'd1;
    // Off with status 72 or 73, which are firmware's: its self-test has found the memory, or the box, at fault.
    wire failed_memory = off && status == 8'd72;
    wire failed_box    = off && status == 8'd73;
    assign led = {beat_q[24], failed_memory || failed_box && beat_q[23], ent_failed, cpu_reset, link_up, phy_found, box_alive, named};
endmodule

`default_nettype wire
