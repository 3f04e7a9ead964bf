// The ECP5 cell with what stands at the pin as all four data of a cycle.
`default_nettype none

module IDDRX2DQA (
    input  wire D,
    input  wire DQSR90,
    input  wire ECLK,
    input  wire SCLK,
    input  wire RST,
    input  wire RDPNTR0,
    input  wire RDPNTR1,
    input  wire RDPNTR2,
    input  wire WRPNTR0,
    input  wire WRPNTR1,
    input  wire WRPNTR2,
    output wire Q0,
    output wire Q1,
    output wire Q2,
    output wire Q3
);
    reg d_q;
    always @(posedge SCLK) d_q <= D;
    assign {Q3, Q2, Q1, Q0} = {4{d_q}};
    wire unused = &{1'b0, DQSR90, ECLK, RST, RDPNTR0, RDPNTR1, RDPNTR2, WRPNTR0, WRPNTR1, WRPNTR2};
endmodule

`default_nettype wire
