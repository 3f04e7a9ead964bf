// Network frames on their way to the F-box, which cannot wait but asks for 16 cycles without a byte between frames.
`default_nettype none

module inline_gap (
    input  wire       clk_i,
    input  wire       rst_i,
    input  wire       s_valid_i,       // frames from eth_frame_fifo: a byte stream
    output wire       s_ready_o,
    input  wire [7:0] s_data_i,
    input  wire       s_last_i,
    output wire       valid_o,         // the same, further apart
    output wire [7:0] data_o,
    output wire       last_o
);
    reg [4:0] gap_q;                   // counts up to 16 behind a frame

    always @(posedge clk_i) begin
        if (rst_i) gap_q <= 5'd0;
        else if (valid_o && s_last_i) gap_q <= 5'd0;
        else if (!gap_q[4]) gap_q <= gap_q + 5'd1;
    end
    assign s_ready_o = gap_q[4];
    assign valid_o   = s_valid_i && gap_q[4];
    assign data_o    = s_data_i;
    assign last_o    = s_last_i;
endmodule

`default_nettype wire
