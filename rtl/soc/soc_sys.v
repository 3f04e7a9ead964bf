// Block SYS: identity, cycle counter, alarm, trace, power.
//
// Reset: after rst_i and after POWER_RESET the processor and its DMA are held in reset for 127 cycles, in which the
// receive contexts are cleared, one a cycle.  POWER_OFF holds everything in reset for ever.  The cycle counter
// goes on through POWER_RESET.
`default_nettype none
`include "amoebox.vh"

module soc_sys (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire [15:0] board_i,          // constant
    input  wire [31:0] ram_size_i,       // constant

    // Device port, see soc_bus.v
    input  wire        sel_i,
    input  wire        write_i,
    input  wire  [7:0] addr_i,
    input  wire [31:0] wdata_i,
    output wire        ack_o,
    output wire        err_o,
    output wire [31:0] rdata_o,

    output wire [31:0] cycle_o,          // low word of the cycle counter
    output wire        irq_timer_o,
    output wire        cpu_rst_o,        // processor, its bus and its DMA in reset, box closed
    output wire        clear_o,          // clear context clear_index_o in this cycle
    output wire  [5:0] clear_index_o,
    output wire        trace_valid_o,    // one cycle for each word
    output wire [31:0] trace_data_o,     // stands with valid only
    output wire        power_off_o,
    output wire  [7:0] power_status_o
);

    localparam [31:0] ID = 32'h414D4258;

    reg  [6:0] reset_q;                  // cycles since the reset began, up to 127
    reg [63:0] cycle_q;
    reg [31:0] cycle_high_q;
    reg [31:0] alarm_q;
    reg        alarm_on_q;
    reg        off_q;
    reg  [7:0] status_q;
    reg        ack_q, err_q, trace_q;
    reg [31:0] rdata_q;

    wire        before_alarm;            // (cycle - alarm) >= 2^31
    wire [30:0] unused_since_alarm;
    assign {before_alarm, unused_since_alarm} = cycle_q[31:0] - alarm_q;

    // What can be read, the eight words from offset 0 on; TRACE, the ninth, cannot.
    wire [255:0] words = {
        31'd0, alarm_on_q, alarm_q, cycle_high_q, cycle_q[31:0], 32'd0, 16'd0, board_i, ram_size_i, ID
    };
    wire known = addr_i <= 8'd`AMB_SYS_TRACE;

    assign ack_o = ack_q;
    assign err_o = err_q;
    assign rdata_o = rdata_q;
    assign cycle_o = cycle_q[31:0];
    assign irq_timer_o = alarm_on_q && !before_alarm;
    assign cpu_rst_o = reset_q != 7'd127;
    assign clear_o = cpu_rst_o;
    assign clear_index_o = reset_q[5:0];
    assign trace_valid_o = trace_q;
    assign trace_data_o = wdata_i;
    assign power_off_o = off_q;
    assign power_status_o = status_q;

    always @(posedge clk_i) begin
        cycle_q <= cycle_q + 64'd1;
        if (cpu_rst_o && !off_q)
            reset_q <= reset_q + 7'd1;

        ack_q   <= 1'b0;
        err_q   <= 1'b0;
        trace_q <= 1'b0;
        rdata_q <= 32'd0;
        if (sel_i) begin
            ack_q <= known;
            err_q <= !known;
            if (addr_i[7:5] == 3'd0)
                rdata_q <= words[32 * addr_i[4:2] +: 32];
            if (addr_i == 8'd`AMB_SYS_CYCLE_LOW)
                cycle_high_q <= cycle_q[63:32];
            if (write_i) begin
                case (addr_i)
                    `AMB_SYS_POWER:
                        if (wdata_i[7:0] == 8'd`AMB_POWER_RESET) begin
                            reset_q <= 7'd0;
                        end else if (wdata_i[7:0] == 8'd`AMB_POWER_OFF) begin
                            reset_q  <= 7'd0;
                            off_q    <= 1'b1;
                            status_q <= wdata_i[15:8];
                        end
                    `AMB_SYS_ALARM:    alarm_q    <= wdata_i;
                    `AMB_SYS_ALARM_ON: alarm_on_q <= wdata_i[0];
                    `AMB_SYS_TRACE:    trace_q    <= 1'b1;
                    default: ;
                endcase
            end
        end

        if (cpu_rst_o) begin
            ack_q      <= 1'b0;
            err_q      <= 1'b0;
            trace_q    <= 1'b0;
            rdata_q    <= 32'd0;
            alarm_on_q <= 1'b0;
        end
        if (rst_i) begin
            reset_q  <= 7'd0;
            cycle_q  <= 64'd0;
            off_q    <= 1'b0;
            status_q <= 8'd0;
        end
    end

endmodule

`default_nettype wire
