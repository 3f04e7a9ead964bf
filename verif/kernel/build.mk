# Kernel tests on model boards: the real processor in a functional model of the node.
$(B)/gen/kernel_test/VexRiscv.v: rtl/soc/vexriscv.py
	@$(PYTHON) $< $@
$(eval $(call verilated,vexriscv,VexRiscv,$(B)/gen/kernel_test/VexRiscv.v verif/kernel/vexriscv.vlt,$$(VERILATOR_FAST) -Wno-lint -Wno-style -Wno-fatal))
$(eval $(call link_,$(B)/bin/boards,verif/kernel/boards.cpp,$(B)/verilated/vexriscv/libV.a,\
  -Wno-shadow -isystem $(VERILATOR_INCLUDE) -isystem $(VERILATOR_INCLUDE)/vltstd -isystem $(B)/verilated/vexriscv,$(B)/verilated/vexriscv/libV.a))

KERNEL_TEST := $(B)/bin/boards $(B)/bin/mkimage build/bin/f $(B)/target/firmware.bin $(B)/target/kernel.elf \
    $(B)/target/kernel-no-software-f.elf $(patsubst %,$(B)/target/%.elf,$(filter-out kernel_server,$(notdir $(wildcard commands/* servers/* verif/kernel/programs/*))))
$(foreach g,image isolation threads local remote fuzz shell,$(eval $(call test,kernel_$(g),1500,$(KERNEL_TEST),\
  $(PYTHON) verif/kernel/kernel_test.py $(B) $(g))))
