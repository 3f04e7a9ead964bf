// The node's memory port before a LiteDRAM controller with a native port of 16 bits: each word is two accesses.
//
// Memory port as in soc_mem_arbiter.v.  Accesses of one burst lie in one row, so the controller carries them out in order.
// A reset forgets the burst: answers that still come are dropped, and what is not yet written is not written.  They come
// within 100 cycles, so a reset lasts at least that long.
`default_nettype none

module soc_dram (
    input  wire        clk_i,
    input  wire        rst_i,            // the processor's reset (127 cycles, soc_sys.v)

    input  wire        mem_req_i,
    input  wire        mem_write_i,
    input  wire [23:0] mem_addr_i,       // below 2^23: 32 MB
    input  wire  [3:0] mem_count_i,
    input  wire [31:0] mem_wdata_i,
    input  wire  [3:0] mem_strobe_i,
    output wire        mem_next_o,
    output wire        mem_last_o,
    output wire [31:0] mem_rdata_o,

    // Native port.  A command moves with valid and ready; wdata is taken in the cycle of wdata_ready; rdata cannot wait.
    output wire        cmd_valid_o,
    input  wire        cmd_ready_i,
    output wire        cmd_we_o,
    output wire [23:0] cmd_addr_o,       // 16-bit words
    input  wire        wdata_ready_i,
    output wire  [1:0] wdata_we_o,
    output wire [15:0] wdata_o,
    input  wire        rdata_valid_i,
    input  wire [15:0] rdata_i
);

    // Taken over as they stand at the port while idle, without any logic: the request comes late in its cycle.  So what counts
    // in a burst begins at the same numbers every time and is compared with what was taken over.
    reg        busy_q;
    reg        write_q;
    reg [22:0] addr_q;
    reg  [3:0] count_q;

    reg        asking_q;                 // there are accesses to ask for
    reg  [3:0] asked_q;                  // how many have been
    reg  [3:0] word_q;                   // the word that is answered next, the first is 1
    reg        high_q;                   // the next answer is for the upper half of it
    reg        final_q;                  // it is the last one; one cycle late, and two answers make a word
    reg        next_q, last_q;           // rdata_q is a word, the last one
    reg [31:0] rdata_q;
    // The word that is written stands in a register: from its master to the pins the way would be too long.
    reg        loaded_q;
    reg        loading_q;                // there are words to load
    reg  [3:0] load_q;                   // the next of them, the first is 1
    reg [31:0] wdata_q;
    reg  [3:0] strobe_q;

    wire answered = busy_q && (write_q ? wdata_ready_i : rdata_valid_i);
    wire final_one = final_q && high_q;
    wire load = busy_q && write_q && loading_q && (!loaded_q || wdata_ready_i && high_q);
    wire load_last = load_q == count_q;
    wire [2:0] place = addr_q[2:0] + asked_q[3:1];   // in its line
    wire unused_addr = mem_addr_i[23];

    assign cmd_valid_o = busy_q && asking_q;
    assign cmd_we_o = write_q;
    assign cmd_addr_o = {addr_q[22:3], place, asked_q[0]};
    assign wdata_o = high_q ? wdata_q[31:16] : wdata_q[15:0];
    assign wdata_we_o = !busy_q || rst_i ? 2'b00 : high_q ? strobe_q[3:2] : strobe_q[1:0];
    // The last word is said to be taken when it is written, those before it when they are loaded.
    assign mem_next_o = next_q || load && !load_last || busy_q && write_q && wdata_ready_i && final_one;
    assign mem_last_o = last_q || busy_q && write_q && wdata_ready_i && final_one;
    assign mem_rdata_o = rdata_q;

    always @(posedge clk_i) begin
        next_q <= answered && !write_q && high_q;
        last_q <= answered && !write_q && final_one;
        if (rdata_valid_i)
            rdata_q <= high_q ? {rdata_i, rdata_q[15:0]} : {16'd0, rdata_i};
        final_q <= word_q == count_q;
        if (!busy_q) begin
            busy_q    <= mem_req_i;
            write_q   <= mem_write_i;
            addr_q    <= mem_addr_i[22:0];
            count_q   <= mem_count_i;
            asking_q  <= 1'b1;
            asked_q   <= 4'd0;
            word_q    <= 4'd1;
            high_q    <= 1'b0;
            loading_q <= 1'b1;
            load_q    <= 4'd1;
            loaded_q  <= 1'b0;
        end else begin
            if (cmd_valid_o && cmd_ready_i) begin
                asked_q  <= asked_q + 4'd1;
                asking_q <= !(asked_q[0] && {1'b0, asked_q[3:1]} + 4'd1 == count_q);
            end
            if (answered) begin
                word_q <= word_q + {3'd0, high_q};
                high_q <= !high_q;
            end
            if (load) begin
                loaded_q  <= 1'b1;
                loading_q <= !load_last;
                load_q    <= load_q + 4'd1;
                wdata_q   <= mem_wdata_i;
                strobe_q  <= mem_strobe_i;
            end
            if (mem_last_o)
                busy_q <= 1'b0;
        end
        if (rst_i) begin
            busy_q <= 1'b0;
            next_q <= 1'b0;
            last_q <= 1'b0;
        end
    end

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i)
        if (!rst_i && (wdata_ready_i || rdata_valid_i) && !(busy_q && word_q <= count_q))
            $error("an answer to nothing");
    always @(posedge clk_i)
        if (!rst_i && busy_q && write_q && wdata_ready_i && !loaded_q)
            $error("data are wanted before they are there");
`endif

endmodule

`default_nettype wire
