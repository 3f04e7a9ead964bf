// 32-bit counters in one memory.  An event sets a bit; the bits are served one after another, five cycles each, those of
// ingress (which cannot wait) before those of egress (which waits for pending_o where events could follow too closely).
// Events of a frame from the wire: two, and frames begin at least 17 cycles after one another.
`default_nettype none
`include "amoebox.vh"

module fbox_counters (
    input  wire                     clk_i,
    input  wire                     rst_i,           // nothing is counted
    input  wire                     clear_i,         // all counters become 0: 32 cycles suffice
    output wire                     counting_o,
    input  wire [`AMB_COUNTERS-1:0] event_i,         // bit n: counter n
    output wire [`AMB_COUNTERS-1:0] pending_o,       // events that have not been served yet
    input  wire               [4:0] select_i,
    output wire              [31:0] value_o          // of the selected counter, a few cycles later
);

    localparam [`AMB_COUNTERS-1:0] NONE = {`AMB_COUNTERS{1'b0}}, ONE = {{`AMB_COUNTERS - 1{1'b0}}, 1'b1};

    // The highest bit that is set, alone: in reverse order, x & -x.
    reg  [`AMB_COUNTERS-1:0] pending_q, reversed, served;
    wire [`AMB_COUNTERS-1:0] lowest = reversed & (~reversed + ONE);
    reg                [4:0] number_q;               // what is being served; while clearing, what is being cleared
    reg                [2:0] step_q;                 // 0 choose (and write the one before), 1 encode, 2 read, 3 wait, 4 add
    initial number_q = 5'd0;                         // any number would do: clearing passes all of them
    reg  [`AMB_COUNTERS-1:0] chosen_q;
    reg                [4:0] choice;                 // its number
    wire                     choose = step_q == 3'd0 && pending_q != NONE;
    integer i;
    always @* begin
        choice = 5'd0;
        for (i = 0; i < `AMB_COUNTERS; i = i + 1) begin
            reversed[i] = pending_q[`AMB_COUNTERS-1-i];
            served[i]   = choose && lowest[`AMB_COUNTERS-1-i];
            choice      = choice | (i[4:0] & {5{chosen_q[i]}});
        end
    end

    (* no_rw_check, ram_style = "block" *)
    reg [31:0] values [0:31];
    reg [31:0] read_q, old_q, sum_q, value_q;
    reg        write_q;
    // In the cycles without a write the selected one is read, if nothing else is.
    reg        show_q, show2_q;
    always @(posedge clk_i) begin
        if (write_q) values[number_q] <= sum_q;
        read_q  <= values[step_q == 3'd2 ? number_q : select_i];
        old_q   <= read_q;
        if (clear_i) sum_q <= 32'd0;
        else sum_q <= old_q + 32'd1;
        show_q  <= !write_q && step_q != 3'd2;
        show2_q <= show_q;
        if (show2_q) value_q <= old_q;
    end

    always @(posedge clk_i) begin
        if (rst_i || clear_i) begin
            pending_q <= NONE;
            step_q    <= 3'd0;
        end else begin
            pending_q <= (pending_q & ~served) | event_i;
            step_q    <= step_q[2] ? 3'd0 : step_q != 3'd0 || choose ? step_q + 3'd1 : 3'd0;
        end
        chosen_q <= served;
        write_q  <= clear_i || (!rst_i && step_q == 3'd4);
        if (clear_i) number_q <= number_q + 5'd1;
        else if (step_q == 3'd1) number_q <= choice;
    end
    assign counting_o = !rst_i && !clear_i;
    assign pending_o = pending_q;
    assign value_o = value_q;

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i) begin
        if (counting_o && (pending_q & ~served & event_i) != NONE) $error("an event is lost: %b", pending_q & event_i);
    end
`endif
`ifdef FORMAL
    `include "fbox_counters.vh"
`endif

endmodule

`default_nettype wire
