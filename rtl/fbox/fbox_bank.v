// One bank of the port table: 64 rows of {owner, state, port} and the comparison of each row with two keys.
//
// A row is read in every cycle with scan_i.  Three such cycles after the address, state_o and owner_o; four after it
// match_a_o and match_b_o say whether the row's port is the key; whether it counts is for the state to say.
`default_nettype none

module fbox_bank #(
    parameter PORT_BYTES = 14
) (
    input  wire                    clk_i,
    input  wire                    scan_i,           // rows are read and compared; else everything stands still
    input  wire              [5:0] read_row_i,
    input  wire                    write_state_i,
    input  wire                    write_port_i,     // port and owner; only with write_state_i
    input  wire              [5:0] write_row_i,      // never read_row_i of the same cycle
    input  wire              [2:0] state_i,
    input  wire              [7:0] owner_i,
    input  wire [8*PORT_BYTES-1:0] port_i,
    input  wire [8*PORT_BYTES-1:0] key_a_i,
    input  wire [8*PORT_BYTES-1:0] key_b_i,
    output wire              [2:0] state_o,
    output wire              [7:0] owner_o,
    output wire                    match_a_o,
    output wire                    match_b_o
);

    localparam BITS = 8 * PORT_BYTES;
    localparam PAIRS = BITS / 2;

    // One memory; the state has a write enable of its own, and so begins at a ninth bit.
    localparam STATE = ((BITS + 8 + 8) / 9) * 9;
    (* no_rw_check, ram_style = "block" *)
    reg [STATE+2:0] rows [0:63];             // {state, owner, port}

    // A memory's output is late in its cycle: nothing but a register stands behind it.
    reg [STATE+2:0] read_q, row_q;
    always @(posedge clk_i) begin
        if (write_port_i) rows[write_row_i][STATE-1:0] <= {{STATE - BITS - 8{1'b0}}, owner_i, port_i};
        if (write_state_i) rows[write_row_i][STATE+2:STATE] <= state_i;
        if (scan_i) begin
            read_q <= rows[read_row_i];
            row_q  <= read_q;
        end
    end
    wire unused_row = &{1'b0, row_q};

    // Two levels of registers: pairs of bits (of the two halves of the port), then all of them.
    reg [PAIRS-1:0] pairs_a_q, pairs_b_q;
    reg             match_a_q, match_b_q;
    reg       [2:0] state_q;
    reg       [7:0] owner_q;
    always @(posedge clk_i) begin
        if (scan_i) begin
            pairs_a_q <= ~((row_q[PAIRS-1:0] ^ key_a_i[PAIRS-1:0]) | (row_q[BITS-1:PAIRS] ^ key_a_i[BITS-1:PAIRS]));
            pairs_b_q <= ~((row_q[PAIRS-1:0] ^ key_b_i[PAIRS-1:0]) | (row_q[BITS-1:PAIRS] ^ key_b_i[BITS-1:PAIRS]));
            match_a_q <= &pairs_a_q;
            match_b_q <= &pairs_b_q;
            state_q   <= row_q[STATE+:3];
            owner_q   <= row_q[BITS+:8];
        end
    end

    assign state_o = state_q;
    assign owner_o = owner_q;
    assign match_a_o = match_a_q;
    assign match_b_o = match_b_q;

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i) begin
        if ((write_state_i || write_port_i) && write_row_i == read_row_i) $error("a row is read while it is written");
        if (write_port_i && !write_state_i) $error("a port is written without its state");
    end
`endif

endmodule

`default_nettype wire
