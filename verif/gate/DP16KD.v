// The block RAM of an ECP5, as far as our memories use it; Yosys's own model is empty.  memories.v compares it with memories in RTL.
//
// One clock for both sides (CLKA and CLKB must be joined).  Nothing is known before it is written, whatever INITVAL says.
// What is refused or makes the output unknown: other parameters than the memories of this project get, a reset, a read of bits
// that the other side writes in the same cycle.  A write whose address or enable is unknown makes all of the memory unknown.
`default_nettype none

module DP16KD #(
    parameter DATA_WIDTH_A = 18,             // 1, 2, 4, 9, 18, or 36 on both sides: A writes, B reads
    parameter DATA_WIDTH_B = 18,
    parameter REGMODE_A = "NOREG",           // OUTREG: one register more behind the output
    parameter REGMODE_B = "NOREG",
    parameter RESETMODE = "SYNC",
    parameter ASYNC_RESET_RELEASE = "SYNC",
    parameter CSDECODE_A = "0b000",
    parameter CSDECODE_B = "0b000",
    parameter WRITEMODE_A = "NORMAL",        // what a side reads while it writes: what it read before,
    parameter WRITEMODE_B = "NORMAL",        // WRITETHROUGH: the new word, READBEFOREWRITE: the old one
    parameter CLKAMUX = "CLKA",
    parameter CLKBMUX = "CLKB",
    parameter GSR = "ENABLED",
    parameter INITVAL_00 = 320'd0,
    parameter INITVAL_01 = 320'd0, INITVAL_02 = 320'd0, INITVAL_03 = 320'd0, INITVAL_04 = 320'd0,
    parameter INITVAL_05 = 320'd0, INITVAL_06 = 320'd0, INITVAL_07 = 320'd0, INITVAL_08 = 320'd0,
    parameter INITVAL_09 = 320'd0, INITVAL_0A = 320'd0, INITVAL_0B = 320'd0, INITVAL_0C = 320'd0,
    parameter INITVAL_0D = 320'd0, INITVAL_0E = 320'd0, INITVAL_0F = 320'd0, INITVAL_10 = 320'd0,
    parameter INITVAL_11 = 320'd0, INITVAL_12 = 320'd0, INITVAL_13 = 320'd0, INITVAL_14 = 320'd0,
    parameter INITVAL_15 = 320'd0, INITVAL_16 = 320'd0, INITVAL_17 = 320'd0, INITVAL_18 = 320'd0,
    parameter INITVAL_19 = 320'd0, INITVAL_1A = 320'd0, INITVAL_1B = 320'd0, INITVAL_1C = 320'd0,
    parameter INITVAL_1D = 320'd0, INITVAL_1E = 320'd0, INITVAL_1F = 320'd0, INITVAL_20 = 320'd0,
    parameter INITVAL_21 = 320'd0, INITVAL_22 = 320'd0, INITVAL_23 = 320'd0, INITVAL_24 = 320'd0,
    parameter INITVAL_25 = 320'd0, INITVAL_26 = 320'd0, INITVAL_27 = 320'd0, INITVAL_28 = 320'd0,
    parameter INITVAL_29 = 320'd0, INITVAL_2A = 320'd0, INITVAL_2B = 320'd0, INITVAL_2C = 320'd0,
    parameter INITVAL_2D = 320'd0, INITVAL_2E = 320'd0, INITVAL_2F = 320'd0, INITVAL_30 = 320'd0,
    parameter INITVAL_31 = 320'd0, INITVAL_32 = 320'd0, INITVAL_33 = 320'd0, INITVAL_34 = 320'd0,
    parameter INITVAL_35 = 320'd0, INITVAL_36 = 320'd0, INITVAL_37 = 320'd0, INITVAL_38 = 320'd0,
    parameter INITVAL_39 = 320'd0, INITVAL_3A = 320'd0, INITVAL_3B = 320'd0, INITVAL_3C = 320'd0,
    parameter INITVAL_3D = 320'd0, INITVAL_3E = 320'd0, INITVAL_3F = 320'd0
) (
    input  wire DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0,
    input  wire ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0,
    input  wire CEA, OCEA, CLKA, WEA, RSTA, CSA2, CSA1, CSA0,
    output wire DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1, DOA0,
    input  wire DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0,
    input  wire ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0,
    input  wire CEB, OCEB, CLKB, WEB, RSTB, CSB2, CSB1, CSB0,
    output wire DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1, DOB0
);
    localparam WIDE = DATA_WIDTH_A == 36;

    // synthesis attributes and initial contents do not matter here
    initial begin
        if (CLKAMUX != "CLKA" || CLKBMUX != "CLKB" || CSDECODE_A != "0b000" || CSDECODE_B != "0b000" ||
            WIDE != (DATA_WIDTH_B == 36)) begin
            $display("DP16KD: its parameters are not modelled");
            $finish;
        end
    end

    wire [17:0] dia = {DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0};
    wire [17:0] dib = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0};
    wire [13:0] ada = {ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0};
    wire [13:0] adb = {ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0};

    // Words of two bytes of nine bits; narrow sides do not reach the ninth ones.
    reg [17:0] memory [0:1023];

    // Of a side's address: the first bit within the word, and which bits of the word are meant.
    function [4:0] place(input integer width, input [13:0] address);
        case (width)
            1: place = {1'b0, address[3:0]} + {4'd0, address[3]};
            2: place = {1'b0, address[3:1], 1'b0} + {4'd0, address[3]};
            4: place = {1'b0, address[3:2], 2'b00} + {4'd0, address[3]};
            9: place = address[3] ? 5'd9 : 5'd0;
            default: place = 5'd0;
        endcase
    endfunction
    function [17:0] bits(input integer width, input [13:0] address);
        case (width)
            1: bits = 18'h00001 << place(width, address);
            2: bits = 18'h00003 << place(width, address);
            4: bits = 18'h0000F << place(width, address);
            9: bits = 18'h001FF << place(width, address);
            default: bits = 18'h3FFFF;
        endcase
    endfunction
    // Which of them are written: bytes have enables in the lowest bits of the address where it has no other use for them.
    function [17:0] enabled(input integer width, input [13:0] address);
        enabled = width >= 18 ? {{9{address[1]}}, {9{address[0]}}} : bits(width, address);
    endfunction

    wire on_a = CEA && !CSA2 && !CSA1 && !CSA0;
    wire on_b = CEB && !CSB2 && !CSB1 && !CSB0;
    wire write_a = on_a && WEA;
    wire write_b = on_b && WEB && !WIDE;
    wire lost_a = write_a !== 1'b0 && ^{write_a, ada} === 1'bx;
    wire lost_b = write_b !== 1'b0 && ^{write_b, adb} === 1'bx;

    wire [9:0] word_a = WIDE ? {ada[13:5], 1'b0} : ada[13:4];
    wire [9:0] word_b = WIDE ? {adb[13:5], 1'b0} : adb[13:4];
    wire [17:0] mask_a = enabled(DATA_WIDTH_A, ada) & {18{write_a}};
    wire [17:0] upper_a = {{9{ada[3]}}, {9{ada[2]}}} & {18{write_a && WIDE}};
    wire [17:0] mask_b = enabled(DATA_WIDTH_B, adb) & {18{write_b}};

    reg [17:0] fetch_a, fetch_b, read_a, read_b, held_a, held_b;
    integer i;
    always @(posedge CLKA) begin
        // What is there before this cycle's writes; unknown where the other side writes.
        fetch_a = WIDE ? memory[word_b] : memory[word_a];
        fetch_b = WIDE ? memory[word_b | 10'd1] : memory[word_b];
        if (word_a == word_b) begin
            fetch_a = fetch_a ^ ((WIDE ? mask_a : mask_b) & {18{1'bx}});
            fetch_b = fetch_b ^ ((WIDE ? upper_a : mask_a) & {18{1'bx}});
        end
        if (write_a) begin
            memory[word_a] = (memory[word_a] & ~mask_a) | ((dia << place(DATA_WIDTH_A, ada)) & mask_a);
            if (WIDE) memory[word_a | 10'd1] = (memory[word_a | 10'd1] & ~upper_a) | (dib & upper_a);
        end
        if (write_b) memory[word_b] = (memory[word_b] & ~mask_b) | ((dib << place(DATA_WIDTH_B, adb)) & mask_b);
        if (lost_a || lost_b) for (i = 0; i < 1024; i = i + 1) memory[i] = {18{1'bx}};

        if (WIDE) begin
            if (on_b !== 1'b0) read_a <= on_b === 1'b1 ? fetch_a : {18{1'bx}};
            if (on_b !== 1'b0) read_b <= on_b === 1'b1 ? fetch_b : {18{1'bx}};
            if (OCEB !== 1'b0) held_a <= OCEB === 1'b1 ? read_a : {18{1'bx}};
        end else begin
            if (on_a !== 1'b0 && !(WEA === 1'b1 && WRITEMODE_A == "NORMAL")) begin
                read_a <= on_a !== 1'b1 || WEA === 1'bx ? {18{1'bx}} :
                          ((WRITEMODE_A == "WRITETHROUGH" ? memory[word_a] : fetch_a) & bits(DATA_WIDTH_A, ada)) >> place(DATA_WIDTH_A, ada);
            end
            if (on_b !== 1'b0 && !(WEB === 1'b1 && WRITEMODE_B == "NORMAL")) begin
                read_b <= on_b !== 1'b1 || WEB === 1'bx ? {18{1'bx}} :
                          ((WRITEMODE_B == "WRITETHROUGH" ? memory[word_b] : fetch_b) & bits(DATA_WIDTH_B, adb)) >> place(DATA_WIDTH_B, adb);
            end
            if (OCEA !== 1'b0) held_a <= OCEA === 1'b1 ? read_a : {18{1'bx}};
        end
        if (OCEB !== 1'b0) held_b <= OCEB === 1'b1 ? read_b : {18{1'bx}};
        if (RSTA !== 1'b0) {read_a, held_a} <= {36{1'bx}};
        if (RSTB !== 1'b0) {read_b, held_b} <= {36{1'bx}};
    end

    assign {DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1, DOA0} = (WIDE ? REGMODE_B : REGMODE_A) == "OUTREG" ? held_a : read_a;
    assign {DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1, DOB0} = REGMODE_B == "OUTREG" ? held_b : read_b;
endmodule

`default_nettype wire
