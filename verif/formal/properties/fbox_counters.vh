// How long an event waits to be counted, for one symbolic counter.
`ifdef FORMAL_fbox_counters
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);

(* anyconst *) reg [4:0] f_n;
always @* assume (f_n < `AMB_COUNTERS);
reg     f_mine, f_served, f_below;       // its event waits; is served now; one that should wait for it is
integer f_i;
always @* begin
    {f_mine, f_served, f_below} = 3'd0;
    for (f_i = 0; f_i < `AMB_COUNTERS; f_i = f_i + 1) begin
        f_mine   = f_mine || (f_i == f_n && pending_q[f_i]);
        f_served = f_served || (f_i == f_n && served[f_i]);
        f_below  = f_below || (f_i < f_n && served[f_i]);
    end
end
reg [3:0] f_gap_q;                       // cycles for which it has waited since the last event was served
reg [2:0] f_others_q;                    // events that were served meanwhile; saturates
always @(posedge clk_i) begin
    f_gap_q    <= rst_i || clear_i || !f_mine || choose ? 4'd0 : f_gap_q == 4'd15 ? f_gap_q : f_gap_q + 4'd1;
    f_others_q <= rst_i || clear_i || !f_mine || f_served ? 3'd0 : f_others_q == 3'd7 ? f_others_q : f_others_q + {2'd0, choose};
end
always @* if (f_begun && !rst_i && !clear_i) begin
    t_counted: assert (!f_mine || f_gap_q <= 4'd4);  //: time: while an event waits one is counted in every five cycles
    t_turn: assert (!(f_mine && f_below));  //: time: and none that comes after it in the list of counters
    i_step: assert (step_q <= 3'd4);
    i_gap: assert (!f_mine || (step_q == 3'd0 ? f_gap_q <= 4'd4 : f_gap_q < {1'b0, step_q}));
end
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_last: cover (f_served && f_n == 5'd3 && f_others_q == 3'd4);  //: time: a drop is counted behind four other events
end
`endif
