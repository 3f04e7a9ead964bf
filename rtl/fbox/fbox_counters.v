// 32-bit counters in one memory.  An event sets a bit; the bits are served one after another, lowest first, four cycles
// each.  The same event cannot come again before it has been served: a frame causes two events in its direction and
// takes at least 13 cycles.
`default_nettype none
`include "amoebox.vh"

module fbox_counters (
    input  wire                     clk_i,
    input  wire                     rst_i,           // nothing is counted
    input  wire                     clear_i,         // all counters become 0: 32 cycles suffice
    output wire                     counting_o,
    input  wire [`AMB_COUNTERS-1:0] event_i,         // bit n: counter n
    input  wire               [4:0] select_i,
    output wire              [31:0] value_o          // of the selected counter, a few cycles later
);

    reg [`AMB_COUNTERS-1:0] pending_q;
    reg               [4:0] number_q;
    reg               [1:0] step_q;                  // 0 choose, 1 read, 2 add, 3 write
    reg               [4:0] choice;
    integer i;
    always @* begin
        choice = 5'd0;
        for (i = `AMB_COUNTERS - 1; i >= 0; i = i - 1) begin
            if (pending_q[i]) choice = i[4:0];
        end
    end
    wire begin_step = step_q == 2'd0 && pending_q != {`AMB_COUNTERS{1'b0}};
    wire [`AMB_COUNTERS-1:0] served = begin_step ? {{`AMB_COUNTERS - 1{1'b0}}, 1'b1} << choice : {`AMB_COUNTERS{1'b0}};

    (* no_rw_check *)
    reg [31:0] values [0:31];
    reg [31:0] read_q, sum_q, value_q;
    reg  [4:0] clear_q;
    wire       write = clear_i || step_q == 2'd3;
    // In the cycles without a write of their own the selected one is read.
    reg        show_q;
    always @(posedge clk_i) begin
        if (write) values[clear_i ? clear_q : number_q] <= clear_i ? 32'd0 : sum_q;
        read_q <= values[step_q == 2'd1 ? number_q : select_i];
        sum_q  <= read_q + 32'd1;
        show_q <= !write && step_q != 2'd1;
        if (show_q) value_q <= read_q;
    end

    always @(posedge clk_i) begin
        clear_q <= clear_q + 5'd1;
        if (rst_i || clear_i) begin
            pending_q <= {`AMB_COUNTERS{1'b0}};
            step_q    <= 2'd0;
        end else begin
            pending_q <= (pending_q & ~served) | event_i;
            step_q    <= begin_step || step_q != 2'd0 ? step_q + 2'd1 : 2'd0;
        end
        if (begin_step) number_q <= choice;
    end
    assign counting_o = !rst_i && !clear_i;
    assign value_o = value_q;

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i) begin
        if (!rst_i && !clear_i && (pending_q & ~served & event_i) != {`AMB_COUNTERS{1'b0}}) $error("an event is lost");
    end
`endif

endmodule

`default_nettype wire
