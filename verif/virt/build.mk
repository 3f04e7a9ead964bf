# Boards as QEMU processes on the simulator's own network: $(B)/bin/sim_virt, the simulator with another kind of board.
$(eval $(call host_objects,virt,verif/virt/qemu_board.cpp verif/virt/target.cpp,$(SIM_LTO)))
$(eval $(call link_,$(B)/bin/sim_virt,,$(sim_objects) $(virt_objects)))

VIRT_TEST := $(B)/bin/sim_virt $(B)/bin/mkimage $(B)/target/virt/firmware.elf $(patsubst %,$(B)/target/virt/%.elf,kernel kernel-no-software-f kernel-no-quota) \
  $(patsubst %,$(B)/target/%.elf,hello sh echo trespass threads local fuzzcalls rpc_subject rpc_caller crowd_member fault_ledger fault_teller prey_server prey_client local_thief)
$(foreach g,one many ends,$(eval $(call test,virt_$(g),120,$(VIRT_TEST),$(PYTHON) verif/virt/virt_test.py $(B) $(g))))
