# F, ports and capabilities: C++ against the official vectors and the rules, Verilog against the C++.
F_PORT_BYTES := $(if $(filter wide,$(PROFILE)),14,6)
F_VERILOG := rtl/fbox/fbox_ascon_round.v

$(eval $(call verilated,ascon,ascon_bench_top,verif/f/ascon_bench_top.v $(F_VERILOG)))
$(eval $(call verilated,f,fbox_f,rtl/fbox/fbox_f.v $(F_VERILOG),\
  $(VERILATOR_CHECK) -GPORT_BYTES=$(F_PORT_BYTES)))

$(eval $(call bench,f_test,verif/f/f_test.cpp,))
$(eval $(call bench,capability_test,verif/f/capability_test.cpp,))
$(eval $(call bench,f_verilog_test,verif/f/ascon_verilog_test.cpp verif/f/f_verilog_test.cpp verif/f/f_inside_test.cpp,ascon f))

$(eval $(call test,f,60,$(B)/bin/f_test,$(B)/bin/f_test))
$(eval $(call test,capability,120,$(B)/bin/capability_test,$(B)/bin/capability_test))
$(eval $(call test,f_verilog,180,$(B)/bin/f_verilog_test,$(B)/bin/f_verilog_test))
$(eval $(call test,f_tool,60,build/bin/f,$(PYTHON) verif/f/f_tool_test.py build/bin/f))
$(eval $(call test,f_types,120,,$(PYTHON) verif/f/types_test.py $(CXX)))
$(eval $(call test,f_lint,120,$(F_CONSTANTS),verif/f/lint.sh $(F_PORT_BYTES) $(GEN)))
