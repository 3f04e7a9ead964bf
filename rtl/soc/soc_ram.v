// RAM with the timing of a board's SDRAM, in front of words that somebody else keeps (the simulator's pages).
//
// Memory port as in soc_mem_arbiter.v.  Counted from the first cycle of req: the first word of a read comes with cycle
// READ_FIRST, the first word of a write is taken in cycle WRITE_FIRST, every further word in the cycle after.
`default_nettype none

module soc_ram #(
    parameter READ_FIRST  = 10,          // 3 to 31
    parameter WRITE_FIRST = 4            // 1 to 31
) (
    input  wire        clk_i,
    input  wire        rst_i,

    input  wire        mem_req_i,
    input  wire        mem_write_i,
    input  wire [23:0] mem_addr_i,
    input  wire  [3:0] mem_count_i,
    input  wire [31:0] mem_wdata_i,
    input  wire  [3:0] mem_strobe_i,
    output wire        mem_next_o,
    output wire        mem_last_o,
    output wire [31:0] mem_rdata_o,

    // Words: an access a cycle, read data in the next
    output wire        ram_en_o,
    output wire  [3:0] ram_we_o,         // bytes to write; 0: read
    output wire [23:0] ram_addr_o,
    output wire [31:0] ram_wdata_o,
    input  wire [31:0] ram_rdata_i
);

    localparam integer READ_WAIT = READ_FIRST - 3;
    localparam integer WRITE_WAIT = WRITE_FIRST - 1;

    reg        busy_q;
    reg  [4:0] wait_q;                   // cycles until the first access
    reg  [3:0] left_q;                   // accesses to make
    reg [2:0]  place_q;                  // of the word within its line
    reg        read_q, read_last_q;      // the cycle before read a word, the last one
    reg        data_q, data_last_q;      // it is in rdata_q
    reg [31:0] rdata_q;

    wire access = busy_q && wait_q == 5'd0 && left_q != 4'd0;
    wire final_access = access && left_q == 4'd1;

    assign ram_en_o = access;
    assign ram_we_o = mem_write_i ? mem_strobe_i : 4'd0;
    assign ram_addr_o = {mem_addr_i[23:3], place_q};
    assign ram_wdata_o = mem_wdata_i;
    assign mem_rdata_o = rdata_q;
    assign mem_next_o = mem_write_i ? access : data_q;
    assign mem_last_o = mem_write_i ? final_access : data_last_q;

    always @(posedge clk_i) begin
        read_q      <= access && !mem_write_i;
        read_last_q <= final_access && !mem_write_i;
        data_q      <= read_q;
        data_last_q <= read_last_q;
        if (read_q)
            rdata_q <= ram_rdata_i;
        if (!busy_q) begin
            if (mem_req_i) begin
                busy_q  <= 1'b1;
                wait_q  <= mem_write_i ? WRITE_WAIT[4:0] : READ_WAIT[4:0];
                left_q  <= mem_count_i;
                place_q <= mem_addr_i[2:0];
            end
        end else begin
            if (wait_q != 5'd0)
                wait_q <= wait_q - 5'd1;
            if (access) begin
                left_q  <= left_q - 4'd1;
                place_q <= place_q + 3'd1;
            end
            if (mem_last_o)
                busy_q <= 1'b0;
        end
        if (rst_i) begin
            busy_q      <= 1'b0;
            read_q      <= 1'b0;
            read_last_q <= 1'b0;
            data_q      <= 1'b0;
            data_last_q <= 1'b0;
        end
    end

endmodule

`default_nettype wire
