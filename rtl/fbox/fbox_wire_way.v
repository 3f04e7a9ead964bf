// One direction of fbox_wire: frames through a frame buffer, unchanged.  Bad frames are forgotten.
`default_nettype none
`include "amoebox.vh"

module fbox_wire_way (
    input  wire       clk_i,
    input  wire       rst_i,
    output wire       free_o,                // a frame may begin
    input  wire       valid_i,
    input  wire [7:0] data_i,
    input  wire       last_i,
    input  wire       bad_i,                 // read with last_i
    output wire       valid_o,
    input  wire       ready_i,
    output wire [7:0] data_o,
    output wire       last_o,
    output wire       tag_o                  // 0: REQUEST, ENQUIRY, LOCATE, unknown; stable for the whole frame
);

    reg [10:0] position_q;
    reg  [1:0] write_q, read_q;              // slots
    reg  [2:0] used_q;
    reg  [7:0] even_q;
    reg        tag_q, over_q;
    reg  [3:0] tags_q;                       // by slot
    wire       keep = valid_i && last_i && !bad_i && !over_q;
    wire       busy, finish;
    wire       start = used_q != 3'd0 && !busy && !start_q;
    reg        start_q;
    wire       kind = position_q == `AMB_AT_KIND;
    wire       other = data_i == `AMB_KIND_REPLY || data_i == `AMB_KIND_DATA || data_i == `AMB_KIND_GRANT ||
                       data_i == `AMB_KIND_ACK || data_i == `AMB_KIND_NAK || data_i == `AMB_KIND_ALIVE ||
                       data_i == `AMB_KIND_HERE_IS || data_i == `AMB_KIND_NOT_HERE || data_i == `AMB_KIND_CONTROL;

    always @(posedge clk_i) begin
        if (rst_i) begin
            position_q <= 11'd0;
            write_q    <= 2'd0;
            read_q     <= 2'd0;
            used_q     <= 3'd0;
            start_q    <= 1'b0;
            over_q     <= 1'b0;
            tag_q      <= 1'b0;
        end else begin
            start_q <= start;
            used_q  <= used_q + {2'd0, keep} - {2'd0, finish};
            if (finish) read_q <= read_q + 2'd1;
            if (keep) write_q <= write_q + 2'd1;
            if (valid_i) begin
                position_q <= last_i ? 11'd0 : position_q + 11'd1;
                over_q     <= !last_i && (over_q || position_q == 11'd2047);
                if (kind) tag_q <= other;
                if (last_i) tag_q <= 1'b0;
            end
        end
        if (valid_i) even_q <= data_i;
        if (keep) tags_q[write_q] <= kind ? other : tag_q;
    end
    assign free_o = !used_q[2];
    assign tag_o = tags_q[read_q];

    wire unused_mark;
    fbox_frame_buffer buffer (
        .clk_i(clk_i), .rst_i(rst_i), .write_i(valid_i && !over_q && (position_q[0] || last_i)), .write_slot_i(write_q),
        .write_word_i(position_q[10:1]),
        .write_data_i(position_q[0] ? {1'b0, last_i, even_q, data_i} : {last_i, 1'b0, data_i, 8'd0}), .write_mark_i(1'b0),
        .start_i(start_q), .start_slot_i(read_q), .busy_o(busy), .finish_o(finish), .valid_o(valid_o), .ready_i(ready_i),
        .data_o(data_o), .mark_o(unused_mark), .last_o(last_o)
    );

endmodule

`default_nettype wire
