// One board for the simulator: the node, its MAC on RMII pins and the memory with the timing of a board's SDRAM.
//
// One clock does everything: system clock, box clock and RMII reference clock (50 MHz of simulated time).  clk_box_i is
// that clock, too, and rises with it, but may stand still 128 cycles after box_awake_o has fallen, until it is high again.  All inputs are
// read at the rising edge of clk_i; all outputs come from registers or from one level of gates behind registers, and none
// of them depends on an input of the same cycle.
//
// RAM and ROM are outside: an access is one cycle with *_en_o; what was read must stand on *_rdata_i in the next cycle
// (and only then).  DEFENCE = 0 puts the module in which the F-box is missing in its place (docs/fbox.md).
`default_nettype none

module soc_sim_top #(
    parameter DEFENCE    = 1,       // 1: the F-box; 0: fbox_wire, for the attacks that must then succeed
    parameter F_OUT_BITS = 0,       // narrow build of F, for tests only (docs/fbox.md)
    parameter READ_FIRST = 10,      // cycles from a read request to its first word (docs/node.md)
    parameter WRITE_FIRST = 4       // cycles from a write request until its first word is taken
) (
    input  wire        clk_i,
    input  wire        clk_box_i,
    input  wire        rst_i,            // power-on reset; hold for 3 cycles or more

    // Constants of the board; they do not change after reset.
    input  wire [47:0] mac_i,            // byte 0 of the address in bits 47:40
    input  wire [15:0] board_i,
    input  wire [31:0] ram_size_i,       // bytes, a multiple of 4,096, at most 0x04000000

    // RMII, two bits a cycle.
    input  wire        rmii_crs_dv_i,
    input  wire  [1:0] rmii_rxd_i,
    input  wire        rmii_rx_er_i,
    output wire        rmii_tx_en_o,
    output wire  [1:0] rmii_txd_o,

    // RAM: one word a cycle.
    output wire        ram_en_o,         // access in this cycle
    output wire  [3:0] ram_we_o,         // bytes to write; 0: read
    output wire [23:0] ram_addr_o,       // word address from the start of RAM; always below ram_size_i / 4
    output wire [31:0] ram_wdata_o,
    input  wire [31:0] ram_rdata_i,      // what the access of the cycle before read

    // Boot ROM, 16 KB.
    output wire        rom_en_o,         // read in this cycle
    output wire [11:0] rom_addr_o,       // word address
    input  wire [31:0] rom_rdata_i,      // what the access of the cycle before read

    // Console, byte by byte.
    output wire        uart_tx_valid_o,  // one cycle for each byte; must be taken
    output wire  [7:0] uart_tx_data_o,
    input  wire        uart_rx_valid_i,  // held until uart_rx_ready_o
    input  wire  [7:0] uart_rx_data_i,
    output wire        uart_rx_ready_o,  // a byte moves in a cycle with valid and ready

    // Entropy: a byte moves in a cycle with valid and ready.  May be valid always.
    input  wire        entropy_valid_i,
    input  wire  [7:0] entropy_data_i,
    output wire        entropy_ready_o,

    // For whoever watches.
    output wire        trace_valid_o,    // the program wrote SYS_TRACE: one cycle for each word
    output wire [31:0] trace_data_o,
    output wire        power_off_o,      // stays high once the program has switched the board off
    output wire  [7:0] power_status_o,   // its exit status
    output wire        cpu_reset_o,      // the processor and its DMA are in reset
    output wire        box_awake_o       // the F-box needs its clock
);

    // Inputs go into registers at once: what hangs on an input would be evaluated at both edges of the clock.
    reg         rst_q;
    reg  [47:0] mac_q;
    reg  [15:0] board_q;
    reg  [31:0] ram_size_q;
    reg  [31:0] rom_rdata_q;
    reg         key_valid_q, noise_valid_q;
    reg   [7:0] key_q, noise_q;
    wire        key_ready, noise_ready;
    assign uart_rx_ready_o = !key_valid_q || key_ready;
    assign entropy_ready_o = !noise_valid_q || noise_ready;
    always @(posedge clk_i) begin
        rst_q       <= rst_i;
        rom_rdata_q <= rom_rdata_i;
        if (uart_rx_ready_o) begin
            key_valid_q <= uart_rx_valid_i;
            key_q       <= uart_rx_data_i;
        end
        if (entropy_ready_o) begin
            noise_valid_q <= entropy_valid_i;
            noise_q       <= entropy_data_i;
        end
        if (rst_q) begin
            key_valid_q   <= 1'b0;
            noise_valid_q <= 1'b0;
        end
        if (rst_i) begin
            mac_q      <= mac_i;
            board_q    <= board_i;
            ram_size_q <= ram_size_i;
        end
    end

    wire        mem_req, mem_write, mem_next, mem_last;
    wire [23:0] mem_addr;
    wire  [3:0] mem_count, mem_strobe;
    wire [31:0] mem_wdata, mem_rdata;
    wire        nrx_valid, nrx_last, nrx_bad, ntx_valid, ntx_ready, ntx_last;
    wire  [7:0] nrx_data, ntx_data;
    wire  [6:0] unused_mac_strobes;
    wire  [1:0] unused_board_sel;
    wire        unused_board_write;
    wire  [7:0] unused_board_addr;
    wire [31:0] unused_board_wdata;

    soc_node #(.DEFENCE(DEFENCE), .F_OUT_BITS(F_OUT_BITS), .ONE_CLOCK(1)) node (
        .clk_i(clk_i), .rst_i(rst_q), .clk_box_i(clk_box_i), .rst_box_i(rst_q),
        .mac_i(mac_q), .board_i(board_q), .ram_size_i(ram_size_q),
        .mem_req_o(mem_req), .mem_write_o(mem_write), .mem_addr_o(mem_addr), .mem_count_o(mem_count),
        .mem_wdata_o(mem_wdata), .mem_strobe_o(mem_strobe), .mem_next_i(mem_next), .mem_last_i(mem_last),
        .mem_rdata_i(mem_rdata),
        .rom_en_o(rom_en_o), .rom_addr_o(rom_addr_o), .rom_rdata_i(rom_rdata_q),
        .board_sel_o(unused_board_sel), .board_write_o(unused_board_write), .board_addr_o(unused_board_addr),
        .board_wdata_o(unused_board_wdata), .board_ack_i(1'b0), .board_err_i(1'b0), .board_rdata_i(32'd0),
        .uart_tx_valid_o(uart_tx_valid_o), .uart_tx_data_o(uart_tx_data_o), .uart_tx_ready_i(1'b1),
        .uart_rx_valid_i(key_valid_q), .uart_rx_data_i(key_q), .uart_rx_ready_o(key_ready),
        .entropy_valid_i(noise_valid_q), .entropy_data_i(noise_q), .entropy_ready_o(noise_ready),
        .nrx_valid_i(nrx_valid), .nrx_data_i(nrx_data), .nrx_last_i(nrx_last), .nrx_bad_i(nrx_bad),
        .ntx_valid_o(ntx_valid), .ntx_ready_i(ntx_ready), .ntx_data_o(ntx_data), .ntx_last_o(ntx_last),
        .trace_valid_o(trace_valid_o), .trace_data_o(trace_data_o),
        .power_off_o(power_off_o), .power_status_o(power_status_o), .cpu_reset_o(cpu_reset_o), .box_awake_o(box_awake_o)
    );

    soc_ram #(.READ_FIRST(READ_FIRST), .WRITE_FIRST(WRITE_FIRST)) ram (
        .clk_i(clk_i), .rst_i(cpu_reset_o),
        .mem_req_i(mem_req), .mem_write_i(mem_write), .mem_addr_i(mem_addr), .mem_count_i(mem_count),
        .mem_wdata_i(mem_wdata), .mem_strobe_i(mem_strobe), .mem_next_o(mem_next), .mem_last_o(mem_last),
        .mem_rdata_o(mem_rdata),
        .ram_en_o(ram_en_o), .ram_we_o(ram_we_o), .ram_addr_o(ram_addr_o), .ram_wdata_o(ram_wdata_o),
        .ram_rdata_i(ram_rdata_i)
    );

    eth_mac_rmii mac (
        .clk_i(clk_i), .rst_i(rst_q),
        .rmii_crs_dv_i(rmii_crs_dv_i), .rmii_rxd_i(rmii_rxd_i), .rmii_rx_er_i(rmii_rx_er_i),
        .rmii_tx_en_o(rmii_tx_en_o), .rmii_txd_o(rmii_txd_o),
        .rx_valid_o(nrx_valid), .rx_data_o(nrx_data), .rx_last_o(nrx_last), .rx_bad_o(nrx_bad),
        .tx_valid_i(ntx_valid), .tx_ready_o(ntx_ready), .tx_data_i(ntx_data), .tx_last_i(ntx_last),
        .stat_good_o(unused_mac_strobes[0]), .stat_bad_fcs_o(unused_mac_strobes[1]), .stat_runt_o(unused_mac_strobes[2]),
        .stat_giant_o(unused_mac_strobes[3]), .stat_error_o(unused_mac_strobes[4]), .stat_sent_o(unused_mac_strobes[5]),
        .stat_underrun_o(unused_mac_strobes[6])
    );

endmodule

`default_nettype wire
