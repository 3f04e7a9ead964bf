// Behaviour of the ECP5 cell: D0 while the clock is high, D1 while it is low, one cycle later.
`default_nettype none

module ODDRX1F (
    input  wire SCLK,
    input  wire RST,
    input  wire D0,
    input  wire D1,
    output wire Q
);
    reg high_q, low_q;
    always @(posedge SCLK) begin
        high_q <= D0 && !RST;
        low_q  <= D1 && !RST;
    end
    assign Q = SCLK ? high_q : low_q;
endmodule

`default_nettype wire
