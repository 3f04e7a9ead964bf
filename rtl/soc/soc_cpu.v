// The processor: VexRiscv_Linux (RV32IMA, Sv32, 4 KB caches) behind two plain bus ports.
//
// A request stands until it is answered by ack (data) or err (a load or fetch of it faults; a store is posted, so an err
// on it only means that it had no effect).  Bursts read 8 words of one 32-byte line from its start, burst is high for all of
// them; each word has its own ack.
`default_nettype none

module soc_cpu (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire [31:0] reset_vector_i,  // constant
    input  wire [31:0] irq_i,           // levels; line n is bit n of CSR 0xFC0 and 0xDC0

    // Instruction bus: reads only
    output wire        i_req_o,
    output wire [29:0] i_addr_o,        // word address
    input  wire        i_ack_i,
    input  wire        i_err_i,

    // Data bus
    output wire        d_req_o,
    output wire        d_write_o,
    output wire [29:0] d_addr_o,
    output wire [31:0] d_wdata_o,
    output wire  [3:0] d_strobe_o,      // bytes to write
    output wire        d_burst_o,       // part of a burst of 8
    input  wire        d_ack_i,
    input  wire        d_err_i,

    input  wire [31:0] rdata_i          // with either ack
);

    // An error on the last word of a line would stay in the line loader and spoil the next line too; a whole line errs or
    // none of it, so the other seven words say it.
    localparam [2:0] LAST = 3'b111;

    wire [31:0] unused_i_wdata;
    wire  [3:0] unused_i_sel;
    wire  [2:0] i_cti, d_cti;
    wire  [1:0] unused_i_bte, unused_d_bte;
    wire        i_cyc, i_stb, d_cyc, d_stb, unused_i_we;

    assign i_req_o = i_cyc && i_stb;
    assign d_req_o = d_cyc && d_stb;
    assign d_burst_o = d_cti != 3'b000;

    VexRiscv cpu (
        .clk(clk_i),
        .reset(rst_i),
        .externalResetVector(reset_vector_i),
        .timerInterrupt(1'b0),
        .softwareInterrupt(1'b0),
        .externalInterruptArray(irq_i),
        .iBusWishbone_CYC(i_cyc),
        .iBusWishbone_STB(i_stb),
        .iBusWishbone_ACK(i_ack_i || i_err_i),
        .iBusWishbone_WE(unused_i_we),
        .iBusWishbone_ADR(i_addr_o),
        .iBusWishbone_DAT_MISO(rdata_i),
        .iBusWishbone_DAT_MOSI(unused_i_wdata),
        .iBusWishbone_SEL(unused_i_sel),
        .iBusWishbone_ERR(i_err_i && i_cti != LAST),
        .iBusWishbone_CTI(i_cti),
        .iBusWishbone_BTE(unused_i_bte),
        .dBusWishbone_CYC(d_cyc),
        .dBusWishbone_STB(d_stb),
        .dBusWishbone_ACK(d_ack_i || d_err_i),
        .dBusWishbone_WE(d_write_o),
        .dBusWishbone_ADR(d_addr_o),
        .dBusWishbone_DAT_MISO(rdata_i),
        .dBusWishbone_DAT_MOSI(d_wdata_o),
        .dBusWishbone_SEL(d_strobe_o),
        .dBusWishbone_ERR(d_err_i),
        .dBusWishbone_CTI(d_cti),
        .dBusWishbone_BTE(unused_d_bte)
    );

endmodule

`default_nettype wire
