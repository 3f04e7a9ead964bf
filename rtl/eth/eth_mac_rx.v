// Ethernet receiver: byte slots from a PHY's front end in, frames without preamble and FCS out.
//
// The stream cannot be stalled.  A byte leaves when the fifth byte behind it arrives or the carrier ends, so that the
// last byte is known as such and the FCS never leaves.  Every delivered frame ends with exactly one last_o, on which
// bad_o is read: it is low only for a frame of 64 to 1,518 bytes with a good FCS and without an error of the PHY.
// A longer frame is cut there: 1,514 bytes are delivered, the last of them bad.  A frame of fewer than 5 bytes delivers
// nothing.  Every carrier with a start delimiter gives exactly one of the stat_ strobes; in the order error, giant,
// runt, FCS, good, the first that applies.
//
// Only 0x55 may stand before the delimiter 0xd5, in any number, none included.  Anything else silences the receiver
// until the carrier ends: were it to hunt on, one flipped bit in a delimiter would let a frame hidden in the payload in.
`default_nettype none

module eth_mac_rx (
    input  wire       clk_i,
    input  wire       rst_i,
    // From the front end
    input  wire       en_i,            // a byte slot is in this cycle; the rest of this group is read only then
    input  wire       dv_i,            // the slot holds a byte
    input  wire       er_i,            // the PHY saw an error, or the byte is incomplete
    input  wire [7:0] rxd_i,           // the byte
    // Frames
    output wire       valid_o,         // a byte, in this cycle only
    output wire [7:0] data_o,          // first byte of the destination address .. last byte of the payload
    output wire       last_o,          // it is the frame's last
    output wire       bad_o,           // with last_o: forget the frame
    // One strobe for each frame; together with last_o if anything was delivered
    output wire       stat_good_o,
    output wire       stat_bad_fcs_o,
    output wire       stat_runt_o,     // below 64 bytes with FCS
    output wire       stat_giant_o,    // above 1,518 bytes with FCS
    output wire       stat_error_o     // er_i, in the preamble or behind it
);
    localparam [31:0] RESIDUE   = 32'hdebb20e3;
    localparam [7:0]  PREAMBLE  = 8'h55;
    localparam [7:0]  DELIMITER = 8'hd5;
    localparam [10:0] LENGTH_MAX = 11'd1518;

    localparam [1:0] IGNORE = 2'd0,  // until the carrier ends
                     HUNT   = 2'd1,  // no carrier, or its preamble
                     FRAME  = 2'd2;
    reg [1:0]  state_q;
    reg        error_q;              // er_i in this carrier so far
    reg [10:0] length_q;             // bytes behind the delimiter
    reg [31:0] crc_q;                // data
    reg [39:0] line_q;               // data: the last five bytes, the oldest on top

    wire [31:0] crc_next;
    eth_crc32 crc (.crc_i(crc_q), .data_i(rxd_i), .crc_o(crc_next));

    wire in_frame = en_i && state_q == FRAME;
    wire giant    = in_frame && dv_i && length_q == LENGTH_MAX;
    wire end_now  = in_frame && !dv_i || giant;
    wire full     = length_q >= 11'd5;           // line_q is full of this frame
    wire runt     = length_q[10:6] == 5'd0;
    wire fcs_good = crc_q == RESIDUE;

    reg       valid_q, last_q, good_q, bad_fcs_q, runt_q, giant_q, error_stat_q;
    reg [7:0] data_q;                            // data

    always @(posedge clk_i) begin
        if (en_i) begin
            case (state_q)
                HUNT:
                    if (dv_i && rxd_i == DELIMITER)
                        state_q <= FRAME;
                    else if (dv_i && rxd_i != PREAMBLE)
                        state_q <= IGNORE;
                FRAME:
                    if (!dv_i)
                        state_q <= HUNT;
                    else if (giant)
                        state_q <= IGNORE;
                default:
                    if (!dv_i)
                        state_q <= HUNT;
            endcase
            error_q <= dv_i && (error_q || er_i);

            line_q <= {line_q[31:0], rxd_i};
            if (state_q == FRAME) begin
                crc_q    <= crc_next;
                length_q <= length_q + 11'd1;
            end else begin
                crc_q    <= 32'hffffffff;
                length_q <= 11'd0;
            end
        end

        valid_q      <= in_frame && full;
        data_q       <= line_q[39:32];
        last_q       <= end_now && full;
        error_stat_q <= end_now && error_q;
        giant_q      <= end_now && !error_q && giant;
        runt_q       <= end_now && !error_q && runt;
        bad_fcs_q    <= end_now && !error_q && !giant && !runt && !fcs_good;
        good_q       <= end_now && !error_q && !giant && !runt && fcs_good;

        if (rst_i) begin
            state_q      <= IGNORE;
            error_q      <= 1'b0;
            valid_q      <= 1'b0;
            last_q       <= 1'b0;
            error_stat_q <= 1'b0;
            giant_q      <= 1'b0;
            runt_q       <= 1'b0;
            bad_fcs_q    <= 1'b0;
            good_q       <= 1'b0;
            length_q     <= 11'd0;
        end
    end

    assign valid_o        = valid_q;
    assign data_o         = data_q;
    assign last_o         = last_q;
    assign bad_o          = !good_q;
    assign stat_good_o    = good_q;
    assign stat_bad_fcs_o = bad_fcs_q;
    assign stat_runt_o    = runt_q;
    assign stat_giant_o   = giant_q;
    assign stat_error_o   = error_stat_q;

`ifdef AMOEBOX_ASSERT
    wire [2:0] strobes = {2'd0, good_q} + {2'd0, bad_fcs_q} + {2'd0, runt_q} + {2'd0, giant_q} + {2'd0, error_stat_q};
    reg [10:0] delivered_q;
    always @(posedge clk_i) begin
        delivered_q <= rst_i || valid_q && last_q ? 11'd0 : delivered_q + {10'd0, valid_q};
        if (!rst_i) begin
            if (strobes > 3'd1) $error("more than one verdict on a frame");
            if (last_q && !valid_q) $error("last without a byte");
            if (last_q && strobes != 3'd1) $error("a frame ends without a verdict");
            if (good_q && !last_q) $error("a good frame without an end");
            if (valid_q && delivered_q >= 11'd1514) $error("more than 1,514 bytes of a frame");
            if (state_q == 2'd3) $error("illegal state");
        end
    end
`endif
endmodule

`default_nettype wire
