// Two control ports side by side (G6): what is written to OPERAND differs, all else is the same, F's outputs among it.
`default_nettype none
`include "amoebox.vh"

module formal_two_control #(parameter PORT_BYTES = `AMB_PORT_BYTES) (
    input wire clk_i,
    input wire rst_i,
    input wire port_rst_i,
    input wire ctl_valid_i,
    input wire ctl_write_i,
    input wire [5:0] ctl_addr_i,
    input wire [7:0] own_byte_i,
    input wire [31:0] counter_value_i,
    input wire begun_i,
    input wire f_begin_i,
    input wire f_byte_i,
    input wire f_done_i,
    input wire rotate_i,
    input wire arm_done_i,
    input wire [2:0] arm_code_i,
    input wire [7:0] arm_entry_i,
    input wire [31:0] arm_serial_i,
    input wire sweep_done_i,
    input wire sweep_hit_i,
    input wire drain_done_i,
    input wire [31:0] ctl_wdata_i_a, ctl_wdata_i_b,
    input wire [7:0] f_byte_data_i_a, f_byte_data_i_b
);
    wire ctl_ready_o_a, ctl_ready_o_b;
    wire [31:0] ctl_rdata_o_a, ctl_rdata_o_b;
    wire [3:0] own_index_o_a, own_index_o_b;
    wire [4:0] counter_o_a, counter_o_b;
    wire hold_o_a, hold_o_b;
    wire f_valid_o_a, f_valid_o_b;
    wire [1:0] f_use_o_a, f_use_o_b;
    wire [7:0] register_o_a, register_o_b;
    wire arm_valid_o_a, arm_valid_o_b;
    wire arm_transaction_o_a, arm_transaction_o_b;
    wire [7:0] arm_tag_o_a, arm_tag_o_b;
    wire [7:0] arm_owner_o_a, arm_owner_o_b;
    wire sweep_start_o_a, sweep_start_o_b;
    wire sweep_free_o_a, sweep_free_o_b;
    wire sweep_owner_o_a, sweep_owner_o_b;
    wire [7:0] sweep_which_o_a, sweep_which_o_b;
    wire drain_start_o_a, drain_start_o_b;
    wire idle_o_a, idle_o_b;
    wire illegal_o_a, illegal_o_b;
    fbox_control #(.PORT_BYTES(PORT_BYTES)) a (
        .clk_i(clk_i), .rst_i(rst_i), .port_rst_i(port_rst_i), .ctl_valid_i(ctl_valid_i),
        .ctl_write_i(ctl_write_i), .ctl_addr_i(ctl_addr_i), .ctl_wdata_i(ctl_wdata_i_a),
        .ctl_ready_o(ctl_ready_o_a), .ctl_rdata_o(ctl_rdata_o_a), .own_index_o(own_index_o_a),
        .own_byte_i(own_byte_i), .counter_o(counter_o_a), .counter_value_i(counter_value_i),
        .begun_i(begun_i), .hold_o(hold_o_a), .f_valid_o(f_valid_o_a), .f_use_o(f_use_o_a),
        .f_begin_i(f_begin_i), .f_byte_i(f_byte_i), .f_byte_data_i(f_byte_data_i_a), .f_done_i(f_done_i),
        .rotate_i(rotate_i), .register_o(register_o_a), .arm_valid_o(arm_valid_o_a),
        .arm_transaction_o(arm_transaction_o_a), .arm_tag_o(arm_tag_o_a), .arm_owner_o(arm_owner_o_a),
        .arm_done_i(arm_done_i), .arm_code_i(arm_code_i), .arm_entry_i(arm_entry_i),
        .arm_serial_i(arm_serial_i), .sweep_start_o(sweep_start_o_a), .sweep_free_o(sweep_free_o_a),
        .sweep_owner_o(sweep_owner_o_a), .sweep_which_o(sweep_which_o_a), .sweep_done_i(sweep_done_i),
        .sweep_hit_i(sweep_hit_i), .drain_start_o(drain_start_o_a), .drain_done_i(drain_done_i),
        .idle_o(idle_o_a), .illegal_o(illegal_o_a)
    );
    fbox_control #(.PORT_BYTES(PORT_BYTES)) b (
        .clk_i(clk_i), .rst_i(rst_i), .port_rst_i(port_rst_i), .ctl_valid_i(ctl_valid_i),
        .ctl_write_i(ctl_write_i), .ctl_addr_i(ctl_addr_i), .ctl_wdata_i(ctl_wdata_i_b),
        .ctl_ready_o(ctl_ready_o_b), .ctl_rdata_o(ctl_rdata_o_b), .own_index_o(own_index_o_b),
        .own_byte_i(own_byte_i), .counter_o(counter_o_b), .counter_value_i(counter_value_i),
        .begun_i(begun_i), .hold_o(hold_o_b), .f_valid_o(f_valid_o_b), .f_use_o(f_use_o_b),
        .f_begin_i(f_begin_i), .f_byte_i(f_byte_i), .f_byte_data_i(f_byte_data_i_b), .f_done_i(f_done_i),
        .rotate_i(rotate_i), .register_o(register_o_b), .arm_valid_o(arm_valid_o_b),
        .arm_transaction_o(arm_transaction_o_b), .arm_tag_o(arm_tag_o_b), .arm_owner_o(arm_owner_o_b),
        .arm_done_i(arm_done_i), .arm_code_i(arm_code_i), .arm_entry_i(arm_entry_i),
        .arm_serial_i(arm_serial_i), .sweep_start_o(sweep_start_o_b), .sweep_free_o(sweep_free_o_b),
        .sweep_owner_o(sweep_owner_o_b), .sweep_which_o(sweep_which_o_b), .sweep_done_i(sweep_done_i),
        .sweep_hit_i(sweep_hit_i), .drain_start_o(drain_start_o_b), .drain_done_i(drain_done_i),
        .idle_o(idle_o_b), .illegal_o(illegal_o_b)
    );
    wire f_same = {ctl_ready_o_a, ctl_rdata_o_a, own_index_o_a, counter_o_a, hold_o_a, f_valid_o_a, f_use_o_a,
                   arm_valid_o_a, arm_transaction_o_a, arm_tag_o_a, arm_owner_o_a, sweep_start_o_a, sweep_free_o_a,
                   sweep_owner_o_a, sweep_which_o_a, drain_start_o_a, idle_o_a, illegal_o_a} ==
                  {ctl_ready_o_b, ctl_rdata_o_b, own_index_o_b, counter_o_b, hold_o_b, f_valid_o_b, f_use_o_b,
                   arm_valid_o_b, arm_transaction_o_b, arm_tag_o_b, arm_owner_o_b, sweep_start_o_b, sweep_free_o_b,
                   sweep_owner_o_b, sweep_which_o_b, drain_start_o_b, idle_o_b, illegal_o_b};

    reg f_begun = 1'b0;
    always @(posedge clk_i) f_begun <= 1'b1;
    always @* if (!f_begun) assume (rst_i && port_rst_i);
    always @* begin
        assume (ctl_wdata_i_a == ctl_wdata_i_b || (ctl_valid_i && ctl_write_i && ctl_addr_i == `AMB_FBOX_OPERAND));
        assume (f_byte_data_i_a == f_byte_data_i_b);
    end
    // The rule of the port: inputs are held until ready.
    reg        f_waits_q;
    reg [38:0] f_held_q;
    reg [31:0] f_held_b_q;
    always @(posedge clk_i) begin
        f_waits_q  <= ctl_valid_i && !ctl_ready_o_a && !port_rst_i;
        f_held_q   <= {ctl_write_i, ctl_addr_i, ctl_wdata_i_a};
        f_held_b_q <= ctl_wdata_i_b;
    end
    always @* assume (!f_waits_q || (ctl_valid_i && f_held_q == {ctl_write_i, ctl_addr_i, ctl_wdata_i_a} && f_held_b_q == ctl_wdata_i_b));
    // fbox_transform: bytes of a result come while control waits for one (C_OUTPUT), PORT_BYTES of them, the last with f_done_i.
    (* hierconn *) wire [2:0] \a.command_q ;
    reg [3:0] f_bytes_q;
    always @(posedge clk_i) f_bytes_q <= \a.command_q != 3'd2 ? 4'd0 : f_bytes_q + {3'd0, f_byte_i};
    always @* begin
        assume (!f_byte_i || \a.command_q == 3'd2);
        assume (!f_done_i || (f_byte_i && f_bytes_q == PORT_BYTES - 1));
        assume (!f_byte_i || f_bytes_q != PORT_BYTES - 1 || f_done_i);
        assume (!f_begin_i || \a.command_q == 3'd1);
        assume (!rotate_i || \a.command_q == 3'd1 || \a.command_q == 3'd3);
        assume (!arm_done_i || \a.command_q == 3'd3);
    end

    always @* if (f_begun) begin
        g6_nothing_read_back: assert (f_same);  //: G6: with F's outputs equal, two operands cannot be told apart by anything that can be read, nor by any time
        g6_lookup_sees_f: assert (!arm_valid_o_a || register_o_a == register_o_b);  //: G6: what look-up B is given is F's output, never the operand
    end
    always @(posedge clk_i) if (f_begun) begin
        c_differ: cover (f_valid_o_a && register_o_a != register_o_b);  //: G6: different operands wait for F
    end
endmodule

`default_nettype wire
