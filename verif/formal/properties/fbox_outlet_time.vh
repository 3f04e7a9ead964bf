// How long a host frame waits for its turn.  fbox_answer: in the cycle after a HERE_IS has gone no other one waits (t_one_gap);
// fbox_dispatch: a frame waits from its end on (frame_waits_i), and no other one is being sent when it makes its request.
reg       f_here_sent_q, f_here_gone_q;  // the answer under way is HERE_IS; one has gone in the last cycle
reg [1:0] f_answers_q;                   // answers under way, or begun, while the frame waited
reg       f_idle_q;                      // the way was free in the last cycle, and the frame waited already
always @(posedge clk_i) begin
    if (idle) f_here_sent_q <= start_here_o;
    f_here_gone_q <= answer && end_of_frame && f_here_sent_q && !rst_i;
    if (!frame_valid_i || start_frame_o || rst_i) f_answers_q <= {1'b0, answer && !end_of_frame && !rst_i || start_here_o || start_not_here_o};
    else f_answers_q <= f_answers_q + {1'b0, start_here_o};
    f_idle_q <= idle && frame_valid_i && !start_frame_o && !rst_i;
end
always @* if (f_begun) begin
    assume (!f_here_gone_q || !here_valid_i);
    assume (!frame_valid_i || frame_waits_i);
    assume (!frame_valid_i || state_q != O_FRAME || rst_i);
end
always @* if (f_begun && !rst_i) begin
    t_turn: assert (!frame_valid_i || f_answers_q <= 2'd2);  //: time: a frame that may leave waits for two answers at most: the rest of one, and a HERE_IS behind a NOT_HERE
    t_way: assert (!(frame_valid_i && idle) || start_frame_o || start_here_o);  //: time: and never while the way is free
    t_idle: assert (!f_idle_q || !idle);  //: time: between what it waits for there is one cycle
    i_legal: assert (state_q != 2'd3);
    i_answers: assert (!frame_valid_i || (answer ? f_answers_q == 2'd2 ? f_here_sent_q : f_answers_q == 2'd1 : f_answers_q <= 2'd1 || f_here_gone_q));
end
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_behind_two: cover (start_frame_o && f_answers_q == 2'd2);  //: time: a frame's turn comes after two answers
end
