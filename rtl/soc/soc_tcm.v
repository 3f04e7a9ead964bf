// Tightly coupled memory: 16 KB on the chip, an access a cycle, read data in the next.  It keeps its words over resets.
`default_nettype none

module soc_tcm (
    input  wire        clk_i,
    input  wire        en_i,
    input  wire  [3:0] we_i,             // bytes to write; 0: read
    input  wire [11:0] addr_i,           // words
    input  wire [31:0] wdata_i,
    output reg  [31:0] rdata_o           // of the last read
);

    reg [31:0] words [0:4095];

    always @(posedge clk_i) begin
        if (en_i) begin
            if (we_i[0]) words[addr_i][7:0] <= wdata_i[7:0];
            if (we_i[1]) words[addr_i][15:8] <= wdata_i[15:8];
            if (we_i[2]) words[addr_i][23:16] <= wdata_i[23:16];
            if (we_i[3]) words[addr_i][31:24] <= wdata_i[31:24];
            rdata_o <= words[addr_i];
        end
    end

endmodule

`default_nettype wire
