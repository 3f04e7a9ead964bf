// The ECP5 cell as far as logic sees it: it locks after a while.
`default_nettype none

module DDRDLLA (
    input  wire CLK,
    input  wire RST,
    input  wire UDDCNTLN,
    input  wire FREEZE,
    output wire DDRDEL,
    output wire LOCK
);
    reg [4:0] lock_q = 5'd0;
    always @(posedge CLK)
        if (RST) lock_q <= 5'd0;
        else if (!lock_q[4]) lock_q <= lock_q + 5'd1;
    assign LOCK = lock_q[4];
    assign DDRDEL = 1'b0;
    wire unused = &{1'b0, UDDCNTLN, FREEZE};
endmodule

`default_nettype wire
