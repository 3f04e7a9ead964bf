// The time of an access, and of the hold that a command puts on host frames.
`ifdef FORMAL_fbox_control
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i && port_rst_i);
always @* assume (!port_rst_i || rst_i || !f_begun);
// The rule of the port: inputs are held until ready.
reg        f_waits_q;
reg [6:0]  f_held_q;
reg [31:0] f_data_q;
reg [3:0]  f_age_q;                      // cycles for which the access has waited
always @(posedge clk_i) begin
    f_waits_q <= ctl_valid_i && !ctl_ready_o && !port_rst_i;
    f_held_q  <= {ctl_write_i, ctl_addr_i};
    f_data_q  <= ctl_wdata_i;
    f_age_q   <= port_rst_i || !ctl_valid_i || ctl_ready_o ? 4'd0 : f_age_q == 4'd15 ? f_age_q : f_age_q + 4'd1;
end
always @* if (f_begun) assume (!f_waits_q || port_rst_i || (ctl_valid_i && f_held_q == {ctl_write_i, ctl_addr_i} && f_data_q == ctl_wdata_i));
// fbox_transform: bytes of a result come while control waits for one, PORT_BYTES of them, the last with f_done_i.
reg [3:0] f_bytes_q;
always @(posedge clk_i) f_bytes_q <= command_q != C_OUTPUT ? 4'd0 : f_bytes_q + {3'd0, f_byte_i};
always @* begin
    assume (!f_byte_i || command_q == C_OUTPUT);
    assume (f_done_i == (f_byte_i && f_bytes_q == PORT_BYTES - 1));
    assume (!f_begin_i || command_q == C_F);
end
reg [3:0] f_command_q;                   // {it waited, for what}
always @(posedge clk_i) f_command_q <= {!rst_i, command_q};
always @* if (f_begun) begin
    t_access: assert (!ctl_valid_i || port_rst_i || f_age_q < 4'd6 || ctl_ready_o);  //: time: an access is answered six cycles after it began, whatever is going on
    t_hold: assert (!hold_o || f_command_q != {1'b1, command_q} || f_valid_o || arm_valid_o);  //: time: frames are held back only while a command asks for F or for the arm
    t_arm_asks: assert (command_q != C_ARM || arm_valid_o);  //: time: a command that waits for its arm does ask for it
    i_access: assert (access_q == A_IDLE ? f_age_q == 4'd0 : access_q == A_BYTE ? f_age_q == {1'b0, count_q} + 4'd1 && count_q <= 3'd4 : access_q == A_READY && f_age_q == 4'd6);
    i_count: assert (access_q == A_BYTE || count_q == 3'd0);
    i_waits: assert (port_rst_i || access_q == A_IDLE || f_waits_q);
    i_commanding: assert (command_q == C_IDLE && !start_q || rst_i || !(accessing && (at_operand_q || at_command_q || at_value_q)));
    i_place: assert (!(command_q == C_F || start_q) || place_q == 4'd0);
    i_output: assert (command_q != C_OUTPUT || place_q == f_bytes_q && f_bytes_q < BYTES);
end
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_hold: cover (hold_o && arm_valid_o && ctl_ready_o);  //: time: an access is answered while a command waits for its arm and holds frames back
end
`endif
