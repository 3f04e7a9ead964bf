// Bench top: the full permutation Ascon-p[12] made of fbox_ascon_round, for the official vectors.
//
// start_i loads state_i; busy_o is high for twelve cycles, then state_o is the permuted state.
`default_nettype none

module ascon_bench_top (
    input  wire         clk_i,
    input  wire         rst_i,
    input  wire         start_i,
    input  wire [319:0] state_i,
    output wire         busy_o,
    output wire [319:0] state_o
);

    reg  [319:0] state_q;
    reg    [3:0] round_q;
    reg          busy_q;
    wire [319:0] rounded;

    fbox_ascon_round round (
        .state_i(state_q),
        .index_i(round_q),
        .state_o(rounded)
    );

    always @(posedge clk_i) begin
        if (rst_i) begin
            state_q <= 320'd0;
            round_q <= 4'd0;
            busy_q  <= 1'b0;
        end else if (start_i) begin
            state_q <= state_i;
            round_q <= 4'd0;
            busy_q  <= 1'b1;
        end else if (busy_q) begin
            state_q <= rounded;
            round_q <= round_q + 4'd1;
            busy_q  <= round_q != 4'd11;
        end
    end

    assign busy_o  = busy_q;
    assign state_o = state_q;

endmodule

`default_nettype wire
