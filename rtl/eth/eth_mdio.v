// MDIO master, clause 22: one read or write of a PHY register at a time, always with the preamble of 32 ones.
// MDC has 2 * HALF cycles; outputs change when it falls, the input is read (through two registers) when it rises.
// A transfer takes 64 MDC cycles and one cycle more.
`default_nettype none

module eth_mdio #(
    parameter HALF = 25                // cycles of half an MDC period, 4 to 255: 25 is 2.5 MHz at 125 MHz
) (
    input  wire        clk_i,
    input  wire        rst_i,
    // Command: read with start_i while busy_o is low
    input  wire        start_i,
    input  wire        write_i,        // else a read
    input  wire [4:0]  phy_i,
    input  wire [4:0]  register_i,
    input  wire [15:0] data_i,
    // Result
    output wire        busy_o,
    output wire        done_o,         // strobe; the next two are valid from here to the next start
    output wire [15:0] data_o,         // of a read
    output wire        answered_o,     // of a read: the PHY pulled the line down in the turnaround
    // Pins
    output wire        mdc_o,          // register
    output wire        mdio_o,         // register
    output wire        mdio_oe_o,      // register; the board has the pull-up
    input  wire        mdio_i
);
    localparam [5:0] TURNAROUND = 6'd46,  // first of its two bits
                     LAST       = 6'd63;

    reg        busy_q, write_q, done_q, mdc_q, out_q, oe_q, answered_q;
    reg [7:0]  divide_q;               // cycles passed in this half
    reg [5:0]  bit_q;                  // 0..31 preamble, 32..63 the frame
    reg [31:0] shift_q;                // data: the frame's bits still to send
    reg [15:0] in_q;                   // data: bits received
    wire       in;

    eth_sync #(.INIT(1'b1)) pin (.clk_i(clk_i), .data_i(mdio_i), .data_o(in));

    wire half_over = divide_q == HALF[7:0] - 8'd1;
    wire falls     = busy_q && half_over && mdc_q;
    wire rises     = busy_q && half_over && !mdc_q;
    wire [5:0] bit_next = bit_q + 6'd1;

    always @(posedge clk_i) begin
        done_q   <= 1'b0;
        divide_q <= !busy_q || half_over ? 8'd0 : divide_q + 8'd1;
        if (!busy_q && start_i) begin
            busy_q  <= 1'b1;
            write_q <= write_i;
            shift_q <= {2'b01, write_i ? 2'b01 : 2'b10, phy_i, register_i, 2'b10, data_i};
            bit_q   <= 6'd0;
            out_q   <= 1'b1;
            oe_q    <= 1'b1;
        end
        if (rises) begin
            mdc_q <= 1'b1;
            in_q  <= {in_q[14:0], in};
            if (bit_q == TURNAROUND + 6'd1)
                answered_q <= !in;
        end
        if (falls) begin
            mdc_q <= 1'b0;
            bit_q <= bit_next;
            if (bit_next[5]) begin
                out_q   <= shift_q[31];
                shift_q <= {shift_q[30:0], 1'b1};
            end
            if (bit_next == TURNAROUND && !write_q)
                oe_q <= 1'b0;
            if (bit_q == LAST) begin
                busy_q <= 1'b0;
                done_q <= 1'b1;
                oe_q   <= 1'b0;
            end
        end
        if (rst_i) begin
            busy_q     <= 1'b0;
            write_q    <= 1'b0;
            done_q     <= 1'b0;
            mdc_q      <= 1'b0;
            out_q      <= 1'b1;
            oe_q       <= 1'b0;
            answered_q <= 1'b0;
            divide_q   <= 8'd0;
            bit_q      <= 6'd0;
        end
    end

    assign busy_o     = busy_q;
    assign done_o     = done_q;
    assign data_o     = in_q;
    assign answered_o = answered_q;
    assign mdc_o      = mdc_q;
    assign mdio_o     = out_q;
    assign mdio_oe_o  = oe_q;

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i)
        if (!rst_i && start_i && busy_q) $error("start while busy");
`endif
endmodule

`default_nettype wire
