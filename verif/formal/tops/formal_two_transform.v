// Two operands side by side (G2, G6): the block that carries secrets to F and F's output to the buffer, with F itself free but for
// this: both copies of it take the same time and give the same output.
`default_nettype none
`include "amoebox.vh"

module formal_two_transform #(parameter PORT_BYTES = `AMB_PORT_BYTES) (
    input wire clk_i,
    input wire rst_i,
    input wire load_i,
    input wire load_end_i,
    input wire load_signature_i,
    input wire [1:0] load_slot_i,
    input wire load_arm_i,
    input wire [7:0] load_tag_i,
    input wire [7:0] load_owner_i,
    input wire need_f_i,
    input wire need_b_i,
    input wire write_ready_i,
    input wire c_f_valid_i,
    input wire [1:0] c_f_use_i,
    input wire c_arm_valid_i,
    input wire c_arm_transaction_i,
    input wire [7:0] c_arm_tag_i,
    input wire [7:0] c_arm_owner_i,
    input wire b_done_i,
    input wire b_match_i,
    input wire b_free_i,
    input wire [7:0] b_entry_i,
    input wire arm_ready_i,
    input wire [7:0] load_byte_i_a, load_byte_i_b,
    input wire [7:0] c_register_i_a, c_register_i_b
);
    wire stall_o_a, stall_o_b;
    wire write_o_a, write_o_b;
    wire [1:0] write_slot_o_a, write_slot_o_b;
    wire [9:0] write_word_o_a, write_word_o_b;
    wire [15:0] write_data_o_a, write_data_o_b;
    wire armed_o_a, armed_o_b;
    wire [1:0] armed_slot_o_a, armed_slot_o_b;
    wire [2:0] armed_code_o_a, armed_code_o_b;
    wire [7:0] armed_entry_o_a, armed_entry_o_b;
    wire c_f_begin_o_a, c_f_begin_o_b;
    wire c_byte_o_a, c_byte_o_b;
    wire [7:0] c_byte_data_o_a, c_byte_data_o_b;
    wire c_f_done_o_a, c_f_done_o_b;
    wire c_rotate_o_a, c_rotate_o_b;
    wire c_arm_done_o_a, c_arm_done_o_b;
    wire [2:0] c_arm_code_o_a, c_arm_code_o_b;
    wire [7:0] c_arm_entry_o_a, c_arm_entry_o_b;
    wire b_shift_o_a, b_shift_o_b;
    wire [7:0] b_byte_o_a, b_byte_o_b;
    wire b_start_o_a, b_start_o_b;
    wire arm_valid_o_a, arm_valid_o_b;
    wire arm_reserve_o_a, arm_reserve_o_b;
    wire arm_transaction_o_a, arm_transaction_o_b;
    wire [7:0] arm_tag_o_a, arm_tag_o_b;
    wire [7:0] arm_owner_o_a, arm_owner_o_b;
    wire illegal_o_a, illegal_o_b;
    fbox_transform #(.PORT_BYTES(PORT_BYTES)) a (
        .clk_i(clk_i), .rst_i(rst_i), .load_i(load_i), .load_byte_i(load_byte_i_a), .load_end_i(load_end_i),
        .load_signature_i(load_signature_i), .load_slot_i(load_slot_i), .load_arm_i(load_arm_i),
        .load_tag_i(load_tag_i), .load_owner_i(load_owner_i), .stall_o(stall_o_a), .need_f_i(need_f_i),
        .need_b_i(need_b_i), .write_o(write_o_a), .write_ready_i(write_ready_i),
        .write_slot_o(write_slot_o_a), .write_word_o(write_word_o_a), .write_data_o(write_data_o_a),
        .armed_o(armed_o_a), .armed_slot_o(armed_slot_o_a), .armed_code_o(armed_code_o_a),
        .armed_entry_o(armed_entry_o_a), .c_f_valid_i(c_f_valid_i), .c_f_use_i(c_f_use_i),
        .c_f_begin_o(c_f_begin_o_a), .c_byte_o(c_byte_o_a), .c_byte_data_o(c_byte_data_o_a),
        .c_f_done_o(c_f_done_o_a), .c_rotate_o(c_rotate_o_a), .c_register_i(c_register_i_a),
        .c_arm_valid_i(c_arm_valid_i), .c_arm_transaction_i(c_arm_transaction_i), .c_arm_tag_i(c_arm_tag_i),
        .c_arm_owner_i(c_arm_owner_i), .c_arm_done_o(c_arm_done_o_a), .c_arm_code_o(c_arm_code_o_a),
        .c_arm_entry_o(c_arm_entry_o_a), .b_shift_o(b_shift_o_a), .b_byte_o(b_byte_o_a),
        .b_start_o(b_start_o_a), .b_done_i(b_done_i), .b_match_i(b_match_i), .b_free_i(b_free_i),
        .b_entry_i(b_entry_i), .arm_valid_o(arm_valid_o_a), .arm_reserve_o(arm_reserve_o_a),
        .arm_transaction_o(arm_transaction_o_a), .arm_tag_o(arm_tag_o_a), .arm_owner_o(arm_owner_o_a),
        .arm_ready_i(arm_ready_i), .illegal_o(illegal_o_a)
    );
    fbox_transform #(.PORT_BYTES(PORT_BYTES)) b (
        .clk_i(clk_i), .rst_i(rst_i), .load_i(load_i), .load_byte_i(load_byte_i_b), .load_end_i(load_end_i),
        .load_signature_i(load_signature_i), .load_slot_i(load_slot_i), .load_arm_i(load_arm_i),
        .load_tag_i(load_tag_i), .load_owner_i(load_owner_i), .stall_o(stall_o_b), .need_f_i(need_f_i),
        .need_b_i(need_b_i), .write_o(write_o_b), .write_ready_i(write_ready_i),
        .write_slot_o(write_slot_o_b), .write_word_o(write_word_o_b), .write_data_o(write_data_o_b),
        .armed_o(armed_o_b), .armed_slot_o(armed_slot_o_b), .armed_code_o(armed_code_o_b),
        .armed_entry_o(armed_entry_o_b), .c_f_valid_i(c_f_valid_i), .c_f_use_i(c_f_use_i),
        .c_f_begin_o(c_f_begin_o_b), .c_byte_o(c_byte_o_b), .c_byte_data_o(c_byte_data_o_b),
        .c_f_done_o(c_f_done_o_b), .c_rotate_o(c_rotate_o_b), .c_register_i(c_register_i_b),
        .c_arm_valid_i(c_arm_valid_i), .c_arm_transaction_i(c_arm_transaction_i), .c_arm_tag_i(c_arm_tag_i),
        .c_arm_owner_i(c_arm_owner_i), .c_arm_done_o(c_arm_done_o_b), .c_arm_code_o(c_arm_code_o_b),
        .c_arm_entry_o(c_arm_entry_o_b), .b_shift_o(b_shift_o_b), .b_byte_o(b_byte_o_b),
        .b_start_o(b_start_o_b), .b_done_i(b_done_i), .b_match_i(b_match_i), .b_free_i(b_free_i),
        .b_entry_i(b_entry_i), .arm_valid_o(arm_valid_o_b), .arm_reserve_o(arm_reserve_o_b),
        .arm_transaction_o(arm_transaction_o_b), .arm_tag_o(arm_tag_o_b), .arm_owner_o(arm_owner_o_b),
        .arm_ready_i(arm_ready_i), .illegal_o(illegal_o_b)
    );
    wire f_same = {stall_o_a, write_o_a, write_slot_o_a, write_word_o_a, write_data_o_a, armed_o_a, armed_slot_o_a,
                   armed_code_o_a, armed_entry_o_a, c_f_begin_o_a, c_byte_o_a, c_byte_data_o_a, c_f_done_o_a,
                   c_rotate_o_a, c_arm_done_o_a, c_arm_code_o_a, c_arm_entry_o_a, b_shift_o_a, b_byte_o_a, b_start_o_a,
                   arm_valid_o_a, arm_reserve_o_a, arm_transaction_o_a, arm_tag_o_a, arm_owner_o_a, illegal_o_a} ==
                  {stall_o_b, write_o_b, write_slot_o_b, write_word_o_b, write_data_o_b, armed_o_b, armed_slot_o_b,
                   armed_code_o_b, armed_entry_o_b, c_f_begin_o_b, c_byte_o_b, c_byte_data_o_b, c_f_done_o_b,
                   c_rotate_o_b, c_arm_done_o_b, c_arm_code_o_b, c_arm_entry_o_b, b_shift_o_b, b_byte_o_b, b_start_o_b,
                   arm_valid_o_b, arm_reserve_o_b, arm_transaction_o_b, arm_tag_o_b, arm_owner_o_b, illegal_o_b};

    reg f_begun = 1'b0;
    always @(posedge clk_i) f_begun <= 1'b1;
    always @* if (!f_begun) assume (rst_i);

    // Abstraction "F": fbox_f is free; the two copies agree in all they say (assumed).
    (* hierconn *) wire \a.f_ready , \b.f_ready , \a.f_done , \b.f_done ;
    (* hierconn *) wire [7:0] \a.f_byte , \b.f_byte ;
    always @* assume ({\a.f_ready , \a.f_done , \a.f_byte } == {\b.f_ready , \b.f_done , \b.f_byte });
    // What control rotates past look-up B is F's output, the same in both (formal_two_control).
    (* hierconn *) wire [2:0] \a.b_q ;
    always @* assume (\a.b_q != 3'd1 || c_register_i_a == c_register_i_b);

    always @* if (f_begun) begin
        g2_only_f_leaves: assert (f_same);  //: G2: with F's outputs equal, two operands cannot be told apart by any write to the buffer, look-up, arm, answer to control or time
    end
    always @(posedge clk_i) if (f_begun) begin
        c_differ: cover (write_o_a && $past(load_i && load_byte_i_a != load_byte_i_b, 8));  //: G2: a result is written after different operands
    end
endmodule

`default_nettype wire
