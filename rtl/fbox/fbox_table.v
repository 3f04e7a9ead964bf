// The port table: 256 entries in four banks that are read round and round while somebody asks, two look-ups (A: ingress, B: egress and
// control), a sweep for disarming, one write port.
//
// A look-up compares its key with the 64 rows that are read from the cycle after its start on, wherever the counter
// stands; done comes 69 cycles after start, whatever is armed.  An entry is {row, bank}.  States of an entry:
//   FREE       admits nothing, may be taken
//   SERVICE, TRANSACTION
//              armed: admits frames of these kinds
//   RESERVED   taken by an arm-on-send whose frame is still being judged: admits nothing
//   DYING      disarmed, but a frame admitted before may not have been finished yet: admits nothing, not to be taken
// So what a look-up has found stays what it was until its frame's fate is decided.
`default_nettype none
`include "amoebox.vh"

module fbox_table #(
    parameter PORT_BYTES = `AMB_PORT_BYTES
) (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire        clear_i,              // all entries become FREE, one row a cycle; 64 cycles suffice

    // Look-up A.  A key byte while it runs ends it without a result.
    input  wire        a_shift_i,            // next byte of the key
    input  wire  [7:0] a_byte_i,
    input  wire        a_start_i,
    output wire        a_done_o,             // one cycle; the results stay until the next start
    output wire        a_service_o,          // the key is armed as a service
    output wire        a_transaction_o,
    output wire  [7:0] a_entry_o,
    output wire  [7:0] a_tag_o,              // from two cycles after a_done_o on
    output wire [31:0] a_serial_o,

    // Look-up B.
    input  wire        b_shift_i,
    input  wire  [7:0] b_byte_i,
    input  wire        b_start_i,
    output wire        b_done_o,
    output wire        b_match_o,            // an entry that is not FREE has the key
    output wire        b_free_o,             // there is a FREE one
    output wire  [7:0] b_entry_o,            // the match, else the first free entry

    // Writes.  ready says in the same cycle that it is done; it does not depend on valid of its own write.
    input  wire        arm_valid_i,          // key B into entry b_entry_o
    input  wire        arm_reserve_i,        // RESERVED instead of SERVICE or TRANSACTION
    input  wire        arm_transaction_i,
    input  wire  [7:0] arm_tag_i,
    input  wire  [7:0] arm_owner_i,
    output wire        arm_ready_o,
    output wire [31:0] arm_serial_o,         // in the cycle after arm_ready_o: the serial it got
    input  wire        settle_valid_i,       // a RESERVED entry becomes TRANSACTION or FREE
    input  wire        settle_arm_i,
    input  wire  [7:0] settle_entry_i,
    output wire        settle_ready_o,

    // Sweep: every armed entry that is meant becomes DYING (or, with free_i, every DYING one FREE).
    input  wire        sweep_start_i,
    input  wire        sweep_free_i,         // stable until done, like the other two
    input  wire        sweep_owner_i,        // meant: all of owner sweep_which_i; else entry sweep_which_i
    input  wire  [7:0] sweep_which_i,
    output wire        sweep_done_o,         // one cycle
    output wire        sweep_hit_o           // with sweep_done_o: there was one
);

    localparam BITS = 8 * PORT_BYTES;
    localparam [2:0] FREE = 3'd0, SERVICE = 3'd1, TRANSACTION = 3'd2, RESERVED = 3'd3, DYING = 3'd4;

    // ---- The row that is read, and where it is in the pipeline
    reg [5:0] row_q, row1_q, row2_q, row3_q, row4_q;
    reg [5:0] next_row;                      // register: the row after row_q
    initial begin                            // any row would do
        row_q    = 6'd0;
        next_row = 6'd1;
    end
    // Rows are read while somebody asks for them; what was read is good from the fifth cycle on.  The counter also moves
    // while a write waits for its row to pass.
    wire scan = a_busy_q || b_busy_q || sweep_q;
    wire move = scan || clear_i || settle_valid_i || arm_valid_i || hit_q;
    always @(posedge clk_i) begin
        if (move) begin
            next_row <= next_row + 6'd1;
            row_q    <= next_row;
            row1_q   <= row_q;
            row2_q   <= row1_q;
            row3_q   <= row2_q;
            row4_q   <= row3_q;
        end
    end
    reg [3:0] fresh_q;
    always @(posedge clk_i) begin
        fresh_q <= {fresh_q[2:0], 1'b1} & {4{scan}};
    end

    // ---- Keys
    reg [BITS-1:0] key_a_q, key_b_q;
    always @(posedge clk_i) begin
        if (a_shift_i) key_a_q <= {key_a_q[BITS-9:0], a_byte_i};
        if (b_shift_i) key_b_q <= {key_b_q[BITS-9:0], b_byte_i};
    end

    // ---- Write port
    reg        write_q, write_port_q;        // of this cycle, chosen in the one before
    reg  [3:0] write_bank_q;
    reg  [5:0] write_row_q;
    reg  [2:0] write_state_q;
    reg  [7:0] write_owner_q;
    reg        hit_q;                        // a row of the sweep asks
    reg  [3:0] hit_bank_q;
    reg  [5:0] hit_row_q;

    // The row must not be the one being read in the cycle of the write: row_q + 1.
    wire settle_ok = settle_entry_i[7:2] != next_row;
    wire arm_ok = !settle_valid_i && b_entry_q[7:2] != next_row;
    wire sweep_ok = !settle_valid_i && !arm_valid_i && hit_row_q != next_row;
    wire do_settle = settle_valid_i && settle_ok;
    wire do_arm = arm_valid_i && arm_ok;
    wire do_sweep = hit_q && sweep_ok;
    assign settle_ready_o = settle_ok;
    assign arm_ready_o = arm_ok;

    initial begin
        write_q      = 1'b0;
        write_port_q = 1'b0;
    end

    always @(posedge clk_i) begin
        write_q       <= clear_i || (!rst_i && (do_settle || do_arm || do_sweep));
        write_port_q  <= !clear_i && !rst_i && do_arm;
        write_owner_q <= arm_owner_i;
        write_row_q   <= clear_i ? {~next_row[5], next_row[4:0]} : by_entry ? write_entry[7:2] : hit_row_q;
        write_bank_q  <= clear_i ? 4'hF : by_entry ? 4'd1 << write_entry[1:0] : hit_bank_q;
        write_state_q <= clear_i ? FREE : settle_valid_i ? (settle_arm_i ? TRANSACTION : FREE) :
                         arm_valid_i ? (arm_reserve_i ? RESERVED : arm_transaction_i ? TRANSACTION : SERVICE) :
                         sweep_free_i ? FREE : DYING;
    end
    wire       by_entry = settle_valid_i || arm_valid_i;
    wire [7:0] write_entry = settle_valid_i ? settle_entry_i : b_entry_q;

    // ---- Banks
    wire [11:0] state3;                      // of row3_q
    wire [31:0] owner3;
    wire  [3:0] match_a, match_b;            // of row4_q
    generate
        genvar b;
        for (b = 0; b < 4; b = b + 1) begin : g_bank
            fbox_bank #(.PORT_BYTES(PORT_BYTES)) bank (
                .clk_i(clk_i),
                .scan_i(scan),
                .read_row_i(row_q),
                .write_state_i(write_q && write_bank_q[b]),
                .write_port_i(write_port_q && write_bank_q[b]),
                .write_row_i(write_row_q),
                .state_i(write_state_q),
                .owner_i(write_owner_q),
                .port_i(key_b_q),
                .key_a_i(key_a_q),
                .key_b_i(key_b_q),
                .state_o(state3[3*b+:3]),
                .owner_o(owner3[8*b+:8]),
                .match_a_o(match_a[b]),
                .match_b_o(match_b[b])
            );
        end
    endgenerate

    // What the states of row4_q mean, for each bank.
    reg [3:0] is_free, is_service, is_transaction, is_dying, is_meant;
    integer i;
    always @(posedge clk_i) begin
        if (scan) begin
            for (i = 0; i < 4; i = i + 1) begin
                is_free[i]        <= state3[3*i+:3] == FREE;
                is_service[i]     <= state3[3*i+:3] == SERVICE;
                is_transaction[i] <= state3[3*i+:3] == TRANSACTION;
                is_dying[i]       <= state3[3*i+:3] == DYING;
                is_meant[i]       <= sweep_owner_i ? owner3[8*i+:8] == sweep_which_i : {row3_q, i[1:0]} == sweep_which_i;
            end
        end
    end

    // ---- Look-up A
    reg [67:0] a_line_q;                   // how long ago it started: its rows arrive from place 4 to place 67
    reg        a_busy_q, a_reading_q;
    reg        a_done_q, a_service_q, a_transaction_q;
    reg  [7:0] a_entry_q;
    wire [3:0] a_hits = match_a & (is_service | is_transaction) & {4{a_reading_q}};
    always @(posedge clk_i) begin
        if (rst_i || a_shift_i) begin
            a_line_q    <= 68'd0;
            a_busy_q    <= 1'b0;
            a_reading_q <= 1'b0;
        end else if (a_start_i || a_busy_q) begin
            a_line_q    <= {a_line_q[66:0], a_start_i};
            a_busy_q    <= a_start_i || !a_line_q[67];
            a_reading_q <= a_line_q[3] || (a_reading_q && !a_line_q[67]);
        end
        a_done_q <= !rst_i && !a_shift_i && a_line_q[67];
        if (a_start_i) begin
            a_service_q     <= 1'b0;
            a_transaction_q <= 1'b0;
        end else if (a_hits != 4'd0) begin
            a_service_q     <= (a_hits & is_service) != 4'd0;
            a_transaction_q <= (a_hits & is_transaction) != 4'd0;
            a_entry_q       <= {row4_q, a_hits[3] || a_hits[2], a_hits[3] || a_hits[1]};
        end
    end
    assign a_done_o = a_done_q;
    assign a_service_o = a_service_q;
    assign a_transaction_o = a_transaction_q;
    assign a_entry_o = a_entry_q;

    // ---- Look-up B
    reg [67:0] b_line_q;                   // how long ago it started: its rows arrive from place 4 to place 67
    reg        b_reading_q;
    reg        b_busy_q, b_done_q, b_match_q, b_free_q;
    reg  [7:0] b_entry_q;
    wire [3:0] b_hits = match_b & ~is_free & {4{b_reading_q}};
    wire [3:0] b_frees = is_free & {4{b_reading_q}};
    always @(posedge clk_i) begin
        if (rst_i) begin
            b_line_q    <= 68'd0;
            b_reading_q <= 1'b0;
            b_busy_q    <= 1'b0;
        end else if (b_start_i || b_busy_q) begin
            b_line_q    <= {b_line_q[66:0], b_start_i};
            b_busy_q    <= b_start_i || !b_line_q[67];
            b_reading_q <= b_line_q[3] || (b_reading_q && !b_line_q[67]);
        end
        b_done_q <= !rst_i && b_line_q[67];
        if (b_start_i) begin
            b_match_q <= 1'b0;
            b_free_q  <= 1'b0;
        end else if (b_hits != 4'd0) begin
            b_match_q <= 1'b1;
            b_entry_q <= {row4_q, b_hits[3] || b_hits[2], b_hits[3] || b_hits[1]};
        end else if (b_frees != 4'd0 && !b_free_q && !b_match_q) begin
            b_free_q  <= 1'b1;
            b_entry_q <= {row4_q, b_frees[1:0] == 2'd0, !b_frees[0] && (b_frees[1] || !b_frees[2])};
        end
    end
    assign b_done_o = b_done_q;
    assign b_match_o = b_match_q;
    assign b_free_o = b_free_q;
    assign b_entry_o = b_entry_q;

    // ---- Sweep: ends when no row has asked for 64 rows (and those on their way).  A row whose write finds the port
    // taken simply asks again when it comes round.
    reg        sweep_q, sweep_done_q, sweep_hit_q;
    reg  [6:0] quiet_q;
    wire [3:0] wanted = sweep_free_i ? is_dying : is_meant & (is_service | is_transaction);
    wire [3:0] asks = wanted & {4{sweep_q && fresh_q[3] && !hit_q}};
    always @(posedge clk_i) begin
        sweep_done_q <= 1'b0;
        if (rst_i) begin
            sweep_q <= 1'b0;
            hit_q   <= 1'b0;
        end else begin
            if (sweep_start_i) begin
                sweep_q     <= 1'b1;
                sweep_hit_q <= 1'b0;
                quiet_q     <= 7'd0;
            end else if (sweep_q) begin
                quiet_q <= (wanted != 4'd0) ? 7'd0 : quiet_q + 7'd1;
                if (quiet_q == 7'd72) begin
                    sweep_q      <= 1'b0;
                    sweep_done_q <= 1'b1;
                end
            end
            if (do_sweep) sweep_hit_q <= 1'b1;
            // Once asked for, a write waits for its turn; other rows that ask meanwhile come round again.
            hit_q <= asks != 4'd0 || (hit_q && !sweep_ok);
        end
        if (asks != 4'd0) begin
            hit_bank_q <= asks;
            hit_row_q  <= row4_q;
        end
    end
    assign sweep_done_o = sweep_done_q;
    assign sweep_hit_o = sweep_hit_q;

    // ---- Tag and serial of an entry, read by look-up A only
    (* no_rw_check *)
    reg [39:0] details [0:255];              // {serial, tag}
    reg [39:0] detail_read_q, detail_q;
    reg [31:0] serial_q;                     // arms of this life; the first one gets 1
    wire [31:0] serial = serial_q + 32'd1;
    always @(posedge clk_i) begin
        if (do_arm) details[b_entry_q] <= {serial, arm_tag_i};
        detail_read_q <= details[a_entry_q];
        detail_q      <= detail_read_q;
        if (clear_i) serial_q <= 32'd0;
        else if (do_arm) serial_q <= serial;
    end
    assign arm_serial_o = serial_q;
    assign a_tag_o = detail_q[7:0];
    assign a_serial_o = detail_q[39:8];

`ifdef FORMAL
    `include "fbox_table.vh"
`endif

endmodule

`default_nettype wire
