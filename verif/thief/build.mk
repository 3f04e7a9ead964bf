# The thief: a hostile kernel ($(B)/target/thief.elf) and the programs of its victims.
include tools/make/target.mk
$(eval $(call target_objects,thief,verif/thief/start.S $(wildcard verif/thief/*.cpp verif/thief/attacks/*.cpp),-O2))
$(eval $(call target_elf,thief,$$(thief_target_objects) $$(freestanding_target_objects),kernel/kernel.ld))
PROGRAMS += $(B)/target/thief.elf

THIEF_PROGRAMS := $(notdir $(wildcard verif/thief/programs/*))
$(foreach p,$(THIEF_PROGRAMS),$(eval $(call target_program,$(p),$(wildcard verif/thief/programs/$(p)/*.cpp))))
PROGRAMS += $(THIEF_PROGRAMS:%=$(B)/target/%.elf)

# make run SCENARIO=thief: all of them, with and without the defence; build/results/thief.json
THIEF_SCENARIOS := hardware impostor flood process plain reset source restart
.PHONY: thief
thief:
	@for s in $(THIEF_SCENARIOS); do $(MAKE) run-sim SCENARIO=thief-$$s || true; done
	@$(PYTHON) verif/thief/report.py build/results $(THIEF_SCENARIOS)

# The same in make test; in classic only who poses as whom (its floods are measured in wide).
THIEF_TESTED_wide := $(THIEF_SCENARIOS)
THIEF_TESTED_classic := impostor process
$(eval $(call test,thief,1500,$(B)/bin/sim $(B)/bin/mkimage $(B)/target/firmware.bin $(B)/target/thief.elf $(THIEF_PROGRAMS:%=$(B)/target/%.elf) \
  $(foreach k,kernel kernel-plain kernel-no-software-f kernel-no-epoch-check,$(B)/target/$(k).elf),\
  verif/thief/thief_test.sh $(B) $(THIEF_TESTED_$(PROFILE))))

# The default run: the file compared on the host, six attacks with and without the box, its capture as Wireshark shows it.
$(eval $(call test,scenario_network,600,$(B)/bin/sim $(B)/bin/mkimage $(B)/target/firmware.bin $(B)/target/thief.elf $(THIEF_PROGRAMS:%=$(B)/target/%.elf) \
  $(foreach k,kernel file fetch echo,$(B)/target/$(k).elf),\
  mkdir -p $(B)/results-network && $(B)/bin/sim network --build $(B) --results $(B)/results-network --pcap $(B)/results-network/network.pcapng --quiet && \
  $(PYTHON) verif/sim/summary/network.py $(B)/results-network/network.json && \
  $(PYTHON) verif/sim/test/capture_test.py $(B)/results-network/network-box.pcapng $(B)/results-network/network.json box))
