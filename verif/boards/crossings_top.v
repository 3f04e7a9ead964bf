// A design whose crossings between two clocks are all as they should be, and, by FAULT, one that is not: for crossings_test.py.
`default_nettype none

module crossings_top #(
    parameter FAULT = 0                // 1: straight into another clock; 2: logic before a synchroniser; 3: a pin through logic;
) (                                    // 4: two readers of a first register; 5: a memory; 6: a loop; 7: a clock made by logic
    input  wire       clk_a,
    input  wire       clk_b,
    input  wire       pin_i,
    input  wire [7:0] data_i,
    output wire [9:0] out_o
);
    reg  [7:0] data_q, other_q;        // clk_a
    reg        level_q;                // clk_a
    reg  [7:0] far_q;                  // clk_b
    reg        late_q;                 // clk_b
    reg  [7:0] memory [0:3];
    wire       level, pin;

    eth_sync to_b (.clk_i(clk_b), .data_i(FAULT == 2 ? level_q && data_q[0] : level_q), .data_o(level));
    eth_sync pin_to_b (.clk_i(clk_b), .data_i(FAULT == 3 ? pin_i && late_q : pin_i), .data_o(pin));

    (* keep *) wire loop;
    assign loop = FAULT == 6 ? !(loop && data_q[1]) : 1'b0;
    wire clock = FAULT == 7 ? clk_b && late_q : clk_b;
    reg  first_q, second_q, third_q;   // a synchroniser written out

    always @(posedge clk_a) begin
        data_q                <= data_i;
        level_q               <= data_q == 8'd3;
        other_q               <= data_q + 8'd1;
        memory[data_q[1:0]]   <= data_q;
    end
    always @(posedge clk_b) begin
        late_q   <= level ^ pin ^ loop;
        far_q    <= FAULT == 1 ? {far_q[7:1], other_q[0]} : FAULT == 5 ? memory[far_q[1:0]] : {far_q[6:0], late_q};
        first_q  <= level_q;
        second_q <= first_q;
    end
    always @(posedge clock) third_q <= FAULT == 4 ? first_q : far_q[1];
    assign out_o = {third_q, second_q, far_q};
endmodule

`default_nettype wire
