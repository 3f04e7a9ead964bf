// Noise: ring oscillators of inverters, each sampled by the clock, all exclusive-ored.  How much entropy a bit holds is
// only known on hardware; entropy_source.v tests it and claims half a bit.  In simulation the twin is a shift register.
`default_nettype none

module ecp5_rings (
    input  wire clk_i,
    output wire bit_o                  // register; its successive values are close together, sample it rarely
);
    localparam RINGS = 8;
    reg [RINGS-1:0] sampled_q, settled_q;
    reg             bit_q;

`ifdef AMOEBOX_SIMULATION
    reg [31:0] shift_q = 32'h5EED0001;
    always @(posedge clk_i) begin
        shift_q   <= {shift_q[30:0], shift_q[31] ^ shift_q[21] ^ shift_q[1] ^ shift_q[0]};
        sampled_q <= shift_q[7:0];
    end
`else
    wire [RINGS-1:0] tap;
    genvar i, j;
    generate
        for (i = 0; i < RINGS; i = i + 1) begin : ring
            // 3 to 17 inverters: no two rings have one period.
            (* keep *) wire [2*i+2:0] node;
            for (j = 0; j < 2 * i + 3; j = j + 1) begin : stage
                (* keep *) LUT4 #(.INIT(16'h5555)) inverter (
                    .A(node[j]), .B(1'b0), .C(1'b0), .D(1'b0), .Z(node[(j + 1) % (2 * i + 3)])
                );
            end
            assign tap[i] = node[0];
        end
    endgenerate
    always @(posedge clk_i) sampled_q <= tap;
`endif
    always @(posedge clk_i) begin
        settled_q <= sampled_q;        // a second register against metastability
        bit_q     <= ^settled_q;
    end
    assign bit_o = bit_q;
endmodule

`default_nettype wire
