// Memories of all shapes that the F-box has, and of the other widths of a block RAM.  As RTL it is the truth; synthesised
// it is block RAMs (verif/gate/DP16KD.v).  Parameters: WIDTH bits, 2^DEPTH words, LANES with a write enable of their own.
`default_nettype none

module memory #(
    parameter WIDTH = 16,
    parameter DEPTH = 12,
    parameter LANES = 1,
    parameter STAGES = 1                     // registers behind the memory
) (
    input  wire             clk_i,
    input  wire [LANES-1:0] write_i,
    input  wire [DEPTH-1:0] write_at_i,
    input  wire [WIDTH-1:0] data_i,
    input  wire             read_i,
    input  wire [DEPTH-1:0] read_at_i,
    output wire [WIDTH-1:0] data_o
);
    localparam PART = WIDTH / LANES;
    (* no_rw_check, ram_style = "block" *)
    reg [WIDTH-1:0] words [0:(1 << DEPTH) - 1];
    reg [WIDTH-1:0] read_q, late_q;
    generate
        genvar i;
        for (i = 0; i < LANES; i = i + 1) begin : g_lane
            always @(posedge clk_i) if (write_i[i]) words[write_at_i][i*PART+:PART] <= data_i[i*PART+:PART];
        end
    endgenerate
    always @(posedge clk_i) begin
        if (read_i) begin
            read_q <= words[read_at_i];
            late_q <= read_q;
        end
    end
    assign data_o = STAGES == 2 ? late_q : read_q;
endmodule

// The shapes side by side; narrower ones take the lower bits of what they are given.
module memories (
    input  wire         clk_i,
    input  wire   [3:0] write_i,
    input  wire  [13:0] write_at_i,
    input  wire [71:0] data_i,
    input  wire         read_i,
    input  wire  [13:0] read_at_i,
    output wire [71:0] bank_o,              // fbox_bank: a row, its state apart
    output wire  [39:0] details_o,           // fbox_table
    output wire  [31:0] counters_o,
    output wire  [15:0] frames_o,            // fbox_frame_buffer
    output wire   [7:0] answers_o,
    output wire  [17:0] words_o,             // 18 bits, two enables
    output wire   [1:0] twos_o,
    output wire         ones_o,
    output wire  [35:0] wide_o
);
    memory #(72, 6, 2, 2) bank (clk_i, write_i[1:0], write_at_i[5:0], data_i, read_i, read_at_i[5:0], bank_o);
    memory #(40, 8, 1, 2) details (clk_i, write_i[0], write_at_i[7:0], data_i[39:0], read_i, read_at_i[7:0], details_o);
    memory #(32, 5, 1, 2) counters (clk_i, write_i[0], write_at_i[4:0], data_i[31:0], read_i, read_at_i[4:0], counters_o);
    memory #(16, 12, 1, 1) frames (clk_i, write_i[0], write_at_i[11:0], data_i[15:0], read_i, read_at_i[11:0], frames_o);
    memory #(8, 8, 1, 1) answers (clk_i, write_i[0], write_at_i[7:0], data_i[7:0], read_i, read_at_i[7:0], answers_o);
    memory #(18, 10, 2, 1) words (clk_i, write_i[1:0], write_at_i[9:0], data_i[17:0], read_i, read_at_i[9:0], words_o);
    memory #(2, 13, 1, 2) twos (clk_i, write_i[0], write_at_i[12:0], data_i[1:0], read_i, read_at_i[12:0], twos_o);
    memory #(1, 14, 1, 1) ones (clk_i, write_i[0], write_at_i[13:0], data_i[0], read_i, read_at_i[13:0], ones_o);
    memory #(36, 9, 4, 1) wide (clk_i, write_i, write_at_i[8:0], data_i[35:0], read_i, read_at_i[8:0], wide_o);
endmodule

`default_nettype wire
