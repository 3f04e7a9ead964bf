// Four frame slots of 2,048 bytes in one memory, and the reader that streams a slot out without a gap.
//
// What is written are pairs of bytes with two marks: {first byte is the frame's last, second byte is it, first byte, second byte}.
// Each pair may have a mark of the writer's, which leaves with both of its bytes.
`default_nettype none

module fbox_frame_buffer (
    input  wire        clk_i,
    input  wire        rst_i,                // the stream stops at once
    input  wire        write_i,              // done in the next cycle
    input  wire  [1:0] write_slot_i,
    input  wire  [9:0] write_word_i,
    input  wire [17:0] write_data_i,
    input  wire        write_mark_i,

    input  wire        start_i,              // read a slot; only while not busy
    input  wire  [1:0] start_slot_i,         // read with start_i
    output wire        busy_o,               // from the cycle after start_i until the last byte has gone
    output wire        finish_o,             // the last byte goes in this cycle

    output wire        valid_o,              // byte stream; first byte three cycles after start_i
    input  wire        ready_i,
    output wire  [7:0] data_o,
    output wire        mark_o,               // of the byte's pair
    output wire        last_o
);

    // Never written where it is being read: a slot is read only when it is complete.  No wider than 16 bits, so that block
    // RAMs stand side by side with no gate behind them; where a frame ends is kept elsewhere.
    (* no_rw_check *)
    reg [15:0] memory [0:4095];
    (* no_rw_check *)
    reg        marks [0:4095];
    reg [10:0] ends [0:3];                   // {the last byte is a second one, last word} of each slot

    reg        write_q;
    reg [11:0] write_address_q;
    reg [17:0] write_data_q;
    reg        write_mark_q;
    always @(posedge clk_i) begin
        write_q         <= write_i && !rst_i;
        write_address_q <= {write_slot_i, write_word_i};
        write_data_q    <= write_data_i;
        write_mark_q    <= write_mark_i;
        if (write_q) memory[write_address_q] <= write_data_q[15:0];
        if (write_q) marks[write_address_q] <= write_mark_q;
        if (write_q && write_data_q[17:16] != 2'd0) ends[write_address_q[11:10]] <= {write_data_q[16], write_address_q[9:0]};
    end

    reg        busy_q;
    reg [11:0] address_q;                    // word to be fetched next
    reg        fetched_q, next_valid_q;      // fetch_q is the word after next_q, which is the word after word_q
    reg [15:0] fetch_q, next_q, word_q;      // (a memory's output is late in its cycle: only a register behind it)
    reg        fetch_mark_q, next_mark_q, mark_q;
    reg  [9:0] fetch_word_q, end_word_q;     // number of the word in fetch_q; of the frame's last one
    reg        end_second_q;                 // which has a second byte
    reg        next_last_q, word_last_q;     // it is the one in next_q, word_q
    reg        have_q;
    reg        second_q;                     // the second byte of the word is on the output

    wire go = have_q && ready_i;
    wire last = word_last_q && second_q == end_second_q;
    wire finish = go && last;
    wire load = next_valid_q && (!have_q || (go && second_q && !last));
    // Words go out every second cycle at most, so `next` may stay empty for one: load need not reach the memory in its cycle.
    wire move = fetched_q && !next_valid_q;
    wire fetch = start_i || move;
    wire [11:0] address = start_i ? {start_slot_i, 10'd0} : address_q;

    always @(posedge clk_i) begin
        if (start_i) {end_second_q, end_word_q} <= ends[start_slot_i];
        if (fetch) begin
            fetch_q      <= memory[address];
            fetch_mark_q <= marks[address];
            fetch_word_q <= address[9:0];
        end
        // No adder behind start_i, which is late.
        if (start_i) address_q <= {start_slot_i, 10'd1};
        else if (move) address_q[9:0] <= address_q[9:0] + 10'd1;
        if (move) begin
            next_q      <= fetch_q;
            next_mark_q <= fetch_mark_q;
            next_last_q <= fetch_word_q == end_word_q;
        end
        if (load) begin
            word_q      <= next_q;
            mark_q      <= next_mark_q;
            word_last_q <= next_last_q;
        end else if (go) begin
            word_q <= {word_q[7:0], 8'd0};
        end
        if (rst_i || finish) begin
            busy_q       <= 1'b0;
            have_q       <= 1'b0;
            fetched_q    <= 1'b0;
            next_valid_q <= 1'b0;
            second_q     <= 1'b0;
        end else begin
            if (start_i) busy_q <= 1'b1;
            fetched_q    <= fetch || (fetched_q && !move);
            next_valid_q <= move || (next_valid_q && !load);
            if (load) have_q <= 1'b1;
            else if (go && second_q) have_q <= 1'b0;
            if (load) second_q <= 1'b0;
            else if (go) second_q <= 1'b1;
        end
    end

    assign busy_o = busy_q;
    assign finish_o = finish;
    assign valid_o = have_q;
    assign data_o = word_q[15:8];
    assign mark_o = mark_q;
    assign last_o = last;

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i) begin
        if (!rst_i) begin
            if (start_i && busy_q) $error("a slot is started while another one is being read");
            if (go && second_q && !last && !next_valid_q) $error("the stream has a gap");
            if (write_q && fetch && address == write_address_q) $error("a word is read while it is written");
        end
    end
`endif
`ifdef FORMAL
    `include "fbox_frame_buffer.vh"
`endif

endmodule

`default_nettype wire
