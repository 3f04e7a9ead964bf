// G5 and G7: the fate of each frame, for one symbolic slot.  Egress fills the slots in turn (that is assumed here).
`ifdef FORMAL_fbox_dispatch
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);

// Egress: begun, filled, and two cycles later ended; one slot after another; a slot only while slot_free_o.
reg [1:0] f_slot_q, f_last_slot_q, f_ended_slot_q;
reg       f_inside_q, f_last_q, f_end_q;
always @(posedge clk_i) begin
    if (rst_i) begin
        {f_slot_q, f_inside_q, f_last_q, f_end_q} <= 5'd0;
    end else begin
        if (filled_i) f_slot_q <= f_slot_q + 2'd1;
        f_inside_q <= (f_inside_q || begun_i) && !filled_i;
        f_last_q   <= filled_i;
        f_end_q    <= f_last_q;
    end
    f_last_slot_q  <= f_slot_q;
    f_ended_slot_q <= f_last_slot_q;
end
reg f_settling_q;
always @(posedge clk_i) f_settling_q <= settle_valid_o && !settle_ready_i;
always @* if (f_begun) begin
    assume (write_slot_i == f_slot_q);
    assume (!begun_i || (!f_inside_q && slot_free_o));
    assume (!filled_i || f_inside_q || begun_i);
    assume (ended_i == f_end_q);
    assume (!ended_i || ended_slot_i == f_ended_slot_q);
    assume (!asked_i || (f_inside_q && asked_slot_i == f_slot_q && !f_asked_q[f_slot_q]));
    assume (!armed_i || (f_waits_q[armed_slot_i]));
    assume (!f_settling_q || settle_ready_i);            // fbox_table: of two cycles at most one finds the row being read
    assume (!send_ready_i || send_valid_o);
    assume (!sent_i || f_reading_q);
end
reg [3:0] f_asked_q, f_waits_q;
reg       f_reading_q;
always @(posedge clk_i) begin
    if (rst_i) {f_asked_q, f_waits_q, f_reading_q} <= 9'd0;
    else begin
        if (begun_i) f_asked_q <= f_asked_q & ~(4'd1 << write_slot_i);
        if (asked_i) f_asked_q <= f_asked_q | 4'd1 << asked_slot_i;
        f_waits_q <= (f_waits_q | (asked_i ? 4'd1 << asked_slot_i : 4'd0)) & ~(armed_i ? 4'd1 << armed_slot_i : 4'd0);
        f_reading_q <= send_ready_i || (f_reading_q && !sent_i);
    end
end

// What is known of the frame in slot f_s.
(* anyconst *) reg [1:0] f_s;
reg [1:0] f_fate_q;
reg [2:0] f_code_q;
reg       f_judged_q, f_told_q;          // its fate is known; the host has been told
always @(posedge clk_i) begin
    if (ended_i && ended_slot_i == f_s) f_fate_q <= ended_fate_i;
    if (armed_i && armed_slot_i == f_s) f_code_q <= armed_code_i;
    if (rst_i || (begun_i && write_slot_i == f_s)) {f_judged_q, f_told_q} <= 2'b00;
    else begin
        if (ended_i && ended_slot_i == f_s) f_judged_q <= 1'b1;
        if (done_o && slot_q == f_s) f_told_q <= 1'b1;
    end
end
wire f_may_leave = f_judged_q && f_fate_q == 2'd0 && (!f_asked_q[f_s] || (!f_waits_q[f_s] && f_code_q == `AMB_FBOX_OK));
reg [2:0] f_in_q, f_out_q;               // frames filled and told, modulo 8
always @(posedge clk_i) begin
    if (rst_i) {f_in_q, f_out_q} <= 6'd0;
    else begin
        f_in_q  <= f_in_q + {2'd0, filled_i};
        f_out_q <= f_out_q + {2'd0, free};
    end
end
`ifdef FORMAL_TIME
`include "fbox_dispatch_time.vh"
`else
wire [3:0] f_counts = {3'd0, count_form_o} + {3'd0, count_kind_o} + {3'd0, count_arm_o} + {3'd0, count_locate_o} + {3'd0, count_sent_o};
always @* if (f_begun && !rst_i) begin
    g5_only_judged_leave: assert (!(send_valid_o && send_slot_o == f_s) || f_may_leave);  //: G5: a frame is sent only if its form, kind and locate budget were found good
    g1_refused_arms_nothing: assert (!(settle_valid_o && settle_arm_o && slot_q == f_s) || f_fate_q == 2'd0);  //: G1: the arm of a frame is settled as armed only if the frame itself may leave
    g7_one_result: assert (!(done_o && slot_q == f_s) || (f_judged_q && !f_told_q));  //: G7: the host is told of each frame once, after its judgement
    g7_result_true: assert (!(done_o && slot_q == f_s) || ((code_o == `AMB_TX_SENT) == f_may_leave));  //: G7: the host is told 'sent' of exactly the frames that may leave
    g7_one_count: assert (f_counts <= 4'd1 && (free == (f_counts == 4'd1)));  //: G7: every frame that is done with is counted once: sent, or by the cause of its drop
    g7_slots: assert (used_q == f_in_q - f_out_q && used_q <= 3'd4);  //: G7: frames in slots = frames stored - frames done with; never more than four
    g8_legal: assert (state_q <= D_READ);  //: G8: the illegal states are not reached from legal ones
end
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_sent_after_refused: cover (count_sent_o && $past(count_form_o, 8));  //: G5: a frame is sent after a malformed one was refused
    c_arm_failed: cover (count_arm_o);  //: G1: a frame is dropped because its arm failed
    c_full: cover (used_q == 3'd4);  //: G7: all four slots are in use
end
`endif
`endif
