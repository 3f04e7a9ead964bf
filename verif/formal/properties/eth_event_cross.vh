// Each event once and in order, by one symbolic event; two free clocks (verif/formal/two_clocks.v), the writing one less than twice
// as fast: between two cycles of the read clock there are at most two of its cycles.
`ifdef FORMAL_eth_event_cross
wire f_write = wr_clk_i, f_read = rd_clk_i;
wire f_put   = f_write && wr_event_i != {WIDTH{1'b0}};
wire f_leave = f_read && here;
reg  f_event_q = 1'b0;                   // there was one in the last write cycle
reg [1:0] f_since_q = 2'd0;              // write cycles since the last read cycle
always @(posedge wr_clk_i) f_event_q <= wr_event_i != {WIDTH{1'b0}};
always @($global_clock) f_since_q <= f_read ? {1'b0, f_write} : f_since_q + {1'b0, f_write};
always @* assume (!(f_put && f_event_q));
always @* assume (!(f_write && f_since_q == 2'd2) || f_read);

(* anyseq *) reg f_choose;
reg             f_mine_q = 1'b0, f_out_q = 1'b0;  // the event that is followed is inside; is shown
reg [4:0]       f_level_q = 5'd0, f_before_q, f_place_q;
reg [WIDTH-1:0] f_word_q;
reg             f_none_q = 1'b0, f_begun_q = 1'b0;
reg [4:0]       f_write_gray_q = 5'd0;
wire            f_take = f_choose && f_put && !f_mine_q && !f_out_q;
wire            f_go = f_leave && f_mine_q && f_before_q == 5'd0;
always @($global_clock) begin
    f_level_q  <= f_level_q + {4'd0, f_put} - {4'd0, f_leave};
    f_before_q <= (f_take ? f_level_q : f_before_q) - {4'd0, f_leave};
    f_mine_q   <= f_take || f_mine_q && !f_go;
    if (f_take) {f_place_q, f_word_q} <= {write_q, wr_event_i};
end
always @(posedge rd_clk_i) begin
    f_begun_q <= 1'b1;
    f_out_q   <= f_go && !rd_rst_i;
    f_none_q  <= f_level_q == 5'd0 || rd_rst_i;
end
always @(posedge wr_clk_i) f_write_gray_q <= write_gray_q;
wire [4:0] f_write_moved = write_gray_q ^ f_write_gray_q;
always @* begin
    event_order: assert (!f_out_q || event_q == f_word_q);  //: plumbing: events come out in the order in which they came, unchanged (one event, chosen freely)
    event_once: assert (!f_none_q || event_q == {WIDTH{1'b0}});  //: plumbing: nothing comes out that did not come in
    event_kept: assert (f_level_q <= 5'd4);  //: plumbing: never more than four are on their way: none is overwritten
    event_gray: assert ((f_write_moved & (f_write_moved - 5'd1)) == 5'd0);  //: plumbing: of the pointer that crosses only one bit moves in a cycle
end
always @* begin
    c_shown: cover (f_out_q && write_q[4] && f_level_q == 5'd2);  //: plumbing: an event comes out in the second lap while two more are on their way
end

// ---- What helps the induction
function [4:0] f_plain(input [4:0] gray);
    f_plain = gray ^ gray >> 1 ^ gray >> 2 ^ gray >> 3 ^ gray >> 4;
endfunction
(* hierconn, init = 5'd0 *) wire [4:0] \written.first_q ;
wire [4:0] f_used = write_q - read_q;
wire [4:0] f_here_1 = f_plain(\written.first_q ) - read_q, f_here_2 = f_plain(written_gray) - read_q;
wire [4:0] f_new = f_used - f_here_1;
always @* begin
    i_gray: assert (write_gray_q == (write_q ^ write_q >> 1));
    i_used: assert (f_used == f_level_q && f_here_2 <= f_here_1 && f_here_1 <= f_used);
    i_since: assert (f_since_q <= 2'd2 && f_new <= {4'd0, f_since_q != 2'd0} && (f_new == 5'd0 || f_since_q != 2'd1 || f_event_q));
    i_pace: assert (f_here_1 - f_here_2 <= 5'd1 && f_here_2 <= 5'd1);
    i_place: assert (!f_mine_q || (f_place_q - read_q == f_before_q && f_before_q < f_used && memory[f_place_q[3:0]] == f_word_q));
    i_none: assert (!f_none_q || f_begun_q);
end
`endif
