// Serialiser of the console for boards: 8 data bits, no parity, one stop bit.
`default_nettype none

module soc_uart_serial #(
    parameter DIVIDER = 434              // clock cycles of a bit, 8 to 65535: 50 MHz / 115,200 baud
) (
    input  wire       clk_i,
    input  wire       rst_i,

    input  wire       rx_pin_i,          // idle high, of no clock
    output wire       tx_pin_o,

    // Bytes: one moves in a cycle with valid and ready
    input  wire       tx_valid_i,
    input  wire [7:0] tx_data_i,
    output wire       tx_ready_o,
    output wire       rx_valid_o,        // a byte not taken before the next arrives is lost
    output wire [7:0] rx_data_o,
    input  wire       rx_ready_i
);

    localparam [31:0] DIVIDE = DIVIDER;
    localparam [15:0] BIT = DIVIDE[15:0] - 16'd1;
    localparam [15:0] HALF = {1'b0, DIVIDE[15:1]} - 16'd1;

    // ---- Send: stop bit, data, start bit leave from bit 0
    reg  [8:0] tx_q;
    reg  [3:0] tx_left_q;                // bits, counting the one on the pin
    reg [15:0] tx_time_q;

    assign tx_ready_o = tx_left_q == 4'd0;
    assign tx_pin_o = tx_q[0];

    always @(posedge clk_i) begin
        if (tx_ready_o) begin
            tx_time_q <= BIT;
            if (tx_valid_i) begin
                tx_q      <= {tx_data_i, 1'b0};
                tx_left_q <= 4'd10;
            end
        end else if (tx_time_q == 16'd0) begin
            tx_time_q <= BIT;
            tx_q      <= {1'b1, tx_q[8:1]};
            tx_left_q <= tx_left_q - 4'd1;
        end else begin
            tx_time_q <= tx_time_q - 16'd1;
        end
        if (rst_i) begin
            tx_q      <= 9'h1FF;
            tx_left_q <= 4'd0;
        end
    end

    // ---- Receive: each bit is read in its middle
    wire       pin;
    reg  [3:0] rx_left_q;                // bits to come, start and stop bit included
    reg [15:0] rx_time_q;
    reg  [7:0] rx_q;
    reg        full_q;
    reg  [7:0] data_q;

    eth_sync sync (.clk_i(clk_i), .data_i(rx_pin_i), .data_o(pin));
    assign rx_valid_o = full_q;
    assign rx_data_o = data_q;

    always @(posedge clk_i) begin
        if (full_q && rx_ready_i)
            full_q <= 1'b0;
        if (rx_left_q == 4'd0) begin
            rx_time_q <= HALF;
            if (!pin)
                rx_left_q <= 4'd10;
        end else if (rx_time_q == 16'd0) begin
            rx_time_q <= BIT;
            rx_left_q <= rx_left_q - 4'd1;
            rx_q      <= {pin, rx_q[7:1]};
            if (rx_left_q == 4'd10 && pin)
                rx_left_q <= 4'd0;       // no start bit
            if (rx_left_q == 4'd1 && pin) begin
                full_q <= 1'b1;
                data_q <= rx_q;
            end
        end else begin
            rx_time_q <= rx_time_q - 16'd1;
        end
        if (rst_i) begin
            rx_left_q <= 4'd0;
            full_q    <= 1'b0;
        end
    end

endmodule

`default_nettype wire
