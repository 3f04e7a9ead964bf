// The ECPIX-5's way to memory as far as logic goes: bridge, control port and the generated controller, before its pins.
`default_nettype none

module dram_wide_bench_top (
    input  wire        clk_i,            // twice the system clock
    input  wire        cpu_rst_i,
    output wire        clk_o,            // the system clock
    output wire        rst_o,

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

    input  wire [15:0] dq_i              // what stands at the pins while nobody writes
);
    wire         cmd_valid, cmd_ready, cmd_we, wdata_ready, rdata_valid, wb_cyc, wb_we, wb_ack;
    wire  [21:0] cmd_addr;
    wire  [15:0] wdata_we, dq;
    wire [127:0] wdata, rdata;
    wire  [29:0] wb_adr;
    wire  [31:0] wb_to, wb_from;
    wire   [1:0] dqs;
    wire  [31:0] unused_pins;
    wire         unused = &{1'b0, dqs, unused_pins};
    assign dq = dq_i;

    soc_dram_wide bridge (
        .clk_i(clk_o), .rst_i(cpu_rst_i),
        .mem_req_i(mem_req_i), .mem_write_i(mem_write_i), .mem_addr_i(mem_addr_i), .mem_count_i(mem_count_i),
        .mem_wdata_i(mem_wdata_i), .mem_strobe_i(mem_strobe_i), .mem_next_o(mem_next_o), .mem_last_o(mem_last_o),
        .mem_rdata_o(mem_rdata_o),
        .cmd_valid_o(cmd_valid), .cmd_ready_i(cmd_ready), .cmd_we_o(cmd_we), .cmd_addr_o(cmd_addr), .wdata_ready_i(wdata_ready),
        .wdata_we_o(wdata_we), .wdata_o(wdata), .rdata_valid_i(rdata_valid), .rdata_i(rdata)
    );
    soc_dram_port #(.DDR3(1)) port (
        .clk_i(clk_o), .rst_i(cpu_rst_i), .sel_i(sel_i), .write_i(write_i), .addr_i(addr_i), .wdata_i(wdata_i),
        .ack_o(ack_o), .err_o(err_o), .rdata_o(rdata_o),
        .wb_cyc_o(wb_cyc), .wb_we_o(wb_we), .wb_adr_o(wb_adr), .wb_dat_o(wb_to), .wb_ack_i(wb_ack), .wb_dat_i(wb_from)
    );
    litedram_ecpix5 controller (
        .clk(clk_i), .rst(1'b0), .user_clk(clk_o), .user_rst(rst_o), .pll_locked(unused_pins[0]), .init_done(unused_pins[1]),
        .init_error(unused_pins[2]),
        .ddram_a(unused_pins[17:3]), .ddram_ba(unused_pins[20:18]), .ddram_ras_n(unused_pins[21]), .ddram_cas_n(unused_pins[22]),
        .ddram_we_n(unused_pins[23]), .ddram_cke(unused_pins[24]), .ddram_odt(unused_pins[25]), .ddram_clk_p(unused_pins[26]),
        .ddram_clk_n(1'b0), .ddram_cs_n(unused_pins[27]), .ddram_reset_n(unused_pins[28]), .ddram_dm(unused_pins[30:29]),
        .ddram_dqs_p(dqs), .ddram_dqs_n(2'b00), .ddram_dq(dq),
        .user_port_node_cmd_addr({3'd0, cmd_addr}), .user_port_node_cmd_ready(cmd_ready), .user_port_node_cmd_valid(cmd_valid),
        .user_port_node_cmd_we(cmd_we), .user_port_node_rdata_data(rdata), .user_port_node_rdata_ready(1'b1),
        .user_port_node_rdata_valid(rdata_valid), .user_port_node_wdata_data(wdata), .user_port_node_wdata_ready(wdata_ready),
        .user_port_node_wdata_valid(1'b1), .user_port_node_wdata_we(wdata_we),
        .wb_ctrl_ack(wb_ack), .wb_ctrl_adr(wb_adr), .wb_ctrl_bte(2'b00), .wb_ctrl_cti(3'b000), .wb_ctrl_cyc(wb_cyc),
        .wb_ctrl_dat_r(wb_from), .wb_ctrl_dat_w(wb_to), .wb_ctrl_err(unused_pins[31]), .wb_ctrl_sel(4'hF),
        .wb_ctrl_stb(wb_cyc), .wb_ctrl_we(wb_we)
    );
endmodule

`default_nettype wire
