// Where the bytes of a frame go, and when the frame is said to be there.  The memory answers when it likes; frames, contexts, page
// lists and registers are anything.  By words: which bytes of a word are written is said by its strobes, which are tested.
`ifdef FORMAL_soc_dma_rx
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);
always @* assume (!mem_last_i || mem_req_o);
reg [14:0] f_pages_q;
always @(posedge clk_i) f_pages_q <= ram_pages_i;
always @* if (f_begun) assume (ram_pages_i == f_pages_q);

reg        f_free_q, f_fits_q;           // the slot was free when the frame got it; the frame fits its context
reg [19:0] f_page_0_q, f_page_1_q;       // as read from the page list
reg [10:0] f_data_q;                     // data bytes stored
reg        f_dirty_q;                    // a byte is in a line that is not closed
reg        f_line_data_q;                // the line that is written holds data behind a context
wire       f_close = store && line_end;
always @(posedge clk_i) begin
    if (rst_i) {f_dirty_q, f_line_data_q} <= 2'd0;
    else begin
        if (store) f_dirty_q <= !line_end;
        if (f_close) f_line_data_q <= state_q == DATA;
    end
    if (state_q == PLACE) f_free_q <= enable_i && (ring ? head_1_q - tail_1_i : head_0_q - tail_0_i) < 16'd64;
    if (state_q == IDLE) f_fits_q <= 1'b0;
    else if (state_q == FIT && !pending_q)
        f_fits_q <= !stranger_q && length_q < 16'd2048 && offset_q < 32'h04000000 &&
                    (ctx_data_i >= 32'h04000000 || {1'b0, offset_q} + {17'd0, length_q} <= {1'b0, ctx_data_i});  // RAM has 64 MB at most
    if (state_q == ENTRY_0 && mem_last_i) f_page_0_q <= mem_rdata_i;
    if (state_q == ENTRY_1 && mem_last_i) f_page_1_q <= mem_rdata_i;
    if (state_q == FIT) f_data_q <= 11'd0;
    else if (store && state_q == DATA) f_data_q <= f_data_q + 11'd1;
end
// Where byte n of the data belongs.
wire [12:0] f_place = {1'b0, in_page_q} + {2'd0, f_data_q};
wire [31:0] f_address = f_place[12] ? {f_page_1_q, f_place[11:0]} : {f_page_0_q, f_place[11:0]};
wire [26:0] f_in_slot = line_q - slot_q; // the line's number in the slot
reg  [15:0] f_head_0_q, f_head_1_q;
reg         f_finished_q, f_rst_q;
always @(posedge clk_i) begin
    f_head_0_q   <= head_0_q;
    f_head_1_q   <= head_1_q;
    f_finished_q <= finished;
    f_rst_q      <= rst_i;
end
wire f_judged = state_q == START || state_q == PAGES || state_q == ENTRY_0 || state_q == ENTRY_1 || state_q == CHECK_1 || state_q == CHECK_0 || state_q == DATA;

always @* if (f_begun) begin
    dma_in_ram: assert (!mem_req_o || (mem_addr_o[23:10] < ram_pages_i && mem_addr_o[2:0] + mem_count_o <= 4'd8));  //: plumbing: no access outside RAM, none over the end of its line
    dma_slot: assert (!(mem_req_o && mem_write_o) || pending_q && f_line_data_q || f_free_q && (pending_q ? f_in_slot < 27'd64 : mem_addr_o == {slot_q[20:0], 3'd0}));  //: plumbing: what is not data behind a context is written to the slot of the frame, which was free when the frame began
    dma_pages: assert (!(mem_req_o && mem_write_o && pending_q && f_line_data_q) || f_fits_q && (line_q[26:7] == f_page_0_q || line_q[26:7] == f_page_1_q && f_place > 13'd4096));  //: plumbing: data are written only if source, offset and length fit the context, to the pages that its list names
    dma_place: assert (!(store && state_q == DATA) || addr_q == f_address && {5'd0, f_data_q} < length_q);  //: plumbing: byte n of the data to place n of them, no byte beyond the announced length
    dma_complete: assert (!finished || !pending_q && !f_dirty_q && (mem_last_i || !in_ram));  //: plumbing: a frame is finished when the memory has taken all that was stored, and the slot's first words last
    dma_head: assert (f_rst_q || f_finished_q || head_0_q == f_head_0_q && head_1_q == f_head_1_q);  //: plumbing: HEAD moves only then
    i_head: assert (state_q != HEAD || addr_q == {slot_q, SLOT_FRAME} + {21'd0, at_q} && at_q <= SLOT_ROOM);
    i_slot: assert (state_q == IDLE || state_q == PLACE || state_q == DROP || f_free_q);
    i_line: assert (!pending_q || f_line_data_q || f_in_slot < 27'd64);
    i_pending: assert (!pending_q || state_q != IDLE && state_q != PLACE && state_q != DROP && !(f_judged && state_q != DATA));
    i_words: assert (!pending_q || start_q <= stop_q);
    i_fits: assert (!f_judged || f_fits_q && length_q[15:11] == 5'd0);
    i_line_data: assert (!(pending_q && f_line_data_q) || f_fits_q && (state_q == DATA || state_q == SKIP || state_q == SLOT));
    i_dirty: assert (f_dirty_q == any_q && (!any_q || state_q == HEAD || state_q == DATA));
    i_line_pages: assert (!(pending_q && f_line_data_q) || line_q[26:7] == f_page_0_q || line_q[26:7] == f_page_1_q && f_place > 13'd4096);
    i_at: assert (state_q != PLACE || at_q == 11'd0);
    i_first: assert (!any_q || first_q <= addr_q[4:2] && addr_q[4:0] != 5'd0 && !(state_q == DATA && left_q == 11'd0));
    i_page_0: assert (!(state_q == ENTRY_1 || state_q == CHECK_1 || state_q == CHECK_0 || state_q == DATA) || page_0_q == f_page_0_q);
    i_page_1: assert (!(state_q == CHECK_1 || state_q == CHECK_0 || state_q == DATA) || !two_pages || page_1_q == f_page_1_q);
    i_two: assert (!(state_q == ENTRY_1 || state_q == CHECK_1) || two_pages);
    i_check: assert (state_q != CHECK_0 || addr_q == {page_0_q, in_page_q});
    i_data: assert (state_q != DATA || addr_q == f_address || left_q == 11'd0);
    i_left: assert (state_q != DATA || {5'd0, left_q} + {5'd0, f_data_q} == length_q);
    i_none: assert (!(f_judged && state_q != DATA) || f_data_q == 11'd0);
end
`ifdef FORMAL_COVER
reg [2:0] f_taken_q;                     // bytes behind the header: the frame has five, and says that it has three
always @(posedge clk_i) if (state_q == HEAD) f_taken_q <= 3'd0; else if (take) f_taken_q <= f_taken_q + 3'd1;
`endif
always @* if (f_begun) begin
`ifdef FORMAL_COVER
    assume (hrx_last_i == (state_q == DATA && f_taken_q == 3'd4) && cycle_i == 32'd0 && hrx_entry_i == 8'd0);
    assume (rst_i == 1'b0 && enable_i && hrx_valid_i && hrx_tag_i == 8'h80 && mem_last_i == mem_req_o && mem_rdata_i == 20'h40000);
    assume (tail_0_i == 16'd0 && tail_1_i == 16'd0 && base_0_i == 27'h2000000 && base_1_i == 27'h2000000 && ram_pages_i == 15'd16);
    assume (hrx_data_i == (at_q == `AMB_AT_KIND ? `AMB_KIND_DATA : at_q == `AMB_AT_LENGTH + 1 ? 8'd3 : 8'd0));
    assume (ctx_data_i == (state_q == FIT ? 32'd3 : state_q == PAGES ? `AMB_RAM_BASE : 32'd0));
`endif
    c_data: cover (finished && placed_q && f_data_q == 11'd3 && mem_last_i);  //: plumbing: three bytes of data are placed, and their frame is finished
end
`endif
