// Both DMA engines with their registers, contexts and memory arbiter, as in soc_node.v; the bench is processor, memory and box.
`default_nettype none

module soc_dma_bench (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire [14:0] ram_pages_i,
    input  wire [31:0] cycle_i,
    // Registers
    input  wire        sel_i,
    input  wire        write_i,
    input  wire  [7:0] addr_i,
    input  wire [31:0] wdata_i,
    output wire        ack_o,
    output wire        err_o,
    output wire [31:0] rdata_o,
    output wire        irq_o,
    input  wire        clear_i,
    input  wire  [5:0] clear_index_i,
    // The processor's port of the arbiter
    input  wire        cpu_req_i,
    input  wire        cpu_write_i,
    input  wire [23:0] cpu_addr_i,
    input  wire  [3:0] cpu_count_i,
    input  wire [31:0] cpu_wdata_i,
    output wire        cpu_next_o,
    output wire        cpu_last_o,
    // Memory
    output wire        mem_req_o,
    output wire        mem_write_o,
    output wire [23:0] mem_addr_o,
    output wire  [3:0] mem_count_o,
    output wire [31:0] mem_wdata_o,
    output wire  [3:0] mem_strobe_o,
    input  wire        mem_next_i,
    input  wire        mem_last_i,
    input  wire [31:0] mem_rdata_i,
    output wire  [1:0] owner_o,          // whose burst: 0 none, 1 send, 2 receive, 3 processor
    // Box
    output wire        htx_valid_o,
    input  wire        htx_ready_i,
    output wire  [7:0] htx_data_o,
    output wire        htx_last_o,
    output wire        htx_arm_o,
    output wire  [7:0] htx_tag_o,
    output wire  [7:0] htx_owner_o,
    input  wire        htx_done_i,
    input  wire  [7:0] htx_code_i,
    input  wire  [7:0] htx_entry_i,
    input  wire        hrx_valid_i,
    output wire        hrx_ready_o,
    input  wire  [7:0] hrx_data_i,
    input  wire        hrx_last_i,
    input  wire  [7:0] hrx_tag_i,
    input  wire  [7:0] hrx_entry_i,
    output wire        hrx_done_o
);

    wire        tx_enable, rx_enable, drop_full, drop_fit;
    wire [26:0] tx_base, rx0_base, rx1_base;
    wire [15:0] tx_head, tx_done, rx0_tail, rx1_tail, rx0_head, rx1_head, rx1_plain;
    wire        ctx_write;
    wire  [5:0] ctx_write_index, ctx_index;
    wire  [2:0] ctx_write_word, ctx_word;
    wire [31:0] ctx_write_data, ctx_data;
    wire        tx_req, tx_write, tx_next, tx_last, rx_req, rx_write, rx_next, rx_last;
    wire [23:0] tx_addr, rx_addr;
    wire  [3:0] tx_count, tx_strobe, rx_count, rx_strobe;
    wire [31:0] tx_wdata, rx_wdata;

    assign owner_o = !mem_req_o ? 2'd0 : tx_next || tx_last ? 2'd1 : rx_next || rx_last ? 2'd2 : 2'd3;

    soc_dma_regs dma_regs (
        .clk_i(clk_i), .rst_i(rst_i),
        .sel_i(sel_i), .write_i(write_i), .addr_i(addr_i), .wdata_i(wdata_i),
        .ack_o(ack_o), .err_o(err_o), .rdata_o(rdata_o),
        .tx_enable_o(tx_enable), .tx_base_o(tx_base), .tx_head_o(tx_head), .tx_done_i(tx_done),
        .rx_enable_o(rx_enable), .rx0_base_o(rx0_base), .rx1_base_o(rx1_base),
        .rx0_tail_o(rx0_tail), .rx1_tail_o(rx1_tail), .rx0_head_i(rx0_head), .rx1_head_i(rx1_head), .rx1_plain_i(rx1_plain),
        .drop_full_i(drop_full), .drop_fit_i(drop_fit),
        .ctx_write_o(ctx_write), .ctx_index_o(ctx_write_index), .ctx_word_o(ctx_write_word), .ctx_data_o(ctx_write_data),
        .irq_o(irq_o)
    );
    soc_contexts contexts (
        .clk_i(clk_i), .clear_i(clear_i), .clear_index_i(clear_index_i),
        .write_i(ctx_write), .write_index_i(ctx_write_index), .write_word_i(ctx_write_word), .write_data_i(ctx_write_data),
        .read_index_i(ctx_index), .read_word_i(ctx_word), .read_data_o(ctx_data)
    );
    soc_dma_tx dma_tx (
        .clk_i(clk_i), .rst_i(rst_i), .ram_pages_i(ram_pages_i),
        .enable_i(tx_enable), .base_i(tx_base), .head_i(tx_head), .done_o(tx_done),
        .mem_req_o(tx_req), .mem_write_o(tx_write), .mem_addr_o(tx_addr), .mem_count_o(tx_count),
        .mem_wdata_o(tx_wdata), .mem_strobe_o(tx_strobe), .mem_next_i(tx_next), .mem_last_i(tx_last),
        .mem_rdata_i(mem_rdata_i),
        .htx_valid_o(htx_valid_o), .htx_ready_i(htx_ready_i), .htx_data_o(htx_data_o), .htx_last_o(htx_last_o),
        .htx_arm_o(htx_arm_o), .htx_tag_o(htx_tag_o), .htx_owner_o(htx_owner_o),
        .htx_done_i(htx_done_i), .htx_code_i(htx_code_i), .htx_entry_i(htx_entry_i)
    );
    soc_dma_rx dma_rx (
        .clk_i(clk_i), .rst_i(rst_i), .ram_pages_i(ram_pages_i), .cycle_i(cycle_i),
        .enable_i(rx_enable), .base_0_i(rx0_base), .base_1_i(rx1_base), .tail_0_i(rx0_tail), .tail_1_i(rx1_tail),
        .head_0_o(rx0_head), .head_1_o(rx1_head), .plain_1_o(rx1_plain), .drop_full_o(drop_full), .drop_fit_o(drop_fit),
        .ctx_index_o(ctx_index), .ctx_word_o(ctx_word), .ctx_data_i(ctx_data),
        .mem_req_o(rx_req), .mem_write_o(rx_write), .mem_addr_o(rx_addr), .mem_count_o(rx_count),
        .mem_wdata_o(rx_wdata), .mem_strobe_o(rx_strobe), .mem_next_i(rx_next), .mem_last_i(rx_last),
        .mem_rdata_i(mem_rdata_i[31:12]),
        .hrx_valid_i(hrx_valid_i), .hrx_ready_o(hrx_ready_o), .hrx_data_i(hrx_data_i), .hrx_last_i(hrx_last_i),
        .hrx_tag_i(hrx_tag_i), .hrx_entry_i(hrx_entry_i), .hrx_done_o(hrx_done_o)
    );
    soc_mem_arbiter arbiter (
        .clk_i(clk_i), .rst_i(rst_i),
        .cpu_req_i(cpu_req_i), .cpu_write_i(cpu_write_i), .cpu_addr_i(cpu_addr_i), .cpu_count_i(cpu_count_i),
        .cpu_wdata_i(cpu_wdata_i), .cpu_strobe_i(4'b1111), .cpu_next_o(cpu_next_o), .cpu_last_o(cpu_last_o),
        .rx_req_i(rx_req), .rx_write_i(rx_write), .rx_addr_i(rx_addr), .rx_count_i(rx_count),
        .rx_wdata_i(rx_wdata), .rx_strobe_i(rx_strobe), .rx_next_o(rx_next), .rx_last_o(rx_last),
        .tx_req_i(tx_req), .tx_write_i(tx_write), .tx_addr_i(tx_addr), .tx_count_i(tx_count),
        .tx_wdata_i(tx_wdata), .tx_strobe_i(tx_strobe), .tx_next_o(tx_next), .tx_last_o(tx_last),
        .mem_req_o(mem_req_o), .mem_write_o(mem_write_o), .mem_addr_o(mem_addr_o), .mem_count_o(mem_count_o),
        .mem_wdata_o(mem_wdata_o), .mem_strobe_o(mem_strobe_o), .mem_next_i(mem_next_i), .mem_last_i(mem_last_i)
    );

endmodule

`default_nettype wire
