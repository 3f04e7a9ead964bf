// What is read for a frame, and when its descriptor is said to be finished.  The memory answers when it likes; descriptors, page
// lists, registers and the box are anything, but that the box tells of a frame only when it has taken its last byte (g7_one_result).
`ifdef FORMAL_soc_dma_tx
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);
reg [41:0] f_placed_q;                   // neither RAM nor the ring moves
always @(posedge clk_i) f_placed_q <= {ram_pages_i, base_i};
always @* if (f_begun) assume ({ram_pages_i, base_i} == f_placed_q);
reg [3:0] f_beat_q;                      // words of the access that have moved
always @(posedge clk_i) f_beat_q <= rst_i || mem_last_i ? 4'd0 : f_beat_q + {3'd0, mem_next_i};
always @* if (f_begun) begin
    assume (!mem_next_i || mem_req_o);
    assume (mem_last_i == (mem_next_i && f_beat_q + 4'd1 == mem_count_o));
end

// The descriptor and the page list, as they were read.
reg  [7:0] f_header_bytes_q;
reg [31:0] f_header_q, f_start_q, f_length_q;
reg [19:0] f_page_0_q, f_page_1_q;
always @(posedge clk_i) if (mem_next_i) begin
    if (state_q == FETCH) case (f_beat_q)
        `AMB_TX_WORD_CONTROL: f_header_bytes_q <= mem_rdata_i[7:0];
        `AMB_TX_WORD_HEADER:  f_header_q <= mem_rdata_i;
        `AMB_TX_WORD_START:   f_start_q <= mem_rdata_i;
        `AMB_TX_WORD_LENGTH:  f_length_q <= mem_rdata_i;
        default: ;
    endcase
    if (state_q == PAGE_0) f_page_0_q <= mem_rdata_i[31:12];
    if (state_q == PAGE_1) f_page_1_q <= mem_rdata_i[31:12];
end
wire [31:0] f_end = f_start_q + f_length_q;
wire        f_two = f_end > 32'd4096;
wire [31:0] f_from = segment_q == 2'd0 ? f_header_q : segment_q == 2'd1 ? {f_page_0_q, f_start_q[11:0]} : {f_page_1_q, 12'd0};
wire [31:0] f_room = segment_q == 2'd0 ? {24'd0, f_header_bytes_q} : segment_q == 2'd1 ? (f_two ? 32'd4096 - f_start_q : f_length_q) : f_end - 32'd4096;
wire [31:0] f_at = addr_q - f_from;
wire        f_lines = state_q == LINE || state_q == BURST || (state_q == STATUS && back_q == LINE && !failed_q);

// Frames whose last byte the box has taken: it owes a fate; its fate waits; its status is written.
reg  [3:0] f_owes_q;
reg        f_open_q;                     // a frame has begun whose last byte has not been taken
reg        f_whole_q;                    // its last word is in the FIFO
reg  [4:0] f_last_at_q;                  // where
reg [15:0] f_done_q;
reg        f_finish_q;
wire       f_taken = move && htx_last_o, f_begins = state_q == CHECK_END && in_ram;
wire       f_push_last = push && last_q && burst_last;
wire [2:0] f_fates = fates_in_q - fates_out_q;
always @(posedge clk_i) begin
    if (rst_i) {f_owes_q, f_open_q, f_whole_q} <= 6'd0;
    else begin
        f_owes_q  <= f_owes_q + {3'd0, f_taken} - {3'd0, htx_done_i};
        f_open_q  <= f_begins || (f_open_q && !f_taken);
        f_whole_q <= f_push_last || (f_whole_q && !f_taken);
    end
    if (f_push_last) f_last_at_q <= fifo_in_q;
    f_done_q   <= done_q;
    f_finish_q <= rst_i || (state_q == STATUS && (mem_last_i || !in_ram));
end
always @* if (f_begun) assume (!htx_done_i || f_owes_q != 4'd0);
reg     f_marks;                         // of the words in the FIFO, the frame's last one and no other is marked as that
integer f_i;
always @* begin
    f_marks = 1'b1;
    for (f_i = 0; f_i < 16; f_i = f_i + 1)
        if ({1'b0, f_i[3:0] - fifo_out_q[3:0]} < fifo_used) f_marks = f_marks && fifo[f_i][36] == (f_whole_q && f_last_at_q[3:0] == f_i[3:0]);
end
wire f_described = state_q != IDLE && state_q != FETCH && state_q != FAIL && !(state_q == STATUS && failed_q) && !(state_q == STATUS && back_q != LINE) && state_q != DRAIN;
wire f_sized = f_described && state_q != SIZES;
wire f_paged = f_sized && state_q != PAGE_0 && length_q != 11'd0;
always @* if (f_begun && !rst_i) begin
    tx_in_ram: assert (!mem_req_o || ({1'b0, mem_addr_o[23:10]} < ram_pages_i && {1'b0, mem_addr_o[2:0]} + mem_count_o <= 4'd8));  //: plumbing: no access of the sending DMA outside RAM, none over the end of its line
    tx_described: assert (!(mem_req_o && state_q == BURST) || (!mem_write_o && f_at + {26'd0, line_bytes} <= f_room && f_at <= f_room && mem_addr_o == addr_q[25:2] && {mem_count_o, 2'd0} <= {4'd0, addr_q[1:0]} + line_bytes + 6'd3));  //: plumbing: for a frame nothing is read but the words of its header bytes and of its data in the two pages that its list names
    tx_writes: assert (!(mem_req_o && mem_write_o) || (state_q == STATUS && mem_addr_o == {ring_line[20:0], STATUS_WORD} && mem_count_o == 4'd1));  //: plumbing: nothing is written but the status of a descriptor in the ring
    tx_complete: assert (!(state_q == STATUS && !failed_q) || f_fates != 3'd0);  //: plumbing: the status of a frame is written only when the box has taken its last byte and told its fate
    tx_in_order: assert (!(state_q == STATUS && failed_q) || (open_q == 3'd0 && !f_open_q));  //: plumbing: that of a descriptor that is not sent, only when all before it are finished
    tx_done: assert (done_q == f_done_q || f_finish_q);  //: plumbing: TX_DONE counts only when the status is in memory (or its ring outside RAM)
    tx_count: assert (next_q == done_q + {13'd0, open_q} && open_q <= 3'd4);  //: plumbing: descriptors begun = finished + at most four under way
    i_state: assert (state_q <= STATUS);
    i_room: assert (!(state_q >= FETCH && state_q <= CHECK_END) || open_q <= 3'd3);
    i_beat: assert (f_beat_q == 4'd0 || (mem_req_o && f_beat_q < mem_count_o));
    i_beats: assert (state_q != FETCH && state_q != BURST || {1'b0, beat_q} == f_beat_q);
    i_open: assert ({2'd0, open_q} == {1'b0, f_owes_q} + {2'd0, f_fates} + {4'd0, f_open_q} && {1'b0, f_fates} <= 4'd4);
    i_opened: assert (f_open_q == (state_q == SEGMENT || f_lines || ((state_q == DRAIN || state_q == STATUS && back_q == DRAIN) && f_whole_q)));
    i_whole: assert (!f_whole_q || f_open_q && (state_q == DRAIN || state_q == STATUS && back_q == DRAIN) && f_last_at_q == fifo_in_q - 5'd1 && fifo_in_q != fifo_out_q);
    i_empty: assert (f_open_q || fifo_in_q == fifo_out_q);
    i_fifo: assert (f_marks && fifo_used <= 5'd16 && (state_q != BURST || fifo_used <= 5'd8 + {2'd0, beat_q}));
    i_failed: assert (!failed_q || state_q == STATUS || state_q == IDLE);
    i_status: assert (state_q != STATUS || failed_q || back_q == IDLE || back_q == LINE || back_q == DRAIN || back_q == FAIL);
    i_words: assert (state_q != BURST || (words_q == line_words && ends_q == ends_here && last_q == (ends_here && last_segment) && {1'b0, beat_q} < words_q && words_q <= 4'd8));
    i_got: assert (!f_described || (header_bytes_q == f_header_bytes_q && header_q == f_header_q[31:1] && misplaced_q == f_header_q[0] && start_q == f_start_q[11:0] && length_q == f_length_q[10:0] && misfit_q == (f_header_bytes_q == 8'd0 || f_length_q[31:11] != 21'd0) && (astray_q || f_start_q[31:12] == 20'd0)));
    i_getting: assert (state_q != FETCH || ((f_beat_q <= 4'd0 || header_bytes_q == f_header_bytes_q && misfit_q == (f_header_bytes_q == 8'd0 || f_beat_q > 4'd4 && f_length_q[31:11] != 21'd0)) && (f_beat_q <= 4'd1 || header_q == f_header_q[31:1] && misplaced_q == f_header_q[0]) && (f_beat_q <= 4'd3 || start_q == f_start_q[11:0] && (astray_q || f_start_q[31:12] == 20'd0)) && (f_beat_q <= 4'd4 || length_q == f_length_q[10:0])));
    i_sized: assert (!f_sized || (!f_header_q[0] && f_header_bytes_q != 8'd0 && f_length_q[31:11] == 21'd0 && (length_q == 11'd0 || f_start_q[31:12] == 20'd0)));
    i_page_0: assert (!f_paged || page_0_q == f_page_0_q);
    i_page_1: assert (!(f_paged && two_pages && state_q != PAGE_1) || page_1_q == f_page_1_q);
    i_two: assert (state_q != PAGE_1 && state_q != CHECK_1 || two_pages);
    i_segment: assert (!(state_q == SEGMENT || f_lines) || segment_q <= {1'b0, has_data} + {1'b0, two_pages});
    i_line: assert (!f_lines || (f_at + {21'd0, left_q} == f_room && {21'd0, left_q} <= f_room && left_q != 11'd0));
end
`ifdef FORMAL_COVER
always @* if (f_begun) begin
    assume (!rst_i && enable_i && head_i == 16'd1 && mem_next_i == mem_req_o && base_i == 27'h2000000 && ram_pages_i == 15'd16 && htx_ready_i);
    assume (htx_done_i == (f_owes_q != 4'd0));
    assume (mem_rdata_i == (state_q == FETCH ? f_beat_q == `AMB_TX_WORD_CONTROL ? 32'd2 : f_beat_q == `AMB_TX_WORD_START ? 32'd4095 : f_beat_q == `AMB_TX_WORD_LENGTH ? 32'd3 : `AMB_RAM_BASE : `AMB_RAM_BASE));
end
`endif
always @(posedge clk_i) if (f_begun) begin
    c_sent: cover (state_q == STATUS && mem_last_i && !failed_q && f_two && back_q == IDLE);  //: plumbing: a frame with data in two pages is finished
end
`endif
