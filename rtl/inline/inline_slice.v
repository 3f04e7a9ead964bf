// Two bytes of a stream, so that neither valid nor ready passes through combinationally.  At full rate, one cycle later.
`default_nettype none

module inline_slice #(
    parameter WIDTH = 9
) (
    input  wire             clk_i,
    input  wire             rst_i,
    input  wire             s_valid_i,
    output wire             s_ready_o,   // register
    input  wire [WIDTH-1:0] s_data_i,
    output wire             m_valid_o,   // register
    input  wire             m_ready_i,
    output wire [WIDTH-1:0] m_data_o     // register
);
    reg             valid_q, spare_q;    // data_q holds a word; spare_q: more_q holds the one behind it
    reg [WIDTH-1:0] data_q, more_q;      // data

    always @(posedge clk_i) begin
        if (!spare_q) more_q <= s_data_i;
        if (!valid_q || m_ready_i) data_q <= spare_q ? more_q : s_data_i;
        valid_q <= spare_q || s_valid_i || (valid_q && !m_ready_i);
        spare_q <= valid_q && !m_ready_i && (spare_q || s_valid_i);
        if (rst_i) begin
            valid_q <= 1'b0;
            spare_q <= 1'b0;
        end
    end
    assign s_ready_o = !spare_q;
    assign m_valid_o = valid_q;
    assign m_data_o  = data_q;
endmodule

`default_nettype wire
