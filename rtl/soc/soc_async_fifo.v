// 16 words between two clocks, Gray-coded pointers, first word shown.
//
// Both sides are reset together (the read side may follow later, or go first): what is in the memory is forgotten.
`default_nettype none

module soc_async_fifo #(
    parameter WIDTH = 8
) (
    input  wire             wr_clk_i,
    input  wire             wr_rst_i,
    input  wire             wr_valid_i,  // a word moves in a cycle with valid and ready
    output wire             wr_ready_o,
    input  wire [WIDTH-1:0] wr_data_i,

    input  wire             rd_clk_i,
    input  wire             rd_rst_i,
    output wire             rd_valid_o,
    input  wire             rd_ready_i,
    output wire [WIDTH-1:0] rd_data_o
);

    reg [WIDTH-1:0] memory [0:15];

    reg  [4:0] write_q = 5'd0, write_gray_q = 5'd0;
    reg  [4:0] read_q = 5'd0, read_gray_q = 5'd0;
    wire [4:0] write_gray, read_gray;    // the same, seen from the other side
    wire [4:0] write_d = write_q + 5'd1;
    wire [4:0] read_d = read_q + 5'd1;

    assign wr_ready_o = write_gray_q != {~read_gray[4:3], read_gray[2:0]};
    assign rd_valid_o = read_gray_q != write_gray;
    assign rd_data_o = memory[read_q[3:0]];

    always @(posedge wr_clk_i) begin
        if (wr_valid_i && wr_ready_o) begin
            memory[write_q[3:0]] <= wr_data_i;
            write_q              <= write_d;
            write_gray_q         <= write_d ^ write_d >> 1;
        end
        if (wr_rst_i) begin
            write_q      <= 5'd0;
            write_gray_q <= 5'd0;
        end
    end

    always @(posedge rd_clk_i) begin
        if (rd_valid_o && rd_ready_i) begin
            read_q      <= read_d;
            read_gray_q <= read_d ^ read_d >> 1;
        end
        if (rd_rst_i) begin
            read_q      <= 5'd0;
            read_gray_q <= 5'd0;
        end
    end

    eth_sync #(.WIDTH(5)) to_read  (.clk_i(rd_clk_i), .data_i(write_gray_q), .data_o(write_gray));
    eth_sync #(.WIDTH(5)) to_write (.clk_i(wr_clk_i), .data_i(read_gray_q), .data_o(read_gray));

`ifdef FORMAL
    `include "soc_async_fifo.vh"
`endif
endmodule

`default_nettype wire
