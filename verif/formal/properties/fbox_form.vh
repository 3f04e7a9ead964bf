// G5 written down again, with whole fields and plain arithmetic, and compared with the verdict.

(* hierconn *) wire [11:0] \fields.f_at_q ;
(* hierconn, init = 1'b0 *) wire \fields.f_begun ;
wire [11:0] f_at = \fields.f_at_q ;
reg [11:0] f_count_q;                    // bytes of the frame, also after its end; saturates
reg [47:0] f_destination_q;
reg [15:0] f_ethertype_q, f_length_q;
reg  [7:0] f_version_q, f_kind_q, f_flags_q;
reg [31:0] f_total_q, f_offset_q;
reg        f_own_q, f_source_group_q, f_port_q, f_reply_q;
always @(posedge clk_i) begin
    if (rst_i) f_count_q <= 12'd0;
    else if (step_i) f_count_q <= f_at == 12'hFFF ? 12'hFFF : f_at + 12'd1;
    if (step_i && f_at >= `AMB_AT_DESTINATION && f_at < `AMB_AT_DESTINATION + `AMB_SIZE_DESTINATION) f_destination_q <= {f_destination_q[39:0], data_i};
    if (step_i && f_at >= `AMB_AT_DESTINATION && f_at < `AMB_AT_DESTINATION + `AMB_SIZE_DESTINATION) f_own_q <= data_i == own_i && (f_own_q || f_at == 12'd0);
    if (step_i && f_at == `AMB_AT_SOURCE) f_source_group_q <= data_i[0];
    if (step_i && f_at >= `AMB_AT_ETHERTYPE && f_at < `AMB_AT_ETHERTYPE + `AMB_SIZE_ETHERTYPE) f_ethertype_q <= {f_ethertype_q[7:0], data_i};
    if (step_i && f_at >= `AMB_AT_VERSION && f_at < `AMB_AT_VERSION + `AMB_SIZE_VERSION) f_version_q <= data_i;
    if (step_i && f_at >= `AMB_AT_KIND && f_at < `AMB_AT_KIND + `AMB_SIZE_KIND) f_kind_q <= data_i;
    if (step_i && f_at >= `AMB_AT_FLAGS && f_at < `AMB_AT_FLAGS + `AMB_SIZE_FLAGS) f_flags_q <= data_i;
    if (step_i && f_at >= `AMB_AT_LENGTH && f_at < `AMB_AT_LENGTH + `AMB_SIZE_LENGTH) f_length_q <= {f_length_q[7:0], data_i};
    if (step_i && f_at >= `AMB_AT_PORT && f_at < `AMB_AT_PORT + `AMB_SIZE_PORT) f_port_q <= data_i != 8'd0 || (f_port_q && f_at != `AMB_AT_PORT);
    if (step_i && f_at >= `AMB_AT_REPLY && f_at < `AMB_AT_REPLY + `AMB_SIZE_REPLY) f_reply_q <= data_i != 8'd0 || (f_reply_q && f_at != `AMB_AT_REPLY);
    if (step_i && f_at >= `AMB_AT_TOTAL && f_at < `AMB_AT_TOTAL + `AMB_SIZE_TOTAL) f_total_q <= {f_total_q[23:0], data_i};
    if (step_i && f_at >= `AMB_AT_OFFSET && f_at < `AMB_AT_OFFSET + `AMB_SIZE_OFFSET) f_offset_q <= {f_offset_q[23:0], data_i};
end

wire        f_is_message = f_kind_q[3:0] == `AMB_KIND_REQUEST || f_kind_q[3:0] == `AMB_KIND_REPLY;
wire        f_is_data = f_kind_q[3:0] == `AMB_KIND_DATA;
wire        f_is_locate = f_kind_q[3:0] == `AMB_KIND_LOCATE;
wire [16:0] f_headers = f_is_message ? `AMB_HEADER_SIZE + `AMB_MESSAGE_SIZE : `AMB_HEADER_SIZE;
wire [15:0] f_size = f_kind_q[3:0] == `AMB_KIND_GRANT ? `AMB_BODY_GRANT_SIZE : f_kind_q[3:0] == `AMB_KIND_ACK ? `AMB_BODY_ACK_SIZE :
                     f_kind_q[3:0] == `AMB_KIND_NAK ? `AMB_BODY_NAK_SIZE : f_kind_q[3:0] == `AMB_KIND_ALIVE ? `AMB_BODY_ALIVE_SIZE :
                     f_kind_q[3:0] == `AMB_KIND_HERE_IS || f_kind_q[3:0] == `AMB_KIND_NOT_HERE ? `AMB_BODY_SUBJECT_SIZE : 16'd0;
wire        f_ours = f_count_q > `AMB_AT_VERSION && f_ethertype_q == `AMB_ETHERTYPE && f_version_q == `AMB_VERSION;
wire        f_broadcast = f_destination_q == 48'hFFFFFFFFFFFF;
wire        f_kind_known = f_kind_q >= `AMB_KIND_REQUEST && f_kind_q <= (INWARD ? `AMB_KIND_NOT_HERE : `AMB_KIND_LOCATE);
wire        f_numbers = f_is_data ? f_offset_q != 32'd0 && f_length_q != 16'd0 && {1'b0, f_offset_q} + f_length_q <= {1'b0, f_total_q} :
                        f_is_message ? f_offset_q == 32'd0 && f_length_q <= f_total_q :
                        f_offset_q == 32'd0 && f_length_q == f_size && f_total_q == f_length_q;
wire        f_shape = f_ours && f_kind_known && (f_flags_q & ~8'd`AMB_FLAGS_VALID) == 8'd0 && f_port_q &&
                     (f_is_locate ? f_broadcast : INWARD ? f_own_q : !f_destination_q[40]) && (!INWARD || !f_source_group_q) &&
                     f_count_q == f_headers + f_length_q && f_count_q <= `AMB_MAX_FRAME;
wire        f_good = f_shape && f_numbers;
reg         f_good_q, f_ours_q, f_bad_kind_q, f_null_q;
reg   [3:0] f_its_kind_q;
always @(posedge clk_i) begin
    f_good_q     <= f_good;
    f_ours_q     <= f_ours && (!INWARD || f_own_q || f_broadcast);
    f_bad_kind_q <= f_count_q > `AMB_AT_KIND && !f_kind_known;
    f_null_q     <= f_count_q < `AMB_AT_PORT || !f_reply_q;
    f_its_kind_q <= f_kind_q[3:0];
end

reg f_begun = 1'b0;
`ifdef FORMAL_fbox_form
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);
`else
always @(posedge clk_i) f_begun <= f_begun || rst_i;
`endif
reg f_last_q, f_ended_q;
always @(posedge clk_i) begin
    f_last_q  <= f_begun && !rst_i && step_i && last_i;
    f_ended_q <= !rst_i && f_last_q;
end

wire [4:0] f_k = f_count_q - `AMB_AT_OFFSET;             // bytes of offset that have passed, while they do
wire [32:0] f_d0 = 33'd0;
wire [32:0] f_d1 = {25'd0, f_total_q[31:24]} - {25'd0, f_offset_q[7:0]};
wire [32:0] f_d2 = {17'd0, f_total_q[31:16]} - {17'd0, f_offset_q[15:0]};
wire [32:0] f_d3 = {9'd0, f_total_q[31:8]} - {9'd0, f_offset_q[23:0]};
wire [32:0] f_d4 = {1'd0, f_total_q} - {1'd0, f_offset_q};
wire [2:0]  f_passed = f_count_q <= `AMB_AT_OFFSET ? 3'd0 : f_count_q >= `AMB_AT_EPOCH ? 3'd4 : f_count_q - `AMB_AT_OFFSET;
wire [32:0] f_d = f_passed == 3'd0 ? f_d0 : f_passed == 3'd1 ? f_d1 : f_passed == 3'd2 ? f_d2 : f_passed == 3'd3 ? f_d3 : f_d4;
wire [31:0] f_o = f_passed == 3'd0 ? 32'd0 : f_passed == 3'd1 ? f_offset_q[7:0] : f_passed == 3'd2 ? f_offset_q[15:0] :
                  f_passed == 3'd3 ? f_offset_q[23:0] : f_offset_q;

always @* if (f_begun) begin
    g5_ended: assert (ended_o == f_ended_q);  //: G5: the verdict comes two cycles after the last byte, whatever the frame
    g5_formed: assert (!ended_o || formed_o == f_good_q);  //: G5: the verdict is that of the rules: kind, flags, port, addresses, exact length, offset + length <= total without overflow, fixed bodies
    g5_foreign: assert (!ended_o || ours_o == f_ours_q);  //: G5: foreign is what has another EtherType or version, is too short for them, or is for somebody else
    g5_kind: assert (!ended_o || kind_bad_o == f_bad_kind_q && (!formed_o || kind_o == f_its_kind_q));  //: G5: unknown kinds, CONTROL, and outward HERE_IS and NOT_HERE are told; kind is the frame's
    g4_reply_null: assert (!(ended_o && formed_o) || reply_null_o == f_null_q);  //: G4: a null reply port is told
    i_begun: assert (\fields.f_begun );
    i_good_kind: assert (!f_good_q || (f_its_kind_q >= `AMB_KIND_REQUEST && f_its_kind_q <= `AMB_KIND_NOT_HERE));
    i_position: assert (position_q == (f_at > `AMB_MAX_FRAME ? `AMB_MAX_FRAME : f_at));
    i_count: assert (f_at == 12'd0 || f_at == f_count_q);
    i_last: assert (last_q == f_last_q && (!last_q || (f_count_q != 12'd0 && f_at == 12'd0)));
    i_kind: assert (f_count_q <= `AMB_AT_KIND || (kind_q == f_kind_q[3:0] && kind_bad_q == !f_kind_known));
    i_kind_early: assert (f_count_q == 12'd0 || f_count_q > `AMB_AT_KIND || !kind_bad_q);
    i_over: assert (f_count_q == 12'd0 || over_q == (f_count_q > `AMB_MAX_FRAME));
    i_group: assert (f_count_q == 12'd0 || f_count_q >= 12'd6 || group_q == (f_destination_q >> (8 * (f_count_q[2:0] - 3'd1)) & 1'b1));
    i_group_all: assert (f_count_q < 12'd6 || group_q == f_destination_q[40]);
    i_broadcast: assert (f_count_q == 12'd0 || broadcast_q == (f_count_q == 1 ? &f_destination_q[7:0] : f_count_q == 2 ? &f_destination_q[15:0] : f_count_q == 3 ? &f_destination_q[23:0] : f_count_q == 4 ? &f_destination_q[31:0] : f_count_q == 5 ? &f_destination_q[39:0] : &f_destination_q));
    i_own: assert (f_count_q == 12'd0 || own_q == f_own_q);
    i_source_first: assert (f_at < `AMB_AT_SOURCE || f_at >= `AMB_AT_ETHERTYPE || source_first_q == (f_at == `AMB_AT_SOURCE));
    i_bad: assert (f_count_q == 12'd0 || bad_q == ((INWARD && f_count_q > `AMB_AT_SOURCE && f_source_group_q) || (f_count_q > `AMB_AT_FLAGS && (f_flags_q & ~8'd`AMB_FLAGS_VALID) != 8'd0)));
    i_version: assert (f_count_q == 12'd0 || version_q == (f_count_q > `AMB_AT_VERSION));
    i_ours: assert (f_count_q <= `AMB_AT_ETHERTYPE || ours_q == (f_count_q == `AMB_AT_VERSION - 1 ? f_ethertype_q[7:0] == ETHERTYPE[15:8] : f_ethertype_q == ETHERTYPE && (f_count_q <= `AMB_AT_VERSION || f_version_q == `AMB_VERSION)));
    i_port: assert (f_count_q == 12'd0 || port_null_q == !(f_count_q > `AMB_AT_PORT && f_port_q));
    i_reply: assert (f_count_q == 12'd0 || reply_null_q == !(f_count_q > `AMB_AT_REPLY && f_reply_q));
    i_past: assert (f_count_q <= `AMB_AT_TOTAL || f_count_q > `AMB_AT_EPOCH || (f_count_q == `AMB_AT_TOTAL + 1 ? past_q[7:0] == f_total_q[7:0] : f_count_q == `AMB_AT_TOTAL + 2 ? past_q[15:0] == f_total_q[15:0] : f_count_q == `AMB_AT_TOTAL + 3 ? past_q[23:0] == f_total_q[23:0] : past_q == ((f_total_q << {f_passed, 3'd0}) | f_o)));
    i_rest: assert (f_count_q == 12'd0 || (below_q == f_d[32] && above_q == (!f_d[32] && f_d[31:11] != 21'd0) && (below_q || above_q || rest_q == f_d[10:0])));
    i_rest_zero: assert (f_count_q == 12'd0 || f_count_q > `AMB_AT_OFFSET || (rest_q == 11'd0 && !below_q && !above_q && !offset_q));
    i_offset: assert (f_count_q == 12'd0 || offset_q == (f_o != 32'd0));
    i_under: assert (f_count_q == 12'd0 || f_count_q > `AMB_AT_LENGTH || !under_q);
    i_length_first: assert (f_count_q != `AMB_AT_LENGTH + 1 || (length_q[7:0] == f_length_q[7:0] && under_q == (f_length_q[7:3] != 5'd0)));
    i_length: assert (f_count_q <= `AMB_AT_LENGTH + 1 || f_count_q > f_headers || (length_q == f_length_q[10:0] && under_q == (f_length_q[15:11] != 5'd0)));
    i_length_data: assert (f_count_q <= f_headers || f_count_q <= `AMB_AT_LENGTH + 1 || f_count_q == 12'hFFF || (under_q == (f_length_q[15:11] != 5'd0 || f_count_q > f_headers + f_length_q) && (under_q || length_q == f_headers + f_length_q - f_count_q)));
    i_whole: assert (f_count_q == 12'd0 || whole_q == (f_count_q > `AMB_AT_KIND && f_count_q >= f_headers));
    i_middle: assert (f_count_q <= `AMB_AT_LIFE || kind_bad_q || middle_q == f_numbers || f_length_q[15:11] != 5'd0);
end
`ifdef FORMAL_fbox_form
`ifdef FORMAL_COVER
always @* assume (!f_begun || (step_i && !rst_i));       // a byte in every cycle: the shortest way to what is looked for
`endif
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_request: cover (ended_o && formed_o && kind_o == `AMB_KIND_REQUEST && !reply_null_o && $past(f_total_q, 2) > 32'd70000);  //: G5: a REQUEST that begins a long message is well-formed
    c_data: cover (ended_o && formed_o && kind_o == `AMB_KIND_DATA && $past(f_offset_q, 2) > 32'd70000);  //: G5: a DATA with a large offset is well-formed
    c_locate: cover (ended_o && formed_o && kind_o == `AMB_KIND_LOCATE);  //: G4: a LOCATE is well-formed
    c_overflow: cover (ended_o && !formed_o && $past(f_shape && f_is_data && {1'b0, f_offset_q} + f_length_q > 33'hFFFFFFFF, 2));  //: G5: a DATA with nothing wrong but that offset + length would overflow is refused
end
`endif
