// Stands for the ECPIX-5's memory controller, its pins and its memory chip: the controller's native port and control bus with
// memory behind them.
//
// Checked: the order and the times of the start, the mode registers, that reads and writes stand in their own cycles of a
// system cycle, that nobody changes delays of a lane that runs, that the port is not used before the controller has
// the memory.  fault_o says which rule was broken first (FAULT_*).  Which places and delays read well is the bench's choice; the
// physics of it is not modelled.
`default_nettype none
/* verilator lint_off BLKSEQ */           // a program in time, not logic

module litedram_ecpix5 (
    input  wire         clk,
    output wire  [14:0] ddram_a,
    output wire   [2:0] ddram_ba,
    output wire         ddram_cas_n,
    output wire         ddram_cke,
    input  wire         ddram_clk_n,
    output wire         ddram_clk_p,
    output wire         ddram_cs_n,
    output wire   [1:0] ddram_dm,
    inout  wire  [15:0] ddram_dq,
    input  wire   [1:0] ddram_dqs_n,
    inout  wire   [1:0] ddram_dqs_p,
    output wire         ddram_odt,
    output wire         ddram_ras_n,
    output wire         ddram_reset_n,
    output wire         ddram_we_n,
    output wire         init_done,
    output wire         init_error,
    output wire         pll_locked,
    input  wire         rst,
    output wire         user_clk,
    input  wire  [24:0] user_port_node_cmd_addr,
    output wire         user_port_node_cmd_ready,
    input  wire         user_port_node_cmd_valid,
    input  wire         user_port_node_cmd_we,
    output wire [127:0] user_port_node_rdata_data,
    input  wire         user_port_node_rdata_ready,
    output wire         user_port_node_rdata_valid,
    input  wire [127:0] user_port_node_wdata_data,
    output wire         user_port_node_wdata_ready,
    input  wire         user_port_node_wdata_valid,
    input  wire  [15:0] user_port_node_wdata_we,
    output wire         user_rst,
    output wire         wb_ctrl_ack,
    input  wire  [29:0] wb_ctrl_adr,
    input  wire   [1:0] wb_ctrl_bte,
    input  wire   [2:0] wb_ctrl_cti,
    input  wire         wb_ctrl_cyc,
    output wire  [31:0] wb_ctrl_dat_r,
    input  wire  [31:0] wb_ctrl_dat_w,
    output wire         wb_ctrl_err,
    input  wire   [3:0] wb_ctrl_sel,
    input  wire         wb_ctrl_stb,
    input  wire         wb_ctrl_we
);
    localparam [7:0] FAULT_RESET = 8'd1, FAULT_CKE = 8'd2, FAULT_AWAKE = 8'd3, FAULT_MODE = 8'd4, FAULT_SOON = 8'd5, FAULT_ROW = 8'd6,
                     FAULT_CYCLE = 8'd7, FAULT_COMMAND = 8'd8, FAULT_PAUSE = 8'd9, FAULT_EARLY = 8'd10, FAULT_DONE = 8'd11,
                     FAULT_REGISTER = 8'd12;
    localparam RESET_TIME = 10_000, CKE_TIME = 25_000, MODE_TIME = 256;  // system cycles: 200 us, 500 us, 512 memory cycles
    localparam READ = 16, WRITE = 5;                                     // cycles from a command to its data

    // ---- From the bench
    wire        system;                  // the system clock
    wire [63:0] good;                    // bit {lane, place, delay}: that lane reads what was written

    reg   [5:0] reset_q = 6'd0;
    wire        clock = system;
    assign user_clk = clock;
    assign user_rst = !reset_q[5];
    assign pll_locked = 1'b1;
    assign wb_ctrl_err = 1'b0;
    assign {ddram_a, ddram_ba, ddram_cas_n, ddram_cke, ddram_clk_p, ddram_cs_n, ddram_dm, ddram_odt, ddram_ras_n, ddram_reset_n,
            ddram_we_n} = 28'd0;
    assign ddram_dq = 16'hzzzz;
    assign ddram_dqs_p = 2'bzz;
    wire unused = &{1'b0, clk, rst, ddram_clk_n, ddram_dqs_n, ddram_dq, ddram_dqs_p, user_port_node_cmd_addr[24:22], wb_ctrl_bte,
                    wb_ctrl_cti, wb_ctrl_sel, wb_ctrl_stb, wb_ctrl_adr[29:11], wb_ctrl_adr[8:5], user_port_node_rdata_ready,
                    user_port_node_wdata_valid};

    reg  [127:0] memory [0:(1 << 22) - 1];
    reg   [7:0] fault_q = 8'd0;
    task broken(input [7:0] rule);
        if (fault_q == 8'd0) fault_q = rule;
    endtask

    // ---- Control bus
    reg  [31:0] now_q = 32'd0;
    reg  [31:0] since_q;                 // reset or CKE or the last mode command
    reg         ack_q = 1'b0;
    reg  [31:0] answer_q;
    reg         done_q = 1'b0, error_q = 1'b0;
    reg   [3:0] control_q = 4'd0;
    reg   [1:0] lanes_q = 2'd0, seen_q = 2'd0;
    reg   [2:0] delay_q [0:1];
    reg   [1:0] place_q [0:1];
    reg   [7:0] command_q [0:1];
    reg  [14:0] address_q [0:1];
    reg   [2:0] bank_q [0:1];
    reg  [63:0] write_q [0:1];
    reg  [63:0] read_q [0:1];
    reg   [2:0] modes_q = 3'd0;          // mode commands so far; 5: started
    reg         open_q = 1'b0;
    reg   [4:0] coming_q = 5'd0;         // cycles until read data
    integer     i;

    wire        write = wb_ctrl_cyc && wb_ctrl_we && !ack_q;
    wire  [1:0] page = wb_ctrl_adr[10:9];
    wire  [4:0] at = wb_ctrl_adr[4:0];
    wire        cycle = at >= 5'd9;      // which memory cycle's registers
    wire  [3:0] inner = cycle ? at[3:0] - 4'd9 : at[3:0] - 4'd1;
    wire [17:0] mode = {bank_q[0], address_q[0]};

    assign init_done = done_q;
    assign init_error = error_q;
    assign wb_ctrl_ack = ack_q;
    assign wb_ctrl_dat_r = answer_q;

    task issue(input which);
        begin
            if (control_q != 4'd14 || now_q - since_q < MODE_TIME / 4) broken(FAULT_AWAKE);
            case (command_q[which])
                8'd15, 8'd3: begin
                    case (modes_q)
                        3'd0: if (mode != {3'd2, 15'h0200}) broken(FAULT_MODE);
                        3'd1: if (mode != {3'd3, 15'h0000}) broken(FAULT_MODE);
                        3'd2: if (mode != {3'd1, 15'h0006}) broken(FAULT_MODE);
                        3'd3: if (mode != {3'd0, 15'h0320}) broken(FAULT_MODE);
                        3'd4: if (mode != {3'd0, 15'h0400} || now_q - since_q < MODE_TIME) broken(FAULT_SOON);
                        default: broken(FAULT_MODE);
                    endcase
                    if ((modes_q == 3'd4) != (command_q[which] == 8'd3) || which) broken(FAULT_MODE);
                    modes_q = modes_q + 3'd1;
                    if (modes_q >= 3'd4) since_q = now_q;
                end
                8'd9: begin
                    if (modes_q != 3'd5 || now_q - since_q < MODE_TIME) broken(FAULT_SOON);
                    if (open_q) broken(FAULT_ROW);
                    open_q = 1'b1;
                end
                8'd23: begin
                    if (!open_q) broken(FAULT_ROW);
                    if (!which) broken(FAULT_CYCLE);
                    memory[0] = {write_q[1], write_q[0]};
                end
                8'd37: begin
                    if (!open_q) broken(FAULT_ROW);
                    if (which) broken(FAULT_CYCLE);
                    if (lanes_q != 2'd0) broken(FAULT_PAUSE);
                    coming_q = 5'd14;
                end
                8'd11: open_q = 1'b0;
                default: broken(FAULT_COMMAND);
            endcase
        end
    endtask

    always @(posedge clock) begin
        now_q <= now_q + 32'd1;
        if (!reset_q[5]) reset_q <= reset_q + 6'd1;
        ack_q <= wb_ctrl_cyc && !ack_q;
        if (coming_q != 5'd0) begin
            coming_q = coming_q - 5'd1;
            if (coming_q == 5'd0)
                for (i = 0; i < 16; i = i + 1) begin
                    if (i < 8) read_q[0][8 * i +: 8] <= memory[0][8 * i +: 8] ^ {8{!good[{i[0], place_q[i[0]], delay_q[i[0]]}]}};
                    else read_q[1][8 * (i - 8) +: 8] <= memory[0][8 * i +: 8] ^ {8{!good[{i[0], place_q[i[0]], delay_q[i[0]]}]}};
                    if (good[{i[0], place_q[i[0]], delay_q[i[0]]}]) seen_q[i[0]] <= 1'b1;
                end
        end
        if (write)
            case (page)
                2'd0: case (at)
                    5'd0: begin
                        if (!control_q[0]) broken(FAULT_DONE);
                        done_q <= wb_ctrl_dat_w[0];
                    end
                    5'd1: error_q <= wb_ctrl_dat_w[0];
                    default: broken(FAULT_REGISTER);
                endcase
                2'd1: begin
                    for (i = 0; i < 2; i = i + 1)
                        if (lanes_q[i])
                            case (at)
                                5'd1: delay_q[i] <= 3'd0;
                                5'd2: delay_q[i] <= delay_q[i] + 3'd1;
                                5'd3: place_q[i] <= 2'd0;
                                5'd4: place_q[i] <= place_q[i] + 2'd1;
                                default: ;
                            endcase
                    if (at == 5'd0) lanes_q <= wb_ctrl_dat_w[1:0];
                    if (at == 5'd5) seen_q <= 2'd0;
                    if (at >= 5'd6) broken(FAULT_REGISTER);
                    if (at >= 5'd1 && at <= 5'd4 && lanes_q == 2'd0) broken(FAULT_PAUSE);
                end
                2'd2: if (at == 5'd0) begin
                    if (wb_ctrl_dat_w[3] && !control_q[3] && now_q < RESET_TIME) broken(FAULT_RESET);
                    if (wb_ctrl_dat_w[1] && !control_q[1] && (!control_q[3] || now_q - since_q < CKE_TIME)) broken(FAULT_CKE);
                    if (wb_ctrl_dat_w[0] && (modes_q != 3'd5 || open_q || lanes_q != 2'd0)) broken(FAULT_EARLY);
                    if (!(wb_ctrl_dat_w[0] && control_q[0])) since_q = now_q;
                    control_q <= wb_ctrl_dat_w[3:0];
                end else
                    case (inner)
                        4'd0: command_q[cycle] <= wb_ctrl_dat_w[7:0];
                        4'd1: issue(cycle);
                        4'd2: address_q[cycle] <= wb_ctrl_dat_w[14:0];
                        4'd3: bank_q[cycle] <= wb_ctrl_dat_w[2:0];
                        4'd4: write_q[cycle][63:32] <= wb_ctrl_dat_w;
                        4'd5: write_q[cycle][31:0] <= wb_ctrl_dat_w;
                        default: broken(FAULT_REGISTER);
                    endcase
                default: broken(FAULT_REGISTER);
            endcase
        answer_q <= page == 2'd0 ? (at == 5'd0 ? {31'd0, done_q} : {31'd0, error_q})
                  : page == 2'd1 ? (at == 5'd6 ? {30'd0, seen_q} : {30'd0, lanes_q})
                  : at == 5'd0 ? {28'd0, control_q}
                  : inner == 4'd6 ? read_q[cycle][63:32] : inner == 4'd7 ? read_q[cycle][31:0] : 32'd0;
    end

    // ---- Native port.  Every 390 cycles a refresh keeps it waiting.
    reg  [READ-1:0] reads_q = 0;
    reg [WRITE-1:0] writes_q = 0;
    reg      [21:0] reading_q [0:READ-1];
    reg      [21:0] writing_q [0:WRITE-1];
    reg       [8:0] refresh_q = 9'd0;
    reg             took_q = 1'b0;       // one access is two system cycles long
    reg     [127:0] rdata_q;
    reg             rvalid_q = 1'b0;
    wire ready = !took_q && refresh_q >= 9'd20;
    wire take = user_port_node_cmd_valid && ready;
    assign user_port_node_cmd_ready = ready;
    assign user_port_node_wdata_ready = writes_q[WRITE-1];
    assign user_port_node_rdata_valid = rvalid_q;
    assign user_port_node_rdata_data = rdata_q;
    integer j;
    always @(posedge clock) begin
        took_q <= take;
        refresh_q <= refresh_q == 9'd389 ? 9'd0 : refresh_q + 9'd1;
        if (user_port_node_cmd_valid && !(control_q[0] && done_q)) broken(FAULT_EARLY);
        reads_q  <= {reads_q[READ-2:0], take && !user_port_node_cmd_we};
        writes_q <= {writes_q[WRITE-2:0], take && user_port_node_cmd_we};
        reading_q[0] <= user_port_node_cmd_addr[21:0];
        writing_q[0] <= user_port_node_cmd_addr[21:0];
        for (j = 1; j < READ; j = j + 1) reading_q[j] <= reading_q[j-1];
        for (j = 1; j < WRITE; j = j + 1) writing_q[j] <= writing_q[j-1];
        if (writes_q[WRITE-1])
            for (j = 0; j < 16; j = j + 1)
                if (user_port_node_wdata_we[j])
                    memory[writing_q[WRITE-1]][8 * j +: 8] = user_port_node_wdata_data[8 * j +: 8];
        rvalid_q <= reads_q[READ-1];
        if (reads_q[READ-1]) rdata_q <= memory[reading_q[READ-1]];
    end
endmodule

`default_nettype wire
