// G1 of the table's memory, for one symbolic entry: what is written where, what a look-up reads of it, and that no port is armed
// twice.  Of a bank's memory that one entry is kept; every other row reads as anything.
(* anyconst *) reg [5:0] f_row;
(* anyconst *) reg [1:0] f_bank;
localparam F_STATE = ((BITS + 8 + 8) / 9) * 9;       // see fbox_bank
(* hierconn *) wire [F_STATE+2:0] \g_bank[0].bank.read_q , \g_bank[1].bank.read_q , \g_bank[2].bank.read_q , \g_bank[3].bank.read_q ;
(* hierconn *) wire [F_STATE+2:0] \g_bank[0].bank.row_q , \g_bank[1].bank.row_q , \g_bank[2].bank.row_q , \g_bank[3].bank.row_q ;
(* hierconn *) wire [BITS/2-1:0] \g_bank[0].bank.pairs_a_q , \g_bank[1].bank.pairs_a_q , \g_bank[2].bank.pairs_a_q , \g_bank[3].bank.pairs_a_q ;
(* hierconn *) wire [BITS/2-1:0] \g_bank[0].bank.pairs_b_q , \g_bank[1].bank.pairs_b_q , \g_bank[2].bank.pairs_b_q , \g_bank[3].bank.pairs_b_q ;
wire [F_STATE+2:0] f_read = f_bank == 2'd0 ? \g_bank[0].bank.read_q : f_bank == 2'd1 ? \g_bank[1].bank.read_q : f_bank == 2'd2 ? \g_bank[2].bank.read_q : \g_bank[3].bank.read_q ;
wire [F_STATE+2:0] f_read_2 = f_bank == 2'd0 ? \g_bank[0].bank.row_q : f_bank == 2'd1 ? \g_bank[1].bank.row_q : f_bank == 2'd2 ? \g_bank[2].bank.row_q : \g_bank[3].bank.row_q ;
wire f_pairs_a = f_bank == 2'd0 ? &\g_bank[0].bank.pairs_a_q : f_bank == 2'd1 ? &\g_bank[1].bank.pairs_a_q : f_bank == 2'd2 ? &\g_bank[2].bank.pairs_a_q : &\g_bank[3].bank.pairs_a_q ;
wire f_pairs_b = f_bank == 2'd0 ? &\g_bank[0].bank.pairs_b_q : f_bank == 2'd1 ? &\g_bank[1].bank.pairs_b_q : f_bank == 2'd2 ? &\g_bank[2].bank.pairs_b_q : &\g_bank[3].bank.pairs_b_q ;
wire [2:0] f_state_3 = f_bank == 2'd0 ? state3[2:0] : f_bank == 2'd1 ? state3[5:3] : f_bank == 2'd2 ? state3[8:6] : state3[11:9];

// The entry: what has been written, and with what is being written in this cycle.
wire f_written = write_q && write_bank_q[f_bank] && write_row_q == f_row;
wire f_port_written = write_port_q && write_bank_q[f_bank] && write_row_q == f_row;
reg [2:0]      f_state_q;
reg [BITS-1:0] f_port_q;
always @(posedge clk_i) begin
    if (f_written) f_state_q <= write_state_q;
    if (f_port_written) f_port_q <= key_b_q;
end
wire [2:0]      f_state = f_written ? write_state_q : f_state_q;
wire [BITS-1:0] f_port = f_port_written ? key_b_q : f_port_q;

// Its row on its way through the bank's registers: is it there, and as what was it read.
reg            f_there_1_q, f_there_2_q, f_there_3_q, f_there_4_q;
reg [2:0]      f_state_1_q, f_state_2_q, f_state_3_q, f_state_4_q;
reg [BITS-1:0] f_port_1_q, f_port_2_q;
reg            f_key_a_3_q, f_key_a_4_q, f_key_b_3_q, f_key_b_4_q;   // its port was the key
always @(posedge clk_i) if (scan) begin
    {f_there_1_q, f_state_1_q, f_port_1_q} <= {row_q == f_row, f_state_q, f_port_q};
    {f_there_2_q, f_state_2_q, f_port_2_q} <= {f_there_1_q, f_state_1_q, f_port_1_q};
    {f_there_3_q, f_state_3_q} <= {f_there_2_q, f_state_2_q};
    {f_there_4_q, f_state_4_q} <= {f_there_3_q, f_state_3_q};
    {f_key_a_3_q, f_key_b_3_q} <= {f_port_2_q == key_a_q, f_port_2_q == key_b_q};
    {f_key_a_4_q, f_key_b_4_q} <= {f_key_a_3_q, f_key_b_3_q};
