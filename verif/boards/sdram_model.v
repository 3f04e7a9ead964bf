// An SDRAM of 4 banks, 8,192 rows, 512 columns of 16 bits (32 MB; MT48LC16M16A2-75 and alike) that keeps its words and looks
// at the rules: start-up, states of the banks, times, refresh, who drives the data.  Times are counted in cycles of CYCLE_NS.
// Burst length 1 is all that it knows.  What was broken first stays in fault_o, how often in faults_o.
`default_nettype none
/* verilator lint_off BLKSEQ */           // a program in time, not logic

module sdram_model #(
    parameter integer CYCLE_NS = 20
) (
    input  wire        clk,
    input  wire        cke,
    input  wire        cs_n,
    input  wire        ras_n,
    input  wire        cas_n,
    input  wire        we_n,
    input  wire  [1:0] ba,
    input  wire [12:0] a,
    input  wire  [1:0] dqm,
    inout  wire [15:0] dq,

    input  wire  [7:0] strict_i,     // ns more than the data sheet asks for: the bench's proof that times are looked at
    input  wire [15:0] low_i,        // data lines that are low whatever is read: a broken chip
    output wire  [7:0] fault_o,      // one of the FAULT_ numbers below, 0: none
    output wire [31:0] faults_o,
    output wire [31:0] refreshes_o
);
    localparam integer T_START = 100000, T_RCD = 20, T_RP = 20, T_RAS = 44, T_RC = 66, T_RFC = 66, T_RRD = 15, T_WR = 15,
                       T_MRD = 40, T_REFRESH_GAP = 70200;    // nine times 7.8 us: at most eight may be put off
    localparam [7:0] FAULT_START = 1, FAULT_ORDER = 2, FAULT_ACTIVE = 3, FAULT_RP = 4, FAULT_RC = 5, FAULT_RRD = 6, FAULT_RFC = 7,
                     FAULT_IDLE = 8, FAULT_RCD = 9, FAULT_RAS = 10, FAULT_WR = 11, FAULT_BUSY_BANK = 12, FAULT_MODE = 13,
                     FAULT_MRD = 14, FAULT_REFRESH = 15, FAULT_DRIVERS = 16, FAULT_CKE = 17, FAULT_COMMAND = 18;

    reg [15:0] words [0:(1 << 24) - 1];

    reg [31:0] now_q = 0, started_q = 0;
    reg [31:0] opened_q [0:3], closed_q [0:3], written_q [0:3];
    reg [12:0] row_q [0:3];
    reg  [3:0] open_q = 0;
    reg [31:0] any_opened_q = 0, refreshed_q = 0, moded_q = 0;
    reg [31:0] refreshes_q = 0, faults_q = 0;
    reg  [7:0] fault_q = 0;
    reg        cleared_q = 0, ready_q = 0, slow_q = 0;       // precharged once; mode set; CAS latency 3
    reg  [1:0] valid_q = 0;                                  // read data on their way
    reg [15:0] first_q = 0, second_q = 0;
    reg  [1:0] driven_q = 0, driven_next_q = 0;              // bytes

    integer i;
    initial for (i = 0; i < 4; i = i + 1) begin
        opened_q[i] = 0;
        closed_q[i] = 0;
        written_q[i] = 0;
        row_q[i] = 0;
    end

    function early(input [31:0] since, input integer ns);
        early = $signed((now_q - since) * CYCLE_NS) < ns + $signed({24'd0, strict_i});
    endfunction

    wire        driving = slow_q ? valid_q[1] : valid_q[0];
    wire  [2:0] command = {ras_n, cas_n, we_n};
    wire [23:0] place = {ba, row_q[ba], a[8:0]};
    wire [31:0] earliest = opened_q[ba] + (T_RAS + CYCLE_NS - 1) / CYCLE_NS;     // an automatic precharge waits for tRAS

    reg  [15:0] out_q = 0;
    reg   [1:0] out_bytes_q = 0;
    assign dq[7:0]  = out_bytes_q[0] ? out_q[7:0] : 8'bz;
    assign dq[15:8] = out_bytes_q[1] ? out_q[15:8] : 8'bz;
    assign fault_o = fault_q;
    assign faults_o = faults_q;
    assign refreshes_o = refreshes_q;

    task broken(input [7:0] what);
        begin
            faults_q = faults_q + 1;
            if (fault_q == 0) fault_q = what;
        end
    endtask

    always @(posedge clk) begin
        now_q = now_q + 1;
        out_bytes_q = driving ? (slow_q ? driven_next_q : driven_q) : 2'b00;
        out_q = (slow_q ? second_q : first_q) & ~low_i;
        second_q = first_q;
        driven_next_q = driven_q;
        valid_q = {valid_q[0], 1'b0};
        if (!cke) begin
            started_q = now_q;
            if (ready_q) broken(FAULT_CKE);
        end
        if (ready_q && early(refreshed_q, T_REFRESH_GAP) == 0 && strict_i == 0) begin
            broken(FAULT_REFRESH);
            refreshed_q = now_q;
        end
        if (cke && !cs_n && command != 3'b111) begin
            if (early(started_q, T_START)) broken(FAULT_START);
            if (refreshes_q != 0 && early(refreshed_q, T_RFC)) broken(FAULT_RFC);
            if (ready_q && early(moded_q, T_MRD)) broken(FAULT_MRD);
            case (command)
                3'b011: begin                                // activate
                    if (!ready_q) broken(FAULT_ORDER);
                    if (open_q[ba]) broken(FAULT_ACTIVE);
                    if (early(closed_q[ba], T_RP)) broken(FAULT_RP);
                    if (early(opened_q[ba], T_RC)) broken(FAULT_RC);
                    if (early(any_opened_q, T_RRD)) broken(FAULT_RRD);
                    open_q[ba] = 1;
                    row_q[ba] = a;
                    opened_q[ba] = now_q;
                    any_opened_q = now_q;
                end
                3'b101, 3'b100: begin                        // read, write
                    if (!ready_q) broken(FAULT_ORDER);
                    if (!open_q[ba]) broken(FAULT_IDLE);
                    if (early(opened_q[ba], T_RCD)) broken(FAULT_RCD);
                    if (we_n) begin
                        first_q = words[place];
                        driven_q = ~dqm;
                        valid_q[0] = 1;
                    end else begin
                        if (out_bytes_q != 0) broken(FAULT_DRIVERS);
                        if (!dqm[0]) words[place][7:0] = dq[7:0];
                        if (!dqm[1]) words[place][15:8] = dq[15:8];
                        written_q[ba] = now_q;
                    end
                    if (a[10]) begin                         // and precharge
                        open_q[ba] = 0;
                        closed_q[ba] = now_q + (we_n ? 1 : 1 + (T_WR + CYCLE_NS - 1) / CYCLE_NS);
                        if ($signed(earliest - closed_q[ba]) > 0) closed_q[ba] = earliest;
                    end
                end
                3'b010: begin                                // precharge
                    for (i = 0; i < 4; i = i + 1)
                        if ((a[10] || ba == i[1:0]) && open_q[i]) begin
                            if (early(opened_q[i], T_RAS)) broken(FAULT_RAS);
                            if (early(written_q[i], T_WR)) broken(FAULT_WR);
                            open_q[i] = 0;
                            closed_q[i] = now_q;
                        end
                    if (a[10]) cleared_q = 1;
                end
                3'b001: begin                                // refresh
                    if (!cleared_q) broken(FAULT_ORDER);
                    if (open_q != 0) broken(FAULT_BUSY_BANK);
                    for (i = 0; i < 4; i = i + 1)
                        if (early(closed_q[i], T_RP)) broken(FAULT_RP);
                    refreshed_q = now_q;
                    refreshes_q = refreshes_q + 1;
                end
                3'b000: begin                                // mode
                    if (open_q != 0) broken(FAULT_BUSY_BANK);
                    if (refreshes_q < 2 || !cleared_q) broken(FAULT_ORDER);
                    if (a[2:0] != 3'd0 || a[6:4] != 3'd2 && a[6:4] != 3'd3) broken(FAULT_MODE);
                    slow_q = a[4];
                    ready_q = 1;
                    moded_q = now_q;
                end
                default: broken(FAULT_COMMAND);              // burst stop
            endcase
        end
    end
endmodule

`default_nettype wire
