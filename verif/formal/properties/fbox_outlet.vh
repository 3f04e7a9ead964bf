// G4, G8 and the stream to the MAC.
`ifdef FORMAL_fbox_outlet
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);
reg f_before_q;
always @(posedge clk_i) f_before_q <= f_begun && !rst_i && pass_i;
// The buffers' side of the bargain: a stream begun goes on to its last byte and holds while it waits.
reg f_frame_held_q, f_answer_held_q, f_frame_last_q, f_answer_last_q;
reg       f_frame_mark_q;
reg [7:0] f_frame_data_q, f_answer_data_q;
always @(posedge clk_i) begin
    f_frame_held_q  <= frame_stream_valid_i && !frame_stream_ready_o;
    f_answer_held_q <= answer_stream_valid_i && !answer_stream_ready_o;
    {f_frame_mark_q, f_frame_last_q, f_frame_data_q} <= {frame_mark_i, frame_last_i, frame_data_i};
    {f_answer_last_q, f_answer_data_q} <= {answer_last_i, answer_data_i};
end
always @* begin
    if (f_frame_held_q) assume (rst_i || (frame_stream_valid_i && {frame_mark_i, frame_last_i, frame_data_i} == {f_frame_mark_q, f_frame_last_q, f_frame_data_q}));
    if (f_answer_held_q) assume (rst_i || (answer_stream_valid_i && {answer_last_i, answer_data_i} == {f_answer_last_q, f_answer_data_q}));
    // A buffer streams only what was started.
    if (f_begun) assume (state_q == O_FRAME || !frame_stream_valid_i);
    if (f_begun) assume (state_q == O_ANSWER || !answer_stream_valid_i);
end
// fbox_guard: nothing passes in reset; a box that closes is reset before anything passes again.
always @* assume (!rst_i || !pass_i);
reg f_shut_q;
initial f_shut_q = 1'b0;
always @(posedge clk_i) f_shut_q <= f_begun && !rst_i && (!pass_i || illegal_q);
always @* if (f_shut_q) assume (!pass_i);
// The MAC's count: a frame begins with the first byte after silence or after a last byte.
`define IN(AT, SIZE) (f_at_q >= AT && f_at_q < AT + SIZE)
reg [11:0] f_at_q;                       // number of the byte on the output
reg        f_message_q;
wire       f_pair_of_box = `IN(`AMB_AT_SOURCE, `AMB_SIZE_SOURCE) || (f_at_q[11:1] == `AMB_AT_HOPS / 2) || `IN(`AMB_AT_BOARD, `AMB_SIZE_BOARD) ||
                           `IN(`AMB_AT_REPLY, `AMB_SIZE_REPLY) || `IN(`AMB_AT_EPOCH, `AMB_SIZE_EPOCH) ||
                           (f_message_q && `IN(`AMB_AT_SIGNATURE, `AMB_SIZE_SIGNATURE));
always @(posedge clk_i) begin
    if (!ntx_valid_o || (ntx_ready_i && ntx_last_o)) f_at_q <= 12'd0;
    else if (ntx_ready_i && f_at_q != 12'hFFF) f_at_q <= f_at_q + 12'd1;
    if (ntx_valid_o && ntx_ready_i && f_at_q == `AMB_AT_KIND) f_message_q <= ntx_data_o == `AMB_KIND_REQUEST || ntx_data_o == `AMB_KIND_REPLY;
end
reg       f_waits_q, f_last_q;
reg [7:0] f_data_q;
always @(posedge clk_i) begin
    f_waits_q <= f_begun && !rst_i && ntx_valid_o && !ntx_ready_i;
    f_last_q  <= ntx_last_o;
    f_data_q  <= ntx_data_o;
end
`ifdef FORMAL_TIME
`include "fbox_outlet_time.vh"
`else
always @* if (f_begun) begin
    g8_silent_when_closed: assert (pass_i || !ntx_valid_o);  //: G8: in a closed box not a byte goes to the MAC, from the same cycle on
    stream_holds: assert (!f_waits_q || rst_i || !pass_i || illegal_q || (ntx_valid_o && ntx_data_o == f_data_q && ntx_last_o == f_last_q));  //: plumbing: byte and last stand still until the MAC takes them
    g4_here_is_first: assert (!here_valid_i || (!start_frame_o && !start_not_here_o));  //: G4: nothing begins before a HERE_IS that waits
    g4_not_here_last: assert (!start_not_here_o || (!frame_valid_i && !frame_waits_i && !here_valid_i));  //: G4: a NOT_HERE begins only while no host frame waits
    g7_one_at_a_time: assert ({1'b0, start_here_o} + {1'b0, start_frame_o} + {1'b0, start_not_here_o} <= 2'd1);  //: G7: at most one frame begins in a cycle
    g5_never_mixed: assert (!(frame_stream_ready_o && answer_stream_ready_o) && (state_q != O_FRAME || !answer_stream_ready_o));  //: G5: bytes of a host frame and of an answer are never mixed
    g2_box_fields: assert (!(ntx_valid_o && state_q == O_FRAME && f_pair_of_box) || frame_mark_i);  //: G2: no byte of a host frame leaves in a field of the box's (hops with flags) that was not stored as the box's own
    g2_stops_for_good: assert (!illegal_q || !ntx_valid_o);  //: G2: after such a byte nothing leaves, until the box has closed
    i_count: assert (!(state_q == O_FRAME && frame_stream_valid_i && pass_i && !illegal_q) || (f_at_q < 12'd96 ? f_at_q == {5'd0, count_q} : count_q == 7'd96));
    i_message: assert (!(state_q == O_FRAME && frame_stream_valid_i && pass_i && !illegal_q && f_at_q > `AMB_AT_KIND) || f_message_q == message_q);
    g8_illegal_is_told: assert (!f_before_q || state_q != 2'd3);  //: G8: the illegal state is not reached from legal ones
end
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_not_here_ends: cover (state_q == O_ANSWER && end_of_frame && here_valid_i && frame_valid_i);  //: G4: an answer ends while the others wait
    c_stops: cover (foreign && count_q > 7'd20);  //: G2: a byte without the mark stops the stream
    c_frame_ends: cover (state_q == O_FRAME && end_of_frame && $past(ntx_valid_o && !ntx_ready_i));  //: G7: a frame ends whose last byte had to wait
end
`endif
`endif
