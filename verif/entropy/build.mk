# Nothing here depends on the port width.
ifeq ($(PROFILE),wide)
$(eval $(call verilated,entropy_source,entropy_source,$(ENTROPY_VERILOG),$(VERILATOR_CHECK)))
$(eval $(call bench,entropy_test,verif/entropy/entropy_test.cpp,entropy_source))
$(eval $(call test,entropy,60,$(B)/bin/entropy_test,$(B)/bin/entropy_test))
endif
