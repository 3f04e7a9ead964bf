// How long egress waits for the operand register, and a frame for its arm.  F and the table take the time that they are proved to
// take; egress gives bytes of secret fields as fbox_fields says; control may ask for F and for arms at any time.
`ifdef FORMAL_fbox_transform
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);

localparam [5:0] F_DONE = PORT_BYTES > 7 ? 6'd37 : 6'd13, F_SHUT = PORT_BYTES > 7 ? 6'd12 : 6'd0;
localparam [7:0] PORT = PORT_BYTES, LOOK = 8'd69;
localparam [7:0] F_OUT = 2 * PORT_BYTES;             // an output on its way to the frame buffer takes no longer
localparam [7:0] F_B = 8'd1 + LOOK + 8'd4;           // look-up B and the arm
localparam [9:0] F_STALL = PORT + F_B + 8'd1 + F_OUT + F_SHUT + 8'd3;
localparam [9:0] F_ARM = PORT + F_B + 8'd1 + F_OUT + F_B + 8'd2 + F_OUT + F_B + 8'd1;

reg [5:0] f_f_q;                         // fbox_f: cycles since start_q, until f_done; 0: none
reg [6:0] f_b_q;                         // fbox_table: the same of look-up B
reg [1:0] f_arm_q, f_low_q;              // cycles for which the arm has waited; for which the parser has kept the buffer
reg [4:0] f_loads_q, f_pause_q;          // bytes of this field; cycles since a field or a frame began its pause, saturates
reg       f_stall_q;
always @(posedge clk_i) begin
    f_f_q     <= rst_i ? 6'd0 : start_q ? 6'd1 : f_f_q == 6'd0 || f_done ? 6'd0 : f_f_q + 6'd1;
    f_b_q     <= rst_i ? 7'd0 : b_start_o ? 7'd1 : f_b_q == 7'd0 || b_done_i ? 7'd0 : f_b_q + 7'd1;
    f_arm_q   <= rst_i || !arm_valid_o || arm_ready_i ? 2'd0 : f_arm_q + 2'd1;
    f_low_q   <= rst_i || write_ready_i ? 2'd0 : f_low_q + 2'd1;
    f_loads_q <= rst_i || !need_f_i || load_end_i ? 5'd0 : f_loads_q + {4'd0, load_i};
    f_pause_q <= rst_i || !need_f_i || load_end_i ? 5'd0 : f_pause_q == 5'd16 ? f_pause_q : f_pause_q + 5'd1;
    f_stall_q <= stall_o;
end
always @* if (f_begun) begin
    assume (f_done == (f_f_q == F_DONE));
    assume (f_ready == !(f_f_q != 6'd0 && f_f_q <= F_SHUT));
    assume (b_done_i == (f_b_q == LOOK));
    assume (f_arm_q != 2'd3 || arm_ready_i);
    assume (f_low_q != 2'd2 || write_ready_i);
    assume (rst_i || !load_i || (need_f_i && f_pause_q == 5'd16 && !f_stall_q));
    assume (rst_i || load_end_i == (load_i && f_loads_q == PORT - 8'd1));
end

// The most that each stage can still take; 0: it is over.
wire [7:0] f_b_left = b_q == B_FREE ? 8'd0 : b_q == B_LOAD ? PORT - {4'd0, key_count_q} + F_B : b_q == B_START ? F_B :
                      b_q == B_SCAN ? F_B - {1'b0, f_b_q} : 8'd4 - {6'd0, f_arm_q};
wire [7:0] f_b_wait = b_q == B_FREE && b_free_q ? 8'd0 : f_b_left + 8'd1;
wire [1:0] f_pair_left = pair_q ? 2'd3 - f_low_q : 2'd0;
wire [4:0] f_bytes = PORT[4:0] - {1'b0, out_count_q};
wire [4:0] f_pairs = (f_bytes + 5'd1) >> 1;
wire [7:0] f_out_bytes = {1'b0, f_pairs - 5'd1, 2'd0} + 8'd1 + {6'd0, out_second_q || f_pair_left != 2'd0 ? f_pair_left : 2'd1};
wire       f_out = out_q && !out_control_q;
wire [7:0] f_out_left = !f_out ? 8'd0 : (out_arm_q ? f_b_wait : 8'd0) + f_out_bytes;
wire [7:0] f_run_left = start_q ? {2'd0, F_DONE} + 8'd1 : {2'd0, F_DONE - f_f_q} + 8'd1;
wire [7:0] f_run_wait = run_arm_q && f_b_wait > f_run_left ? f_b_wait : f_run_left;
wire [7:0] f_engine_left = run_q == R_RUN ? (run_control_q ? f_run_left : f_run_wait + F_OUT) : f_out_left;
wire [8:0] f_shut_left = wait_q ? {1'b0, f_engine_left} + {3'd0, F_SHUT} + 9'd2 : start_q ? {3'd0, F_SHUT} + 9'd1 :
                         !f_ready ? {3'd0, F_SHUT - f_f_q} + 9'd1 : run_q != R_LOAD ? 9'd0 : loaded_q ? 9'd1 : {1'b0, PORT} - {5'd0, load_count_q} + 9'd1;
wire [8:0] f_stall_left = f_shut_left != 9'd0 ? f_shut_left + 9'd1 : {8'd0, stall_q};

reg [9:0] f_stalled_q;                   // cycles for which a frame with secret bytes to come has found the operand register not free
always @(posedge clk_i) f_stalled_q <= rst_i || !(need_f_i && need_f_q) || !stall_o ? 10'd0 : f_stalled_q == 10'd511 ? f_stalled_q : f_stalled_q + 10'd1;

// One arm that is asked for, through its stages: 1 waits, 2 in F, 3 on its way out, 4 look-up, 5 told.
(* anyseq *) reg f_choose;
reg [2:0] f_stage_q;
reg [9:0] f_age_q;
wire      f_asked = load_i && load_end_i && load_arm_i && !load_signature_i;
always @(posedge clk_i) begin
    if (rst_i) f_stage_q <= 3'd0;
    else case (f_stage_q)
        3'd0:    if (f_asked && f_choose) f_stage_q <= 3'd1;
        3'd1:    if (run_egress) f_stage_q <= 3'd2;
        3'd2:    if (f_done) f_stage_q <= 3'd3;
        3'd3:    if (out_end) f_stage_q <= out_null ? 3'd5 : 3'd4;
        3'd4:    if (b_end) f_stage_q <= 3'd5;
        default: f_stage_q <= 3'd0;
    endcase
    f_age_q <= f_stage_q == 3'd0 ? 10'd1 : f_age_q == 10'd511 ? f_age_q : f_age_q + 10'd1;
end
wire [9:0] f_b_after = !(f_out && out_arm_q) && !(run_q == R_RUN && run_arm_q) && f_b_wait > F_B + 8'd2 ? {2'd0, f_b_wait} : F_B + 10'd2;
wire [9:0] f_arm_left = f_stage_q == 3'd1 ? {2'd0, f_engine_left} + f_b_after + F_OUT + F_B + 10'd1 :
                        f_stage_q == 3'd2 ? {2'd0, f_run_wait} + F_OUT + F_B + 10'd1 :
                        f_stage_q == 3'd3 ? {2'd0, f_out_left} + F_B + 10'd1 : f_stage_q == 3'd4 ? {2'd0, f_b_left} + 10'd1 : 10'd0;

// How long control waits while no frame is inside that has secret bytes to come: until F begins, or its arm is done.
localparam [9:0] F_COMMAND = PORT + F_B + 8'd1 + F_OUT + F_B + 8'd2 + F_OUT + F_DONE + PORT + 8'd3, F_COMMAND_ARM = F_COMMAND + F_B + F_B + 8'd1;
reg        f_asks_f_q, f_asks_arm_q;
reg  [9:0] f_command_q, f_command_arm_q;
wire       f_none = !need_f_i && !need_b_i && !need_f_q && !need_b_q && !load_i && !rst_i;
always @(posedge clk_i) begin
    f_asks_f_q      <= c_f_valid_i && !c_f_begin_o && !rst_i;
    f_asks_arm_q    <= c_arm_valid_i && !c_arm_done_o && !rst_i;
    f_command_q     <= !f_none || !c_f_valid_i || c_f_begin_o ? 10'd0 : f_command_q + 10'd1;
    f_command_arm_q <= !f_none || !c_arm_valid_i || c_arm_done_o ? 10'd0 : f_command_arm_q + 10'd1;
end
always @* if (f_begun) begin
    assume ((!f_asks_f_q || c_f_valid_i) && (!f_asks_arm_q || c_arm_valid_i) && !(c_f_valid_i && c_arm_valid_i));
    assume (!(c_f_valid_i || c_arm_valid_i) || !((run_q == R_RUN && run_control_q) || (out_q && out_control_q)));
end
wire [9:0] f_run_out = {2'd0, f_run_left} + (run_arm_q ? {2'd0, f_b_wait} : 10'd0) + F_OUT;
wire [9:0] f_wait_out = {2'd0, f_engine_left} + 10'd2 + {4'd0, F_DONE} + (wait_arm_q ? f_b_after : 10'd0) + F_OUT;
wire [9:0] f_command_left = wait_q ? f_wait_out + 10'd1 + PORT : run_q == R_RUN ? f_run_out + 10'd1 + PORT :
                            {2'd0, f_out_left} + (run_q != R_LOAD ? 10'd1 + PORT : loaded_q ? 10'd0 : PORT - {6'd0, load_count_q});
wire       f_egress_b = (wait_q && wait_arm_q) || (run_q == R_RUN && run_arm_q) || (f_out && out_arm_q);
wire [9:0] f_egress_left = wait_q && wait_arm_q ? f_wait_out + F_B : run_q == R_RUN && run_arm_q ? f_run_out + F_B :
                           f_out && out_arm_q ? {2'd0, f_out_left} + F_B : {2'd0, f_b_left};
wire [9:0] f_command_arm_left = !f_egress_b && b_q != B_FREE && b_control_q ? {2'd0, f_b_left} + 10'd1 : f_egress_left + 10'd2 + PORT + F_B;

always @* if (f_begun && !rst_i) begin
    t_command: assert (f_command_q <= F_COMMAND);  //: time: while no frame is inside that has secret bytes to come, a command waits for F for 275 cycles at most (classic: 203)
    t_command_arm: assert (f_command_arm_q <= F_COMMAND_ARM);  //: time: and for its arm for 424 (352), to its end
    i_command: assert (f_command_q == 10'd0 || f_command_q + f_command_left <= F_COMMAND);
    i_command_arm: assert (f_command_arm_q == 10'd0 || f_command_arm_q + f_command_arm_left <= F_COMMAND_ARM || c_arm_done_q);
    i_asks: assert (run_q != R_LOAD || f_asks_f_q);
    t_stall: assert (f_stalled_q <= F_STALL);  //: time: egress waits for the operand register for 132 cycles at most (classic: 96), whatever control does
    t_arm: assert (f_stage_q == 3'd0 || f_age_q <= F_ARM);  //: time: an arm on send is decided within 297 cycles of the last byte of its reply port (classic: 257), whatever control does
    t_arm_told: assert (f_stage_q != 3'd5 || armed_o);  //: time: and is told then
    g1_key_stays: assert (!(b_shift_o && (b_start_o || b_q == B_SCAN || arm_valid_o)));  //: G1: from the start of look-up B until its arm is written its key stays what it is
    i_legal: assert (run_q <= R_RUN && b_q <= B_WRITE);
    i_run: assert ((run_q == R_RUN) == (start_q || f_f_q != 6'd0) && !(start_q && f_f_q != 6'd0) && f_f_q <= F_DONE);
    i_b: assert ((b_q == B_SCAN) == (f_b_q != 7'd0) && {1'b0, f_b_q} <= LOOK);
    i_arm: assert (arm_valid_o || f_arm_q == 2'd0);
    i_low: assert (f_low_q <= 2'd2);
    i_count: assert (!out_q || ({4'd0, out_count_q} < PORT && out_second_q == out_count_q[0]));
    i_load: assert (run_q != R_LOAD || (loaded_q ? 1'b1 : {4'd0, load_count_q} < PORT));
    i_key: assert (b_q != B_LOAD || {4'd0, key_count_q} < PORT);
    i_overtake: assert (!(run_q == R_RUN && out_q) || (out_control_q && {3'd0, f_bytes} <= f_run_left - 8'd1));
    i_b_free: assert (!(out_q && !out_control_q && out_arm_q && b_free_q) || b_q == B_FREE);
    i_wait_load: assert (!(wait_q && run_q == R_LOAD));
    i_stage: assert (f_stage_q == 3'd0 || f_stage_q == 3'd5 || (f_stage_q == 3'd1 ? wait_q && wait_arm_q : f_stage_q == 3'd2 ? run_q == R_RUN && run_arm_q && !run_control_q : f_stage_q == 3'd3 ? f_out && out_arm_q : f_stage_q == 3'd4 && b_q != B_FREE && b_q != B_LOAD && !b_control_q));
    i_stalled: assert (f_stalled_q == 10'd0 || !stall_o || f_stalled_q + {1'b0, f_stall_left} <= F_STALL);
    i_age: assert (f_stage_q == 3'd0 || f_age_q + f_arm_left <= F_ARM);
    i_control: assert (!(run_q == R_RUN && run_control_q && run_arm_q) && !(out_q && out_control_q && out_arm_q));
    i_shut: assert (f_shut_left == 9'd0 || ((f_pause_q < 5'd2 || stall_q) && (f_pause_q < 5'd3 || f_stall_q)));
    i_pause: assert ((f_pause_q == 5'd0 || need_f_q) && f_pause_q <= 5'd16 && {3'd0, f_loads_q} < PORT);
end
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_command: cover (c_arm_done_o && f_command_arm_q > 10'd85);  //: time: a command's arm is done
    c_arm: cover (armed_o && f_stage_q == 3'd5 && f_age_q > 10'd80);  //: time: an arm is decided after its look-up
end
`endif
