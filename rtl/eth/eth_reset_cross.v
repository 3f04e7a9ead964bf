// Carries a reset of one clock into another.  The request stays until the other side has shown it, so a pulse of one
// cycle is never lost, and a stopped clock is reset when it runs again.
`default_nettype none

module eth_reset_cross (
    input  wire clk_i,        // clock of the reset that is carried
    input  wire rst_i,        // that reset
    input  wire other_clk_i,  // the other clock
    output wire other_rst_o   // reset there: a register, at least one cycle for each reset here
);
    reg  request_q = 1'b1;    // configuration counts as a reset
    wire shown;

    always @(posedge clk_i) begin
        if (rst_i)
            request_q <= 1'b1;
        else if (shown)
            request_q <= 1'b0;
    end

    eth_sync #(.INIT(1'b1)) there (.clk_i(other_clk_i), .data_i(request_q), .data_o(other_rst_o));
    eth_sync back  (.clk_i(clk_i), .data_i(other_rst_o), .data_o(shown));
endmodule

`default_nettype wire
