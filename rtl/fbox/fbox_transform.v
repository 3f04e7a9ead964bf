// The F engine and look-up B, shared by egress (which comes first) and control (which uses what egress leaves free).
//
//   operand --> F engine --> output: pairs of bytes into the frame buffer, or bytes to control
//                               | and, if the port is to be armed, into key B --> look-up B --> arm
//
// Control may begin to use a resource only when egress cannot come to wait for it: no frame that will need it has begun.
// So egress takes the same time whatever control does.
`default_nettype none
`include "amoebox.vh"

module fbox_transform #(
    parameter PORT_BYTES = `AMB_PORT_BYTES,
    parameter F_OUT_BITS = 0
) (
    input  wire        clk_i,
    input  wire        rst_i,                // closed: operands and results are zeroed

    // Egress parser: bytes of a secret field, first byte first.
    input  wire        load_i,               // only while not stall_o
    input  wire  [7:0] load_byte_i,
    input  wire        load_end_i,           // with load_i: last byte of the field; the rest is read now
    input  wire        load_signature_i,     // it is the signature (else the reply port)
    input  wire  [1:0] load_slot_i,          // frame buffer slot
    input  wire        load_arm_i,
    input  wire  [7:0] load_tag_i,
    input  wire  [7:0] load_owner_i,
    output wire        stall_o,              // the operand register is not free
    input  wire        need_f_i,             // a frame has begun whose secret fields have not all passed
    input  wire        need_b_i,             // a frame with arm has begun whose reply port has not passed yet

    // Frame buffer: F's output.
    output wire        write_o,
    input  wire        write_ready_i,        // the parser does not write now
    output wire  [1:0] write_slot_o,
    output wire  [9:0] write_word_o,
    output wire [15:0] write_data_o,

    // Result of an arm-on-send.
    output wire        armed_o,              // one cycle
    output wire  [1:0] armed_slot_o,
    output wire  [2:0] armed_code_o,         // AMB_FBOX_OK, FULL, ALREADY or NULL
    output wire  [7:0] armed_entry_o,

    // Control: F of its 14 (6) byte register (valid stays until begin), then perhaps the arm of what is in it (until done).
    input  wire        c_f_valid_i,
    input  wire  [1:0] c_f_use_i,
    output wire        c_f_begin_o,          // one cycle: the engine has taken the operand
    output wire        c_byte_o,             // a byte of the result, to be shifted in
    output wire  [7:0] c_byte_data_o,
    output wire        c_f_done_o,           // one cycle, with the last byte
    output wire        c_rotate_o,           // rotate the register by one byte (a whole turn each time)
    input  wire  [7:0] c_register_i,         // its current first byte
    input  wire        c_arm_valid_i,
    input  wire        c_arm_transaction_i,
    input  wire  [7:0] c_arm_tag_i,
    input  wire  [7:0] c_arm_owner_i,
    output wire        c_arm_done_o,         // one cycle
    output wire  [2:0] c_arm_code_o,         // AMB_FBOX_OK, FULL or ALREADY
    output wire  [7:0] c_arm_entry_o,

    // Look-up B.
    output wire        b_shift_o,
    output wire  [7:0] b_byte_o,
    output wire        b_start_o,
    input  wire        b_done_i,
    input  wire        b_match_i,
    input  wire        b_free_i,
    input  wire  [7:0] b_entry_i,
    output wire        arm_valid_o,
    output wire        arm_reserve_o,
    output wire        arm_transaction_o,
    output wire  [7:0] arm_tag_o,
    output wire  [7:0] arm_owner_o,
    input  wire        arm_ready_i,

    output wire        illegal_o
);

    localparam [3:0] LAST = PORT_BYTES - 1;
    localparam [9:0] REPLY_WORD = `AMB_AT_REPLY / 2, SIGNATURE_WORD = `AMB_AT_SIGNATURE / 2;

    // ---- A field of egress that waits for the engine: its operand is loaded.
    reg        wait_q, wait_signature_q, wait_arm_q;
    reg  [1:0] wait_slot_q;
    reg [15:0] wait_details_q;               // tag, owner
    always @(posedge clk_i) begin
        if (rst_i || run_egress) wait_q <= 1'b0;
        else if (load_i && load_end_i) wait_q <= 1'b1;
        if (load_i && load_end_i) begin
            wait_signature_q <= load_signature_i;
            wait_arm_q       <= load_arm_i && !load_signature_i;
            wait_slot_q      <= load_slot_i;
            wait_details_q   <= {load_tag_i, load_owner_i};
        end
    end

    // One cycle late: control may have begun when the frame began.
    reg need_f_q, need_b_q;
    always @(posedge clk_i) begin
        need_f_q <= need_f_i && !rst_i;
        need_b_q <= need_b_i && !rst_i;
    end

    // ---- Engine
    localparam [1:0] R_FREE = 2'd0, R_LOAD = 2'd1, R_RUN = 2'd2;
    (* fsm_encoding = "none" *)
    reg  [1:0] run_q;
    reg        run_control_q, run_arm_q, run_signature_q;
    reg  [1:0] run_slot_q;
    reg [15:0] run_details_q;
    reg  [3:0] load_count_q;
    reg        loaded_q;                     // control's operand is complete
    wire       f_ready, unused_f_busy, f_done, f_shift;
    wire [7:0] f_byte;

    // The decision to start reaches the engine through a register: its way into 320 bits of state is long.
    reg       start_q;
    reg [1:0] use_q;
    wire      output_free;                   // nothing that a run could overtake
    wire run_egress = run_q == R_FREE && wait_q && output_free;
    wire run_control = run_q == R_LOAD && loaded_q && !need_f_q && output_free;
    wire c_load = run_q == R_LOAD && !loaded_q;

    always @(posedge clk_i) begin
        if (rst_i) begin
            run_q <= R_FREE;
        end else begin
            case (run_q)
                R_FREE: begin
                    load_count_q <= 4'd0;
                    loaded_q     <= 1'b0;
                    if (run_egress) run_q <= R_RUN;
                    else if (c_f_valid_i && !need_f_q && !wait_q && f_ready) run_q <= R_LOAD;
                end
                R_LOAD: begin
                    load_count_q <= load_count_q + 4'd1;
                    if (load_count_q == LAST) loaded_q <= 1'b1;
                    // A frame has begun meanwhile: the operand will be loaded again.
                    if (loaded_q && need_f_q) run_q <= R_FREE;
                    else if (run_control) run_q <= R_RUN;
                end
                R_RUN: if (f_done) run_q <= R_FREE;
                default: run_q <= R_FREE;
            endcase
        end
        start_q <= !rst_i && (run_egress || run_control);
        use_q   <= run_q == R_LOAD ? c_f_use_i : {1'b0, wait_signature_q};
        if (run_egress || run_control) begin
            run_control_q   <= run_control;
            run_arm_q       <= wait_arm_q && !run_control;
            run_signature_q <= wait_signature_q;
            run_slot_q      <= wait_slot_q;
            run_details_q   <= wait_details_q;
        end
    end

    fbox_f #(.PORT_BYTES(PORT_BYTES)) f (
        .clk_i(clk_i), .rst_i(rst_i), .clear_i(1'b0),
        .load_ready_o(f_ready), .in_valid_i(load_i || c_load), .in_data_i(load_i ? load_byte_i : c_register_i),
        .start_i(start_q), .use_i(use_q),
        .busy_o(unused_f_busy), .done_o(f_done), .out_shift_i(f_shift), .out_data_o(f_byte)
    );
    // One cycle late: the next secret byte comes at least 16 bytes after whatever takes the operand register.
    reg stall_q;
    always @(posedge clk_i) stall_q <= wait_q || start_q || !f_ready || run_q == R_LOAD;
    assign stall_o = stall_q;
    assign c_f_begin_o = run_control;

    // ---- Output of the engine
    reg        out_q, out_control_q, out_arm_q, out_signature_q, out_second_q, out_null_q;
    reg  [1:0] out_slot_q;
    reg [15:0] out_details_q;
    reg  [3:0] out_count_q;
    reg  [7:0] out_first_q;

    // F_OUT_BITS: the result as a big-endian number keeps its lower bits.
    wire [7:0] narrow;
    generate
        if (F_OUT_BITS == 0) begin : g_full
            assign narrow = 8'hFF;
        end else begin : g_narrow
            localparam [31:0] WHOLE = F_OUT_BITS / 8;
            localparam [15:0] PART = 16'h00FF << (F_OUT_BITS % 8);
            wire [31:0] after = PORT_BYTES - 1 - {28'd0, out_count_q};
            assign narrow = after < WHOLE ? 8'hFF : after == WHOLE ? PART[15:8] : 8'h00;
            wire unused_part = &{1'b0, PART};
        end
    endgenerate
    wire [7:0] out_byte = f_byte & narrow;

    // One cycle late: once free, it stays so for egress, which control must not cross.
    reg  b_free_q;
    always @(posedge clk_i) b_free_q <= b_q == B_FREE;
    wire out_go = out_q && (out_control_q || ((!out_arm_q || b_free_q) && (!out_second_q || !pair_q)));
    wire out_end = out_go && out_count_q == LAST;
    wire out_null = out_null_q && out_byte == 8'd0;
    always @(posedge clk_i) begin
        if (rst_i) begin
            out_q <= 1'b0;
        end else if (f_done) begin
            out_q <= 1'b1;
        end else if (out_end) begin
            out_q <= 1'b0;
        end
        if (f_done) begin
            out_control_q   <= run_control_q;
            out_arm_q       <= run_arm_q;
            out_signature_q <= run_signature_q;
            out_slot_q      <= run_slot_q;
            out_details_q   <= run_details_q;
            out_count_q     <= 4'd0;
            out_second_q    <= 1'b0;
            out_null_q      <= 1'b1;
        end else if (out_go) begin
            out_count_q  <= out_count_q + 4'd1;
            out_second_q <= !out_second_q;
            out_null_q   <= out_null;
        end
        if (out_go) out_first_q <= out_byte;
    end
    // The result of a run survives the first cycles of the next one: long enough for control, whose output never waits.
    assign output_free = !out_q || out_control_q;
    assign f_shift = out_go;
    // A pair of bytes waits for the frame buffer, for two cycles at most, while the next one is being collected.
    reg        pair_q, pair_signature_q;
    reg  [1:0] pair_slot_q;
    reg  [2:0] pair_count_q;
    reg [15:0] pair_data_q;
    wire       pair = out_go && out_second_q && !out_control_q;
    always @(posedge clk_i) begin
        pair_q <= !rst_i && (pair || (pair_q && !write_ready_i));
        if (pair) begin
            pair_signature_q <= out_signature_q;
            pair_slot_q      <= out_slot_q;
            pair_count_q     <= out_count_q[3:1];
            pair_data_q      <= {out_first_q, out_byte};
        end
    end
    assign write_o = pair_q;
    assign write_slot_o = pair_slot_q;
    assign write_word_o = (pair_signature_q ? SIGNATURE_WORD : REPLY_WORD) + {7'd0, pair_count_q};
    assign write_data_o = pair_data_q;
    reg       c_byte_q, c_f_done_q;
    reg [7:0] c_byte_data_q;
    always @(posedge clk_i) begin
        c_byte_q      <= !rst_i && out_go && out_control_q;
        c_f_done_q    <= !rst_i && out_end && out_control_q;
        c_byte_data_q <= out_byte;
        if (rst_i) c_byte_data_q <= 8'd0;
    end
    assign c_byte_o = c_byte_q;
    assign c_byte_data_o = c_byte_data_q;
    assign c_f_done_o = c_f_done_q;

    // ---- Look-up B and the arm
    localparam [2:0] B_FREE = 3'd0, B_LOAD = 3'd1, B_START = 3'd2, B_SCAN = 3'd3, B_WRITE = 3'd4;
    (* fsm_encoding = "none" *)
    reg  [2:0] b_q;
    reg        b_control_q;
    reg  [1:0] b_slot_q;
    reg [15:0] b_details_q;
    reg  [3:0] key_count_q;
    wire       out_arms = out_q && !out_control_q && out_arm_q;
    wire       egress_wants_b = need_b_q || (wait_q && wait_arm_q) || (run_q == R_RUN && run_arm_q) || out_arms;
    wire       b_end = (b_q == B_SCAN && b_done_i && (b_match_i || !b_free_i)) || (b_q == B_WRITE && arm_ready_i);

    always @(posedge clk_i) begin
        if (rst_i) begin
            b_q <= B_FREE;
        end else begin
            case (b_q)
                B_FREE: begin
                    key_count_q <= 4'd0;
                    if (out_end && out_arms) b_q <= out_null ? B_FREE : B_START;
                    else if (c_arm_valid_i && !c_arm_done_q && !egress_wants_b && run_q != R_LOAD) b_q <= B_LOAD;
                end
                B_LOAD: begin
                    key_count_q <= key_count_q + 4'd1;
                    if (key_count_q == LAST) b_q <= egress_wants_b ? B_FREE : B_START;
                end
                B_START: b_q <= B_SCAN;
                B_SCAN: if (b_done_i) b_q <= b_end ? B_FREE : B_WRITE;
                B_WRITE: if (arm_ready_i) b_q <= B_FREE;
                default: b_q <= B_FREE;
            endcase
        end
        if (b_q == B_FREE) begin
            b_control_q <= !out_arms;
            b_slot_q    <= out_slot_q;
            b_details_q <= out_details_q;
        end
    end
    assign b_shift_o = b_q == B_LOAD || (out_go && out_arms);
    assign b_byte_o = b_q == B_LOAD ? c_register_i : out_byte;
    assign b_start_o = b_q == B_START;
    assign c_rotate_o = b_q == B_LOAD || c_load;
    assign arm_valid_o = b_q == B_WRITE;
    assign arm_reserve_o = !b_control_q;
    assign arm_transaction_o = c_arm_transaction_i;
    assign arm_tag_o = b_control_q ? c_arm_tag_i : b_details_q[15:8];
    assign arm_owner_o = b_control_q ? c_arm_owner_i : b_details_q[7:0];

    wire [2:0] b_code = b_q == B_WRITE ? `AMB_FBOX_OK : b_match_i ? `AMB_FBOX_ALREADY : `AMB_FBOX_FULL;
    wire      null_end = out_end && out_arms && out_null;  // never in the same cycle as b_end
    reg       armed_q;
    reg [2:0] armed_code_q;
    reg [1:0] armed_slot_q;
    always @(posedge clk_i) begin
        armed_q      <= !rst_i && ((b_end && !b_control_q) || null_end);
        armed_code_q <= b_q == B_FREE ? `AMB_FBOX_NULL : b_code;
        armed_slot_q <= b_q == B_FREE ? out_slot_q : b_slot_q;
    end
    assign armed_o = armed_q;
    assign armed_slot_o = armed_slot_q;
    assign armed_code_o = armed_code_q;
    assign armed_entry_o = b_entry_i;
    reg       c_arm_done_q;
    reg [2:0] c_arm_code_q;
    always @(posedge clk_i) begin
        c_arm_done_q <= !rst_i && b_end && b_control_q;
        c_arm_code_q <= b_code;
    end
    assign c_arm_done_o = c_arm_done_q;
    assign c_arm_code_o = c_arm_code_q;
    assign c_arm_entry_o = b_entry_i;

    reg illegal_q;
    always @(posedge clk_i) illegal_q <= run_q == 2'd3 || b_q > B_WRITE;
    assign illegal_o = illegal_q;

`ifdef AMOEBOX_ASSERT
    reg [1:0] blocked_q;
    always @(posedge clk_i) begin
        blocked_q <= pair_q && !write_ready_i && !rst_i ? blocked_q + 2'd1 : 2'd0;
        if (!rst_i) begin
            if (out_go && out_arms && b_q != B_FREE) $error("a key is overwritten while it is looked up");
            if (blocked_q == 2'd3) $error("F's output is kept from the frame buffer");
            if (load_i && (wait_q || start_q || !f_ready || run_q == R_LOAD)) $error("a secret byte is loaded while the operand is not free");
            if (load_i && c_load) $error("egress and control load an operand at the same time");
            if (f_done && out_q && !out_end) $error("a result is overtaken by the next one: control %b arm %b b %d count %d run_control %b", out_control_q, out_arm_q, b_q, out_count_q, run_control_q);
            if (start_q && unused_f_busy) $error("F is started while it runs");
        end
    end
`endif
`ifdef FORMAL
    `include "fbox_transform.vh"
`endif

endmodule

`default_nettype wire
