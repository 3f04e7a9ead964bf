# The scenarios that say what RPC is worth: rpc (sizes, errors), faults (outcomes are true), crowd (everybody calls everybody).
include tools/make/target.mk
SCENARIO_PROGRAMS := $(notdir $(wildcard verif/scenarios/programs/*))
SCENARIO_PROGRAMS := $(filter-out %.hpp,$(SCENARIO_PROGRAMS))
$(foreach p,$(SCENARIO_PROGRAMS),$(eval $(call target_program,$(p),$(wildcard verif/scenarios/programs/$(p)/*.cpp))))
PROGRAMS += $(SCENARIO_PROGRAMS:%=$(B)/target/%.elf)

# $1 scenario, $2 seconds, $3 what else the images hold, $4 options; its summary judges, where it has one.
SCENARIO_BOARD := $(B)/bin/sim $(B)/bin/mkimage $(B)/target/firmware.bin $(B)/target/kernel.elf $(SCENARIO_PROGRAMS:%=$(B)/target/%.elf)
SCENARIO_SUMMARY = $(wildcard verif/sim/summary/$(1).py)
scenario_test = $(eval $(call test,scenario_$(1),$(2),$(SCENARIO_BOARD) $(3:%=$(B)/target/%.elf),\
  $(B)/bin/sim $(1) --build $(B) --results $(B)/results-$(1) --quiet $(4)$(if $(call SCENARIO_SUMMARY,$(1)), && $(PYTHON) $(call SCENARIO_SUMMARY,$(1)) $(B)/results-$(1)/$(1).json)))
# In classic what depends on the width of a port: how messages are cut, and outcomes in disorder.
SCENARIO_OPTIONS_wide_rpc := --run calls
SCENARIO_OPTIONS_classic_rpc := --run calls --set PART=sizes
SCENARIO_OPTIONS_classic_faults := --run disorder
$(call scenario_test,rpc,900,,$(SCENARIO_OPTIONS_$(PROFILE)_rpc))
$(call scenario_test,faults,900,kernel-no-epoch-check,$(SCENARIO_OPTIONS_$(PROFILE)_faults))
$(call scenario_test,crowd,600,,)
$(eval $(call test,scenario_truth,30,,$(PYTHON) verif/scenarios/truth_test.py))
