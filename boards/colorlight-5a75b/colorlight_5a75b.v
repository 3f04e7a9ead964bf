// Colorlight 5A-75B v8.0 as the box in the wall socket.  U11 (the socket beside the power plug) is the host's, U13 the
// network's.  The PHYs' reset is held high and never pulsed: one of them makes the 25 MHz.
`default_nettype none

module colorlight_5a75b #(
    parameter [63:0] IDENTITY = 64'd0  // benches only: a board gets its own by patching, see ecp5_identity.v
) (
    input  wire       clk25,
    output wire       led_n,           // on: open; blinking: no address, or no entropy
    output wire       phy_rst_n,

    output wire       host_txc,
    output wire       host_tx_ctl,
    output wire [3:0] host_txd,
    input  wire       host_rxc,
    input  wire       host_rx_ctl,
    input  wire [3:0] host_rxd,

    output wire       net_txc,
    output wire       net_tx_ctl,
    output wire [3:0] net_txd,
    input  wire       net_rxc,
    input  wire       net_rx_ctl,
    input  wire [3:0] net_rxd
);
    assign phy_rst_n = 1'b1;

    // ---- The box clock: 25 MHz * 5, VCO at 625 MHz
    wire clk, locked, unused_clkos;
    (* FREQUENCY_PIN_CLKI = "25", FREQUENCY_PIN_CLKOP = "125" *)
    EHXPLLL #(
        .CLKI_DIV(1), .CLKFB_DIV(5), .CLKOP_DIV(5), .CLKOP_CPHASE(2), .CLKOP_FPHASE(0), .CLKOP_ENABLE("ENABLED"),
        .FEEDBK_PATH("CLKOP"), .OUTDIVIDER_MUXA("DIVA"), .PLLRST_ENA("DISABLED"), .INTFB_WAKE("DISABLED"),
        .STDBY_ENABLE("DISABLED"), .DPHASE_SOURCE("DISABLED")
    ) pll (
        .CLKI(clk25), .CLKFB(clk), .CLKOP(clk), .CLKOS(unused_clkos), .LOCK(locked), .RST(1'b0), .STDBY(1'b0), .PHASESEL0(1'b0),
        .PHASESEL1(1'b0), .PHASEDIR(1'b1), .PHASESTEP(1'b1), .PHASELOADREG(1'b1), .PLLWAKESYNC(1'b0), .ENCLKOP(1'b0)
    );

    // ---- Reset until the clock is good and the board has a name
    wire        named, is_locked;
    wire [47:0] mac;
    wire [15:0] board;
    reg   [7:0] start_q = 8'd0;
    reg         rst_q = 1'b1;
    eth_sync lock (.clk_i(clk), .data_i(locked), .data_o(is_locked));
    always @(posedge clk) begin
        if (!is_locked || !named) start_q <= 8'd0;
        else if (start_q != 8'hff) start_q <= start_q + 8'd1;
        rst_q <= start_q != 8'hff;
    end
    ecp5_identity #(.IDENTITY(IDENTITY)) identity (.clk_i(clk), .named_o(named), .mac_o(mac), .board_o(board));

    // ---- Entropy
    wire       noise, ent_valid, ent_ready, ent_failed;
    wire [7:0] ent_data;
    ecp5_rings rings (.clk_i(clk), .bit_o(noise));
    entropy_source entropy (
        .clk_i(clk), .rst_i(rst_q), .noise_i(noise), .valid_o(ent_valid), .ready_i(ent_ready), .data_o(ent_data),
        .failed_o(ent_failed)
    );

    // ---- Pins and box
    wire       h_clk, h_dv, h_er, h_en, h_ter, n_clk, n_dv, n_er, n_en, n_ter;
    wire [7:0] h_rxd, h_txd, n_rxd, n_txd;
    ecp5_rgmii host_pins (
        .txc_o(host_txc), .tx_ctl_o(host_tx_ctl), .txd_o(host_txd), .rxc_i(host_rxc), .rx_ctl_i(host_rx_ctl),
        .rxd_i(host_rxd), .clk_i(clk), .tx_en_i(h_en), .tx_er_i(h_ter), .txd_i(h_txd), .rx_clk_o(h_clk),
        .rx_dv_o(h_dv), .rx_er_o(h_er), .rxd_o(h_rxd)
    );
    ecp5_rgmii net_pins (
        .txc_o(net_txc), .tx_ctl_o(net_tx_ctl), .txd_o(net_txd), .rxc_i(net_rxc), .rx_ctl_i(net_rx_ctl),
        .rxd_i(net_rxd), .clk_i(clk), .tx_en_i(n_en), .tx_er_i(n_ter), .txd_i(n_txd), .rx_clk_o(n_clk),
        .rx_dv_o(n_dv), .rx_er_o(n_er), .rxd_o(n_rxd)
    );
    inline_box box (
        .clk_i(clk), .rst_i(rst_q), .mac_i(mac), .board_i(board),
        .ent_valid_i(ent_valid), .ent_data_i(ent_data), .ent_ready_o(ent_ready),
        .host_rx_clk_i(h_clk), .host_rx_dv_i(h_dv), .host_rx_er_i(h_er), .host_rxd_i(h_rxd),
        .host_tx_en_o(h_en), .host_tx_er_o(h_ter), .host_txd_o(h_txd),
        .net_rx_clk_i(n_clk), .net_rx_dv_i(n_dv), .net_rx_er_i(n_er), .net_rxd_i(n_rxd),
        .net_tx_en_o(n_en), .net_tx_er_o(n_ter), .net_txd_o(n_txd)
    );

    // ---- LED.  The box asks for entropy as long as it is opening.
    reg [24:0] blink_q = 25'd0;
    reg        led_q;
    always @(posedge clk) begin
        blink_q <= blink_q + 25'd1;
        led_q   <= !named || ent_failed ? blink_q[24] : !rst_q && !ent_ready;
    end
    assign led_n = !led_q;
endmodule

`default_nettype wire
