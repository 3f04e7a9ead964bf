// The least design with an identity RAM, so that patching it is tried in seconds.
`default_nettype none

module identity_top (
    input  wire clk,
    output wire pin
);
    wire        named;
    wire [47:0] mac;
    wire [15:0] board;
    ecp5_identity identity (.clk_i(clk), .named_o(named), .mac_o(mac), .board_o(board));
    assign pin = named ^ ^mac ^ ^board;
endmodule

`default_nettype wire
