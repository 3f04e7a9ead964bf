// One byte of the Ethernet CRC-32 (IEEE 802.3, 3.2.9), combinational; bits in the order of the wire, lowest first.
// The state starts as all ones; the FCS is the inverted state, low byte first; behind data and FCS it is 32'hdebb20e3.
`default_nettype none

module eth_crc32 (
    input  wire [31:0] crc_i,   // state before the byte
    input  wire [7:0]  data_i,  // the byte
    output wire [31:0] crc_o    // state after the byte
);
    localparam [31:0] POLYNOMIAL = 32'hedb88320;  // 0x04c11db7 with its bits reversed

    // Only eight bits of the state meet the data, so the eight steps are XOR trees of those; the rest just moves down.
    reg [31:0] step;
    integer i;
    always @* begin
        step = {24'd0, crc_i[7:0] ^ data_i};
        for (i = 0; i < 8; i = i + 1)
            step = {1'b0, step[31:1]} ^ (POLYNOMIAL & {32{step[0]}});
    end
    assign crc_o = step ^ {8'd0, crc_i[31:8]};
endmodule

`default_nettype wire
