// Frame FIFO between two clocks: it shows whole frames only, and a frame's bytes without a hole.
//
// The write side cannot be stalled.  A frame is committed with its last byte, if it is not bad and found room;
// otherwise the write pointer goes back to its begin.  What crosses is Gray coded and moves by one: the number of
// committed frames one way, the read pointer (freed bytes) the other way.  So the read side may start a frame only when
// all of it is in the memory, and last, stored with each byte, ends it.
// Latency from last_i to the first byte's valid_o: 6 read cycles, and up to one more where the clocks differ.  Between
// two frames valid_o is low for at least 3 cycles.
//
// Reset: a reset never moves the pointers that the two sides have agreed on (these are set by configuration only), so
// it needs no answer from the other clock, which may stand still.  A reset of the write side forgets the frame that is
// being written; a reset of the read side throws away, unseen, the rest of a frame half read and all that it
// knew to be committed.  Reset a side together with its neighbour, so that its next byte is a frame's first.
`default_nettype none

module eth_frame_fifo #(
    parameter DEPTH = 2048              // bytes, a power of two, at least 4; 2,048 are one EBR
) (
    // Write side
    input  wire       wr_clk_i,
    input  wire       wr_rst_i,
    input  wire       wr_valid_i,       // a byte; always taken
    input  wire [7:0] wr_data_i,
    input  wire       wr_last_i,        // it is the frame's last
    input  wire       wr_bad_i,         // with last: forget the frame
    output wire       stat_dropped_o,   // strobe: a frame that was not bad found no room; one cycle behind its last byte
    // Read side
    input  wire       rd_clk_i,
    input  wire       rd_rst_i,
    output wire       rd_valid_o,       // register; high from a frame's first byte to its last
    input  wire       rd_ready_i,
    output wire [7:0] rd_data_o,        // register
    output wire       rd_last_o         // register
);
    localparam W = $clog2(DEPTH);

    reg [8:0] memory [0:DEPTH-1];       // {last, data}

    // ---- Write side.  Pointers have one bit more than an address, so that full and empty differ.
    reg  [W:0] write_q  = {W+1{1'b0}};  // next byte to write
    reg  [W:0] write_gray_q = {W+1{1'b0}};  // the same in Gray's code
    reg  [W:0] begin_q  = {W+1{1'b0}};  // first byte of the frame being written
    reg  [W:0] frames_q = {W+1{1'b0}};  // frames committed
    reg  [W:0] frames_gray_q = {W+1{1'b0}};
    wire [W:0] read_gray;               // the read pointer, a little old
    reg        overflow_q;              // this frame has found no room
    reg        dropped_q;

    wire       full        = write_gray_q == {~read_gray[W:W-1], read_gray[W-2:0]};
    wire       no_room     = overflow_q || full;
    wire       commit      = wr_valid_i && wr_last_i && !wr_bad_i && !no_room;
    wire [W:0] write_next  = write_q + {{W{1'b0}}, 1'b1};
    wire [W:0] frames_next = frames_q + {{W{1'b0}}, 1'b1};

    always @(posedge wr_clk_i) begin
        if (wr_valid_i && !full)
            memory[write_q[W-1:0]] <= {wr_last_i, wr_data_i};
    end

    always @(posedge wr_clk_i) begin
        dropped_q <= wr_valid_i && wr_last_i && !wr_bad_i && no_room && !wr_rst_i;
        if (commit && !wr_rst_i) begin
            frames_q      <= frames_next;
            frames_gray_q <= frames_next ^ (frames_next >> 1);
            begin_q       <= write_next;
        end
        if (wr_rst_i || wr_valid_i && wr_last_i)
            overflow_q <= 1'b0;
        else if (wr_valid_i && full)
            overflow_q <= 1'b1;
        if (wr_rst_i || wr_valid_i && wr_last_i && !commit) begin
            write_q      <= begin_q;
            write_gray_q <= begin_q ^ (begin_q >> 1);
        end else if (wr_valid_i && !no_room) begin
            write_q      <= write_next;
            write_gray_q <= write_next ^ (write_next >> 1);
        end
    end
    assign stat_dropped_o = dropped_q;

    // ---- Crossings
    reg  [W:0] read_q      = {W+1{1'b0}};  // next byte to read
    reg  [W:0] read_gray_q = {W+1{1'b0}};
    wire [W:0] committed_gray;             // frames_gray_q, a little old
    eth_sync #(.WIDTH(W + 1)) freed     (.clk_i(wr_clk_i), .data_i(read_gray_q), .data_o(read_gray));
    eth_sync #(.WIDTH(W + 1)) committed (.clk_i(rd_clk_i), .data_i(frames_gray_q), .data_o(committed_gray));

    // ---- Read side: memory -> word_q -> mid_q -> out_q, which move together.  (The memory's output is slow: nothing but a
    // wire is behind word_q.)  Reading runs ahead of the frame's end, which is known in mid_q; then it is set back.
    reg  [W:0] done_q  = {W+1{1'b0}};      // frames whose last byte has left mid_q
    reg  [W:0] ahead_q = {W+1{1'b0}};      // next byte to read from the memory; read_q: next byte to enter out_q
    reg        busy_q = 1'b0;              // within a frame; a reset clears none of these
    reg        word_valid_q = 1'b0, mid_valid_q = 1'b0, loaded_q = 1'b0;
    reg        flush_q;                    // after a reset, until everything old is gone: throw away what is in out_q
    reg  [W:0] flush_to_q;                 // data: committed_gray in the reset
    reg  [8:0] word_q, mid_q, out_q;       // data

    wire [W:0] done_gray = done_q ^ (done_q >> 1);
    wire       here      = committed_gray != done_gray;
    wire       step      = !loaded_q || rd_ready_i || flush_q;
    wire       move      = mid_valid_q && step;
    wire       frame_end = move && mid_q[8];
    wire [W:0] read_next = read_q + {{W{1'b0}}, 1'b1};     // (move comes late: it enables, and is in no sum)

    always @(posedge rd_clk_i) begin
        if (step) begin
            word_q <= memory[ahead_q[W-1:0]];
            mid_q  <= word_q;
            out_q  <= mid_q;
        end
    end

    always @(posedge rd_clk_i) begin
        if (move) begin
            read_q      <= read_next;
            read_gray_q <= read_next ^ (read_next >> 1);
        end
        if (step) begin
            ahead_q      <= ahead_q + {{W{1'b0}}, busy_q};
            word_valid_q <= busy_q;
            mid_valid_q  <= word_valid_q;
            loaded_q     <= mid_valid_q;
        end
        if (frame_end) begin
            busy_q       <= 1'b0;
            word_valid_q <= 1'b0;
            mid_valid_q  <= 1'b0;
            ahead_q      <= read_next;
            done_q       <= done_q + {{W{1'b0}}, 1'b1};
        end else if (!busy_q && here)
            busy_q <= 1'b1;
        if (rd_rst_i) begin
            flush_q    <= 1'b1;
            flush_to_q <= committed_gray;
        end else if (done_gray == flush_to_q && !loaded_q)
            flush_q <= 1'b0;
    end

    assign rd_valid_o = loaded_q && !flush_q;
    assign rd_data_o  = out_q[7:0];
    assign rd_last_o  = out_q[8];

`ifdef AMOEBOX_ASSERT
    reg valid_before_q, last_before_q, taken_before_q, rst_before_q;
    always @(posedge wr_clk_i)
        if (write_q - begin_q > DEPTH[W:0]) $error("overflow: a frame longer than the memory");
    always @(posedge rd_clk_i) begin
        valid_before_q <= rd_valid_o;
        last_before_q  <= rd_last_o;
        taken_before_q <= rd_ready_i;
        rst_before_q   <= rd_rst_i;
        if (!rd_rst_i && !rst_before_q) begin
            if (valid_before_q && !taken_before_q && !rd_valid_o) $error("valid taken back");
            if (valid_before_q && taken_before_q && !last_before_q && !rd_valid_o) $error("a hole in a frame");
            if (move && !here) $error("underflow: a frame begins that is not committed");
        end
    end
`endif

`ifdef FORMAL
    `include "eth_frame_fifo.vh"
`endif
endmodule

`default_nettype wire
