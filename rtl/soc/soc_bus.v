// The processor's bus: two masters, and what answers at which address.
//
// A request is taken into registers, decoded, carried out, answered; the data bus goes first when both wait.  Memory does not
// wait for the registers (below), and always answers.  Answered by err, never by silence: an address that nobody decodes, RAM
// beyond what is fitted, a write to ROM, a burst or a partial write to a device, a device that says so, a device that has not
// answered within TIMEOUT cycles.
//
// Stores to memory are posted (soc_stores.v): answered in the cycle in which they are asked for if there is room, whatever else
// is under way.  A line that is read may overtake them unless one of them is for that line; a single (uncached) read of memory and
// a write to DMA, box or POWER wait until all are done, so a doorbell, or what looks for the answer to it, finds everything stored
// before.  A read of memory that nothing keeps waiting is the memory's in the cycle in which it is asked for.
//
// Devices: sel_o is one-hot for one cycle; write, addr and wdata stand until the answer, which is ack or err in any later
// cycle, with rdata (zero from those not asked).  Regions are those of interfaces/registers.toml.
`default_nettype none
`include "amoebox.vh"

module soc_bus #(
    parameter TIMEOUT = 64,              // cycles, at most 128
    parameter DEVICES = 5                // 7: a board, with DRAM and SD
) (
    input  wire        clk_i,
    input  wire        rst_i,
    input  wire [14:0] ram_pages_i,      // RAM fitted, in pages of 4,096 bytes; constant

    // Instruction bus: bursts of 8
    input  wire        i_req_i,
    input  wire [29:0] i_addr_i,
    output wire        i_ack_o,
    output wire        i_err_o,

    // Data bus
    input  wire        d_req_i,
    input  wire        d_write_i,
    input  wire [29:0] d_addr_i,
    input  wire [31:0] d_wdata_i,
    input  wire  [3:0] d_strobe_i,
    input  wire        d_burst_i,
    output wire        d_ack_o,
    output wire        d_err_o,

    output wire [31:0] rdata_o,          // with either ack

    // Memory (see soc_mem_arbiter.v)
    output wire        mem_req_o,
    output wire        mem_write_o,
    output wire [23:0] mem_addr_o,
    output wire  [3:0] mem_count_o,
    output wire [31:0] mem_wdata_o,
    output wire  [3:0] mem_strobe_o,
    input  wire        mem_next_i,
    input  wire        mem_last_i,
    input  wire [31:0] mem_rdata_i,

    // Boot ROM: rdata in the second cycle after en
    output wire        rom_en_o,
    output wire [11:0] rom_addr_o,
    input  wire [31:0] rom_rdata_i,

    // Devices: 0 SYS, 1 UART, 2 ENTROPY, 3 DMA, 4 FBOX, 5 DRAM, 6 SD
    output wire  [6:0] dev_sel_o,
    output wire        dev_write_o,
    output wire  [7:0] dev_addr_o,       // byte offset within the first 256 bytes of the block
    output wire [31:0] dev_wdata_o,
    input  wire        dev_ack_i,
    input  wire        dev_err_i,
    input  wire [31:0] dev_rdata_i
);

    localparam [2:0] IDLE = 3'd0, DECODE = 3'd1, RAM = 3'd2, ROM = 3'd3, DEVICE = 3'd4, ERROR = 3'd5, ROM_READ = 3'd6;

    // Upper address bits of the regions.
    localparam [31:0] ROM_BASE = `AMB_ROM_BASE;
    localparam [31:0] RAM_BASE = `AMB_RAM_BASE;
    localparam [31:0] RAM_UNCACHED_BASE = `AMB_RAM_UNCACHED_BASE;
    localparam [31:0] SYS_BASE = `AMB_SYS_BASE;

    reg  [2:0] state_q;
    reg        data_q;                   // the request is the data bus's
    reg        write_q;
    reg        burst_q;
    reg [29:0] addr_q;
    reg [31:0] wdata_q;
    reg  [3:0] strobe_q;
    reg  [6:0] timer_q;

    function in_ram(input [19:0] page, input [14:0] fitted);
        in_ram = (page[19:14] == RAM_BASE[31:26] || page[19:9] == RAM_UNCACHED_BASE[31:21]) && {1'b0, page[13:0]} < fitted;
    endfunction

    // ---- Stores to memory
    wire full, empty, storing, same_line;
    wire store = d_req_i && d_write_i && in_ram(d_addr_i[29:10], ram_pages_i);
    wire push = store && !full;

    // ---- What is taken now, everything but those
    wire        idle = state_q == IDLE;
    wire        take_d = idle && d_req_i && !store;
    wire        take_i = idle && i_req_i && !take_d;
    wire        burst = take_i || (take_d ? d_burst_i : burst_q);
    wire [29:0] addr = take_d ? d_addr_i : take_i ? i_addr_i : addr_q;

    // ---- Decoding: memory at once, the others of the registered address
    wire is_ram = in_ram(addr[29:10], ram_pages_i);  // a read: stores to it are not taken
    wire is_rom = addr_q[29:12] == ROM_BASE[31:14];
    wire is_device = addr_q[29:13] == SYS_BASE[31:15] && addr_q[12:10] < DEVICES[2:0] && addr_q[9:6] == 4'd0
                     && !burst_q && (!write_q || strobe_q == 4'b1111);
    wire is_bell = addr_q[12:10] >= 3'd3 || addr_q[5:0] == `AMB_SYS_POWER >> 2;
    wire decode = state_q == DECODE;
    // While stores wait, memory is asked a cycle later, when the registered address has been compared with theirs.
    wire may_read = is_ram && (empty ? take_d || take_i || decode : decode && burst_q && !same_line);
    wire start_ram = may_read && !storing;
    wire start_rom = decode && is_rom && !write_q;
    wire start_device = decode && is_device && (!write_q || !is_bell || empty);
    wire wait_for_stores = is_ram || is_device;

    // ---- Answer
    wire expired = timer_q == TIMEOUT[6:0] - 7'd1;
    wire ack = state_q == RAM && mem_next_i || state_q == ROM || state_q == DEVICE && dev_ack_i;
    wire err = state_q == ERROR;

    assign i_ack_o = ack && !data_q;
    assign i_err_o = err && !data_q;
    assign d_ack_o = ack && data_q || push;
    assign d_err_o = err && data_q;
    assign rdata_o = state_q == RAM ? mem_rdata_i : state_q == ROM ? rom_rdata_i : dev_rdata_i;

    wire [23:0] store_addr;
    wire  [3:0] store_count;
    soc_stores stores (
        .clk_i(clk_i), .rst_i(rst_i), .push_i(push), .addr_i(d_addr_i[23:0]), .wdata_i(d_wdata_i), .strobe_i(d_strobe_i),
        .full_o(full), .empty_o(empty), .line_i(addr_q[23:3]), .same_line_o(same_line), .hold_i(may_read || state_q == RAM),
        .mem_req_o(storing), .mem_addr_o(store_addr), .mem_count_o(store_count), .mem_wdata_o(mem_wdata_o),
        .mem_strobe_o(mem_strobe_o), .mem_next_i(mem_next_i && state_q != RAM), .mem_last_i(mem_last_i && state_q != RAM)
    );

    wire reading = start_ram || state_q == RAM;
    assign mem_req_o = reading || storing;
    assign mem_write_o = !reading;
    assign mem_addr_o = reading ? addr[23:0] : store_addr;
    assign mem_count_o = !reading ? store_count : burst ? 4'd8 - {1'b0, addr[2:0]} : 4'd1;

    assign rom_en_o = start_rom;
    assign rom_addr_o = addr_q[11:0];

    assign dev_sel_o = start_device ? 7'd1 << addr_q[12:10] : 7'd0;
    assign dev_write_o = write_q;
    assign dev_addr_o = {addr_q[5:0], 2'b00};
    assign dev_wdata_o = wdata_q;

    always @(posedge clk_i) begin
        case (state_q)
            IDLE: timer_q <= 7'd0;
            DECODE: state_q <= start_ram ? RAM : start_rom ? ROM_READ : start_device ? DEVICE
                               : wait_for_stores ? DECODE : ERROR;
            RAM: if (mem_last_i) state_q <= IDLE;
            ROM_READ: state_q <= ROM;
            ROM: state_q <= IDLE;
            DEVICE: begin
                timer_q <= timer_q + 7'd1;
                if (dev_ack_i)
                    state_q <= IDLE;
                else if (dev_err_i || expired)
                    state_q <= ERROR;
            end
            default: state_q <= IDLE;  // ERROR: one cycle
        endcase
        if (take_d || take_i) begin
            state_q  <= start_ram ? RAM : DECODE;
            data_q   <= take_d;
            write_q  <= take_d && d_write_i;
            burst_q  <= burst;
            addr_q   <= addr;
            wdata_q  <= d_wdata_i;
            strobe_q <= d_strobe_i;
        end
        if (rst_i)
            state_q <= IDLE;
    end

`ifdef AMOEBOX_ASSERT
    always @(posedge clk_i)
        if (!rst_i && state_q != IDLE && !(data_q ? d_req_i : i_req_i))
            $error("a request was withdrawn");
`endif

endmodule

`default_nettype wire
