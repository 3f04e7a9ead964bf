// Open or closed (G8).  After a reset of the box or of its owner, and when any guarding state machine is in an illegal
// state, the box is closed until the table and the counters are cleared and a new epoch is drawn.
`default_nettype none

module fbox_guard (
    input  wire        clk_i,
    input  wire        rst_i,                // of the box or of the owner
    input  wire        illegal_i,
    input  wire [47:0] mac_i,
    input  wire [15:0] board_i,
    input  wire        ent_valid_i,
    input  wire  [7:0] ent_data_i,
    output wire        ent_ready_o,

    output wire        open_o,               // register
    output wire        pass_o,               // open, and the state machine says so
    output wire        clear_o,              // clear table and counters: 64 cycles
    output wire        write_o,              // a byte of the identity
    output wire  [3:0] index_o,
    output wire  [7:0] byte_o
);

    // Two bits differ between any two states but through CLEAR, where every other value leads.
    localparam [3:0] CLEAR = 4'b0000, NAME = 4'b0011, EPOCH = 4'b0101, OPEN = 4'b1110;
    (* fsm_encoding = "none" *)
    reg [3:0] state_q;
    reg [5:0] count_q;
    reg       open_q;                        // the same for its many readers

    initial begin                            // closed from the first cycle on
        state_q = CLEAR;
        count_q = 6'd0;
        open_q  = 1'b0;
    end

    wire [63:0] name = {mac_i, board_i};
    wire  [7:0] name_byte = name[{~count_q[2:0], 3'd0} +: 8];

    always @(posedge clk_i) begin
        open_q <= 1'b0;
        if (rst_i || illegal_i) begin
            state_q <= CLEAR;
            count_q <= 6'd0;
        end else begin
            case (state_q)
                CLEAR: begin
                    count_q <= count_q + 6'd1;
                    if (count_q == 6'd63) state_q <= NAME;
                end
                NAME: begin
                    count_q <= count_q + 6'd1;
                    if (count_q == 6'd7) state_q <= EPOCH;
                end
                EPOCH: if (ent_valid_i) begin
                    count_q <= count_q + 6'd1;
                    if (count_q == 6'd15) begin
                        state_q <= OPEN;
                        open_q  <= 1'b1;
                    end
                end
                default: if (state_q == OPEN && open_q) begin
                    open_q <= 1'b1;
                end else begin               // open_q low in OPEN: all but the guard has been reset
                    state_q <= CLEAR;
                    count_q <= 6'd0;
                end
            endcase
        end
    end

    assign open_o = open_q;
    assign pass_o = open_q && state_q == OPEN;
    assign clear_o = state_q == CLEAR;
    assign ent_ready_o = state_q == EPOCH && !rst_i;
    assign write_o = state_q == NAME || (state_q == EPOCH && ent_valid_i);
    assign index_o = count_q[3:0];
    assign byte_o = state_q == NAME ? name_byte : ent_data_i;
`ifdef FORMAL
    `include "fbox_guard.vh"
`endif

endmodule

`default_nettype wire
