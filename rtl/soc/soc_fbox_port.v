// Block FBOX: carries register accesses to the control port of the box, in the box clock.
//
// An access that the box has not answered within TIMEOUT cycles (its clock stands still) is answered by err, and so is
// every later one until the box has answered that first one.  The two toggles that carry the hand-shake are never reset.
`default_nettype none
`include "amoebox.vh"

module soc_fbox_port #(
    parameter ONE_CLOCK = 1,             // clk_box_i is clk_i
    parameter TIMEOUT   = 60             // cycles, less than that of soc_bus.v
) (
    input  wire        clk_i,
    input  wire        rst_i,

    // Device port, see soc_bus.v
    input  wire        sel_i,
    input  wire        write_i,
    input  wire  [7:0] addr_i,
    input  wire [31:0] wdata_i,
    output wire        ack_o,
    output wire        err_o,
    output wire [31:0] rdata_o,

    // Control port of the box, in its clock: all outputs stand from valid to ready
    input  wire        clk_box_i,
    output wire        ctl_valid_o,
    output wire        ctl_write_o,
    output wire  [5:0] ctl_addr_o,
    output wire [31:0] ctl_wdata_o,
    input  wire        ctl_ready_i,
    input  wire [31:0] ctl_rdata_i
);

    reg        asked_q = 1'b0;           // toggles for each access
    reg        answered_q = 1'b0;        // box clock; follows it when the access is done
    reg        waiting_q;                // for that
    reg        ack_q, err_q;
    reg  [5:0] timer_q;
    reg        write_q;
    reg  [5:0] addr_q;
    reg [31:0] wdata_q;
    reg [31:0] answer_q;                 // box clock; stands until the next access
    wire       asked, answered;          // the toggles, seen from the other side

    generate
        if (ONE_CLOCK != 0) begin : one_clock
            assign asked = asked_q;
            assign answered = answered_q;
        end else begin : two_clocks
            eth_sync there (.clk_i(clk_box_i), .data_i(asked_q), .data_o(asked));
            eth_sync back  (.clk_i(clk_i), .data_i(answered_q), .data_o(answered));
        end
    endgenerate

    wire idle = asked_q == answered;
    wire known = addr_i <= 8'd`AMB_FBOX_COUNTER && addr_i != 8'd`AMB_FBOX_MAC_LOW + 8'd4;

    assign ack_o = ack_q;
    assign err_o = err_q;
    assign rdata_o = ack_q && !write_q ? answer_q : 32'd0;
    assign ctl_valid_o = asked != answered_q;
    assign ctl_write_o = write_q;
    assign ctl_addr_o = addr_q;
    assign ctl_wdata_o = wdata_q;

    always @(posedge clk_i) begin
        ack_q <= 1'b0;
        err_q <= 1'b0;
        if (sel_i) begin
            if (idle && known) begin
                asked_q   <= !asked_q;
                waiting_q <= 1'b1;
                timer_q   <= 6'd0;
                write_q   <= write_i;
                addr_q    <= addr_i[5:0];
                wdata_q   <= wdata_i;
            end else begin
                err_q <= 1'b1;
            end
        end else if (waiting_q) begin
            timer_q <= timer_q + 6'd1;
            if (idle || timer_q == TIMEOUT[5:0]) begin
                waiting_q <= 1'b0;
                ack_q     <= idle;
                err_q     <= !idle;
            end
        end
        if (rst_i) begin
            waiting_q <= 1'b0;
            ack_q     <= 1'b0;
            err_q     <= 1'b0;
        end
    end

    always @(posedge clk_box_i) begin
        if (ctl_valid_o && ctl_ready_i) begin
            answered_q <= asked;
            answer_q   <= ctl_rdata_i;
        end
    end

endmodule

`default_nettype wire
