// What goes to the MAC: HERE_IS answers first, then host frames, then NOT_HERE answers; a frame is never interrupted.
`default_nettype none

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
    wire idle = state_q == O_IDLE;
    assign start_here_o = idle && here_valid_i;
    assign start_frame_o = idle && frame_valid_i && !here_valid_i;
    assign start_not_here_o = idle && not_here_valid_i && !frame_valid_i && !frame_waits_i && !here_valid_i;

    wire end_of_frame = ntx_valid_o && ntx_ready_i && ntx_last_o;
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

    wire answer = state_q == O_ANSWER;
    assign ntx_valid_o = pass_i && (answer ? answer_stream_valid_i : frame_stream_valid_i);
    assign ntx_data_o = answer ? answer_data_i : frame_data_i;
    assign ntx_last_o = answer ? answer_last_i : frame_last_i;
    assign frame_stream_ready_o = state_q == O_FRAME && ntx_ready_i;
    assign answer_stream_ready_o = answer && ntx_ready_i;
    reg illegal_q;
    always @(posedge clk_i) illegal_q <= state_q == 2'd3;
    assign illegal_o = illegal_q;
`ifdef FORMAL
    `include "fbox_outlet.vh"
`endif

endmodule

`default_nettype wire
