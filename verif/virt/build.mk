# Boards as QEMU processes on the simulator's own network: $(B)/bin/sim_virt, the simulator with another kind of board.
include tools/make/target.mk
$(eval $(call host_objects,virt,verif/virt/qemu_board.cpp verif/virt/target.cpp,$(SIM_LTO)))
$(eval $(call link_,$(B)/bin/sim_virt,,$(sim_objects) $(virt_objects)))

VIRT_TEST := $(B)/bin/sim_virt $(B)/bin/mkimage $(B)/target/virt/firmware.elf $(patsubst %,$(B)/target/virt/%.elf,kernel kernel-no-software-f kernel-no-quota thief) \
  $(patsubst %,$(B)/target/%.elf,hello sh echo trespass threads local fuzzcalls rpc_subject rpc_caller crowd_member fault_ledger fault_teller prey_server prey_client local_thief file fetch)
$(foreach g,one many ends,$(eval $(call test,virt_$(g),300,$(VIRT_TEST),$(PYTHON) verif/virt/virt_test.py $(B) $(g))))

# The thief without a box: its own board, everything else as on the node.
$(eval $(call target_objects,virt_thief,verif/thief/start.S $(filter-out %/board.cpp,$(wildcard verif/thief/*.cpp)) $(filter-out %/dma.cpp %/hardware.cpp %/leftovers.cpp,$(wildcard verif/thief/attacks/*.cpp)) verif/virt/thief_board.cpp,\
  -O2 -Ikernel/platform/virt,virt/thief))
$(eval $(call target_elf,virt/thief,$$(virt_thief_target_objects) $$(freestanding_target_objects),kernel/platform/virt/kernel.ld))
PROGRAMS += $(B)/target/virt/thief.elf

# make debug PLATFORM=virt SCENARIO=s BOARD=b: docs/platforms.md.
.PHONY: debug debug-virt
debug: run-check setup
	@$(if $(filter virt,$(PLATFORM)),,echo "make debug: only for PLATFORM=virt; waveforms of a node: make run REPLAY=board" >&2; exit 2)
	@$(MAKE) -j2 debug-virt
debug-virt: $(SIM_TO_RUN)
	@verif/virt/debug.sh $(B) $(SCENARIO) '$(BOARD)'
$(eval $(call test,virt_debug,100,$(VIRT_TEST),$(PYTHON) verif/virt/debug_test.py $(B)))
