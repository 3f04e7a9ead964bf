// Front end between RMII pins at 100 Mb/s full duplex and the byte slots of eth_mac_rx and eth_mac_tx.
//
// Receive: all pins pass two registers (CRS_DV rises asynchronously), then bytes are aligned to the start delimiter,
// before which at least three dibits 01 must stand.  While no frame is there every cycle is an empty slot; a frame's
// slots come every 4 cycles.  When the carrier ends before the PHY's buffer is empty, CRS_DV is low in the first dibit
// of each nibble and high in the second; so the second dibit of a nibble tells whether it is data.  A frame that ends
// inside a byte gives one more slot with er: no byte is made up, the frame is refused.
// Transmit: every fourth cycle is a slot; RMII has no TX_ER, a wrong FCS must do.
`default_nettype none

module eth_rmii (
    input  wire       clk_i,          // the 50 MHz reference clock
    input  wire       rst_i,
    // Pins
    input  wire       rmii_crs_dv_i,
    input  wire [1:0] rmii_rxd_i,
    input  wire       rmii_rx_er_i,
    output wire       rmii_tx_en_o,   // register
    output wire [1:0] rmii_txd_o,     // register
    // Receive slots, registers, as eth_mac_rx reads them
    output wire       rx_en_o,
    output wire       rx_dv_o,
    output wire       rx_er_o,
    output wire [7:0] rx_data_o,
    // Transmit slots, as eth_mac_tx drives them
    output wire       tx_slot_o,      // every fourth cycle; a register
    input  wire       tx_en_i,        // these two change only behind a cycle with tx_slot_o
    input  wire [7:0] tx_data_i
);
    // ---- Receive
    localparam [1:0] IGNORE   = 2'd0,  // until CRS_DV is low for two cycles
                     IDLE     = 2'd1,
                     PREAMBLE = 2'd2,
                     DATA     = 2'd3;
    localparam [7:0] DELIMITER = 8'hd5;

    reg [3:0] first_q, pins_q;         // data: may be metastable; {er, rxd, crs_dv}
    wire       crs_dv = pins_q[0];
    wire [1:0] rxd    = pins_q[2:1];
    wire       rx_er  = pins_q[3];

    reg [1:0] state_q;
    reg       crs_dv_before_q;         // crs_dv of the cycle before
    reg       error_q;                 // an error in this byte or, in the preamble, since its begin
    reg [1:0] phase_q;                 // PREAMBLE: dibits 01 seen, up to 3; DATA: the dibit in its byte
    reg [5:0] bits_q;                  // data: the byte's first three dibits

    wire carrier_gone = !crs_dv && !crs_dv_before_q;
    wire broken_off   = state_q == DATA && !crs_dv && (phase_q == 2'd3 || phase_q == 2'd1 && crs_dv_before_q);
    wire whole        = state_q == DATA && phase_q == 2'd3;
    wire delimiter    = state_q == PREAMBLE && crs_dv && rxd == 2'b11 && phase_q == 2'd3;

    reg       rx_en_q, rx_dv_q, rx_er_q;
    reg [7:0] rx_data_q;               // data

    always @(posedge clk_i) begin
        first_q         <= {rmii_rx_er_i, rmii_rxd_i, rmii_crs_dv_i};
        pins_q          <= first_q;
        crs_dv_before_q <= crs_dv;
        bits_q          <= {rxd, bits_q[5:2]};

        case (state_q)
            IGNORE: begin
                error_q <= 1'b0;
                if (carrier_gone)
                    state_q <= IDLE;
            end
            IDLE: begin
                error_q <= crs_dv && rx_er;
                phase_q <= 2'd1;
                if (crs_dv && rxd == 2'b01)
                    state_q <= PREAMBLE;
                else if (crs_dv && rxd != 2'b00)
                    state_q <= IGNORE;
            end
            PREAMBLE: begin
                error_q <= error_q || rx_er;
                if (delimiter) begin
                    error_q <= 1'b0;
                    state_q <= DATA;
                    phase_q <= 2'd0;
                end else if (!crs_dv || rxd != 2'b01)
                    state_q <= IGNORE;
                else if (phase_q != 2'd3)
                    phase_q <= phase_q + 2'd1;
            end
            default: begin
                error_q <= !whole && (error_q || rx_er);
                phase_q <= phase_q + 2'd1;
                if (broken_off)
                    state_q <= IGNORE;
                else if (carrier_gone)      // in the second dibit of a byte: it ends with the byte before
                    state_q <= IDLE;
            end
        endcase

        rx_en_q   <= state_q != DATA || whole || broken_off;
        rx_dv_q   <= whole || broken_off || delimiter;
        rx_er_q   <= error_q || rx_er || broken_off;
        rx_data_q <= delimiter ? DELIMITER : {rxd, bits_q};

        if (rst_i) begin
            state_q         <= IGNORE;
            crs_dv_before_q <= 1'b1;
            error_q         <= 1'b0;
            phase_q         <= 2'd0;
            rx_en_q         <= 1'b0;
            rx_dv_q         <= 1'b0;
            rx_er_q         <= 1'b0;
        end
    end

    assign rx_en_o   = rx_en_q;
    assign rx_dv_o   = rx_dv_q;
    assign rx_er_o   = rx_er_q;
    assign rx_data_o = rx_data_q;

    // ---- Transmit
    reg       slot_q;
    reg [1:0] dibit_q;                 // which dibit of the byte goes out next
    reg       tx_en_q;
    reg [1:0] txd_q;                   // data

    always @(posedge clk_i) begin
        dibit_q <= dibit_q + 2'd1;
        slot_q  <= dibit_q == 2'd2;
        tx_en_q <= tx_en_i;
        case (dibit_q)
            2'd0:    txd_q <= tx_data_i[1:0];
            2'd1:    txd_q <= tx_data_i[3:2];
            2'd2:    txd_q <= tx_data_i[5:4];
            default: txd_q <= tx_data_i[7:6];
        endcase
        if (!tx_en_i)
            txd_q <= 2'd0;
        if (rst_i) begin
            dibit_q <= 2'd0;
            slot_q  <= 1'b0;
            tx_en_q <= 1'b0;
        end
    end

    assign tx_slot_o    = slot_q;
    assign rmii_tx_en_o = tx_en_q;
    assign rmii_txd_o   = txd_q;

`ifdef AMOEBOX_ASSERT
    reg tx_en_before_q, slot_before_q;
    always @(posedge clk_i) begin
        tx_en_before_q <= tx_en_i;
        slot_before_q  <= slot_q;
        if (!rst_i && tx_en_i != tx_en_before_q && !slot_before_q) $error("tx_en_i changes outside a slot");
        if (!rst_i && slot_q != (dibit_q == 2'd3)) $error("slot and dibit disagree");
    end
`endif
endmodule

`default_nettype wire
