// Vectors of recorder.hpp on a box in a four-state simulator: outputs must be what they were, cycle by cycle.
//
// An output that says whether others mean something (valid, ready, done, idle) must be 0 or 1 in every cycle from the one
// after the first rising clock in reset on, and equal; the others while they mean something.  Unknown is never equal.
//
//     vvp replay.vvp +vectors=FILE [+cycles=N]      at most N of them; prints one line of figures; the first faults before it; "faults 0" is success
`default_nettype none

module replay;
    integer file, got, limit, faults, unknown, cycles, from_host, from_wire, sent, delivered, fates;
    reg [8*256-1:0] name;
    reg [191:0] record;
    reg [47:0] mac;
    reg [15:0] board;
    reg clk, started;

    // In the order of the record.
    reg rst, owner_rst, htx_valid, htx_last, htx_arm, hrx_ready, hrx_done, nrx_valid, nrx_last, nrx_bad, ntx_ready;
    reg ctl_valid, ctl_write, ent_valid;
    reg [7:0] htx_data, htx_tag, htx_owner, nrx_data, ent_data;
    reg [5:0] ctl_addr;
    reg [31:0] ctl_wdata;
    reg want_htx_ready, want_done, want_hrx_valid, want_hrx_last, want_ntx_valid, want_ntx_last, want_ctl_ready;
    reg want_ent_ready, want_idle;
    reg [7:0] want_code, want_fate_entry, want_hrx_data, want_tag, want_entry, want_ntx_data;
    reg [31:0] want_rdata;

    wire htx_ready, done, hrx_valid, hrx_last, ntx_valid, ntx_last, ctl_ready, ent_ready, idle;
    wire [7:0] code, fate_entry, hrx_data, tag, entry, ntx_data;
    wire [31:0] rdata;

    fbox dut (
        .clk_i(clk), .rst_i(rst), .owner_rst_i(owner_rst), .mac_i(mac), .board_i(board),
        .htx_valid_i(htx_valid), .htx_ready_o(htx_ready), .htx_data_i(htx_data), .htx_last_i(htx_last),
        .htx_arm_i(htx_arm), .htx_tag_i(htx_tag), .htx_owner_i(htx_owner),
        .htx_done_o(done), .htx_code_o(code), .htx_entry_o(fate_entry),
        .hrx_valid_o(hrx_valid), .hrx_ready_i(hrx_ready), .hrx_data_o(hrx_data), .hrx_last_o(hrx_last),
        .hrx_tag_o(tag), .hrx_entry_o(entry), .hrx_done_i(hrx_done),
        .nrx_valid_i(nrx_valid), .nrx_data_i(nrx_data), .nrx_last_i(nrx_last), .nrx_bad_i(nrx_bad),
        .ntx_valid_o(ntx_valid), .ntx_ready_i(ntx_ready), .ntx_data_o(ntx_data), .ntx_last_o(ntx_last),
        .ctl_valid_i(ctl_valid), .ctl_write_i(ctl_write), .ctl_addr_i(ctl_addr), .ctl_wdata_i(ctl_wdata),
        .ctl_ready_o(ctl_ready), .ctl_rdata_o(rdata),
        .ent_valid_i(ent_valid), .ent_data_i(ent_data), .ent_ready_o(ent_ready), .idle_o(idle)
    );

    task same(input [8*12-1:0] what, input [31:0] is, input [31:0] wanted);
        if (is !== wanted) begin
            if (faults < 10) $display("cycle %0d: %0s is %h, expected %h", cycles, what, is, wanted);
            faults = faults + 1;
            if (^is === 1'bx) unknown = unknown + 1;
        end
    endtask

    task compare;
        begin
            same("htx_ready_o", htx_ready, want_htx_ready);
            same("htx_done_o", done, want_done);
            same("hrx_valid_o", hrx_valid, want_hrx_valid);
            same("ntx_valid_o", ntx_valid, want_ntx_valid);
            same("ctl_ready_o", ctl_ready, want_ctl_ready);
            same("ent_ready_o", ent_ready, want_ent_ready);
            same("idle_o", idle, want_idle);
            if (want_done) begin
                same("htx_code_o", code, want_code);
                same("htx_entry_o", fate_entry, want_fate_entry);
                fates = fates + 1;
            end
            if (want_hrx_valid) begin
                same("hrx_data_o", hrx_data, want_hrx_data);
                same("hrx_last_o", hrx_last, want_hrx_last);
                same("hrx_tag_o", tag, want_tag);
                same("hrx_entry_o", entry, want_entry);
                if (hrx_ready && want_hrx_last) delivered = delivered + 1;
            end
            if (want_ntx_valid) begin
                same("ntx_data_o", ntx_data, want_ntx_data);
                same("ntx_last_o", ntx_last, want_ntx_last);
                if (ntx_ready && want_ntx_last) sent = sent + 1;
            end
            if (want_ctl_ready) same("ctl_rdata_o", rdata, want_rdata);
            if (htx_valid && want_htx_ready && htx_last) from_host = from_host + 1;
            if (nrx_valid && nrx_last) from_wire = from_wire + 1;
        end
    endtask

    initial begin
        {faults, unknown, cycles, from_host, from_wire, sent, delivered, fates} = {8{32'd0}};
        clk = 1'b0;
        started = 1'b0;
        if (!$value$plusargs("vectors=%s", name)) name = "";
        if (!$value$plusargs("cycles=%d", limit)) limit = 32'h7FFFFFFF;
        file = $fopen(name, "rb");
        got = file == 0 ? 0 : $fread(record, file);
        if (got != 24 || record[191:160] != "AMBV") begin
            $display("replay: %0s has no vectors", name);
            $finish;
        end
        {mac, board} = record[159:96];
        got = $fread(record, file);
        while (got == 24 && cycles < limit) begin
            {rst, owner_rst, htx_valid, htx_data, htx_last, htx_arm, htx_tag, htx_owner, hrx_ready, hrx_done,
             nrx_valid, nrx_data, nrx_last, nrx_bad, ntx_ready, ctl_valid, ctl_write, ctl_addr, ctl_wdata, ent_valid, ent_data,
             want_htx_ready, want_done, want_code, want_fate_entry, want_hrx_valid, want_hrx_data, want_hrx_last, want_tag,
             want_entry, want_ntx_valid, want_ntx_data, want_ntx_last, want_ctl_ready, want_rdata, want_ent_ready,
             want_idle} = record[191:11];
            #4;
            if (started) compare;
            if (rst) started = 1'b1;
            clk = 1'b1;
            #4 clk = 1'b0;
            cycles = cycles + 1;
            got = $fread(record, file);
        end
        $display("cycles %0d from_host %0d from_wire %0d fates %0d sent %0d delivered %0d faults %0d unknown %0d",
                 cycles, from_host, from_wire, fates, sent, delivered, faults, unknown);
        $finish;
    end
endmodule

`default_nettype wire
