// Stands for the PLL that the memory controller's generator makes: all its clocks are CLKI.
`default_nettype none

module EHXPLLL #(
    parameter CLKI_DIV = 1,
    parameter CLKFB_DIV = 1,
    parameter CLKOP_DIV = 1,
    parameter CLKOP_CPHASE = 1,
    parameter CLKOP_FPHASE = 1,
    parameter CLKOP_ENABLE = "DISABLED",
    parameter CLKOS_DIV = 1,
    parameter CLKOS_CPHASE = 1,
    parameter CLKOS_FPHASE = 1,
    parameter CLKOS_ENABLE = "DISABLED",
    parameter CLKOS2_DIV = 1,
    parameter CLKOS2_CPHASE = 1,
    parameter CLKOS2_FPHASE = 1,
    parameter CLKOS2_ENABLE = "DISABLED",
    parameter FEEDBK_PATH = "CLKOP"
) (
    input  wire CLKI,
    input  wire RST,
    input  wire STDBY,
    output wire CLKOP,
    output wire CLKOS,
    output wire CLKOS2,
    output wire LOCK
);
    reg [5:0] lock_q = 6'd0;
    always @(posedge CLKI)
        if (RST) lock_q <= 6'd0;
        else if (!lock_q[5]) lock_q <= lock_q + 6'd1;
    assign {CLKOP, CLKOS, CLKOS2} = {3{CLKI}};
    assign LOCK = lock_q[5];
    wire unused = &{1'b0, STDBY, CLKI_DIV != 0, CLKFB_DIV != 0, CLKOP_DIV != 0, CLKOP_CPHASE != 0, CLKOP_FPHASE != 0,
                    CLKOP_ENABLE != "", CLKOS_DIV != 0, CLKOS_CPHASE != 0, CLKOS_FPHASE != 0, CLKOS_ENABLE != "",
                    CLKOS2_DIV != 0, CLKOS2_CPHASE != 0, CLKOS2_FPHASE != 0, CLKOS2_ENABLE != "", FEEDBK_PATH != ""};
endmodule

`default_nettype wire
