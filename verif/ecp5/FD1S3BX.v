// Behaviour of the ECP5 cell: a register with an asynchronous preset.
`default_nettype none

module FD1S3BX (
    input  wire CK,
    input  wire PD,
    input  wire D,
    output wire Q
);
    reg q_q;
    always @(posedge CK or posedge PD)
        if (PD) q_q <= 1'b1;
        else    q_q <= D;
    assign Q = q_q;
endmodule

`default_nettype wire
