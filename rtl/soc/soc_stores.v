// Posted stores to memory on their way: up to eight words.  Neighbours in one line that wait together go as one burst, up to four.
//
// The memory port is that of soc_mem_arbiter.v.  In order; empty_o rises when the last one is in memory for every reader.
`default_nettype none

module soc_stores (
    input  wire        clk_i,
    input  wire        rst_i,

    input  wire        push_i,           // only while full_o is low
    input  wire [23:0] addr_i,           // words
    input  wire [31:0] wdata_i,
    input  wire  [3:0] strobe_i,
    output wire        full_o,
    output wire        empty_o,
    input  wire [20:0] line_i,
    output wire        same_line_o,      // one of them is for this line
    input  wire        hold_i,           // no burst may begin

    output wire        mem_req_o,        // a write, until its last word is done
    output wire [23:0] mem_addr_o,
    output wire  [3:0] mem_count_o,
    output wire [31:0] mem_wdata_o,
    output wire  [3:0] mem_strobe_o,
    input  wire        mem_next_i,
    input  wire        mem_last_i
);

    reg [59:0] entries [0:7];
    reg  [7:0] valid_q;
    reg  [2:0] head_q, tail_q;
    reg  [7:0] follows_q;                // the entry is the next word of the line of the one before it
    reg [23:0] pushed_q;                 // address of the newest
    reg        busy_q;                   // a burst is under way
    reg [23:0] addr_q;
    reg  [2:0] count_q;

    wire [59:0] first = entries[head_q];
    wire  [2:0] second = head_q + 3'd1, third = head_q + 3'd2, fourth = head_q + 3'd3;
    wire        two = valid_q[second] && follows_q[second];
    wire        three = two && valid_q[third] && follows_q[third];
    wire        four = three && valid_q[fourth] && follows_q[fourth];

    assign full_o = valid_q[tail_q];
    assign empty_o = !valid_q[head_q];

    // The lines beside the words, where all can be compared at once.
    wire [7:0] same;
    genvar i;
    generate
        for (i = 0; i < 8; i = i + 1) begin : g_line
            reg [20:0] line_q;
            assign same[i] = valid_q[i] && line_q == line_i;
            always @(posedge clk_i)
                if (push_i && tail_q == i[2:0])
                    line_q <= addr_i[23:3];
        end
    endgenerate
    assign same_line_o = same != 8'd0;

    assign mem_req_o = busy_q;
    assign mem_addr_o = addr_q;
    assign mem_count_o = {1'b0, count_q};
    assign mem_wdata_o = first[31:0];
    assign mem_strobe_o = first[35:32];

    always @(posedge clk_i) begin
        if (push_i) begin
            entries[tail_q]   <= {addr_i, strobe_i, wdata_i};
            follows_q[tail_q] <= addr_i[23:3] == pushed_q[23:3] && addr_i[2:0] == pushed_q[2:0] + 3'd1 && addr_i[2:0] != 3'd0;
            valid_q[tail_q]   <= 1'b1;
            pushed_q          <= addr_i;
            tail_q            <= tail_q + 3'd1;
        end
        if (mem_next_i) begin
            valid_q[head_q] <= 1'b0;
            head_q          <= head_q + 3'd1;
        end
        if (busy_q) begin
            busy_q <= !mem_last_i;
        end else if (!empty_o && !hold_i) begin
            busy_q  <= 1'b1;
            addr_q  <= first[59:36];
            count_q <= four ? 3'd4 : three ? 3'd3 : two ? 3'd2 : 3'd1;
        end
        if (rst_i) begin
            valid_q <= 8'd0;
            head_q  <= 3'd0;
            tail_q  <= 3'd0;
            busy_q  <= 1'b0;
        end
    end

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i) begin
        if (!rst_i && push_i && full_o)
            $error("a store without room");
        if (!rst_i && mem_next_i && (!busy_q || empty_o))
            $error("a word that was never stored");
    end
`endif

endmodule

`default_nettype wire
