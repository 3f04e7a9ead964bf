// Sixteen bytes that say who the box is: address (0 to 5), board (6, 7), epoch (8 to 15), in the order in which they come
// in a frame.  Written while the box opens, read by everybody.
`default_nettype none

module fbox_identity (
    input  wire       clk_i,
    input  wire       write_i,
    input  wire [3:0] write_index_i,
    input  wire [7:0] write_byte_i,
    input  wire [3:0] index_0_i,
    output wire [7:0] byte_0_o,
    input  wire [3:0] index_1_i,
    output wire [7:0] byte_1_o,
    input  wire [3:0] index_2_i,
    output wire [7:0] byte_2_o,
    input  wire [3:0] index_3_i,
    output wire [7:0] byte_3_o
);

    (* ram_style = "distributed" *)
    reg [7:0] bytes [0:15];
    always @(posedge clk_i) begin
        if (write_i) bytes[write_index_i] <= write_byte_i;
    end
    assign byte_0_o = bytes[index_0_i];
    assign byte_1_o = bytes[index_1_i];
    assign byte_2_o = bytes[index_2_i];
    assign byte_3_o = bytes[index_3_i];

endmodule

`default_nettype wire
