// Order and content of one symbolic byte, whole frames, depth; two free clocks (a clock's wire is high in a step with its edge).
// A reset of either side may come at any time.
`ifdef FORMAL_eth_frame_fifo
wire f_write = wr_clk_i, f_read = rd_clk_i;
reg f_wr_begun = 1'b0, f_rd_begun = 1'b0;
always @(posedge wr_clk_i) f_wr_begun <= 1'b1;
always @(posedge rd_clk_i) f_rd_begun <= 1'b1;
always @* assume (f_wr_begun || !f_write || wr_rst_i);
always @* assume (f_rd_begun || !f_read || rd_rst_i);
`ifdef FORMAL_COVER
always @* assume (f_write && f_read && wr_valid_i && wr_data_i == 8'd0 && !wr_bad_i && wr_rst_i == !f_wr_begun);
`endif

// What the two sides do, in counts of bytes.
wire f_put    = f_write && wr_valid_i && !wr_rst_i && !no_room;
wire f_end    = f_write && (wr_rst_i || wr_valid_i && wr_last_i);
wire f_commit = f_write && commit && !wr_rst_i;
wire f_leave  = f_read && loaded_q && step;
reg [W:0] f_open_q = 0, f_level_q = 0;   // bytes of the frame that is being written; committed bytes that have not left
always @($global_clock) begin
    f_open_q  <= f_end ? 0 : f_open_q + {{W{1'b0}}, f_put};
    f_level_q <= f_level_q + (f_commit ? f_open_q + 1'b1 : 0) - {{W{1'b0}}, f_leave};
end

// The byte that is followed: any one, chosen when it is written.
(* anyseq *) reg f_choose;
reg         f_open_mine_q = 1'b0, f_mine_q = 1'b0;   // it is in the frame that is being written; it is committed
reg [W:0]   f_before_q;                  // bytes of frames that leave before it
reg [W:0]   f_place_q;                   // where it is written
reg [8:0]   f_byte_q;
wire        f_take = f_choose && f_put && !f_open_mine_q && !f_mine_q && !(wr_last_i && wr_bad_i);
always @($global_clock) begin
    if (f_take) begin
        f_byte_q  <= {wr_last_i, wr_data_i};
        f_place_q <= write_q;
    end
    f_open_mine_q <= !f_end && (f_open_mine_q || f_take);
    f_mine_q      <= f_commit && (f_open_mine_q || f_take) || f_mine_q && !(f_leave && f_before_q == 0);
    f_before_q    <= (f_take ? f_level_q + f_open_q : f_before_q) - {{W{1'b0}}, f_leave};
end

// What is seen outside.
reg f_first_q = 1'b1;                    // the byte that leaves next is a frame's first
reg f_shown_q = 1'b0;                    // the one before it was taken, and was not a frame's last
reg f_waits_q = 1'b0, f_dropped_q = 1'b0;
reg [8:0] f_out_q;
reg [W:0] f_frames_gray_q = 0, f_read_gray_q = 0;
always @($global_clock) if (f_leave) f_first_q <= rd_last_o;
always @(posedge rd_clk_i) begin
    f_shown_q     <= rd_valid_o && rd_ready_i && !rd_last_o && !rd_rst_i;
    f_waits_q     <= rd_valid_o && !rd_ready_i && !rd_rst_i;
    f_out_q       <= {rd_last_o, rd_data_o};
    f_read_gray_q <= read_gray_q;
end
always @(posedge wr_clk_i) begin
    f_dropped_q     <= wr_valid_i && wr_last_i && !wr_bad_i && !wr_rst_i && no_room;
    f_frames_gray_q <= frames_gray_q;
end
wire [W:0] f_frames_moved = frames_gray_q ^ f_frames_gray_q;
wire [W:0] f_read_moved = read_gray_q ^ f_read_gray_q;
always @* begin
    fifo_order: assert (!(f_mine_q && loaded_q && f_before_q == 0) || out_q == f_byte_q);  //: plumbing: bytes leave in the order in which they came, unchanged and with their mark of the last (one byte, chosen freely)
    fifo_committed: assert (!loaded_q || f_level_q != 0);  //: plumbing: only committed bytes leave, each once
    fifo_depth: assert ({1'b0, f_level_q} + {1'b0, f_open_q} <= DEPTH[W:0] + 1);  //: plumbing: never more bytes than the memory and its output register hold
    fifo_whole: assert (!rd_valid_o || f_first_q || f_shown_q || f_waits_q);  //: plumbing: what is shown begins with the first byte of a frame, behind a reset as well
    fifo_gapless: assert (!f_shown_q || rd_valid_o);  //: plumbing: and goes on without a gap to its last
    fifo_holds: assert (!f_waits_q || (rd_valid_o && {rd_last_o, rd_data_o} == f_out_q));  //: plumbing: byte and last stand still while they wait
    fifo_told: assert (!f_wr_begun || stat_dropped_o == f_dropped_q);  //: plumbing: a good frame that finds no room is told, and no other
    fifo_gray: assert ((f_frames_moved & (f_frames_moved - 1'b1)) == 0 && (f_read_moved & (f_read_moved - 1'b1)) == 0);  //: plumbing: of the pointers that cross only one bit moves in a cycle
end
always @* begin
    c_second_lap: cover (f_leave && rd_valid_o && f_mine_q && f_before_q == 0 && f_place_q[W] && f_byte_q[8]);  //: plumbing: the last byte of a frame in the second lap of the memory leaves
    c_dropped: cover (stat_dropped_o && f_level_q != 0);  //: plumbing: a frame finds no room while another one waits
    c_thrown_away: cover (f_leave && !rd_valid_o && rd_last_o && frames_q - done_q == 1);  //: plumbing: after a reset the rest of a frame is thrown away while the next one waits
end

// ---- What helps the induction
function [W:0] f_plain(input [W:0] gray);
    integer n;
    begin
        f_plain[W] = gray[W];
        for (n = W - 1; n >= 0; n = n - 1) f_plain[n] = f_plain[n + 1] ^ gray[n];
    end
endfunction
(* hierconn, init = {W+1{1'b0}} *) wire [W:0] \freed.first_q ;
(* hierconn, init = {W+1{1'b0}} *) wire [W:0] \committed.first_q ;
wire [W:0] f_held = begin_q - read_q;    // committed bytes in the memory
wire [W:0] f_frames = frames_q - done_q; // and frames
wire [W:0] f_used = write_q - read_q;
wire [W:0] f_used_1 = write_q - f_plain(\freed.first_q ), f_used_2 = write_q - f_plain(read_gray);
wire [W:0] f_here_1 = f_plain(\committed.first_q ) - done_q, f_here_2 = f_plain(committed_gray) - done_q;
wire [W:0] f_mine_at = f_place_q - read_q;
wire [W:0] f_before_1 = f_before_q - {{W{1'b0}}, loaded_q};
wire [W:0] f_last_at = begin_q - 1'b1;
wire [W:0] f_second_at = read_q + 1'b1;
reg  [W:0] f_lasts;                      // marks of the last among the committed bytes
reg        f_open_last;                  // and one among those of the frame that is being written
reg  [W-1:0] f_at;
integer f_i;
always @* begin
    f_lasts = 0;
    f_open_last = 1'b0;
    for (f_i = 0; f_i < 8; f_i = f_i + 1) begin      // DEPTH is at most 8 here
        f_at = read_q[W-1:0] + f_i[W-1:0];
        if (f_i < f_held) f_lasts = f_lasts + {{W{1'b0}}, memory[f_at][8]};
        else if (f_i < f_used) f_open_last = f_open_last || memory[f_at][8];
    end
end
always @* begin
    i_gray: assert (write_gray_q == (write_q ^ write_q >> 1) && read_gray_q == (read_q ^ read_q >> 1) && frames_gray_q == (frames_q ^ frames_q >> 1));
    i_write: assert (f_used == f_held + f_open_q && f_held <= f_used);
    i_level: assert (f_level_q == f_held + {{W{1'b0}}, loaded_q});
    i_freed: assert (f_used <= f_used_1 && f_used_1 <= f_used_2 && f_used_2 <= DEPTH);
    i_here: assert (f_here_2 <= f_here_1 && f_here_1 <= f_frames && f_frames <= DEPTH);
    i_lasts: assert (f_lasts == f_frames && !f_open_last && (f_held == 0 || memory[f_last_at[W-1:0]][8]));
    i_ahead: assert (ahead_q == read_q + {{W{1'b0}}, word_valid_q} + {{W{1'b0}}, mid_valid_q});
    i_valid: assert ((busy_q || !word_valid_q) && (word_valid_q || !mid_valid_q) && (!busy_q || f_here_2 != 0));
    i_mid: assert (!mid_valid_q || mid_q == memory[read_q[W-1:0]]);
    i_word: assert (!word_valid_q || mid_valid_q && mid_q[8] || word_q == memory[mid_valid_q ? f_second_at[W-1:0] : read_q[W-1:0]]);
    i_loaded: assert (!loaded_q || out_q[8] || mid_valid_q);
    i_first: assert (f_first_q || loaded_q);
    i_shown: assert (!(f_shown_q || f_waits_q) || loaded_q && !flush_q);
    i_mine: assert (!(f_mine_q && f_open_mine_q));
    i_mine_place: assert (!f_mine_q || (f_before_q == 0 && loaded_q ? out_q == f_byte_q : f_mine_at == f_before_1 && f_mine_at < f_held && memory[f_place_q[W-1:0]] == f_byte_q));
    i_open_place: assert (!f_open_mine_q || f_mine_at == f_before_1 && f_before_q >= {{W{1'b0}}, loaded_q} && f_mine_at >= f_held && f_mine_at < f_used && memory[f_place_q[W-1:0]] == f_byte_q);
end
`endif
