// Two boxes' egress parsers side by side (G2, G6).  The host gives both the same bytes but in reply and signature, where it gives
// whatever it likes; nothing that the two do may differ, but the bytes on their way to F.
`default_nettype none
`include "amoebox.vh"

module formal_two_egress #(parameter PORT_BYTES = `AMB_PORT_BYTES) (
    input wire clk_i,
    input wire rst_i,
    input wire host_rst_i,
    input wire counting_i,
    input wire htx_valid_i,
    input wire htx_last_i,
    input wire htx_arm_i,
    input wire [7:0] htx_tag_i,
    input wire [7:0] htx_owner_i,
    input wire [7:0] own_byte_i,
    input wire slot_free_i,
    input wire hold_i,
    input wire load_stall_i,
    input wire [7:0] htx_data_i_a, htx_data_i_b
);
    wire htx_ready_o_a, htx_ready_o_b;
    wire swallowed_o_a, swallowed_o_b;
    wire [3:0] own_index_o_a, own_index_o_b;
    wire begun_o_a, begun_o_b;
    wire write_o_a, write_o_b;
    wire writing_o_a, writing_o_b;
    wire [1:0] write_slot_o_a, write_slot_o_b;
    wire [9:0] write_word_o_a, write_word_o_b;
    wire [17:0] write_data_o_a, write_data_o_b;
    wire load_o_a, load_o_b;
    wire [7:0] load_byte_o_a, load_byte_o_b;
    wire load_end_o_a, load_end_o_b;
    wire load_signature_o_a, load_signature_o_b;
    wire [1:0] load_slot_o_a, load_slot_o_b;
    wire load_arm_o_a, load_arm_o_b;
    wire [7:0] load_tag_o_a, load_tag_o_b;
    wire [7:0] load_owner_o_a, load_owner_o_b;
    wire need_f_o_a, need_f_o_b;
    wire need_b_o_a, need_b_o_b;
    wire filled_o_a, filled_o_b;
    wire ended_o_a, ended_o_b;
    wire [1:0] ended_slot_o_a, ended_slot_o_b;
    wire [1:0] ended_fate_o_a, ended_fate_o_b;
    wire count_from_host_o_a, count_from_host_o_b;
    wire count_closed_o_a, count_closed_o_b;
    wire idle_o_a, idle_o_b;
    fbox_egress #(.PORT_BYTES(PORT_BYTES)) a (
        .clk_i(clk_i), .rst_i(rst_i), .host_rst_i(host_rst_i), .counting_i(counting_i),
        .htx_valid_i(htx_valid_i), .htx_ready_o(htx_ready_o_a), .htx_data_i(htx_data_i_a),
        .htx_last_i(htx_last_i), .htx_arm_i(htx_arm_i), .htx_tag_i(htx_tag_i), .htx_owner_i(htx_owner_i),
        .swallowed_o(swallowed_o_a), .own_index_o(own_index_o_a), .own_byte_i(own_byte_i),
        .slot_free_i(slot_free_i), .hold_i(hold_i), .begun_o(begun_o_a), .write_o(write_o_a),
        .writing_o(writing_o_a), .write_slot_o(write_slot_o_a), .write_word_o(write_word_o_a),
        .write_data_o(write_data_o_a), .load_o(load_o_a), .load_byte_o(load_byte_o_a),
        .load_end_o(load_end_o_a), .load_signature_o(load_signature_o_a), .load_slot_o(load_slot_o_a),
        .load_arm_o(load_arm_o_a), .load_tag_o(load_tag_o_a), .load_owner_o(load_owner_o_a),
        .load_stall_i(load_stall_i), .need_f_o(need_f_o_a), .need_b_o(need_b_o_a), .filled_o(filled_o_a),
        .ended_o(ended_o_a), .ended_slot_o(ended_slot_o_a), .ended_fate_o(ended_fate_o_a),
        .count_from_host_o(count_from_host_o_a), .count_closed_o(count_closed_o_a), .idle_o(idle_o_a)
    );
    fbox_egress #(.PORT_BYTES(PORT_BYTES)) b (
        .clk_i(clk_i), .rst_i(rst_i), .host_rst_i(host_rst_i), .counting_i(counting_i),
        .htx_valid_i(htx_valid_i), .htx_ready_o(htx_ready_o_b), .htx_data_i(htx_data_i_b),
        .htx_last_i(htx_last_i), .htx_arm_i(htx_arm_i), .htx_tag_i(htx_tag_i), .htx_owner_i(htx_owner_i),
        .swallowed_o(swallowed_o_b), .own_index_o(own_index_o_b), .own_byte_i(own_byte_i),
        .slot_free_i(slot_free_i), .hold_i(hold_i), .begun_o(begun_o_b), .write_o(write_o_b),
        .writing_o(writing_o_b), .write_slot_o(write_slot_o_b), .write_word_o(write_word_o_b),
        .write_data_o(write_data_o_b), .load_o(load_o_b), .load_byte_o(load_byte_o_b),
        .load_end_o(load_end_o_b), .load_signature_o(load_signature_o_b), .load_slot_o(load_slot_o_b),
        .load_arm_o(load_arm_o_b), .load_tag_o(load_tag_o_b), .load_owner_o(load_owner_o_b),
        .load_stall_i(load_stall_i), .need_f_o(need_f_o_b), .need_b_o(need_b_o_b), .filled_o(filled_o_b),
        .ended_o(ended_o_b), .ended_slot_o(ended_slot_o_b), .ended_fate_o(ended_fate_o_b),
        .count_from_host_o(count_from_host_o_b), .count_closed_o(count_closed_o_b), .idle_o(idle_o_b)
    );
    wire f_same = {htx_ready_o_a, swallowed_o_a, own_index_o_a, begun_o_a, write_o_a, writing_o_a, write_slot_o_a,
                   write_word_o_a, write_data_o_a & {18{write_o_a}}, load_o_a, load_end_o_a, load_signature_o_a, load_slot_o_a,
                   load_arm_o_a, load_tag_o_a, load_owner_o_a, need_f_o_a, need_b_o_a, filled_o_a, ended_o_a,
                   ended_slot_o_a, ended_fate_o_a, count_from_host_o_a, count_closed_o_a, idle_o_a} ==
                  {htx_ready_o_b, swallowed_o_b, own_index_o_b, begun_o_b, write_o_b, writing_o_b, write_slot_o_b,
                   write_word_o_b, write_data_o_b & {18{write_o_b}}, load_o_b, load_end_o_b, load_signature_o_b, load_slot_o_b,
                   load_arm_o_b, load_tag_o_b, load_owner_o_b, need_f_o_b, need_b_o_b, filled_o_b, ended_o_b,
                   ended_slot_o_b, ended_fate_o_b, count_from_host_o_b, count_closed_o_b, idle_o_b};

    reg f_begun = 1'b0;
    always @(posedge clk_i) f_begun <= 1'b1;
    always @* if (!f_begun) assume (rst_i && host_rst_i);

    reg [11:0] f_next_q;                     // number of the byte that the host gives
    reg  [7:0] f_kind_q;
    wire       f_taken = htx_valid_i && htx_ready_o_a;
    always @(posedge clk_i) begin
        if (host_rst_i) f_next_q <= 12'd0;
        else if (f_taken) f_next_q <= htx_last_i ? 12'd0 : f_next_q == 12'hFFF ? 12'hFFF : f_next_q + 12'd1;
        if (f_taken && f_next_q == `AMB_AT_KIND) f_kind_q <= htx_data_i_a;
    end
    wire f_message = f_kind_q[3:0] == `AMB_KIND_REQUEST || f_kind_q[3:0] == `AMB_KIND_REPLY;
    wire f_secret = (f_next_q >= `AMB_AT_REPLY && f_next_q < `AMB_AT_REPLY + PORT_BYTES) ||
                    (f_message && f_next_q >= `AMB_AT_SIGNATURE && f_next_q < `AMB_AT_SIGNATURE + PORT_BYTES);
    always @* assume (f_secret || htx_data_i_a == htx_data_i_b);
    // The box is closed at least as long as the host begins anew (fbox_guard).
    reg f_host_rst_q;
    always @(posedge clk_i) f_host_rst_q <= host_rst_i;
    always @* assume (!f_host_rst_q || rst_i);

    // Named invariants.  Every register is the same but the byte that came in last and the four that form remembers, and these
    // too where they are not secret.
    (* hierconn *) wire \a.in_valid_q , \b.in_valid_q ;
    (* hierconn *) wire \a.in_last_q , \b.in_last_q ;
    (* hierconn *) wire \a.in_arm_q , \b.in_arm_q ;
    (* hierconn *) wire [7:0] \a.in_tag_q , \b.in_tag_q ;
    (* hierconn *) wire [7:0] \a.in_owner_q , \b.in_owner_q ;
    (* hierconn *) wire \a.inside_q , \b.inside_q ;
    (* hierconn *) wire \a.swallow_q , \b.swallow_q ;
    (* hierconn *) wire \a.counted_q , \b.counted_q ;
    (* hierconn *) wire \a.wait_first_q , \b.wait_first_q ;
    (* hierconn *) wire [3:0] \a.own_q , \b.own_q ;
    (* hierconn *) wire [1:0] \a.slot_q , \b.slot_q ;
    (* hierconn *) wire [1:0] \a.filled_slot_q , \b.filled_slot_q ;
    (* hierconn *) wire [1:0] \a.ended_slot_q , \b.ended_slot_q ;
    (* hierconn *) wire [7:0] \a.even_q , \b.even_q ;
    (* hierconn *) wire \a.need_f_q , \b.need_f_q ;
    (* hierconn *) wire \a.arm_q , \b.arm_q ;
    (* hierconn *) wire [7:0] \a.tag_q , \b.tag_q ;
    (* hierconn *) wire [7:0] \a.owner_q , \b.owner_q ;
    (* hierconn *) wire \a.load_q , \b.load_q ;
    (* hierconn *) wire \a.load_end_q , \b.load_end_q ;
    (* hierconn *) wire \a.load_signature_q , \b.load_signature_q ;
    (* hierconn *) wire \a.last_field_q , \b.last_field_q ;
    (* hierconn *) wire \a.filled_q , \b.filled_q ;
    (* hierconn *) wire [1:0] \a.load_slot_q , \b.load_slot_q ;
    (* hierconn *) wire [5:0] \a.bucket_q , \b.bucket_q ;
    (* hierconn *) wire [13:0] \a.refill_q , \b.refill_q ;
    (* hierconn *) wire [10:0] \a.form.position_q , \b.form.position_q ;
    (* hierconn *) wire \a.form.over_q , \b.form.over_q ;
    (* hierconn *) wire [3:0] \a.form.kind_q , \b.form.kind_q ;
    (* hierconn *) wire \a.form.kind_bad_q , \b.form.kind_bad_q ;
    (* hierconn *) wire \a.form.own_q , \b.form.own_q ;
    (* hierconn *) wire \a.form.broadcast_q , \b.form.broadcast_q ;
    (* hierconn *) wire \a.form.group_q , \b.form.group_q ;
    (* hierconn *) wire \a.form.bad_q , \b.form.bad_q ;
    (* hierconn *) wire \a.form.ours_q , \b.form.ours_q ;
    (* hierconn *) wire \a.form.port_null_q , \b.form.port_null_q ;
    (* hierconn *) wire \a.form.version_q , \b.form.version_q ;
    (* hierconn *) wire \a.form.source_first_q , \b.form.source_first_q ;
    (* hierconn *) wire [10:0] \a.form.rest_q , \b.form.rest_q ;
    (* hierconn *) wire \a.form.below_q , \b.form.below_q ;
    (* hierconn *) wire \a.form.above_q , \b.form.above_q ;
    (* hierconn *) wire \a.form.offset_q , \b.form.offset_q ;
    (* hierconn *) wire [10:0] \a.form.length_q , \b.form.length_q ;
    (* hierconn *) wire \a.form.under_q , \b.form.under_q ;
    (* hierconn *) wire \a.form.whole_q , \b.form.whole_q ;
    (* hierconn *) wire \a.form.middle_q , \b.form.middle_q ;
    (* hierconn *) wire \a.form.last_q , \b.form.last_q ;
    (* hierconn *) wire \a.form.ended_q , \b.form.ended_q ;
    (* hierconn *) wire \a.form.verdict_ours_q , \b.form.verdict_ours_q ;
    (* hierconn *) wire \a.form.verdict_kind_bad_q , \b.form.verdict_kind_bad_q ;
    (* hierconn *) wire \a.form.formed_q , \b.form.formed_q ;
    (* hierconn *) wire [3:0] \a.form.verdict_kind_q , \b.form.verdict_kind_q ;
    (* hierconn *) wire [31:0] \a.form.past_q , \b.form.past_q ;
    (* hierconn *) wire [18:0] \a.form.fields.field_q , \b.form.fields.field_q ;
    (* hierconn *) wire [5:0] \a.form.fields.left_q , \b.form.fields.left_q ;
    (* hierconn *) wire \a.form.fields.first_q , \b.form.fields.first_q ;
    (* hierconn *) wire \a.form.fields.secret_q , \b.form.fields.secret_q ;
    (* hierconn *) wire [11:0] \a.form.fields.f_at_q , \b.form.fields.f_at_q ;
    (* hierconn *) wire \a.form.fields.f_begun , \b.form.fields.f_begun ;
    (* hierconn *) wire [7:0] \a.in_data_q , \b.in_data_q ;
    (* hierconn *) wire \a.form.f_begun , \b.form.f_begun ;
    wire [11:0] f_position = \a.form.fields.f_at_q ;
    wire        f_a_message = \a.form.kind_q == `AMB_KIND_REQUEST || \a.form.kind_q == `AMB_KIND_REPLY;
    reg  [11:0] f_at_q;                      // number of the byte in the register
    always @(posedge clk_i) if (f_taken && !host_rst_i) f_at_q <= f_next_q;
    wire        f_at_secret = (f_at_q >= `AMB_AT_REPLY && f_at_q < `AMB_AT_REPLY + PORT_BYTES) ||
                              (f_message && f_at_q >= `AMB_AT_SIGNATURE && f_at_q < `AMB_AT_SIGNATURE + PORT_BYTES);
    wire  [3:0] f_past_secret;               // byte i of past was secret, or belongs to another frame
    genvar i;
    generate for (i = 0; i < 4; i = i + 1) begin : g_past
        wire [11:0] at = f_position - 12'd1 - i;
        assign f_past_secret[i] = f_position <= i || (at >= `AMB_AT_REPLY && at < `AMB_AT_REPLY + PORT_BYTES) ||
            (at >= `AMB_AT_SIGNATURE && at < `AMB_AT_SIGNATURE + PORT_BYTES);
    end endgenerate
    wire [31:0] f_past_differs = \a.form.past_q ^ \b.form.past_q ;

    always @* if (f_begun) begin
        g2_same_but_for_f: assert (f_same);  //: G2: two hosts whose frames differ in reply and signature only cannot be told apart by anything egress does, buffer writes and times included, but by the bytes for F
    end
    always @* begin
        i_same_egress: assert (
            {\a.in_valid_q , \a.in_last_q , \a.in_arm_q , \a.in_tag_q , \a.in_owner_q , \a.inside_q , \a.swallow_q ,
             \a.counted_q , \a.wait_first_q , \a.own_q , \a.slot_q , \a.filled_slot_q , \a.ended_slot_q , \a.even_q ,
             \a.need_f_q , \a.arm_q , \a.tag_q , \a.owner_q , \a.load_q , \a.load_end_q , \a.load_signature_q ,
             \a.last_field_q , \a.filled_q , \a.load_slot_q , \a.bucket_q , \a.refill_q } ==
            {\b.in_valid_q , \b.in_last_q , \b.in_arm_q , \b.in_tag_q , \b.in_owner_q , \b.inside_q , \b.swallow_q ,
             \b.counted_q , \b.wait_first_q , \b.own_q , \b.slot_q , \b.filled_slot_q , \b.ended_slot_q , \b.even_q ,
             \b.need_f_q , \b.arm_q , \b.tag_q , \b.owner_q , \b.load_q , \b.load_end_q , \b.load_signature_q ,
             \b.last_field_q , \b.filled_q , \b.load_slot_q , \b.bucket_q , \b.refill_q });
        i_same_form: assert (
            {\a.form.position_q , \a.form.over_q , \a.form.kind_q , \a.form.kind_bad_q , \a.form.own_q ,
             \a.form.broadcast_q , \a.form.group_q , \a.form.bad_q , \a.form.ours_q , \a.form.port_null_q ,
             \a.form.version_q , \a.form.source_first_q , \a.form.rest_q , \a.form.below_q , \a.form.above_q ,
             \a.form.offset_q , \a.form.length_q , \a.form.under_q , \a.form.whole_q , \a.form.middle_q , \a.form.last_q ,
             \a.form.ended_q , \a.form.verdict_ours_q , \a.form.verdict_kind_bad_q , \a.form.formed_q ,
             \a.form.verdict_kind_q } ==
            {\b.form.position_q , \b.form.over_q , \b.form.kind_q , \b.form.kind_bad_q , \b.form.own_q ,
             \b.form.broadcast_q , \b.form.group_q , \b.form.bad_q , \b.form.ours_q , \b.form.port_null_q ,
             \b.form.version_q , \b.form.source_first_q , \b.form.rest_q , \b.form.below_q , \b.form.above_q ,
             \b.form.offset_q , \b.form.length_q , \b.form.under_q , \b.form.whole_q , \b.form.middle_q , \b.form.last_q ,
             \b.form.ended_q , \b.form.verdict_ours_q , \b.form.verdict_kind_bad_q , \b.form.formed_q ,
             \b.form.verdict_kind_q });
        i_same_fields: assert (
            {\a.form.fields.field_q , \a.form.fields.left_q , \a.form.fields.first_q , \a.form.fields.secret_q ,
             \a.form.fields.f_at_q , \a.form.fields.f_begun } ==
            {\b.form.fields.field_q , \b.form.fields.left_q , \b.form.fields.first_q , \b.form.fields.secret_q ,
             \b.form.fields.f_at_q , \b.form.fields.f_begun });
        i_begun: assert (!f_begun || (\a.form.f_begun && \b.form.f_begun ));
        i_start: assert (f_begun || (f_position == 12'd0 && !\a.in_valid_q && !\a.inside_q && !\a.swallow_q ));
        i_data: assert (!\a.in_valid_q || f_at_secret || \a.in_data_q == \b.in_data_q );
        i_past: assert ((f_past_secret[0] || f_past_differs[7:0] == 8'd0) && (f_past_secret[1] || f_past_differs[15:8] == 8'd0) &&
                        (f_past_secret[2] || f_past_differs[23:16] == 8'd0) && (f_past_secret[3] || f_past_differs[31:24] == 8'd0));
        i_at: assert (!\a.in_valid_q || \a.swallow_q || f_at_q == f_position);
        i_inside: assert (!\a.in_valid_q || (\a.inside_q == (f_at_q != 12'd0)));
        i_next: assert (\a.in_valid_q ? f_next_q == (\a.in_last_q ? 12'd0 : f_at_q == 12'hFFF ? 12'hFFF : f_at_q + 12'd1) : \a.inside_q == (f_next_q != 12'd0));
        i_next_at: assert (\a.in_valid_q || \a.swallow_q || f_host_rst_q || f_next_q == f_position);
        i_swallow: assert (!\a.swallow_q || (f_position == 12'd0 && (\a.inside_q || \a.in_valid_q )));
        i_kind_in: assert (!\a.in_valid_q || f_at_q != `AMB_AT_KIND || \a.in_data_q == f_kind_q);
        i_kind: assert (f_position <= `AMB_AT_KIND || \a.form.kind_q == f_kind_q[3:0]);
    end
    always @(posedge clk_i) if (f_begun) begin
        c_differ: cover (load_o_a && load_byte_o_a != load_byte_o_b);  //: G2: the two do load different secrets
    end
endmodule

`default_nettype wire
