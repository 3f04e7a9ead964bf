// Block DRAM: the control registers of a LiteDRAM controller, whose bus they are on (Wishbone, classic).  Nothing in them
// leads anywhere but to the memory chips.  tools/boards/litedram.py holds the generated controller to these addresses.
// With DDR3 it is block DDR3: there are more registers, on other pages of the controller's bus.
`default_nettype none
`include "amoebox.vh"

module soc_dram_port #(
    parameter DDR3 = 0
) (
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

    // Wishbone
    output wire        wb_cyc_o,         // also strobe
    output wire        wb_we_o,
    output wire [29:0] wb_adr_o,         // words
    output wire [31:0] wb_dat_o,
    input  wire        wb_ack_i,
    input  wire [31:0] wb_dat_i
);

    wire known = addr_i <= 8'd`AMB_DRAM_INIT_ERROR || (DDR3 != 0 ?
        addr_i >= 8'd`AMB_DDR3_LANES && addr_i <= 8'd`AMB_DDR3_BURST_SEEN
        || addr_i >= 8'd`AMB_DDR3_CONTROL && addr_i <= 8'd`AMB_DDR3_RDATA1_LOW :
        addr_i >= 8'd`AMB_DRAM_CONTROL && addr_i <= 8'd`AMB_DRAM_RDATA);

    reg        busy_q, ack_q, err_q;
    reg [31:0] rdata_q;

    assign ack_o = ack_q;
    assign err_o = err_q;
    assign rdata_o = rdata_q;
    assign wb_cyc_o = busy_q;
    assign wb_we_o = write_i;
    assign wb_adr_o = DDR3 != 0 ? {19'd0, addr_i[7], addr_i[7:6] == 2'b01, 4'd0, addr_i[6] && addr_i[7], addr_i[5:2]}
                                : {20'd0, addr_i[5], 6'd0, addr_i[4:2]};
    assign wb_dat_o = wdata_i;

    always @(posedge clk_i) begin
        ack_q   <= busy_q && wb_ack_i;
        err_q   <= sel_i && !known;
        rdata_q <= busy_q && wb_ack_i && !write_i ? wb_dat_i : 32'd0;
        if (sel_i)
            busy_q <= known;
        else if (wb_ack_i)
            busy_q <= 1'b0;
        if (rst_i) begin
            busy_q <= 1'b0;
            ack_q  <= 1'b0;
            err_q  <= 1'b0;
        end
    end

endmodule

`default_nettype wire
