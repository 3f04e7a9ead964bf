// The time of a frame, for one symbolic slot, with the delay line as it is: what it waits for, and that it waits for nothing else.
reg [6:0] f_age_q;                       // cycles since the frame in slot f_s ended; saturates
reg       f_here_q, f_ended_q;           // it is in its slot, filled; and ended
reg       f_alone_q;                     // no other frame was in a slot then
reg [2:0] f_own_q;                       // cycles since its judgement in which the dispatch waited for nobody else
wire [1:0] f_ahead = f_s - slot_q;       // frames before it
wire       f_ends = ended_i && ended_slot_i == f_s && f_here_q;
wire       f_waits = (state_q == D_TELL && !tell) || (state_q == D_SEND && !send_ready_i) || (state_q == D_READ && !sent_i);
// Its place in the delay line, and all places behind it, where the frames before it are.
reg [TAPS-1:0] f_spot_q, f_behind_q;
reg        f_late_q;                     // it was kept waiting for its arm
reg        f_settled_q, f_settled_2_q;   // a settlement was done in the last cycle, in the one before
always @(posedge clk_i) begin
    if (rst_i || (free && slot_q == f_s)) {f_here_q, f_ended_q} <= 2'b00;
    else begin
        if (filled_i && f_slot_q == f_s) f_here_q <= 1'b1;
        if (f_ends) f_ended_q <= 1'b1;
    end
    f_age_q    <= f_ends ? 7'd1 : f_age_q == 7'd127 ? f_age_q : f_age_q + 7'd1;
    if (f_ends) f_alone_q <= state_q == D_WAIT && f_ahead == 2'd0;
    f_spot_q   <= rst_i ? {TAPS{1'b0}} : {f_spot_q[TAPS-2:0], f_ends};
    f_behind_q <= f_ends ? {{TAPS-1{1'b1}}, 1'b0} : {f_behind_q[TAPS-2:0], 1'b0};
    f_own_q    <= state_q == D_WAIT ? 3'd0 : f_own_q + {2'd0, !f_waits};
    f_late_q   <= f_ends ? 1'b0 : f_late_q || (f_age_q > TAPS && waits_q[slot_q]);
    f_settled_q   <= settle_valid_o && settle_ready_i;
    f_settled_2_q <= f_settled_q;
end
wire f_timed = f_here_q && f_ended_q;
reg [6:0] f_before, f_in_line;           // frames in the delay line before it, and all
integer   f_i;
always @* begin
    {f_before, f_in_line} = 14'd0;
    for (f_i = 0; f_i < TAPS; f_i = f_i + 1) begin
        f_before  = f_before + {6'd0, line_q[f_i] && f_behind_q[f_i]};
        f_in_line = f_in_line + {6'd0, line_q[f_i]};
    end
end
wire [3:0] f_ripe = {1'b0, ripe_q} + {3'd0, state_q != D_WAIT};   // frames that have passed the line
wire       f_in_spot = (line_q & f_spot_q) != {TAPS{1'b0}};
always @* if (f_begun && !rst_i) begin
    t_ripe: assert (!(f_timed && f_age_q > TAPS && state_q == D_WAIT) || judge || waits_q[slot_q]);  //: time: LATENCY - 10 cycles after its end a frame waits for nothing but the frames before it, at most three, and for its or their arms
    t_four: assert (used_q <= 3'd4 && (!f_timed || {1'b0, f_ahead} < used_q));  //: time: a frame has at most three others before it, and leaves in its turn
    t_served: assert (!free || f_own_q <= 3'd4);  //: time: from its judgement on it takes five cycles, and those in which the way is not free, in which it is read, or in which the drop before it has not been counted
    t_latency: assert (!(f_timed && f_alone_q && f_age_q == LATENCY - 7) || state_q == D_TELL || f_late_q);  //: time: a frame before which there is no other is told LATENCY - 7 cycles after its end, which makes the latency what it is, unless its arm is late
    t_settles: assert (!(f_settled_q || f_settled_2_q) || !settle_valid_o);  //: time: between two settlements there are two cycles at least
    i_legal: assert (state_q <= D_READ);
    i_slots: assert (f_slot_q == slot_q + used_q[1:0] && used_q <= 3'd4 && !(f_inside_q && used_q[2]));
    i_used: assert ({4'd0, used_q} == {3'd0, f_ripe} + f_in_line + {6'd0, f_last_q} + {6'd0, f_end_q} && f_ripe <= 4'd4 && f_in_line <= 7'd4);
    i_here: assert (f_here_q == ({1'b0, f_ahead} < used_q));
    i_last: assert (!f_last_q || f_last_slot_q == f_slot_q - 2'd1);
    i_end: assert (!f_end_q || f_ended_slot_q == f_slot_q - 2'd1 - {1'b0, f_last_q});
    i_ended: assert (f_ended_q == (f_here_q && !((f_last_q && f_last_slot_q == f_s) || (f_end_q && f_ended_slot_q == f_s))));
    i_spot: assert (f_spot_q == (f_timed && f_age_q <= TAPS ? {{TAPS-1{1'b0}}, 1'b1} << (f_age_q - 7'd1) : {TAPS{1'b0}}) && (f_in_spot || f_spot_q == {TAPS{1'b0}}));
    i_ripe: assert (!(f_timed && f_age_q > TAPS) || f_ripe > {2'b00, f_ahead});
    i_behind: assert (!(f_timed && f_age_q <= TAPS) || (f_behind_q == {{TAPS-1{1'b1}}, 1'b0} << (f_age_q - 7'd1) && {5'd0, f_ahead} == {3'd0, f_ripe} + f_before));
    i_age: assert (!f_timed || f_age_q != 7'd0);
    i_own_begins: assert (state_q == D_WAIT || f_own_q == state_q - 3'd1);
    i_alone: assert (!(f_timed && f_alone_q) || f_ahead == 2'd0);
    i_alone_state: assert (!(f_timed && f_alone_q) || f_late_q || (f_age_q <= TAPS + 1 ? state_q == D_WAIT : f_age_q == TAPS + 2 ? state_q == D_JUDGE : f_age_q == TAPS + 3 ? state_q == D_SETTLE : f_age_q != TAPS + 4 || state_q == D_TELL));
    i_settling: assert (!(settle_valid_o && state_q == D_TELL) || f_settling_q);
    i_settled: assert (!(f_settled_q && (state_q == D_JUDGE || state_q == D_SETTLE)) && !(f_settled_2_q && state_q == D_SETTLE));
    i_settle: assert (!settle_valid_o || state_q == D_SETTLE || state_q == D_TELL);
end
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_late: cover (count_sent_o && f_timed && f_age_q > TAPS + 8 && f_late_q && slot_q == f_s && f_s == 2'd1);  //: time: a frame leaves that had to wait for its arm and for another one
end
