# The box in the wall socket: INLINE_VERILOG is all that is new in it; it needs FBOX_VERILOG and ETH_VERILOG besides.
INLINE_VERILOG := rtl/inline/inline_box.v \
  $(addprefix rtl/inline/inline_,sorter.v slice.v control.v host_out.v cut.v gap.v counters.v)
