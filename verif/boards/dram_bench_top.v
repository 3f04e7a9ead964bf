// The node's way to memory, whole: bridge, control port, LiteDRAM and an SDRAM whose clock comes a quarter later.
`default_nettype none

module dram_bench_top (
    input  wire        clk_i,
    input  wire        clk_late_i,
    input  wire        rst_i,
    input  wire        cpu_rst_i,

    input  wire        mem_req_i,
    input  wire        mem_write_i,
    input  wire [23:0] mem_addr_i,
    input  wire  [3:0] mem_count_i,
    input  wire [31:0] mem_wdata_i,
    input  wire  [3:0] mem_strobe_i,
    output wire        mem_next_o,
    output wire        mem_last_o,
    output wire [31:0] mem_rdata_o,

    input  wire        sel_i,
    input  wire        write_i,
    input  wire  [7:0] addr_i,
    input  wire [31:0] wdata_i,
    output wire        ack_o,
    output wire        err_o,
    output wire [31:0] rdata_o,

    input  wire  [7:0] strict_i,
    output wire  [7:0] fault_o,
    output wire [31:0] faults_o,
    output wire [31:0] refreshes_o
);
    wire        cmd_valid, cmd_ready, cmd_we, wdata_ready, rdata_valid, wb_cyc, wb_we, wb_ack;
    wire [23:0] cmd_addr;
    wire  [1:0] wdata_we, dm, ba;
    wire [15:0] wdata, rdata, dq;
    wire [29:0] wb_adr;
    wire [31:0] wb_to, wb_from;
    wire [12:0] a;
    wire        cke, cs_n, ras_n, cas_n, we_n;

    soc_dram bridge (
        .clk_i(clk_i), .rst_i(cpu_rst_i),
        .mem_req_i(mem_req_i), .mem_write_i(mem_write_i), .mem_addr_i(mem_addr_i), .mem_count_i(mem_count_i),
        .mem_wdata_i(mem_wdata_i), .mem_strobe_i(mem_strobe_i), .mem_next_o(mem_next_o), .mem_last_o(mem_last_o),
        .mem_rdata_o(mem_rdata_o),
        .cmd_valid_o(cmd_valid), .cmd_ready_i(cmd_ready), .cmd_we_o(cmd_we), .cmd_addr_o(cmd_addr), .wdata_ready_i(wdata_ready),
        .wdata_we_o(wdata_we), .wdata_o(wdata), .rdata_valid_i(rdata_valid), .rdata_i(rdata)
    );
    soc_dram_port port (
        .clk_i(clk_i), .rst_i(cpu_rst_i), .sel_i(sel_i), .write_i(write_i), .addr_i(addr_i), .wdata_i(wdata_i),
        .ack_o(ack_o), .err_o(err_o), .rdata_o(rdata_o),
        .wb_cyc_o(wb_cyc), .wb_we_o(wb_we), .wb_adr_o(wb_adr), .wb_dat_o(wb_to), .wb_ack_i(wb_ack), .wb_dat_i(wb_from)
    );
    wire [4:0] unused;
    litedram_ulx3s controller (
        .clk(clk_i), .rst(rst_i), .init_done(unused[0]), .init_error(unused[1]), .user_clk(unused[2]), .user_rst(unused[3]),
        .sdram_a(a), .sdram_ba(ba), .sdram_cas_n(cas_n), .sdram_cke(cke), .sdram_cs_n(cs_n), .sdram_dm(dm), .sdram_dq(dq),
        .sdram_ras_n(ras_n), .sdram_we_n(we_n),
        .user_port_node_cmd_addr(cmd_addr), .user_port_node_cmd_ready(cmd_ready), .user_port_node_cmd_valid(cmd_valid),
        .user_port_node_cmd_we(cmd_we), .user_port_node_rdata_data(rdata), .user_port_node_rdata_ready(1'b1),
        .user_port_node_rdata_valid(rdata_valid), .user_port_node_wdata_data(wdata), .user_port_node_wdata_ready(wdata_ready),
        .user_port_node_wdata_valid(1'b1), .user_port_node_wdata_we(wdata_we),
        .wb_ctrl_ack(wb_ack), .wb_ctrl_adr(wb_adr), .wb_ctrl_bte(2'b00), .wb_ctrl_cti(3'b000), .wb_ctrl_cyc(wb_cyc),
        .wb_ctrl_dat_r(wb_from), .wb_ctrl_dat_w(wb_to), .wb_ctrl_err(unused[4]), .wb_ctrl_sel(4'hF), .wb_ctrl_stb(wb_cyc),
        .wb_ctrl_we(wb_we)
    );
    sdram_model memory (
        .clk(clk_late_i), .cke(cke), .cs_n(cs_n), .ras_n(ras_n), .cas_n(cas_n), .we_n(we_n), .ba(ba), .a(a), .dqm(dm), .dq(dq),
        .strict_i(strict_i), .low_i(16'd0), .fault_o(fault_o), .faults_o(faults_o), .refreshes_o(refreshes_o)
    );
endmodule

`default_nettype wire
