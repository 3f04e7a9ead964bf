// The ECP5 cell as far as logic sees it: the strobe comes with every read, unless paused.
`default_nettype none

module DQSBUFM #(
    parameter DQS_LI_DEL_ADJ = "PLUS",
    parameter DQS_LI_DEL_VAL = 0,
    parameter DQS_LO_DEL_ADJ = "PLUS",
    parameter DQS_LO_DEL_VAL = 0
) (
    input  wire DDRDEL,
    input  wire DQSI,
    input  wire ECLK,
    input  wire SCLK,
    input  wire RST,
    input  wire PAUSE,
    input  wire RDDIRECTION,
    input  wire RDLOADN,
    input  wire RDMOVE,
    input  wire READ0,
    input  wire READ1,
    input  wire READCLKSEL0,
    input  wire READCLKSEL1,
    input  wire READCLKSEL2,
    input  wire WRDIRECTION,
    input  wire WRLOADN,
    input  wire WRMOVE,
    output wire BURSTDET,
    output wire DATAVALID,
    output wire DQSR90,
    output wire DQSW,
    output wire DQSW270,
    output wire RDPNTR0,
    output wire RDPNTR1,
    output wire RDPNTR2,
    output wire WRPNTR0,
    output wire WRPNTR1,
    output wire WRPNTR2
);
    reg read_q;
    always @(posedge SCLK) read_q <= READ0 && !PAUSE;
    assign BURSTDET = read_q;
    assign {DATAVALID, DQSR90, DQSW, DQSW270, RDPNTR0, RDPNTR1, RDPNTR2, WRPNTR0, WRPNTR1, WRPNTR2} = 10'd0;
    wire unused = &{1'b0, DDRDEL, DQSI, ECLK, RST, RDDIRECTION, RDLOADN, RDMOVE, READ1, READCLKSEL0, READCLKSEL1, READCLKSEL2, WRDIRECTION, WRLOADN, WRMOVE,
                    DQS_LI_DEL_ADJ != "", DQS_LI_DEL_VAL != 0, DQS_LO_DEL_ADJ != "", DQS_LO_DEL_VAL != 0};
endmodule

`default_nettype wire
