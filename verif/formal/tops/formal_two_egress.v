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

    always @* if (f_begun) begin
        g2_same_but_for_f: assert (f_same);  //: G2: two hosts whose frames differ in reply and signature only cannot be told apart by anything egress does, buffer writes and times included, but the bytes for F
    end
    always @(posedge clk_i) if (f_begun) begin
        c_differ: cover (load_o_a && load_byte_o_a != load_byte_o_b);  //: G2: the two do load different secrets
    end
endmodule

`default_nettype wire
