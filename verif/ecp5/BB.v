// Behaviour of the ECP5 cell: a pin of both directions, T high leaves it alone.
`default_nettype none

module BB (
    inout  wire B,
    input  wire I,
    input  wire T,
    output wire O
);
    assign B = T ? 1'bz : I;
    assign O = B;
endmodule

`default_nettype wire
