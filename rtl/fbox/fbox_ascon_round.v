// One round of the permutation Ascon-p[12] (NIST SP 800-232), combinational.
//
// Word i of the state is bits 64*i+63 .. 64*i; byte j of a message block is bits 8*j+7 .. 8*j of word 0.
`default_nettype none

module fbox_ascon_round (
    input  wire [319:0] state_i,
    input  wire   [3:0] index_i,  // number of the round, 0 to 11
    output wire [319:0] state_o
);

    // Bits of x rotated right by n.
    function [63:0] ror(input [63:0] x, input integer n);
        ror = (x >> n) | (x << (64 - n));
    endfunction

    wire [63:0] constant = {56'd0, ~index_i, index_i};

    // The S-box on 64 columns: mixing, chi, mixing.
    wire [63:0] a0 = state_i[63:0] ^ state_i[319:256];
    wire [63:0] a1 = state_i[127:64];
    wire [63:0] a2 = state_i[191:128] ^ state_i[127:64] ^ constant;
    wire [63:0] a3 = state_i[255:192];
    wire [63:0] a4 = state_i[319:256] ^ state_i[255:192];

    wire [63:0] b0 = a0 ^ (~a1 & a2);
    wire [63:0] b1 = a1 ^ (~a2 & a3);
    wire [63:0] b2 = a2 ^ (~a3 & a4);
    wire [63:0] b3 = a3 ^ (~a4 & a0);
    wire [63:0] b4 = a4 ^ (~a0 & a1);

    wire [63:0] c0 = b0 ^ b4;
    wire [63:0] c1 = b1 ^ b0;
    wire [63:0] c2 = ~b2;
    wire [63:0] c3 = b3 ^ b2;
    wire [63:0] c4 = b4;

    // Diffusion within each word.
    assign state_o = {
        c4 ^ ror(c4, 7) ^ ror(c4, 41),
        c3 ^ ror(c3, 10) ^ ror(c3, 17),
        c2 ^ ror(c2, 1) ^ ror(c2, 6),
        c1 ^ ror(c1, 61) ^ ror(c1, 39),
        c0 ^ ror(c0, 19) ^ ror(c0, 28)
    };

endmodule

`default_nettype wire
