// Behaviour of the ECP5 cell with DIV "2.0".
`default_nettype none

module CLKDIVF #(
    parameter DIV = "2.0"
) (
    input  wire CLKI,
    input  wire RST,
    input  wire ALIGNWD,
    output wire CDIVX
);
    reg half_q = 1'b0;
    always @(posedge CLKI or posedge RST)
        if (RST) half_q <= 1'b0;
        else     half_q <= !half_q;
    assign CDIVX = half_q;
    wire unused = &{1'b0, ALIGNWD, DIV != ""};
endmodule

`default_nettype wire
