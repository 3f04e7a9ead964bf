// The F-box: between a host (DMA engine or second MAC) and a network MAC.  docs/fbox.md is its contract.
`default_nettype none
`include "amoebox.vh"

module fbox #(
    parameter PORT_BYTES = `AMB_PORT_BYTES,
    parameter F_OUT_BITS = 0                 // 0: F in full; else only so many bits of it (tests of guessing)
) (
    input  wire        clk_i,                // the box clock; every port belongs to it
    input  wire        rst_i,                // resets the box, and with it everything on its host side
    input  wire        owner_rst_i,          // the processor is in reset (1 cycle is enough): the box closes; host frames that
                                             // were cut are forgotten, the next byte of htx is a first byte
    input  wire [47:0] mac_i,                // constant; byte 0 of the address in 47:40
    input  wire [15:0] board_i,              // constant; byte 0 in 15:8

    // Host to box: a byte stream.  ready may fall between frames (at most for a few cycles within one).
    input  wire        htx_valid_i,
    output wire        htx_ready_o,
    input  wire  [7:0] htx_data_i,
    input  wire        htx_last_i,
    input  wire        htx_arm_i,            // read with the first byte: arm the reply port before the frame leaves
    input  wire  [7:0] htx_tag_i,            // read with the first byte: its tag
    input  wire  [7:0] htx_owner_i,          // read with the first byte: its owner
    output wire        htx_done_o,           // one cycle for each frame, in order: its fate is known (none after a reset)
    output wire  [7:0] htx_code_o,           // with htx_done_o: AMB_TX_...
    output wire  [7:0] htx_entry_o,          // with htx_done_o: entry armed (0 if none)

    // Box to host: a byte stream of whole, admitted frames.
    output wire        hrx_valid_o,
    input  wire        hrx_ready_i,
    output wire  [7:0] hrx_data_o,
    output wire        hrx_last_o,
    output wire  [7:0] hrx_tag_o,            // stable while hrx_valid_o, for the whole frame
    output wire  [7:0] hrx_entry_o,          // the same
    input  wire        hrx_done_i,           // one cycle for each frame that the host has finished with, in order

    // MAC to box: cannot be stalled; at least 12 cycles between a last byte and the next first byte.
    input  wire        nrx_valid_i,
    input  wire  [7:0] nrx_data_i,
    input  wire        nrx_last_i,
    input  wire        nrx_bad_i,            // read with nrx_last_i

    // Box to MAC: a byte stream without gaps within a frame; if valid falls before last, the frame is aborted.
    output wire        ntx_valid_o,
    input  wire        ntx_ready_i,
    output wire  [7:0] ntx_data_o,
    output wire        ntx_last_o,

    // Control: one access at a time, all inputs held until ready (one cycle, at most 8 after valid); rdata with ready.
    input  wire        ctl_valid_i,
    input  wire        ctl_write_i,
    input  wire  [5:0] ctl_addr_i,           // byte offset in block FBOX
    input  wire [31:0] ctl_wdata_i,
    output wire        ctl_ready_o,
    output wire [31:0] ctl_rdata_o,

    // Entropy: a byte stream, taken only while the box opens.
    input  wire        ent_valid_i,
    input  wire  [7:0] ent_data_i,
    output wire        ent_ready_o
);

    // The body is being written.
    assign htx_ready_o = 1'b0;
    assign htx_done_o = 1'b0;
    assign htx_code_o = 8'd0;
    assign htx_entry_o = 8'd0;
    assign hrx_valid_o = 1'b0;
    assign hrx_data_o = 8'd0;
    assign hrx_last_o = 1'b0;
    assign hrx_tag_o = 8'd0;
    assign hrx_entry_o = 8'd0;
    assign ntx_valid_o = 1'b0;
    assign ntx_data_o = 8'd0;
    assign ntx_last_o = 1'b0;
    assign ctl_ready_o = 1'b0;
    assign ctl_rdata_o = 32'd0;
    assign ent_ready_o = 1'b0;

endmodule

`default_nettype wire
