// The F-box: between a host (DMA engine or second MAC) and a network MAC.  docs/fbox.md is its contract.
`default_nettype none
`include "amoebox.vh"

module fbox #(
    parameter PORT_BYTES = `AMB_PORT_BYTES,
    parameter F_OUT_BITS = 0                 // 0: F in full; else only so many bits of it (tests of guessing)
) (
    input  wire        clk_i,                // the box clock; every port belongs to it
    input  wire        rst_i,                // resets the box, and with it everything on its host side
    input  wire        owner_rst_i,          // the processor is in reset (1 cycle is enough): the box closes; host frames that
                                             // were cut are forgotten, the next byte of htx is a first byte
    input  wire [47:0] mac_i,                // constant; byte 0 of the address in 47:40
    input  wire [15:0] board_i,              // constant; byte 0 in 15:8

    // Host to box: a byte stream.  ready may fall between frames (at most for a few cycles within one).
    input  wire        htx_valid_i,
    output wire        htx_ready_o,
    input  wire  [7:0] htx_data_i,
    input  wire        htx_last_i,
    input  wire        htx_arm_i,            // read with the first byte: arm the reply port before the frame leaves
    input  wire  [7:0] htx_tag_i,            // read with the first byte: its tag
    input  wire  [7:0] htx_owner_i,          // read with the first byte: its owner
    output wire        htx_done_o,           // one cycle for each frame, in order: its fate is known (none after a reset)
    output wire  [7:0] htx_code_o,           // with htx_done_o: AMB_TX_...
    output wire  [7:0] htx_entry_o,          // with htx_done_o: entry armed (0 if none)

    // Box to host: a byte stream of whole, admitted frames.
    output wire        hrx_valid_o,
    input  wire        hrx_ready_i,
    output wire  [7:0] hrx_data_o,
    output wire        hrx_last_o,
    output wire  [7:0] hrx_tag_o,            // stable while hrx_valid_o, for the whole frame
    output wire  [7:0] hrx_entry_o,          // the same
    input  wire        hrx_done_i,           // one cycle for each frame that the host has finished with, in order

    // MAC to box: cannot be stalled; at least 16 cycles between a last byte and the next first byte.
    input  wire        nrx_valid_i,
    input  wire  [7:0] nrx_data_i,
    input  wire        nrx_last_i,
    input  wire        nrx_bad_i,            // read with nrx_last_i

    // Box to MAC: a byte stream without gaps within a frame; if valid falls before last, the frame is aborted.
    output wire        ntx_valid_o,
    input  wire        ntx_ready_i,
    output wire  [7:0] ntx_data_o,
    output wire        ntx_last_o,

    // Control: one access at a time, all inputs held until ready (one cycle, at most 8 after valid); rdata with ready.
    input  wire        ctl_valid_i,
    input  wire        ctl_write_i,
    input  wire  [5:0] ctl_addr_i,           // byte offset in block FBOX
    input  wire [31:0] ctl_wdata_i,
    output wire        ctl_ready_o,
    output wire [31:0] ctl_rdata_o,

    // Entropy: a byte stream, taken only while the box opens.
    input  wire        ent_valid_i,
    input  wire  [7:0] ent_data_i,
    output wire        ent_ready_o,

    // Nothing is under way, and has not been 128 cycles after this rose: the clock makes no difference until owner_rst_i,
    // htx_valid_i, hrx_done_i, nrx_valid_i or ctl_valid_i is high.  For the simulator, which skips such cycles.
    output wire        idle_o
);

    // ---- Open or closed.  What is reset while the box is closed forgets everything that has passed.
    wire begin_anew = rst_i || owner_rst_i;
    wire open, pass, clear, counting, own_write;
    wire [3:0] own_write_index;
    wire [7:0] own_write_byte;
    wire closed = !open;
    wire [5:0] illegal;

    fbox_guard guard (
        .clk_i(clk_i), .rst_i(begin_anew), .illegal_i(open && illegal != 6'd0), .mac_i(mac_i), .board_i(board_i),
        .ent_valid_i(ent_valid_i), .ent_data_i(ent_data_i), .ent_ready_o(ent_ready_o), .open_o(open), .pass_o(pass),
        .clear_o(clear), .write_o(own_write), .index_o(own_write_index), .byte_o(own_write_byte)
    );

    wire [3:0] own_egress_index, own_ingress_index, own_answer_index, own_control_index;
    wire [7:0] own_egress, own_ingress, own_answer, own_control;
    fbox_identity identity (
        .clk_i(clk_i), .write_i(own_write), .write_index_i(own_write_index), .write_byte_i(own_write_byte),
        .index_0_i(own_egress_index), .byte_0_o(own_egress), .index_1_i(own_ingress_index), .byte_1_o(own_ingress),
        .index_2_i(own_answer_index), .byte_2_o(own_answer), .index_3_i(own_control_index), .byte_3_o(own_control)
    );

    wire [`AMB_COUNTERS-1:0] pending;        // events that have not been counted yet
    wire drop_pending = pending[`AMB_COUNTER_OUT_DROP_FORM] || pending[`AMB_COUNTER_OUT_DROP_KIND] ||
                        pending[`AMB_COUNTER_OUT_DROP_ARM] || pending[`AMB_COUNTER_OUT_DROP_LOCATE];

    // ---- Egress: parser, F, frame buffer, fate
    wire        slot_free, hold, begun, parser_write, parser_writing, load, load_end, load_signature, load_arm, load_stall, need_f, need_b;
    wire        filled, ended, swallowed, count_from_host, count_out_closed;
    wire  [1:0] parser_slot, load_slot, ended_slot, ended_fate;
    wire  [9:0] parser_word;
    wire [17:0] parser_data;
    wire        parser_mark;
    wire  [7:0] load_byte, load_tag, load_owner;

    fbox_egress #(.PORT_BYTES(PORT_BYTES)) egress (
        .clk_i(clk_i), .rst_i(closed), .host_rst_i(begin_anew), .counting_i(counting),
        .htx_valid_i(htx_valid_i), .htx_ready_o(htx_ready_o), .htx_data_i(htx_data_i), .htx_last_i(htx_last_i),
        .htx_arm_i(htx_arm_i), .htx_tag_i(htx_tag_i), .htx_owner_i(htx_owner_i), .swallowed_o(swallowed),
        .own_index_o(own_egress_index), .own_byte_i(own_egress), .slot_free_i(slot_free),
        .hold_i(hold || pending[`AMB_COUNTER_OUT_FROM_HOST]), .begun_o(begun),
        .write_o(parser_write), .writing_o(parser_writing), .write_slot_o(parser_slot), .write_word_o(parser_word), .write_data_o(parser_data),
        .write_mark_o(parser_mark),
        .load_o(load), .load_byte_o(load_byte), .load_end_o(load_end), .load_signature_o(load_signature),
        .load_slot_o(load_slot), .load_arm_o(load_arm), .load_tag_o(load_tag), .load_owner_o(load_owner), .load_stall_i(load_stall),
        .need_f_o(need_f), .need_b_o(need_b), .filled_o(filled), .ended_o(ended), .ended_slot_o(ended_slot),
        .ended_fate_o(ended_fate), .count_from_host_o(count_from_host), .count_closed_o(count_out_closed),
        .idle_o(egress_idle)
    );

    wire        f_write, armed, b_shift, b_start, b_done, b_match, b_free;
    wire        arm_valid, arm_reserve, arm_transaction, arm_ready;
    wire  [1:0] f_slot, armed_slot;
    wire  [9:0] f_word;
    wire [15:0] f_data;
    wire  [2:0] armed_code;
    wire  [7:0] armed_entry, b_byte, b_entry, arm_tag, arm_owner;
    wire [31:0] arm_serial;
    wire        c_f_valid, c_f_begin, c_byte, c_f_done, c_rotate, c_arm_valid, c_arm_transaction, c_arm_done;
    wire  [1:0] c_f_use;
    wire  [2:0] c_arm_code;
    wire  [7:0] c_byte_data, c_register, c_arm_tag, c_arm_owner, c_arm_entry;

    fbox_transform #(.PORT_BYTES(PORT_BYTES), .F_OUT_BITS(F_OUT_BITS)) transform (
        .clk_i(clk_i), .rst_i(closed), .load_i(load), .load_byte_i(load_byte), .load_end_i(load_end),
        .load_signature_i(load_signature), .load_slot_i(load_slot), .load_arm_i(load_arm), .load_tag_i(load_tag),
        .load_owner_i(load_owner), .stall_o(load_stall), .need_f_i(need_f), .need_b_i(need_b),
        .write_o(f_write), .write_ready_i(!parser_writing), .write_slot_o(f_slot), .write_word_o(f_word),
        .write_data_o(f_data), .armed_o(armed), .armed_slot_o(armed_slot), .armed_code_o(armed_code),
        .armed_entry_o(armed_entry), .c_f_valid_i(c_f_valid), .c_f_use_i(c_f_use), .c_f_begin_o(c_f_begin),
        .c_byte_o(c_byte), .c_byte_data_o(c_byte_data), .c_f_done_o(c_f_done), .c_rotate_o(c_rotate),
        .c_register_i(c_register), .c_arm_valid_i(c_arm_valid), .c_arm_transaction_i(c_arm_transaction),
        .c_arm_tag_i(c_arm_tag), .c_arm_owner_i(c_arm_owner), .c_arm_done_o(c_arm_done), .c_arm_code_o(c_arm_code),
        .c_arm_entry_o(c_arm_entry), .b_shift_o(b_shift), .b_byte_o(b_byte), .b_start_o(b_start), .b_done_i(b_done),
        .b_match_i(b_match), .b_free_i(b_free), .b_entry_i(b_entry), .arm_valid_o(arm_valid),
        .arm_reserve_o(arm_reserve), .arm_transaction_o(arm_transaction), .arm_tag_o(arm_tag), .arm_owner_o(arm_owner),
        .arm_ready_i(arm_ready), .illegal_o(illegal[0])
    );

    wire        frame_waits, settle_valid, settle_arm, settle_ready, done, send_valid, send_ready, sent;
    wire  [7:0] settle_entry, code, entry;
    wire  [1:0] send_slot;
    wire        count_sent, count_out_form, count_out_kind, count_out_arm, count_out_locate;
    fbox_dispatch dispatch (
        .clk_i(clk_i), .rst_i(closed), .slot_free_o(slot_free), .begun_i(begun), .write_slot_i(parser_slot),
        .asked_i(load_end && load_arm && !load_signature),
        .asked_slot_i(load_slot), .filled_i(filled), .ended_i(ended), .ended_slot_i(ended_slot),
        .ended_fate_i(ended_fate), .armed_i(armed), .armed_slot_i(armed_slot), .armed_code_i(armed_code),
        .armed_entry_i(armed_entry), .settle_valid_o(settle_valid), .settle_arm_o(settle_arm),
        .settle_entry_o(settle_entry), .settle_ready_i(settle_ready), .done_o(done), .code_o(code), .entry_o(entry),
        .busy_o(frame_waits), .send_valid_o(send_valid),
        .send_ready_i(send_ready), .send_slot_o(send_slot), .sent_i(sent),
        .count_pending_i(drop_pending), .count_sent_o(count_sent), .count_form_o(count_out_form), .count_kind_o(count_out_kind),
        .count_arm_o(count_out_arm), .count_locate_o(count_out_locate), .illegal_o(illegal[1])
    );
    assign htx_done_o = swallowed || (done && pass);
    assign htx_code_o = swallowed ? `AMB_TX_CLOSED : code;
    assign htx_entry_o = swallowed ? 8'd0 : entry;

    wire        frame_valid, frame_ready, frame_last, frame_mark, unused_frame_busy;
    wire  [7:0] frame_data;
    fbox_frame_buffer buffer (
        .clk_i(clk_i), .rst_i(closed), .write_i(parser_write || (f_write && !parser_writing)),
        .write_slot_i(parser_writing ? parser_slot : f_slot), .write_word_i(parser_writing ? parser_word : f_word),
        .write_data_i(parser_writing ? parser_data : {2'b00, f_data}), .write_mark_i(!parser_writing || parser_mark),
        .start_i(send_ready), .start_slot_i(send_slot),
        .busy_o(unused_frame_busy), .finish_o(sent), .valid_o(frame_valid), .ready_i(frame_ready), .data_o(frame_data),
        .mark_o(frame_mark), .last_o(frame_last)
    );

    // ---- Port table
    wire        a_shift, a_start, a_done, a_service, a_transaction;
    wire  [7:0] a_byte, a_entry, a_tag;
    wire [31:0] a_serial;
    wire        sweep_start, sweep_free, sweep_owner, sweep_done, sweep_hit;
    wire  [7:0] sweep_which;
    fbox_table #(.PORT_BYTES(PORT_BYTES)) ports (
        .clk_i(clk_i), .rst_i(closed), .clear_i(clear), .a_shift_i(a_shift), .a_byte_i(a_byte), .a_start_i(a_start),
        .a_done_o(a_done), .a_service_o(a_service), .a_transaction_o(a_transaction), .a_entry_o(a_entry),
        .a_tag_o(a_tag), .a_serial_o(a_serial), .b_shift_i(b_shift), .b_byte_i(b_byte), .b_start_i(b_start),
        .b_done_o(b_done), .b_match_o(b_match), .b_free_o(b_free), .b_entry_o(b_entry),
        .arm_valid_i(arm_valid), .arm_reserve_i(arm_reserve), .arm_transaction_i(arm_transaction), .arm_tag_i(arm_tag),
        .arm_owner_i(arm_owner), .arm_ready_o(arm_ready), .arm_serial_o(arm_serial), .settle_valid_i(settle_valid),
        .settle_arm_i(settle_arm), .settle_entry_i(settle_entry), .settle_ready_o(settle_ready),
        .sweep_start_i(sweep_start), .sweep_free_i(sweep_free), .sweep_owner_i(sweep_owner), .sweep_which_i(sweep_which),
        .sweep_done_o(sweep_done), .sweep_hit_o(sweep_hit)
    );

    // ---- Ingress and answers
    wire        keep, kept, answer, answer_here, drain_start, drain_done, ingress_valid;
    wire  [7:0] keep_byte;
    wire  [5:0] keep_place;
    wire        count_from_wire, count_delivered, count_locate, count_bad, count_foreign, count_in_form, count_unarmed;
    wire        count_full, count_in_closed;
    fbox_ingress #(.PORT_BYTES(PORT_BYTES)) ingress (
        .clk_i(clk_i), .rst_i(closed), .wire_rst_i(rst_i), .counting_i(counting), .nrx_valid_i(nrx_valid_i),
        .nrx_data_i(nrx_data_i), .nrx_last_i(nrx_last_i), .nrx_bad_i(nrx_bad_i), .own_index_o(own_ingress_index),
        .own_byte_i(own_ingress), .hrx_valid_o(ingress_valid), .hrx_ready_i(hrx_ready_i), .hrx_data_o(hrx_data_o),
        .hrx_last_o(hrx_last_o), .hrx_tag_o(hrx_tag_o), .hrx_entry_o(hrx_entry_o), .hrx_done_i(hrx_done_i),
        .a_shift_o(a_shift), .a_byte_o(a_byte), .a_start_o(a_start), .a_done_i(a_done), .a_service_i(a_service),
        .a_transaction_i(a_transaction), .a_entry_i(a_entry), .a_tag_i(a_tag), .keep_o(keep), .keep_byte_o(keep_byte),
        .keep_place_o(keep_place), .kept_o(kept), .answer_o(answer), .answer_here_o(answer_here),
        .drain_start_i(drain_start), .drain_done_o(drain_done), .count_from_wire_o(count_from_wire),
        .count_delivered_o(count_delivered), .count_locate_o(count_locate), .count_bad_o(count_bad),
        .count_foreign_o(count_foreign), .count_form_o(count_in_form), .count_unarmed_o(count_unarmed),
        .count_full_o(count_full), .count_closed_o(count_in_closed), .idle_o(ingress_idle),
        .illegal_o(illegal[2])
    );
    assign hrx_valid_o = ingress_valid && pass;

    wire        here_valid, not_here_valid, start_here, start_not_here, answer_valid, answer_ready, answer_last;
    wire        unused_answer_finish, count_made, count_answer_dropped;
    wire  [7:0] answer_data;
    fbox_answer #(.PORT_BYTES(PORT_BYTES)) answers (
        .clk_i(clk_i), .rst_i(closed), .keep_i(keep), .keep_byte_i(keep_byte), .keep_place_i(keep_place), .kept_i(kept),
        .answer_i(answer), .answer_here_i(answer_here), .serial_i(a_serial), .own_index_o(own_answer_index),
        .own_byte_i(own_answer), .here_valid_o(here_valid), .not_here_valid_o(not_here_valid),
        .start_here_i(start_here), .start_not_here_i(start_not_here), .valid_o(answer_valid), .ready_i(answer_ready),
        .data_o(answer_data), .last_o(answer_last), .finish_o(unused_answer_finish), .count_made_o(count_made),
        .count_drop_o(count_answer_dropped), .illegal_o(illegal[3])
    );

    fbox_outlet outlet (
        .clk_i(clk_i), .rst_i(closed), .pass_i(pass), .here_valid_i(here_valid), .frame_valid_i(send_valid),
        .frame_waits_i(frame_waits),
        .not_here_valid_i(not_here_valid), .start_here_o(start_here), .start_frame_o(send_ready),
        .start_not_here_o(start_not_here), .frame_stream_valid_i(frame_valid), .frame_stream_ready_o(frame_ready),
        .frame_data_i(frame_data), .frame_mark_i(frame_mark), .frame_last_i(frame_last), .answer_stream_valid_i(answer_valid),
        .answer_stream_ready_o(answer_ready), .answer_data_i(answer_data), .answer_last_i(answer_last),
        .ntx_valid_o(ntx_valid_o), .ntx_ready_i(ntx_ready_i), .ntx_data_o(ntx_data_o), .ntx_last_o(ntx_last_o),
        .illegal_o(illegal[4])
    );

    // ---- Control and counters
    wire  [4:0] counter;
    wire [31:0] counter_value;
    fbox_control #(.PORT_BYTES(PORT_BYTES)) control (
        .clk_i(clk_i), .rst_i(closed), .port_rst_i(begin_anew), .ctl_valid_i(ctl_valid_i), .ctl_write_i(ctl_write_i),
        .ctl_addr_i(ctl_addr_i), .ctl_wdata_i(ctl_wdata_i), .ctl_ready_o(ctl_ready_o), .ctl_rdata_o(ctl_rdata_o),
        .own_index_o(own_control_index), .own_byte_i(own_control & {8{open}}), .counter_o(counter),
        .counter_value_i(counter_value), .begun_i(begun), .hold_o(hold), .f_valid_o(c_f_valid), .f_use_o(c_f_use),
        .f_begin_i(c_f_begin), .f_byte_i(c_byte), .f_byte_data_i(c_byte_data), .f_done_i(c_f_done), .rotate_i(c_rotate),
        .register_o(c_register), .arm_valid_o(c_arm_valid), .arm_transaction_o(c_arm_transaction),
        .arm_tag_o(c_arm_tag), .arm_owner_o(c_arm_owner), .arm_done_i(c_arm_done), .arm_code_i(c_arm_code),
        .arm_entry_i(c_arm_entry), .arm_serial_i(arm_serial), .sweep_start_o(sweep_start), .sweep_free_o(sweep_free),
        .sweep_owner_o(sweep_owner), .sweep_which_o(sweep_which), .sweep_done_i(sweep_done), .sweep_hit_i(sweep_hit),
        .drain_start_o(drain_start), .drain_done_i(drain_done), .idle_o(control_idle),
        .illegal_o(illegal[5])
    );

    wire egress_idle, ingress_idle, control_idle;
    assign idle_o = pass && egress_idle && ingress_idle && control_idle && !frame_waits && !here_valid && !not_here_valid &&
                    pending == {`AMB_COUNTERS{1'b0}};

    reg [`AMB_COUNTERS-1:0] events;
    always @* begin
        events = {`AMB_COUNTERS{1'b0}};
        events[`AMB_COUNTER_OUT_FROM_HOST]   = count_from_host;
        events[`AMB_COUNTER_OUT_SENT]        = count_sent;
        events[`AMB_COUNTER_OUT_MADE]        = count_made;
        events[`AMB_COUNTER_OUT_DROP_FORM]   = count_out_form;
        events[`AMB_COUNTER_OUT_DROP_KIND]   = count_out_kind;
        events[`AMB_COUNTER_OUT_DROP_ARM]    = count_out_arm;
        events[`AMB_COUNTER_OUT_DROP_LOCATE] = count_out_locate;
        events[`AMB_COUNTER_OUT_DROP_CLOSED] = count_out_closed;
        events[`AMB_COUNTER_OUT_DROP_ANSWER] = count_answer_dropped;
        events[`AMB_COUNTER_IN_FROM_WIRE]    = count_from_wire;
        events[`AMB_COUNTER_IN_DELIVERED]    = count_delivered;
        events[`AMB_COUNTER_IN_LOCATE]       = count_locate;
        events[`AMB_COUNTER_IN_DROP_BAD]     = count_bad;
        events[`AMB_COUNTER_IN_DROP_FOREIGN] = count_foreign;
        events[`AMB_COUNTER_IN_DROP_FORM]    = count_in_form;
        events[`AMB_COUNTER_IN_DROP_UNARMED] = count_unarmed;
        events[`AMB_COUNTER_IN_DROP_FULL]    = count_full;
        events[`AMB_COUNTER_IN_DROP_CLOSED]  = count_in_closed;
    end
    fbox_counters counters (
        .clk_i(clk_i), .rst_i(begin_anew), .clear_i(clear), .counting_o(counting), .event_i(events),
        .pending_o(pending), .select_i(counter), .value_o(counter_value)
    );
`ifdef FORMAL
    `include "fbox.vh"
`endif

endmodule

`default_nettype wire
