// Behaviour of the ECP5 cell with its second input unused.
`default_nettype none

module ECLKBRIDGECS (
    input  wire CLK0,
    input  wire SEL,
    output wire ECSOUT
);
    assign ECSOUT = CLK0;
    wire unused = &{1'b0, SEL};
endmodule

`default_nettype wire
