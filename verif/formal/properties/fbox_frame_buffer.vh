// One symbolic byte of one symbolic slot, and its mark, are followed from their write to their read.
`ifdef FORMAL_fbox_frame_buffer
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);

(* anyconst *) reg [1:0] f_slot;
(* anyconst *) reg [9:0] f_word;
reg [16:0] f_bytes_q;                    // {mark, bytes} that were last written there
reg        f_written_q;                  // since the beginning
reg [10:0] f_end_q;                      // where the frame in that slot ends
reg        f_ended_q;
initial {f_written_q, f_ended_q} = 2'd0;
wire f_here = write_i && !rst_i && write_slot_i == f_slot;
always @(posedge clk_i) begin
    if (f_here && write_word_i == f_word) {f_written_q, f_bytes_q} <= {1'b1, write_mark_i, write_data_i[15:0]};
    if (f_here && write_data_i[17:16] != 2'd0) {f_ended_q, f_end_q} <= {1'b1, write_data_i[16], write_word_i};
end
// Surroundings: a slot that is being read is not written, and was complete two cycles before it is started.
reg       f_reading_q;
reg [1:0] f_read_q;
initial f_reading_q = 1'b0;
always @(posedge clk_i) begin
    if (rst_i || finish_o) f_reading_q <= 1'b0;
    else if (start_i) {f_reading_q, f_read_q} <= {1'b1, start_slot_i};
end
wire       f_busy = f_reading_q || start_i;
wire [1:0] f_busy_slot = f_reading_q ? f_read_q : start_slot_i;
always @* begin
    assume (!start_i || !busy_q);
    assume (!(write_i && f_busy && write_slot_i == f_busy_slot));
    assume (!(write_q && f_busy && write_address_q[11:10] == f_busy_slot));
    assume (!(start_i && start_slot_i == f_slot) || (f_ended_q && f_word <= f_end_q[9:0] && f_written_q));
    assume (!start_i || start_slot_i == f_slot);     // the other three are like it
    assume (!start_i || !rst_i);
    assume (write_word_i < 10'd757);                 // fbox_form: no longer frame has room
end
reg [10:0] f_at_q;                       // number of the byte on the output
always @(posedge clk_i) begin
    if (rst_i || start_i) f_at_q <= 11'd0;
    else if (valid_o && ready_i) f_at_q <= f_at_q + 11'd1;
end
wire [10:0] f_length = {f_end_q[9:0], f_end_q[10]};      // number of the last byte
reg  f_first_q, f_waits_q, f_last_q, f_went_q;
reg [1:0] f_since_q;                     // cycles since start_i; saturates
always @(posedge clk_i) f_since_q <= start_i ? 2'd1 : f_since_q == 2'd3 ? f_since_q : f_since_q + 2'd1;
reg [7:0] f_data_q;
initial {f_waits_q, f_went_q} = 2'd0;
always @(posedge clk_i) begin
    f_waits_q <= !rst_i && valid_o && !ready_i;
    f_went_q  <= !rst_i && valid_o && ready_i && !last_o;
    f_last_q  <= last_o;
    f_data_q  <= data_o;
end
always @* if (f_begun) begin
    g2_content: assert (!(valid_o && f_at_q[10:1] == f_word) || data_o == (f_at_q[0] ? f_bytes_q[7:0] : f_bytes_q[15:8]));  //: G2: a byte that leaves is the one that was last written at its place
    g2_mark: assert (!(valid_o && f_at_q[10:1] == f_word) || mark_o == f_bytes_q[16]);  //: G2: a byte that leaves has the mark that was last written at its place
    g5_last: assert (!valid_o || last_o == (f_at_q == f_length));  //: G5: last is with the last byte that was written, and with no other
    stream_holds: assert (!f_waits_q || (valid_o && data_o == f_data_q && last_o == f_last_q));  //: plumbing: byte and last stand still while they wait
    stream_gapless: assert (!f_went_q || valid_o);  //: plumbing: no gap within a frame
    t_read: assert (!f_reading_q || valid_o || f_since_q < 2'd3);  //: time: the first byte comes three cycles after the start, and no cycle passes without one until the last has gone
    g8_reset_stops: assert (!valid_o || f_reading_q);  //: G8: a reset stops the stream; nothing comes without a start
    i_memory: assert (!f_written_q || (write_q && write_address_q == {f_slot, f_word} ? write_data_q[15:0] : memory[{f_slot, f_word}]) == f_bytes_q[15:0]);
    i_marks: assert (!f_written_q || (write_q && write_address_q == {f_slot, f_word} ? write_mark_q : marks[{f_slot, f_word}]) == f_bytes_q[16]);
    i_ends: assert (!f_ended_q || (write_q && write_data_q[17:16] != 2'd0 && write_address_q[11:10] == f_slot ? {write_data_q[16], write_address_q[9:0]} : ends[f_slot]) == f_end_q);
    i_end: assert (!f_ended_q || f_end_q[9:0] < 10'd757);
    i_write: assert (!write_q || write_address_q[9:0] < 10'd757);
    i_reading: assert (f_reading_q == busy_q);
    i_idle: assert (busy_q || (!have_q && !fetched_q && !next_valid_q && !second_q));
    if (f_reading_q) begin
        i_written: assert (f_read_q == f_slot && f_ended_q && f_written_q && f_word <= f_end_q[9:0] && {end_second_q, end_word_q} == f_end_q);
        i_second: assert (second_q == f_at_q[0] && (!second_q || have_q));
        i_at: assert (f_at_q <= f_length);
        i_since: assert (f_since_q == 2'd1 ? !next_valid_q && !have_q : f_since_q == 2'd2 ? next_valid_q && !have_q : f_since_q == 2'd3 && have_q);
        i_order: assert (have_q || fetched_q || next_valid_q);
        i_full: assert (!next_valid_q || have_q || !f_at_q[0]);
        i_have: assert (have_q || f_at_q[9:0] == 10'd0 && f_at_q[10] == 1'b0);
        // The words in the pipeline follow one another: word_q, next_q, fetch_q.
        i_word: assert (!have_q || word_last_q == (f_at_q[10:1] == end_word_q));
        i_word_data: assert (!(have_q && f_at_q[10:1] == f_word) || mark_q == f_bytes_q[16] && word_q[15:8] == (second_q ? f_bytes_q[7:0] : f_bytes_q[15:8]) && (second_q || word_q[7:0] == f_bytes_q[7:0]));
    end
end
wire [9:0] f_next_number = f_at_q[10:1] + {9'd0, have_q};
wire [9:0] f_fetch_number = f_next_number + {9'd0, next_valid_q};
always @* if (f_begun && f_reading_q) begin
    i_next: assert (!next_valid_q || (next_last_q == (f_next_number == end_word_q) && (f_next_number != f_word || {next_mark_q, next_q} == f_bytes_q)));
    i_fetch: assert (!fetched_q || (fetch_word_q == f_fetch_number && (f_fetch_number != f_word || {fetch_mark_q, fetch_q} == f_bytes_q)));
    i_address: assert (address_q == {f_slot, 10'd0} + {2'd0, f_fetch_number} + {11'd0, fetched_q});
    i_fetched: assert (fetched_q);
    i_primed: assert (!second_q || next_valid_q);    // the word after it is there in time
end
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_reads_it: cover (valid_o && ready_i && last_o && f_at_q[10:1] == f_word && f_at_q > 11'd3 && data_o == 8'hA5);  //: G2: the byte that is followed leaves as the last of its frame
end
`endif
