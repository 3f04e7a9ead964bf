// G1 of the port table, for one symbolic entry: what a look-up says is what it read, it reads every row, and it takes its time
// whatever is armed or written.  The banks are free: any row may read as anything, so no memory is needed (that is another task).
`ifdef FORMAL_fbox_table
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);

`ifdef FORMAL_MEMORY
`include "fbox_table_memory.vh"
`else
// Surroundings: a look-up A is started in the cycle after a byte of its key (fbox_ingress), B when none is under way
// (fbox_transform).  Abstraction "one place": no port is armed twice, so of four banks at most one has it.
reg f_shifted_q;
always @(posedge clk_i) f_shifted_q <= a_shift_i;
always @* if (f_begun) begin
    assume (!a_start_i || f_shifted_q);
    assume (!b_start_i || !f_b_looking_q);
    assume ((a_hits & (a_hits - 4'd1)) == 4'd0);
end

reg [6:0] f_age_q, f_b_age_q;            // cycles since the look-up began; saturate
reg       f_looking_q, f_b_looking_q;
reg [5:0] f_row0_q;                      // the row that was asked for when it began
always @(posedge clk_i) begin
    f_age_q       <= a_start_i ? 7'd0 : f_age_q == 7'd127 ? f_age_q : f_age_q + 7'd1;
    f_looking_q   <= !rst_i && !a_shift_i && (a_start_i || (f_looking_q && f_age_q != 7'd68));
    f_b_age_q     <= b_start_i ? 7'd0 : f_b_age_q == 7'd127 ? f_b_age_q : f_b_age_q + 7'd1;
    f_b_looking_q <= !rst_i && (b_start_i || (f_b_looking_q && f_b_age_q != 7'd68));
    if (a_start_i) f_row0_q <= move ? next_row : row_q;
end

(* anyconst *) reg [5:0] f_row;
(* anyconst *) reg [1:0] f_bank;
reg  f_seen_q, f_service_q, f_transaction_q;     // the entry has been read since then; its port was the key, and it was armed
wire f_now = a_reading_q && row4_q == f_row;
always @(posedge clk_i) begin
    if (a_start_i) {f_seen_q, f_service_q, f_transaction_q} <= 3'b000;
    else if (f_now) begin
        f_seen_q        <= 1'b1;
        f_service_q     <= match_a[f_bank] && is_service[f_bank];
        f_transaction_q <= match_a[f_bank] && is_transaction[f_bank];
    end
end
// Writes.  A settlement and an arm wait with what they are for until they are done; between two settlements there are two cycles
// (fbox_dispatch); the arm is that of the last look-up B (fbox_transform).
reg       f_settles_q, f_arms_q, f_settled_q, f_settled_2_q;
reg [7:0] f_settle_q;
reg [2:0] f_arm_age_q, f_behind_q;       // cycles for which the arm has waited; which of the last ones for a settlement
always @(posedge clk_i) begin
    f_settles_q   <= !rst_i && settle_valid_i && !settle_ready_o;
    f_settled_q   <= !rst_i && settle_valid_i && settle_ready_o;
    f_settled_2_q <= f_settled_q;
    f_settle_q    <= settle_entry_i;
    f_arm_age_q   <= rst_i || !arm_valid_i || arm_ready_o ? 3'd0 : f_arm_age_q == 3'd7 ? f_arm_age_q : f_arm_age_q + 3'd1;
    f_behind_q    <= rst_i ? 3'd0 : {f_behind_q[1:0], settle_valid_i};
end
always @* if (f_begun) begin
    assume (!f_settles_q || (settle_valid_i && settle_entry_i == f_settle_q));
    assume (!(f_settled_q || f_settled_2_q) || !settle_valid_i);
    assume (f_arm_age_q == 3'd0 || arm_valid_i);
    assume (!arm_valid_i || (!b_start_i && !b_busy_q));
end
wire [5:0] f_arm_row = b_entry_q[7:2];

wire [5:0] f_place = f_row - f_row0_q;           // after how many rows its row comes
always @* if (f_begun) begin
    g1_look_up_time: assert (a_done_o == (f_looking_q && f_age_q == 7'd68));  //: G1: a look-up takes 69 cycles, whatever is armed, asked for or written; a key byte or a reset ends it without a result
    g5_look_up_b_time: assert (b_done_o == (f_b_looking_q && f_b_age_q == 7'd68));  //: G5: the look-up of egress and control takes 69 cycles too
    g1_every_row: assert (!a_done_o || f_seen_q);  //: G1: a look-up has read every row when it ends
    g1_service_is_read: assert (!a_done_o || !a_service_o || a_entry_o != {f_row, f_bank} || f_service_q);  //: G1: an entry that a look-up calls a service was read as one, with the key as its port
    g1_transaction_is_read: assert (!a_done_o || !a_transaction_o || a_entry_o != {f_row, f_bank} || f_transaction_q);  //: G1: the same for transactions
    t_settle: assert (!f_settles_q || settle_ready_o);  //: time: a settlement is written within two cycles
    t_arm: assert (!(arm_valid_i && f_arm_age_q == 3'd3) || arm_ready_o || rst_i);  //: time: an arm is written within four cycles
    i_settles: assert (!(f_settles_q && f_behind_q[1]));
    i_settled_before: assert (!(f_behind_q[1] && !f_behind_q[0]) || f_settled_2_q);
    i_settled: assert (!f_behind_q[0] || f_settles_q || f_settled_q);
    i_arm_row: assert (!(f_arm_age_q >= 3'd1 && !f_behind_q[0] && next_row != f_arm_row + 6'd1) && !(f_arm_age_q >= 3'd2 && !f_behind_q[1] && next_row != f_arm_row + 6'd2) && !(f_arm_age_q >= 3'd3 && !f_behind_q[2] && next_row != f_arm_row + 6'd3));
    i_settle_row: assert (!f_settles_q || next_row == f_settle_q[7:2] + 6'd1);
    i_arm_age: assert (f_arm_age_q <= 3'd3);
    i_b_reading: assert (!b_reading_q || b_busy_q);
    i_line: assert (a_line_q == (f_looking_q && f_age_q <= 7'd67 ? 68'd1 << f_age_q : 68'd0));
    i_busy: assert (a_busy_q == (f_looking_q && f_age_q <= 7'd67));
    i_reading: assert (a_reading_q == (f_looking_q && f_age_q >= 7'd4 && f_age_q <= 7'd67));
    i_b_line: assert (b_line_q == (f_b_looking_q && f_b_age_q <= 7'd67 ? 68'd1 << f_b_age_q : 68'd0));
    i_b_busy: assert (b_busy_q == (f_b_looking_q && f_b_age_q <= 7'd67));
    i_age: assert (!f_looking_q || f_age_q <= 7'd68);
    i_b_age: assert (!f_b_looking_q || f_b_age_q <= 7'd68);
    i_shifted: assert (!f_shifted_q || !f_looking_q);
    i_row: assert (!a_busy_q || row_q == f_row0_q + f_age_q[5:0]);
    i_rows: assert (!a_busy_q || ((f_age_q < 7'd1 || row1_q == row_q - 6'd1) && (f_age_q < 7'd2 || row2_q == row_q - 6'd2) &&
                                  (f_age_q < 7'd3 || row3_q == row_q - 6'd3) && (f_age_q < 7'd4 || row4_q == row_q - 6'd4)));
    i_seen: assert (!f_looking_q || f_seen_q == (f_age_q > 7'd4 + {1'b0, f_place}));
    i_service: assert (!f_looking_q || !a_service_q || a_entry_q != {f_row, f_bank} || (f_seen_q && f_service_q));
    i_transaction: assert (!f_looking_q || !a_transaction_q || a_entry_q != {f_row, f_bank} || (f_seen_q && f_transaction_q));
end
always @* i_next: assert (next_row == row_q + 6'd1);
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_found: cover (a_done_o && a_service_o && a_entry_o == {f_row, f_bank});  //: G1: the entry that is followed is found
    c_not_found: cover (a_done_o && !a_service_o && !a_transaction_o && f_seen_q && b_busy_q);  //: G1: a look-up ends without a hit, in the middle of the other one
end
`endif
`endif
