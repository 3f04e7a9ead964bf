// The control build `wire`: what a node has where its F-box is missing.  For tests only: every attack must succeed here.
//
// Same ports as fbox.  Every frame passes both ways as it is: from the host whatever its form, from the wire whatever its
// address, if its checksum is good and a slot is free.  Tags: 0 for REQUEST, ENQUIRY, LOCATE and unknown kinds, 1 for the
// others.  The control port answers so that the same kernel runs: ID says 'WIRE' (honest kernels then use lib/softbox), F of
// a value is the value, ARM counts entries up and arms nothing, DISARM is done at once, counters stay 0.
`default_nettype none
`include "amoebox.vh"

module fbox_wire #(
    parameter PORT_BYTES = `AMB_PORT_BYTES,
    parameter F_OUT_BITS = 0                 // not used: there is no F
) (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire        owner_rst_i,
    input  wire [47:0] mac_i,
    input  wire [15:0] board_i,

    input  wire        htx_valid_i,          // the contracts of all ports are those of fbox.v
    output wire        htx_ready_o,
    input  wire  [7:0] htx_data_i,
    input  wire        htx_last_i,
    input  wire        htx_arm_i,
    input  wire  [7:0] htx_tag_i,
    input  wire  [7:0] htx_owner_i,
    output wire        htx_done_o,
    output wire  [7:0] htx_code_o,
    output wire  [7:0] htx_entry_o,

    output wire        hrx_valid_o,
    input  wire        hrx_ready_i,
    output wire  [7:0] hrx_data_o,
    output wire        hrx_last_o,
    output wire  [7:0] hrx_tag_o,
    output wire  [7:0] hrx_entry_o,
    input  wire        hrx_done_i,

    input  wire        nrx_valid_i,
    input  wire  [7:0] nrx_data_i,
    input  wire        nrx_last_i,
    input  wire        nrx_bad_i,

    output wire        ntx_valid_o,
    input  wire        ntx_ready_i,
    output wire  [7:0] ntx_data_o,
    output wire        ntx_last_o,

    input  wire        ctl_valid_i,
    input  wire        ctl_write_i,
    input  wire  [5:0] ctl_addr_i,
    input  wire [31:0] ctl_wdata_i,
    output wire        ctl_ready_o,
    output wire [31:0] ctl_rdata_o,

    input  wire        ent_valid_i,
    input  wire  [7:0] ent_data_i,
    output wire        ent_ready_o
);

    wire unused = &{1'b0, F_OUT_BITS[0], htx_arm_i, htx_tag_i, htx_owner_i, hrx_done_i};

    // ---- Open when eight bytes of an epoch are drawn
    reg         open_q;
    reg   [2:0] drawn_q;
    reg  [63:0] epoch_q;
    wire        reset = rst_i || owner_rst_i;
    always @(posedge clk_i) begin
        if (reset) begin
            open_q  <= 1'b0;
            drawn_q <= 3'd0;
        end else if (ent_valid_i && ent_ready_o) begin
            drawn_q <= drawn_q + 3'd1;
            open_q  <= drawn_q == 3'd7;
        end
        if (ent_valid_i && ent_ready_o) epoch_q <= {epoch_q[55:0], ent_data_i};
    end
    assign ent_ready_o = !open_q && !reset;
    wire closed = !open_q;

    // ---- Host to wire
    wire out_pass = htx_valid_i && htx_ready_o;
    wire out_free;
    reg  out_swallow_q, out_inside_q, done_q;
    reg  [7:0] code_q;
    wire out_swallow = closed || out_swallow_q;
    assign htx_ready_o = !reset && (out_free || out_inside_q || out_swallow);
    always @(posedge clk_i) begin
        if (reset) begin
            out_swallow_q <= 1'b0;
            out_inside_q  <= 1'b0;
            done_q        <= 1'b0;
        end else begin
            if (out_pass) begin
                out_inside_q  <= !htx_last_i;
                out_swallow_q <= out_swallow && !htx_last_i;
            end
            done_q <= out_pass && htx_last_i;
        end
        code_q <= out_swallow ? `AMB_TX_CLOSED : `AMB_TX_SENT;
    end
    assign htx_done_o = done_q;
    assign htx_code_o = code_q;
    assign htx_entry_o = 8'd0;

    wire unused_tag;
    fbox_wire_way way_out (
        .clk_i(clk_i), .rst_i(closed || reset), .free_o(out_free), .valid_i(out_pass && !out_swallow), .data_i(htx_data_i),
        .last_i(htx_last_i), .bad_i(1'b0), .valid_o(ntx_valid_o), .ready_i(ntx_ready_i), .data_o(ntx_data_o),
        .last_o(ntx_last_o), .tag_o(unused_tag)
    );

    // ---- Wire to host
    reg  in_skip_q, in_inside_q;             // the frame found no slot, or the box closed
    wire in_free, in_tag;
    wire in_skip = closed || (in_inside_q ? in_skip_q : !in_free);
    always @(posedge clk_i) begin
        if (rst_i) begin
            in_inside_q <= 1'b0;
            in_skip_q   <= 1'b0;
        end else begin
            if (nrx_valid_i) in_inside_q <= !nrx_last_i;
            in_skip_q <= nrx_valid_i ? in_skip && !nrx_last_i : in_skip_q || closed;
        end
    end
    fbox_wire_way way_in (
        .clk_i(clk_i), .rst_i(closed || reset), .free_o(in_free), .valid_i(nrx_valid_i && !in_skip), .data_i(nrx_data_i),
        .last_i(nrx_last_i), .bad_i(nrx_bad_i), .valid_o(hrx_valid_o), .ready_i(hrx_ready_i), .data_o(hrx_data_o),
        .last_o(hrx_last_o), .tag_o(in_tag)
    );
    assign hrx_tag_o = {7'd0, in_tag};
    assign hrx_entry_o = 8'd0;

    // ---- Control: ready in the cycle after valid
    localparam [1:0] LAST_WORD = PORT_BYTES > 8 ? 2'd3 : 2'd1;
    reg              ready_q;
    reg       [31:0] rdata_q;
    reg      [127:0] operand_q;
    reg        [1:0] place_q;
    reg        [7:0] entry_q;
    reg       [31:0] serial_q;
    reg              bad_q, arm_q;
    wire access = ctl_valid_i && !ready_q;
    wire command = access && ctl_write_i && ctl_addr_i == `AMB_FBOX_COMMAND;
    always @(posedge clk_i) begin
        ready_q <= access;
        if (access) begin
            rdata_q <= 32'd0;
            case (ctl_addr_i)
                `AMB_FBOX_ID:         rdata_q <= 32'h57495245;   // 'WIRE': kernels take their software F-box
                `AMB_FBOX_VERSION:    rdata_q <= `AMB_VERSION + PORT_BYTES * 256;
                `AMB_FBOX_STATUS:     rdata_q <= {31'd0, open_q};
                `AMB_FBOX_EPOCH_HIGH: rdata_q <= epoch_q[63:32];
                `AMB_FBOX_EPOCH_LOW:  rdata_q <= epoch_q[31:0];
                `AMB_FBOX_MAC_HIGH:   rdata_q <= {16'd0, mac_i[47:32]};
                `AMB_FBOX_MAC_LOW:    rdata_q <= mac_i[31:0];
                `AMB_FBOX_RESULT:     rdata_q <= bad_q ? `AMB_FBOX_BAD_COMMAND : {16'd0, arm_q ? entry_q : 8'd0, 8'd0};
                `AMB_FBOX_SERIAL:     rdata_q <= serial_q;
                `AMB_FBOX_VALUE:      rdata_q <= operand_q[{place_q, 5'd0} +: 32];
                default:              rdata_q <= {16'd0, board_i} & 32'd0;
            endcase
        end
        if (reset) begin
            operand_q <= 128'd0;
            place_q   <= 2'd0;
            entry_q   <= 8'd0;
            serial_q  <= 32'd0;
            bad_q     <= 1'b0;
            arm_q     <= 1'b0;
        end else if (command) begin
            place_q <= 2'd0;
            arm_q   <= ctl_wdata_i[3:0] == `AMB_FBOX_OP_ARM;
            bad_q   <= ctl_wdata_i[3:0] == 4'd0 || ctl_wdata_i[3:0] > `AMB_FBOX_OP_F_CHECK;
            if (ctl_wdata_i[3:0] == `AMB_FBOX_OP_ARM) begin
                entry_q  <= entry_q + 8'd1;
                serial_q <= serial_q + 32'd1;
            end
        end else if (access && (ctl_addr_i == `AMB_FBOX_OPERAND || ctl_addr_i == `AMB_FBOX_VALUE)) begin
            if (ctl_write_i) operand_q[{place_q, 5'd0} +: 32] <= ctl_wdata_i;
            place_q <= place_q == LAST_WORD ? 2'd0 : place_q + 2'd1;
        end
    end
    assign ctl_ready_o = ready_q;
    assign ctl_rdata_o = rdata_q;

endmodule

`default_nettype wire
