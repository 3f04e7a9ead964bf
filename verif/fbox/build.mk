# The F-box on the bench: against a model written from docs/fbox.md.
$(eval $(call verilated,fbox,fbox,$(FBOX_VERILOG)))

FBOX_TESTS := $(addprefix verif/fbox/,promises_test.cpp table_test.cpp figures_test.cpp random_test.cpp)
$(eval $(call bench,fbox_test,$(FBOX_TESTS),fbox))
$(eval $(call test,fbox,300,$(B)/bin/fbox_test,$(B)/bin/fbox_test))
