// ECPIX-5 as a gigabit node: processor, box and 64 of its 512 MB of DDR3, system at 50 MHz, box at 125 MHz, RGMII.
//
// The system clock is the memory controller's (its generator has the PLL), the box clock another PLL's.  The memory has
// two clock cycles in each of the system's.  The FPGA's program pin, its flash and the PHY's MDIO are on nothing that
// the processor reaches.
`default_nettype none

module ecpix5 #(
    parameter        ROM_FILE = "",           // the firmware, words in hexadecimal; benches and make bitstream say which
    parameter        UART_DIVIDER = 434,      // 115,200 baud; benches are faster
    parameter        DEFENCE = 1,             // benches only: 0 is the board without its box, for attacks that must succeed then
    parameter        PHY_RESET = 22,          // the PHY's reset lasts 2^PHY_RESET box cycles (33 ms); benches are faster
    parameter [63:0] IDENTITY = 64'd0         // benches only: a board gets its own by patching, see ecp5_identity.v
) (
    input  wire        clk100,
    output wire  [3:0] led_red_n,             // LD8, LD7, LD6, LD5
    output wire  [3:0] led_green_n,
    output wire  [3:0] led_blue_n,

    output wire        uart_tx,               // console, named from this side
    input  wire        uart_rx,

    output wire        sd_clk,
    output wire        sd_cmd,
    input  wire        sd_d0,
    output wire        sd_d1,
    output wire        sd_d2,
    output wire        sd_d3,
    output wire        sd_cmd_dir,            // of the level shifter: 1 drives the card
    output wire        sd_d0_dir,
    output wire        sd_d13_dir,

    output wire [14:0] ddr3_a,
    output wire  [2:0] ddr3_ba,
    output wire        ddr3_ras_n,
    output wire        ddr3_cas_n,
    output wire        ddr3_we_n,
    output wire        ddr3_cke,
    output wire        ddr3_odt,
    output wire        ddr3_clk,
    output wire  [1:0] ddr3_dm,
    inout  wire  [1:0] ddr3_dqs,
    inout  wire [15:0] ddr3_dq,

    output wire        eth_txc,
    output wire        eth_tx_ctl,
    output wire  [3:0] eth_txd,
    input  wire        eth_rxc,
    input  wire        eth_rx_ctl,
    input  wire  [3:0] eth_rxd,
    output wire        eth_mdc,
    inout  wire        eth_mdio,
    output wire        eth_rst_n
);
    // ---- Box clock: 100 MHz / 4 * 5, VCO at 625 MHz
    wire clk, rst_memory, clk_box, locked, unused_clkos;
    (* FREQUENCY_PIN_CLKI = "100", FREQUENCY_PIN_CLKOP = "125" *)
    EHXPLLL #(
        .CLKI_DIV(4), .CLKFB_DIV(5), .CLKOP_DIV(5), .CLKOP_CPHASE(2), .CLKOP_FPHASE(0), .CLKOP_ENABLE("ENABLED"),
        .FEEDBK_PATH("CLKOP"), .OUTDIVIDER_MUXA("DIVA"), .PLLRST_ENA("DISABLED"), .INTFB_WAKE("DISABLED"),
        .STDBY_ENABLE("DISABLED"), .DPHASE_SOURCE("DISABLED")
    ) pll (
        .CLKI(clk100), .CLKFB(clk_box), .CLKOP(clk_box), .CLKOS(unused_clkos), .LOCK(locked), .RST(1'b0), .STDBY(1'b0),
        .PHASESEL0(1'b0), .PHASESEL1(1'b0), .PHASEDIR(1'b1), .PHASESTEP(1'b1), .PHASELOADREG(1'b1), .PLLWAKESYNC(1'b0),
        .ENCLKOP(1'b0)
    );

    // ---- Reset until both clocks are good and the board has a name; the box's follows the node's.  The controller has its
    // own, which does not end before its clock is good, and comes back while its delay line is set up.
    wire        named, is_locked, is_waiting, go;
    wire [47:0] mac;
    wire [15:0] board;
    reg   [7:0] start_q = 8'd0;
    reg         rst_q = 1'b1, go_q = 1'b0, rst_box_q = 1'b1;
    eth_sync lock (.clk_i(clk), .data_i(locked), .data_o(is_locked));
    eth_sync waiting (.clk_i(clk), .data_i(rst_memory), .data_o(is_waiting));
    always @(posedge clk) begin
        if (!is_locked || is_waiting || !named) start_q <= 8'd0;
        else if (start_q != 8'hff) start_q <= start_q + 8'd1;
        rst_q <= start_q != 8'hff;
        go_q  <= !rst_q;
    end
    eth_sync release_box (.clk_i(clk_box), .data_i(go_q), .data_o(go));
    always @(posedge clk_box) rst_box_q <= !go;
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
        .clk_i(clk), .rst_i(rst_q), .clk_box_i(clk_box), .rst_box_i(rst_box_q),
        .mac_i(mac), .board_i(board), .ram_size_i(32'h04000000),
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
        .clk_i(clk), .rst_i(rst_q), .rx_pin_i(uart_rx), .tx_pin_o(uart_tx),
        .tx_valid_i(con_tx_valid), .tx_data_i(con_tx_data), .tx_ready_o(con_tx_ready),
        .rx_valid_o(con_rx_valid), .rx_data_o(con_rx_data), .rx_ready_i(con_rx_ready)
    );
    soc_sd card (
        .clk_i(clk), .rst_i(cpu_reset), .sel_i(board_sel[1]), .write_i(board_write), .addr_i(board_addr), .wdata_i(board_wdata),
        .ack_o(sd_ack), .err_o(sd_err), .rdata_o(sd_rdata),
        .sd_clk_o(sd_clk), .sd_cs_n_o(sd_d3), .sd_mosi_o(sd_cmd), .sd_miso_i(sd_d0)
    );
    assign {sd_d2, sd_d1} = 2'b11;
    assign {sd_cmd_dir, sd_d0_dir, sd_d13_dir} = 3'b101;

    // ---- Memory
    wire         cmd_valid, cmd_ready, cmd_we, wdata_ready, rdata_valid, wb_cyc, wb_we, wb_ack;
    wire  [21:0] cmd_addr;
    wire  [15:0] wdata_we;
    wire [127:0] wdata, rdata;
    wire  [29:0] wb_adr;
    wire  [31:0] wb_to, wb_from;
    wire   [5:0] unused_dram;
    soc_dram_wide memory (
        .clk_i(clk), .rst_i(cpu_reset),
        .mem_req_i(mem_req), .mem_write_i(mem_write), .mem_addr_i(mem_addr), .mem_count_i(mem_count),
        .mem_wdata_i(mem_wdata), .mem_strobe_i(mem_strobe), .mem_next_o(mem_next), .mem_last_o(mem_last),
        .mem_rdata_o(mem_rdata),
        .cmd_valid_o(cmd_valid), .cmd_ready_i(cmd_ready), .cmd_we_o(cmd_we), .cmd_addr_o(cmd_addr), .wdata_ready_i(wdata_ready),
        .wdata_we_o(wdata_we), .wdata_o(wdata), .rdata_valid_i(rdata_valid), .rdata_i(rdata)
    );
    soc_dram_port #(.DDR3(1)) dram_port (
        .clk_i(clk), .rst_i(cpu_reset), .sel_i(board_sel[0]), .write_i(board_write), .addr_i(board_addr), .wdata_i(board_wdata),
        .ack_o(dram_ack), .err_o(dram_err), .rdata_o(dram_rdata),
        .wb_cyc_o(wb_cyc), .wb_we_o(wb_we), .wb_adr_o(wb_adr), .wb_dat_o(wb_to), .wb_ack_i(wb_ack), .wb_dat_i(wb_from)
    );
    // Chip select and reset are not wired on this board; the negative halves of pairs are their pins' own.
    litedram_ecpix5 controller (
        .clk(clk100), .rst(1'b0), .user_clk(clk), .user_rst(rst_memory), .pll_locked(unused_dram[0]),
        .init_done(unused_dram[1]), .init_error(unused_dram[2]),
        .ddram_a(ddr3_a), .ddram_ba(ddr3_ba), .ddram_ras_n(ddr3_ras_n), .ddram_cas_n(ddr3_cas_n), .ddram_we_n(ddr3_we_n),
        .ddram_cke(ddr3_cke), .ddram_odt(ddr3_odt), .ddram_clk_p(ddr3_clk), .ddram_clk_n(1'b0), .ddram_cs_n(unused_dram[3]),
        .ddram_reset_n(unused_dram[4]), .ddram_dm(ddr3_dm), .ddram_dqs_p(ddr3_dqs), .ddram_dqs_n(2'b00), .ddram_dq(ddr3_dq),
        .user_port_node_cmd_addr({3'd0, cmd_addr}), .user_port_node_cmd_ready(cmd_ready), .user_port_node_cmd_valid(cmd_valid),
        .user_port_node_cmd_we(cmd_we), .user_port_node_rdata_data(rdata), .user_port_node_rdata_ready(1'b1),
        .user_port_node_rdata_valid(rdata_valid), .user_port_node_wdata_data(wdata), .user_port_node_wdata_ready(wdata_ready),
        .user_port_node_wdata_valid(1'b1), .user_port_node_wdata_we(wdata_we),
        .wb_ctrl_ack(wb_ack), .wb_ctrl_adr(wb_adr), .wb_ctrl_bte(2'b00), .wb_ctrl_cti(3'b000), .wb_ctrl_cyc(wb_cyc),
        .wb_ctrl_dat_r(wb_from), .wb_ctrl_dat_w(wb_to), .wb_ctrl_err(unused_dram[5]), .wb_ctrl_sel(4'hF),
        .wb_ctrl_stb(wb_cyc), .wb_ctrl_we(wb_we)
    );

    // ---- Ethernet.  The PHY (KSZ9031) is reset once, and wants 10 ms of it; it answers at address 0 whatever its straps say.
    reg [PHY_RESET:0] phy_reset_q = {(PHY_RESET + 1){1'b0}};
    always @(posedge clk_box) if (!phy_reset_q[PHY_RESET]) phy_reset_q <= phy_reset_q + 1'b1;
    assign eth_rst_n = phy_reset_q[PHY_RESET];

    wire        mdio_out, mdio_drive, mdio_in, phy_found, link_up, unused_speed;
    wire [31:0] unused_id;
    BB mdio_pin (.B(eth_mdio), .I(mdio_out), .T(!mdio_drive), .O(mdio_in));
    eth_phy_init #(.HALF(25), .PHY_ADDRESS(5'd0), .GIGABIT(1), .SETUP(0)) phy (
        .clk_i(clk_box), .rst_i(rst_box_q), .mdc_o(eth_mdc), .mdio_o(mdio_out), .mdio_oe_o(mdio_drive), .mdio_i(mdio_in),
        .phy_found_o(phy_found), .phy_id_o(unused_id), .link_up_o(link_up), .speed_1000_o(unused_speed)
    );

    wire       rx_clk, rx_dv, rx_er, tx_en, tx_er;
    wire [7:0] rxd, txd, unused_strobes;
    ecp5_rgmii #(.RX_DELAY(0), .TXC_DELAY(80)) pins (
        .txc_o(eth_txc), .tx_ctl_o(eth_tx_ctl), .txd_o(eth_txd), .rxc_i(eth_rxc), .rx_ctl_i(eth_rx_ctl), .rxd_i(eth_rxd),
        .clk_i(clk_box), .tx_en_i(tx_en), .tx_er_i(tx_er), .txd_i(txd),
        .rx_clk_o(rx_clk), .rx_dv_o(rx_dv), .rx_er_o(rx_er), .rxd_o(rxd)
    );
    // What comes from the crossing is whole and good, and is set apart as the box asks for.
    wire       rx_valid, rx_ready, rx_last;
    wire [7:0] rx_data;
    eth_mac_gmii mac_gmii (
        .clk_i(clk_box), .rst_i(rst_box_q),
        .gmii_rx_clk_i(rx_clk), .gmii_rx_dv_i(rx_dv), .gmii_rx_er_i(rx_er), .gmii_rxd_i(rxd),
        .gmii_tx_en_o(tx_en), .gmii_tx_er_o(tx_er), .gmii_txd_o(txd),
        .rx_valid_o(rx_valid), .rx_ready_i(rx_ready), .rx_data_o(rx_data), .rx_last_o(rx_last),
        .tx_valid_i(ntx_valid), .tx_ready_o(ntx_ready), .tx_data_i(ntx_data), .tx_last_i(ntx_last),
        .stat_good_o(unused_strobes[0]), .stat_bad_fcs_o(unused_strobes[1]), .stat_runt_o(unused_strobes[2]),
        .stat_giant_o(unused_strobes[3]), .stat_error_o(unused_strobes[4]), .stat_dropped_o(unused_strobes[5]),
        .stat_sent_o(unused_strobes[6]), .stat_underrun_o(unused_strobes[7])
    );
    inline_gap gap (
        .clk_i(clk_box), .rst_i(rst_box_q), .s_valid_i(rx_valid), .s_ready_o(rx_ready), .s_data_i(rx_data), .s_last_i(rx_last),
        .valid_o(nrx_valid), .data_o(nrx_data), .last_o(nrx_last)
    );
    assign nrx_bad = 1'b0;

    // ---- LEDs, see README.md
    reg [24:0] beat_q = 25'd0;
    always @(posedge clk) beat_q <= beat_q + 25'd1;
    assign led_green_n = ~{1'b0, link_up, phy_found, named};
    // Off with status 72 or 73, which are firmware's: its self-test has found the memory, or the box, at fault.
    wire failed_memory = off && status == 8'd72;
    wire failed_box    = off && status == 8'd73;
    assign led_red_n   = ~{1'b0, ent_failed, failed_memory || failed_box && beat_q[23], cpu_reset};
    assign led_blue_n  = ~{beat_q[24], 3'b000};
endmodule

`default_nettype wire
