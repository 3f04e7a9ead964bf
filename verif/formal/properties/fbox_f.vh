// The time of F, whatever it is given: only its control is in the model, since no bit of the sponge can reach it.
`ifdef FORMAL_fbox_f
localparam [5:0] F_CYCLES = WIDE ? 6'd36 : 6'd12, F_SHUT = WIDE ? 6'd12 : 6'd0;
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);
always @* assume (!start_i || (!busy_o && !done_o));

reg [5:0] f_age_q;                       // cycles since its start; 0: none runs
always @(posedge clk_i) begin
    if (rst_i || clear_i) f_age_q <= 6'd0;
    else f_age_q <= start_i ? 6'd1 : f_age_q == 6'd0 || f_age_q == F_CYCLES + 6'd1 ? 6'd0 : f_age_q + 6'd1;
end
always @* if (f_begun) begin
    t_f: assert (done_o == (f_age_q == F_CYCLES + 6'd1) && busy_o == (f_age_q != 6'd0 && f_age_q <= F_CYCLES));  //: time: F takes 36 cycles (12 in classic) and one to say so, whatever its operand, its use and what it was given before
    t_f_operand: assert (load_ready_o == !(f_age_q != 6'd0 && f_age_q <= F_SHUT));  //: time: its operand register is not free in the first 12 of them (classic: always free), and at no other time
    i_rounds: assert (busy_q ? {4'd0, block_q} * 6'd12 + {2'd0, round_q} + 6'd1 == f_age_q && round_q < 4'd12 : block_q == 2'd0 && round_q == 4'd0);
end
reg f_twice_q;                           // it was started in the cycle after it was done
always @(posedge clk_i) if (start_i) f_twice_q <= f_age_q == 6'd0 && $past(done_o) && f_begun;
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_twice: cover (done_o && f_twice_q);  //: time: F is done for the second time, without a pause
end
`endif
