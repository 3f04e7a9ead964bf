// Form (G5) of a frame that passes byte by byte; the same rules for both directions.
//
// Two cycles after the last byte (ended_o) the verdict is on the outputs marked (v), in that cycle only.
//
// offset + length <= total is decided without 32-bit arithmetic: total - offset is formed while the bytes of offset
// pass, first byte first, and kept exactly only where it is small: below zero it stays below, from 2,048 on it is more
// than any frame holds.
`default_nettype none
`include "amoebox.vh"

module fbox_form #(
    parameter PORT_BYTES = `AMB_PORT_BYTES,
    parameter INWARD = 0                     // 1: frames from the wire, where boxes' kinds are valid too
) (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire        step_i,               // a byte passes
    input  wire  [7:0] data_i,
    input  wire        last_i,
    input  wire  [7:0] own_i,                // while destination_o: that byte of the box's own address (only INWARD)

    output wire        first_o,              // the next byte: see fbox_fields
    output wire        source_o,
    output wire        hops_o,
    output wire        board_o,
    output wire        reply_o,
    output wire        port_o,
    output wire        transaction_o,
    output wire        epoch_o,
    output wire        destination_o,
    output wire        signature_o,
    output wire        secret_o,
    output wire        end_o,
    output wire [10:0] position_o,           // of the next byte
    output wire        room_o,               // it is within the longest valid frame
    output wire        message_o,            // the kind has a message header; valid from the byte after kind on

    output wire        ended_o,
    output wire        ours_o,               // (v) EtherType and version are right; INWARD: and address own or broadcast
    output wire        kind_bad_o,           // (v) has a kind that may not pass in this direction
    output wire        formed_o,             // (v) everything is as it must be
    output wire  [3:0] kind_o,               // (v)
    output wire        reply_null_o          // (v) as written by the sender
);

    localparam [3:0] LAST_KIND = INWARD ? 4'd`AMB_KIND_NOT_HERE : 4'd`AMB_KIND_LOCATE;
    localparam [10:0] MAX = `AMB_MAX_FRAME;
    localparam [15:0] ETHERTYPE = `AMB_ETHERTYPE;

    wire f_ethertype, f_version, f_kind, f_flags, f_length, f_offset, f_life, f_data, f_end;
    wire unused_total, f_message, f_signature;

    fbox_fields #(.PORT_BYTES(PORT_BYTES)) fields (
        .clk_i(clk_i), .rst_i(rst_i), .step_i(step_i), .last_i(last_i), .message_i(message_o),
        .first_o(first_o), .destination_o(destination_o), .source_o(source_o), .ethertype_o(f_ethertype),
        .version_o(f_version), .kind_o(f_kind), .flags_o(f_flags), .hops_o(hops_o), .board_o(board_o),
        .length_o(f_length), .reply_o(reply_o), .port_o(port_o), .transaction_o(transaction_o),
        .total_o(unused_total), .offset_o(f_offset), .epoch_o(epoch_o), .life_o(f_life),
        .signature_o(f_signature), .secret_o(secret_o), .message_o(f_message), .data_o(f_data), .end_o(f_end)
    );
    assign signature_o = f_signature;
    assign end_o = f_end;

    // ---- Position
    reg [10:0] position_q;
    reg        over_q;                       // the frame is longer than any valid one
    always @(posedge clk_i) begin
        if (rst_i || (step_i && last_i)) begin
            position_q <= 11'd0;
        end else if (step_i && room_o) begin
            position_q <= position_q + 11'd1;
        end
    end
    assign position_o = position_q;
    assign room_o = position_q != MAX;

    // ---- Kind
    reg [3:0] kind_q;
    reg       kind_bad_q;
    always @(posedge clk_i) begin
        if (step_i) begin
            if (first_o) kind_bad_q <= 1'b0;
            if (f_kind) begin
                kind_q     <= data_i[3:0];
                kind_bad_q <= data_i[7:4] != 4'd0 || data_i[3:0] == 4'd0 || data_i[3:0] > LAST_KIND;
            end
        end
    end
    wire is_message = kind_q == 4'd`AMB_KIND_REQUEST || kind_q == 4'd`AMB_KIND_REPLY;
    wire is_data = kind_q == 4'd`AMB_KIND_DATA;
    wire is_locate = kind_q == 4'd`AMB_KIND_LOCATE;
    assign message_o = is_message;

    reg [4:0] fixed_size;                    // of the body of a kind that is neither
    always @* begin
        case (kind_q)
            4'd`AMB_KIND_GRANT:    fixed_size = `AMB_BODY_GRANT_SIZE;
            4'd`AMB_KIND_ACK:      fixed_size = `AMB_BODY_ACK_SIZE;
            4'd`AMB_KIND_NAK:      fixed_size = `AMB_BODY_NAK_SIZE;
            4'd`AMB_KIND_ALIVE:    fixed_size = `AMB_BODY_ALIVE_SIZE;
            4'd`AMB_KIND_HERE_IS:  fixed_size = INWARD ? 5'd`AMB_BODY_SUBJECT_SIZE : 5'd0;
            4'd`AMB_KIND_NOT_HERE: fixed_size = INWARD ? 5'd`AMB_BODY_SUBJECT_SIZE : 5'd0;
            default:               fixed_size = 5'd0;
        endcase
    end

    // ---- Addresses, constant fields, null ports
    reg own_q, broadcast_q, group_q, bad_q, ours_q, port_null_q, reply_null_q;
    wire [7:0] flags_unknown = data_i & ~8'd`AMB_FLAGS_VALID;
    always @(posedge clk_i) begin
        if (step_i) begin
            if (first_o) begin
                group_q      <= data_i[0];
                broadcast_q  <= data_i == 8'hFF;
                own_q        <= data_i == own_i;
                bad_q        <= 1'b0;
                ours_q       <= 1'b0;
                over_q       <= 1'b0;
                port_null_q  <= 1'b1;
                reply_null_q <= 1'b1;
            end else if (destination_o) begin
                broadcast_q <= broadcast_q && data_i == 8'hFF;
                own_q       <= own_q && data_i == own_i;
            end
            if (f_ethertype) begin
                // The first byte sets, the second one keeps.
                ours_q <= data_i == (f_end ? ETHERTYPE[7:0] : ETHERTYPE[15:8]) && (ours_q || !f_end);
            end
            if (f_version) begin
                ours_q    <= ours_q && data_i == 8'd`AMB_VERSION;
                version_q <= 1'b1;
            end else if (first_o) begin
                version_q <= 1'b0;
            end
            if (f_flags && flags_unknown != 8'd0) bad_q <= 1'b1;
            if (INWARD && source_o && source_first_q && data_i[0]) bad_q <= 1'b1;
            if (port_o && data_i != 8'd0) port_null_q <= 1'b0;
            if (reply_o && data_i != 8'd0) reply_null_q <= 1'b0;
            if (!room_o) over_q <= 1'b1;
        end
    end

    reg version_q;                           // the frame has reached its version
    reg source_first_q;                      // the next byte is the first of source
    always @(posedge clk_i) begin
        if (step_i) source_first_q <= destination_o && f_end && !last_i;
    end

    // ---- total - offset
    reg [31:0] past_q;                       // the four bytes before: those of total while offset passes
    reg [10:0] rest_q;
    reg        below_q, above_q, offset_q;   // the difference is negative; 2,048 or more; offset is not zero
    wire [8:0] byte_rest = {1'b0, past_q[31:24]} - {1'b0, data_i};
    wire [2:0] upper_rest = rest_q[2:0] - {2'd0, byte_rest[8]};
    wire       beyond = rest_q[10:4] != 7'd0 || (rest_q[3] && (rest_q[2:0] != 3'd0 || !byte_rest[8]));
    always @(posedge clk_i) begin
        if (step_i) begin
            past_q <= {past_q[23:0], data_i};
            if (!f_offset) begin
                if (first_o) begin
                    rest_q   <= 11'd0;
                    below_q  <= 1'b0;
                    above_q  <= 1'b0;
                    offset_q <= 1'b0;
                end
            end else begin
                rest_q <= {upper_rest, byte_rest[7:0]};
                if (data_i != 8'd0) offset_q <= 1'b1;
                if (!below_q && !above_q) begin
                    below_q <= rest_q == 11'd0 && byte_rest[8];
                    above_q <= beyond;
                end
            end
        end
    end

    // ---- Length: kept until the header has passed, then counted down over the data
    // (more than 2,047 is more than any frame has).
    reg [10:0] length_q;
    reg        under_q, whole_q;             // more data than length, or length too large; the headers are complete
    always @(posedge clk_i) begin
        if (step_i) begin
            if (f_length) length_q <= {length_q[2:0], data_i};
            else if (f_data) length_q <= length_q - 11'd1;
            if (first_o) under_q <= 1'b0;
            else if ((f_data && length_q == 11'd0) || (f_length && !f_end && data_i[7:3] != 5'd0)) under_q <= 1'b1;
            whole_q <= (f_life && f_end && !is_message) || (f_message && f_end) || f_data;
        end
    end

    wire fits = !below_q && (above_q || rest_q >= length_q);
    wire exact = !below_q && !above_q && rest_q == length_q;
    reg  middle_q;                           // length, total and offset suit the kind
    always @(posedge clk_i) begin
        if (step_i && f_life) begin
            if (is_message) middle_q <= !offset_q && fits;
            else if (is_data) middle_q <= offset_q && fits && length_q != 11'd0;
            else middle_q <= !offset_q && exact && length_q == {6'd0, fixed_size};
        end
    end

    // ---- Verdict
    reg       last_q, ended_q, verdict_ours_q, verdict_kind_bad_q, formed_q, verdict_null_q;
    reg [3:0] verdict_kind_q;
    wire      ours = ours_q && version_q && (!INWARD || own_q || broadcast_q);
    wire      address_ok = is_locate ? broadcast_q : INWARD ? own_q : !group_q;
    always @(posedge clk_i) begin
        last_q             <= !rst_i && step_i && last_i;
        ended_q            <= !rst_i && last_q;
        verdict_ours_q     <= ours;
        verdict_kind_bad_q <= kind_bad_q;
        formed_q           <= ours && !kind_bad_q && !bad_q && !over_q && !port_null_q && address_ok && whole_q && middle_q &&
                              !under_q && length_q == 11'd0;
        verdict_kind_q     <= kind_q;
        verdict_null_q     <= reply_null_q;
    end
    assign ended_o = ended_q;
    assign ours_o = verdict_ours_q;
    assign kind_bad_o = verdict_kind_bad_q;
    assign formed_o = formed_q;
    assign kind_o = verdict_kind_q;
    assign reply_null_o = verdict_null_q;
`ifdef FORMAL
    `include "fbox_form.vh"
`endif

endmodule

`default_nettype wire
