// The node: processor, bus, devices, DMA and F-box; all of a board but its MAC, memory and pins.  docs/node.md is its contract.
//
// No register, and no address that the DMA decodes, leads to anything that is not drawn here.
`default_nettype none
`include "amoebox.vh"

module soc_node #(
    parameter DEFENCE    = 1,            // 0: fbox_wire in place of the F-box (docs/fbox.md), for tests only
    parameter F_OUT_BITS = 0,            // narrow build of F, for tests only
    parameter ONE_CLOCK  = 1,            // clk_box_i is clk_i
    parameter DEVICES    = 5             // 7: a board, whose DRAM and SD are on the port for them
) (
    input  wire        clk_i,            // processor, bus, DMA
    input  wire        rst_i,            // power-on reset, until both clocks run
    input  wire        clk_box_i,        // F-box and MAC
    input  wire        rst_box_i,        // the same reset in that clock

    // Constants of the board
    input  wire [47:0] mac_i,
    input  wire [15:0] board_i,
    input  wire [31:0] ram_size_i,       // bytes, a multiple of 4,096, at most 0x04000000

    // Memory, see soc_mem_arbiter.v; a burst in progress is forgotten when cpu_reset_o rises
    output wire        mem_req_o,
    output wire        mem_write_o,
    output wire [23:0] mem_addr_o,
    output wire  [3:0] mem_count_o,
    output wire [31:0] mem_wdata_o,
    output wire  [3:0] mem_strobe_o,
    input  wire        mem_next_i,
    input  wire        mem_last_i,
    input  wire [31:0] mem_rdata_i,

    // Boot ROM: rdata in the second cycle after en
    output wire        rom_en_o,
    output wire [11:0] rom_addr_o,
    input  wire [31:0] rom_rdata_i,

    // Device port of DRAM (sel 0) and SD (sel 1), see soc_bus.v; rdata is zero but in the cycle of an ack
    output wire  [1:0] board_sel_o,
    output wire        board_write_o,
    output wire  [7:0] board_addr_o,
    output wire [31:0] board_wdata_o,
    input  wire        board_ack_i,
    input  wire        board_err_i,
    input  wire [31:0] board_rdata_i,

    // Console and entropy: a byte moves in a cycle with valid and ready
    output wire        uart_tx_valid_o,
    output wire  [7:0] uart_tx_data_o,
    input  wire        uart_tx_ready_i,
    input  wire        uart_rx_valid_i,
    input  wire  [7:0] uart_rx_data_i,
    output wire        uart_rx_ready_o,
    input  wire        entropy_valid_i,
    input  wire  [7:0] entropy_data_i,
    output wire        entropy_ready_o,

    // Network side of the F-box, in clk_box_i (docs/fbox.md)
    input  wire        nrx_valid_i,
    input  wire  [7:0] nrx_data_i,
    input  wire        nrx_last_i,
    input  wire        nrx_bad_i,
    output wire        ntx_valid_o,
    input  wire        ntx_ready_i,
    output wire  [7:0] ntx_data_o,
    output wire        ntx_last_o,

    // For whoever watches
    output wire        trace_valid_o,
    output wire [31:0] trace_data_o,
    output wire        power_off_o,
    output wire  [7:0] power_status_o,
    output wire        cpu_reset_o,
    output wire        box_awake_o      // with ONE_CLOCK: low when clk_box_i makes no difference (fbox.v: idle_o)
);

    wire [14:0] ram_pages = ram_size_i[26:12];
    wire        cpu_rst;
    wire [31:0] irq;
    wire        irq_timer, irq_uart, irq_dma;
    assign cpu_reset_o = cpu_rst;
    assign irq = {31'd0, irq_timer} << `AMB_IRQ_TIMER | {31'd0, irq_uart} << `AMB_IRQ_UART
                 | {31'd0, irq_dma} << `AMB_IRQ_DMA;

    // ---- Processor and bus
    wire        i_req, i_ack, i_err, d_req, d_write, d_burst, d_ack, d_err;
    wire [29:0] i_addr, d_addr;
    wire [31:0] d_wdata, bus_rdata;
    wire  [3:0] d_strobe;

    soc_cpu cpu (
        .clk_i(clk_i), .rst_i(cpu_rst), .reset_vector_i(`AMB_ROM_BASE), .irq_i(irq),
        .i_req_o(i_req), .i_addr_o(i_addr), .i_ack_i(i_ack), .i_err_i(i_err),
        .d_req_o(d_req), .d_write_o(d_write), .d_addr_o(d_addr), .d_wdata_o(d_wdata), .d_strobe_o(d_strobe),
        .d_burst_o(d_burst), .d_ack_i(d_ack), .d_err_i(d_err),
        .rdata_i(bus_rdata)
    );

    wire        cpu_req, cpu_write, cpu_next, cpu_last;
    wire [23:0] cpu_addr;
    wire  [3:0] cpu_count, cpu_strobe;
    wire [31:0] cpu_wdata;
    wire  [6:0] dev_sel;
    wire  [4:0] dev_ack, dev_err;
    wire        dev_write;
    wire  [7:0] dev_addr;
    wire [31:0] dev_wdata, sys_rdata, uart_rdata, entropy_rdata, dma_rdata, fbox_rdata;

    assign board_sel_o = dev_sel[6:5];
    assign board_write_o = dev_write;
    assign board_addr_o = dev_addr;
    assign board_wdata_o = dev_wdata;

    soc_bus #(.DEVICES(DEVICES)) bus (
        .clk_i(clk_i), .rst_i(cpu_rst), .ram_pages_i(ram_pages),
        .i_req_i(i_req), .i_addr_i(i_addr), .i_ack_o(i_ack), .i_err_o(i_err),
        .d_req_i(d_req), .d_write_i(d_write), .d_addr_i(d_addr), .d_wdata_i(d_wdata), .d_strobe_i(d_strobe),
        .d_burst_i(d_burst), .d_ack_o(d_ack), .d_err_o(d_err),
        .rdata_o(bus_rdata),
        .mem_req_o(cpu_req), .mem_write_o(cpu_write), .mem_addr_o(cpu_addr), .mem_count_o(cpu_count),
        .mem_wdata_o(cpu_wdata), .mem_strobe_o(cpu_strobe), .mem_next_i(cpu_next), .mem_last_i(cpu_last),
        .mem_rdata_i(mem_rdata_i),
        .rom_en_o(rom_en_o), .rom_addr_o(rom_addr_o), .rom_rdata_i(rom_rdata_i),
        .dev_sel_o(dev_sel), .dev_write_o(dev_write), .dev_addr_o(dev_addr), .dev_wdata_o(dev_wdata),
        .dev_ack_i(dev_ack != 5'd0 || board_ack_i), .dev_err_i(dev_err != 5'd0 || board_err_i),
        .dev_rdata_i(sys_rdata | uart_rdata | entropy_rdata | dma_rdata | fbox_rdata | board_rdata_i)
    );

    // ---- Devices
    wire [31:0] cycle;
    wire        ctx_clear;
    wire  [5:0] ctx_clear_index;
    wire        ent_box_valid, ent_box_ready;
    wire  [7:0] ent_box_data;

    soc_sys sys (
        .clk_i(clk_i), .rst_i(rst_i), .board_i(board_i), .ram_size_i(ram_size_i),
        .sel_i(dev_sel[0]), .write_i(dev_write), .addr_i(dev_addr), .wdata_i(dev_wdata),
        .ack_o(dev_ack[0]), .err_o(dev_err[0]), .rdata_o(sys_rdata),
        .cycle_o(cycle), .irq_timer_o(irq_timer), .cpu_rst_o(cpu_rst),
        .clear_o(ctx_clear), .clear_index_o(ctx_clear_index),
        .trace_valid_o(trace_valid_o), .trace_data_o(trace_data_o),
        .power_off_o(power_off_o), .power_status_o(power_status_o)
    );
    soc_uart uart (
        .clk_i(clk_i), .rst_i(cpu_rst),
        .sel_i(dev_sel[1]), .write_i(dev_write), .addr_i(dev_addr), .wdata_i(dev_wdata[7:0]),
        .ack_o(dev_ack[1]), .err_o(dev_err[1]), .rdata_o(uart_rdata),
        .tx_valid_o(uart_tx_valid_o), .tx_data_o(uart_tx_data_o), .tx_ready_i(uart_tx_ready_i),
        .rx_valid_i(uart_rx_valid_i), .rx_data_i(uart_rx_data_i), .rx_ready_o(uart_rx_ready_o),
        .irq_o(irq_uart)
    );
    soc_entropy entropy (
        .clk_i(clk_i), .rst_i(cpu_rst),
        .sel_i(dev_sel[2]), .write_i(dev_write), .addr_i(dev_addr),
        .ack_o(dev_ack[2]), .err_o(dev_err[2]), .rdata_o(entropy_rdata),
        .source_valid_i(entropy_valid_i), .source_data_i(entropy_data_i), .source_ready_o(entropy_ready_o),
        .box_valid_o(ent_box_valid), .box_data_o(ent_box_data), .box_ready_i(ent_box_ready)
    );

    // ---- DMA
    wire        tx_enable, rx_enable, drop_full, drop_fit;
    wire [26:0] tx_base, rx0_base, rx1_base;
    wire [15:0] tx_head, tx_done, rx0_tail, rx1_tail, rx0_head, rx1_head, rx1_plain;
    wire        ctx_write;
    wire  [5:0] ctx_write_index, ctx_index;
    wire  [2:0] ctx_write_word, ctx_word;
    wire [31:0] ctx_write_data, ctx_data;

    soc_dma_regs dma_regs (
        .clk_i(clk_i), .rst_i(cpu_rst),
        .sel_i(dev_sel[3]), .write_i(dev_write), .addr_i(dev_addr), .wdata_i(dev_wdata),
        .ack_o(dev_ack[3]), .err_o(dev_err[3]), .rdata_o(dma_rdata),
        .tx_enable_o(tx_enable), .tx_base_o(tx_base), .tx_head_o(tx_head), .tx_done_i(tx_done),
        .rx_enable_o(rx_enable), .rx0_base_o(rx0_base), .rx1_base_o(rx1_base),
        .rx0_tail_o(rx0_tail), .rx1_tail_o(rx1_tail), .rx0_head_i(rx0_head), .rx1_head_i(rx1_head), .rx1_plain_i(rx1_plain),
        .drop_full_i(drop_full), .drop_fit_i(drop_fit),
        .ctx_write_o(ctx_write), .ctx_index_o(ctx_write_index), .ctx_word_o(ctx_write_word), .ctx_data_o(ctx_write_data),
        .irq_o(irq_dma)
    );
    soc_contexts contexts (
        .clk_i(clk_i),
        .clear_i(ctx_clear), .clear_index_i(ctx_clear_index),
        .write_i(ctx_write), .write_index_i(ctx_write_index), .write_word_i(ctx_write_word), .write_data_i(ctx_write_data),
        .read_index_i(ctx_index), .read_word_i(ctx_word), .read_data_o(ctx_data)
    );

    wire        tx_req, tx_write, tx_next, tx_last, rx_req, rx_write, rx_next, rx_last;
    wire [23:0] tx_addr, rx_addr;
    wire  [3:0] tx_count, tx_strobe, rx_count, rx_strobe;
    wire [31:0] tx_wdata, rx_wdata;
    wire        htx_valid, htx_ready, htx_last, htx_arm, fate_valid, hrx_valid, hrx_ready, hrx_last, hrx_done;
    wire  [7:0] htx_data, htx_tag, htx_owner, fate_code, fate_entry, hrx_data, hrx_tag, hrx_entry;

    soc_dma_tx dma_tx (
        .clk_i(clk_i), .rst_i(cpu_rst), .ram_pages_i(ram_pages),
        .enable_i(tx_enable), .base_i(tx_base), .head_i(tx_head), .done_o(tx_done),
        .mem_req_o(tx_req), .mem_write_o(tx_write), .mem_addr_o(tx_addr), .mem_count_o(tx_count),
        .mem_wdata_o(tx_wdata), .mem_strobe_o(tx_strobe), .mem_next_i(tx_next), .mem_last_i(tx_last),
        .mem_rdata_i(mem_rdata_i),
        .htx_valid_o(htx_valid), .htx_ready_i(htx_ready), .htx_data_o(htx_data), .htx_last_o(htx_last),
        .htx_arm_o(htx_arm), .htx_tag_o(htx_tag), .htx_owner_o(htx_owner),
        .htx_done_i(fate_valid), .htx_code_i(fate_code), .htx_entry_i(fate_entry)
    );
    soc_dma_rx dma_rx (
        .clk_i(clk_i), .rst_i(cpu_rst), .ram_pages_i(ram_pages), .cycle_i(cycle),
        .enable_i(rx_enable), .base_0_i(rx0_base), .base_1_i(rx1_base), .tail_0_i(rx0_tail), .tail_1_i(rx1_tail),
        .head_0_o(rx0_head), .head_1_o(rx1_head), .plain_1_o(rx1_plain), .drop_full_o(drop_full), .drop_fit_o(drop_fit),
        .ctx_index_o(ctx_index), .ctx_word_o(ctx_word), .ctx_data_i(ctx_data),
        .mem_req_o(rx_req), .mem_write_o(rx_write), .mem_addr_o(rx_addr), .mem_count_o(rx_count),
        .mem_wdata_o(rx_wdata), .mem_strobe_o(rx_strobe), .mem_next_i(rx_next), .mem_last_i(rx_last),
        .mem_rdata_i(mem_rdata_i[31:12]),
        .hrx_valid_i(hrx_valid), .hrx_ready_o(hrx_ready), .hrx_data_i(hrx_data), .hrx_last_i(hrx_last),
        .hrx_tag_i(hrx_tag), .hrx_entry_i(hrx_entry), .hrx_done_o(hrx_done)
    );
    soc_mem_arbiter arbiter (
        .clk_i(clk_i), .rst_i(cpu_rst),
        .cpu_req_i(cpu_req), .cpu_write_i(cpu_write), .cpu_addr_i(cpu_addr), .cpu_count_i(cpu_count),
        .cpu_wdata_i(cpu_wdata), .cpu_strobe_i(cpu_strobe), .cpu_next_o(cpu_next), .cpu_last_o(cpu_last),
        .rx_req_i(rx_req), .rx_write_i(rx_write), .rx_addr_i(rx_addr), .rx_count_i(rx_count),
        .rx_wdata_i(rx_wdata), .rx_strobe_i(rx_strobe), .rx_next_o(rx_next), .rx_last_o(rx_last),
        .tx_req_i(tx_req), .tx_write_i(tx_write), .tx_addr_i(tx_addr), .tx_count_i(tx_count),
        .tx_wdata_i(tx_wdata), .tx_strobe_i(tx_strobe), .tx_next_o(tx_next), .tx_last_o(tx_last),
        .mem_req_o(mem_req_o), .mem_write_o(mem_write_o), .mem_addr_o(mem_addr_o), .mem_count_o(mem_count_o),
        .mem_wdata_o(mem_wdata_o), .mem_strobe_o(mem_strobe_o), .mem_next_i(mem_next_i), .mem_last_i(mem_last_i)
    );

    // ---- Into the box clock
    wire        owner_rst, ctl_valid, ctl_write, ctl_ready, ent_valid, ent_ready;
    wire  [5:0] ctl_addr;
    wire [31:0] ctl_wdata, ctl_rdata;
    wire        b_htx_valid, b_htx_ready, b_htx_last, b_htx_arm, b_fate_valid, b_hrx_valid, b_hrx_ready, b_hrx_last,
                b_hrx_done;
    wire  [7:0] b_htx_data, b_htx_tag, b_htx_owner, b_code, b_entry, b_hrx_data, b_hrx_tag, b_hrx_entry, ent_data;

    soc_fbox_port #(.ONE_CLOCK(ONE_CLOCK)) fbox_port (
        .clk_i(clk_i), .rst_i(cpu_rst),
        .sel_i(dev_sel[4]), .write_i(dev_write), .addr_i(dev_addr), .wdata_i(dev_wdata),
        .ack_o(dev_ack[4]), .err_o(dev_err[4]), .rdata_o(fbox_rdata),
        .clk_box_i(clk_box_i),
        .ctl_valid_o(ctl_valid), .ctl_write_o(ctl_write), .ctl_addr_o(ctl_addr), .ctl_wdata_o(ctl_wdata),
        .ctl_ready_i(ctl_ready), .ctl_rdata_i(ctl_rdata)
    );
    soc_box_cross #(.ONE_CLOCK(ONE_CLOCK)) crossing (
        .clk_i(clk_i), .rst_i(cpu_rst), .clk_box_i(clk_box_i),
        .htx_valid_i(htx_valid), .htx_ready_o(htx_ready), .htx_i({htx_last, htx_arm, htx_tag, htx_owner, htx_data}),
        .fate_valid_o(fate_valid), .fate_o({fate_code, fate_entry}),
        .hrx_valid_o(hrx_valid), .hrx_ready_i(hrx_ready), .hrx_o({hrx_last, hrx_tag, hrx_entry, hrx_data}),
        .hrx_done_i(hrx_done),
        .ent_valid_i(ent_box_valid), .ent_ready_o(ent_box_ready), .ent_i(ent_box_data),
        .box_rst_o(owner_rst),
        .box_htx_valid_o(b_htx_valid), .box_htx_ready_i(b_htx_ready),
        .box_htx_o({b_htx_last, b_htx_arm, b_htx_tag, b_htx_owner, b_htx_data}),
        .box_fate_valid_i(b_fate_valid), .box_fate_i({b_code, b_entry}),
        .box_hrx_valid_i(b_hrx_valid), .box_hrx_ready_o(b_hrx_ready),
        .box_hrx_i({b_hrx_last, b_hrx_tag, b_hrx_entry, b_hrx_data}),
        .box_hrx_done_o(b_hrx_done),
        .box_ent_valid_o(ent_valid), .box_ent_ready_i(ent_ready), .box_ent_o(ent_data)
    );

    // ---- The box, or what stands in its place
    wire box_idle;
    assign box_awake_o = !box_idle || rst_box_i || owner_rst || b_htx_valid || b_hrx_done || nrx_valid_i || ctl_valid;
    generate
        if (DEFENCE != 0) begin : with_box
            fbox #(.F_OUT_BITS(F_OUT_BITS)) box (
                .clk_i(clk_box_i), .rst_i(rst_box_i), .owner_rst_i(owner_rst), .mac_i(mac_i), .board_i(board_i),
                .htx_valid_i(b_htx_valid), .htx_ready_o(b_htx_ready), .htx_data_i(b_htx_data), .htx_last_i(b_htx_last),
                .htx_arm_i(b_htx_arm), .htx_tag_i(b_htx_tag), .htx_owner_i(b_htx_owner),
                .htx_done_o(b_fate_valid), .htx_code_o(b_code), .htx_entry_o(b_entry),
                .hrx_valid_o(b_hrx_valid), .hrx_ready_i(b_hrx_ready), .hrx_data_o(b_hrx_data), .hrx_last_o(b_hrx_last),
                .hrx_tag_o(b_hrx_tag), .hrx_entry_o(b_hrx_entry), .hrx_done_i(b_hrx_done),
                .nrx_valid_i(nrx_valid_i), .nrx_data_i(nrx_data_i), .nrx_last_i(nrx_last_i), .nrx_bad_i(nrx_bad_i),
                .ntx_valid_o(ntx_valid_o), .ntx_ready_i(ntx_ready_i), .ntx_data_o(ntx_data_o), .ntx_last_o(ntx_last_o),
                .ctl_valid_i(ctl_valid), .ctl_write_i(ctl_write), .ctl_addr_i(ctl_addr), .ctl_wdata_i(ctl_wdata),
                .ctl_ready_o(ctl_ready), .ctl_rdata_o(ctl_rdata),
                .ent_valid_i(ent_valid), .ent_data_i(ent_data), .ent_ready_o(ent_ready),
                .idle_o(box_idle)
            );
        end else begin : without_box
            assign box_idle = 1'b0;
            fbox_wire wire_box (
                .clk_i(clk_box_i), .rst_i(rst_box_i), .owner_rst_i(owner_rst), .mac_i(mac_i), .board_i(board_i),
                .htx_valid_i(b_htx_valid), .htx_ready_o(b_htx_ready), .htx_data_i(b_htx_data), .htx_last_i(b_htx_last),
                .htx_arm_i(b_htx_arm), .htx_tag_i(b_htx_tag), .htx_owner_i(b_htx_owner),
                .htx_done_o(b_fate_valid), .htx_code_o(b_code), .htx_entry_o(b_entry),
                .hrx_valid_o(b_hrx_valid), .hrx_ready_i(b_hrx_ready), .hrx_data_o(b_hrx_data), .hrx_last_o(b_hrx_last),
                .hrx_tag_o(b_hrx_tag), .hrx_entry_o(b_hrx_entry), .hrx_done_i(b_hrx_done),
                .nrx_valid_i(nrx_valid_i), .nrx_data_i(nrx_data_i), .nrx_last_i(nrx_last_i), .nrx_bad_i(nrx_bad_i),
                .ntx_valid_o(ntx_valid_o), .ntx_ready_i(ntx_ready_i), .ntx_data_o(ntx_data_o), .ntx_last_o(ntx_last_o),
                .ctl_valid_i(ctl_valid), .ctl_write_i(ctl_write), .ctl_addr_i(ctl_addr), .ctl_wdata_i(ctl_wdata),
                .ctl_ready_o(ctl_ready), .ctl_rdata_o(ctl_rdata),
                .ent_valid_i(ent_valid), .ent_data_i(ent_data), .ent_ready_o(ent_ready)
            );
        end
    endgenerate

endmodule

`default_nettype wire
