// The box in the wall socket: an F-box between two gigabit MACs.  docs/inline.md is its contract.
//
//   host cable -> MAC -> sorter -> slice -> F-box -> cut -> slice -> MAC -> network cable
//                          +-> control ------+ (control port of the F-box)
//   host cable <- MAC <- slice <- cut <- host_out <- F-box <- gap <- MAC <- network cable
//
// Everything but the two receive pin groups is in clk_i.
`default_nettype none
`include "amoebox.vh"
`include "control.vh"

module inline_box #(
    parameter DEFENCE = 1                // 0: fbox_wire in place of the F-box (docs/fbox.md), for tests only
) (
    input  wire        clk_i,            // the box clock, 125 MHz
    input  wire        rst_i,            // resets everything; 16 cycles at least
    input  wire [47:0] mac_i,            // constant of the bitstream; byte 0 of the address in 47:40
    input  wire [15:0] board_i,          // constant of the bitstream

    // Entropy: a byte stream, taken only while the box opens
    input  wire        ent_valid_i,
    input  wire  [7:0] ent_data_i,
    output wire        ent_ready_o,

    // Host cable, GMII
    input  wire        host_rx_clk_i,    // 125 MHz +-100 ppm; may stop
    input  wire        host_rx_dv_i,
    input  wire        host_rx_er_i,
    input  wire  [7:0] host_rxd_i,
    output wire        host_tx_en_o,     // registers of clk_i
    output wire        host_tx_er_o,
    output wire  [7:0] host_txd_o,

    // Network cable, GMII
    input  wire        net_rx_clk_i,
    input  wire        net_rx_dv_i,
    input  wire        net_rx_er_i,
    input  wire  [7:0] net_rxd_i,
    output wire        net_tx_en_o,
    output wire        net_tx_er_o,
    output wire  [7:0] net_txd_o
);
    // ---- Host MAC and its two ways
    wire       h_rx_valid, h_rx_ready, h_rx_last, h_tx_valid, h_tx_ready, h_tx_last;
    wire [7:0] h_rx_data, h_tx_data;
    wire       h_good, h_bad_fcs, h_runt, h_giant, h_error, h_dropped, h_sent, h_underrun;
    eth_mac_gmii host_mac (
        .clk_i(clk_i), .rst_i(rst_i), .gmii_rx_clk_i(host_rx_clk_i), .gmii_rx_dv_i(host_rx_dv_i),
        .gmii_rx_er_i(host_rx_er_i), .gmii_rxd_i(host_rxd_i), .gmii_tx_en_o(host_tx_en_o),
        .gmii_tx_er_o(host_tx_er_o), .gmii_txd_o(host_txd_o),
        .rx_valid_o(h_rx_valid), .rx_ready_i(h_rx_ready), .rx_data_o(h_rx_data), .rx_last_o(h_rx_last),
        .tx_valid_i(h_tx_valid), .tx_ready_o(h_tx_ready), .tx_data_i(h_tx_data), .tx_last_i(h_tx_last),
        .stat_good_o(h_good), .stat_bad_fcs_o(h_bad_fcs), .stat_runt_o(h_runt), .stat_giant_o(h_giant),
        .stat_error_o(h_error), .stat_dropped_o(h_dropped), .stat_sent_o(h_sent), .stat_underrun_o(h_underrun)
    );

    wire       sorted_valid, sorted_ready, control_valid, sorted_last, foreign;
    wire [7:0] sorted_data;
    inline_sorter sorter (
        .clk_i(clk_i), .rst_i(rst_i), .s_valid_i(h_rx_valid), .s_ready_o(h_rx_ready), .s_data_i(h_rx_data),
        .s_last_i(h_rx_last), .box_valid_o(sorted_valid), .box_ready_i(sorted_ready), .control_valid_o(control_valid),
        .data_o(sorted_data), .last_o(sorted_last), .foreign_o(foreign)
    );
    wire       htx_valid, htx_ready, htx_last;
    wire [7:0] htx_data;
    inline_slice htx (
        .clk_i(clk_i), .rst_i(rst_i), .s_valid_i(sorted_valid), .s_ready_o(sorted_ready),
        .s_data_i({sorted_last, sorted_data}), .m_valid_o(htx_valid), .m_ready_i(htx_ready), .m_data_o({htx_last, htx_data})
    );

    wire        ctl_valid, ctl_write, ctl_ready, counter_read, counter_ack, restart, control_done, control_form, control_busy;
    wire  [5:0] ctl_addr;
    wire [31:0] ctl_wdata, ctl_rdata, counter_value;
    wire  [3:0] counter;
    wire        reply_valid, reply_ready, reply_last;
    wire  [7:0] reply_data;
    inline_control control (
        .clk_i(clk_i), .rst_i(rst_i), .mac_i(mac_i), .board_i(board_i),
        .s_valid_i(control_valid), .s_data_i(sorted_data), .s_last_i(sorted_last),
        .m_valid_o(reply_valid), .m_ready_i(reply_ready), .m_data_o(reply_data), .m_last_o(reply_last),
        .ctl_valid_o(ctl_valid), .ctl_write_o(ctl_write), .ctl_addr_o(ctl_addr), .ctl_wdata_o(ctl_wdata),
        .ctl_ready_i(ctl_ready), .ctl_rdata_i(ctl_rdata), .counter_read_o(counter_read), .counter_o(counter),
        .counter_ack_i(counter_ack), .counter_value_i(counter_value), .restart_o(restart),
        .done_o(control_done), .malformed_o(control_form), .busy_o(control_busy)
    );

    wire       hrx_valid, hrx_ready, hrx_last, hrx_done, ho_valid, ho_ready, ho_last, hs_valid, hs_ready, hs_last;
    wire [7:0] hrx_data, ho_data, hs_data;
    inline_host_out host_out (
        .clk_i(clk_i), .rst_i(rst_i), .box_valid_i(hrx_valid), .box_ready_o(hrx_ready), .box_data_i(hrx_data),
        .box_last_i(hrx_last), .box_done_o(hrx_done), .reply_valid_i(reply_valid), .reply_ready_o(reply_ready),
        .reply_data_i(reply_data), .reply_last_i(reply_last), .valid_o(ho_valid), .ready_i(ho_ready),
        .data_o(ho_data), .last_o(ho_last)
    );
    inline_cut host_cut (
        .clk_i(clk_i), .rst_i(rst_i), .s_valid_i(ho_valid), .s_ready_o(ho_ready), .s_data_i(ho_data), .s_last_i(ho_last),
        .m_valid_o(hs_valid), .m_ready_i(hs_ready), .m_data_o(hs_data), .m_last_o(hs_last), .underrun_i(h_underrun)
    );
    inline_slice host_slice (
        .clk_i(clk_i), .rst_i(rst_i), .s_valid_i(hs_valid), .s_ready_o(hs_ready), .s_data_i({hs_last, hs_data}),
        .m_valid_o(h_tx_valid), .m_ready_i(h_tx_ready), .m_data_o({h_tx_last, h_tx_data})
    );

    // ---- Network MAC
    wire       n_rx_valid, n_rx_ready, n_rx_last, n_tx_valid, n_tx_ready, n_tx_last;
    wire [7:0] n_rx_data, n_tx_data;
    wire       n_good, n_bad_fcs, n_runt, n_giant, n_error, n_dropped, n_sent, n_underrun;
    eth_mac_gmii net_mac (
        .clk_i(clk_i), .rst_i(rst_i), .gmii_rx_clk_i(net_rx_clk_i), .gmii_rx_dv_i(net_rx_dv_i),
        .gmii_rx_er_i(net_rx_er_i), .gmii_rxd_i(net_rxd_i), .gmii_tx_en_o(net_tx_en_o),
        .gmii_tx_er_o(net_tx_er_o), .gmii_txd_o(net_txd_o),
        .rx_valid_o(n_rx_valid), .rx_ready_i(n_rx_ready), .rx_data_o(n_rx_data), .rx_last_o(n_rx_last),
        .tx_valid_i(n_tx_valid), .tx_ready_o(n_tx_ready), .tx_data_i(n_tx_data), .tx_last_i(n_tx_last),
        .stat_good_o(n_good), .stat_bad_fcs_o(n_bad_fcs), .stat_runt_o(n_runt), .stat_giant_o(n_giant),
        .stat_error_o(n_error), .stat_dropped_o(n_dropped), .stat_sent_o(n_sent), .stat_underrun_o(n_underrun)
    );

    wire       nrx_valid, nrx_last, ntx_valid, ntx_ready, ntx_last, ns_valid, ns_ready, ns_last;
    wire [7:0] nrx_data, ntx_data, ns_data;
    inline_gap gap (
        .clk_i(clk_i), .rst_i(rst_i), .s_valid_i(n_rx_valid), .s_ready_o(n_rx_ready), .s_data_i(n_rx_data),
        .s_last_i(n_rx_last), .valid_o(nrx_valid), .data_o(nrx_data), .last_o(nrx_last)
    );
    inline_cut net_cut (
        .clk_i(clk_i), .rst_i(rst_i), .s_valid_i(ntx_valid), .s_ready_o(ntx_ready), .s_data_i(ntx_data), .s_last_i(ntx_last),
        .m_valid_o(ns_valid), .m_ready_i(ns_ready), .m_data_o(ns_data), .m_last_o(ns_last), .underrun_i(n_underrun)
    );
    inline_slice net_slice (
        .clk_i(clk_i), .rst_i(rst_i), .s_valid_i(ns_valid), .s_ready_o(ns_ready), .s_data_i({ns_last, ns_data}),
        .m_valid_o(n_tx_valid), .m_ready_i(n_tx_ready), .m_data_o({n_tx_last, n_tx_data})
    );

    // ---- The box, or what stands in its place.  Arming goes by control frames only, so a frame carries no tag.
    wire       unused_done, unused_idle;
    wire [7:0] unused_code, unused_entry, unused_tag, unused_hrx_entry;
    generate
        if (DEFENCE != 0) begin : with_box
            fbox box (
                .clk_i(clk_i), .rst_i(rst_i), .owner_rst_i(restart), .mac_i(mac_i), .board_i(board_i),
                .htx_valid_i(htx_valid), .htx_ready_o(htx_ready), .htx_data_i(htx_data), .htx_last_i(htx_last),
                .htx_arm_i(1'b0), .htx_tag_i(8'd0), .htx_owner_i(8'd0),
                .htx_done_o(unused_done), .htx_code_o(unused_code), .htx_entry_o(unused_entry),
                .hrx_valid_o(hrx_valid), .hrx_ready_i(hrx_ready), .hrx_data_o(hrx_data), .hrx_last_o(hrx_last),
                .hrx_tag_o(unused_tag), .hrx_entry_o(unused_hrx_entry), .hrx_done_i(hrx_done),
                .nrx_valid_i(nrx_valid), .nrx_data_i(nrx_data), .nrx_last_i(nrx_last), .nrx_bad_i(1'b0),
                .ntx_valid_o(ntx_valid), .ntx_ready_i(ntx_ready), .ntx_data_o(ntx_data), .ntx_last_o(ntx_last),
                .ctl_valid_i(ctl_valid), .ctl_write_i(ctl_write), .ctl_addr_i(ctl_addr), .ctl_wdata_i(ctl_wdata),
                .ctl_ready_o(ctl_ready), .ctl_rdata_o(ctl_rdata),
                .ent_valid_i(ent_valid_i), .ent_data_i(ent_data_i), .ent_ready_o(ent_ready_o), .idle_o(unused_idle)
            );
        end else begin : without_box
            assign unused_idle = 1'b0;
            fbox_wire wire_box (
                .clk_i(clk_i), .rst_i(rst_i), .owner_rst_i(restart), .mac_i(mac_i), .board_i(board_i),
                .htx_valid_i(htx_valid), .htx_ready_o(htx_ready), .htx_data_i(htx_data), .htx_last_i(htx_last),
                .htx_arm_i(1'b0), .htx_tag_i(8'd0), .htx_owner_i(8'd0),
                .htx_done_o(unused_done), .htx_code_o(unused_code), .htx_entry_o(unused_entry),
                .hrx_valid_o(hrx_valid), .hrx_ready_i(hrx_ready), .hrx_data_o(hrx_data), .hrx_last_o(hrx_last),
                .hrx_tag_o(unused_tag), .hrx_entry_o(unused_hrx_entry), .hrx_done_i(hrx_done),
                .nrx_valid_i(nrx_valid), .nrx_data_i(nrx_data), .nrx_last_i(nrx_last), .nrx_bad_i(1'b0),
                .ntx_valid_o(ntx_valid), .ntx_ready_i(ntx_ready), .ntx_data_o(ntx_data), .ntx_last_o(ntx_last),
                .ctl_valid_i(ctl_valid), .ctl_write_i(ctl_write), .ctl_addr_i(ctl_addr), .ctl_wdata_i(ctl_wdata),
                .ctl_ready_o(ctl_ready), .ctl_rdata_o(ctl_rdata),
                .ent_valid_i(ent_valid_i), .ent_data_i(ent_data_i), .ent_ready_o(ent_ready_o)
            );
        end
    endgenerate

    // ---- Counters
    reg [`AMB_CONTROL_COUNTERS-1:0] events;
    always @* begin
        events = {`AMB_CONTROL_COUNTERS{1'b0}};
        events[`AMB_CONTROL_COUNTER_HOST_GOOD]         = h_good;
        events[`AMB_CONTROL_COUNTER_HOST_BAD]          = h_bad_fcs || h_runt || h_giant || h_error;
        events[`AMB_CONTROL_COUNTER_HOST_NO_ROOM]      = h_dropped;
        events[`AMB_CONTROL_COUNTER_HOST_FOREIGN]      = foreign;
        events[`AMB_CONTROL_COUNTER_HOST_CONTROL]      = control_done;
        events[`AMB_CONTROL_COUNTER_HOST_CONTROL_FORM] = control_form;
        events[`AMB_CONTROL_COUNTER_HOST_CONTROL_BUSY] = control_busy;
        events[`AMB_CONTROL_COUNTER_HOST_SENT]         = h_sent;
        events[`AMB_CONTROL_COUNTER_HOST_CUT]          = h_underrun;
        events[`AMB_CONTROL_COUNTER_NET_GOOD]          = n_good;
        events[`AMB_CONTROL_COUNTER_NET_BAD]           = n_bad_fcs || n_runt || n_giant || n_error;
        events[`AMB_CONTROL_COUNTER_NET_NO_ROOM]       = n_dropped;
        events[`AMB_CONTROL_COUNTER_NET_SENT]          = n_sent;
        events[`AMB_CONTROL_COUNTER_NET_CUT]           = n_underrun;
    end
    inline_counters counters (
        .clk_i(clk_i), .rst_i(rst_i), .event_i(events), .read_i(counter_read), .select_i(counter), .ack_o(counter_ack),
        .value_o(counter_value)
    );
endmodule

`default_nettype wire
