# The F-box: FBOX_VERILOG is all of it; FBOX_WIRE_VERILOG is what the control build `wire` needs besides.
FBOX_F_VERILOG := rtl/fbox/fbox_f.v rtl/fbox/fbox_ascon_round.v

FBOX_VERILOG := rtl/fbox/fbox.v \
  $(addprefix rtl/fbox/fbox_,guard.v identity.v egress.v transform.v dispatch.v outlet.v ingress.v answer.v \
    table.v bank.v control.v counters.v form.v fields.v frame_buffer.v) $(FBOX_F_VERILOG)
FBOX_WIRE_VERILOG := $(addprefix rtl/fbox/fbox_,wire.v wire_way.v)
