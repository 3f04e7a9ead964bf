# The box in the wall socket on the bench, from both cables.
INLINE_ALL := $(INLINE_VERILOG) $(FBOX_VERILOG) $(FBOX_WIRE_VERILOG) $(ETH_VERILOG)
$(eval $(call verilated,inline_box,inline_box,$(INLINE_ALL),$(VERILATOR_CHECK)))
$(eval $(call verilated,inline_wire,inline_wire,verif/inline/inline_wire.v $(INLINE_ALL),$(VERILATOR_CHECK)))

INLINE_TESTS := $(addprefix verif/inline/,path_test.cpp control_test.cpp figures_test.cpp attack_test.cpp closing_test.cpp)
$(eval $(call host_objects,eth_line,verif/eth/model.cpp))
$(eval $(call bench,inline_test,$(INLINE_TESTS),inline_box inline_wire,$(eth_line_objects)))
$(INLINE_TESTS:%.cpp=$(B)/obj/%.o): $(B)/verilated/inline_box/libV.a $(B)/verilated/inline_wire/libV.a

$(foreach t,path control fuzz figures attack closing,$(eval $(call test,inline_$t,200,$(B)/bin/inline_test,$(B)/bin/inline_test "[$t]")))

# The command of a Linux host, over real interfaces.
$(eval $(call test,inline_host,200,$(B)/bin/inline-box $(B)/bin/hil_box build/bin/f,\
  $(PYTHON) verif/inline/host_test.py $(B)/bin/inline-box $(B)/bin/hil_box build/bin/f $(if $(filter wide,$(PROFILE)),14,6)))
