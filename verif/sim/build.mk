# The simulator.
#   sim, sim_trace            the node's models, fast and with waveforms
#   sim_stub, sim_stub_trace  the same program around a small board of its own (test/sim_board_stub.v), for its tests
#   sim_test, sim_bench       unit tests; the figures of the simulator
#
# What is compiled for speed is compiled with -flto, model and loop together: 3.1 times the speed of Verilator's default.

SIM_SOURCES := $(addprefix verif/sim/,board.cpp ethernet.cpp faults.cpp network.cpp switch.cpp scenario.cpp console.cpp pcapng.cpp \
  rpc_trace.cpp recording_file.cpp plan.cpp results.cpp terminal.cpp target.cpp image_maker.cpp)
SIM_LTO := -flto

# $1 name of a model's library
sim_include = -Wno-shadow -isystem $(VERILATOR_INCLUDE) -isystem $(VERILATOR_INCLUDE)/vltstd -isystem $(B)/verilated/$(1)
sim_library = $(B)/verilated/$(1)/libV.a

# $1 name, $2 top, $3 Verilog, $4 further Verilator flags
define sim_model
$(eval $(call verilated,$(1),$(2),$(3),$(VERILATOR_FAST) $(4)))
$(call sim_library,$(strip $(1))): VLT_OPT := -O2 -flto
endef

$(eval $(call host_objects,sim,$(SIM_SOURCES) verif/sim/main.cpp,$(SIM_LTO)))
SIM_CORE := $(filter-out %/main.o,$(sim_objects))

$(eval $(call sim_model,sim_stub,sim_board_stub,verif/sim/test/sim_board_stub.v))
$(eval $(call sim_model,sim_stub_waves,sim_board_stub,verif/sim/test/sim_board_stub.v,--trace-fst))
$(eval $(call compile_,verif/sim/test/stub_target.cpp,$(SIM_LTO) $(call sim_include,sim_stub),$(call sim_library,sim_stub)))
$(eval $(call compile_,verif/sim/test/stub_waves_target.cpp,$(SIM_LTO) $(call sim_include,sim_stub_waves),$(call sim_library,sim_stub_waves)))
$(eval $(call link_,$(B)/bin/sim_stub,,$(sim_objects) $(B)/obj/verif/sim/test/stub_target.o $(call sim_library,sim_stub)))
$(eval $(call link_,$(B)/bin/sim_stub_trace,,$(sim_objects) $(B)/obj/verif/sim/test/stub_waves_target.o $(call sim_library,sim_stub_waves)))
$(B)/bin/sim_stub_trace: LDFLAGS += -lz

# The node itself.
SIM_NODE_VERILOG = verif/sim/sim_board_$(1).v $(SOC_VERILOG)
ifneq ($(SOC_VERILOG),)
$(foreach d,box wire,\
  $(eval $(call sim_model,sim_$(d),sim_board_$(d),$(call SIM_NODE_VERILOG,$(d))))\
  $(eval $(call sim_model,sim_$(d)_waves,sim_board_$(d),$(call SIM_NODE_VERILOG,$(d)),--trace-fst))\
  $(eval $(call compile_,verif/sim/board_$(d).cpp,$(SIM_LTO) $(call sim_include,sim_$(d)),$(call sim_library,sim_$(d))))\
  $(eval $(call compile_,verif/sim/board_$(d)_waves.cpp,$(SIM_LTO) $(call sim_include,sim_$(d)_waves),$(call sim_library,sim_$(d)_waves))))
$(eval $(call compile_,verif/sim/node_target.cpp,$(SIM_LTO),))
SIM_NODE := $(sim_objects) $(B)/obj/verif/sim/node_target.o
$(eval $(call link_,$(B)/bin/sim,,$(SIM_NODE) $(foreach d,box wire,$(B)/obj/verif/sim/board_$(d).o $(call sim_library,sim_$(d)))))
# Figures.
$(eval $(call sim_model,sim_bare,VexRiscv,$(VEXRISCV)))
$(eval $(call compile_,verif/sim/test/bench.cpp,$(SIM_LTO) $(call sim_include,sim_bare) -Wno-psabi,$(call sim_library,sim_bare)))
$(eval $(call link_,$(B)/bin/sim_bench,,$(SIM_CORE) $(B)/obj/verif/sim/test/bench.o $(B)/obj/verif/sim/board_box.o $(call sim_library,sim_bare) $(call sim_library,sim_box)))
PROGRAMS := $(filter-out $(B)/bin/sim_bench,$(PROGRAMS))
BENCHES += sim
.PHONY: bench-sim
bench-sim: $(B)/bin/sim_bench
	@mkdir -p build/results
	@$(B)/bin/sim_bench build/results/bench-sim.json
