# make gate: eyes on the F-box that did not see it before: a four-state simulator, the netlist, and flip-flops that are hit.

# Vectors are recorded by the bench of random frames, a program of its own here.
$(eval $(call bench,gate_record,verif/fbox/random_test.cpp,fbox))

build/gate/cells.v: verif/gate/netlist.py
	@$(PYTHON) $< --cells $@
build/gate/memories_mapped.v: verif/gate/netlist.py verif/gate/memories.v tools/area/outreg.py
	@echo "  NET  memories"
	@$(PYTHON) $< --top memories --gen $(GEN) --out $@ verif/gate/memories.v
	@sed -i 's/^module memories(/module memories_mapped(/' $@

$(B)/gate/fbox.v: $(FBOX_VERILOG) verif/gate/netlist.py tools/area/outreg.py $(F_CONSTANTS) | $(GENERATED)
	@echo "  NET  fbox ($(PROFILE))"
	@$(PYTHON) verif/gate/netlist.py --top fbox --gen $(GEN) --out $@ --flips $(FBOX_VERILOG)
$(B)/gate/fbox_flips.v: $(B)/gate/fbox.v

# The netlist in Verilator, for speed; each control flip-flop can be hit.
$(eval $(call verilated,gate_fbox,fbox,$(B)/gate/fbox_flips.v verif/gate/gate_flop.v verif/gate/DP16KD.v build/gate/cells.v,\
  --default-language 1800-2012 --x-assign unique --x-initial unique -Wno-lint -Wno-style -Wno-INITIALDLY -Wno-fatal))
# $1 program, $2 models
define gate_program
$(B)/obj/verif/gate/$(1).o: verif/gate/$(1).cpp $(2:%=$(B)/verilated/%/libV.a) | $(GENERATED)
	@mkdir -p $$(@D)
	@echo "  CXX  $$<"
	@$$(CXX) $$(CXXFLAGS) -Wno-shadow -isystem $$(VERILATOR_INCLUDE) -isystem $$(VERILATOR_INCLUDE)/vltstd \
	    $(2:%=-isystem $(B)/verilated/%) -MMD -MP -MJ $$@.json -c $$< -o $$@
-include $(B)/obj/verif/gate/$(1).d
$(B)/bin/gate_$(1): $(B)/obj/verif/gate/$(1).o $(2:%=$(B)/verilated/%/libV.a)
	@mkdir -p $$(@D)
	@echo "  LD   $$@"
	@$$(CXX) $$(LDFLAGS) $$^ -o $$@
LATE_PROGRAMS += $(B)/bin/gate_$(1)
endef
$(eval $(call gate_program,flip,gate_fbox fbox_wire))
$(eval $(call gate_program,replay,gate_fbox))

ifeq ($(PROFILE),wide)
$(eval $(call test,gate,240,$(B)/bin/gate_record build/gate/cells.v build/gate/memories_mapped.v verif/gate/run.py,\
  $(PYTHON) verif/gate/run.py --quick --sources "$(FBOX_VERILOG)" wide=$(B)))
endif

.PHONY: gate gate-parts
gate: setup
	@$(MAKE) -j2 PROFILE=classic gate-parts
	@$(MAKE) -j2 PROFILE=wide gate-parts build/wide/bin/gate_flip
	@$(PYTHON) verif/gate/run.py --sources "$(FBOX_VERILOG)" wide=build/wide classic=build/classic
gate-parts: $(B)/bin/gate_record $(B)/bin/gate_replay $(B)/gate/fbox.v build/gate/cells.v build/gate/memories_mapped.v