end
always @* assume (!f_there_1_q || (f_read[BITS-1:0] == f_port_1_q && f_read[F_STATE+:3] == f_state_1_q));

// Surroundings: an arm is that of the last look-up B, which has found no match but a free entry, its key untouched; a settlement is
// of an entry that is reserved; clearing is for a closed box; a sweep does not change its kind, and its write
// waits for no more than 32 cycles (t_settle, t_arm).
reg       f_fresh_q, f_done_q;           // no byte of the key since look-up B began; it has ended
reg [6:0] f_b_age_q;
reg       f_b_looking_q, f_seen_q;       // its row has been compared
reg [5:0] f_row0_q;
reg [5:0] f_hit_age_q;                   // cycles for which the sweep's write has waited
reg       f_hit_q, f_free_q;
reg       f_rst_q, f_rst_2_q, f_ok_q;    // reset in the last cycle, in the one before; and since the table was cleared
initial {f_rst_q, f_rst_2_q, f_ok_q, f_there_1_q, f_there_2_q, f_there_3_q, f_there_4_q} = 7'd0;
always @(posedge clk_i) begin
    {f_rst_q, f_rst_2_q} <= {rst_i, f_rst_q};
    f_ok_q        <= !clear_i && (f_ok_q || (f_rst_q && f_rst_2_q));
    f_fresh_q     <= !rst_i && !b_shift_i && (b_start_i || f_fresh_q) && !(arm_valid_i && arm_ready_o);
    f_done_q      <= !rst_i && !b_shift_i && !b_start_i && ((b_done_o && f_fresh_q) || f_done_q) && !(arm_valid_i && arm_ready_o);
    f_b_age_q     <= b_start_i ? 7'd0 : f_b_age_q == 7'd127 ? f_b_age_q : f_b_age_q + 7'd1;
    f_b_looking_q <= !rst_i && (b_start_i || (f_b_looking_q && f_b_age_q != 7'd68));
    if (b_start_i) f_row0_q <= move ? next_row : row_q;
    f_seen_q      <= !b_start_i && (f_seen_q || (b_reading_q && row4_q == f_row));
    f_hit_age_q   <= rst_i || !hit_q || sweep_ok ? 6'd0 : f_hit_age_q + 6'd1;
    f_hit_q       <= hit_q || sweep_q;
    f_free_q      <= sweep_free_i;
end
reg f_shifted_q;
always @(posedge clk_i) f_shifted_q <= a_shift_i;
always @* begin
    assume (!a_start_i || f_shifted_q);
    assume (!b_start_i || !f_b_looking_q);
    assume (!arm_valid_i || (f_done_q && !b_match_o && b_free_o && !b_shift_i && !b_start_i));
    assume (!(settle_valid_i && settle_entry_i == {f_row, f_bank}) || f_state == RESERVED);
    assume ((f_ok_q && !clear_i) || rst_i);
    assume (!f_hit_q || sweep_free_i == f_free_q);
    assume (f_hit_age_q != 6'd32 || sweep_ok);
end

// What has been done to it.
wire f_arms = arm_valid_i && arm_ready_o && b_entry_o == {f_row, f_bank} && !rst_i;
wire f_settles = settle_valid_i && settle_ready_o && settle_entry_i == {f_row, f_bank} && !rst_i;
wire f_sweeps = do_sweep && hit_bank_q[f_bank] && hit_row_q == f_row && !rst_i;
reg            f_armed_q, f_settled_q, f_swept_q;
reg [2:0]      f_to_q, f_was_q;          // the state that it was given; had
reg [BITS-1:0] f_key_q, f_port_was_q;
always @(posedge clk_i) begin
    {f_armed_q, f_settled_q, f_swept_q} <= {f_arms, f_settles, f_sweeps};
    f_to_q       <= f_arms ? (arm_reserve_i ? RESERVED : arm_transaction_i ? TRANSACTION : SERVICE) : f_settles ? (settle_arm_i ? TRANSACTION : FREE) : sweep_free_i ? FREE : DYING;
    f_was_q      <= f_state;
    f_key_q      <= key_b_q;
    f_port_was_q <= f_port;
end
wire f_armed_1 = f_state_1_q == SERVICE || f_state_1_q == TRANSACTION, f_armed_2 = f_state_2_q == SERVICE || f_state_2_q == TRANSACTION;
wire f_armed_3 = f_state_3_q == SERVICE || f_state_3_q == TRANSACTION, f_armed_4 = f_state_4_q == SERVICE || f_state_4_q == TRANSACTION;
wire f_live = f_state == SERVICE || f_state == TRANSACTION;
wire f_dying = f_state == DYING;
wire f_in_b = f_fresh_q && f_b_looking_q;
wire [5:0] f_place = f_row - f_row0_q;
always @* if (f_ok_q) begin
    g1_written: assert (!(f_armed_q || f_settled_q || f_swept_q) || (f_state == f_to_q && (!f_armed_q || f_port == f_key_q)));  //: G1: an arm, a settlement or a sweep is in the entry in the next cycle: the key B of its look-up, and the state that it was to get
    g1_nothing_else: assert (f_armed_q || ((f_state == f_was_q || f_settled_q || f_swept_q) && f_port == f_port_was_q));  //: G1: nothing else changes an entry, and nothing but an arm its port
    g1_read: assert (!(fresh_q[3] && row4_q == f_row) || (match_a[f_bank] == f_key_a_4_q && match_b[f_bank] == f_key_b_4_q && is_service[f_bank] == (f_state_4_q == SERVICE) && is_transaction[f_bank] == (f_state_4_q == TRANSACTION) && is_free[f_bank] == (f_state_4_q == FREE)));  //: G1: an entry is compared, and is armed or free, as what was last written there before its row was read
    g1_scanning: assert (!a_reading_q || fresh_q[3]);  //: G1: so is every row that a look-up A compares
    g1_finds: assert (!(b_done_o && f_fresh_q && f_state != FREE && f_port == key_b_q) || b_match_o);  //: G1: look-up B finds a port that any entry has, be it armed, reserved or dying
    g1_no_port_twice: assert (!(arm_valid_i && b_entry_o != {f_row, f_bank}) || f_state == FREE || f_port != key_b_q);  //: G1: no port is armed twice: when an entry is armed no other one has its port
    g1_free_only: assert (!(arm_valid_i && b_entry_o == {f_row, f_bank}) || f_state == FREE);  //: G1: only a free entry is armed
    bank_rows: assert (!(write_q && scan) || write_row_q != row_q);  //: plumbing: no row of the table is read while it is written
    i_write: assert (!write_q || write_row_q != row_q);
    i_write_port: assert (!write_port_q || write_q);
    i_fresh: assert ((!fresh_q[0] || f_there_1_q == (row1_q == f_row)) && (!fresh_q[1] || f_there_2_q == (row2_q == f_row)) && (!fresh_q[2] || f_there_3_q == (row3_q == f_row)) && (!fresh_q[3] || f_there_4_q == (row4_q == f_row)));
    i_fresh_order: assert ((!fresh_q[1] || fresh_q[0]) && (!fresh_q[2] || fresh_q[1]) && (!fresh_q[3] || fresh_q[2]));
    i_b_line: assert (b_line_q == (f_b_looking_q && f_b_age_q <= 7'd67 ? 68'd1 << f_b_age_q : 68'd0));
    i_b_busy: assert (b_busy_q == (f_b_looking_q && f_b_age_q <= 7'd67) && b_reading_q == (f_b_looking_q && f_b_age_q >= 7'd4 && f_b_age_q <= 7'd67));
    i_b_time: assert (b_done_q == (f_b_looking_q && f_b_age_q == 7'd68));
    i_b_age: assert (!f_b_looking_q || f_b_age_q <= 7'd68);
    i_b_row: assert (!b_busy_q || row_q == f_row0_q + f_b_age_q[5:0]);
    i_b_fresh: assert (!b_busy_q || (f_b_age_q < 7'd1 || fresh_q[0]) && (f_b_age_q < 7'd2 || fresh_q[1]) && (f_b_age_q < 7'd3 || fresh_q[2]) && (f_b_age_q < 7'd4 || fresh_q[3]));
    i_b_seen: assert (!f_b_looking_q || f_seen_q == (f_b_age_q > 7'd4 + {1'b0, f_place}));
    i_b_done: assert (!f_done_q || (f_fresh_q && !f_b_looking_q && f_seen_q));
    // Look-up A: a row that it compares has been read since it began.
    i_shifted: assert (!f_shifted_q || a_line_q == 68'd0);
    i_a_reading: assert (!a_reading_q || a_busy_q);
    i_a_fresh: assert (!a_busy_q || ((a_line_q[67:1] == 67'd0 || fresh_q[0]) && (a_line_q[67:2] == 66'd0 || fresh_q[1]) && (a_line_q[67:3] == 65'd0 || fresh_q[2]) && (a_line_q[67:4] == 64'd0 || fresh_q[3])));
    i_a_line: assert (a_busy_q == (a_line_q != 68'd0) && (a_line_q & (a_line_q - 68'd1)) == 68'd0 && a_reading_q == (a_line_q[67:4] != 64'd0));
    // Sweeps: what was read as armed, or as dying, is so until it is written.
    i_rows: assert ((!fresh_q[0] || row1_q == row_q - 6'd1) && (!fresh_q[1] || row2_q == row_q - 6'd2) && (!fresh_q[2] || row3_q == row_q - 6'd3) && (!fresh_q[3] || row4_q == row_q - 6'd4));
    i_hit_row: assert (hit_q ? row_q == hit_row_q + 6'd5 + f_hit_age_q && f_hit_age_q <= 6'd32 : f_hit_age_q == 6'd0);
    i_swept: assert (!(f_there_1_q && fresh_q[0]) || ((!f_armed_1 || f_live) && (f_state_1_q != DYING || f_dying)));
    i_swept_2: assert (!(f_there_2_q && fresh_q[1]) || ((!f_armed_2 || f_live) && (f_state_2_q != DYING || f_dying)));
    i_swept_3: assert (!(f_there_3_q && fresh_q[2]) || ((!f_armed_3 || f_live) && (f_state_3_q != DYING || f_dying)));
    i_swept_4: assert (!(f_there_4_q && fresh_q[3]) || ((!f_armed_4 || f_live) && (f_state_4_q != DYING || f_dying)));
    i_hit: assert (!(hit_q && hit_bank_q[f_bank] && hit_row_q == f_row) || (sweep_free_i ? f_dying : f_live));
    // Look-up B: nothing becomes less free while it looks.
    i_b_1: assert (!(f_in_b && f_b_age_q >= 7'd1 && f_b_age_q <= 7'd67 && f_there_1_q) || (f_port_1_q == f_port && (f_state == FREE || f_state_1_q != FREE)));
    i_b_2: assert (!(f_in_b && f_b_age_q >= 7'd2 && f_b_age_q <= 7'd67 && f_there_2_q) || (f_port_2_q == f_port && (f_state == FREE || f_state_2_q != FREE)));
    i_b_3: assert (!(f_in_b && f_b_age_q >= 7'd3 && f_b_age_q <= 7'd67 && f_there_3_q) || (f_key_b_3_q == (f_port == key_b_q) && (f_state == FREE || f_state_3_q != FREE)));
    i_b_4: assert (!(f_in_b && f_b_age_q >= 7'd4 && f_b_age_q <= 7'd67 && f_there_4_q) || (f_key_b_4_q == (f_port == key_b_q) && (f_state == FREE || f_state_4_q != FREE)));
    i_b_match: assert (!(f_fresh_q && (f_b_looking_q || f_done_q) && f_seen_q && f_state != FREE && f_port == key_b_q) || b_match_q);
    i_b_free: assert (!(f_fresh_q && (f_b_looking_q || f_done_q) && b_free_q && !b_match_q && b_entry_q == {f_row, f_bank}) || f_state == FREE);
end
always @* begin
    i_next: assert (next_row == row_q + 6'd1);
    i_read_2: assert (!f_there_2_q || (f_read_2[BITS-1:0] == f_port_2_q && f_read_2[F_STATE+:3] == f_state_2_q));
    i_read_3: assert (!f_there_3_q || (f_pairs_a == f_key_a_3_q && f_pairs_b == f_key_b_3_q && f_state_3 == f_state_3_q));
    i_read_4: assert (!f_there_4_q || (match_a[f_bank] == f_key_a_4_q && match_b[f_bank] == f_key_b_4_q && is_service[f_bank] == (f_state_4_q == SERVICE) && is_transaction[f_bank] == (f_state_4_q == TRANSACTION) && is_free[f_bank] == (f_state_4_q == FREE) && is_dying[f_bank] == (f_state_4_q == DYING)));
    i_reset: assert (!f_rst_q || (!scan && !hit_q && !f_fresh_q && !f_done_q && (!f_rst_2_q || fresh_q == 4'd0)));
end
always @(posedge clk_i) if (f_ok_q && !rst_i) begin
    c_already: cover (b_done_o && b_match_o && f_fresh_q && f_state == DYING && f_port == key_b_q && b_entry_o == {f_row, f_bank});  //: G1: look-up B finds a port in a dying entry
    c_swept: cover (f_swept_q && f_state == DYING);  //: G1: a sweep disarms the entry
    c_armed: cover (f_armed_q && f_seen_q && f_state == SERVICE);  //: G1: an entry is armed as a service
end
