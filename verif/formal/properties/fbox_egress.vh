// G2, G3, G5, G8 of what is stored, for one symbolic byte of any frame.  The frame is counted where the host gives it.
`define IN(AT, SIZE) (f_p >= AT && f_p < AT + SIZE)
(* hierconn *) wire [11:0] \form.fields.f_at_q ;
(* hierconn *) wire [11:0] \form.f_count_q ;
(* hierconn *) wire [7:0] \form.f_kind_q ;
(* hierconn, init = 1'b0 *) wire \form.f_begun ;
reg f_begun = 1'b0;
`ifdef FORMAL_fbox_egress
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i && host_rst_i);
`endif

(* anyconst *) reg [11:0] f_p;           // the byte that is followed
(* anyconst *) reg [127:0] f_own;        // address, board, epoch
wire [7:0] f_own_byte = f_own[8 * own_index_o +: 8];
always @* assume (own_byte_i == f_own_byte);
always @* assume (f_p < `AMB_MAX_FRAME);
// The box is closed at least as long as the host begins anew (fbox_guard closes one cycle later).
reg f_host_rst_q;
always @(posedge clk_i) f_host_rst_q <= host_rst_i;
always @* assume (!f_host_rst_q || rst_i);

reg [11:0] f_next_q, f_at_q;             // numbers of the byte that the host gives next, and of the one in the register
reg  [7:0] f_byte_q;                     // the host's byte f_p of the frame in the register
wire       f_taken = htx_valid_i && htx_ready_o;
always @(posedge clk_i) begin
    if (host_rst_i) f_next_q <= 12'd0;
    else if (f_taken) f_next_q <= htx_last_i ? 12'd0 : f_next_q == 12'hFFF ? 12'hFFF : f_next_q + 12'd1;
    if (f_taken && !host_rst_i) begin
        f_at_q <= f_next_q;
        if (f_next_q == f_p) f_byte_q <= htx_data_i;
    end
end
reg f_cut_q;                             // the box was closed while the frame in the register was there
always @(posedge clk_i) begin
    if (host_rst_i || (step && in_last_q)) f_cut_q <= 1'b0;
    else if (rst_i && (step || inside_q)) f_cut_q <= 1'b1;
end

reg       f_go_q;                        // in the last cycle there was room for a frame, and none ended
reg [1:0] f_writing_q;                   // cycles for which the parser has kept the frame buffer for itself; saturates
always @(posedge clk_i) begin
    f_go_q      <= slot_free_i && !hold_i && !rst_i && !(pass && in_last_q);
    f_writing_q <= rst_i || !writing_o ? 2'd0 : f_writing_q == 2'd3 ? f_writing_q : f_writing_q + 2'd1;
end

