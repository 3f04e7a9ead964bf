// The flags against a plain count of bytes and the offsets of interfaces/frame.toml.
`define IN_FIELD(AT, SIZE) (f_at_q >= AT && f_at_q < AT + SIZE)
`define END_FIELD(AT, SIZE) (f_at_q == AT + SIZE - 1)

reg [11:0] f_at_q;                       // of the next byte; saturates
reg        f_message_q;
always @(posedge clk_i) begin
    f_message_q <= message_i;
    if (rst_i || (step_i && last_i)) f_at_q <= 12'd0;
    else if (step_i && f_at_q != 12'hFFF) f_at_q <= f_at_q + 12'd1;
end
wire [11:0] f_headers = message_i ? `AMB_HEADER_SIZE + `AMB_MESSAGE_SIZE : `AMB_HEADER_SIZE;

`ifdef FORMAL_fbox_fields
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= 1'b1;
always @* if (!f_begun) assume (rst_i);
always @* assume (!f_begun || f_at_q <= `AMB_AT_KIND + 1 || message_i == f_message_q);   // stable from the byte after kind on
always @* if (f_begun) begin
`else
reg f_begun = 1'b0;
always @(posedge clk_i) f_begun <= f_begun || rst_i;
always @* if (f_begun) begin
    r_message: assert (f_at_q <= `AMB_AT_KIND + 1 || message_i == f_message_q);
`endif
    g5_first: assert (first_o == (f_at_q == 12'd0));  //: G5: first is said of byte 0 of each frame and of no other
    g5_address_fields: assert (destination_o == `IN_FIELD(`AMB_AT_DESTINATION, `AMB_SIZE_DESTINATION) && source_o == `IN_FIELD(`AMB_AT_SOURCE, `AMB_SIZE_SOURCE) && ethertype_o == `IN_FIELD(`AMB_AT_ETHERTYPE, `AMB_SIZE_ETHERTYPE));  //: G5: every byte of destination, source and EtherType is told apart by its place alone
    g5_short_fields: assert (version_o == `IN_FIELD(`AMB_AT_VERSION, `AMB_SIZE_VERSION) && kind_o == `IN_FIELD(`AMB_AT_KIND, `AMB_SIZE_KIND) && flags_o == `IN_FIELD(`AMB_AT_FLAGS, `AMB_SIZE_FLAGS) && hops_o == `IN_FIELD(`AMB_AT_HOPS, `AMB_SIZE_HOPS) && board_o == `IN_FIELD(`AMB_AT_BOARD, `AMB_SIZE_BOARD) && length_o == `IN_FIELD(`AMB_AT_LENGTH, `AMB_SIZE_LENGTH));  //: G5: the same for version, kind, flags, hops, board, length
    g1_port_fields: assert (reply_o == `IN_FIELD(`AMB_AT_REPLY, `AMB_SIZE_REPLY) && port_o == `IN_FIELD(`AMB_AT_PORT, `AMB_SIZE_PORT));  //: G1: the same for reply and port
    g5_number_fields: assert (transaction_o == `IN_FIELD(`AMB_AT_TRANSACTION, `AMB_SIZE_TRANSACTION) && total_o == `IN_FIELD(`AMB_AT_TOTAL, `AMB_SIZE_TOTAL) && offset_o == `IN_FIELD(`AMB_AT_OFFSET, `AMB_SIZE_OFFSET) && epoch_o == `IN_FIELD(`AMB_AT_EPOCH, `AMB_SIZE_EPOCH) && life_o == `IN_FIELD(`AMB_AT_LIFE, `AMB_SIZE_LIFE));  //: G5: the same for transaction, total, offset, epoch, life
    g2_signature: assert (signature_o == (message_i && `IN_FIELD(`AMB_AT_SIGNATURE, `AMB_SIZE_SIGNATURE) && f_at_q < `AMB_HEADER_SIZE + `AMB_MESSAGE_SIZE));  //: G2: signature is said of its bytes, in kinds with a message header and only there
    g2_secret: assert (secret_o == (`IN_FIELD(`AMB_AT_REPLY, `AMB_SIZE_REPLY) || (message_i && `IN_FIELD(`AMB_AT_SIGNATURE, `AMB_SIZE_SIGNATURE))));  //: G2: secret is said of every byte of reply and signature and of no other
    g5_data: assert (data_o == (f_at_q >= f_headers) && message_o == (message_i && f_at_q >= `AMB_AT_SIGNATURE + PORT_BYTES && f_at_q < f_headers));  //: G5: data begin where the headers end
    g5_ends: assert (!(`END_FIELD(`AMB_AT_DESTINATION, `AMB_SIZE_DESTINATION) || `END_FIELD(`AMB_AT_ETHERTYPE, `AMB_SIZE_ETHERTYPE) || `END_FIELD(`AMB_AT_LENGTH, `AMB_SIZE_LENGTH) || `END_FIELD(`AMB_AT_REPLY, `AMB_SIZE_REPLY) || `END_FIELD(`AMB_AT_PORT, `AMB_SIZE_PORT) || `END_FIELD(`AMB_AT_OFFSET, `AMB_SIZE_OFFSET) || `END_FIELD(`AMB_AT_LIFE, `AMB_SIZE_LIFE)) || end_o);  //: G5: the last byte of a field is told
    g5_ends_only: assert (!end_o || data_o || `END_FIELD(`AMB_AT_DESTINATION, `AMB_SIZE_DESTINATION) || `END_FIELD(`AMB_AT_SOURCE, `AMB_SIZE_SOURCE) || `END_FIELD(`AMB_AT_ETHERTYPE, `AMB_SIZE_ETHERTYPE) || `END_FIELD(`AMB_AT_VERSION, `AMB_SIZE_VERSION) || `END_FIELD(`AMB_AT_KIND, `AMB_SIZE_KIND) || `END_FIELD(`AMB_AT_FLAGS, `AMB_SIZE_FLAGS) || `END_FIELD(`AMB_AT_HOPS, `AMB_SIZE_HOPS) || `END_FIELD(`AMB_AT_BOARD, `AMB_SIZE_BOARD) || `END_FIELD(`AMB_AT_LENGTH, `AMB_SIZE_LENGTH) || `END_FIELD(`AMB_AT_REPLY, `AMB_SIZE_REPLY) || `END_FIELD(`AMB_AT_PORT, `AMB_SIZE_PORT) || `END_FIELD(`AMB_AT_TRANSACTION, `AMB_SIZE_TRANSACTION) || `END_FIELD(`AMB_AT_TOTAL, `AMB_SIZE_TOTAL) || `END_FIELD(`AMB_AT_OFFSET, `AMB_SIZE_OFFSET) || `END_FIELD(`AMB_AT_EPOCH, `AMB_SIZE_EPOCH) || `END_FIELD(`AMB_AT_LIFE, `AMB_SIZE_LIFE) || (message_i && (`END_FIELD(`AMB_AT_SIGNATURE, `AMB_SIZE_SIGNATURE) || f_at_q == f_headers - 1)));  //: G5: an end is told at no other byte
    i_end: assert (end_q == (left_q == 6'd0));
    i_left_mac: assert (!(field_q[0] || field_q[1]) || left_q == (field_q[0] ? 6 - 1 : 12 - 1) - f_at_q);
    i_left_two: assert (!(field_q[2] || field_q[7] || field_q[8]) || left_q == (field_q[2] ? `AMB_AT_ETHERTYPE + 1 : field_q[7] ? `AMB_AT_BOARD + 1 : `AMB_AT_LENGTH + 1) - f_at_q);
    i_left_one: assert (!(field_q[3] || field_q[4] || field_q[5] || field_q[6]) || left_q == 6'd0);
    i_left_port: assert (!(field_q[9] || field_q[10] || field_q[16]) || left_q == (field_q[9] ? `AMB_AT_PORT - 1 : field_q[10] ? `AMB_AT_TRANSACTION - 1 : `AMB_AT_OBJECT - 1) - f_at_q);
    i_left_four: assert (!(field_q[11] || field_q[12] || field_q[13]) || left_q == (field_q[11] ? `AMB_AT_TOTAL - 1 : field_q[12] ? `AMB_AT_OFFSET - 1 : `AMB_AT_EPOCH - 1) - f_at_q);
    i_left_eight: assert (!(field_q[14] || field_q[15]) || left_q == (field_q[14] ? `AMB_AT_LIFE - 1 : `AMB_HEADER_SIZE - 1) - f_at_q);
    i_left_rest: assert (!field_q[17] || left_q == f_headers - 1 - f_at_q);
end
`ifdef FORMAL_fbox_fields
always @(posedge clk_i) if (f_begun && !rst_i) begin
    c_signature: cover (step_i && signature_o && end_o);  //: G2: the last byte of a signature passes
    c_data: cover (step_i && data_o && last_i && !message_i);  //: G5: a frame of a kind without message header ends
end
`endif
