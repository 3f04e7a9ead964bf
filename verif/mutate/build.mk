# make mutate: are the benches able to fail?  Mutants of the RTL, all of a module's in one model with an input that chooses.
# A module's benches are compiled once more, against that model.

ifeq ($(PROFILE),wide)

# UNOPTFLAT: a bit of an output that depends on another of the same output is a loop of words, not of bits.
# $1 name, $2 top, $3 Verilog, $4 how many, $5 bench sources, $6 options of make_mutants.py, $7 objects, $8 further models
define mutants
MUTANTS += $(1)
$(B)/mutate/$(1).v: $(3) verif/mutate/make_mutants.py $$(F_CONSTANTS) | $$(GENERATED)
	@echo "  MUT  $(1) ($(4))"
	@$$(PYTHON) verif/mutate/make_mutants.py --top $(2) --number $(4) --gen $$(GEN) --out $$@ $(6) $(3)
$(call verilated,mutant_$(1),$(2),$(B)/mutate/$(1).v,--default-language 1800-2012 --x-assign unique --x-initial unique -Wno-lint -Wno-style -Wno-fatal -Wno-UNOPTFLAT)
$(B)/obj/mutate/$(1)/%.o: %.cpp $(B)/verilated/mutant_$(1)/libV.a $(foreach m,$(8),$(B)/verilated/$(m)/libV.a)
	@mkdir -p $$(@D)
	@echo "  CXX  $$< ($(1) mutants)"
	@$$(CXX) $$(CXXFLAGS) -Wno-shadow -isystem $$(VERILATOR_INCLUDE) -isystem $$(VERILATOR_INCLUDE)/vltstd \
	    $(foreach m,mutant_$(1) $(8),-isystem $(B)/verilated/$(m)) -MMD -MP -c $$< -o $$@
$(B)/bin/mutant_$(1): $(5:%.cpp=$(B)/obj/mutate/$(1)/%.o) $(CATCH_MAIN) $(7) $(foreach m,mutant_$(1) $(8),$(B)/verilated/$(m)/libV.a)
	@mkdir -p $$(@D)
	@echo "  LD   $$@"
	@$$(CXX) $$(LDFLAGS) $$(filter %.o,$$^) $$(filter %.a,$$^) -o $$@
-include $(5:%.cpp=$(B)/obj/mutate/$(1)/%.d)
endef

$(eval $(call mutants,fbox_f,fbox_f,$(FBOX_F_VERILOG),20,verif/f/f_verilog_test.cpp,--set PORT_BYTES=$(F_PORT_BYTES)))
$(eval $(call mutants,fbox,fbox,$(FBOX_VERILOG),200,$(filter-out %/inside_test.cpp,$(FBOX_TESTS)),,,fbox_wire))
$(foreach m,rx tx rmii gmii,$(eval $(call mutants,eth_$(m),eth_mac_$(m),$(ETH_VERILOG),20,verif/eth/$(m)_bench.cpp,,$(eth_model_objects))))
$(eval $(call mutants,eth_fifo,eth_frame_fifo,$(ETH_VERILOG),20,verif/eth/fifo_bench.cpp,--set DEPTH=256,$(eth_model_objects)))

# The sample of `make test`: of two modules whose models are built soon.
MUTATE_SAMPLE := fbox_f eth_rx
$(eval $(call test,mutate,300,$(MUTATE_SAMPLE:%=$(B)/bin/mutant_%),\
  $(PYTHON) verif/mutate/run.py --build $(B) --sample 20 $(foreach m,$(MUTATE_SAMPLE),$(m)=$(B)/bin/mutant_$(m))))

.PHONY: mutate mutate-run
mutate: setup
	@$(MAKE) -j2 mutate-run
mutate-run: $(MUTANTS:%=$(B)/bin/mutant_%)
	@$(PYTHON) verif/mutate/run.py --build $(B) $(foreach m,$(MUTANTS),$(m)=$(B)/bin/mutant_$(m))

endif
