// Order and content of one symbolic word, depth; two free clocks, see verif/formal/two_clocks.v.  No reset but configuration.
`ifdef FORMAL_soc_async_fifo
wire f_write = wr_clk_i, f_read = rd_clk_i;
always @* assume (!wr_rst_i && !rd_rst_i);

wire f_put   = f_write && wr_valid_i && wr_ready_o;
wire f_leave = f_read && rd_valid_o && rd_ready_i;
(* anyseq *) reg f_choose;
reg             f_mine_q = 1'b0;         // the word that is followed is inside
reg [4:0]       f_level_q = 5'd0;        // words inside
reg [4:0]       f_before_q, f_place_q;   // words that leave before it; where it is
reg [WIDTH-1:0] f_word_q;
wire            f_take = f_choose && f_put && !f_mine_q;
reg             f_waits_q = 1'b0;
reg [WIDTH-1:0] f_out_q;
reg [4:0]       f_write_gray_q = 5'd0, f_read_gray_q = 5'd0;
always @($global_clock) begin
    f_level_q  <= f_level_q + {4'd0, f_put} - {4'd0, f_leave};
    f_before_q <= (f_take ? f_level_q : f_before_q) - {4'd0, f_leave};
    f_mine_q   <= f_take || f_mine_q && !(f_leave && f_before_q == 5'd0);
    if (f_take) {f_place_q, f_word_q} <= {write_q, wr_data_i};
end
always @(posedge rd_clk_i) begin
    f_waits_q     <= rd_valid_o && !rd_ready_i;
    f_out_q       <= rd_data_o;
    f_read_gray_q <= read_gray_q;
end
always @(posedge wr_clk_i) f_write_gray_q <= write_gray_q;
wire [4:0] f_write_moved = write_gray_q ^ f_write_gray_q;
wire [4:0] f_read_moved = read_gray_q ^ f_read_gray_q;

always @* begin
    word_order: assert (!(f_mine_q && rd_valid_o && f_before_q == 5'd0) || rd_data_o == f_word_q);  //: plumbing: words leave in the order in which they came, unchanged (one word, chosen freely)
    word_once: assert (!rd_valid_o || f_level_q != 5'd0);  //: plumbing: only words that came leave, each once
    word_depth: assert (f_level_q <= 5'd16);  //: plumbing: never more than 16 words are inside
    word_holds: assert (!f_waits_q || (rd_valid_o && rd_data_o == f_out_q));  //: plumbing: a word stands still while it waits
    word_gray: assert ((f_write_moved & (f_write_moved - 5'd1)) == 5'd0 && (f_read_moved & (f_read_moved - 5'd1)) == 5'd0);  //: plumbing: of the pointers that cross only one bit moves in a cycle
end
always @* begin
    c_full: cover (!wr_ready_o && f_level_q == 5'd16 && f_mine_q && f_before_q == 5'd15);  //: plumbing: sixteen words wait, the last one is followed
    c_leaves: cover (f_leave && f_mine_q && f_before_q == 5'd0 && f_level_q == 5'd4);  //: plumbing: the word that is followed leaves while others wait
end

// ---- What helps the induction
function [4:0] f_plain(input [4:0] gray);
    f_plain = gray ^ gray >> 1 ^ gray >> 2 ^ gray >> 3 ^ gray >> 4;
endfunction
(* hierconn, init = 5'd0 *) wire [4:0] \to_read.first_q ;
(* hierconn, init = 5'd0 *) wire [4:0] \to_write.first_q ;
wire [4:0] f_used = write_q - read_q;
wire [4:0] f_used_1 = write_q - f_plain(\to_write.first_q ), f_used_2 = write_q - f_plain(read_gray);
wire [4:0] f_here_1 = f_plain(\to_read.first_q ) - read_q, f_here_2 = f_plain(write_gray) - read_q;
always @* begin
    i_gray: assert (write_gray_q == (write_q ^ write_q >> 1) && read_gray_q == (read_q ^ read_q >> 1));
    i_used: assert (f_used == f_level_q && f_used <= f_used_1 && f_used_1 <= f_used_2 && f_used_2 <= 5'd16);
    i_here: assert (f_here_2 <= f_here_1 && f_here_1 <= f_used);
    i_place: assert (!f_mine_q || (f_place_q - read_q == f_before_q && f_before_q < f_used && memory[f_place_q[3:0]] == f_word_q));
end
`endif
