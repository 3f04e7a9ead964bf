// G8 at the ports of the box, whatever the blocks behind them do: they are free here, all but fbox_guard and fbox_outlet.
`ifdef FORMAL_fbox
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);
reg [6:0] f_cleared_q;
reg [3:0] f_drawn_q;                     // bytes of entropy taken since the box or its owner was last reset
reg       f_anew_q, f_illegal_q, f_open_q;
always @(posedge clk_i) begin
    f_anew_q    <= rst_i || owner_rst_i;
    f_illegal_q <= open && illegal != 6'd0;
    f_open_q    <= open;
    if (rst_i || owner_rst_i || (open && illegal != 6'd0)) begin
        f_cleared_q <= 7'd0;
        f_drawn_q   <= 4'd0;
    end else begin
        if (clear && f_cleared_q != 7'd64) f_cleared_q <= f_cleared_q + 7'd1;
        if (ent_valid_i && ent_ready_o) f_drawn_q <= f_drawn_q + 4'd1;
    end
end
(* hierconn, init = 1'b0 *) wire \guard.f_begun ;
(* hierconn, init = 7'd0 *) wire [6:0] \guard.f_cleared_q ;
(* hierconn, init = 4'd0 *) wire [3:0] \guard.f_drawn_q ;
always @* if (f_begun) begin
    i_guard: assert (\guard.f_begun && \guard.f_cleared_q == f_cleared_q && \guard.f_drawn_q == f_drawn_q);
    g8_no_byte_out: assert (!ntx_valid_o || (open && pass));  //: G8: not a byte goes to the network while the box is closed
    g8_no_byte_in: assert (!hrx_valid_o || (open && pass));  //: G8: not a byte goes to the host while the box is closed
    g8_open_means: assert (!open || (f_cleared_q == 7'd64 && f_drawn_q == 4'd8));  //: G8: open means: 64 cycles of clearing and eight bytes of entropy since the last reset of box or processor, or illegal state
    g8_reset_silences: assert (!f_anew_q || (!ntx_valid_o && !hrx_valid_o));  //: G8: one cycle after a reset of the box or of its processor nothing passes, in either direction
    g8_illegal_silences: assert (!f_illegal_q || (!ntx_valid_o && !hrx_valid_o));  //: G8: one cycle after any block has told an illegal state nothing passes
    g8_result: assert (!htx_done_o || swallowed || pass);  //: G8: a closed box gives the host no result but that a frame was swallowed
end
always @(posedge clk_i) if (f_begun) begin
    c_passes: cover (ntx_valid_o && hrx_valid_o);  //: G8: an open box passes both ways
    c_silenced: cover (f_illegal_q && f_open_q && !ntx_valid_o);  //: G8: an illegal state silences an open box
end
`endif
