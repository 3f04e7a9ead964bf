// Behaviour of the ECP5 cell: output register of a pin, enable SP, preset PD.
`default_nettype none

module OFS1P3BX (
    input  wire SCLK,
    input  wire SP,
    input  wire PD,
    input  wire D,
    output wire Q
);
    reg q_q;
    always @(posedge SCLK) q_q <= PD || (SP ? D : q_q);
    assign Q = q_q;
endmodule

`default_nettype wire
