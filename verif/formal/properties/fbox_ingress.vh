// G1, G4, G5, G7, G8 of what comes from the wire.  Frames may follow one another as closely as they like.  The table is free but for
// its time: a result comes 69 cycles after the start of its look-up, unless a key byte or a reset came between (task table).
`ifdef FORMAL_fbox_ingress
(* hierconn *) wire [11:0] \form.fields.f_at_q ;
(* hierconn *) wire [11:0] \form.f_count_q ;
(* hierconn, init = 1'b0 *) wire \form.f_begun ;
(* hierconn *) wire \form.f_last_q ;
(* hierconn *) wire \form.f_ended_q ;
(* hierconn *) wire \form.f_good_q ;
(* hierconn *) wire \form.f_own_q ;
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i && wire_rst_i);
reg f_wire_rst_q;
always @(posedge clk_i) f_wire_rst_q <= wire_rst_i;
always @* assume (!f_wire_rst_q || rst_i);               // fbox_guard: a reset closes the box in the next cycle

reg [6:0] f_age_q, f_wait_q;             // cycles since the last look-up began, and since the last candidate; saturate
reg       f_looking_q;
always @(posedge clk_i) begin
    f_age_q     <= start_q ? 7'd0 : f_age_q == 7'd127 ? f_age_q : f_age_q + 7'd1;
    f_wait_q    <= candidate ? 7'd0 : f_wait_q == 7'd127 ? f_wait_q : f_wait_q + 7'd1;
    f_looking_q <= !rst_i && !a_shift_o && (start_q || (f_looking_q && f_age_q != 7'd68));
end
always @* assume (a_done_i == (f_begun && f_looking_q && f_age_q == 7'd68));

// What the frame that waits for its judgement was found to be when it ended.
reg       f_mine_q;                      // the last look-up that began was for its port
reg [3:0] f_kind_q;
reg       f_null_q;
reg [1:0] f_bad_q;                       // the MAC's word on the frame, one and two cycles after its end
always @(posedge clk_i) begin
    f_bad_q <= {f_bad_q[0], in_bad_q};
    if (start_q) f_mine_q <= 1'b0;
    if (candidate) begin
        f_mine_q <= !start_q;
        f_kind_q <= kind;
        f_null_q <= reply_null;
    end
end
wire f_for_service = f_kind_q == `AMB_KIND_REQUEST || f_kind_q == `AMB_KIND_ENQUIRY;
wire f_for_transaction = f_kind_q == `AMB_KIND_REPLY || f_kind_q == `AMB_KIND_GRANT || f_kind_q == `AMB_KIND_NAK || f_kind_q == `AMB_KIND_ALIVE;
wire f_by_box = f_kind_q == `AMB_KIND_HERE_IS || f_kind_q == `AMB_KIND_NOT_HERE;
wire f_for_either = f_kind_q == `AMB_KIND_DATA || f_kind_q == `AMB_KIND_ACK || f_by_box;
wire f_its_kind = (a_service_i && (f_for_service || f_for_either)) || (a_transaction_i && (f_for_transaction || f_for_either));

reg f_long_q = 1'b0;                    // two cycles have passed
always @(posedge clk_i) f_long_q <= f_begun;
reg f_inside_q, f_cut_q;                 // within a frame; the box was closed in it
always @(posedge clk_i) begin
    if (wire_rst_i) {f_inside_q, f_cut_q} <= 2'b00;
    else if (in_valid_q) {f_inside_q, f_cut_q} <= {!in_last_q, !in_last_q && (f_cut_q || rst_i)};
    else f_cut_q <= f_cut_q || (rst_i && f_inside_q);
end
reg       f_due_q, f_delivered_q, f_locate_q, f_armed_q, f_may_q;
reg       f_here_q;
always @(posedge clk_i) begin
    f_due_q       <= f_begun && due && !rst_i;
    f_delivered_q <= f_begun && deliver && !rst_i;
    f_locate_q    <= f_kind_q == `AMB_KIND_LOCATE;
    f_armed_q     <= found_q && f_its_kind;
    f_here_q      <= found_q && a_service_i;
    f_may_q       <= !f_null_q && !f_by_box;
