// What goes to the MAC: HERE_IS answers first, then host frames, then NOT_HERE answers; a frame is never interrupted.
//
// Bytes of a host frame are counted here once more.  Where a field of the box's is, nothing leaves without the mark with
// which the box's own bytes were stored: the stream stops (the MAC aborts the frame) and the box closes.
`default_nettype none
`include "amoebox.vh"

module fbox_outlet (
    input  wire       clk_i,
    input  wire       rst_i,
    input  wire       pass_i,                // open: else the stream stops at once

    input  wire       here_valid_i,          // requests
    input  wire       frame_valid_i,
    input  wire       frame_waits_i,         // there is one that will make its request soon
    input  wire       not_here_valid_i,
    output wire       start_here_o,          // one cycle, with the request: its stream follows
    output wire       start_frame_o,
    output wire       start_not_here_o,

    input  wire       frame_stream_valid_i,
    output wire       frame_stream_ready_o,
    input  wire [7:0] frame_data_i,
    input  wire       frame_mark_i,          // the byte was stored as the box's, not as the host's
    input  wire       frame_last_i,
    input  wire       answer_stream_valid_i,
    output wire       answer_stream_ready_o,
    input  wire [7:0] answer_data_i,
    input  wire       answer_last_i,

    output wire       ntx_valid_o,
    input  wire       ntx_ready_i,
    output wire [7:0] ntx_data_o,
    output wire       ntx_last_o,
    output wire       illegal_o
);

    localparam [1:0] O_IDLE = 2'd0, O_FRAME = 2'd1, O_ANSWER = 2'd2;
    (* fsm_encoding = "none" *)
    reg [1:0] state_q;
    reg       illegal_q;
    wire idle = state_q == O_IDLE;
    wire answer = state_q == O_ANSWER;
    assign start_here_o = idle && here_valid_i;
    assign start_frame_o = idle && frame_valid_i && !here_valid_i;
    assign start_not_here_o = idle && not_here_valid_i && !frame_valid_i && !frame_waits_i && !here_valid_i;

    // Not of ntx_valid_o, which is late in its cycle: where the stream stops, the box closes.
    wire end_of_frame = ntx_ready_i && (answer ? answer_stream_valid_i && answer_last_i : frame_stream_valid_i && frame_last_i);
    always @(posedge clk_i) begin
        if (rst_i) begin
            state_q <= O_IDLE;
        end else begin
            case (state_q)
                O_IDLE: begin
                    if (start_frame_o) state_q <= O_FRAME;
                    else if (start_here_o || start_not_here_o) state_q <= O_ANSWER;
                end
                O_FRAME, O_ANSWER: if (end_of_frame) state_q <= O_IDLE;
                default: state_q <= O_IDLE;
            endcase
        end
    end

    // ---- Pairs of bytes that must be the box's, one bit for each; those of the signature only if there is one
    localparam [63:0] ONE = 64'd1;
    localparam [63:0] OWN = (ONE << ((`AMB_AT_SOURCE + `AMB_SIZE_SOURCE) / 2)) - (ONE << (`AMB_AT_SOURCE / 2)) +
                            (ONE << (`AMB_AT_HOPS / 2)) + (ONE << (`AMB_AT_BOARD / 2)) +
                            (ONE << ((`AMB_AT_REPLY + `AMB_SIZE_REPLY) / 2)) - (ONE << (`AMB_AT_REPLY / 2)) +
                            (ONE << ((`AMB_AT_EPOCH + `AMB_SIZE_EPOCH) / 2)) - (ONE << (`AMB_AT_EPOCH / 2));
    localparam [63:0] SIGNATURE = (ONE << ((`AMB_AT_SIGNATURE + `AMB_SIZE_SIGNATURE) / 2)) - (ONE << (`AMB_AT_SIGNATURE / 2));
    localparam [63:0] NEXT_OWN = OWN >> 1, NEXT_SIGNATURE = SIGNATURE >> 1;
    localparam [6:0] KIND = `AMB_AT_KIND;
    reg [6:0] count_q;                       // bytes of this frame that have gone, up to 96
    reg       message_q, must_q;             // it has a signature; the byte on the output must be the box's
    wire      step = frame_stream_valid_i && frame_stream_ready_o;
    wire      foreign = frame_stream_valid_i && must_q && !frame_mark_i;
    always @(posedge clk_i) begin
        if (!frame_stream_valid_i || idle) begin
            count_q <= 7'd0;
            must_q  <= 1'b0;
        end else if (step && count_q[6:5] != 2'd3) begin
            count_q <= count_q + 7'd1;
            // The next pair begins.
            if (count_q[0]) must_q <= NEXT_OWN[count_q[6:1]] || (message_q && NEXT_SIGNATURE[count_q[6:1]]);
        end
        if (step && count_q == KIND) message_q <= frame_data_i == 8'd`AMB_KIND_REQUEST || frame_data_i == 8'd`AMB_KIND_REPLY;
    end

    assign ntx_valid_o = pass_i && !illegal_q &&
                         (answer ? answer_stream_valid_i : state_q == O_FRAME && frame_stream_valid_i && !foreign);
    assign ntx_data_o = answer ? answer_data_i : frame_data_i;
    assign ntx_last_o = answer ? answer_last_i : frame_last_i;
    assign frame_stream_ready_o = state_q == O_FRAME && ntx_ready_i;
    assign answer_stream_ready_o = answer && ntx_ready_i;
    always @(posedge clk_i) illegal_q <= state_q == 2'd3 || foreign;
    assign illegal_o = illegal_q;
`ifdef FORMAL
    `include "fbox_outlet.vh"
`endif

endmodule

`default_nettype wire
