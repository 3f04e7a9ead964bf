# The F-box on the bench: against a model written from docs/fbox.md.
$(eval $(call verilated,fbox,fbox,$(FBOX_VERILOG),$(VERILATOR_CHECK)))
$(eval $(call verilated,fbox_wire,fbox_wire,$(FBOX_WIRE_VERILOG) rtl/fbox/fbox_frame_buffer.v,$(VERILATOR_CHECK)))
$(eval $(call verilated,fbox_narrow,fbox,$(FBOX_VERILOG),$(VERILATOR_CHECK) -GF_OUT_BITS=20))

FBOX_TESTS := $(addprefix verif/fbox/,promises_test.cpp table_test.cpp figures_test.cpp random_test.cpp closing_test.cpp \
  inside_test.cpp attack_test.cpp)
$(eval $(call bench,fbox_test,$(FBOX_TESTS),fbox fbox_wire))
# They look into the models, whose headers are system headers to the compiler's list of dependencies.
$(FBOX_TESTS:%.cpp=$(B)/obj/%.o): $(B)/verilated/fbox/libV.a $(B)/verilated/fbox_wire/libV.a
$(eval $(call bench,fbox_narrow_test,verif/fbox/narrow_test.cpp,fbox_narrow))

# One program, several tests, so that they share the machine's cores.
$(foreach t,promises table figures random closing attack,\
  $(eval $(call test,fbox_$t,400,$(B)/bin/fbox_test,$(B)/bin/fbox_test "[$t]")))
$(eval $(call test,fbox_narrow,60,$(B)/bin/fbox_narrow_test,$(B)/bin/fbox_narrow_test))
