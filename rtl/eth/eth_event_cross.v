// Carries events (a vector of strobes) from one clock into another, each exactly once and in order.  The read side
// takes one in each of its cycles, so no answer goes back: nothing is lost if events come in at most every second write
// cycle (a frame's verdict needs two) and the write clock is less than twice as fast as the read clock.
`default_nettype none

module eth_event_cross #(
    parameter WIDTH = 4                  // strobes in an event
) (
    input  wire             wr_clk_i,
    input  wire [WIDTH-1:0] wr_event_i,  // an event whenever it is not zero
    input  wire             rd_clk_i,
    input  wire             rd_rst_i,    // events of the cycles in reset are lost
    output wire [WIDTH-1:0] rd_event_o   // register: the event for one cycle, else zero
);
    reg [WIDTH-1:0] memory [0:15];
    reg  [4:0] write_q      = 5'd0;      // these three are set by configuration only, as in eth_frame_fifo
    reg  [4:0] write_gray_q = 5'd0;
    reg  [4:0] read_q       = 5'd0;
    wire [4:0] write_next   = write_q + 5'd1;
    wire [4:0] written_gray;

    always @(posedge wr_clk_i) begin
        if (wr_event_i != {WIDTH{1'b0}}) begin
            memory[write_q[3:0]] <= wr_event_i;
            write_q              <= write_next;
            write_gray_q         <= write_next ^ (write_next >> 1);
        end
    end

    eth_sync #(.WIDTH(5)) written (.clk_i(rd_clk_i), .data_i(write_gray_q), .data_o(written_gray));

    wire here = written_gray != (read_q ^ (read_q >> 1));
    reg [WIDTH-1:0] event_q;
    always @(posedge rd_clk_i) begin
        if (here)
            read_q <= read_q + 5'd1;
        event_q <= here && !rd_rst_i ? memory[read_q[3:0]] : {WIDTH{1'b0}};
    end
    assign rd_event_o = event_q;

`ifdef FORMAL
    `include "eth_event_cross.vh"
`endif
endmodule

`default_nettype wire
