// Behaviour of the ECP5 cell but for STOP: the pause of the edge clock changes nothing in a bench without pins.
`default_nettype none

module ECLKSYNCB (
    input  wire ECLKI,
    input  wire STOP,
    output wire ECLKO
);
    assign ECLKO = ECLKI;
    wire unused = &{1'b0, STOP};
endmodule

`default_nettype wire
