// Block ENTROPY, and the box's share of the same source.
//
// Every byte of the source goes to one taker only.  While the box asks, all bytes are its; the processor gets the
// others, four at a time.  Nothing that the processor does reaches the box's share.
`default_nettype none
`include "amoebox.vh"

module soc_entropy (
    input  wire        clk_i,
    input  wire        rst_i,            // of the processor

    // Device port, see soc_bus.v
    input  wire        sel_i,
    input  wire        write_i,
    input  wire  [7:0] addr_i,
    output wire        ack_o,
    output wire        err_o,
    output wire [31:0] rdata_o,

    // Source, and the box: a byte moves in a cycle with valid and ready
    input  wire        source_valid_i,
    input  wire  [7:0] source_data_i,
    output wire        source_ready_o,
    output wire        box_valid_o,
    output wire  [7:0] box_data_o,
    input  wire        box_ready_i
);

    reg        ack_q, err_q;
    reg [31:0] rdata_q;
    reg  [2:0] have_q;                   // bytes of word_q, 0 to 4
    reg [31:0] word_q;

    wire ready = have_q[2];
    wire take = source_valid_i && !box_ready_i && !ready;

    assign ack_o = ack_q;
    assign err_o = err_q;
    assign rdata_o = rdata_q;
    assign source_ready_o = box_ready_i || !ready;
    assign box_valid_o = source_valid_i;
    assign box_data_o = source_data_i;

    wire is_data = addr_i == 8'd`AMB_ENTROPY_DATA;
    wire is_status = addr_i == 8'd`AMB_ENTROPY_STATUS;

    always @(posedge clk_i) begin
        ack_q <= sel_i && (is_data || is_status);
        err_q <= sel_i && !(is_data || is_status);
        rdata_q <= 32'd0;
        if (take) begin
            have_q <= have_q + 3'd1;
            word_q <= {word_q[23:0], source_data_i};
        end
        if (sel_i && !write_i && is_status)
            rdata_q <= {31'd0, ready};
        if (sel_i && !write_i && is_data && ready) begin
            rdata_q <= word_q;
            word_q  <= 32'd0;
            have_q  <= 3'd0;
        end
        if (rst_i) begin
            ack_q   <= 1'b0;
            err_q   <= 1'b0;
            rdata_q <= 32'd0;
            have_q  <= 3'd0;
            word_q  <= 32'd0;
        end
    end

endmodule

`default_nettype wire