# Built only when somebody wants waveforms.
$(eval $(call link_,$(B)/bin/sim_trace,,$(SIM_NODE) $(foreach d,box wire,$(B)/obj/verif/sim/board_$(d)_waves.o $(call sim_library,sim_$(d)_waves))))
$(B)/bin/sim_trace: LDFLAGS += -lz
PROGRAMS := $(filter-out $(B)/bin/sim_trace,$(PROGRAMS))
endif

# make run, make shell.  SCENARIO=thief is a family of scenarios with verdicts of their own (verif/thief/build.mk).
SCENARIO ?= network
SIM_NAME := $(basename $(notdir $(SCENARIO)))
# Of kernels and programs only those whose names occur in the scenario are built.
SIM_WORDS = $(shell tr -cs 'a-zA-Z0-9_-' '\n' < $(firstword $(wildcard verif/scenarios/$(SCENARIO).toml $(SCENARIO))) | sort -u)
include tools/make/platforms.mk
SIM_PROGRAM := $(B)/bin/sim$(if $(filter-out node,$(PLATFORM)),_$(PLATFORM))
SIM_KERNELS := $(B)/target/$(call platform_path,$(PLATFORM))
SIM_TO_RUN = $(sort $(SIM_PROGRAM) $(B)/bin/mkimage $(SIM_KERNELS)$(if $(filter node,$(PLATFORM)),firmware.bin,firmware.elf) $(SIM_KERNELS)kernel.elf \
  $(filter $(SIM_WORDS:%=$(B)/target/%.elf) $(SIM_WORDS:%=$(SIM_KERNELS)%.elf),$(PROGRAMS)))
SIM_RUN = $(SIM_PROGRAM) $(SCENARIO) --seed $(SEED) --threads $(THREADS) --commit $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown) \
  $(if $(FILE),--set "FILE=$$FILE") $(if $(PCAP),--pcap build/results/$(SIM_NAME).pcapng) $(if $(TRACE),--trace build/results/$(SIM_NAME).trace.json) \
  $(if $(RUN),--run $(RUN)) $(SIM_OPTIONS)
# A scenario may have a script that says what its results show.
SIM_SUMMARY = $(wildcard verif/sim/summary/$(SIM_NAME).py)
SIM_RECORDING = build/results/$(SIM_NAME)$(if $(RUN),-$(RUN)).$(REPLAY).recording
.PHONY: run run-sim shell shell-sim run-check
run-check:
	@PLATFORM='$(PLATFORM)' SEED='$(SEED)' THREADS='$(THREADS)' SCENARIO='$(SCENARIO)' verif/sim/check_run.sh
run: run-check setup
	@$(MAKE) $(if $(filter thief,$(SCENARIO)),thief,run-sim)
run-sim:
	@$(MAKE) -j2 $(SIM_TO_RUN) $(if $(REPLAY),$(B)/bin/sim_trace)
	@$(SIM_RUN) $(if $(REPLAY),--replay $(REPLAY))
	$(if $(SIM_SUMMARY),@$(PYTHON) $(SIM_SUMMARY) build/results/$(SIM_NAME).json)
	$(if $(REPLAY),@$(B)/bin/sim_trace --recording $(SIM_RECORDING) $(if $(FROM),--from $(FROM)) $(if $(TO),--to $(TO)) --fst build/results/$(SIM_NAME).$(REPLAY).fst)
shell: run-check setup
	@$(MAKE) shell-sim SCENARIO=$(if $(filter command line,$(origin SCENARIO)),$(SCENARIO),shell)
shell-sim:
	@$(MAKE) -j2 $(SIM_TO_RUN)
	@$(SIM_RUN) --shell

# Tests.
$(eval $(call bench,sim_test,verif/sim/test/scenario_test.cpp verif/sim/test/network_test.cpp,,$(SIM_CORE) $(B)/obj/verif/sim/test/stub_target.o $(call sim_library,sim_stub),$(SIM_LTO)))
$(eval $(call test,sim,60,$(B)/bin/sim_test,$(B)/bin/sim_test))
ifeq ($(PROFILE),wide) # ports have no part in it
$(eval $(call test,sim_cli,300,$(B)/bin/sim_stub $(B)/bin/sim_stub_trace,$(PYTHON) verif/sim/test/cli_test.py $(B)/bin/sim_stub $(B)/bin/sim_stub_trace))
endif
ifneq ($(SOC_VERILOG),)
# A node boots for 45 ms of simulated time before its first frame, so classic leaves the many seeds to wide.
SIM_SEEDS := $(if $(filter wide,$(PROFILE)),20,1)
$(eval $(call test,sim_node,900,$(B)/bin/sim $(B)/bin/mkimage $(foreach p,kernel file fetch,$(B)/target/$(p).elf) $(B)/target/firmware.bin,\
  $(PYTHON) verif/sim/test/node_test.py $(B)/bin/sim $(B) $(SIM_SEEDS)))
endif
