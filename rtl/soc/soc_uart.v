// Block UART: the console, byte by byte.  What makes bits of them is soc_uart_serial.v, or the simulator.
`default_nettype none
`include "amoebox.vh"

module soc_uart (
    input  wire        clk_i,
    input  wire        rst_i,

    // Device port, see soc_bus.v
    input  wire        sel_i,
    input  wire        write_i,
    input  wire  [7:0] addr_i,
    input  wire  [7:0] wdata_i,
    output wire        ack_o,
    output wire        err_o,
    output wire [31:0] rdata_o,

    // Bytes: one moves in a cycle with valid and ready
    output wire        tx_valid_o,
    output wire  [7:0] tx_data_o,
    input  wire        tx_ready_i,
    input  wire        rx_valid_i,
    input  wire  [7:0] rx_data_i,
    output wire        rx_ready_o,

    output wire        irq_o             // a received byte waits
);

    reg        ack_q, err_q;
    reg [31:0] rdata_q;
    reg        tx_full_q = 1'b0;         // no reset: the last words before one are sent
    reg        rx_full_q;
    reg  [7:0] tx_q, rx_q;

    assign ack_o = ack_q;
    assign err_o = err_q;
    assign rdata_o = rdata_q;
    assign tx_valid_o = tx_full_q;
    assign tx_data_o = tx_q;
    assign rx_ready_o = !rx_full_q;
    assign irq_o = rx_full_q;

    wire is_data = addr_i == 8'd`AMB_UART_DATA;
    wire is_status = addr_i == 8'd`AMB_UART_STATUS;

    always @(posedge clk_i) begin
        ack_q <= sel_i && (is_data || is_status);
        err_q <= sel_i && !(is_data || is_status);
        rdata_q <= 32'd0;
        if (tx_full_q && tx_ready_i)
            tx_full_q <= 1'b0;
        if (rx_valid_i && !rx_full_q) begin
            rx_full_q <= 1'b1;
            rx_q      <= rx_data_i;
        end
        if (sel_i && !write_i && is_status)
            rdata_q <= {30'd0, rx_full_q, tx_full_q};
        if (sel_i && !write_i && is_data) begin
            rdata_q   <= {!rx_full_q, 23'd0, rx_q};
            rx_full_q <= 1'b0;           // when it was empty: the byte that comes now waits where it is
            if (!rx_full_q && rx_valid_i)
                rx_full_q <= 1'b1;
        end
        if (sel_i && write_i && is_data && !tx_full_q) begin
            tx_full_q <= 1'b1;
            tx_q      <= wdata_i;
        end
        if (rst_i) begin
            ack_q     <= 1'b0;
            err_q     <= 1'b0;
            rdata_q   <= 32'd0;
            rx_full_q <= 1'b0;
        end
    end

endmodule

`default_nettype wire
