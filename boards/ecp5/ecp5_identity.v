// Who this board is: address and number from a block RAM that is patched in the finished bitstream (tools/boards/patch.py).
// Sixteen bytes by which the tool finds it, then six of the address, two of the number.  As built the address is null,
// and named_o stays low: a board without an address never works.
`default_nettype none

module ecp5_identity #(
    parameter [63:0] IDENTITY = 64'd0  // address and number as built; benches only
) (
    input  wire        clk_i,
    output wire        named_o,        // the outputs below are read and the address is not null
    output wire [47:0] mac_o,
    output wire [15:0] board_o
);
    (* ram_style = "block" *)
    reg [7:0] memory [0:31];
    integer i;
    initial begin
        for (i = 0; i < 32; i = i + 1) memory[i] = 8'd0;
        {memory[0], memory[1], memory[2], memory[3], memory[4], memory[5], memory[6], memory[7]} = 64'h416D6F65626F7821;
        {memory[8], memory[9], memory[10], memory[11], memory[12], memory[13], memory[14], memory[15]} = 64'hC3A59617E8D2B4F0;
        {memory[16], memory[17], memory[18], memory[19], memory[20], memory[21], memory[22], memory[23]} = IDENTITY;
    end

    reg  [5:0] at_q = 6'd0;            // set by configuration
    reg  [7:0] byte_q;
    reg [63:0] identity_q = 64'd0;
    reg        named_q = 1'b0;
    always @(posedge clk_i) begin
        byte_q <= memory[at_q[4:0]];
        if (at_q != 6'd26) at_q <= at_q + 6'd1;
        // Byte n is in byte_q when at_q is n + 1.
        if (at_q >= 6'd17 && at_q <= 6'd24) identity_q <= {identity_q[55:0], byte_q};
        named_q <= at_q == 6'd26 && identity_q[63:16] != 48'd0 && !identity_q[56];
    end
    assign named_o = named_q;
    assign mac_o   = identity_q[63:16];
    assign board_o = identity_q[15:0];
endmodule

`default_nettype wire
