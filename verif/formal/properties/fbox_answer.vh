// The time of an answer: a constant to its first byte, then one byte whenever one is taken.
`ifdef FORMAL_fbox_answer
(* hierconn *) wire [11:0] \fields.f_at_q ;
(* hierconn, init = 1'b0 *) wire \fields.f_begun ;
localparam [11:0] F_BYTES = `AMB_HEADER_SIZE + PORT_BYTES;
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);
// fbox_outlet: an answer is started when it waits, one at a time.
always @* if (f_begun) begin
    assume (!start_here_i || (here_valid_o && !start_not_here_i));
    assume (!start_not_here_i || not_here_valid_o);
    assume (!(start_here_i || start_not_here_i) || state_q == S_IDLE);
end
reg [3:0]  f_age_q;                      // cycles since its start; saturates
reg [11:0] f_gone_q;                     // bytes that have gone
reg        f_here_gone_q;
always @(posedge clk_i) begin
    f_age_q  <= state_q == S_IDLE ? 4'd1 : f_age_q == 4'd15 ? f_age_q : f_age_q + 4'd1;
    f_gone_q <= state_q != S_FRAME ? 12'd0 : f_gone_q + {11'd0, valid_o && ready_i};
    f_here_gone_q <= finish_o && here_sent_q && !rst_i;
end
wire [11:0] f_at_source = \fields.f_at_q , f_at_late = f_at_source - {11'd0, source_valid_q}, f_at_out = f_at_late - {11'd0, late_valid_q};
always @* if (f_begun && !rst_i) begin
    t_answer: assert (state_q == S_IDLE || valid_o || f_age_q < 4'd12);  //: time: the first byte of an answer comes twelve cycles after its start, and no cycle passes without one until the last has gone
    t_bytes: assert (!valid_o || last_o == (f_gone_q == F_BYTES - 12'd1));  //: time: an answer has the bytes of a header and of a port
    t_one_gap: assert (!f_here_gone_q || !here_valid_o);  //: time: in the cycle after a HERE_IS has gone no other one waits
    i_begun: assert (\fields.f_begun );
    i_legal: assert (state_q != 2'd3);
    i_idle: assert (state_q == S_FRAME || (!source_valid_q && !late_valid_q && !out_valid_q));
    i_life: assert (state_q != S_LIFE || f_age_q == {1'b0, life_count_q} + 4'd1);
    i_frame: assert (state_q != S_FRAME || (out_valid_q ? f_age_q >= 4'd12 : f_age_q == 4'd9 + {3'd0, source_valid_q} + {3'd0, late_valid_q} && (source_valid_q || !late_valid_q) && f_at_source == {8'd0, f_age_q} - 12'd9));
    i_flow: assert (state_q != S_FRAME || f_gone_q + {11'd0, out_valid_q} == f_at_out);
    i_all: assert (state_q != S_FRAME || (all_q == (f_at_source == F_BYTES) && f_at_source <= F_BYTES));
    i_body: assert (state_q != S_FRAME || {8'd0, body_q} == (f_at_source <= `AMB_HEADER_SIZE ? 12'd0 : f_at_source - `AMB_HEADER_SIZE));
    i_full: assert (state_q != S_FRAME || (!out_valid_q || late_valid_q || f_at_out == F_BYTES) && (!late_valid_q || source_valid_q || f_at_late == F_BYTES));
    i_last: assert (state_q != S_FRAME || (!source_valid_q || source_last_q == (f_at_source == F_BYTES)) && (!late_valid_q || late_last_q == (f_at_late == F_BYTES)) && (!out_valid_q || out_last_q == (f_at_out == F_BYTES)));
    i_here: assert (state_q == S_IDLE || (here_sent_q ? here_full_q : not_here_full_q));
    i_begins: assert (state_q != S_LIFE || f_at_source == 12'd0 || life_count_q == 3'd0);
end
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_first: cover (valid_o && f_age_q == 4'd12 && here_sent_q);  //: time: the first byte of a HERE_IS is there
end
`endif
