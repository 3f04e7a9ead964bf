// Behaviour of the ECP5 pin as it is used here: both directions, T high leaves the pin alone.
`default_nettype none

module TRELLIS_IO #(
    parameter DIR = "BIDIR"
) (
    inout  wire B,
    input  wire I,
    input  wire T,
    output wire O
);
    wire unused = DIR == "";
    assign B = T ? 1'bz : I;
    assign O = B;
endmodule

`default_nettype wire
