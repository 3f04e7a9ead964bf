// Behaviour of the ECP5 cell: what stood at the rising edge and at the falling edge after it, both at the next rising edge.
`default_nettype none

module IDDRX1F (
    input  wire SCLK,
    input  wire RST,
    input  wire D,
    output wire Q0,
    output wire Q1
);
    reg rise_q, fall_q, q0_q, q1_q;
    always @(negedge SCLK) fall_q <= D && !RST;
    always @(posedge SCLK) begin
        rise_q <= D && !RST;
        q0_q   <= rise_q;
        q1_q   <= fall_q;
    end
    assign Q0 = q0_q;
    assign Q1 = q1_q;
endmodule

`default_nettype wire
