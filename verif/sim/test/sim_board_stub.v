// A small board for tests of the simulator itself: the ports of rtl/soc/soc_sim_top.v, no processor.
//
// Its "image" at RAM word 0x400000: 0 cycles between frames (0: sends none), 1 payload bytes, 2 board to send to (65535: all), 3 cycles
// until power-off (0: never), 4 exit status, 5 flags: bit 0 answers each frame that is not an answer, bit 1 resets its processor once.
// Word 8 on: text for the console, ends with a zero byte.  It prints what is typed, and "@stub received=NNNN sent=NNNN" at power-off.
`default_nettype none

module sim_board_stub (
    input  wire        clk_i,
    input  wire        clk_box_i,
    input  wire        rst_i,
    input  wire [47:0] mac_i,
    input  wire [15:0] board_i,
    input  wire [31:0] ram_size_i,
    input  wire        rmii_crs_dv_i,
    input  wire  [1:0] rmii_rxd_i,
    input  wire        rmii_rx_er_i,
    output wire        rmii_tx_en_o,
    output wire  [1:0] rmii_txd_o,
    output wire        ram_en_o,
    output wire  [3:0] ram_we_o,
    output wire [23:0] ram_addr_o,
    output wire [31:0] ram_wdata_o,
    input  wire [31:0] ram_rdata_i,
    output wire        rom_en_o,
    output wire [11:0] rom_addr_o,
    input  wire [31:0] rom_rdata_i,
    output wire        uart_tx_valid_o,
    output wire  [7:0] uart_tx_data_o,
    input  wire        uart_rx_valid_i,
    input  wire  [7:0] uart_rx_data_i,
    output wire        uart_rx_ready_o,
    input  wire        entropy_valid_i,
    input  wire  [7:0] entropy_data_i,
    output wire        entropy_ready_o,
    output wire        trace_valid_o,
    output wire [31:0] trace_data_o,
    output wire        power_off_o,
    output wire  [7:0] power_status_o,
    output wire        cpu_reset_o,
    output wire        box_awake_o
);
    localparam [23:0] IMAGE = 24'h400000;

    // Parameters and text, from RAM.
    reg [31:0] period_q, length_q, to_q, life_q, status_q, flags_q;
    reg [4:0]  boot_q;        // words asked for
    reg        boot_read_q;   // one was asked for in the cycle before
    wire       booted = boot_q == 5'd6 && !boot_read_q;
    reg [31:0] age_q, next_q;
    reg        reset_done_q, cpu_reset_q, off_q;
    reg [7:0]  text_word_q;
    reg [1:0]  text_byte_q;
    reg        text_read_q, text_have_q, text_end_q;
    reg [31:0] text_q;
    reg [31:0] checksum_q;

    wire ram_text = booted && !text_end_q && !text_have_q && !text_read_q;
    wire ram_mark = booted && tx_start && !ram_text;
    assign ram_en_o = boot_q != 5'd6 || ram_text || ram_mark;
    assign ram_we_o = ram_mark ? 4'b0101 : 4'b0000;
    assign ram_addr_o = ram_mark ? 24'd3 : ram_text ? IMAGE + 24'd8 + {16'd0, text_word_q} : IMAGE + {19'd0, boot_q};
    assign ram_wdata_o = age_q;
    assign rom_en_o = age_q == 32'd1;
    assign rom_addr_o = 12'd0;

    // Console: text from the image, keys, then the report.
    wire [7:0] text_char = text_q[8 * text_byte_q +: 8];
    reg [5:0]  report_q;
    reg        reporting_q;
    reg [15:0] received_q, sent_q; // binary-coded decimal
    reg [7:0]  report_char;
    always @* begin
        case (report_q)
            6'd0: report_char = "@";
            6'd1: report_char = "s";
            6'd2: report_char = "t";
            6'd3: report_char = "u";
            6'd4: report_char = "b";
            6'd5: report_char = " ";
            6'd6: report_char = "r";
            6'd7: report_char = "x";
            6'd8: report_char = "=";
            6'd9: report_char = {4'h3, received_q[15:12]};
            6'd10: report_char = {4'h3, received_q[11:8]};
            6'd11: report_char = {4'h3, received_q[7:4]};
            6'd12: report_char = {4'h3, received_q[3:0]};
            6'd13: report_char = " ";
            6'd14: report_char = "t";
            6'd15: report_char = "x";
            6'd16: report_char = "=";
            6'd17: report_char = {4'h3, sent_q[15:12]};
            6'd18: report_char = {4'h3, sent_q[11:8]};
            6'd19: report_char = {4'h3, sent_q[7:4]};
            6'd20: report_char = {4'h3, sent_q[3:0]};
            default: report_char = 8'h0a;
        endcase
    end
    reg [7:0] key_q;
    reg       key_have_q;
    wire      text_out = text_have_q && text_char != 8'd0;
    assign uart_tx_valid_o = text_out || key_have_q || reporting_q;
    assign uart_tx_data_o = text_out ? text_char : key_have_q ? key_q : report_char;
    assign uart_rx_ready_o = !key_have_q && text_end_q && !reporting_q;

    function [15:0] bcd_next(input [15:0] x);
        begin
            bcd_next = x + 16'd1;
            if (x[3:0] == 4'd9) bcd_next = {x[15:4] + 12'd1, 4'd0};
            if (x[7:0] == 8'h99) bcd_next = {x[15:8] + 8'd1, 8'd0};
            if (x[11:0] == 12'h999) bcd_next = {x[15:12] + 4'd1, 12'd0};
        end
    endfunction
    function [31:0] crc_next(input [31:0] crc, input [1:0] bits);
        reg [31:0] x;
        begin
            x = (crc >> 1) ^ ((crc[0] ^ bits[0]) ? 32'hedb88320 : 32'd0);
            crc_next = (x >> 1) ^ ((x[0] ^ bits[1]) ? 32'hedb88320 : 32'd0);
        end
    endfunction

    // Sending: 8 preamble bytes, 14 of header, answer flag and 3 bytes of count, payload, 4 of checksum.
    reg         tx_q;
    reg  [1:0]  tx_pair_q;
    reg  [10:0] tx_byte_q;
    reg  [10:0] tx_length_q;
    reg  [47:0] tx_to_q;
    reg         tx_answer_q;
    reg  [31:0] tx_crc_q;
    reg  [7:0]  tx_data;
    reg  [7:0]  gap_q;
    reg  [7:0]  noise_q;
    wire        tx_fcs = tx_byte_q >= 11'd26 + tx_length_q;
    wire [31:0] tx_crc_out = ~tx_crc_q;
    wire [1:0]  tx_fcs_byte = tx_byte_q[1:0] - 2'd2 - tx_length_q[1:0];
    always @* begin
        if (tx_byte_q < 11'd7) tx_data = 8'h55;
        else if (tx_byte_q == 11'd7) tx_data = 8'hd5;
        else if (tx_byte_q < 11'd14) tx_data = tx_to_q[8 * (11'd13 - tx_byte_q) +: 8];
        else if (tx_byte_q < 11'd20) tx_data = mac_i[8 * (11'd19 - tx_byte_q) +: 8];
        else if (tx_byte_q == 11'd20) tx_data = 8'h88;
        else if (tx_byte_q == 11'd21) tx_data = 8'hb6;
        else if (tx_byte_q == 11'd22) tx_data = {7'd0, tx_answer_q};
        else if (tx_fcs) tx_data = tx_crc_out[8 * tx_fcs_byte +: 8];
        else tx_data = noise_q ^ tx_byte_q[7:0];
    end
    assign rmii_tx_en_o = tx_q;
    assign rmii_txd_o = tx_data[2 * tx_pair_q +: 2];

    // Receiving.
    reg         rx_q, rx_on_q;
    reg  [1:0]  rx_pair_q;
    reg  [5:0]  rx_shift_q;
    reg  [10:0] rx_byte_q;
    reg  [31:0] rx_crc_q;
    reg  [47:0] rx_to_q, rx_from_q;
    reg         rx_answer_q;
    wire [7:0]  rx_data = {rmii_rxd_i, rx_shift_q};
    wire        rx_done = rx_q && !rmii_crs_dv_i && rx_on_q && rx_crc_q == 32'hdebb20e3 && (rx_to_q == mac_i || rx_to_q[40]) && !rmii_rx_er_i;
    reg         answer_q;
    reg  [47:0] answer_to_q;

    wire tx_free = booted && !tx_q && gap_q == 8'd0;
    wire tx_turn = period_q != 32'd0 && age_q >= next_q;
    wire tx_start = tx_free && (answer_q || tx_turn);

    assign box_awake_o = 1'b0;
    wire unused = &{1'b0, clk_box_i, board_i, ram_size_i, length_q, to_q, status_q, flags_q};
    assign entropy_ready_o = tx_start;
    assign trace_valid_o = tx_start;
    assign trace_data_o = {24'h070000, noise_q};
    assign power_off_o = off_q;
    assign power_status_o = status_q[7:0];
    assign cpu_reset_o = cpu_reset_q;

    always @(posedge clk_i) begin
        age_q <= age_q + 32'd1;
        boot_read_q <= boot_q != 5'd6;
        if (boot_q != 5'd6) boot_q <= boot_q + 5'd1;
        if (boot_read_q) begin
            case (boot_q)
                5'd1: period_q <= ram_rdata_i;
                5'd2: length_q <= ram_rdata_i;
                5'd3: to_q <= ram_rdata_i;
                5'd4: life_q <= ram_rdata_i;
                5'd5: status_q <= ram_rdata_i;
                default: flags_q <= ram_rdata_i;
            endcase
        end
        checksum_q <= checksum_q ^ rom_rdata_i;

        text_read_q <= ram_text;
        if (text_read_q) begin
            text_q <= ram_rdata_i;
            text_have_q <= 1'b1;
            text_byte_q <= 2'd0;
        end
        if (text_have_q) begin
            text_byte_q <= text_byte_q + 2'd1;
            if (text_char == 8'd0) begin
                text_have_q <= 1'b0;
                text_end_q <= 1'b1;
            end else if (text_byte_q == 2'd3) begin
                text_have_q <= 1'b0;
                text_word_q <= text_word_q + 8'd1;
            end
        end
        key_have_q <= 1'b0;
        if (uart_rx_valid_i && uart_rx_ready_o) begin
            key_have_q <= 1'b1;
            key_q <= uart_rx_data_i;
        end

        if (entropy_valid_i && entropy_ready_o) noise_q <= entropy_data_i;
        if (gap_q != 8'd0) gap_q <= gap_q - 8'd1;
        if (tx_start) begin
            tx_q <= 1'b1;
            tx_pair_q <= 2'd0;
            tx_byte_q <= 11'd0;
            tx_length_q <= length_q[10:0];
            tx_crc_q <= 32'hffffffff;
            tx_answer_q <= answer_q;
            tx_to_q <= answer_q ? answer_to_q : to_q[15:0] == 16'hffff ? 48'hffffffffffff
                                                                       : {32'h02414d42, to_q[15:8], to_q[7:0] + 8'd1};
            answer_q <= 1'b0;
            if (!answer_q) next_q <= age_q + period_q;
            sent_q <= bcd_next(sent_q);
        end else if (tx_q) begin
            tx_pair_q <= tx_pair_q + 2'd1;
            if (tx_byte_q >= 11'd8 && !tx_fcs) tx_crc_q <= crc_next(tx_crc_q, rmii_txd_o);
            if (tx_pair_q == 2'd3) begin
                tx_byte_q <= tx_byte_q + 11'd1;
                if (tx_byte_q == 11'd29 + tx_length_q) begin
                    tx_q <= 1'b0;
                    gap_q <= 8'd47;
                end
            end
        end

        rx_q <= rmii_crs_dv_i;
        if (rmii_crs_dv_i) begin
            if (!rx_q) begin
                rx_on_q <= 1'b0;
                rx_pair_q <= 2'd0;
                rx_byte_q <= 11'd0;
                rx_crc_q <= 32'hffffffff;
            end
            if (rx_q && !rx_on_q && rmii_rxd_i == 2'b11) rx_on_q <= 1'b1;
            if (rx_q && rx_on_q) begin
                rx_pair_q <= rx_pair_q + 2'd1;
                rx_shift_q <= rx_data[7:2];
                rx_crc_q <= crc_next(rx_crc_q, rmii_rxd_i);
                if (rx_pair_q == 2'd3) begin
                    rx_byte_q <= rx_byte_q + 11'd1;
                    if (rx_byte_q < 11'd6) rx_to_q <= {rx_to_q[39:0], rx_data};
                    else if (rx_byte_q < 11'd12) rx_from_q <= {rx_from_q[39:0], rx_data};
                    if (rx_byte_q == 11'd14) rx_answer_q <= rx_data[0];
                end
            end
        end
        if (rx_done) begin
            received_q <= bcd_next(received_q);
            if (flags_q[0] && !rx_answer_q) begin
                answer_q <= 1'b1;
                answer_to_q <= rx_from_q;
            end
        end

        cpu_reset_q <= booted && flags_q[1] && !reset_done_q && age_q > 32'd500;
        if (cpu_reset_q) reset_done_q <= 1'b1;
        if (booted && life_q != 32'd0 && age_q == life_q) reporting_q <= 1'b1;
        if (reporting_q) begin
            report_q <= report_q + 6'd1;
            if (report_q == 6'd21) begin
                reporting_q <= 1'b0;
                off_q <= 1'b1;
            end
        end

        if (rst_i) begin
            boot_q <= 5'd0;
            boot_read_q <= 1'b0;
            age_q <= 32'd0;
            next_q <= 32'd100;
            text_word_q <= 8'd0;
            text_read_q <= 1'b0;
            text_have_q <= 1'b0;
            text_end_q <= 1'b0;
            key_have_q <= 1'b0;
            reporting_q <= 1'b0;
            report_q <= 6'd0;
            received_q <= 16'd0;
            sent_q <= 16'd0;
            tx_q <= 1'b0;
            gap_q <= 8'd0;
            noise_q <= 8'd0;
            rx_q <= 1'b0;
            rx_on_q <= 1'b0;
            answer_q <= 1'b0;
            reset_done_q <= 1'b0;
            cpu_reset_q <= 1'b0;
            off_q <= 1'b0;
            period_q <= 32'd0;
            life_q <= 32'd0;
            flags_q <= 32'd0;
            status_q <= 32'd0;
            checksum_q <= 32'd0;
        end
    end
endmodule
