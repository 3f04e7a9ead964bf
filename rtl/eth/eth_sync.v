// Two flip-flops into this clock.  Bits may arrive one cycle apart, so a vector must be Gray code or levels that are
// read alone.  No reset: two cycles after the other side is stable this side is.
`default_nettype none

module eth_sync #(
    parameter WIDTH = 1,     // bits
    parameter INIT  = 1'b0   // what all bits show after configuration
) (
    input  wire             clk_i,   // the clock to arrive in
    input  wire [WIDTH-1:0] data_i,  // registers of another clock, no logic between
    output wire [WIDTH-1:0] data_o   // the same, two cycles later
);
    (* keep *) reg [WIDTH-1:0] first_q  = {WIDTH{INIT[0]}};  // may be metastable
    (* keep *) reg [WIDTH-1:0] second_q = {WIDTH{INIT[0]}};

    always @(posedge clk_i) begin
        first_q  <= data_i;
        second_q <= first_q;
    end
    assign data_o = second_q;
endmodule

`default_nettype wire
