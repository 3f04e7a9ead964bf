// Ethernet transmitter: frames without preamble and FCS in, byte slots for a PHY's front end out.
//
// Sends preamble and delimiter, the frame, zero bytes up to 60, the FCS, and keeps the gap.  It takes the first byte 8
// slots after it has seen valid_i in a free slot, then one in each slot.  The source must be able to give a byte in
// every slot from a frame's first byte to its last.  If it cannot, the frame ends at once with an inverted FCS and
// tx_er_o on everything behind the hole, and what still comes of it is thrown away up to its last byte.
// No length above 60 is checked: the source does not give more than 1,514 bytes.
//
// Gap: IFG slots.  It is one slot shorter if the next frame already waits and credit is left; credit for one slot grows
// in 4,096 slots and at most two are kept.  So the sender may be 244 ppm faster than the nominal rate and no more:
// it carries a neighbour that is 200 ppm faster without loss, and hardly loads the next one.
`default_nettype none

module eth_mac_tx #(
    parameter IFG = 12                 // byte slots between two frames, 2 to 15
) (
    input  wire       clk_i,
    input  wire       rst_i,
    // Frames
    input  wire       valid_i,         // a byte; held until ready_o
    output wire       ready_o,         // takes it; does not depend on valid_i
    input  wire [7:0] data_i,
    input  wire       last_i,
    // To the front end; registers that change in cycles with en_i only
    input  wire       en_i,            // a byte slot ends in this cycle
    output wire       tx_en_o,
    output wire       tx_er_o,
    output wire [7:0] txd_o,
    // Strobes, one cycle, at the end of the FCS
    output wire       stat_sent_o,
    output wire       stat_underrun_o
);
    localparam [7:0] PREAMBLE  = 8'h55;
    localparam [7:0] DELIMITER = 8'hd5;
    localparam [5:0] PAD_TO    = 6'd60;

    localparam [2:0] IDLE  = 3'd0,
                     START = 3'd1,     // preamble and delimiter
                     DATA  = 3'd2,
                     PAD   = 3'd3,
                     FCS   = 3'd4,
                     GAP   = 3'd5;
    reg [2:0]  state_q;
    reg [3:0]  count_q;                // slots passed in START, FCS or GAP
    reg [5:0]  length_q;               // data: bytes passed, saturates at 60
    reg [31:0] crc_q;                  // data
    reg        abort_q;                // this frame had a hole
    reg        discard_q;              // throwing away up to last_i
    reg [12:0] credit_q;               // slots; the top bit is one slot of gap that may be saved

    wire waiting = valid_i && !discard_q;
    wire shrink  = state_q == GAP && count_q == IFG[3:0] - 4'd1 && waiting && credit_q[12];
    wire begin_now = state_q == IDLE && waiting || shrink;

    wire [7:0]  body = state_q == DATA && valid_i ? data_i : 8'd0;
    wire [31:0] crc_next;
    eth_crc32 crc (.crc_i(crc_q), .data_i(body), .crc_o(crc_next));

    reg       tx_en_q, tx_er_q, sent_q, underrun_q;
    reg [7:0] txd_q;                   // data

    assign ready_o = discard_q || en_i && state_q == DATA;

    always @(posedge clk_i) begin
        sent_q     <= 1'b0;
        underrun_q <= 1'b0;
        if (discard_q && valid_i && last_i)
            discard_q <= 1'b0;

        if (en_i) begin
            tx_er_q <= 1'b0;
            count_q <= count_q + 4'd1;
            if (shrink)
                credit_q <= {1'b0, credit_q[11:0]};
            else if (credit_q != 13'h1fff)
                credit_q <= credit_q + 13'd1;

            case (state_q)
                IDLE: ;
                START: begin
                    length_q <= 6'd0;
                    crc_q    <= 32'hffffffff;
                    abort_q  <= 1'b0;
                    txd_q    <= count_q == 4'd7 ? DELIMITER : PREAMBLE;
                    if (count_q == 4'd7)
                        state_q <= DATA;
                end
                DATA, PAD: begin
                    txd_q   <= body;
                    crc_q   <= crc_next;
                    count_q <= 4'd0;
                    if (length_q != PAD_TO)
                        length_q <= length_q + 6'd1;
                    if (state_q == DATA && !valid_i) begin
                        abort_q   <= 1'b1;
                        discard_q <= 1'b1;
                        tx_er_q   <= 1'b1;
                        state_q   <= FCS;
                    end else if (state_q == PAD || last_i)
                        state_q <= length_q >= PAD_TO - 6'd1 ? FCS : PAD;
                end
                FCS: begin
                    txd_q   <= crc_q[7:0] ^ {8{!abort_q}};
                    crc_q   <= {8'd0, crc_q[31:8]};
                    tx_er_q <= abort_q;
                    if (count_q == 4'd3) begin
                        count_q    <= 4'd0;
                        state_q    <= GAP;
                        sent_q     <= !abort_q;
                        underrun_q <= abort_q;
                    end
                end
                default: begin
                    tx_en_q <= 1'b0;
                    if (count_q == IFG[3:0] - 4'd1)
                        state_q <= IDLE;
                end
            endcase
            if (begin_now) begin
                tx_en_q <= 1'b1;
                txd_q   <= PREAMBLE;
                count_q <= 4'd1;
                state_q <= START;
            end
        end

        if (rst_i) begin
            state_q    <= GAP;
            count_q    <= 4'd0;
            abort_q    <= 1'b0;
            discard_q  <= 1'b0;
            credit_q   <= 13'd0;
            tx_en_q    <= 1'b0;
            tx_er_q    <= 1'b0;
            sent_q     <= 1'b0;
            underrun_q <= 1'b0;
        end
    end

    assign tx_en_o         = tx_en_q;
    assign tx_er_o         = tx_er_q;
    assign txd_o           = txd_q;
    assign stat_sent_o     = sent_q;
    assign stat_underrun_o = underrun_q;

`ifdef AMOEBOX_ASSERT
    reg [3:0] idle_q;                  // slots without tx_en, saturates
    reg       tx_en_before_q;
    always @(posedge clk_i) begin
        if (rst_i) begin
            idle_q         <= 4'd15;
            tx_en_before_q <= 1'b0;
        end else if (en_i) begin
            tx_en_before_q <= tx_en_q;
            idle_q         <= tx_en_q ? 4'd0 : idle_q == 4'd15 ? idle_q : idle_q + 4'd1;
            if (tx_en_q && !tx_en_before_q && idle_q < IFG[3:0] - 4'd1) $error("gap too short");
            if (tx_er_q && !abort_q) $error("tx_er outside an aborted frame");
            if (!tx_en_q && tx_er_q) $error("tx_er without tx_en");
        end
        if (!rst_i && state_q > GAP) $error("illegal state");
    end
`endif
endmodule

`default_nettype wire
