# Whole boards in the simulator's network: a scenario's cards as make card writes them, one board as it would be flashed, the others
# the simulator's.
#   sim_ulx3s SCENARIO ...        the simulator, the board that AMOEBOX_ULX3S names an ULX3S from power-up
#   sim_ulx3s_wire SCENARIO ...   the same, its F-box replaced by a wire: for runs in which attacks must succeed
ifeq ($(PROFILE),wide)
WHOLE_SIM := $(sim_objects) $(foreach d,box wire,$(B)/obj/verif/sim/board_$(d).o $(call sim_library,sim_$(d)))
$(eval $(call verilated,ulx3s_wire,ulx3s_bench,$(ULX3S_BENCH_VERILOG) $(FBOX_WIRE_VERILOG),$(ULX3S_BENCH_FLAGS) -GDEFENCE=0))
$(foreach t,ulx3s ulx3s_wire,\
  $(eval $(call compile_,verif/whole/$t_target.cpp,$(SIM_LTO) $(call sim_include,$t),$(call sim_library,$t)))\
  $(eval $(call link_,$(B)/bin/sim_$t,,$(WHOLE_SIM) $(B)/obj/verif/whole/$t_target.o $(call sim_library,$t))))
PROGRAMS := $(filter-out $(B)/bin/sim_ulx3s_wire,$(PROGRAMS))

WHOLE_NEEDS := $(B)/bin/sim_ulx3s $(B)/bin/cards $(B)/bin/mkimage $(B)/target/board/firmware.hex $(B)/target/firmware.bin \
  $(patsubst %,$(B)/target/%.elf,kernel thief attack prey_client prey_server file fetch)
# The shortest that shows it: the ULX3S serves, and a thief gets nothing of what is its own.  The rest: make board-run.
$(eval $(call test,board_whole,300,$(WHOLE_NEEDS),verif/whole/run.sh $(B) $(B)/results-whole short))

.PHONY: board-run board-run-programs
board-run-programs: $(WHOLE_NEEDS) $(B)/bin/sim_ulx3s_wire $(patsubst %,$(B)/target/%.elf,rpc_caller rpc_subject)
board-run:
	@tools/setup/setup.sh
	@$(MAKE) -s -j2 board-run-programs
	@verif/whole/run.sh $(B) build/results/board-run long
endif
