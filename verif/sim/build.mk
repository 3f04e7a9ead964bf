# The simulator.
#   sim, sim_trace            the node's models, fast and with waveforms
#   sim_stub, sim_stub_trace  the same program around a small board of its own (test/sim_board_stub.v), for its tests
#   sim_test, sim_bench       unit tests; the figures of the simulator
#
# What is compiled for speed is compiled with -flto, model and loop together: 3.1 times the speed of Verilator's default.

SIM_SOURCES := $(addprefix verif/sim/,board.cpp ethernet.cpp faults.cpp network.cpp switch.cpp scenario.cpp console.cpp pcapng.cpp \
  rpc_trace.cpp recording_file.cpp plan.cpp results.cpp terminal.cpp target.cpp)
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
