# hil BOARD=sim: the wall-socket box in Verilog as a process between two interfaces of Linux (docs/hil.md).
HIL_MODELS := $(B)/verilated/inline_box/libV.a $(B)/verilated/inline_wire/libV.a
$(eval $(call host_objects,eth_line,verif/eth/model.cpp))
$(eval $(call link_,$(B)/bin/hil_box,verif/hil/box.cpp,$(eth_line_objects) $(ethernet_objects) $(HIL_MODELS),\
  -Wno-shadow $(addprefix -isystem ,$(VERILATOR_INCLUDE) $(VERILATOR_INCLUDE)/vltstd $(dir $(HIL_MODELS))),$(HIL_MODELS)))

# The same for a node, one board of the simulator: verif/sim/cable.
HIL_NODE := $(B)/bin/hil_node $(B)/bin/mkimage $(addprefix $(B)/target/,firmware.bin kernel.elf echo.elf)
HIL_KERNELS := $(addprefix $(B)/target/kernel-no-,epoch-check.elf duplicate-filter.elf)

$(eval $(call test,hil,300,$(B)/bin/hil $(B)/bin/hil_box $(HIL_NODE) $(HIL_KERNELS),$(PYTHON) verif/hil/hil_test.py $(B)))