// What must stand at f_p: the box's own byte, zero, or the host's.
wire       f_own_field = `IN(`AMB_AT_SOURCE, 6) || `IN(`AMB_AT_BOARD, 2) || `IN(`AMB_AT_EPOCH, 8);
wire [3:0] f_own_place = f_p < `AMB_AT_BOARD ? f_p - `AMB_AT_SOURCE : f_p < `AMB_AT_EPOCH ? 6 + f_p - `AMB_AT_BOARD : 8 + f_p - `AMB_AT_EPOCH;
wire       f_message = message && f_at_q > `AMB_AT_KIND;
wire       f_secret = `IN(`AMB_AT_REPLY, PORT_BYTES) || (f_message && `IN(`AMB_AT_SIGNATURE, PORT_BYTES));
wire [7:0] f_expected = f_own_field ? f_own[8 * f_own_place +: 8] : f_p == `AMB_AT_HOPS ? 8'd0 : f_byte_q;
wire       f_written = write_o && !rst_i && write_word_o == f_p[10:1] && (f_p[0] ? position[0] : 1'b1);
wire [7:0] f_stored = f_p[0] ? write_data_o[7:0] : write_data_o[15:8];

always @* if (f_begun) begin
    g2_secret_not_stored: assert (!(f_written && f_secret));  //: G2: no byte of reply or signature that the host gave is written to the frame buffer
    g3_own_fields: assert (!(f_written && f_own_field) || f_stored == f_expected);  //: G3: source, board and epoch are stored as the box's own bytes, each at its place
    g2_unchanged: assert (!f_written || f_secret || f_own_field || f_stored == f_expected);  //: G2: destination, port, numbers and body are stored as the host gave them, hops as zero
    g6_padding: assert (!write_o || position[0] || write_data_o[7:0] == 8'd0);  //: G6: the half word behind a frame of odd length is zero
    g5_slot: assert (!write_o || (write_word_o < `AMB_MAX_FRAME / 2 && write_slot_o == slot_q));  //: G5: no write lies outside the first 1,514 bytes of the frame's slot
    g5_end_mark: assert (!(write_o && !rst_i && write_data_o[17:16] != 2'd0) || filled_o);  //: G5: the mark of the last byte is written with the last byte
    g2_loaded: assert (!(pass && secret && !rst_i) || !write_o);  //: G2: a secret byte goes to F's operand and nowhere else
    g8_cut_stays_cut: assert (!f_cut_q || !pass);  //: G8: of a frame during which the box was closed nothing more is stored or judged
    g7_one_fate: assert (!(step && in_last_q && !rst_i && !host_rst_i) || (swallowed_o != filled_o));  //: G7: every frame that ends is swallowed or judged, never both
    g7_counted_in: assert (!(begun_o && !rst_i && counting_i) || count_from_host_o);  //: G7: every frame that begins is counted as coming in
    g4_bucket: assert (rst_i || !ended_o || !formed || kind_bad || kind != `AMB_KIND_LOCATE || ended_fate_o != 2'd0 || bucket_q != 6'd0);  //: G4: a LOCATE that may leave takes a token from the bucket
    g4_bucket_size: assert (bucket_q <= 6'd32);  //: G4: the bucket never holds more than 32
    g5_fate: assert (!ended_o || ended_fate_o != 2'd0 || (formed && !kind_bad));  //: G5: only a well-formed frame of a kernel's kind gets the fate to leave
    t_byte: assert (!(in_valid_q && !step) || (wait_first_q ? first && !f_go_q : secret && load_stall_i));  //: time: a byte of a host frame goes on at once, but for a first one (a cycle behind the last frame; while there is no slot or a command holds frames back) and for a secret one while the operand register is not free
    t_swallow: assert (!(in_valid_q && rst_i) || step);  //: time: in a closed box every byte is swallowed at once
    t_buffer: assert (f_writing_q <= 2'd2);  //: time: the parser never keeps F's output from the frame buffer for more than two cycles
    i_writing: assert (f_writing_q == 2'd0 || wait_first_q || (f_writing_q == 2'd1 && !position[0] && !swallow_q));
    i_wait_first: assert (!wait_first_q || \form.fields.f_at_q == 12'd0);
    i_begun: assert (\form.f_begun );
    i_at: assert (!in_valid_q || swallow || f_at_q == \form.fields.f_at_q );
    i_inside: assert (!in_valid_q || (inside_q == (f_at_q != 12'd0)));
    i_next: assert (in_valid_q ? f_next_q == (in_last_q ? 12'd0 : f_at_q == 12'hFFF ? 12'hFFF : f_at_q + 12'd1) : inside_q == (f_next_q != 12'd0));
    i_next_at: assert (in_valid_q || swallow || f_next_q == \form.fields.f_at_q );
    i_next_swallow: assert (!swallow_q || inside_q || in_valid_q);
    i_swallow_at: assert (!swallow_q || \form.fields.f_at_q == 12'd0);
    i_data: assert (!in_valid_q || f_at_q != f_p || in_data_q == f_byte_q);
    i_cut: assert (!f_cut_q || swallow_q);
    i_own: assert (own_q == (\form.fields.f_at_q <= `AMB_AT_SOURCE ? 4'd0 : \form.fields.f_at_q < `AMB_AT_ETHERTYPE ? \form.fields.f_at_q - `AMB_AT_SOURCE : \form.fields.f_at_q <= `AMB_AT_BOARD ? 4'd6 : \form.fields.f_at_q == `AMB_AT_BOARD + 1 ? 4'd7 : \form.fields.f_at_q <= `AMB_AT_EPOCH ? 4'd8 : \form.fields.f_at_q < `AMB_AT_LIFE ? 8 + \form.fields.f_at_q - `AMB_AT_EPOCH : 4'd0));
    i_even: assert (swallow || \form.fields.f_at_q == 12'd0 || \form.fields.f_at_q > `AMB_MAX_FRAME || !\form.fields.f_at_q [0] || \form.fields.f_at_q != f_p + 12'd1 || f_secret || even_q == f_expected);
end
`ifdef FORMAL_fbox_egress
`ifdef FORMAL_COVER
reg f_ready_q = 1'b0;
always @(posedge clk_i) f_ready_q <= f_begun;
always @* assume (!f_ready_q || (!rst_i && !host_rst_i && htx_valid_i && slot_free_i && !hold_i && !load_stall_i && counting_i));
`endif
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_signature: cover (load_o && load_signature_o && load_end_o && load_byte_o == 8'h5A);  //: G2: the last byte of a signature goes to F
    c_own: cover (f_written && f_own_field && f_byte_q != f_expected && f_p == `AMB_AT_EPOCH + 3);  //: G3: a byte of the epoch is written where the host gave another one
    c_leaves: cover (ended_o && ended_fate_o == 2'd0 && kind == `AMB_KIND_LOCATE);  //: G4: a LOCATE may leave
    c_refused: cover (ended_o && ended_fate_o == 2'd1 && $past(\form.f_count_q > `AMB_HEADER_SIZE, 2));  //: G5: a malformed frame is refused
end
`endif
