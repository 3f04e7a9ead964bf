// Counters of the wall-socket box in one small memory.  An event sets a bit; bits are served one after another, five
// cycles each.  Events of one counter belong to frames, so they are further apart than it takes to serve all; only refused
// scraps (runts) can be closer and are then counted once.
`default_nettype none
`include "control.vh"

module inline_counters (
    input  wire                             clk_i,
    input  wire                             rst_i,        // all become 0 within 16 cycles
    input  wire [`AMB_CONTROL_COUNTERS-1:0] event_i,      // bit n: counter n
    input  wire                             read_i,       // held until ack
    input  wire                       [3:0] select_i,     // held with it
    output wire                             ack_o,        // one cycle
    output wire                      [31:0] value_o       // with ack
);
    localparam [2:0] LOOK = 3'd0, CHOOSE = 3'd1, READ = 3'd2, ADD = 3'd3, STORE = 3'd4;

    reg                       [31:0] values [0:15];
    reg [`AMB_CONTROL_COUNTERS-1:0] pending_q;
    reg                        [2:0] step_q;
    reg                        [3:0] number_q;            // what is being served or cleared
    reg                              show_q;              // serving a reader
    reg                              clear_q, ack_q;
    reg                       [31:0] value_q;             // data

    // Found in one cycle (LOOK), taken in the next (CHOOSE): nobody else takes what is pending.
    reg                        [3:0] first, first_q;
    reg                              any_q;
    reg [`AMB_CONTROL_COUNTERS-1:0] served;
    integer i;
    always @* begin
        first = 4'd0;
        for (i = `AMB_CONTROL_COUNTERS - 1; i >= 0; i = i - 1)
            if (pending_q[i]) first = i[3:0];
        served = {`AMB_CONTROL_COUNTERS{1'b0}};
        if (step_q == CHOOSE && any_q) served[first_q] = 1'b1;
    end

    always @(posedge clk_i) begin
        if (clear_q || (step_q == STORE && !show_q)) values[number_q] <= clear_q ? 32'd0 : value_q;
    end

    always @(posedge clk_i) begin
        ack_q     <= 1'b0;
        pending_q <= (pending_q & ~served) | event_i;
        first_q   <= first;
        any_q     <= pending_q != {`AMB_CONTROL_COUNTERS{1'b0}};
        case (step_q)
            LOOK: step_q <= CHOOSE;
            CHOOSE: begin
                show_q   <= !any_q;
                number_q <= any_q ? first_q : select_i;
                step_q   <= any_q || read_i ? READ : LOOK;
            end
            READ: begin
                value_q <= values[number_q];
                step_q  <= ADD;
            end
            ADD: begin
                if (!show_q) value_q <= value_q + 32'd1;
                step_q <= STORE;
            end
            default: begin
                ack_q  <= show_q;
                step_q <= LOOK;
            end
        endcase
        if (clear_q) begin
            number_q  <= number_q + 4'd1;
            step_q    <= LOOK;
            if (number_q == 4'd15) clear_q <= 1'b0;
        end
        if (rst_i) begin
            clear_q   <= 1'b1;
            number_q  <= 4'd0;
            step_q    <= LOOK;
            pending_q <= {`AMB_CONTROL_COUNTERS{1'b0}};
            ack_q     <= 1'b0;
        end
    end
    assign ack_o   = ack_q;
    assign value_o = value_q;
endmodule

`default_nettype wire
