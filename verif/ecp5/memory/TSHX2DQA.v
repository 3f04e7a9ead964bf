// Only the ports of the ECP5 cell: a bench sees the controller before its pins.
`default_nettype none

module TSHX2DQA (
    input  wire T0,
    input  wire T1,
    input  wire DQSW270,
    input  wire ECLK,
    input  wire SCLK,
    input  wire RST,
    output wire Q
);
    assign Q = T0;
    wire unused = &{1'b0, T1, DQSW270, ECLK, SCLK, RST};
endmodule

`default_nettype wire
