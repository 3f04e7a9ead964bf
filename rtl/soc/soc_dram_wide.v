// The node's memory port before a LiteDRAM controller with a native port of 128 bits: each half of a 32-byte line is one
// access, so a burst is one or two.
//
// Memory port as in soc_mem_arbiter.v.  Words are gathered before they are written, and handed out from a register as soon as
// their half has come.  A reset forgets the burst: answers that still come are dropped, and what is not yet written is not
// written.  They come within 100 cycles, so a reset lasts at least that long.
`default_nettype none

module soc_dram_wide (
    input  wire         clk_i,
    input  wire         rst_i,           // the processor's reset (127 cycles, soc_sys.v)

    input  wire         mem_req_i,
    input  wire         mem_write_i,
    input  wire  [23:0] mem_addr_i,
    input  wire   [3:0] mem_count_i,
    input  wire  [31:0] mem_wdata_i,
    input  wire   [3:0] mem_strobe_i,
    output wire         mem_next_o,
    output wire         mem_last_o,
    output wire  [31:0] mem_rdata_o,

    // Native port.  A command moves with valid and ready; wdata is taken in the cycle of wdata_ready; rdata cannot wait.
    output wire         cmd_valid_o,
    input  wire         cmd_ready_i,
    output wire         cmd_we_o,
    output wire  [21:0] cmd_addr_o,      // 16 bytes each
    input  wire         wdata_ready_i,
    output wire  [15:0] wdata_we_o,
    output wire [127:0] wdata_o,
    input  wire         rdata_valid_i,
    input  wire [127:0] rdata_i
);

    reg         busy_q;
    reg         write_q;
    reg  [20:0] line_q;
    reg   [2:0] first_q;                 // place in the line where the burst begins
    reg   [3:0] count_q;
    reg   [2:0] at_q;                    // place of the next word to gather or to hand out
    reg   [3:0] left_q;                  // words to gather or to hand out
    reg   [1:0] asked_q;                 // accesses asked for
    reg   [1:0] answered_q;
    reg   [1:0] here_q;                  // halves that have come
    reg [255:0] data_q;                  // data
    reg  [31:0] strobe_q;
    reg         next_q, last_q;          // word_q is a word, the last one
    reg  [31:0] word_q;                  // data

    // From registers: the request comes late in its cycle.
    wire [1:0] accesses = !first_q[2] && {2'd0, first_q[1:0]} + count_q > 4'd4 ? 2'd2 : 2'd1;
    wire ask_half = first_q[2] || asked_q[0];
    wire half = first_q[2] || answered_q[0];
    wire answered = busy_q && (write_q ? wdata_ready_i : rdata_valid_i);
    wire written = answered && write_q && answered_q + 2'd1 == accesses;
    wire gather = busy_q && write_q && left_q != 4'd0;
    wire hand = busy_q && !write_q && left_q != 4'd0 && here_q[at_q[2]];

    assign cmd_valid_o = busy_q && asked_q != accesses && (!write_q || left_q == 4'd0);
    assign cmd_we_o = write_q;
    assign cmd_addr_o = {line_q, ask_half};
    assign wdata_o = half ? data_q[255:128] : data_q[127:0];
    assign wdata_we_o = !busy_q || rst_i ? 16'd0 : half ? strobe_q[31:16] : strobe_q[15:0];
    // The last word is said to be taken when it is written, those before it when they are gathered.
    assign mem_next_o = next_q || gather && left_q != 4'd1 || written;
    assign mem_last_o = last_q || written;
    assign mem_rdata_o = word_q;

    always @(posedge clk_i) begin
        next_q <= hand;
        last_q <= hand && left_q == 4'd1;
        word_q <= data_q[{at_q, 5'd0} +: 32];
        // While idle whatever stands at the port is taken over, asked for or not.
        if (!busy_q) begin
            busy_q     <= mem_req_i;
            write_q    <= mem_write_i;
            line_q     <= mem_addr_i[23:3];
            first_q    <= mem_addr_i[2:0];
            at_q       <= mem_addr_i[2:0];
            count_q    <= mem_count_i;
            left_q     <= mem_count_i;
            asked_q    <= 2'd0;
            answered_q <= 2'd0;
            here_q     <= 2'd0;
            strobe_q   <= 32'd0;
        end else begin
            if (cmd_valid_o && cmd_ready_i)
                asked_q <= asked_q + 2'd1;
            if (answered) begin
                answered_q   <= answered_q + 2'd1;
                here_q[half] <= 1'b1;
                if (!write_q && half)
                    data_q[255:128] <= rdata_i;
                if (!write_q && !half)
                    data_q[127:0] <= rdata_i;
            end
            if (gather) begin
                data_q[{at_q, 5'd0} +: 32]  <= mem_wdata_i;
                strobe_q[{at_q, 2'd0} +: 4] <= mem_strobe_i;
            end
            if (gather || hand) begin
                at_q   <= at_q + 3'd1;
                left_q <= left_q - 4'd1;
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
        if (!rst_i && (wdata_ready_i || rdata_valid_i) && !(busy_q && answered_q < asked_q))
            $error("an answer to nothing");
`endif

endmodule

`default_nettype wire
