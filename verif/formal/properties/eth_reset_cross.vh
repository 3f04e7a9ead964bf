// No reset is lost, however short and however close to another; two free clocks, see verif/formal/two_clocks.v.
`ifdef FORMAL_eth_reset_cross
reg       f_owed_q = 1'b1;               // a reset here has not been seen there; configuration is one
reg [3:0] f_late_q = 4'd0;               // cycles of the slower of the two clocks since then: one of each makes a cycle
reg       f_half_q = 1'b0, f_which_q;    // a cycle of one clock is waiting for one of the other
always @($global_clock) begin
    f_owed_q <= clk_i && rst_i || f_owed_q && !(other_clk_i && other_rst_o);
end
wire      f_both = f_half_q ? (f_which_q ? clk_i : other_clk_i) : clk_i && other_clk_i;
always @($global_clock) begin
    if (!f_owed_q || clk_i && rst_i) {f_late_q, f_half_q} <= 5'd0;
    else if (f_both) {f_late_q, f_half_q} <= {f_late_q + 4'd1, 1'b0};
    else if (!f_half_q && (clk_i || other_clk_i)) {f_half_q, f_which_q} <= {1'b1, other_clk_i};
end
(* hierconn, init = 1'b1 *) wire \there.first_q ;
always @* begin
    reset_seen: assert (!f_owed_q || request_q || again_q || other_rst_o || \there.first_q );  //: plumbing: a reset stays on its way until the other clock has seen it
    reset_soon: assert (f_late_q <= 4'd7);  //: plumbing: that is within seven cycles of the slower clock
end
reg f_twice_q = 1'b0;                    // a reset came while another one was on its way back
always @(posedge clk_i) f_twice_q <= f_twice_q || rst_i && !request_q && shown;
always @* begin
    c_twice: cover (f_twice_q && !f_owed_q && !request_q && !shown && !other_rst_o);  //: plumbing: two resets so close together have both been seen, and both sides are out of them
end
`endif
