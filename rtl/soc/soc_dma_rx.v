// Receive: frames from the box go to slots of two rings and, where a context says so, their data to a process's pages.
//
// A frame's bytes are collected by lines of 32 bytes in a buffer of two and written line by line.  The first bytes (all,
// without a context; else the header, and the message header of a kind that has one) go to the next slot of the frame's
// ring; then, behind a context, the data to start + offset of its page list, if source, offset and length fit and page
// list and pages lie in RAM; else nowhere.  Then status, bytes and cycle of the slot; then HEAD moves, hrx_done says so.
// A full ring, or receiving switched off, drops the whole frame.  Bytes are taken in every case.
//
// Nothing in a frame is trusted: a slot takes at most its 2,030 bytes, pages at most the announced length, within the context.
`default_nettype none
`include "amoebox.vh"

module soc_dma_rx (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire [14:0] ram_pages_i,      // RAM fitted, in pages of 4,096 bytes; constant
    input  wire [31:0] cycle_i,          // low word of the cycle counter

    // From and to the registers
    input  wire        enable_i,
    input  wire [26:0] base_0_i,         // rings: address / 32
    input  wire [26:0] base_1_i,
    input  wire [15:0] tail_0_i,
    input  wire [15:0] tail_1_i,
    output wire [15:0] head_0_o,
    output wire [15:0] head_1_o,
    output wire [15:0] plain_1_o,        // ring 1: HEAD behind the last slot that is more than placed DATA
    output wire        drop_full_o,      // one cycle for each frame that found no slot
    output wire        drop_fit_o,       // one cycle for each whose data found no fitting context

    // Receive contexts, see soc_contexts.v: data in the cycle after the address
    output wire  [5:0] ctx_index_o,
    output wire  [2:0] ctx_word_o,
    input  wire [31:0] ctx_data_i,

    // Memory port, see soc_mem_arbiter.v
    output wire        mem_req_o,
    output wire        mem_write_o,
    output wire [23:0] mem_addr_o,
    output wire  [3:0] mem_count_o,
    output wire [31:0] mem_wdata_o,
    output wire  [3:0] mem_strobe_o,
    input  wire        mem_next_i,
    input  wire        mem_last_i,
    input  wire [31:12] mem_rdata_i,     // of what is read only the number of a page matters

    // Frames from the box; tag and entry stand for the whole frame
    input  wire        hrx_valid_i,
    output wire        hrx_ready_o,
    input  wire  [7:0] hrx_data_i,
    input  wire        hrx_last_i,
    input  wire  [7:0] hrx_tag_i,
    input  wire  [7:0] hrx_entry_i,
    output wire        hrx_done_o        // one cycle for each frame that is finished with
);

    localparam [3:0] IDLE = 4'd0, PLACE = 4'd13, HEAD = 4'd1, FIT = 4'd2, START = 4'd3, PAGES = 4'd4, ENTRY_0 = 4'd5, ENTRY_1 = 4'd6,
                     CHECK_1 = 4'd7, CHECK_0 = 4'd8, DATA = 4'd9, SKIP = 4'd10, SLOT = 4'd11, DROP = 4'd12;

    localparam [31:0] RAM_BASE = `AMB_RAM_BASE;
    localparam  [4:0] SLOT_FRAME = 5'd`AMB_RX_SLOT_FRAME;
    localparam [10:0] SLOT_ROOM = 11'd0 - 11'd`AMB_RX_SLOT_FRAME;
    localparam [10:0] SOURCE = 11'd`AMB_AT_SOURCE;
    localparam [10:0] OFFSET = 11'd`AMB_AT_OFFSET;
    localparam [10:0] HEADER = 11'd`AMB_HEADER_SIZE;
    localparam [10:0] MESSAGE = 11'd`AMB_HEADER_SIZE + 11'd`AMB_MESSAGE_SIZE;
    // Words of a context, as in soc_dma_regs.v
    localparam  [2:0] CTX_PAGES = 3'd1, CTX_START = 3'd2, CTX_SOURCE_HIGH = 3'd3, CTX_SOURCE_LOW = 3'd4, CTX_LENGTH = 3'd5;

    reg  [3:0] state_q;
    reg        ended_q;                  // the last byte has been taken
    reg  [7:0] tag_q;
    reg  [7:0] entry_q;
    reg [15:0] head_0_q, head_1_q, plain_1_q;
    reg [26:0] slot_q;                   // address / 32
    reg        placed_q, unfit_q;        // status bits 16 and 17
    reg [31:0] cycle_q;

    // ---- The header as it streams by
    reg [10:0] at_q;                     // bytes taken, up to SLOT_ROOM
    reg        has_data_q;               // behind a context, of a kind that carries data
    reg        message_q;                // of a kind with a message header
    reg        stranger_q;               // the source is not the context's
    reg        in_source_q, in_offset_q; // the next byte is of that field
    reg  [2:0] source_word_q;            // the context's word to look at
    reg [15:0] length_q;
    reg [31:0] offset_q;

    // ---- The frame's ring: that of the tag, ring 1 behind a context
    wire        ring = tag_q[7] || tag_q[0];
    wire [15:0] head = ring ? head_1_q : head_0_q;
    wire [15:0] head_d = head + 16'd1;
    wire  [9:0] used;                    // slots, / 64: all 64 of them, or nonsense
    wire  [5:0] unused_used;
    assign {used, unused_used} = head - (ring ? tail_1_i : tail_0_i);
    wire        full = used != 10'd0;
    wire [26:0] slot = (ring ? base_1_i : base_0_i) + {15'd0, head[5:0], 6'd0};

    // ---- Where the next byte goes
    wire        streaming = state_q == HEAD || state_q == DATA;
    reg  [31:0] addr_q;                  // also: the page list entry that is read
    reg  [19:0] page_0_q, page_1_q;
    reg  [10:0] left_q;                  // data bytes still to be written
    reg  [14:0] index_q;                 // of the first page in the list
    reg  [11:0] in_page_q;               // place of the first data byte in it
    // An offset of 64 MB or more lies in no context that RAM could hold.
    wire [26:0] data_end = {1'b0, offset_q[25:0]} + {16'd0, length_q[10:0]};
    wire [26:0] data_begin = {1'b0, offset_q[25:0]} + {15'd0, ctx_data_i[11:0]};
    wire [26:0] entry = {1'b0, ctx_data_i[25:0]} + {10'd0, index_q, 2'd0};
    wire [12:0] in_page_end = {1'b0, in_page_q} + {2'd0, length_q[10:0]};
    wire        two_pages = in_page_end[12] && in_page_end[11:0] != 12'd0;
    wire        fits = !stranger_q && length_q[15:11] == 5'd0 && offset_q[31:26] == 6'd0 && ctx_data_i != 32'd0
                       && (ctx_data_i[31:26] != 6'd0 || data_end <= {1'b0, ctx_data_i[25:0]});
    wire [31:0] addr_d = addr_q + (streaming ? 32'd1 : 32'd4);

    // ---- Taking bytes
    reg         pending_q;               // a line waits for the memory, or is on its way
    wire        split = state_q == HEAD && has_data_q && at_q == (message_q ? MESSAGE : HEADER) - 11'd1;
    wire        room = state_q == HEAD ? at_q != SLOT_ROOM : left_q != 11'd0;
    wire        line_end = addr_q[4:0] == 5'd31 || hrx_last_i || split || state_q == DATA && left_q == 11'd1;
    assign      hrx_ready_o = streaming && !(line_end && pending_q) || state_q == SKIP || state_q == DROP;
    wire        take = hrx_valid_i && hrx_ready_o;
    wire        store = take && streaming && room;
    wire [10:0] at_d = take && at_q != SLOT_ROOM ? at_q + 11'd1 : at_q;

    // ---- Collecting words and lines
    reg  [35:0] buffer [0:15];           // {strobe, word}
    reg         half_q;                  // which line is being collected
    reg  [23:0] word_q;                  // lanes 0 to 2 of the word being collected
    reg   [2:0] strobe_q;
    reg         any_q;                   // the line has a word already, first_q is its first
    reg   [2:0] first_q;
    wire  [1:0] lane = addr_q[1:0];
    wire [31:0] word_d = {hrx_data_i, lane == 2'd2 ? hrx_data_i : word_q[23:16], lane == 2'd1 ? hrx_data_i : word_q[15:8],
                          lane == 2'd0 ? hrx_data_i : word_q[7:0]};
    wire  [3:0] strobe_d = {1'b0, strobe_q} | 4'd1 << lane;
    wire        word_end = store && (lane == 2'd3 || line_end);

    // ---- Writing lines, from the other half of the buffer
    reg  [26:0] line_q;                  // its address / 32
    reg   [2:0] start_q, next_q, stop_q; // its words: first, next, last
    wire [35:0] line_word = buffer[{!half_q, next_q}];
    wire [31:0] slot_word = next_q[1:0] == 2'd`AMB_RX_WORD_STATUS ? {14'd0, unfit_q, placed_q, entry_q, tag_q}
                          : next_q[1:0] == 2'd`AMB_RX_WORD_BYTES ? {21'd0, at_q} : cycle_q;

    // ---- Requests.  One comparison guards every address.
    wire        reading = state_q == ENTRY_0 || state_q == ENTRY_1;
    wire [29:0] place = pending_q ? {line_q, start_q} : state_q == SLOT ? {slot_q, 3'd0} : addr_q[31:2];
    wire        in_ram = place[29:24] == RAM_BASE[31:26] && {1'b0, place[23:10]} < ram_pages_i;

    assign mem_req_o = (pending_q || reading || state_q == SLOT) && in_ram;
    assign mem_write_o = pending_q || state_q == SLOT;
    assign mem_addr_o = place[23:0];
    assign mem_count_o = pending_q ? {1'b0, stop_q} - {1'b0, start_q} + 4'd1 : reading ? 4'd1 : 4'd3;
    assign mem_wdata_o = pending_q ? line_word[31:0] : slot_word;
    assign mem_strobe_o = pending_q ? line_word[35:32] : 4'b1111;

    wire finished = state_q == SLOT && !pending_q && (mem_last_i || !in_ram);
    wire dropped = state_q == DROP && take && hrx_last_i;
    assign hrx_done_o = finished || dropped;
    assign drop_full_o = dropped;
    assign drop_fit_o = finished && unfit_q;
    assign head_0_o = head_0_q;
    assign head_1_o = head_1_q;
    assign plain_1_o = plain_1_q;

    // ---- Contexts: their source while the frame's passes, then length, start, pages.
    assign ctx_index_o = tag_q[5:0];
    wire  [2:0] source_word = take && at_q == SOURCE + 11'd1 ? CTX_SOURCE_LOW
                            : take && at_q == SOURCE + 11'd5 ? CTX_LENGTH : source_word_q;
    assign ctx_word_o = state_q == START ? CTX_PAGES : state_q == FIT && !pending_q ? CTX_START : source_word;
    wire  [1:0] source_byte = at_q[1:0] - SOURCE[1:0];     // 0 1 of the high word, 2 3 0 1 of the low
    wire  [7:0] source = source_byte == 2'd0 ? ctx_data_i[15:8] : source_byte == 2'd1 ? ctx_data_i[7:0]
                       : source_byte == 2'd2 ? ctx_data_i[31:24] : ctx_data_i[23:16];

    always @(posedge clk_i) begin
        if (word_end)
            buffer[{half_q, addr_q[4:2]}] <= {strobe_d, word_d};
    end

    // Collecting and writing
    always @(posedge clk_i) begin
        if (store) begin
            case (lane)
                2'd0:    word_q[7:0]   <= hrx_data_i;
                2'd1:    word_q[15:8]  <= hrx_data_i;
                2'd2:    word_q[23:16] <= hrx_data_i;
                default: ;
            endcase
            strobe_q <= word_end ? 3'd0 : strobe_d[2:0];
            any_q    <= !line_end;
            if (!any_q)
                first_q <= addr_q[4:2];
        end
        if (mem_next_i)
            next_q <= next_q + 3'd1;
        if (pending_q && (mem_last_i || !in_ram)) begin
            pending_q <= 1'b0;
            next_q    <= 3'd0;
        end
        if (finished)
            next_q <= 3'd0;
        if (store && line_end) begin
            pending_q <= 1'b1;
            half_q    <= !half_q;
            line_q    <= addr_q[31:5];
            start_q   <= any_q ? first_q : addr_q[4:2];
            next_q    <= any_q ? first_q : addr_q[4:2];
            stop_q    <= addr_q[4:2];
        end
        if (reading && !pending_q)
            next_q <= 3'd0;
        if (rst_i) begin
            strobe_q  <= 3'd0;
            any_q     <= 1'b0;
            half_q    <= 1'b0;
            pending_q <= 1'b0;
            next_q    <= 3'd0;
        end
    end

    // The header
    always @(posedge clk_i) begin
        if (state_q == IDLE) begin
            at_q          <= 11'd0;
            has_data_q    <= 1'b0;
            message_q     <= 1'b0;
            stranger_q    <= 1'b0;
            in_source_q   <= 1'b0;
            in_offset_q   <= 1'b0;
            source_word_q <= CTX_SOURCE_HIGH;
        end else if (state_q == HEAD && take) begin
            at_q          <= at_d;
            source_word_q <= source_word;
            if (at_q == SOURCE - 11'd1 || at_q == SOURCE + 11'd5)
                in_source_q <= !in_source_q;
            if (at_q == OFFSET - 11'd1 || at_q == OFFSET + 11'd3)
                in_offset_q <= !in_offset_q;
            if (in_source_q && hrx_data_i != source)
                stranger_q <= 1'b1;
            if (at_q == 11'd`AMB_AT_KIND) begin
                message_q  <= hrx_data_i == 8'd`AMB_KIND_REQUEST || hrx_data_i == 8'd`AMB_KIND_REPLY;
                has_data_q <= tag_q[7] && (hrx_data_i == 8'd`AMB_KIND_REQUEST || hrx_data_i == 8'd`AMB_KIND_REPLY
                                           || hrx_data_i == 8'd`AMB_KIND_DATA);
            end
            if (at_q == 11'd`AMB_AT_LENGTH || at_q == 11'd`AMB_AT_LENGTH + 11'd1)
                length_q <= {length_q[7:0], hrx_data_i};
            if (in_offset_q)
                offset_q <= {offset_q[23:0], hrx_data_i};
        end
        if (take && hrx_last_i)
            cycle_q <= cycle_i;
    end

    always @(posedge clk_i) begin
        if (store)
            addr_q <= state_q == DATA && addr_q[11:0] == 12'hFFF ? {page_1_q, 12'd0} : addr_d;
        if (store && state_q == DATA)
            left_q <= left_q - 11'd1;
        case (state_q)
            IDLE: begin
                ended_q  <= 1'b0;
                placed_q <= 1'b0;
                unfit_q  <= 1'b0;
                if (hrx_valid_i) begin
                    tag_q   <= hrx_tag_i;
                    entry_q <= hrx_entry_i;
                    state_q <= PLACE;
                end
            end
            PLACE: begin
                slot_q  <= slot;
                addr_q  <= {slot, SLOT_FRAME};
                state_q <= enable_i && !full ? HEAD : DROP;
            end
            HEAD: if (take) begin
                ended_q <= hrx_last_i;
                if (split)
                    state_q <= FIT;
                else if (hrx_last_i)
                    state_q <= SLOT;
            end

            // A frame with data behind a context; the stream waits.
            FIT: if (!pending_q) begin
                if (!fits)
                    unfit_q <= 1'b1;
                else if (length_q == 16'd0)
                    placed_q <= 1'b1;
                state_q <= fits && length_q != 16'd0 ? START : ended_q ? SLOT : SKIP;
            end
            START: begin
                index_q   <= data_begin[26:12];
                in_page_q <= data_begin[11:0];
                state_q   <= PAGES;
            end
            PAGES: begin
                addr_q  <= {entry[26] ? 6'd0 : ctx_data_i[31:26], entry[25:0]};
                state_q <= ENTRY_0;
            end
            ENTRY_0: begin
                if (mem_last_i) begin
                    page_0_q <= mem_rdata_i[31:12];
                    addr_q   <= two_pages ? addr_d : {mem_rdata_i[31:12], in_page_q};
                    state_q  <= two_pages ? ENTRY_1 : CHECK_0;
                end
                if (!in_ram) begin
                    unfit_q <= 1'b1;
                    state_q <= ended_q ? SLOT : SKIP;
                end
            end
            ENTRY_1: begin
                if (mem_last_i) begin
                    page_1_q <= mem_rdata_i[31:12];
                    addr_q   <= {mem_rdata_i[31:12], 12'd0};
                    state_q  <= CHECK_1;
                end
                if (!in_ram) begin
                    unfit_q <= 1'b1;
                    state_q <= ended_q ? SLOT : SKIP;
                end
            end
            CHECK_1: begin
                addr_q  <= {page_0_q, in_page_q};
                state_q <= CHECK_0;
                if (!in_ram) begin
                    unfit_q <= 1'b1;
                    state_q <= ended_q ? SLOT : SKIP;
                end
            end
            CHECK_0: begin
                placed_q <= in_ram;
                unfit_q  <= !in_ram;
                left_q   <= length_q[10:0];
                state_q  <= ended_q ? SLOT : in_ram ? DATA : SKIP;
            end

            DATA, SKIP: if (take && hrx_last_i) state_q <= SLOT;
            DROP: if (take && hrx_last_i) state_q <= IDLE;

            default: begin               // SLOT: what is left of the frame, then the slot's first words
                if (finished) begin
                    state_q <= IDLE;
                    if (ring)
                        head_1_q <= head_d;
                    else
                        head_0_q <= head_d;
                    if (ring && !(placed_q && !message_q))
                        plain_1_q <= head_d;
                end
            end
        endcase
        if (rst_i) begin
            state_q  <= IDLE;
            head_0_q <= 16'd0;
            head_1_q <= 16'd0;
            plain_1_q <= 16'd0;
        end
    end

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i)
        if (!rst_i && mem_req_o && !in_ram) $error("outside RAM");
`endif
`ifdef FORMAL
    `include "soc_dma_rx.vh"
`endif

endmodule

`default_nettype wire
