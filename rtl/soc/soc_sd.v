// Block SD: master of a memory card in SPI mode (mode 0, highest bit first).
//
// A write to DATA or WORD begins a transfer of 8 or 32 bits, in both directions at once; BUSY until it has ended.  The
// card changes its output after a falling edge of the clock; it is read a whole period later, at the next falling edge.
`default_nettype none
`include "amoebox.vh"

module soc_sd (
    input  wire        clk_i,
    input  wire        rst_i,

    // Device port, see soc_bus.v
    input  wire        sel_i,
    input  wire        write_i,
    input  wire  [7:0] addr_i,
    input  wire [31:0] wdata_i,
    output wire        ack_o,
    output wire        err_o,
    output wire [31:0] rdata_o,

    // Pins, registers but for miso
    output wire        sd_clk_o,
    output wire        sd_cs_n_o,
    output wire        sd_mosi_o,
    input  wire        sd_miso_i
);

    reg        ack_q, err_q;
    reg [31:0] rdata_q;
    reg  [7:0] half_q;                   // cycles of half a clock, less one
    reg        selected_q;
    reg  [7:0] time_q;
    reg  [5:0] left_q;                   // bits to transfer
    reg        clk_q, mosi_q;
    reg [31:0] shift_q;

    wire known = addr_i <= 8'd`AMB_SD_STATUS;
    wire busy = left_q != 6'd0;
    wire start = sel_i && write_i && !busy && addr_i <= 8'd`AMB_SD_WORD;
    wire word = addr_i[2];
    wire [31:0] first = word ? {wdata_i[7:0], wdata_i[15:8], wdata_i[23:16], wdata_i[31:24]} : {wdata_i[7:0], 24'd0};

    assign ack_o = ack_q;
    assign err_o = err_q;
    assign rdata_o = rdata_q;
    assign sd_clk_o = clk_q;
    assign sd_cs_n_o = !selected_q;
    assign sd_mosi_o = mosi_q;

    always @(posedge clk_i) begin
        ack_q   <= sel_i && known;
        err_q   <= sel_i && !known;
        rdata_q <= 32'd0;
        if (sel_i && !write_i) begin
            case (addr_i)
                `AMB_SD_DATA:    rdata_q <= {24'd0, shift_q[7:0]};
                `AMB_SD_WORD:    rdata_q <= {shift_q[7:0], shift_q[15:8], shift_q[23:16], shift_q[31:24]};
                `AMB_SD_CONTROL: rdata_q <= {23'd0, selected_q, half_q};
                `AMB_SD_STATUS:  rdata_q <= {31'd0, busy};
                default: ;
            endcase
        end
        if (sel_i && write_i && addr_i == 8'd`AMB_SD_CONTROL && !busy) begin
            half_q     <= wdata_i[7:0];
            selected_q <= wdata_i[8];
        end

        time_q <= time_q - 8'd1;
        if (start) begin
            left_q  <= word ? 6'd32 : 6'd8;
            shift_q <= first;
            mosi_q  <= first[31];
            time_q  <= half_q;
        end else if (busy && time_q == 8'd0) begin
            time_q <= half_q;
            clk_q  <= !clk_q;
            if (clk_q) begin
                left_q  <= left_q - 6'd1;
                shift_q <= {shift_q[30:0], sd_miso_i};
                mosi_q  <= left_q == 6'd1 || shift_q[30];
            end
        end

        if (rst_i) begin
            ack_q      <= 1'b0;
            err_q      <= 1'b0;
            half_q     <= 8'd255;
            selected_q <= 1'b0;
            left_q     <= 6'd0;
            clk_q      <= 1'b0;
            mosi_q     <= 1'b1;
        end
    end

endmodule

`default_nettype wire
