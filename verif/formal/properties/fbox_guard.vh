// G8: what the box owes before it opens, counted from the outputs alone.
`ifndef FORMAL_ANY_STATE
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;

reg [6:0] f_cleared_q;               // cycles of clear_o since the box was last closed, up to 64
reg [3:0] f_named_q, f_drawn_q;      // bytes of address and board, and of the epoch, written since
initial {f_cleared_q, f_named_q, f_drawn_q} = 15'd0;
always @(posedge clk_i) begin
    if (rst_i || illegal_i) begin
        f_cleared_q <= 7'd0;
        f_named_q   <= 4'd0;
        f_drawn_q   <= 4'd0;
    end else begin
        if (clear_o && f_cleared_q != 7'd64) f_cleared_q <= f_cleared_q + 7'd1;
        if (write_o && !index_o[3]) f_named_q <= f_named_q + 4'd1;
        if (write_o && index_o[3]) f_drawn_q <= f_drawn_q + 4'd1;
    end
end

reg f_rst_q, f_illegal_q;
initial {f_rst_q, f_illegal_q} = 2'd0;
always @(posedge clk_i) {f_rst_q, f_illegal_q} <= {rst_i, illegal_i};
always @* if (f_begun) begin
    g8_opens_after_clearing: assert (!open_o || f_cleared_q == 7'd64);  //: G8: open only when table and counters have been cleared for 64 cycles since the box was last closed
    g8_opens_after_naming: assert (!open_o || (f_named_q == 4'd8 && f_drawn_q == 4'd8));  //: G8: open only when eight bytes of identity and eight of a new epoch have been written since
    g8_epoch_from_entropy: assert (!write_o || !index_o[3] || (ent_valid_i && ent_ready_o && byte_o == ent_data_i) || rst_i);  //: G8: every byte of the epoch is one that the entropy source gave in that cycle
    g3_identity_is_the_boxs: assert (!write_o || index_o[3] || byte_o == name[{~index_o[2:0], 3'd0} +: 8]);  //: G3: address and board are written from the box's constants
    g3_identity_fixed: assert (!write_o || !open_o);  //: G3: nothing of the identity is written while the box is open
    g3_identity_in_order: assert (!write_o || (f_named_q < 4'd8 ? index_o == f_named_q : index_o == 4'd8 + f_drawn_q));  //: G3: each of the sixteen bytes is written once, in order
    i_rst: assert (!(f_rst_q || f_illegal_q) || (state_q == CLEAR && !open_q));
    i_clear: assert (state_q != CLEAR || (!open_q && f_named_q == 4'd0 && f_drawn_q == 4'd0 && f_cleared_q == {1'b0, count_q}));
    i_name: assert (state_q != NAME || (!open_q && count_q < 6'd8 && f_named_q == count_q[3:0] && f_drawn_q == 4'd0 && f_cleared_q == 7'd64));
    i_epoch: assert (state_q != EPOCH || (!open_q && count_q >= 6'd8 && count_q < 6'd16 && f_named_q == 4'd8 && f_drawn_q == {1'b0, count_q[2:0]} && f_cleared_q == 7'd64));
    i_open: assert (state_q != OPEN || (open_q && f_named_q == 4'd8 && f_drawn_q == 4'd8 && f_cleared_q == 7'd64));
    i_legal: assert (state_q == CLEAR || state_q == NAME || state_q == EPOCH || state_q == OPEN);
    g8_reset_closes: assert (!f_rst_q || (!open_o && !pass_o && clear_o));  //: G8: one cycle of reset, of box or owner, closes the box in the next cycle
    g8_illegal_closes: assert (!f_illegal_q || (!open_o && !pass_o && clear_o));  //: G8: an illegal state anywhere closes the box in the next cycle
end
`ifdef FORMAL_fbox_guard
always @(posedge clk_i) if (f_begun) begin
    c_opens: cover (open_o);  //: G8: the box opens
    c_closes_by_illegal: cover (!open_o && $past(open_o) && $past(illegal_i));  //: G8: an open box is closed by an illegal state
end
`endif
`else
// Whatever the state machine finds itself in: closed at once, CLEAR in the next cycle.
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
wire f_legal = state_q == CLEAR || state_q == NAME || state_q == EPOCH || state_q == OPEN;
always @(posedge clk_i) begin
    g8_illegal_is_closed: assert (f_legal || !pass_o);  //: G8: in each of the twelve illegal states of the guard nothing passes
    if (f_begun) g8_illegal_recovers: assert ($past(f_legal) || (clear_o && !open_o));  //: G8: from each illegal state the guard begins anew
end
always @(posedge clk_i) c_illegal: cover (!f_legal && open_o);  //: G8: the proof sees illegal states
`endif
