// Send: descriptors of the ring in RAM become frames for the box, straight from header bytes and pages.
//
// For each descriptor handed over: fetch it (once, 8 words), check sizes, fetch its two page list entries at most, check
// every address, and only then begin the frame; so a frame that is begun is ended, with exactly the bytes it was to have.
// What fails is not sent and its code written as if the box had said so, in order.  Statuses are written between the
// bursts of later frames; TX_DONE counts when the status is in memory.  Up to 4 frames may wait for their fate.
//
// A descriptor in a ring outside RAM can be neither read nor answered: it only counts.
`default_nettype none
`include "amoebox.vh"

module soc_dma_tx (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire [14:0] ram_pages_i,      // RAM fitted, in pages of 4,096 bytes; constant

    // From the registers
    input  wire        enable_i,
    input  wire [26:0] base_i,           // ring: address / 32
    input  wire [15:0] head_i,
    output wire [15:0] done_o,

    // Memory port, see soc_mem_arbiter.v
    output wire        mem_req_o,
    output wire        mem_write_o,
    output wire [23:0] mem_addr_o,
    output wire  [3:0] mem_count_o,
    output wire [31:0] mem_wdata_o,
    output wire  [3:0] mem_strobe_o,
    input  wire        mem_next_i,
    input  wire        mem_last_i,
    input  wire [31:0] mem_rdata_i,

    // Frames to the box; arm, tag and owner stand for the whole frame
    output wire        htx_valid_o,
    input  wire        htx_ready_i,
    output wire  [7:0] htx_data_o,
    output wire        htx_last_o,
    output wire        htx_arm_o,
    output wire  [7:0] htx_tag_o,
    output wire  [7:0] htx_owner_o,
    // and their fates, one pulse each, in order
    input  wire        htx_done_i,
    input  wire  [7:0] htx_code_i,
    input  wire  [7:0] htx_entry_i
);

    localparam [3:0] IDLE = 4'd0, FETCH = 4'd1, SIZES = 4'd2, PAGE_0 = 4'd3, PAGE_1 = 4'd4, CHECK_1 = 4'd5,
                     CHECK_0 = 4'd6, CHECK_BEGIN = 4'd7, CHECK_END = 4'd8, SEGMENT = 4'd9, LINE = 4'd10, BURST = 4'd11,
                     DRAIN = 4'd12, FAIL = 4'd13, STATUS = 4'd14;

    localparam [31:0] RAM_BASE = `AMB_RAM_BASE;
    localparam [11:0] MAX_FRAME = 12'd`AMB_MAX_FRAME;
    localparam  [2:0] STATUS_WORD = 3'd`AMB_TX_WORD_STATUS;

    reg  [3:0] state_q;
    reg  [3:0] back_q;                   // where STATUS came from
    reg [15:0] next_q;                   // descriptors begun
    reg [15:0] done_q;                   // descriptors finished
    reg  [2:0] beat_q;                   // word of the burst

    // ---- The descriptor
    reg  [7:0] header_bytes_q;
    reg        arm_q;
    reg  [7:0] tag_q;
    reg  [7:0] owner_q;
    reg [30:0] header_q;                 // address in units of 2 bytes
    reg [11:0] start_q;
    reg [10:0] length_q;
    reg [19:0] page_0_q, page_1_q;
    reg        misfit_q;                 // too long, or empty
    reg        misplaced_q;              // a header at an odd address
    reg        astray_q;                 // an unaligned page list, a start beyond the page
    wire       has_data = length_q != 11'd0;
    wire [12:0] data_end = {1'b0, start_q} + {2'd0, length_q};
    wire       two_pages = has_data && data_end[12] && data_end[11:0] != 12'd0;
    wire [11:0] frame_bytes = {4'd0, header_bytes_q} + {1'b0, length_q};

    // ---- Addresses.  Everything that is read or written stands in place: one comparison guards all of it.
    reg  [31:0] addr_q;
    wire  [5:0] ring_index = state_q == STATUS ? done_q[5:0] : next_q[5:0];
    wire [26:0] ring_line = base_i + {21'd0, ring_index};
    wire [29:0] place = state_q == STATUS ? {ring_line, STATUS_WORD} : state_q == FETCH ? {ring_line, 3'd0} : addr_q[31:2];
    wire        in_ram = place[29:24] == RAM_BASE[31:26] && {1'b0, place[23:10]} < ram_pages_i;

    // ---- The segment being read: header, first page, second page
    reg   [1:0] segment_q;
    reg  [10:0] left_q;                  // bytes of it not yet asked for
    wire  [5:0] to_line_end = 6'd32 - {1'b0, addr_q[4:0]};
    wire        ends_here = left_q <= {5'd0, to_line_end};
    wire  [5:0] line_bytes = ends_here ? left_q[5:0] : to_line_end;
    wire  [3:0] line_words;
    wire  [1:0] unused_span;
    assign {line_words, unused_span} = {4'd0, addr_q[1:0]} + line_bytes + 6'd3;
    // What addr_q moves by: to the header's last byte, to the next page list entry, to the next line.
    wire  [7:0] step = state_q == CHECK_BEGIN ? header_bytes_q - 8'd1 : state_q == PAGE_0 ? 8'd4 : {2'd0, to_line_end};
    wire [31:0] addr_d = addr_q + {24'd0, step};
    wire  [1:0] line_hi = addr_q[1:0] + line_bytes[1:0] + 2'd3;  // lane of the last byte
    wire        last_segment = segment_q == 2'd2 || segment_q == 2'd1 && !two_pages || !has_data;
    reg         ends_q, last_q;          // of the burst that runs
    reg   [1:0] lo_q, hi_q;
    reg   [3:0] words_q;

    // ---- Words on their way to the stream: {last of the frame, last lane, first lane, data}
    reg  [36:0] fifo [0:15];
    reg   [4:0] fifo_in_q, fifo_out_q;
    reg         fresh_q;                 // no byte of the front word has been sent
    reg   [1:0] lane_q;                  // else the lane of its next
    wire  [4:0] fifo_used = fifo_in_q - fifo_out_q;
    wire        fifo_empty = fifo_in_q == fifo_out_q;
    wire [36:0] front = fifo[fifo_out_q[3:0]];
    wire  [1:0] lane = fresh_q ? front[33:32] : lane_q;
    wire        lane_last = lane == front[35:34];
    wire        move = htx_valid_o && htx_ready_i;
    wire        push = state_q == BURST && mem_next_i;
    wire        burst_last = {1'b0, beat_q} + 4'd1 == words_q;

    assign htx_valid_o = !fifo_empty;
    assign htx_data_o = lane == 2'd0 ? front[7:0] : lane == 2'd1 ? front[15:8]
                      : lane == 2'd2 ? front[23:16] : front[31:24];
    assign htx_last_o = front[36] && lane_last;
    assign htx_arm_o = arm_q;
    assign htx_tag_o = tag_q;
    assign htx_owner_o = owner_q;

    // ---- Fates: 4 places, and no more than 4 frames without a status
    reg  [15:0] fates [0:3];
    reg   [2:0] fates_in_q, fates_out_q;
    reg   [2:0] open_q;                  // frames begun whose status is not written
    reg   [7:0] fail_code_q;
    wire        have_fate = fates_in_q != fates_out_q;
    wire [15:0] fate = fates[fates_out_q[1:0]];
    reg         failed_q;                // STATUS writes fail_code_q

    // ---- Requests
    wire reading = state_q == FETCH || state_q == PAGE_0 || state_q == PAGE_1;
    assign mem_req_o = (reading || state_q == BURST || state_q == STATUS) && in_ram;
    assign mem_write_o = state_q == STATUS;
    assign mem_addr_o = place[23:0];
    assign mem_count_o = state_q == FETCH ? 4'd8 : state_q == BURST ? words_q : 4'd1;
    assign mem_wdata_o = failed_q ? {1'b1, 23'd0, fail_code_q} : {1'b1, 15'd0, fate[7:0], fate[15:8]};
    assign mem_strobe_o = 4'b1111;
    assign done_o = done_q;

    always @(posedge clk_i) begin
        if (push)
            fifo[fifo_in_q[3:0]] <= {last_q && burst_last, burst_last ? hi_q : 2'd3, beat_q == 3'd0 ? lo_q : 2'd0,
                                     mem_rdata_i};
        if (htx_done_i)
            fates[fates_in_q[1:0]] <= {htx_code_i, htx_entry_i};
    end

    always @(posedge clk_i) begin
        if (push)
            fifo_in_q <= fifo_in_q + 5'd1;
        if (move) begin
            lane_q  <= lane + 2'd1;
            fresh_q <= lane_last;
            if (lane_last)
                fifo_out_q <= fifo_out_q + 5'd1;
        end
        if (htx_done_i)
            fates_in_q <= fates_in_q + 3'd1;
        if (rst_i) begin
            fifo_in_q  <= 5'd0;
            fifo_out_q <= 5'd0;
            fresh_q    <= 1'b1;
            fates_in_q <= 3'd0;
        end
    end

    always @(posedge clk_i) begin
        case (state_q)
            IDLE: begin
                beat_q      <= 3'd0;
                back_q      <= IDLE;
                failed_q    <= 1'b0;
                fail_code_q <= 8'd`AMB_TX_BAD_ADDRESS;
                if (have_fate)
                    state_q <= STATUS;
                else if (enable_i && next_q != head_i && !open_q[2])
                    state_q <= FETCH;
            end
            FETCH: begin
                if (mem_next_i) begin
                    beat_q <= beat_q + 3'd1;
                    case (beat_q)
                        3'd`AMB_TX_WORD_CONTROL: begin
                            header_bytes_q <= mem_rdata_i[7:0];
                            arm_q          <= mem_rdata_i[8];
                            tag_q          <= mem_rdata_i[23:16];
                            owner_q        <= mem_rdata_i[31:24];
                            misfit_q       <= mem_rdata_i[7:0] == 8'd0;
                        end
                        3'd`AMB_TX_WORD_HEADER: begin
                            header_q    <= mem_rdata_i[31:1];
                            misplaced_q <= mem_rdata_i[0];
                        end
                        3'd`AMB_TX_WORD_PAGES: begin
                            addr_q   <= mem_rdata_i;
                            astray_q <= mem_rdata_i[1:0] != 2'd0;
                        end
                        3'd`AMB_TX_WORD_START: begin
                            start_q  <= mem_rdata_i[11:0];
                            astray_q <= astray_q || mem_rdata_i[31:12] != 20'd0;
                        end
                        3'd`AMB_TX_WORD_LENGTH: begin
                            length_q <= mem_rdata_i[10:0];
                            misfit_q <= misfit_q || mem_rdata_i[31:11] != 21'd0;
                        end
                        default: ;
                    endcase
                end
                if (mem_last_i)
                    state_q <= SIZES;
                if (!in_ram)
                    state_q <= FAIL;
            end
            SIZES: begin
                state_q <= has_data ? PAGE_0 : CHECK_BEGIN;
                if (misplaced_q || astray_q && has_data)
                    state_q <= FAIL;
                if (misfit_q || frame_bytes > MAX_FRAME) begin
                    fail_code_q <= 8'd`AMB_TX_MALFORMED;
                    state_q     <= FAIL;
                end
                if (!has_data)
                    addr_q <= {header_q, 1'b0};
            end

            // addr_q begins as the page list and goes through everything that will be read.
            PAGE_0: begin
                if (mem_last_i) begin
                    page_0_q <= mem_rdata_i[31:12];
                    addr_q   <= two_pages ? addr_d : {mem_rdata_i[31:12], 12'd0};
                    state_q  <= two_pages ? PAGE_1 : CHECK_0;
                end
                if (!in_ram)
                    state_q <= FAIL;
            end
            PAGE_1: begin
                if (mem_last_i) begin
                    page_1_q <= mem_rdata_i[31:12];
                    addr_q   <= {mem_rdata_i[31:12], 12'd0};
                    state_q  <= CHECK_1;
                end
                if (!in_ram)
                    state_q <= FAIL;
            end
            CHECK_1: begin
                addr_q  <= {page_0_q, 12'd0};
                state_q <= in_ram ? CHECK_0 : FAIL;
            end
            CHECK_0: begin
                addr_q  <= {header_q, 1'b0};
                state_q <= in_ram ? CHECK_BEGIN : FAIL;
            end
            CHECK_BEGIN: begin
                addr_q  <= addr_d;
                state_q <= in_ram ? CHECK_END : FAIL;
            end
            CHECK_END: begin
                segment_q <= 2'd0;
                state_q   <= in_ram ? SEGMENT : FAIL;
                if (in_ram) begin
                    next_q <= next_q + 16'd1;
                    open_q <= open_q + 3'd1;
                end
            end

            SEGMENT: begin
                state_q <= LINE;
                case (segment_q)
                    2'd0: begin
                        addr_q <= {header_q, 1'b0};
                        left_q <= {3'd0, header_bytes_q};
                    end
                    2'd1: begin
                        addr_q <= {page_0_q, start_q};
                        left_q <= two_pages ? 11'd0 - start_q[10:0] : length_q;
                    end
                    default: begin
                        addr_q <= {page_1_q, 12'd0};
                        left_q <= data_end[10:0];
                    end
                endcase
            end
            LINE: begin
                beat_q  <= 3'd0;
                lo_q    <= addr_q[1:0];
                hi_q    <= line_hi;
                words_q <= line_words;
                ends_q  <= ends_here;
                last_q  <= ends_here && last_segment;
                back_q  <= LINE;
                if (have_fate)
                    state_q <= STATUS;
                else if (fifo_used <= 5'd8)
                    state_q <= BURST;
            end
            BURST: begin
                if (mem_next_i)
                    beat_q <= beat_q + 3'd1;
                if (mem_last_i) begin
                    addr_q    <= addr_d;
                    left_q    <= left_q - {5'd0, line_bytes};
                    segment_q <= segment_q + {1'b0, ends_q};
                    state_q   <= !ends_q ? LINE : last_q ? DRAIN : SEGMENT;
                end
            end
            DRAIN: begin
                back_q <= DRAIN;
                if (have_fate)
                    state_q <= STATUS;
                else if (fifo_empty)
                    state_q <= IDLE;
            end

            // Not sent.  Its turn comes when all before it have their status.
            FAIL: begin
                back_q <= FAIL;
                if (have_fate) begin
                    state_q <= STATUS;
                end else if (open_q == 3'd0) begin
                    failed_q <= 1'b1;
                    state_q  <= STATUS;
                end
            end

            default: begin               // STATUS
                if (mem_last_i || !in_ram) begin
                    done_q <= done_q + 16'd1;
                    if (failed_q) begin
                        next_q  <= next_q + 16'd1;
                        state_q <= IDLE;
                    end else begin
                        open_q      <= open_q - 3'd1;
                        fates_out_q <= fates_out_q + 3'd1;
                        state_q     <= back_q;
                    end
                end
            end
        endcase
        if (rst_i) begin
            state_q     <= IDLE;
            next_q      <= 16'd0;
            done_q      <= 16'd0;
            open_q      <= 3'd0;
            fates_out_q <= 3'd0;
        end
    end

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i) begin
        if (!rst_i && mem_req_o && !in_ram) $error("outside RAM");
        if (!rst_i && push && fifo_used == 5'd16) $error("too many words");
        if (!rst_i && htx_done_i && fates_in_q - fates_out_q == 3'd4) $error("too many fates");
    end
`endif
`ifdef FORMAL
    `include "soc_dma_tx.vh"
`endif

endmodule

`default_nettype wire
