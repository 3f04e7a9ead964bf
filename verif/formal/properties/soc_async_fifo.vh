// Order and content of one symbolic word, depth; two free clocks, see verif/formal/two_clocks.v.  A reset of either side may come at
// any time.  From one that moves a pointer on nothing is said, until all pointers are zero on both sides, as after configuration.
`ifdef FORMAL_soc_async_fifo
(* hierconn, init = 5'd0 *) wire [4:0] \to_read.first_q ;
(* hierconn, init = 5'd0 *) wire [4:0] \to_write.first_q ;
wire f_write = wr_clk_i, f_read = rd_clk_i;
wire f_zero = {write_q, write_gray_q, read_q, read_gray_q, write_gray, read_gray, \to_read.first_q , \to_write.first_q } == 40'd0;
wire f_break = (f_write && wr_rst_i && write_q != 5'd0) || (f_read && rd_rst_i && read_q != 5'd0);
reg  f_clean_q = 1'b1, f_broken_q = 1'b0;
always @($global_clock) begin
    f_clean_q  <= (f_clean_q || f_zero) && !f_break;
    f_broken_q <= f_broken_q || (f_break && f_level_q == 5'd3);
end
// Both in reset together: cycles of each since then, and with the other side's pointer at zero.
reg [1:0] f_wr_cycles_q = 2'd0, f_rd_cycles_q = 2'd0;
reg       f_wr_in_q = 1'b0, f_rd_in_q = 1'b0;
wire      f_both = wr_rst_i && rd_rst_i;
always @($global_clock) begin
    f_wr_in_q     <= f_both && (f_wr_in_q || f_write);
    f_rd_in_q     <= f_both && (f_rd_in_q || f_read);
    f_wr_cycles_q <= !f_both ? 2'd0 : f_wr_cycles_q[1] ? f_wr_cycles_q : f_wr_cycles_q + {1'b0, f_write && f_rd_in_q};
    f_rd_cycles_q <= !f_both ? 2'd0 : f_rd_cycles_q[1] ? f_rd_cycles_q : f_rd_cycles_q + {1'b0, f_read && f_wr_in_q};
end

wire f_put   = f_write && wr_valid_i && wr_ready_o && !wr_rst_i;
wire f_leave = f_read && rd_valid_o && rd_ready_i && !rd_rst_i;
(* anyseq *) reg f_choose;
reg             f_mine_q = 1'b0;         // the word that is followed is inside
reg [4:0]       f_level_q = 5'd0;        // words inside
reg [4:0]       f_before_q, f_place_q;   // words that leave before it; where it is
reg [WIDTH-1:0] f_word_q;
wire            f_take = f_choose && f_put && !(f_mine_q && f_clean_q);
wire [4:0]      f_level = f_clean_q ? f_level_q : 5'd0;
reg             f_waits_q = 1'b0;
reg [WIDTH-1:0] f_out_q;
reg [4:0]       f_write_gray_q = 5'd0, f_read_gray_q = 5'd0;
always @($global_clock) begin
    f_level_q  <= f_break ? 5'd0 : f_level + {4'd0, f_put} - {4'd0, f_leave};
    f_before_q <= (f_take ? f_level : f_before_q) - {4'd0, f_leave};
    f_mine_q   <= !f_break && (f_take || f_mine_q && f_clean_q && !(f_leave && f_before_q == 5'd0));
    if (f_take) {f_place_q, f_word_q} <= {write_q, wr_data_i};
    if (!f_clean_q || f_break) {f_waits_q, f_read_gray_q, f_write_gray_q} <= 11'd0;
    else begin
        if (f_read) f_waits_q <= rd_valid_o && !rd_ready_i && !rd_rst_i;
        if (f_read) f_read_gray_q <= read_gray_q;
        if (f_write) f_write_gray_q <= write_gray_q;
    end
    if (f_read) f_out_q <= rd_data_o;
end
wire [4:0] f_write_moved = write_gray_q ^ f_write_gray_q;
wire [4:0] f_read_moved = read_gray_q ^ f_read_gray_q;

always @* begin
    word_reset: assert (!(f_wr_cycles_q[1] && f_rd_cycles_q[1]) || f_zero);  //: plumbing: when both sides have been in reset together for three cycles of the slower clock the FIFO is as after configuration
end
always @* if (f_clean_q) begin
    word_order: assert (!(f_mine_q && rd_valid_o && f_before_q == 5'd0) || rd_data_o == f_word_q);  //: plumbing: words leave in the order in which they came, unchanged (one word, chosen freely)
    word_once: assert (!rd_valid_o || f_level_q != 5'd0);  //: plumbing: only words that came leave, each once
    word_depth: assert (f_level_q <= 5'd16);  //: plumbing: never more than 16 words are inside
    word_holds: assert (!f_waits_q || (rd_valid_o && rd_data_o == f_out_q));  //: plumbing: a word stands still while it waits
    word_gray: assert ((f_write_moved & (f_write_moved - 5'd1)) == 5'd0 && (f_read_moved & (f_read_moved - 5'd1)) == 5'd0);  //: plumbing: of the pointers that cross only one bit moves in a cycle
end
always @* begin
    c_full: cover (!wr_ready_o && f_clean_q && f_level_q == 5'd16 && f_mine_q && f_before_q == 5'd15);  //: plumbing: sixteen words wait, the last one is followed
    c_again: cover (f_leave && f_broken_q && f_clean_q);  //: plumbing: a word passes after a reset that came while three were inside
    c_leaves: cover (f_leave && f_clean_q && f_mine_q && f_before_q == 5'd0 && f_level_q == 5'd4);  //: plumbing: the word that is followed leaves while others wait
end

// ---- What helps the induction
function [4:0] f_plain(input [4:0] gray);
    f_plain = gray ^ gray >> 1 ^ gray >> 2 ^ gray >> 3 ^ gray >> 4;
endfunction
wire [4:0] f_used = write_q - read_q;
wire [4:0] f_used_1 = write_q - f_plain(\to_write.first_q ), f_used_2 = write_q - f_plain(read_gray);
wire [4:0] f_here_1 = f_plain(\to_read.first_q ) - read_q, f_here_2 = f_plain(write_gray) - read_q;
always @* begin
    i_wr_in: assert (!f_wr_in_q || {write_q, write_gray_q} == 10'd0);
    i_rd_in: assert (!f_rd_in_q || {read_q, read_gray_q} == 10'd0);
    i_crossing: assert ((f_rd_cycles_q == 2'd0 || f_wr_in_q && \to_read.first_q == 5'd0) && (f_wr_cycles_q == 2'd0 || f_rd_in_q && \to_write.first_q == 5'd0));
    i_crossed: assert ((!f_rd_cycles_q[1] || write_gray == 5'd0) && (!f_wr_cycles_q[1] || read_gray == 5'd0));
end
always @* if (f_clean_q) begin
    i_gray: assert (write_gray_q == (write_q ^ write_q >> 1) && read_gray_q == (read_q ^ read_q >> 1));
    i_used: assert (f_used == f_level_q && f_used <= f_used_1 && f_used_1 <= f_used_2 && f_used_2 <= 5'd16);
    i_here: assert (f_here_2 <= f_here_1 && f_here_1 <= f_used);
    i_place: assert (!f_mine_q || (f_place_q - read_q == f_before_q && f_before_q < f_used && memory[f_place_q[3:0]] == f_word_q));
end
`endif
