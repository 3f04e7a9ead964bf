// The fate of host frames, in order: each is judged LATENCY - 10 cycles after its last byte was stored, whatever is in it;
// by then its arm has been decided.  What may leave is sent from the frame buffer, the host is told.
`default_nettype none
`include "amoebox.vh"

module fbox_dispatch #(
    parameter LATENCY = 98                   // cycles from the host's last byte to the first one for the MAC, way free
) (
    input  wire        clk_i,
    input  wire        rst_i,

    output wire        slot_free_o,
    input  wire        begun_i,              // a frame begins in slot write_slot_i
    input  wire  [1:0] write_slot_i,
    input  wire        asked_i,              // the reply port of the frame in slot asked_slot_i is to be armed
    input  wire  [1:0] asked_slot_i,
    input  wire        filled_i,             // its last byte is stored
    input  wire        ended_i,              // two cycles later
    input  wire  [1:0] ended_slot_i,
    input  wire  [1:0] ended_fate_i,

    input  wire        armed_i,              // the arm of a slot's frame has been decided
    input  wire  [1:0] armed_slot_i,
    input  wire  [2:0] armed_code_i,
    input  wire  [7:0] armed_entry_i,
    output wire        settle_valid_o,       // the entry reserved for it: arm it or free it
    output wire        settle_arm_o,
    output wire  [7:0] settle_entry_o,
    input  wire        settle_ready_i,

    output wire        done_o,               // the host's result
    output wire  [7:0] code_o,
    output wire  [7:0] entry_o,

    output wire        busy_o,               // there is a whole frame that has not left
    output wire        send_valid_o,         // a frame may leave
    input  wire        send_ready_i,         // the way is free; the buffer starts to read
    output wire  [1:0] send_slot_o,
    input  wire        sent_i,               // its last byte goes

    input  wire        count_pending_i,      // a drop has not been counted yet: wait with the next one
    output wire        count_sent_o,
    output wire        count_form_o,
    output wire        count_kind_o,
    output wire        count_arm_o,
    output wire        count_locate_o,
    output wire        illegal_o
);

    // ---- A delay line makes the latency what it is
    localparam TAPS = LATENCY - 11;
    reg [TAPS-1:0] line_q;
    reg      [2:0] ripe_q;                   // frames that may be judged
    wire           ripen = line_q[TAPS-1];
    wire           judge;
    always @(posedge clk_i) begin
        if (rst_i) begin
            line_q <= {TAPS{1'b0}};
            ripe_q <= 3'd0;
        end else begin
            line_q <= {line_q[TAPS-2:0], ended_i};
            ripe_q <= ripe_q + {2'd0, ripen} - {2'd0, judge};
        end
    end

    // ---- Slots
    reg [2:0] used_q;                        // filled and not yet done with
    reg [1:0] slot_q;                        // the oldest of them
    reg [3:0] asked_q, waits_q;              // its frame asked for an arm; and does not know yet
    wire      free;
    wire [3:0] at_write = 4'd1 << write_slot_i;
    wire [3:0] at_asked = 4'd1 << asked_slot_i;
    wire [3:0] at_armed = 4'd1 << armed_slot_i;
    always @(posedge clk_i) begin
        if (rst_i) begin
            used_q  <= 3'd0;
            slot_q  <= 2'd0;
            asked_q <= 4'd0;
            waits_q <= 4'd0;
        end else begin
            used_q  <= used_q + {2'd0, filled_i} - {2'd0, free};
            slot_q  <= slot_q + {1'd0, free};
            asked_q <= (asked_q & ~(at_write & {4{begun_i}})) | (at_asked & {4{asked_i}});
            waits_q <= (waits_q & ~(at_armed & {4{armed_i}})) | (at_asked & {4{asked_i}});
        end
    end
    assign slot_free_o = !used_q[2];
    assign busy_o = used_q != 3'd0;

    reg  [1:0] fates [0:3];
    reg [10:0] arms [0:3];                   // {code, entry}
    always @(posedge clk_i) begin
        if (ended_i) fates[ended_slot_i] <= ended_fate_i;
        if (armed_i) arms[armed_slot_i] <= {armed_code_i, armed_entry_i};
    end

    // ---- Judgement of the oldest one
    localparam [2:0] D_WAIT = 3'd0, D_JUDGE = 3'd1, D_SETTLE = 3'd2, D_TELL = 3'd3, D_SEND = 3'd4, D_READ = 3'd5;
    (* fsm_encoding = "none" *)
    reg  [2:0] state_q;
    reg  [1:0] fate_q;
    reg        asks_q;
    reg  [2:0] arm_code_q;
    reg  [7:0] arm_entry_q;
    reg        settle_q, settle_arm_q;       // a settlement waits, for two cycles at most
    reg  [7:0] settle_entry_q;
    wire reserved = asks_q && arm_code_q == `AMB_FBOX_OK;
    wire arm_failed = asks_q && arm_code_q != `AMB_FBOX_OK;
    wire leaves = fate_q == 2'd0 && !arm_failed;
    wire tell;
    assign judge = state_q == D_WAIT && ripe_q != 3'd0 && !waits_q[slot_q];

    always @(posedge clk_i) begin
        if (state_q == D_WAIT) begin
            fate_q                    <= fates[slot_q];
            {arm_code_q, arm_entry_q} <= arms[slot_q];
            asks_q                    <= asked_q[slot_q];
        end
        if (rst_i) begin
            state_q <= D_WAIT;
        end else begin
            case (state_q)
                D_WAIT:   if (judge) state_q <= D_JUDGE;
                D_JUDGE:  state_q <= D_SETTLE;
                D_SETTLE: state_q <= D_TELL;
                D_TELL:   if (tell) state_q <= leaves ? D_SEND : D_WAIT;
                D_SEND:   if (send_ready_i) state_q <= D_READ;
                D_READ:   if (sent_i) state_q <= D_WAIT;
                default:  state_q <= D_WAIT;
            endcase
        end
        if (rst_i || (settle_q && settle_ready_i)) settle_q <= 1'b0;
        else if (state_q == D_JUDGE && reserved) settle_q <= 1'b1;
        if (state_q == D_JUDGE) begin
            settle_arm_q   <= fate_q == 2'd0;
            settle_entry_q <= arm_entry_q;
        end
    end
    // Of two cycles at most one finds the row being read; so it is done before anybody can hear of the frame.
    assign settle_valid_o = settle_q;
    assign settle_arm_o = settle_arm_q;
    assign settle_entry_o = settle_entry_q;

    assign tell = state_q == D_TELL && (leaves || !count_pending_i);
    reg [7:0] code;
    always @* begin
        case (fate_q)
            2'd0:    code = !arm_failed ? `AMB_TX_SENT : arm_code_q == `AMB_FBOX_FULL ? `AMB_TX_TABLE_FULL :
                            arm_code_q == `AMB_FBOX_ALREADY ? `AMB_TX_ALREADY : `AMB_TX_NULL;
            2'd3:    code = `AMB_TX_LIMITED;
            default: code = `AMB_TX_MALFORMED;
        endcase
    end
    assign done_o = tell;
    assign code_o = code;
    assign entry_o = reserved && leaves ? arm_entry_q : 8'd0;
    assign send_valid_o = state_q == D_SEND;
    assign send_slot_o = slot_q;
    assign free = (tell && !leaves) || (state_q == D_READ && sent_i);
    assign count_sent_o = state_q == D_READ && sent_i;
    assign count_form_o = tell && fate_q == 2'd1;
    assign count_kind_o = tell && fate_q == 2'd2;
    assign count_arm_o = tell && fate_q == 2'd0 && arm_failed;
    assign count_locate_o = tell && fate_q == 2'd3;
    reg illegal_q;
    always @(posedge clk_i) illegal_q <= state_q > D_READ;
    assign illegal_o = illegal_q;

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i) begin
        if (!rst_i && settle_q && (state_q == D_JUDGE || state_q == D_READ)) $error("a settlement is late");
    end
`endif
`ifdef FORMAL
    `include "fbox_dispatch.vh"
`endif

endmodule

`default_nettype wire
