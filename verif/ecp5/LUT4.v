// Only the ports of the ECP5 cell: it is used in ring oscillators alone, which are loops that lint would refuse and that
// have no meaning without time.  Benches take the twin in ecp5_rings.v.
`default_nettype none

module LUT4 #(
    parameter [15:0] INIT = 16'd0
) (
    input  wire A,
    input  wire B,
    input  wire C,
    input  wire D,
    output wire Z
);
    wire unused = &{1'b0, INIT, A, B, C, D};
    assign Z = 1'b0;
endmodule

`default_nettype wire
