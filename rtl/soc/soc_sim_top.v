// One board for the simulator: the node, its MAC on RMII pins and the memory with the timing of a board's SDRAM.
//
// One clock does everything: system clock, box clock and RMII reference clock (50 MHz of simulated time).  All inputs are
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
    input  wire        rst_i,            // power-on reset; hold for 2 cycles or more

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
    output wire        cpu_reset_o       // the processor and its DMA are in reset
);
endmodule
