// Between DMA (system clock) and F-box (box clock): both streams, fates, finished frames, entropy, reset.
//
// With ONE_CLOCK it is nothing but wires.  Else each of them goes through a FIFO of 16 words; a reset of the processor
// empties them all.
`default_nettype none

module soc_box_cross #(
    parameter ONE_CLOCK = 1              // clk_box_i is clk_i
) (
    input  wire        clk_i,
    input  wire        rst_i,            // of the processor
    input  wire        clk_box_i,

    // Host side, in clk_i
    input  wire        htx_valid_i,
    output wire        htx_ready_o,
    input  wire [25:0] htx_i,            // last, arm, tag, owner, data
    output wire        fate_valid_o,     // one cycle for each
    output wire [15:0] fate_o,           // code, entry
    output wire        hrx_valid_o,
    input  wire        hrx_ready_i,
    output wire [24:0] hrx_o,            // last, tag, entry, data
    input  wire        hrx_done_i,
    input  wire        ent_valid_i,
    output wire        ent_ready_o,
    input  wire  [7:0] ent_i,

    // Box side, in clk_box_i
    output wire        box_rst_o,        // the processor is in reset
    output wire        box_htx_valid_o,
    input  wire        box_htx_ready_i,
    output wire [25:0] box_htx_o,
    input  wire        box_fate_valid_i,
    input  wire [15:0] box_fate_i,
    input  wire        box_hrx_valid_i,
    output wire        box_hrx_ready_o,
    input  wire [24:0] box_hrx_i,
    output wire        box_hrx_done_o,
    output wire        box_ent_valid_o,
    input  wire        box_ent_ready_i,
    output wire  [7:0] box_ent_o
);

    generate
        if (ONE_CLOCK != 0) begin : one_clock
            wire unused_clocks = clk_i ^ clk_box_i;
            assign box_rst_o = rst_i;
            assign box_htx_valid_o = htx_valid_i;
            assign htx_ready_o = box_htx_ready_i;
            assign box_htx_o = htx_i;
            assign fate_valid_o = box_fate_valid_i;
            assign fate_o = box_fate_i;
            assign hrx_valid_o = box_hrx_valid_i;
            assign box_hrx_ready_o = hrx_ready_i;
            assign hrx_o = box_hrx_i;
            assign box_hrx_done_o = hrx_done_i;
            assign box_ent_valid_o = ent_valid_i;
            assign ent_ready_o = box_ent_ready_i;
            assign box_ent_o = ent_i;
        end else begin : two_clocks
            wire unused_fate_ready, unused_done_ready, unused_done;

            eth_reset_cross reset (.clk_i(clk_i), .rst_i(rst_i), .other_clk_i(clk_box_i), .other_rst_o(box_rst_o));
            soc_async_fifo #(.WIDTH(26)) htx (
                .wr_clk_i(clk_i), .wr_rst_i(rst_i),
                .wr_valid_i(htx_valid_i), .wr_ready_o(htx_ready_o), .wr_data_i(htx_i),
                .rd_clk_i(clk_box_i), .rd_rst_i(box_rst_o),
                .rd_valid_o(box_htx_valid_o), .rd_ready_i(box_htx_ready_i), .rd_data_o(box_htx_o)
            );
            soc_async_fifo #(.WIDTH(16)) fate (   // never more than 4 of them
                .wr_clk_i(clk_box_i), .wr_rst_i(box_rst_o),
                .wr_valid_i(box_fate_valid_i), .wr_ready_o(unused_fate_ready), .wr_data_i(box_fate_i),
                .rd_clk_i(clk_i), .rd_rst_i(rst_i),
                .rd_valid_o(fate_valid_o), .rd_ready_i(1'b1), .rd_data_o(fate_o)
            );
            soc_async_fifo #(.WIDTH(25)) hrx (
                .wr_clk_i(clk_box_i), .wr_rst_i(box_rst_o),
                .wr_valid_i(box_hrx_valid_i), .wr_ready_o(box_hrx_ready_o), .wr_data_i(box_hrx_i),
                .rd_clk_i(clk_i), .rd_rst_i(rst_i),
                .rd_valid_o(hrx_valid_o), .rd_ready_i(hrx_ready_i), .rd_data_o(hrx_o)
            );
            soc_async_fifo #(.WIDTH(1)) done (    // never more of them than frames in the box
                .wr_clk_i(clk_i), .wr_rst_i(rst_i),
                .wr_valid_i(hrx_done_i), .wr_ready_o(unused_done_ready), .wr_data_i(1'b1),
                .rd_clk_i(clk_box_i), .rd_rst_i(box_rst_o),
                .rd_valid_o(box_hrx_done_o), .rd_ready_i(1'b1), .rd_data_o(unused_done)
            );
            soc_async_fifo #(.WIDTH(8)) entropy (
                .wr_clk_i(clk_i), .wr_rst_i(rst_i),
                .wr_valid_i(ent_valid_i), .wr_ready_o(ent_ready_o), .wr_data_i(ent_i),
                .rd_clk_i(clk_box_i), .rd_rst_i(box_rst_o),
                .rd_valid_o(box_ent_valid_o), .rd_ready_i(box_ent_ready_i), .rd_data_o(box_ent_o)
            );
        end
    endgenerate

endmodule

`default_nettype wire
