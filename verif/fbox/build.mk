# The F-box on the bench: against a model written from docs/fbox.md.
$(eval $(call verilated,fbox,fbox,$(FBOX_VERILOG)))

$(eval $(call bench,fbox_test,verif/fbox/promises_test.cpp verif/fbox/table_test.cpp,fbox))
$(eval $(call test,fbox,300,$(B)/bin/fbox_test,$(B)/bin/fbox_test))
