// Only the ports of the ECP5 cell: a bench sees the controller before its pins.
`default_nettype none

module ODDRX2DQA (
    input  wire D0,
    input  wire D1,
    input  wire D2,
    input  wire D3,
    input  wire DQSW270,
    input  wire ECLK,
    input  wire SCLK,
    input  wire RST,
    output wire Q
);
    assign Q = D0;
    wire unused = &{1'b0, D1, D2, D3, DQSW270, ECLK, SCLK, RST};
endmodule

`default_nettype wire
