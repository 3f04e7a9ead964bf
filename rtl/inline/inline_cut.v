// Between a stream that may stop within a frame (the box closes) and eth_mac_tx, with an inline_slice before the MAC.
//
// The MAC aborts such a frame with a spoilt checksum and would then throw away everything up to a last byte: the frame
// after it.  So behind the abort a last byte is made for it.  What was shown is in the slice and gets to the MAC, so the
// abort comes: at most a gap, a preamble, two bytes and a checksum later.  63 cycles without one are no frame begun.
`default_nettype none

module inline_cut (
    input  wire       clk_i,
    input  wire       rst_i,           // together with the MAC
    input  wire       s_valid_i,       // byte stream, but valid may fall within a frame: the frame is then over
    output wire       s_ready_o,
    input  wire [7:0] s_data_i,
    input  wire       s_last_i,
    output wire       m_valid_o,       // to the slice
    input  wire       m_ready_i,
    output wire [7:0] m_data_o,
    output wire       m_last_o,
    input  wire       underrun_i       // stat_underrun_o of the MAC
);
    localparam [1:0] PASS = 2'b01, CUT = 2'b00, LAST = 2'b10;  // a bit each: ready goes a long way into the box
    (* fsm_encoding = "none" *)
    reg [1:0] state_q;
    reg       begun_q;                 // a frame was shown and has not ended
    reg [5:0] wait_q;

    wire pass = state_q[0];

    always @(posedge clk_i) begin
        begun_q <= pass && s_valid_i && !(m_ready_i && s_last_i);
        wait_q  <= wait_q + 6'd1;
        case (state_q)
            PASS: if (begun_q && !s_valid_i) begin
                state_q <= CUT;
                wait_q  <= 6'd0;
            end
            CUT: if (underrun_i) state_q <= LAST;
                 else if (wait_q == 6'd63) state_q <= PASS;
            default: if (m_ready_i) state_q <= PASS;
        endcase
        if (rst_i) begin
            state_q <= PASS;
            begun_q <= 1'b0;
        end
    end

    assign m_valid_o = (pass && s_valid_i) || state_q[1];
    assign m_data_o  = s_data_i;
    assign m_last_o  = pass ? s_last_i : 1'b1;
    assign s_ready_o = pass && m_ready_i;

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i)
        if (!rst_i && state_q == LAST && !m_ready_i) $error("the MAC does not throw away what it has aborted");
`endif
endmodule

`default_nettype wire
