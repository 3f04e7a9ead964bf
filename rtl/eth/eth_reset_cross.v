// Carries a reset of one clock into another.  The request stays until the other side has shown it, and is not made again
// before that is over; so a pulse of one cycle is never lost, and a stopped clock is reset when it runs again.
`default_nettype none

module eth_reset_cross (
    input  wire clk_i,        // clock of the reset that is carried
    input  wire rst_i,        // that reset
    input  wire other_clk_i,  // the other clock
    output wire other_rst_o   // reset there: a register, at least one cycle for each reset here
);
    reg  request_q = 1'b1;    // configuration counts as a reset
    reg  again_q   = 1'b0;    // a reset came while the one before it was still shown
    wire shown;

    always @(posedge clk_i) begin
        if (request_q)
            request_q <= rst_i || !shown;
        else if (!shown)
            request_q <= rst_i || again_q;
        again_q <= !request_q && shown && (rst_i || again_q);
    end

    eth_sync #(.INIT(1'b1)) there (.clk_i(other_clk_i), .data_i(request_q), .data_o(other_rst_o));
    eth_sync back  (.clk_i(clk_i), .data_i(other_rst_o), .data_o(shown));

`ifdef FORMAL
    `include "eth_reset_cross.vh"
`endif
endmodule

`default_nettype wire
