// TRELLIS_FF of Yosys's ECP5 cells with one input more: while flip_i is high at the clock, its next state is inverted.
// Takes the place of the flip-flops that may be hit (netlist.py).
`default_nettype none

module gate_flop #(
    parameter CEMUX = "1",
    parameter CLKMUX = "CLK",
    parameter LSRMUX = "LSR",
    parameter SRMODE = "LSR_OVER_CE",
    parameter REGSET = "RESET",
    parameter GSR = "ENABLED"
) (
    input  wire CLK,
    input  wire LSR,
    input  wire CE,
    input  wire DI,
    input  wire flip_i,
    output reg  Q
);
    localparam SET = REGSET == "SET";
    wire enable = CEMUX == "1" ? 1'b1 : CEMUX == "0" ? 1'b0 : CEMUX == "INV" ? !CE : CE;
    wire reset = LSRMUX == "INV" ? !LSR : LSR;
    initial begin
        Q = SET;
        if (CLKMUX != "CLK" || SRMODE == "ASYNC") begin
            $display("gate_flop: its parameters are not modelled");
            $finish;
        end
    end
    always @(posedge CLK) Q <= (reset ? SET : enable ? DI : Q) ^ flip_i;
endmodule

`default_nettype wire
