// Receive contexts: 64 times {pages, start, source, length} in one block RAM.
//
// Written by the processor through soc_dma_regs.v, cleared (length 0: invalid) one a cycle after a reset, read by soc_dma_rx.v.
`default_nettype none

module soc_contexts (
    input  wire        clk_i,

    input  wire        clear_i,          // make clear_index_i invalid; nothing else is written then
    input  wire  [5:0] clear_index_i,
    input  wire        write_i,
    input  wire  [5:0] write_index_i,
    input  wire  [2:0] write_word_i,     // 1 pages, 2 start, 3 source high, 4 source low, 5 length
    input  wire [31:0] write_data_i,

    input  wire  [5:0] read_index_i,
    input  wire  [2:0] read_word_i,
    output wire [31:0] read_data_o       // in the next cycle
);

    localparam [2:0] LENGTH = 3'd5;

    reg [31:0] memory [0:511];
    reg [31:0] read_q;
    assign read_data_o = read_q;

    always @(posedge clk_i) begin
        if (clear_i || write_i)
            memory[clear_i ? {clear_index_i, LENGTH} : {write_index_i, write_word_i}] <= clear_i ? 32'd0 : write_data_i;
    end
    always @(posedge clk_i)
        read_q <= memory[{read_index_i, read_word_i}];

endmodule

`default_nettype wire
