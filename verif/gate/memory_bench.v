// The block RAM's model against memories in RTL: the same random writes and reads, outputs equal in every cycle, unknown where
// nothing was written.  A cycle never reads what it writes in the same one (the F-box promises so), but for the last part,
// in which the model must say that it does not know.
//
//     vvp memory_bench.vvp [+cycles=N]       last line "memories: cycles N known N collisions N faults N"
`default_nettype none

module memory_bench;
    localparam BITS = 225;
    reg clk, read;
    reg [3:0] write;
    reg [13:0] write_at, read_at;
    reg [71:0] data;
    wire [71:0] want_bank, is_bank;
    wire [39:0] want_details, is_details;
    wire [31:0] want_counters, is_counters;
    wire [15:0] want_frames, is_frames;
    wire [7:0] want_answers, is_answers;
    wire [17:0] want_words, is_words;
    wire [1:0] want_twos, is_twos;
    wire want_ones, is_ones;
    wire [35:0] want_wide, is_wide;
    wire [BITS-1:0] want = {want_bank, want_details, want_counters, want_frames, want_answers,
                            want_words, want_twos, want_ones, want_wide};
    wire [BITS-1:0] is = {is_bank, is_details, is_counters, is_frames, is_answers,
                          is_words, is_twos, is_ones, is_wide};
    integer limit, cycles, faults, known, collisions, i, seed;

    memories truth (
        .clk_i(clk), .write_i(write), .write_at_i(write_at), .data_i(data), .read_i(read), .read_at_i(read_at),
        .bank_o(want_bank), .details_o(want_details), .counters_o(want_counters), .frames_o(want_frames), .answers_o(want_answers),
        .words_o(want_words), .twos_o(want_twos), .ones_o(want_ones), .wide_o(want_wide)
    );
    memories_mapped mapped (
        .clk_i(clk), .write_i(write), .write_at_i(write_at), .data_i(data), .read_i(read), .read_at_i(read_at),
        .bank_o(is_bank), .details_o(is_details), .counters_o(is_counters), .frames_o(is_frames), .answers_o(is_answers),
        .words_o(is_words), .twos_o(is_twos), .ones_o(is_ones), .wide_o(is_wide)
    );

    // Small addresses often, so that small memories meet what was written; all of them now and then.
    function [13:0] address(input integer random);
        address = random[31] ? {8'd0, random[5:0]} : random[30] ? {random[13:5], 5'd0} : random[13:0];
    endfunction

    task cycle;
        begin
            #4 clk = 1'b1;
            #4 clk = 1'b0;
            #1 cycles = cycles + 1;
        end
    endtask

    initial begin
        {cycles, faults, known, collisions} = {4{32'd0}};
        seed = 1;
        if (!$value$plusargs("cycles=%d", limit)) limit = 6000;
        clk = 1'b0;
        read = 1'b0;
        write = 4'd0;
        write_at = 14'd0;
        read_at = 14'd0;
        data = 72'd0;
        for (i = 0; i < limit; i = i + 1) begin
            data = {$random(seed), $random(seed), $random(seed)};
            write = $random(seed) & $random(seed);
            write_at = address($random(seed));
            read_at = address($random(seed));
            read = ($random(seed) & 3) != 0;
            // The smallest memory has five bits of address.
            if (write_at[4:0] == read_at[4:0]) read = 1'b0;
            cycle;
            if (is !== want) begin
                if (faults < 10) $display("cycle %0d: read %h, expected %h", cycles, is, want);
                faults = faults + 1;
            end
            if (^want !== 1'bx) known = known + 1;
        end
        for (i = 0; i < 32; i = i + 1) begin
            write = 4'hF;
            write_at = i;
            read_at = i;
            read = 1'b1;
            cycle;
            write = 4'd0;
            read_at = i + 1;
            cycle;                           // the second register of some of them
            if (is === want) faults = faults + 1;
            else collisions = collisions + 1;
        end
        $display("memories: cycles %0d known %0d collisions %0d faults %0d", cycles, known, collisions, faults);
        $finish;
    end
endmodule

`default_nettype wire
