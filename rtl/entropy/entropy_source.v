// Entropy for a box from a noisy bit, with the health tests of NIST SP 800-90B 4.4 on the raw samples.
//
// Claimed: half a bit of min-entropy a sample, false alarm 2^-30.  Repetition count: 61 equal samples.  Adaptive
// proportion: window of 1,024, 810 equal to the first.  1,024 samples must pass before the first byte is given (start-up
// test).  A failure is for ever: no more bytes until the board is configured again, and a box that needs some stays closed.
// Conditioning: 32 samples go through a CRC-32 register for each byte.
`default_nettype none

module entropy_source #(
    parameter EVERY = 64               // cycles between two samples
) (
    input  wire       clk_i,
    input  wire       rst_i,
    input  wire       noise_i,         // in this clock
    output wire       valid_o,         // a byte stream
    input  wire       ready_i,
    output wire [7:0] data_o,
    output wire       failed_o         // a health test has failed; a reset does not clear it
);
    localparam [5:0] REPEATS = 6'd61;
    localparam [9:0] SAME = 10'd810;

    reg [15:0] timer_q;
    reg        sample_q;               // a sample is in bit_q
    reg        bit_q, before_q;
    reg        first_q;                // no sample before this one
    reg  [5:0] repeats_q;              // equal samples in a row
    reg  [9:0] window_q;               // place in the window
    reg  [9:0] same_q;                 // samples of the window equal to its first
    reg        reference_q;
    reg        tested_q;               // a window has passed
    reg        failed_q = 1'b0;
    reg [31:0] mix_q;
    reg  [5:0] mixed_q;                // samples in mix_q since the last byte

    wire repeated = !first_q && bit_q == before_q;
    wire equal    = window_q == 10'd0 || bit_q == reference_q;
    wire full     = mixed_q[5];

    always @(posedge clk_i) begin
        timer_q  <= timer_q == EVERY - 1 ? 16'd0 : timer_q + 16'd1;
        sample_q <= timer_q == 16'd0;
        if (timer_q == 16'd0) begin
            bit_q    <= noise_i;
            before_q <= bit_q;
        end
        if (sample_q) begin
            first_q   <= 1'b0;
            repeats_q <= repeated ? repeats_q + 6'd1 : 6'd1;
            if (repeated && repeats_q == REPEATS - 6'd1) failed_q <= 1'b1;
            window_q  <= window_q + 10'd1;
            if (window_q == 10'd0) reference_q <= bit_q;
            same_q    <= window_q == 10'd0 ? 10'd1 : same_q + {9'd0, equal};
            if (window_q != 10'd0 && equal && same_q == SAME - 10'd1) failed_q <= 1'b1;
            if (window_q == 10'd1023) tested_q <= 1'b1;
            mix_q     <= {1'b0, mix_q[31:1]} ^ (32'hEDB88320 & {32{mix_q[0] ^ bit_q}});
            if (!full) mixed_q <= mixed_q + 6'd1;
        end
        if (valid_o && ready_i) mixed_q <= 6'd0;
        if (rst_i) begin
            timer_q   <= 16'd0;
            sample_q  <= 1'b0;
            first_q   <= 1'b1;
            repeats_q <= 6'd0;
            window_q  <= 10'd0;
            same_q    <= 10'd0;
            tested_q  <= 1'b0;
            mixed_q   <= 6'd0;
        end
    end
    assign valid_o  = tested_q && full && !failed_q;
    assign data_o   = mix_q[7:0];
    assign failed_o = failed_q;

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i)
        if (!rst_i && valid_o && failed_q) $error("a byte after a failure");
`endif
endmodule

`default_nettype wire
