// Block DMA: the registers of both engines, the interrupt, and the write port of the receive contexts.
`default_nettype none
`include "amoebox.vh"

module soc_dma_regs (
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

    // Send
    output wire        tx_enable_o,
    output wire [26:0] tx_base_o,        // address / 32
    output wire [15:0] tx_head_o,
    input  wire [15:0] tx_done_i,

    // Receive
    output wire        rx_enable_o,
    output wire [26:0] rx0_base_o,
    output wire [26:0] rx1_base_o,
    output wire [15:0] rx0_tail_o,
    output wire [15:0] rx1_tail_o,
    input  wire [15:0] rx0_head_i,
    input  wire [15:0] rx1_head_i,
    input  wire [15:0] rx1_plain_i,      // HEAD behind the last slot that is more than placed DATA
    input  wire        drop_full_i,
    input  wire        drop_fit_i,

    // Contexts, see soc_contexts.v
    output wire        ctx_write_o,
    output wire  [5:0] ctx_index_o,
    output wire  [2:0] ctx_word_o,
    output wire [31:0] ctx_data_o,

    output wire        irq_o
);

    reg        ack_q, err_q;
    reg [31:0] rdata_q;
    reg [26:0] tx_base_q, rx0_base_q, rx1_base_q;
    reg [15:0] tx_head_q, tx_seen_q, rx0_tail_q, rx1_tail_q;
    reg  [1:0] control_q;
    reg  [2:0] irq_enable_q;
    reg  [5:0] gather_q;
    reg [15:0] full_q, unfit_q;          // drops
    reg  [5:0] select_q;

    assign ack_o = ack_q;
    assign err_o = err_q;
    assign rdata_o = rdata_q;
    assign tx_enable_o = control_q[0];
    assign rx_enable_o = control_q[1];
    assign tx_base_o = tx_base_q;
    assign tx_head_o = tx_head_q;
    assign rx0_base_o = rx0_base_q;
    assign rx1_base_o = rx1_base_q;
    assign rx0_tail_o = rx0_tail_q;
    assign rx1_tail_o = rx1_tail_q;
    // Slots of ring 1 up to the last plain one; no frames for 2^15 slots make it wrong, and an interrupt too early.
    wire [15:0] plain = rx1_plain_i - rx1_tail_q;
    wire [15:0] waiting = rx1_head_i - rx1_tail_q;
    wire        ring_1 = waiting != 16'd0 && (waiting >= {10'd0, gather_q} || plain != 16'd0 && !plain[15]);
    assign irq_o = irq_enable_q[0] && rx0_head_i != rx0_tail_q || irq_enable_q[1] && ring_1
                   || irq_enable_q[2] && tx_done_i != tx_seen_q;

    wire context_word = addr_i >= 8'd`AMB_DMA_CTX_PAGES && addr_i <= 8'd`AMB_DMA_CTX_LENGTH;
    assign ctx_write_o = sel_i && write_i && context_word;
    assign ctx_index_o = select_q;
    assign ctx_word_o = addr_i[4:2];     // CTX_PAGES 1 ... CTX_LENGTH 5
    assign ctx_data_o = wdata_i;

    // The lower halves of words 0 to 16; the upper halves have little in them.
    wire [511:0] low = {
        240'd0, 10'd0, select_q, full_q, tx_seen_q, 2'd0, gather_q, 5'd0, irq_enable_q, 14'd0, control_q, 16'd0,
        rx1_tail_q, rx1_head_i, rx1_base_q[10:0], 5'd0, 16'd0,
        rx0_tail_q, rx0_head_i, rx0_base_q[10:0], 5'd0, 16'd0,
        tx_done_i, tx_head_q, tx_base_q[10:0], 5'd0
    };
    wire [15:0] high = addr_i == 8'd`AMB_DMA_TX_BASE ? tx_base_q[26:11] : addr_i == 8'd`AMB_DMA_RX0_BASE ? rx0_base_q[26:11]
                     : addr_i == 8'd`AMB_DMA_RX1_BASE ? rx1_base_q[26:11] : addr_i == 8'd`AMB_DMA_DROPS ? unfit_q : 16'd0;
    wire known = addr_i <= 8'd`AMB_DMA_CTX_LENGTH && addr_i != 8'd`AMB_DMA_TX_DONE + 8'd4 && addr_i != 8'd`AMB_DMA_RX0_TAIL + 8'd4
                 && addr_i != 8'd`AMB_DMA_RX1_TAIL + 8'd4;

    wire read_drops = sel_i && !write_i && addr_i == 8'd`AMB_DMA_DROPS;

    always @(posedge clk_i) begin
        ack_q <= 1'b0;
        err_q <= 1'b0;
        rdata_q <= 32'd0;
        if (sel_i) begin
            ack_q <= known;
            err_q <= !known;
            if (!write_i)
                rdata_q <= {high, low[16 * addr_i[6:2] +: 16]};
            if (write_i) begin
                case (addr_i)
                    `AMB_DMA_TX_BASE:    tx_base_q    <= wdata_i[31:5];
                    `AMB_DMA_TX_HEAD:    tx_head_q    <= wdata_i[15:0];
                    `AMB_DMA_RX0_BASE:   rx0_base_q   <= wdata_i[31:5];
                    `AMB_DMA_RX0_TAIL:   rx0_tail_q   <= wdata_i[15:0];
                    `AMB_DMA_RX1_BASE:   rx1_base_q   <= wdata_i[31:5];
                    `AMB_DMA_RX1_TAIL:   rx1_tail_q   <= wdata_i[15:0];
                    `AMB_DMA_CONTROL:    control_q    <= wdata_i[1:0];
                    `AMB_DMA_IRQ_ENABLE: begin
                        irq_enable_q <= wdata_i[2:0];
                        gather_q     <= wdata_i[13:8];
                    end
                    `AMB_DMA_TX_SEEN:    tx_seen_q    <= wdata_i[15:0];
                    `AMB_DMA_CTX_SELECT: select_q     <= wdata_i[5:0];
                    default: ;
                endcase
            end
        end
        // Reading clears; what drops in that very cycle is counted for the next time.
        if (read_drops) begin
            full_q  <= {15'd0, drop_full_i};
            unfit_q <= {15'd0, drop_fit_i};
        end else begin
            if (drop_full_i && full_q != 16'hFFFF)
                full_q <= full_q + 16'd1;
            if (drop_fit_i && unfit_q != 16'hFFFF)
                unfit_q <= unfit_q + 16'd1;
        end
        if (rst_i) begin
            ack_q        <= 1'b0;
            err_q        <= 1'b0;
            rdata_q      <= 32'd0;
            tx_head_q    <= 16'd0;
            tx_seen_q    <= 16'd0;
            rx0_tail_q   <= 16'd0;
            rx1_tail_q   <= 16'd0;
            control_q    <= 2'd0;
            irq_enable_q <= 3'd0;
            gather_q     <= 6'd0;
            full_q       <= 16'd0;
            unfit_q      <= 16'd0;
        end
    end

endmodule

`default_nettype wire
