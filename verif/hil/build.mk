# hil BOARD=sim: the wall-socket box in Verilog as a process between two interfaces of Linux (docs/hil.md).
HIL_MODELS := $(B)/verilated/inline_box/libV.a $(B)/verilated/inline_wire/libV.a
$(eval $(call host_objects,eth_line,verif/eth/model.cpp))
$(eval $(call link_,$(B)/bin/hil_box,verif/hil/box.cpp,$(eth_line_objects) $(ethernet_objects) $(HIL_MODELS),\
  -Wno-shadow $(addprefix -isystem ,$(VERILATOR_INCLUDE) $(VERILATOR_INCLUDE)/vltstd $(dir $(HIL_MODELS))),$(HIL_MODELS)))

$(eval $(call test,hil,300,$(B)/bin/hil $(B)/bin/hil_box,$(PYTHON) verif/hil/hil_test.py $(B)))
