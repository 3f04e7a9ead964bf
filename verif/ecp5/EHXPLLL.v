// Stands for the ECP5's PLL: simulation has no time within a cycle, so the bench drives CLKI at the rate of CLKOP; or, if
// there is a CLKOS, which comes a quarter later, at twice that rate.
`default_nettype none

module EHXPLLL #(
    parameter CLKI_DIV       = 1,
    parameter CLKFB_DIV      = 1,
    parameter CLKOP_DIV      = 8,
    parameter CLKOP_CPHASE   = 0,
    parameter CLKOP_FPHASE   = 0,
    parameter CLKOP_ENABLE   = "ENABLED",
    parameter CLKOS_DIV      = 8,
    parameter CLKOS_CPHASE   = 0,
    parameter CLKOS_FPHASE   = 0,
    parameter CLKOS_ENABLE   = "DISABLED",
    parameter FEEDBK_PATH    = "CLKOP",
    parameter OUTDIVIDER_MUXA = "DIVA",
    parameter OUTDIVIDER_MUXB = "DIVB",
    parameter PLLRST_ENA     = "DISABLED",
    parameter INTFB_WAKE     = "DISABLED",
    parameter STDBY_ENABLE   = "DISABLED",
    parameter DPHASE_SOURCE  = "DISABLED"
) (
    input  wire CLKI,
    input  wire CLKFB,
    output wire CLKOP,
    output wire CLKOS,
    output wire LOCK,
    input  wire RST,
    input  wire STDBY,
    input  wire PHASESEL0,
    input  wire PHASESEL1,
    input  wire PHASEDIR,
    input  wire PHASESTEP,
    input  wire PHASELOADREG,
    input  wire PLLWAKESYNC,
    input  wire ENCLKOP
);
    reg [5:0] lock_q = 6'd0;
    always @(posedge CLKI) if (!lock_q[5]) lock_q <= lock_q + 6'd1;
    generate
        if (CLKOS_ENABLE == "ENABLED") begin : two
            reg clkop_q = 1'b0, clkos_q = 1'b0;
            always @(posedge CLKI) clkop_q <= !clkop_q;
            always @(negedge CLKI) clkos_q <= clkop_q;
            assign CLKOP = clkop_q;
            assign CLKOS = clkos_q;
        end else begin : one
            assign CLKOP = CLKI;
            assign CLKOS = 1'b0;
        end
    endgenerate
    assign LOCK  = lock_q[5];
    wire unused = &{1'b0, CLKFB, RST, STDBY, PHASESEL0, PHASESEL1, PHASEDIR, PHASESTEP, PHASELOADREG, PLLWAKESYNC, ENCLKOP,
                    CLKI_DIV != 0, CLKFB_DIV != 0, CLKOP_DIV != 0, CLKOP_CPHASE != 0, CLKOP_FPHASE != 0, CLKOP_ENABLE != "",
                    CLKOS_DIV != 0, CLKOS_CPHASE != 0, CLKOS_FPHASE != 0, OUTDIVIDER_MUXB != "",
                    FEEDBK_PATH != "", OUTDIVIDER_MUXA != "", PLLRST_ENA != "", INTFB_WAKE != "", STDBY_ENABLE != "",
                    DPHASE_SOURCE != ""};
endmodule

`default_nettype wire
