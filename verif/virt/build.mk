# Boards as QEMU processes on the simulator's own network: $(B)/bin/sim_virt, the simulator with another kind of board.
include tools/make/target.mk
$(eval $(call host_objects,virt,verif/virt/qemu_board.cpp verif/virt/target.cpp,$(SIM_LTO)))
$(eval $(call link_,$(B)/bin/sim_virt,,$(sim_objects) $(virt_objects)))

VIRT_TEST := $(B)/bin/sim_virt $(B)/bin/mkimage $(B)/target/virt/firmware.elf $(patsubst %,$(B)/target/virt/%.elf,kernel kernel-no-software-f kernel-no-quota kernel-no-duplicate-filter thief disk) \
  $(patsubst %,$(B)/target/%.elf,hello sh echo trespass threads local fuzzcalls rpc_subject rpc_caller crowd_member fault_ledger fault_teller prey_server prey_client local_thief file fetch tally_server tally_caller)
$(foreach g,one many ends disk calls transcript,$(eval $(call test,virt_$(g),300,$(VIRT_TEST),$(PYTHON) verif/virt/virt_test.py $(B) $(g))))

# make campaign PLATFORM=virt CALLS=n: build/results/null-campaign.json.
CALLS ?= 10000000
.PHONY: campaign-virt
campaign-virt: $(VIRT_TEST)
	@$(B)/bin/sim_virt verif/virt/campaign.toml --seed $(SEED) --set CALLS=$(CALLS) --commit $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)

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

# The disk, by a kernel that does nothing else.
$(eval $(call target_objects,disk_board,verif/thief/start.S verif/virt/disk_board.cpp kernel/arch/riscv/space.cpp kernel/platform/virt/machine.cpp kernel/platform/virt/disk.cpp,\
  -O2 -Wno-unused-const-variable -Ikernel/platform/virt -Ikernel/arch/riscv,virt/disk))
$(eval $(call target_elf,virt/disk,$$(disk_board_target_objects) $$(freestanding_target_objects),kernel/platform/virt/kernel.ld))
PROGRAMS += $(B)/target/virt/disk.elf
