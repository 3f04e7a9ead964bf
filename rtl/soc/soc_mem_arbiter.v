// Three masters share the memory port, burst by burst, in turn: each waits at most for one burst of each of the others.
//
// Memory port, here and everywhere in the node: req with write, addr (words), count (1 to 8 words, never over the end of
// their 32-byte line) stands until last.  next moves one word: when reading, rdata is the next word; when writing,
// wdata and strobe were taken and the next word stands there in the cycle after.  last comes with the last next.  The
// cycle after last begins a new burst.  A write is in memory, for every later read by anyone, when last has come.
`default_nettype none

module soc_mem_arbiter (
    input  wire        clk_i,
    input  wire        rst_i,

    // Processor
    input  wire        cpu_req_i,
    input  wire        cpu_write_i,
    input  wire [23:0] cpu_addr_i,
    input  wire  [3:0] cpu_count_i,
    input  wire [31:0] cpu_wdata_i,
    input  wire  [3:0] cpu_strobe_i,
    output wire        cpu_next_o,
    output wire        cpu_last_o,

    // Receive
    input  wire        rx_req_i,
    input  wire        rx_write_i,
    input  wire [23:0] rx_addr_i,
    input  wire  [3:0] rx_count_i,
    input  wire [31:0] rx_wdata_i,
    input  wire  [3:0] rx_strobe_i,
    output wire        rx_next_o,
    output wire        rx_last_o,

    // Send
    input  wire        tx_req_i,
    input  wire        tx_write_i,
    input  wire [23:0] tx_addr_i,
    input  wire  [3:0] tx_count_i,
    input  wire [31:0] tx_wdata_i,
    input  wire  [3:0] tx_strobe_i,
    output wire        tx_next_o,
    output wire        tx_last_o,

    // Memory
    output wire        mem_req_o,
    output wire        mem_write_o,
    output wire [23:0] mem_addr_o,
    output wire  [3:0] mem_count_o,
    output wire [31:0] mem_wdata_o,
    output wire  [3:0] mem_strobe_o,
    input  wire        mem_next_i,
    input  wire        mem_last_i
);

    localparam [1:0] CPU = 2'd0, RX = 2'd1, TX = 2'd2;

    reg       busy_q;
    reg [1:0] owner_q;                   // who has the memory, or had it last
    reg [1:0] owner_d;

    always @(*) begin
        case (owner_q)
            CPU:     owner_d = rx_req_i ? RX : tx_req_i ? TX : CPU;
            RX:      owner_d = tx_req_i ? TX : cpu_req_i ? CPU : RX;
            default: owner_d = cpu_req_i ? CPU : rx_req_i ? RX : TX;
        endcase
    end

    wire [1:0] owner = busy_q ? owner_q : owner_d;
    always @(posedge clk_i) begin
        if (mem_req_o) begin
            busy_q  <= !mem_last_i;
            owner_q <= owner;
        end
        if (rst_i) begin
            busy_q  <= 1'b0;
            owner_q <= CPU;
        end
    end

    assign mem_req_o = busy_q || cpu_req_i || rx_req_i || tx_req_i;
    assign mem_write_o = owner == CPU ? cpu_write_i : owner == RX ? rx_write_i : tx_write_i;
    assign mem_addr_o = owner == CPU ? cpu_addr_i : owner == RX ? rx_addr_i : tx_addr_i;
    assign mem_count_o = owner == CPU ? cpu_count_i : owner == RX ? rx_count_i : tx_count_i;
    assign mem_wdata_o = owner == CPU ? cpu_wdata_i : owner == RX ? rx_wdata_i : tx_wdata_i;
    assign mem_strobe_o = owner == CPU ? cpu_strobe_i : owner == RX ? rx_strobe_i : tx_strobe_i;

    // Never in the first cycle of a burst, so the owner stands in its register.
    assign cpu_next_o = mem_next_i && owner_q == CPU;
    assign rx_next_o = mem_next_i && owner_q == RX;
    assign tx_next_o = mem_next_i && owner_q == TX;
    assign cpu_last_o = mem_last_i && owner_q == CPU;
    assign rx_last_o = mem_last_i && owner_q == RX;
    assign tx_last_o = mem_last_i && owner_q == TX;

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i) begin
        if (!rst_i && mem_req_o && (mem_count_o == 4'd0 || {1'b0, mem_addr_o[2:0]} + mem_count_o > 4'd8))
            $error("a burst over the end of its line");
        if (busy_q && !(owner_q == CPU ? cpu_req_i : owner_q == RX ? rx_req_i : tx_req_i) && !rst_i)
            $error("a burst was withdrawn");
    end
`endif

endmodule

`default_nettype wire
