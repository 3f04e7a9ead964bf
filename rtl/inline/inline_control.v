// Control frames: stored, judged, carried out record by record at the control port of the F-box, sent back.
//
// One frame at a time; another one that comes meanwhile is dropped.  Everything is done in the one buffer: what a record
// has read takes the place of its data, what it wrote is overwritten with zero, so a get-port is gone when it has been
// used, and a frame that is not carried out can never be read.  docs/inline.md says what the host sees.
`default_nettype none
`include "amoebox.vh"
`include "control.vh"

module inline_control (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire [47:0] mac_i,          // constant; the reply's source
    input  wire [15:0] board_i,        // constant

    input  wire        s_valid_i,      // control frames from the host; cannot be stalled
    input  wire  [7:0] s_data_i,
    input  wire        s_last_i,

    output wire        m_valid_o,      // replies: a byte stream, no gap within a frame
    input  wire        m_ready_i,
    output wire  [7:0] m_data_o,
    output wire        m_last_o,

    output wire        ctl_valid_o,    // the F-box's control port, see fbox.v
    output wire        ctl_write_o,
    output wire  [5:0] ctl_addr_o,
    output wire [31:0] ctl_wdata_o,
    input  wire        ctl_ready_i,
    input  wire [31:0] ctl_rdata_i,

    output wire        counter_read_o, // see inline_counters.v
    output wire  [3:0] counter_o,
    input  wire        counter_ack_i,
    input  wire [31:0] counter_value_i,

    output wire        restart_o,      // one cycle: the F-box closes and begins a new life
    output wire        done_o,         // one cycle for each control frame, exactly one of these three
    output wire        malformed_o,
    output wire        busy_o
);
    localparam [31:0] ID = 32'h494E4C4E;
    localparam [10:0] HEADER = 11'd`AMB_HEADER_SIZE;

    localparam [3:0] IDLE = 4'd0,      // waits for a frame, or stores one
                     WEIGH = 4'd8,     // well_q becomes known
                     JUDGE = 4'd1,
                     FETCH = 4'd2,     // the record's 8 bytes come from the buffer
                     DECODE = 4'd3,    // operation and address become known
                     ACT = 4'd10,      // what the record asks for begins, or is done
                     BOX = 4'd4,       // an access to the F-box
                     OWN = 4'd5,       // a counter
                     STORE = 4'd6,     // the record's last 6 bytes go to the buffer
                     NEXT = 4'd7,
                     SEND = 4'd9;
    (* fsm_encoding = "none" *)
    reg  [3:0] state_q;

    // ---- Receiving
    reg [10:0] count_q;                // bytes of the frame that is coming
    reg        taken_q;                // it is being stored
    reg        zeros_q;                // flags and hops are zero so far
    reg [15:0] length_q;               // data: its field length
    reg [10:0] end_q, last_q;          // data: bytes of the frame in the buffer; one less
    reg        first_q, head_q;        // the byte that comes is the first, is among the first 32
    wire       store = s_valid_i && state_q == IDLE && (first_q || taken_q);
    wire       well = zeros_q && length_q != 16'd0 && length_q[2:0] == 3'd0 && length_q[15:11] == 5'd0 &&
                      end_q == length_q[10:0] + HEADER;
    reg        well_q;                 // data: the frame keeps the rules

    // ---- The buffer: one writer, one reader, whose output passes two registers
    (* no_rw_check *)
    reg  [7:0] memory [0:2047];
    reg  [7:0] read_q, byte_q;         // data
    reg [10:0] at_q;                   // first byte of the record in hand; when sending, next byte to read
    reg        final_q;                // data: the record in hand is the frame's last
    reg        asked_q;                // when sending: all bytes of the frame have been asked for
    reg  [3:0] phase_q;                // within FETCH and STORE
    reg [63:0] record_q;               // operation, address, code, zero, data
    wire       storing = state_q == STORE;
    wire       write = store || storing;
    wire [10:0] write_at = storing ? at_q + {7'd0, phase_q} : count_q;
    wire  [7:0] write_byte = storing ? record_q[47:40] : s_data_i;
    wire       sending = state_q == SEND;
    reg        read_valid_q, byte_valid_q, out_valid_q;
    wire       step = !out_valid_q || m_ready_i;
    wire [10:0] reply_at = at_q < 11'd6 ? at_q + 11'd6 : at_q;    // the asker's address becomes the destination
    wire [10:0] read_at = sending ? reply_at : at_q + {7'd0, phase_q};
    always @(posedge clk_i) begin
        if (write) memory[write_at] <= write_byte;
        if (!sending || step) begin
            read_q <= memory[read_at];
            byte_q <= read_q;
        end
    end

    // ---- A record
    wire [7:0] operation = record_q[63:56];
    wire [7:0] address = record_q[55:48];
    reg        is_read_q, write_q, wait_q; // data: what it asks for; none of them: no known operation
    reg        at_box_q, at_counter_q, at_id_q, at_restart_q; // data: where; none of them: no register
    reg        late_q;                 // a WAIT has come to its end
    reg [16:0] timer_q;
    reg        restart_q, done_q, malformed_q, busy_q;

    task finish(input [7:0] code, input [31:0] data);
        begin
            record_q[47:0] <= {code, 8'd0, data};
            phase_q        <= 4'd2;
            state_q        <= STORE;
        end
    endtask

    always @(posedge clk_i) begin
        restart_q   <= 1'b0;
        done_q      <= 1'b0;
        malformed_q <= 1'b0;
        busy_q      <= 1'b0;

        if (s_valid_i) begin
            count_q <= s_last_i ? 11'd0 : count_q + 11'd1;
            first_q <= s_last_i;
            head_q  <= s_last_i || (head_q && count_q[4:0] != 5'd31);
            if (first_q) begin
                taken_q <= state_q == IDLE;
                zeros_q <= 1'b1;
            end
            if (store && head_q) begin
                case (count_q[4:0])
                    5'd`AMB_AT_FLAGS, 5'd`AMB_AT_HOPS: if (s_data_i != 8'd0) zeros_q <= 1'b0;
                    5'd`AMB_AT_LENGTH:                 length_q[15:8] <= s_data_i;
                    5'd`AMB_AT_LENGTH + 5'd1:          length_q[7:0] <= s_data_i;
                    default: ;
                endcase
            end
            if (store && s_last_i) begin
                end_q  <= count_q + 11'd1;
                last_q <= count_q;
            end
            if (s_last_i) begin
                taken_q <= 1'b0;
                busy_q  <= !store;
            end
        end

        case (state_q)
            IDLE: if (store && s_last_i) state_q <= WEIGH;
            WEIGH: begin
                well_q  <= well;
                state_q <= JUDGE;
            end
            JUDGE: begin
                late_q      <= 1'b0;
                at_q        <= HEADER;
                phase_q     <= 4'd0;
                malformed_q <= !well_q;
                state_q     <= well_q ? FETCH : IDLE;
            end
            FETCH: begin                               // byte n is asked for in phase n and comes in phase n + 2
                phase_q <= phase_q + 4'd1;
                record_q <= {record_q[55:0], byte_q};
                if (phase_q == 4'd9) state_q <= DECODE;
            end
            DECODE: begin
                is_read_q    <= operation == `AMB_CONTROL_OP_READ;
                write_q      <= operation == `AMB_CONTROL_OP_WRITE;
                wait_q       <= operation == `AMB_CONTROL_OP_WAIT;
                at_box_q     <= address[7:6] == 2'd0;
                at_counter_q <= address[7:6] == 2'd3 && address[1:0] == 2'd0 && address[5:2] < `AMB_CONTROL_COUNTERS;
                at_id_q      <= address == `AMB_CONTROL_REG_ID;
                at_restart_q <= address == `AMB_CONTROL_REG_RESET;
                final_q      <= at_q + 11'd`AMB_CONTROL_RECORD_SIZE == end_q;
                timer_q      <= 17'd0;
                state_q      <= ACT;
            end
            ACT: begin
                if (late_q) finish(`AMB_CONTROL_CODE_TIMEOUT, 32'd0);
                else if (!is_read_q && !write_q && !wait_q) finish(`AMB_CONTROL_CODE_UNKNOWN, 32'd0);
                else if (wait_q || at_box_q) state_q <= BOX;
                else if (at_counter_q && is_read_q) state_q <= OWN;
                else if (at_id_q && is_read_q) finish(`AMB_CONTROL_CODE_DONE, ID);
                else if (at_restart_q && write_q) begin
                    restart_q <= 1'b1;
                    finish(`AMB_CONTROL_CODE_DONE, 32'd0);
                end else finish(at_id_q || at_counter_q || at_restart_q ? `AMB_CONTROL_CODE_DONE
                                                                        : `AMB_CONTROL_CODE_NO_REGISTER, 32'd0);
            end
            BOX: begin
                if (!timer_q[16]) timer_q <= timer_q + 17'd1;
                if (ctl_ready_i && (!wait_q || ctl_rdata_i[1:0] == 2'd1))
                    finish(`AMB_CONTROL_CODE_DONE, write_q ? 32'd0 : ctl_rdata_i);
                else if (ctl_ready_i && timer_q[16]) begin
                    late_q <= 1'b1;
                    finish(`AMB_CONTROL_CODE_TIMEOUT, ctl_rdata_i);
                end
            end
            OWN: if (counter_ack_i) finish(`AMB_CONTROL_CODE_DONE, counter_value_i);
            STORE: begin
                phase_q        <= phase_q + 4'd1;
                record_q[47:0] <= {record_q[39:0], 8'd0};
                if (phase_q == 4'd7) begin
                    at_q    <= at_q + 11'd`AMB_CONTROL_RECORD_SIZE;
                    state_q <= NEXT;
                end
            end
            NEXT: begin
                phase_q  <= 4'd0;
                record_q <= 64'd0;
                state_q  <= FETCH;
                asked_q  <= 1'b0;
                if (final_q) begin
                    at_q    <= 11'd0;
                    done_q  <= 1'b1;
                    state_q <= SEND;
                end
            end
            SEND: begin
                if (step && !asked_q) at_q <= at_q + 11'd1;
                if (step && at_q == last_q) asked_q <= 1'b1;
                if (m_valid_o && m_ready_i && m_last_o) state_q <= IDLE;
            end
            default: state_q <= IDLE;
        endcase

        if (rst_i) begin
            state_q     <= IDLE;
            count_q     <= 11'd0;
            first_q     <= 1'b1;
            head_q      <= 1'b1;
            taken_q     <= 1'b0;
            record_q    <= 64'd0;
            restart_q   <= 1'b0;
            done_q      <= 1'b0;
            malformed_q <= 1'b0;
            busy_q      <= 1'b0;
        end
    end

    assign ctl_valid_o    = state_q == BOX;
    assign ctl_write_o    = write_q;
    assign ctl_addr_o     = wait_q ? 6'd`AMB_FBOX_STATUS : address[5:0];
    assign ctl_wdata_o    = record_q[31:0];
    assign counter_read_o = state_q == OWN;
    assign counter_o      = address[5:2];
    assign restart_o      = restart_q;
    assign done_o         = done_q;
    assign malformed_o    = malformed_q;
    assign busy_o         = busy_q;

    // ---- Sending: at_q -> read_q -> byte_q -> out_q; own bytes come in beside byte_q.  All of them are among the first 32.
    wire [47:0] mac = mac_i;
    reg         read_last_q, byte_last_q, out_last_q;
    reg   [4:0] read_place_q;          // at_q of the byte in read_q, if
    reg         read_early_q;          // it is below 32
    reg         byte_own_q;
    reg   [7:0] own_q, out_q;          // data
    reg   [7:0] own;
    reg         is_own;
    always @* begin
        is_own = read_early_q;
        own    = 8'd1;                 // hops of a reply
        case (read_place_q)
            5'd6:    own = mac[47:40];
            5'd7:    own = mac[39:32];
            5'd8:    own = mac[31:24];
            5'd9:    own = mac[23:16];
            5'd10:   own = mac[15:8];
            5'd11:   own = mac[7:0];
            5'd`AMB_AT_HOPS: ;
            5'd`AMB_AT_BOARD: own = board_i[15:8];
            5'd`AMB_AT_BOARD + 5'd1: own = board_i[7:0];
            default: is_own = 1'b0;
        endcase
    end
    always @(posedge clk_i) begin
        if (step) begin
            read_valid_q <= sending && !asked_q;
            read_last_q  <= at_q == last_q;
            read_place_q <= at_q[4:0];
            read_early_q <= at_q[10:5] == 6'd0;
            byte_valid_q <= read_valid_q;
            byte_last_q  <= read_last_q;
            byte_own_q   <= is_own;
            own_q        <= own;
            out_valid_q  <= byte_valid_q;
            out_last_q   <= byte_last_q;
            out_q        <= byte_own_q ? own_q : byte_q;
        end
        if (rst_i || !sending) begin
            read_valid_q <= 1'b0;
            byte_valid_q <= 1'b0;
            out_valid_q  <= 1'b0;
        end
    end
    assign m_valid_o = out_valid_q;
    assign m_data_o  = out_q;
    assign m_last_o  = out_last_q;

`ifdef AMOEBOX_ASSERT
    reg going_q;
    always @(posedge clk_i) begin
        going_q <= !rst_i && m_valid_o && !(m_ready_i && m_last_o);
        if (!rst_i) begin
            if (going_q && !m_valid_o) $error("a gap in a reply");
            if (state_q > ACT) $error("illegal state");
            if (ctl_valid_o && !(is_read_q || write_q || wait_q)) $error("an access without an operation");
        end
    end
`endif
endmodule

`default_nettype wire