end
reg       f_live_q;                      // a frame waits for its judgement
reg [1:0] f_gap_q;                       // cycles for which an admitted frame has waited, or been started, while none was read
always @(posedge clk_i) begin
    f_live_q <= !rst_i && (candidate || (f_live_q && !due));
    f_gap_q  <= rst_i || read_q == Q_READ || (read_q == Q_IDLE && queued_q == 3'd0) ? 2'd0 : f_gap_q == 2'd3 ? f_gap_q : f_gap_q + 2'd1;
end
wire [2:0] f_fates = {2'd0, f_delivered_q} + {2'd0, count_locate_o} + {2'd0, count_unarmed_o} + {2'd0, count_full_o};
always @* if (f_begun) begin
    g1_good_frames_only: assert (!candidate || (\form.f_ended_q && \form.f_good_q && !f_bad_q[1]));  //: G1: only a frame with a good checksum that is well-formed, for this box's address or a LOCATE, comes to judgement
    g1_armed_for_its_kind: assert (rst_i || !deliver || (f_its_kind && f_kind_q != `AMB_KIND_LOCATE));  //: G1: a frame is admitted only if the look-up found a port armed for its kind; a LOCATE never
    g1_its_own_look_up: assert (rst_i || !deliver || (f_mine_q && found_q));  //: G1: and the look-up was that of its own port, finished, however closely other frames follow
    g5_room: assert (!deliver || (judged_have_q && outstanding_q != 8'hFF));  //: G5: a frame without a buffer, or past 255 unfinished ones, is not admitted
    g5_in_slot: assert (!write || position[10:1] < `AMB_MAX_FRAME / 2);  //: G5: no write lies outside the first 1,514 bytes of a slot
    g8_cut_stays_cut: assert (!f_cut_q || !pass);  //: G8: of a frame during which the box was closed nothing more is stored or judged
    g4_answers: assert (!answer_o || (f_due_q && (answer_here_o ? f_locate_q && f_here_q && f_may_q : !f_locate_q && !f_armed_q && f_may_q)));  //: G4: HERE_IS answers a LOCATE of a port armed as a service, NOT_HERE a unicast frame whose port is not armed for its kind; neither a null reply port nor a box's frame
    g7_one_fate: assert (rst_i || !f_due_q || f_fates == 3'd1);  //: G7: every judged frame has exactly one fate: delivered, LOCATE, unarmed, or full
    g7_no_other_fate: assert (f_due_q || f_fates == 3'd0);  //: G7: and no fate is counted without a judgement
    g7_one_drop: assert (rst_i || !ended || ({1'b0, candidate} + {1'b0, count_bad_o} + {1'b0, count_foreign_o} + {1'b0, count_form_o} == 2'd1));  //: G7: every frame that ends is bad, foreign, malformed, or comes to judgement
    g7_time: assert (!due || f_wait_q == WAIT);  //: G5: judgement comes a constant time after the last byte, whatever the frame
    t_judged: assert (rst_i || !f_live_q || (f_wait_q <= WAIT && due == (f_wait_q == WAIT)));  //: time: a frame that comes to judgement is judged LATENCY - 8 cycles later, whatever follows it
    t_queue: assert (f_gap_q <= 2'd2);  //: time: an admitted frame waits for nothing but the frames before it, and two cycles for each of them and for itself
    i_live: assert (f_live_q == (timer_q != 0));
    i_reading: assert (read_q == Q_IDLE ? f_gap_q == 2'd0 : read_q == Q_START ? f_gap_q == 2'd1 : read_q == Q_READ && f_gap_q[0] == 1'b0);
    i_begun: assert (\form.f_begun );
    i_kind: assert (timer_q == 0 || (f_kind_q >= `AMB_KIND_REQUEST && f_kind_q <= `AMB_KIND_NOT_HERE));
    i_bad: assert (bad_q == f_bad_q[0] && (!f_long_q || end_bad_q == f_bad_q[1]));
    i_long: assert (f_long_q || (!\form.f_ended_q && !ended));
    i_found: assert (!found_q || f_age_q >= 7'd69);
    i_looking: assert (!f_looking_q || f_age_q <= 7'd68);
    i_inside: assert (f_inside_q == inside_q);
    i_cut: assert (!f_cut_q || (closed_q && inside_q));
    i_judged: assert (timer_q == 0 || (is_service == f_for_service && is_transaction == f_for_transaction && is_locate == (f_kind_q == `AMB_KIND_LOCATE) && may_not_be_here == (!f_null_q && !f_by_box) && judged_reply_null_q == f_null_q));
    i_timer: assert (timer_q == (f_wait_q <= WAIT && timer_q != 0 ? {{WAIT{1'b0}}, 1'b1} << f_wait_q : 0));
    i_mine: assert (timer_q == 0 || f_mine_q || f_age_q <= f_wait_q);
    i_gap: assert (timer_q == 0 || \form.fields.f_at_q <= f_wait_q + 3);
    i_gap_last: assert (timer_q == 0 || !\form.f_last_q || \form.f_count_q <= f_wait_q + 3);
    i_gap_ended: assert (timer_q == 0 || !(\form.f_ended_q && \form.f_good_q ));
    i_ended: assert (!\form.f_ended_q || (\form.fields.f_at_q <= 12'd1 && (!\form.f_last_q || \form.f_count_q <= 12'd1)));
end
`ifdef FORMAL_COVER
// One frame, all of it fixed but kind and length: the shortest way to what is looked for.
reg        f_ready_q = 1'b0, f_at_end = 1'b0;
reg [11:0] f_put_q = 12'd0;              // number of the byte that the MAC gives
(* anyconst *) reg [3:0] f_put_kind;
(* anyconst *) reg [7:0] f_put_length;
always @(posedge clk_i) begin
    f_ready_q <= f_begun;
    if (f_ready_q) f_put_q <= f_put_q + 12'd1;
    if (nrx_valid_i && nrx_last_i) f_at_end <= 1'b1;
end
wire [7:0] f_put = f_put_q < `AMB_AT_SOURCE ? (f_put_kind == `AMB_KIND_LOCATE ? 8'hFF : {4'h4, f_put_q[3:0]}) :
                   f_put_q < `AMB_AT_ETHERTYPE ? 8'h02 : f_put_q == `AMB_AT_ETHERTYPE ? ETHERTYPE[15:8] :
                   f_put_q == `AMB_AT_ETHERTYPE + 1 ? ETHERTYPE[7:0] : f_put_q == `AMB_AT_VERSION ? `AMB_VERSION :
                   f_put_q == `AMB_AT_KIND ? {4'd0, f_put_kind} :
                   f_put_q == `AMB_AT_LENGTH + 1 || f_put_q == `AMB_AT_TOTAL + 3 ? f_put_length :
                   (f_put_q >= `AMB_AT_REPLY && f_put_q < `AMB_AT_REPLY + PORT_BYTES) ||
                   (f_put_q >= `AMB_AT_PORT && f_put_q < `AMB_AT_PORT + PORT_BYTES) ? 8'h01 : 8'h00;
localparam [15:0] ETHERTYPE = `AMB_ETHERTYPE;
always @* begin
    assume (!f_ready_q || (!rst_i && !wire_rst_i && counting_i && nrx_valid_i == !f_at_end));
    assume (f_ready_q || !nrx_valid_i);
    assume (f_at_end || nrx_data_i == f_put);
    assume (own_byte_i == {4'h4, own_index_o});
    assume (nrx_last_i == (f_put_q == `AMB_HEADER_SIZE - 1 + f_put_length));
    assume (f_put_kind == `AMB_KIND_LOCATE ? f_put_length == 8'd0 : f_put_kind == `AMB_KIND_ALIVE && f_put_length == `AMB_BODY_ALIVE_SIZE);
end
`endif
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_admitted: cover (deliver && f_kind_q == `AMB_KIND_ALIVE);  //: G1: an ALIVE is admitted
    c_here: cover (answer_o && answer_here_o);  //: G4: a HERE_IS is due
    c_not_here: cover (answer_o && !answer_here_o);  //: G4: a NOT_HERE is due
end
`endif
