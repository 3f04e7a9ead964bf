// Frames from the wire: stored while they are parsed, looked up as soon as the port has passed, judged LATENCY - 5 cycles
// after the last byte.  Four slots: one being filled, one being judged, the others wait for the host.
`default_nettype none
`include "amoebox.vh"

module fbox_ingress #(
    parameter PORT_BYTES = `AMB_PORT_BYTES,
    parameter LATENCY = 51                   // cycles from the wire's last byte to the first one for the host, way free
) (
    input  wire        clk_i,
    input  wire        rst_i,                // the box is closed
    input  wire        wire_rst_i,           // the wire side begins anew
    input  wire        counting_i,

    input  wire        nrx_valid_i,
    input  wire  [7:0] nrx_data_i,
    input  wire        nrx_last_i,
    input  wire        nrx_bad_i,

    output wire  [3:0] own_index_o,
    input  wire  [7:0] own_byte_i,

    output wire        hrx_valid_o,
    input  wire        hrx_ready_i,
    output wire  [7:0] hrx_data_o,
    output wire        hrx_last_o,
    output wire  [7:0] hrx_tag_o,
    output wire  [7:0] hrx_entry_o,
    input  wire        hrx_done_i,

    // Look-up A
    output wire        a_shift_o,
    output wire  [7:0] a_byte_o,
    output wire        a_start_o,
    input  wire        a_done_i,
    input  wire        a_service_i,
    input  wire        a_transaction_i,
    input  wire  [7:0] a_entry_i,
    input  wire  [7:0] a_tag_i,

    // Answers: bytes of the frame that one would need, and whether one is due.
    output wire        keep_o,               // keep this byte of source, reply, port or transaction
    output wire  [7:0] keep_byte_o,
    output wire  [5:0] keep_place_o,         // where it is in the answer: see fbox_answer
    output wire        kept_o,               // the frame will be judged; what was kept is for this one
    output wire        answer_o,             // at its judgement: an answer is due
    output wire        answer_here_o,        // HERE_IS, else NOT_HERE

    // Drain: ends when every frame whose look-up began before has been finished by the host.
    input  wire        drain_start_i,
    output wire        drain_done_o,         // one cycle

    output wire        count_from_wire_o,
    output wire        count_delivered_o,
    output wire        count_locate_o,
    output wire        count_bad_o,
    output wire        count_foreign_o,
    output wire        count_form_o,
    output wire        count_unarmed_o,
    output wire        count_full_o,
    output wire        count_closed_o,
    output wire        idle_o,               // see fbox.v
    output wire        illegal_o
);

    // ---- One register behind the MAC.  A frame that was begun while the box was closed is closed to its end.
    reg        in_valid_q, in_last_q, in_bad_q, inside_q, closed_q, counted_q;
    reg  [7:0] in_data_q;
    wire       entering = in_valid_q && !inside_q;
    wire       closed = closed_q || rst_i;
    wire       pass = in_valid_q && !closed_q;   // while rst_i is high it moves nothing
    always @(posedge clk_i) begin
        in_data_q <= nrx_data_i;
        in_last_q <= nrx_last_i;
        in_bad_q  <= nrx_bad_i;
        if (wire_rst_i) begin
            in_valid_q <= 1'b0;
            inside_q   <= 1'b0;
            closed_q   <= 1'b0;
        end else begin
            in_valid_q <= nrx_valid_i;
            if (in_valid_q) inside_q <= !in_last_q;
            closed_q <= closed && (in_valid_q ? !in_last_q : inside_q);
        end
        if (!counting_i) counted_q <= 1'b0;
        else if (entering) counted_q <= 1'b1;
    end
    assign count_from_wire_o = entering && counting_i;
    assign count_closed_o = in_valid_q && in_last_q && closed && counting_i && (entering || counted_q);

    assign idle_o = !in_valid_q && !inside_q && taken_q == 4'd0;

    // ---- Form
    wire first, source, reply, port, transaction, destination, field_end, room;
    wire ended, ours, formed, reply_null;
    wire [3:0] kind;
    wire [10:0] position;
    wire unused_hops, unused_board, unused_epoch, unused_secret, unused_signature, unused_message, unused_kind_bad;
    fbox_form #(.PORT_BYTES(PORT_BYTES), .INWARD(1)) form (
        .clk_i(clk_i), .rst_i(rst_i), .step_i(pass), .data_i(in_data_q), .last_i(in_last_q), .own_i(own_byte_i),
        .first_o(first), .source_o(source), .hops_o(unused_hops), .board_o(unused_board), .reply_o(reply), .port_o(port),
        .transaction_o(transaction), .epoch_o(unused_epoch), .destination_o(destination),
        .signature_o(unused_signature), .secret_o(unused_secret), .end_o(field_end), .position_o(position), .room_o(room),
        .message_o(unused_message), .ended_o(ended), .ours_o(ours), .kind_bad_o(unused_kind_bad), .formed_o(formed),
        .kind_o(kind), .reply_null_o(reply_null)
    );
    assign own_index_o = position[3:0];

    // ---- Slots
    reg  [3:0] taken_q;                      // judged or waiting for the host
    reg  [1:0] slot_q;                       // of the frame that is being stored, if have_q
    reg        have_q;
    wire [1:0] a_free_slot = !taken_q[0] ? 2'd0 : !taken_q[1] ? 2'd1 : !taken_q[2] ? 2'd2 : 2'd3;
    wire [1:0] write_slot = first ? a_free_slot : slot_q;
    wire       have = first ? taken_q != 4'hF : have_q;
    reg  [7:0] even_q;
    always @(posedge clk_i) begin
        if (pass) begin
            slot_q <= write_slot;
            have_q <= have;
            even_q <= in_data_q;
        end
    end
    wire        write = pass && have && room && (position[0] || in_last_q);
    wire [17:0] write_data = position[0] ? {1'b0, in_last_q, even_q, in_data_q} : {in_last_q, 1'b0, in_data_q, 8'd0};

    // ---- Look-up
    reg start_q;
    always @(posedge clk_i) begin
        start_q <= !rst_i && pass && port && field_end;
    end
    assign a_shift_o = pass && port;
    assign a_byte_o = in_data_q;
    assign a_start_o = start_q;

    // ---- What an answer would need.  Places: source 0, reply 6, transaction 6 + P, port 10 + P.
    reg [5:0] place_q;
    always @(posedge clk_i) begin
        if (pass) begin
            if (in_last_q || (destination && field_end)) place_q <= 6'd0;
            else if (reply && field_end) place_q <= 10 + PORT_BYTES;
            else if (port && field_end) place_q <= 6 + PORT_BYTES;
            else if (keep_o) place_q <= place_q + 6'd1;
        end
    end
    assign keep_o = pass && (source || reply || port || transaction);
    assign keep_byte_o = in_data_q;
    assign keep_place_o = place_q;

    // ---- End of a frame: most are dropped here; the others wait for their judgement
    reg       bad_q, end_bad_q, end_have_q;
    reg [1:0] end_slot_q;
    always @(posedge clk_i) begin
        bad_q      <= in_bad_q;
        end_bad_q  <= bad_q;
        end_slot_q <= slot_q;
        end_have_q <= have_q;
    end
    wire candidate = ended && !end_bad_q && formed;
    assign count_bad_o = ended && end_bad_q;
    assign count_foreign_o = ended && !end_bad_q && !ours;
    assign count_form_o = ended && !end_bad_q && ours && !formed;
    assign kept_o = candidate;

    localparam WAIT = LATENCY - 9;           // the delay line that makes the latency what it is
    reg [WAIT:0] timer_q;
    reg        found_q;                      // its look-up has ended
    reg  [1:0] judged_slot_q;
    reg        judged_have_q, judged_reply_null_q;
    reg        is_service, is_transaction, is_locate, may_not_be_here;
    wire       due = timer_q[WAIT];
    wire armed = found_q && ((a_service_i && !is_transaction) || (a_transaction_i && !is_service));
    wire deliver = due && !is_locate && armed && judged_have_q && host_room;
    wire host_room;
    always @(posedge clk_i) begin
        if (rst_i) timer_q <= {WAIT + 1{1'b0}};
        else timer_q <= {timer_q[WAIT-1:0], candidate};
        if (rst_i || start_q) found_q <= 1'b0;
        else if (a_done_i) found_q <= 1'b1;
        if (candidate) begin
            judged_slot_q        <= end_slot_q;
            judged_have_q        <= end_have_q;
            is_service           <= kind == 4'd`AMB_KIND_REQUEST || kind == 4'd`AMB_KIND_ENQUIRY;
            is_transaction       <= kind == 4'd`AMB_KIND_REPLY || kind == 4'd`AMB_KIND_GRANT || kind == 4'd`AMB_KIND_NAK ||
                                    kind == 4'd`AMB_KIND_ALIVE;
            is_locate            <= kind == 4'd`AMB_KIND_LOCATE;
            may_not_be_here      <= !reply_null && kind != 4'd`AMB_KIND_HERE_IS && kind != 4'd`AMB_KIND_NOT_HERE;
            judged_reply_null_q  <= reply_null;
        end
    end
    // What follows from the judgement comes one cycle later: its logic is deep.
    reg locate_q, unarmed_q, full_q, answer_q, answer_here_q;
    always @(posedge clk_i) begin
        locate_q      <= !rst_i && due && is_locate;
        unarmed_q     <= !rst_i && due && !is_locate && !armed;
        full_q        <= !rst_i && due && !is_locate && armed && !deliver;
        answer_here_q <= is_locate;
        answer_q      <= !rst_i && due && (is_locate ? !judged_reply_null_q && found_q && a_service_i : may_not_be_here && !armed);
    end
    assign count_locate_o = locate_q;
    assign count_unarmed_o = unarmed_q;
    assign count_full_o = full_q;
    assign answer_here_o = answer_here_q;
    assign answer_o = answer_q;

    // ---- Queue of admitted frames
    reg  [1:0] put_q, get_q;
    reg  [2:0] queued_q;
    reg [17:0] queue [0:3];                  // {slot, tag, entry}
    reg [17:0] front_q;
    wire       take, read_busy, read_finish, unused_mark;
    always @(posedge clk_i) begin
        if (deliver) queue[put_q] <= {judged_slot_q, a_tag_i, a_entry_i};
        front_q <= take_q ? front_q : queue[get_q];
    end

    localparam [1:0] Q_IDLE = 2'd0, Q_START = 2'd1, Q_READ = 2'd2;
    (* fsm_encoding = "none" *)
    reg  [1:0] read_q;
    wire       take_q = read_q != Q_IDLE;
    assign take = read_q == Q_IDLE && queued_q != 3'd0;
    always @(posedge clk_i) begin
        if (rst_i) begin
            read_q   <= Q_IDLE;
            put_q    <= 2'd0;
            get_q    <= 2'd0;
            queued_q <= 3'd0;
        end else begin
            put_q    <= put_q + {1'b0, deliver};
            get_q    <= get_q + {1'b0, take};
            queued_q <= queued_q + {2'd0, deliver} - {2'd0, take};
            case (read_q)
                Q_IDLE:  if (take) read_q <= Q_START;
                Q_START: read_q <= Q_READ;
                Q_READ:  if (read_finish) read_q <= Q_IDLE;
                default: read_q <= Q_IDLE;
            endcase
        end
    end
    reg illegal_q;
    always @(posedge clk_i) illegal_q <= read_q == 2'd3;
    assign illegal_o = illegal_q;

    // The slot of a frame that is refused is free a cycle later.
    reg        refused_q;
    reg  [1:0] refused_slot_q;
    always @(posedge clk_i) begin
        refused_q      <= !rst_i && due && judged_have_q && !deliver;
        refused_slot_q <= judged_slot_q;
    end
    wire [3:0] at_refused = 4'd1 << refused_slot_q;
    wire [3:0] at_stored = 4'd1 << slot_q;
    wire [3:0] at_ended = 4'd1 << end_slot_q;
    wire [3:0] at_front = 4'd1 << front_q[17:16];
    always @(posedge clk_i) begin
        if (rst_i) taken_q <= 4'd0;
        else taken_q <= (taken_q | (at_stored & {4{pass && in_last_q && have_q && !first}})) &
                        ~(at_ended & {4{ended && end_have_q && !candidate}}) &
                        ~(at_refused & {4{refused_q}}) & ~(at_front & {4{read_finish}});
    end

    fbox_frame_buffer buffer (
        .clk_i(clk_i), .rst_i(rst_i), .write_i(write), .write_slot_i(write_slot), .write_word_i(position[10:1]),
        .write_data_i(write_data), .write_mark_i(1'b0), .start_i(read_q == Q_START), .start_slot_i(front_q[17:16]),
        .busy_o(read_busy), .finish_o(read_finish), .valid_o(hrx_valid_o), .ready_i(hrx_ready_i), .data_o(hrx_data_o), .mark_o(unused_mark),
        .last_o(hrx_last_o)
    );
    assign hrx_tag_o = front_q[15:8];
    assign hrx_entry_o = front_q[7:0];
    assign count_delivered_o = read_finish;
    wire unused_busy = read_busy;

    // ---- Admitted and not yet finished by the host; the drain waits for those of its beginning
    reg  [7:0] outstanding_q, drain_left_q;
    reg        look_q;                       // a look-up has begun whose frame has not met its fate
    reg        drain_mark_q, drain_take_q, drain_q, drain_done_q;
    reg        fate_q;                       // one cycle late, so that what was delivered has been added
    wire       finished = hrx_done_i && outstanding_q != 8'd0;
    assign host_room = outstanding_q != 8'hFF;
    always @(posedge clk_i) begin
        drain_done_q <= 1'b0;
        fate_q       <= !rst_i && (due || (ended && !candidate));
        if (rst_i) begin
            outstanding_q <= 8'd0;
            look_q        <= 1'b0;
            drain_mark_q  <= 1'b0;
            drain_take_q  <= 1'b0;
            drain_q       <= 1'b0;
        end else begin
            if (deliver != finished) outstanding_q <= outstanding_q + {{7{finished}}, 1'b1};
            look_q        <= start_q || (look_q && !fate_q);
            if (drain_start_i) begin
                drain_mark_q <= 1'b1;
            end else if (drain_mark_q && (!look_q || fate_q)) begin
                drain_mark_q <= 1'b0;
                drain_take_q <= 1'b1;
            end else if (drain_take_q && !finished) begin
                drain_take_q <= 1'b0;
                drain_q      <= 1'b1;
                drain_left_q <= outstanding_q;
            end else if (drain_q) begin
                if (finished) drain_left_q <= drain_left_q - 8'd1;
                if (drain_left_q == 8'd0) begin
                    drain_q      <= 1'b0;
                    drain_done_q <= 1'b1;
                end
            end
        end
    end
    assign drain_done_o = drain_done_q;

`ifdef AMOEBOX_ASSERT
    reg found_late_q;
    always @(posedge clk_i) found_late_q <= found_q;
    always @(posedge clk_i) begin
        if (!rst_i) begin
            if (pass && inside_q == first) $error("the parser has lost the frame");
            if (candidate && timer_q[WAIT-1:0] != {WAIT{1'b0}}) $error("two frames wait for their judgement");
            if (due && !found_q && !start_q) $error("a look-up has not ended in time");
            if (deliver && !found_late_q) $error("the tag of what was found is not there yet");
            if (deliver && queued_q == 3'd4) $error("the queue of admitted frames overflows");
        end
    end
`endif
`ifdef FORMAL
    `include "fbox_ingress.vh"
`endif

endmodule

`default_nettype wire
