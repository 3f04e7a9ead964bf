# Whole boards in the simulator's network: a scenario's cards as make card writes them, one board as it would be flashed, the others
# the simulator's.
#   sim_ulx3s SCENARIO ...        the simulator, the board that AMOEBOX_WHOLE names an ULX3S from power-up
#   sim_ulx3s_wire SCENARIO ...   the same, its F-box replaced by a wire: for runs in which attacks must succeed
#   sim_ecpix5, sim_ecpix5_wire   likewise an ECPIX-5
ifeq ($(PROFILE),wide)
WHOLE_BOARDS := ulx3s ecpix5
whole_of = $1 $(board_ram_$1) $(WHOLE_AHEAD_$1)
WHOLE_AHEAD_ulx3s := 65
WHOLE_AHEAD_ecpix5 := 120
$(eval $(call host_objects,whole,verif/whole/target.cpp,$(SIM_LTO) -isystem $(VERILATOR_INCLUDE) -isystem $(VERILATOR_INCLUDE)/vltstd))
WHOLE_SIM := $(sim_objects) $(whole_objects) $(eth_line_objects) $(foreach d,box wire,$(B)/obj/verif/sim/board_$(d).o $(call sim_library,sim_$(d)))
$(eval $(call verilated,ulx3s_wire,ulx3s_bench,$(ULX3S_BENCH_VERILOG) $(FBOX_WIRE_VERILOG),$(ULX3S_BENCH_FLAGS) -GDEFENCE=0))
$(eval $(call verilated,ecpix5_wire,ecpix5_bench,$(ECPIX5_BENCH_VERILOG) $(FBOX_WIRE_VERILOG),$(ECPIX5_BENCH_FLAGS) -GDEFENCE=0))
$(foreach t,$(foreach b,$(WHOLE_BOARDS),$b $b_wire),\
  $(eval $(call compile_,verif/whole/$t_target.cpp,$(SIM_LTO) $(call sim_include,$t),$(call sim_library,$t)))\
  $(eval $(call link_,$(B)/bin/sim_$t,,$(WHOLE_SIM) $(B)/obj/verif/whole/$t_target.o $(call sim_library,$t))))
WHOLE_WIRES := $(WHOLE_BOARDS:%=$(B)/bin/sim_%_wire)
PROGRAMS := $(filter-out $(WHOLE_WIRES),$(PROGRAMS))

WHOLE_NEEDS := $(B)/bin/cards $(B)/bin/mkimage $(B)/target/firmware.bin $(patsubst %,$(B)/target/%.elf,kernel thief attack prey_client prey_server file fetch)
WHOLE_NEEDS_ulx3s := $(B)/bin/sim_ulx3s $(B)/target/board/firmware.hex
WHOLE_NEEDS_ecpix5 := $(B)/bin/sim_ecpix5 $(B)/target/ddr3/firmware.hex
# The shortest that shows it: the board serves, and a thief gets nothing of what is its own.  The rest: make board-run.
$(foreach b,$(WHOLE_BOARDS),$(eval $(call test,board_whole_$b,300,$(WHOLE_NEEDS) $(WHOLE_NEEDS_$b),\
  verif/whole/run.sh $(B) $(B)/results-whole/$b short $(call whole_of,$b))))

# make board-run [BOARD=ulx3s]: all of it, of both boards or of one (docs/boards.md says how long).
.PHONY: board-run board-run-programs
board-run-programs: $(WHOLE_NEEDS) $(foreach b,$(WHOLE_BOARDS),$(WHOLE_NEEDS_$b)) $(WHOLE_WIRES) $(patsubst %,$(B)/target/%.elf,rpc_caller rpc_subject)
board-run:
	@$(if $(filter $(or $(BOARD),$(WHOLE_BOARDS)),$(WHOLE_BOARDS)),,echo "make board-run: BOARD is '$(BOARD)', expected one of: $(WHOLE_BOARDS); or none, for all." >&2; exit 2)
	@tools/setup/setup.sh
	@$(MAKE) -s -j2 board-run-programs
	@status=0; $(foreach b,$(or $(BOARD),$(WHOLE_BOARDS)),echo "$b:"; verif/whole/run.sh $(B) build/results/board-run/$b long $(call whole_of,$b) || status=1;) exit $$status
endif
