// Frames from the host: ours go to the F-box, control frames to the box's own control, all others nowhere.
//
// What a frame is stands in its bytes 12 to 15, so sixteen bytes are held back until it is known.  A control frame and
// the F-box share no memory and no wire behind this module: what is sorted to one is never valid at the other.
// The frames come from eth_frame_fifo: whole, good, of at least 60 bytes.  After each of them 16 cycles are taken to let
// the held bytes go; a line at its full rate leaves 24.
`default_nettype none
`include "amoebox.vh"

module inline_sorter (
    input  wire       clk_i,
    input  wire       rst_i,           // together with whatever stands before and behind

    input  wire       s_valid_i,       // frames from the host's MAC: a byte stream
    output wire       s_ready_o,
    input  wire [7:0] s_data_i,
    input  wire       s_last_i,

    output wire       box_valid_o,     // frames for the F-box: a byte stream
    input  wire       box_ready_i,
    output wire       control_valid_o, // control frames: they cannot be stalled
    output wire [7:0] data_o,          // of both
    output wire       last_o,          // of both
    output wire       foreign_o        // one cycle for each frame of another EtherType or version
);
    localparam [1:0] FILL = 2'd0, FLOW = 2'd1, FLUSH = 2'd2;
    localparam [1:0] NOWHERE = 2'd0, TO_BOX = 2'd1, TO_CONTROL = 2'd2;
    localparam [15:0] ETHERTYPE = 16'd`AMB_ETHERTYPE;

    reg [1:0] state_q;
    reg [3:0] place_q;                 // in FILL and FLUSH also: bytes that have come, gone
    reg [7:0] held [0:15];             // data
    reg       ours_q;                  // EtherType and version so far
    (* fsm_encoding = "none" *)
    reg [1:0] way_q;                   // where the frame in out_q goes
    (* fsm_encoding = "none" *)
    reg [1:0] next_q;                  // where the frame in `held` goes
    reg [3:0] left_q;                  // in FLUSH: held bytes behind the one that moves next
    reg       out_valid_q, out_last_q, foreign_q;
    reg [7:0] out_q;                   // data

    wire step  = !out_valid_q || way_q != TO_BOX || box_ready_i;
    wire take  = s_valid_i && s_ready_o;
    wire move  = step && (state_q == FLUSH || (state_q == FLOW && s_valid_i));
    wire ended = place_q == 4'd15;

    assign s_ready_o = state_q == FILL || (state_q == FLOW && step);

    always @(posedge clk_i) begin
        if (take) held[place_q] <= s_data_i;
        if (move) out_q <= held[place_q];
    end

    always @(posedge clk_i) begin
        foreign_q <= 1'b0;
        if (take || move) place_q <= place_q + 4'd1;
        if (step) out_valid_q <= move;
        if (move) out_last_q <= state_q == FLUSH && left_q == 4'd0;
        if (state_q == FLUSH && move) left_q <= left_q - 4'd1;
        case (state_q)
            FILL: if (take) begin
                case (place_q)
                    4'd12: ours_q <= s_data_i == ETHERTYPE[15:8];
                    4'd13: ours_q <= ours_q && s_data_i == ETHERTYPE[7:0];
                    4'd14: ours_q <= ours_q && s_data_i == 8'd`AMB_VERSION;
                    default: ;
                endcase
                if (s_last_i) begin
                    place_q <= 4'd0;           // shorter than any frame: does not come; forgotten
                end else if (ended) begin
                    state_q   <= FLOW;
                    next_q    <= !ours_q ? NOWHERE : s_data_i == 8'd`AMB_KIND_CONTROL ? TO_CONTROL : TO_BOX;
                    foreign_q <= !ours_q;
                end
            end
            FLOW: if (take && s_last_i) begin
                state_q <= FLUSH;
                left_q  <= 4'd15;
            end
            default: if (move && left_q == 4'd0) begin
                state_q <= FILL;
                place_q <= 4'd0;
            end
        endcase
        if (move) way_q <= next_q;
        if (rst_i) begin
            state_q     <= FILL;
            place_q     <= 4'd0;
            way_q       <= NOWHERE;
            next_q      <= NOWHERE;
            out_valid_q <= 1'b0;
            foreign_q   <= 1'b0;
        end
    end

    assign box_valid_o     = out_valid_q && way_q == TO_BOX;
    assign control_valid_o = out_valid_q && way_q == TO_CONTROL;
    assign data_o          = out_q;
    assign last_o          = out_last_q;
    assign foreign_o       = foreign_q;

`ifdef AMOEBOX_ASSERT
    // What goes to the F-box is re-read here as it leaves: never a control frame, never a foreign one.
    reg [4:0] at_q;
    always @(posedge clk_i) begin
        if (rst_i) begin
            at_q <= 5'd0;
        end else if (out_valid_q && step) begin
            at_q <= out_last_q ? 5'd0 : at_q == 5'd31 ? at_q : at_q + 5'd1;
            if (way_q == TO_BOX && at_q == 5'd15 && out_q == 8'd`AMB_KIND_CONTROL) $error("a control frame goes to the F-box");
            if (way_q == TO_BOX && at_q == 5'd12 && out_q != ETHERTYPE[15:8]) $error("a foreign frame goes to the F-box");
            if (way_q == TO_CONTROL && at_q == 5'd15 && out_q != 8'd`AMB_KIND_CONTROL) $error("a frame goes to control");
        end
        if (!rst_i && state_q == FILL && take && s_last_i) $error("a frame of fewer than 17 bytes");
        if (!rst_i && (state_q == 2'd3 || way_q == 2'd3)) $error("illegal state");
    end
`endif
endmodule

`default_nettype wire
