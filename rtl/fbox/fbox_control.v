// The control port: registers of block FBOX, and the commands.
//
// An access takes its four bytes one after another, lowest first.  OPERAND and VALUE are one register: it holds the
// operand until a command takes it, then F of it; it is read, and armed, only when every byte of it is F's (two flags say
// so), and else read as zero.
`default_nettype none
`include "amoebox.vh"

module fbox_control #(
    parameter PORT_BYTES = `AMB_PORT_BYTES
) (
    input  wire        clk_i,
    input  wire        rst_i,                // the box is closed
    input  wire        port_rst_i,           // the requester begins anew

    input  wire        ctl_valid_i,
    input  wire        ctl_write_i,
    input  wire  [5:0] ctl_addr_i,
    input  wire [31:0] ctl_wdata_i,
    output wire        ctl_ready_o,
    output wire [31:0] ctl_rdata_o,

    output wire  [3:0] own_index_o,
    input  wire  [7:0] own_byte_i,
    output wire  [4:0] counter_o,            // which one is shown
    input  wire [31:0] counter_value_i,

    input  wire        begun_i,              // a host frame begins
    output wire        hold_o,               // let no other one begin: a command has waited for eight

    output wire        f_valid_o,            // see fbox_transform
    output wire  [1:0] f_use_o,
    input  wire        f_begin_i,
    input  wire        f_byte_i,
    input  wire  [7:0] f_byte_data_i,
    input  wire        f_done_i,
    input  wire        rotate_i,
    output wire  [7:0] register_o,
    output wire        arm_valid_o,
    output wire        arm_transaction_o,
    output wire  [7:0] arm_tag_o,
    output wire  [7:0] arm_owner_o,
    input  wire        arm_done_i,
    input  wire  [2:0] arm_code_i,
    input  wire  [7:0] arm_entry_i,
    input  wire [31:0] arm_serial_i,

    output wire        sweep_start_o,        // see fbox_table
    output wire        sweep_free_o,
    output wire        sweep_owner_o,
    output wire  [7:0] sweep_which_o,
    input  wire        sweep_done_i,
    input  wire        sweep_hit_i,
    output wire        drain_start_o,        // see fbox_ingress
    input  wire        drain_done_i,
    output wire        idle_o,               // see fbox.v
    output wire        illegal_o
);

    localparam BITS = 8 * PORT_BYTES;
    localparam [3:0] BYTES = PORT_BYTES;
    localparam [3:0] LAST_OF_WORDS = ((PORT_BYTES + 3) / 4) * 4 - 1;

    // ---- Commands and their state
    localparam [2:0] C_IDLE = 3'd0, C_F = 3'd1, C_OUTPUT = 3'd2, C_ARM = 3'd3, C_CLEAR = 3'd4, C_SWEEP = 3'd5,
                     C_DRAIN = 3'd6, C_FREE = 3'd7;
    (* fsm_encoding = "none" *)
    reg  [2:0] command_q;
    reg  [3:0] operation_q;
    reg        transaction_q, null_q, start_q;
    reg  [7:0] tag_q, owner_q, entry_q;
    reg  [2:0] result_q;
    reg  [7:0] result_entry_q;
    reg [31:0] serial_q;
    reg  [4:0] select_q;
    reg  [3:0] passed_q;                     // host frames that have begun while the command waited


    // ---- Access: four byte cycles, one more, then ready
    localparam [1:0] A_IDLE = 2'd0, A_BYTE = 2'd1, A_READY = 2'd2;
    reg  [1:0] access_q;
    reg  [2:0] count_q;                      // byte cycles; what was read goes into rdata_q one cycle later
    wire [1:0] byte_q = count_q[1:0];
    reg  [7:0] read_q;
    reg [31:0] rdata_q;
    always @(posedge clk_i) begin
        if (port_rst_i) begin
            access_q <= A_IDLE;
            count_q  <= 3'd0;
        end else begin
            case (access_q)
                A_IDLE: if (ctl_valid_i) access_q <= A_BYTE;
                A_BYTE: begin
                    count_q <= count_q[2] ? 3'd0 : count_q + 3'd1;
                    if (count_q[2]) access_q <= A_READY;
                end
                default: access_q <= A_IDLE;
            endcase
        end
        read_q <= read_byte;
        if (port_rst_i) rdata_q <= 32'd0;
        else if (access_q == A_BYTE) rdata_q <= {read_q, rdata_q[31:8]};
    end
    assign ctl_ready_o = access_q == A_READY;
    assign ctl_rdata_o = rdata_q;

    wire       accessing = access_q == A_BYTE && !count_q[2];
    // What the access is, decided as it begins; a write of OPERAND or COMMAND to a busy box is nothing.
    reg at_id_q, at_version_q, at_status_q, at_epoch_high_q, at_epoch_low_q, at_mac_high_q, at_mac_low_q, at_result_q,
        at_serial_q, at_counter_select_q, at_counter_q, at_operand_q, at_command_q, at_value_q;
    always @(posedge clk_i) begin
        at_id_q             <= ctl_addr_i == `AMB_FBOX_ID;
        at_version_q        <= ctl_addr_i == `AMB_FBOX_VERSION;
        at_status_q         <= ctl_addr_i == `AMB_FBOX_STATUS;
        at_epoch_high_q     <= ctl_addr_i == `AMB_FBOX_EPOCH_HIGH;
        at_epoch_low_q      <= ctl_addr_i == `AMB_FBOX_EPOCH_LOW;
        at_mac_high_q       <= ctl_addr_i == `AMB_FBOX_MAC_HIGH;
        at_mac_low_q        <= ctl_addr_i == `AMB_FBOX_MAC_LOW;
        at_result_q         <= ctl_addr_i == `AMB_FBOX_RESULT;
        at_serial_q         <= ctl_addr_i == `AMB_FBOX_SERIAL;
        if (access_q == A_IDLE) begin
            at_operand_q <= ctl_addr_i == `AMB_FBOX_OPERAND && ctl_write_i && idle;
            at_command_q <= ctl_addr_i == `AMB_FBOX_COMMAND && ctl_write_i && idle;
            at_value_q   <= ctl_addr_i == `AMB_FBOX_VALUE && !ctl_write_i && value_q && idle;
        end
        at_counter_select_q <= ctl_addr_i == `AMB_FBOX_COUNTER_SELECT;
        at_counter_q        <= ctl_addr_i == `AMB_FBOX_COUNTER;
    end
    wire [7:0] write_byte = ctl_wdata_i[{byte_q, 3'd0} +: 8];
    wire       idle;                         // no command is being carried out, and the box is open
    wire       write_operand = accessing && at_operand_q;
    wire       write_command = accessing && at_command_q;
    wire       write_select = accessing && ctl_write_i && at_counter_select_q;
    wire       read_value = accessing && at_value_q;

    // ---- Operand or value; place_q: which of its bytes the next access byte is
    reg [BITS-1:0] register_q;
    reg      [3:0] place_q;
    reg            value_q;                  // it holds a result
    reg            written_q;                // it has been written since the last result

    // ---- Reading
    reg  [7:0] read_byte;
    reg  [3:0] own_index;
    localparam [31:0] ID = 32'h46424F58;
    always @* begin
        own_index = {2'b10, ~byte_q};
        read_byte = 8'd0;
        if (at_epoch_low_q) own_index = {2'b11, ~byte_q};
        if (at_mac_high_q) own_index = {3'b000, ~byte_q[0]};
        if (at_mac_low_q) own_index = 4'd5 - {2'd0, byte_q};
        // Several of these never hold at once.
        if (!ctl_write_i)
            read_byte = ({8{at_id_q}} & ID[{byte_q, 3'd0} +: 8]) |
                        ({8{at_version_q && byte_q == 2'd0}} & `AMB_VERSION) | ({8{at_version_q && byte_q == 2'd1}} & {4'd0, BYTES}) |
                        ({8{at_status_q && byte_q == 2'd0}} & {6'd0, command_q != C_IDLE, !rst_i}) |
                        ({8{at_epoch_high_q || at_epoch_low_q || at_mac_low_q || (at_mac_high_q && !byte_q[1])}} & own_byte_i) |
                        ({8{at_result_q && byte_q == 2'd0}} & {5'd0, result_q}) |
                        ({8{at_result_q && byte_q == 2'd1}} & result_entry_q) |
                        ({8{at_serial_q}} & serial_q[{byte_q, 3'd0} +: 8]) |
                        ({8{at_value_q && !written_q && place_q < BYTES}} & register_q[BITS-1-:8]) |
                        ({8{at_counter_select_q && byte_q == 2'd0}} & {3'd0, select_q}) |
                        ({8{at_counter_q}} & counter_value_i[{byte_q, 3'd0} +: 8]);
    end
    assign own_index_o = own_index;

    // ---- Commands
    wire is_arm = operation_q == `AMB_FBOX_OP_ARM;
    wire is_f = operation_q == `AMB_FBOX_OP_F_PORT || operation_q == `AMB_FBOX_OP_F_SIGNATURE ||
                operation_q == `AMB_FBOX_OP_F_CHECK;
    wire is_disarm = operation_q == `AMB_FBOX_OP_DISARM || operation_q == `AMB_FBOX_OP_DISARM_OWNER;
    wire result_null = null_q && f_byte_data_i == 8'd0;
    wire outputs = command_q == C_OUTPUT && f_byte_i;
    wire cleared = place_q == BYTES - 4'd1;      // by F's output, or by zeros
    wire valued = outputs && f_done_i && cleared;
    assign idle = command_q == C_IDLE && !rst_i && !start_q;
    assign idle_o = command_q == C_IDLE && !start_q && access_q == A_IDLE;
    assign clearing = command_q == C_CLEAR;

    // ---- Moving the operand or value
    wire     [3:0] place = write_operand && value_q ? 4'd0 : place_q;
    wire           in_place = place < BYTES;
    wire           shift = rotate_i || f_byte_i || clearing || ((write_operand || read_value) && in_place);
    wire           rotates = rotate_i || read_value;
    wire           clearing;
    // F's byte before all others: PORT_BYTES of them leave nothing of what was there.
    wire     [7:0] shift_byte = f_byte_i ? f_byte_data_i : rotates ? register_q[BITS-1-:8] : clearing ? 8'd0 : write_byte;
    always @(posedge clk_i) begin
        if (rst_i) begin
            register_q <= {BITS{1'b0}};
            value_q    <= 1'b0;
            written_q  <= 1'b0;
            place_q    <= 4'd0;
        end else begin
            if (shift) register_q <= {register_q[BITS-9:0], shift_byte};
            if (write_operand || write_command) value_q <= 1'b0;
            else if (valued) value_q <= 1'b1;
            if (write_operand) written_q <= 1'b1;
            else if (valued) written_q <= 1'b0;
            if (write_command || ((clearing || outputs) && cleared)) place_q <= 4'd0;
            else if (write_operand || read_value || clearing || outputs) place_q <= place == LAST_OF_WORDS ? 4'd0 : place + 4'd1;
        end
    end
    assign register_o = register_q[BITS-1-:8];

    always @(posedge clk_i) begin
        if (rst_i) begin
            command_q      <= C_IDLE;
            start_q        <= 1'b0;
            result_q       <= 3'd0;
            result_entry_q <= 8'd0;
            serial_q       <= 32'd0;
        end else begin
            start_q <= write_command && byte_q == 2'd3;
            case (command_q)
                C_IDLE: if (start_q) command_q <= is_arm || is_f ? C_F : C_CLEAR;
                C_F: if (f_begin_i) command_q <= C_OUTPUT;
                C_OUTPUT: if (f_done_i) begin
                    command_q      <= is_arm && !result_null ? C_ARM : C_IDLE;
                    result_q       <= is_arm ? `AMB_FBOX_NULL : `AMB_FBOX_OK;
                    result_entry_q <= 8'd0;
                end
                C_ARM: if (arm_done_i) begin
                    command_q      <= C_IDLE;
                    result_q       <= arm_code_i;
                    result_entry_q <= arm_code_i == `AMB_FBOX_FULL ? 8'd0 : arm_entry_i;
                    if (arm_code_i == `AMB_FBOX_OK) serial_q <= arm_serial_i;
                end
                C_CLEAR: if (cleared) begin
                    command_q      <= is_disarm ? C_SWEEP : C_IDLE;
                    result_q       <= `AMB_FBOX_BAD_COMMAND;
                    result_entry_q <= 8'd0;
                end
                C_SWEEP: if (sweep_done_i) begin
                    command_q <= sweep_hit_i ? C_DRAIN : C_IDLE;
                    result_q  <= sweep_hit_i || sweep_owner_o ? `AMB_FBOX_OK : `AMB_FBOX_NO_ENTRY;
                end
                C_DRAIN: if (drain_done_i) command_q <= C_FREE;
                default: if (sweep_done_i) command_q <= C_IDLE;
            endcase
        end

        if (write_command) begin
            case (byte_q)
                2'd0: {transaction_q, operation_q} <= write_byte[4:0];
                2'd1: tag_q <= write_byte;
                2'd2: owner_q <= write_byte;
                default: entry_q <= write_byte;
            endcase
        end
        if (f_begin_i) null_q <= 1'b1;
        else if (f_byte_i) null_q <= result_null;
        if (port_rst_i) select_q <= 5'd0;
        else if (write_select && byte_q == 2'd0) select_q <= write_byte[4:0];
        if (command_q != C_F && command_q != C_ARM) passed_q <= 4'd0;
        else if (begun_i && !passed_q[3]) passed_q <= passed_q + 4'd1;
    end
    assign hold_o = passed_q[3];
    assign counter_o = select_q;

    assign f_valid_o = command_q == C_F;
    assign f_use_o = is_arm ? 2'd0 : operation_q[1:0];
    assign arm_valid_o = command_q == C_ARM && value_q;
    assign arm_transaction_o = transaction_q;
    assign arm_tag_o = tag_q;
    assign arm_owner_o = owner_q;
    reg sweep_start_q;
    always @(posedge clk_i) sweep_start_q <= !rst_i && ((clearing && cleared && is_disarm) || (command_q == C_DRAIN && drain_done_i));
    assign sweep_start_o = sweep_start_q;
    assign sweep_free_o = command_q == C_FREE;
    assign sweep_owner_o = operation_q[0];
    assign sweep_which_o = operation_q[0] ? owner_q : entry_q;
    assign drain_start_o = command_q == C_SWEEP && sweep_done_i && sweep_hit_i;
    reg illegal_q;
    always @(posedge clk_i) illegal_q <= access_q == 2'd3;
    assign illegal_o = illegal_q;
`ifdef FORMAL
    `include "fbox_control.vh"
`endif

endmodule

`default_nettype wire
