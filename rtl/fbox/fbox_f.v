// F: the one-way function of the box, Ascon-CXOF128 cut to PORT_BYTES, one round a cycle (docs/f.md).
//
//   load      PORT_BYTES bytes, first byte first, one for each cycle with load_ready_o and in_valid_i; of more bytes the
//             last ones count, so that the operand of a frame that was cut short needs no clearing
//   start     start_i for one cycle while busy_o and done_o are low; use_i is read in that cycle
//   run       busy_o is high for exactly 36 cycles (PORT_BYTES 14) or 12 (6), whatever the operand
//   done      done_o is high in the one cycle after that
//   unload    from the cycle after done_o, out_data_o is the first byte; out_shift_i brings the next one
//
// Loading and unloading overlap with the run: the next operand may come while load_ready_o is high (from the 13th busy
// cycle on), the previous result stays until the 25th busy cycle (PORT_BYTES 14) or done_o (6).  F(null) = null, in the
// same time; so is F of anything for use 3, which is reserved.
//
// Secrets: the operand is cleared as soon as it has been absorbed, the sponge when the result has been taken from it;
// what remains is F's output, until it has been shifted out.  clear_i and rst_i zero everything in one cycle.
//
// While idle the state is zero and one round of it is the constant IDLE_ROUND.  So what has to get into the state, start
// constants, message and all, is XORed behind the round: no multiplexer is needed anywhere in the loop.
`default_nettype none

module fbox_f #(
    parameter PORT_BYTES = 14  // 14 (wide) or 6 (classic)
) (
    input  wire       clk_i,
    input  wire       rst_i,
    input  wire       clear_i,       // zeroes operand, sponge and result; a run in progress ends without done_o

    output wire       load_ready_o,  // the operand register is free
    input  wire       in_valid_i,    // one byte of the operand; only while load_ready_o
    input  wire [7:0] in_data_i,

    input  wire       start_i,       // only while neither busy_o nor done_o
    input  wire [1:0] use_i,         // 0 port, 1 signature, 2 check field, 3 reserved; read with start_i
    output wire       busy_o,
    output wire       done_o,

    input  wire       out_shift_i,   // next byte of the result, in the next cycle
    output wire [7:0] out_data_o
);

    // START_PORT, START_SIGNATURE, START_CHECK, IDLE_ROUND; made by `f --verilog-constants`.
    `include "fbox_f_constants.vh"

    localparam WIDE = PORT_BYTES > 7;
    localparam TOP = 8 * PORT_BYTES - 1;
    localparam [3:0] BYTES = PORT_BYTES[3:0];

    // Padding of an operand that fits into one block is part of the start states.
    localparam [319:0] PAD = WIDE ? 320'd0 : 320'd1 << (8 * PORT_BYTES);
    localparam [319:0] LOAD_PORT = START_PORT ^ IDLE_ROUND ^ PAD;
    localparam [319:0] LOAD_SIGNATURE = START_SIGNATURE ^ IDLE_ROUND ^ PAD;
    localparam [319:0] LOAD_CHECK = START_CHECK ^ IDLE_ROUND ^ PAD;

    generate
        if (PORT_BYTES != 14 && PORT_BYTES != 6) begin : g_parameters
            fbox_f_port_bytes_must_be_14_or_6 error ();
        end
    endgenerate

    // ---- Control: which permutation of how many, which round of it.
    localparam [1:0] LAST_BLOCK = WIDE ? 2'd2 : 2'd0;

    reg [TOP:0] operand_q;
    reg   [3:0] zeros_q;

    reg       busy_q;
    reg       done_q;
    reg       null_q;
    reg [1:0] block_q;
    reg [3:0] round_q;

    wire last_round = round_q == 4'd11;
    wire first_block = busy_q && block_q == 2'd0;

    always @(posedge clk_i) begin
        if (rst_i || clear_i) begin
            busy_q  <= 1'b0;
            done_q  <= 1'b0;
            null_q  <= 1'b0;
            block_q <= 2'd0;
            round_q <= 4'd0;
        end else begin
            done_q <= busy_q && last_round && block_q == LAST_BLOCK;
            if (start_i) begin
                busy_q <= 1'b1;
                null_q <= zeros_q == BYTES || use_i == 2'd3;
            end
            if (busy_q) begin
                round_q <= last_round ? 4'd0 : round_q + 4'd1;
                if (last_round) begin
                    block_q <= block_q == LAST_BLOCK ? 2'd0 : block_q + 2'd1;
                    busy_q  <= block_q != LAST_BLOCK;
                end
            end
        end
    end

    assign busy_o = busy_q;
    assign done_o = done_q;

    // ---- Operand.  The first eight bytes are absorbed on start.  During the first permutation it moves down by eight
    // bytes, with the padding behind it, and the same eight are absorbed again at its end.
    reg  absorb_second;                      // register: in the last round of the first permutation
    always @(posedge clk_i) absorb_second <= WIDE && !rst_i && !clear_i && first_block && round_q == 4'd10;
    wire operand_taken = WIDE ? absorb_second : start_i;
    wire move_down = WIDE && first_block && !round_q[3];
    wire pad = move_down && round_q[2:0] == 3'd0;
    wire take_byte = in_valid_i && load_ready_o;

    always @(posedge clk_i) begin
        if (rst_i || clear_i || operand_taken) begin
            operand_q <= {8 * PORT_BYTES{1'b0}};
        end else if (take_byte || move_down) begin
            operand_q <= {(in_data_i & {8{take_byte}}) | {7'd0, pad}, operand_q[TOP:8]};
        end
    end

    assign load_ready_o = !(WIDE && first_block);

    // Is it null?  Zero bytes at its end, counted as they come.
    always @(posedge clk_i) begin
        if (rst_i || clear_i || operand_taken || (take_byte && in_data_i != 8'd0)) begin
            zeros_q <= 4'd0;
        end else if (take_byte && zeros_q != BYTES) begin
            zeros_q <= zeros_q + 4'd1;
        end
    end

    wire [63:0] block;
    generate
        if (PORT_BYTES > 7) begin : g_wide_block
            assign block = operand_q[63:0];
        end else begin : g_classic_block
            assign block = {{(64 - 8 * PORT_BYTES) {1'b0}}, operand_q};
        end
    endgenerate

    // ---- Sponge.
    reg  [319:0] state_q;
    wire [319:0] rounded;

    fbox_ascon_round round (
        .state_i(state_q),
        .index_i(round_q),
        .state_o(rounded)
    );

    wire [319:0] load = use_i == 2'd0 ? LOAD_PORT : use_i == 2'd1 ? LOAD_SIGNATURE : LOAD_CHECK;
    wire [63:0] absorbed = block & {64{start_i || absorb_second}};
    wire [319:0] inject = (load & {320{start_i}}) ^ {256'd0, absorbed};

    always @(posedge clk_i) begin
        if (rst_i || clear_i || done_q) begin
            state_q <= 320'd0;
        end else if (start_i || busy_q) begin
            state_q <= rounded ^ inject;
        end
    end

    // ---- Result: word 0 of the state after the last permutation but one (first eight bytes) and after the last.
    reg [TOP:0] result_q;

    generate
        if (PORT_BYTES > 7) begin : g_wide_result
            wire take_first = busy_q && block_q == LAST_BLOCK && round_q == 4'd0;
            always @(posedge clk_i) begin
                if (rst_i || clear_i) begin
                    result_q <= {8 * PORT_BYTES{1'b0}};
                end else begin
                    if (out_shift_i) begin
                        result_q <= {8'd0, result_q[TOP:8]};
                    end
                    if (take_first) begin
                        result_q[63:0] <= state_q[63:0] & {64{!null_q}};
                    end
                    if (done_q) begin
                        result_q[TOP:64] <= state_q[TOP-64:0] & {8 * PORT_BYTES - 64{!null_q}};
                    end
                end
            end
        end else begin : g_classic_result
            always @(posedge clk_i) begin
                if (rst_i || clear_i) begin
                    result_q <= {8 * PORT_BYTES{1'b0}};
                end else if (done_q) begin
                    result_q <= state_q[TOP:0] & {8 * PORT_BYTES{!null_q}};
                end else if (out_shift_i) begin
                    result_q <= {8'd0, result_q[TOP:8]};
                end
            end
        end
    endgenerate

    assign out_data_o = result_q[7:0];

`ifdef AMOEBOX_ASSERT
    localparam [5:0] CYCLES = WIDE ? 6'd36 : 6'd12;
    reg [5:0] cycles_q;
    reg [4:0] loaded_q;
    wire taking = done_q || (WIDE && busy_q && block_q == LAST_BLOCK && round_q == 4'd0);
    always @(posedge clk_i) begin
        if (rst_i || clear_i) begin
            cycles_q <= 6'd0;
            loaded_q <= 5'd0;
        end else begin
            cycles_q <= busy_q ? cycles_q + 6'd1 : 6'd0;
            loaded_q <= (start_i ? 5'd0 : loaded_q) + {4'd0, take_byte && !loaded_q[4]};
            if (done_q && cycles_q != CYCLES) $error("F took %0d cycles, not %0d", cycles_q, CYCLES);
            if (busy_q && cycles_q == CYCLES) $error("F is still busy after %0d cycles", CYCLES);
            if (start_i && (busy_q || done_q)) $error("start_i while F is busy");
            if (start_i && loaded_q < PORT_BYTES[4:0]) $error("start_i after %0d bytes of operand", loaded_q);
            if (in_valid_i && !load_ready_o) $error("in_valid_i while the operand register is in use");
            if (in_valid_i && start_i) $error("in_valid_i with start_i");
            if (out_shift_i && taking) $error("out_shift_i while the result is being taken");
            if (!busy_q && !done_q && state_q != 320'd0) $error("the sponge is not empty while F is idle");
        end
    end
`endif
`ifdef FORMAL
    `include "fbox_f.vh"
`endif

endmodule

`default_nettype wire
