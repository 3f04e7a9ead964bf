# The F-box: FBOX_VERILOG is all of it, FBOX_WIRE_VERILOG the control build `wire`.
FBOX_F_VERILOG := rtl/fbox/fbox_f.v rtl/fbox/fbox_ascon_round.v

FBOX_VERILOG := rtl/fbox/fbox.v $(FBOX_F_VERILOG)
