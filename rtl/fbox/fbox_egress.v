// Frames from the host: parsed while they are stored, the secret fields diverted to the F engine, source, epoch, board
// and hops replaced.  What is stored is what will be sent; form is judged on it.
//
// While the box is closed host frames are swallowed; a frame that was begun then, or cut by it, never becomes another one.
`default_nettype none
`include "amoebox.vh"

module fbox_egress #(
    parameter PORT_BYTES = `AMB_PORT_BYTES
) (
    input  wire        clk_i,
    input  wire        rst_i,                // the box is closed
    input  wire        host_rst_i,           // the host begins anew: the next byte is a first one
    input  wire        counting_i,           // the counters are in use

    input  wire        htx_valid_i,
    output wire        htx_ready_o,
    input  wire  [7:0] htx_data_i,
    input  wire        htx_last_i,
    input  wire        htx_arm_i,
    input  wire  [7:0] htx_tag_i,
    input  wire  [7:0] htx_owner_i,
    output wire        swallowed_o,          // a whole frame has been swallowed

    output wire  [3:0] own_index_o,          // address, board, epoch of the box, byte by byte
    input  wire  [7:0] own_byte_i,

    input  wire        slot_free_i,
    input  wire        hold_i,               // no new frame for the moment
    output wire        begun_o,              // a frame begins
    output wire        write_o,
    output wire        writing_o,            // it may be (known earlier in the cycle)
    output wire  [1:0] write_slot_o,         // stable for the whole frame
    output wire  [9:0] write_word_o,
    output wire [17:0] write_data_o,
    output wire        write_mark_o,         // what must be the box's of this pair of bytes is: both of them, or hops

    output wire        load_o,               // see fbox_transform
    output wire  [7:0] load_byte_o,
    output wire        load_end_o,
    output wire        load_signature_o,
    output wire  [1:0] load_slot_o,
    output wire        load_arm_o,
    output wire  [7:0] load_tag_o,
    output wire  [7:0] load_owner_o,
    input  wire        load_stall_i,
    output wire        need_f_o,
    output wire        need_b_o,

    output wire        filled_o,             // the last byte of a frame is stored
    output wire        ended_o,              // two cycles later: its fate is known, but for the arm
    output wire  [1:0] ended_slot_o,
    output wire  [1:0] ended_fate_o,         // 0 may leave, 1 malformed, 2 kind, 3 too many locates

    output wire        count_from_host_o,
    output wire        count_closed_o,
    output wire        idle_o                // see fbox.v
);

    // ---- One register between the host and everything else
    reg        in_valid_q, in_last_q, in_arm_q;
    reg  [7:0] in_data_q, in_tag_q, in_owner_q;
    wire       step, stall;
    assign htx_ready_o = !in_valid_q || step;
    always @(posedge clk_i) begin
        if (host_rst_i) begin
            in_valid_q <= 1'b0;
        end else if (htx_ready_o) begin
            in_valid_q <= htx_valid_i;
        end
        if (htx_ready_o) begin
            in_data_q  <= htx_data_i & {8{htx_valid_i}};
            in_last_q  <= htx_last_i;
            in_arm_q   <= htx_arm_i;
            in_tag_q   <= htx_tag_i;
            in_owner_q <= htx_owner_i;
        end
    end

    // ---- Closed: swallow up to the end of the frame
    reg  inside_q, swallow_q, counted_q;
    wire swallow = swallow_q || rst_i;
    wire entering = in_valid_q && !inside_q;
    assign step = in_valid_q && (swallow || !stall);
    always @(posedge clk_i) begin
        if (host_rst_i) begin
            inside_q  <= 1'b0;
            swallow_q <= 1'b0;
        end else if (step) begin
            inside_q  <= !in_last_q;
            swallow_q <= swallow && !in_last_q;
        end else begin
            swallow_q <= swallow_q || (rst_i && inside_q);
        end
        if (!counting_i) counted_q <= 1'b0;
        else if (step && entering) counted_q <= 1'b1;
    end
    assign swallowed_o = step && swallow && in_last_q && !host_rst_i;
    assign count_from_host_o = step && entering && counting_i;
    assign count_closed_o = swallowed_o && counting_i && (entering || counted_q);

    // ---- Form
    wire pass = in_valid_q && !swallow_q && !stall;  // while rst_i is high it moves nothing
    wire first, source, hops, board, epoch, secret, signature, field_end, room, message;
    wire ended, kind_bad, formed;
    wire [3:0] kind;
    wire [10:0] position;
    wire unused_reply, unused_port, unused_transaction, unused_destination, unused_ours, unused_reply_null;
    fbox_form #(.PORT_BYTES(PORT_BYTES), .INWARD(0)) form (
        .clk_i(clk_i), .rst_i(rst_i), .step_i(pass), .data_i(in_data_q), .last_i(in_last_q), .own_i(8'd0),
        .first_o(first), .source_o(source), .hops_o(hops), .board_o(board), .reply_o(unused_reply), .port_o(unused_port),
        .transaction_o(unused_transaction), .epoch_o(epoch), .destination_o(unused_destination),
        .signature_o(signature), .secret_o(secret), .end_o(field_end), .position_o(position), .room_o(room), .message_o(message),
        .ended_o(ended), .ours_o(unused_ours), .kind_bad_o(kind_bad), .formed_o(formed), .kind_o(kind),
        .reply_null_o(unused_reply_null)
    );
    // Before each frame at least one cycle, in which it is seen whether there is room.
    reg  wait_first_q;
    always @(posedge clk_i) begin
        if (rst_i || (pass && in_last_q)) wait_first_q <= 1'b1;
        else if (slot_free_i && !hold_i) wait_first_q <= 1'b0;
    end
    assign stall = wait_first_q || (secret && load_stall_i);
    assign begun_o = pass && first;
    assign filled_o = pass && in_last_q;

    // ---- The box's own fields, in the order of own_index
    reg  [3:0] own_q;
    wire       own = source || board || epoch;
    always @(posedge clk_i) begin
        if (rst_i || (pass && in_last_q)) own_q <= 4'd0;
        else if (pass && own) own_q <= own_q + 4'd1;
    end
    assign own_index_o = own_q;
    wire [7:0] stored = own ? own_byte_i : in_data_q & {8{!hops}};

    // ---- Pairs of bytes into the buffer, secret ones never
    reg  [1:0] slot_q, filled_slot_q, ended_slot_q;
    reg  [7:0] even_q;
    reg        even_own_q;
    always @(posedge clk_i) begin
        if (rst_i) slot_q <= 2'd0;
        else if (filled_o) slot_q <= slot_q + 2'd1;
        filled_slot_q <= slot_q;
        ended_slot_q  <= filled_slot_q;
        if (rst_i) even_q <= 8'd0;
        else if (pass && !secret) even_q <= stored;
        if (pass) even_own_q <= own;
    end
    assign write_o = pass && !secret && room && (position[0] || in_last_q);
    assign writing_o = in_valid_q && !wait_first_q && !secret && (position[0] || in_last_q);
    assign write_slot_o = slot_q;
    assign write_word_o = position[10:1];
    assign write_data_o = position[0] ? {1'b0, in_last_q, even_q, stored} : {in_last_q, 1'b0, stored, 8'd0};
    assign write_mark_o = hops || (own && even_own_q);

    // ---- Secret fields: bytes and all that belongs to them go out through registers
    reg        need_f_q, arm_q;
    reg  [7:0] tag_q, owner_q;
    reg        load_q, load_end_q, load_signature_q, last_field_q, filled_q;
    reg  [1:0] load_slot_q;
    reg  [7:0] load_byte_q;
    always @(posedge clk_i) begin
        if (rst_i) begin
            load_q      <= 1'b0;
            load_end_q  <= 1'b0;
            load_byte_q <= 8'd0;
            filled_q    <= 1'b0;
        end else begin
            load_q      <= pass && secret;
            load_end_q  <= pass && secret && field_end;
            load_byte_q <= in_data_q & {8{secret}};
            filled_q    <= filled_o;
        end
        load_signature_q <= signature;
        last_field_q     <= signature || !message;
        load_slot_q      <= slot_q;
        if (rst_i) begin
            need_f_q <= 1'b0;
            arm_q    <= 1'b0;
        end else if (begun_o) begin
            need_f_q <= 1'b1;
            arm_q    <= in_arm_q;
        end else begin
            if (filled_q || (load_end_q && last_field_q)) need_f_q <= 1'b0;
            if (filled_q || (load_end_q && !load_signature_q)) arm_q <= 1'b0;
        end
        if (begun_o) begin
            tag_q   <= in_tag_q;
            owner_q <= in_owner_q;
        end
    end
    // A frame that may not begin yet does not need anything yet.
    assign need_f_o = need_f_q || (first && in_valid_q && !wait_first_q);
    assign need_b_o = arm_q || (first && in_valid_q && !wait_first_q && in_arm_q);
    assign load_o = load_q;
    assign load_byte_o = load_byte_q;
    assign load_end_o = load_end_q;
    assign load_signature_o = load_signature_q;
    assign load_slot_o = load_slot_q;
    assign load_arm_o = arm_q;
    assign load_tag_o = tag_q;
    assign load_owner_o = owner_q;

    // ---- Locates: a bucket of 32, one more every 2^14 cycles while it is not full
    reg  [5:0] bucket_q;
    reg [13:0] refill_q;                     // a shift register counter that passes all 2^14 states
    wire       locate = kind == 4'd`AMB_KIND_LOCATE;
    wire       take = ended && formed && locate && bucket_q != 6'd0;
    wire       low = refill_q[12:0] == 13'd0;
    wire       refill = low && !refill_q[13];
    always @(posedge clk_i) begin
        if (rst_i) begin
            bucket_q <= 6'd32;
            refill_q <= 14'd1;
        end else begin
            if (!bucket_q[5]) refill_q <= {refill_q[12:0], refill_q[13] ^ refill_q[4] ^ refill_q[2] ^ refill_q[0] ^ low};
            if (take != (refill && !bucket_q[5])) bucket_q <= bucket_q + {{5{take}}, 1'b1};
        end
    end

    assign idle_o = !in_valid_q && !inside_q && bucket_q[5];
    assign ended_o = ended;
    assign ended_slot_o = ended_slot_q;
    assign ended_fate_o = kind_bad ? 2'd2 : !formed ? 2'd1 : locate && bucket_q == 6'd0 ? 2'd3 : 2'd0;

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i) begin
        if (!rst_i && pass && inside_q == first) $error("the parser has lost the frame");
    end
`endif
`ifdef FORMAL
    `include "fbox_egress.vh"
`endif

endmodule

`default_nettype wire
