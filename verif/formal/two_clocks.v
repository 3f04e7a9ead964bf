// Two free clocks: in a model of two_clocks a clock's wire is high in every step that ends with its edge, and each clock is a free
// input.  So a flip-flop keeps what it has in a step without its clock.
(* techmap_celltype = "$dff" *)
module amoebox_tick #(
    parameter WIDTH = 1,
    parameter CLK_POLARITY = 1
) (
    input  CLK,
    input  [WIDTH-1:0] D,
    output [WIDTH-1:0] Q
);
    \$ff #(.WIDTH(WIDTH)) _TECHMAP_REPLACE_ (.D(CLK ? D : Q), .Q(Q));
endmodule
