// Answers made by the box (G4): HERE_IS and NOT_HERE, one slot for each.
//
// What an answer repeats is kept of every frame, in four places of one memory, in the order in which it is sent: source
// (where the answer goes), reply (its port), transaction, port (its subject).  The places have four roles; a place
// changes its role when a frame ends, when its answer is due and when the answer has gone; nothing is copied.
`default_nettype none
`include "amoebox.vh"

module fbox_answer #(
    parameter PORT_BYTES = `AMB_PORT_BYTES
) (
    input  wire        clk_i,
    input  wire        rst_i,

    input  wire        keep_i,
    input  wire  [7:0] keep_byte_i,
    input  wire  [5:0] keep_place_i,
    input  wire        kept_i,
    input  wire        answer_i,
    input  wire        answer_here_i,
    input  wire [31:0] serial_i,             // with answer_i, for HERE_IS

    output wire  [3:0] own_index_o,
    input  wire  [7:0] own_byte_i,

    output wire        here_valid_o,         // a HERE_IS waits
    output wire        not_here_valid_o,     // a NOT_HERE waits
    input  wire        start_here_i,         // send it; the first byte follows a few cycles later
    input  wire        start_not_here_i,
    output wire        valid_o,              // byte stream without gaps
    input  wire        ready_i,
    output wire  [7:0] data_o,
    output wire        last_o,
    output wire        finish_o,             // the last byte goes in this cycle

    output wire        count_made_o,
    output wire        count_drop_o,
    output wire        illegal_o
);

    // ---- Roles of the four places
    reg  [1:0] fill_q, judge_q, here_q, not_here_q;
    reg        here_full_q, not_here_full_q;
    reg [31:0] serial_q;
    wire       take_here = answer_i && answer_here_i && !here_full_q;
    wire       take_not_here = answer_i && !answer_here_i && !not_here_full_q;
    always @(posedge clk_i) begin
        if (rst_i) begin
            fill_q          <= 2'd0;
            judge_q         <= 2'd1;
            here_q          <= 2'd2;
            not_here_q      <= 2'd3;
            here_full_q     <= 1'b0;
            not_here_full_q <= 1'b0;
        end else begin
            if (kept_i) begin
                fill_q  <= take_here ? here_q : take_not_here ? not_here_q : judge_q;
                judge_q <= fill_q;
            end else if (take_here) begin
                judge_q <= here_q;
            end else if (take_not_here) begin
                judge_q <= not_here_q;
            end
            if (take_here) here_q <= judge_q;
            if (take_not_here) not_here_q <= judge_q;
            if (take_here) here_full_q <= 1'b1;
            else if (finish_o && here_sent_q) here_full_q <= 1'b0;
            if (take_not_here) not_here_full_q <= 1'b1;
            else if (finish_o && !here_sent_q) not_here_full_q <= 1'b0;
        end
        if (take_here) serial_q <= serial_i;
    end
    assign count_drop_o = answer_i && !take_here && !take_not_here;
    assign here_valid_o = here_full_q;
    assign not_here_valid_o = not_here_full_q;

    // ---- The memory
    wire       fetch = advance;
    reg  [5:0] place_q;
    (* no_rw_check *)
    reg  [7:0] kept [0:255];
    reg  [7:0] kept_q;
    wire [1:0] sent_place = here_sent_q ? here_q : not_here_q;
    always @(posedge clk_i) begin
        if (keep_i) kept[{fill_q, keep_place_i}] <= keep_byte_i;
        if (fetch) kept_q <= kept[{sent_place, place_q}];
    end

    // ---- Sender: first the life (epoch + serial, last byte first), then the frame
    localparam [1:0] S_IDLE = 2'd0, S_LIFE = 2'd1, S_FRAME = 2'd2;
    (* fsm_encoding = "none" *)
    reg  [1:0] state_q;
    reg        here_sent_q;                  // the answer being sent is HERE_IS
    reg  [2:0] life_count_q;
    reg        carry_q;
    (* ram_style = "distributed" *)
    reg  [7:0] life [0:7];

    wire [7:0] serial_byte = life_count_q[2] ? 8'd0 : serial_q[{life_count_q[1:0], 3'd0} +: 8];
    wire [8:0] life_sum = {1'b0, own_byte_i} + {1'b0, serial_byte} + {8'd0, carry_q};
    wire [7:0] life_byte = here_sent_q ? life_sum[7:0] : 8'd0;
    reg        life_write_q;                 // one cycle late: the sum is
    reg  [2:0] life_place_q;
    reg  [7:0] life_byte_q;

    wire first, destination, source, ethertype, version, kind, flags, hops, board, length, reply, port, transaction;
    wire total, offset, epoch, life_field, data, field_end;
    wire unused_first, unused_secret, unused_signature, unused_message;
    wire advance;                            // the pipeline moves: its stages are position, byte sources, one for the memory, output
    wire step = state_q == S_FRAME && advance && !all_q;
    wire step_last = data && body_q == PORT_BYTES - 1;
    fbox_fields #(.PORT_BYTES(PORT_BYTES)) fields (
        .clk_i(clk_i), .rst_i(rst_i || state_q == S_LIFE), .step_i(step), .last_i(1'b0), .message_i(1'b0),
        .first_o(first), .destination_o(destination), .source_o(source), .ethertype_o(ethertype), .version_o(version),
        .kind_o(kind), .flags_o(flags), .hops_o(hops), .board_o(board), .length_o(length), .reply_o(reply), .port_o(port),
        .transaction_o(transaction), .total_o(total), .offset_o(offset), .epoch_o(epoch), .life_o(life_field),
        .signature_o(unused_signature), .secret_o(unused_secret), .message_o(unused_message), .data_o(data), .end_o(field_end)
    );
    assign unused_first = first || flags || hops || reply || offset;

    // Position: sources are asked.
    wire       kept_field = destination || port || transaction || data;
    wire       own_field = source || board || epoch;
    reg  [3:0] own_q;
    reg  [2:0] life_q;
    reg  [3:0] body_q;
    reg        all_q;                        // the last position has been asked

    reg [7:0] constant;
    always @* begin
        constant = 8'd0;
        if (ethertype) constant = field_end ? ETHERTYPE[7:0] : ETHERTYPE[15:8];
        if (version) constant = `AMB_VERSION;
        if (kind) constant = here_sent_q ? `AMB_KIND_HERE_IS : `AMB_KIND_NOT_HERE;
        if ((length || total) && field_end) constant = `AMB_BODY_SUBJECT_SIZE;
        if (own_field) constant = own_byte_i;
        if (life_field) constant = life[life_q];
    end
    localparam [15:0] ETHERTYPE = `AMB_ETHERTYPE;

    // Byte sources, output.
    reg       source_valid_q, source_kept_q, source_last_q;
    reg       late_valid_q, late_kept_q, late_last_q;
    reg [7:0] source_byte_q, late_byte_q, late_memory_q;
    reg       out_valid_q, out_last_q;
    reg [7:0] out_q;
    assign advance = !out_valid_q || ready_i;
    assign finish_o = out_valid_q && ready_i && out_last_q;

    always @(posedge clk_i) begin
        if (rst_i) begin
            state_q        <= S_IDLE;
            source_valid_q <= 1'b0;
            late_valid_q   <= 1'b0;
            out_valid_q    <= 1'b0;
        end else begin
            case (state_q)
                S_IDLE: begin
                    here_sent_q  <= start_here_i;
                    life_count_q <= 3'd0;
                    carry_q      <= 1'b0;
                    if (start_here_i || start_not_here_i) state_q <= S_LIFE;
                end
                S_LIFE: begin
                    life_count_q <= life_count_q + 3'd1;
                    carry_q      <= life_sum[8];
                    place_q      <= 6'd0;
                    own_q        <= 4'd0;
                    life_q       <= 3'd0;
                    body_q       <= 4'd0;
                    all_q        <= 1'b0;
                    if (life_count_q == 3'd7) state_q <= S_FRAME;
                end
                S_FRAME: begin
                    if (step) begin
                        if (kept_field) place_q <= place_q + 6'd1;
                        if (own_field) own_q <= own_q + 4'd1;
                        if (life_field) life_q <= life_q + 3'd1;
                        if (data) body_q <= body_q + 4'd1;
                        if (step_last) all_q <= 1'b1;
                    end
                    if (finish_o) state_q <= S_IDLE;
                end
                default: state_q <= S_IDLE;
            endcase
            if (advance) begin
                source_valid_q <= step;
                late_valid_q   <= source_valid_q;
                out_valid_q    <= late_valid_q;
            end
        end
        life_write_q <= state_q == S_LIFE;
        life_place_q <= ~life_count_q;
        life_byte_q  <= life_byte;
        if (life_write_q) life[life_place_q] <= life_byte_q;
        if (advance) begin
            source_kept_q <= kept_field;
            source_byte_q <= constant;
            source_last_q <= step_last;
            late_kept_q   <= source_kept_q;
            late_byte_q   <= source_byte_q;
            late_memory_q <= kept_q;
            late_last_q   <= source_last_q;
            out_q         <= late_kept_q ? late_memory_q : late_byte_q;
            out_last_q    <= late_last_q;
        end
    end
    assign own_index_o = state_q == S_LIFE ? {1'b1, ~life_count_q} : own_q;
    assign valid_o = out_valid_q;
    assign data_o = out_q;
    assign last_o = out_last_q;
    assign count_made_o = finish_o;
    reg illegal_q;
    always @(posedge clk_i) illegal_q <= state_q == 2'd3;
    assign illegal_o = illegal_q;
`ifdef FORMAL
    `include "fbox_answer.vh"
`endif

endmodule

`default_nettype wire
