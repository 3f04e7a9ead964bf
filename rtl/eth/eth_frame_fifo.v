// Frame FIFO between two clocks: it shows whole frames only, and a frame's bytes without a hole.
//
// The write side cannot be stalled.  A frame is committed with its last byte, if it is not bad and found room;
// otherwise the write pointer goes back to its begin.  What crosses is Gray coded and moves by one: the number of
// committed frames one way, the read pointer (freed bytes) the other way.  So the read side may start a frame only when
// all of it is in the memory, and last, stored with each byte, ends it.
// Latency from last_i to the first byte's valid_o: 5 read cycles, and up to one more where the clocks differ.  Between
// two frames valid_o is low for at least 2 cycles.
//
// Reset: a reset never moves the pointers that the two sides have agreed on (these are set by configuration only), so
// it needs no answer from the other clock, which may stand still.  A reset of the write side forgets the frame that is
// being written; a reset of the read side throws away, unseen, the rest of a frame half read and all that was
// committed before.  Reset a side together with its neighbour, so that its next byte is a frame's first.
`default_nettype none

module eth_frame_fifo #(
    parameter DEPTH = 4096              // bytes, a power of two, at least 4; 2,048 hold the longest frame
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
    reg  [W:0] begin_q  = {W+1{1'b0}};  // first byte of the frame being written
    reg  [W:0] frames_q = {W+1{1'b0}};  // frames committed
    reg  [W:0] frames_gray_q = {W+1{1'b0}};
    wire [W:0] read_gray;               // the read pointer, a little old
    reg        overflow_q;              // this frame has found no room
    reg        dropped_q;

    wire [W:0] write_gray  = write_q ^ (write_q >> 1);
    wire       full        = write_gray == {~read_gray[W:W-1], read_gray[W-2:0]};
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
        if (wr_rst_i || wr_valid_i && wr_last_i && !commit)
            write_q <= begin_q;
        else if (wr_valid_i && !no_room)
            write_q <= write_next;
    end
    assign stat_dropped_o = dropped_q;

    // ---- Crossings
    reg  [W:0] read_q      = {W+1{1'b0}};  // next byte to read
    reg  [W:0] read_gray_q = {W+1{1'b0}};
    wire [W:0] committed_gray;             // frames_gray_q, a little old
    eth_sync #(.WIDTH(W + 1)) freed     (.clk_i(wr_clk_i), .data_i(read_gray_q), .data_o(read_gray));
    eth_sync #(.WIDTH(W + 1)) committed (.clk_i(rd_clk_i), .data_i(frames_gray_q), .data_o(committed_gray));

    // ---- Read side.  word_q is always the memory at read_q: it is read again until it moves to the output register.
    // The frame's end is known only there, so the cycle behind it is left free.
    reg  [W:0] done_q = {W+1{1'b0}};       // frames whose last byte has been moved
    reg        busy_q = 1'b0;              // within a frame; not cleared by a reset
    reg        flush_q;                    // after a reset, until everything old is gone
    reg  [8:0] word_q;                     // memory output
    reg        loaded_q = 1'b0;            // out_q holds a byte, shown or, in a flush, to be thrown away
    reg  [8:0] out_q;                      // data

    wire       here      = committed_gray != (done_q ^ (done_q >> 1));
    wire       taken     = loaded_q && (rd_ready_i || flush_q);
    wire       frame_end = busy_q && loaded_q && out_q[8];
    wire       move      = busy_q && (!loaded_q || taken) && !frame_end;
    wire [W:0] read_next = move ? read_q + {{W{1'b0}}, 1'b1} : read_q;

    always @(posedge rd_clk_i) begin
        word_q <= memory[read_next[W-1:0]];
        if (move)
            out_q <= word_q;
    end

    always @(posedge rd_clk_i) begin
        read_q      <= read_next;
        read_gray_q <= read_next ^ (read_next >> 1);
        loaded_q    <= move || loaded_q && !taken;
        if (frame_end) begin
            busy_q <= 1'b0;
            done_q <= done_q + {{W{1'b0}}, 1'b1};
        end else if (!busy_q && here && (!loaded_q || taken))
            busy_q <= 1'b1;
        if (rd_rst_i)
            flush_q <= 1'b1;
        else if (!busy_q && !loaded_q && !here)
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
            if (move && !loaded_q && !here) $error("underflow: a frame begins that is not committed");
        end
    end
`endif
endmodule

`default_nettype wire
