// What goes to the host: a control reply first, then admitted frames; a frame is never interrupted.
`default_nettype none

module inline_host_out (
    input  wire       clk_i,
    input  wire       rst_i,

    input  wire       box_valid_i,     // admitted frames from the F-box: a byte stream that stops if the box closes
    output wire       box_ready_o,
    input  wire [7:0] box_data_i,
    input  wire       box_last_i,
    output wire       box_done_o,      // one cycle for each of them, with its last byte

    input  wire       reply_valid_i,   // control replies: a byte stream without gaps within a frame
    output wire       reply_ready_o,
    input  wire [7:0] reply_data_i,
    input  wire       reply_last_i,

    output wire       valid_o,         // to the MAC
    input  wire       ready_i,
    output wire [7:0] data_o,
    output wire       last_o
);
    localparam [1:0] IDLE = 2'd0, BOX = 2'd1, REPLY = 2'd2;
    (* fsm_encoding = "none" *)
    reg [1:0] state_q;

    wire box   = state_q == BOX;
    wire reply = state_q == REPLY;
    wire ended = !valid_o || (ready_i && last_o);    // the frame has gone, or its source has stopped

    always @(posedge clk_i) begin
        case (state_q)
            IDLE: if (reply_valid_i) state_q <= REPLY;
                  else if (box_valid_i) state_q <= BOX;
            BOX, REPLY: if (ended) state_q <= IDLE;
            default: state_q <= IDLE;
        endcase
        if (rst_i) state_q <= IDLE;
    end

    assign valid_o       = (box && box_valid_i) || (reply && reply_valid_i);
    assign data_o        = reply ? reply_data_i : box_data_i;
    assign last_o        = reply ? reply_last_i : box_last_i;
    assign box_ready_o   = box && ready_i;
    assign reply_ready_o = reply && ready_i;
    assign box_done_o    = box && box_valid_i && ready_i && box_last_i;
endmodule

`default_nettype wire
