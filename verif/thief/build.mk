# The thief: a hostile kernel ($(B)/target/thief.elf) and the programs of its victims.
include tools/make/target.mk
$(eval $(call target_objects,thief,verif/thief/start.S $(wildcard verif/thief/*.cpp verif/thief/attacks/*.cpp),-O2))
$(eval $(call target_elf,thief,$$(thief_target_objects) $$(freestanding_target_objects),kernel/platform/node/kernel.ld))
PROGRAMS += $(B)/target/thief.elf

THIEF_PROGRAMS := $(notdir $(wildcard verif/thief/programs/*))
$(foreach p,$(THIEF_PROGRAMS),$(eval $(call target_program,$(p),$(wildcard verif/thief/programs/$(p)/*.cpp))))
PROGRAMS += $(THIEF_PROGRAMS:%=$(B)/target/%.elf)

# Guessing: at real F-boxes with narrow outputs, and natively at capabilities.  Each writes one row.
guess_flags = -Wno-shadow -isystem $(VERILATOR_INCLUDE) -isystem $(VERILATOR_INCLUDE)/vltstd -isystem $(B)/verilated/fbox_guess_$(1)
$(foreach w,8 12,\
  $(eval $(call verilated,fbox_guess_$w,fbox,$(FBOX_VERILOG),$(VERILATOR_FAST) -GF_OUT_BITS=$w))\
  $(eval $(call link_,$(B)/bin/guess_box_$w,verif/thief/guess/box_$w.cpp,$(B)/verilated/fbox_guess_$w/libV.a,$(call guess_flags,$w),\
    $(B)/verilated/fbox_guess_$w/libV.a)))
$(eval $(call host_program,guess_capabilities,verif/thief/guess/capabilities.cpp))
THIEF_GUESSES := $(addprefix $(B)/bin/guess_,box_8 box_12 capabilities)

# make run SCENARIO=thief: all of them, with and without the defence; build/results/thief.json
THIEF_SCENARIOS := hardware impostor served replay plain flood process capability
THIEF_NEEDS := $(B)/bin/sim $(B)/bin/mkimage $(B)/target/firmware.bin $(B)/target/thief.elf $(THIEF_PROGRAMS:%=$(B)/target/%.elf) $(THIEF_GUESSES) \
  $(patsubst %,$(B)/target/%.elf,kernel $(addprefix kernel-,plain no-software-f no-check fixed-reply-port open-reply no-quota no-hold no-epoch-check))
.PHONY: thief thief-programs
thief-programs: $(THIEF_NEEDS)
thief:
	@$(MAKE) -j2 thief-programs
	@verif/thief/thief_test.sh $(B) build/results $(THIEF_SCENARIOS)

# The same in make test; in classic only who poses as whom, which is where the width of a port is (the rest takes minutes).
THIEF_TESTED_wide := $(THIEF_SCENARIOS)
THIEF_TESTED_classic := impostor served process
$(eval $(call test,thief,1500,$(THIEF_NEEDS),verif/thief/thief_test.sh $(B) $(B)/results-thief $(THIEF_TESTED_$(PROFILE))))

# Its RPC transcript is the same on virt; there attacks by the clock may miss on a busy host, so only the transcript is judged.
PREY_SERVICES := listen-on-public-port answer-locate forge-signature forge-reply forge-not-here second lure
# The default run: the file compared on the host, six attacks with and without the box, its capture as Wireshark shows it.
$(eval $(call test,scenario_network,600,$(B)/bin/sim $(B)/bin/mkimage $(B)/target/firmware.bin $(B)/target/thief.elf $(THIEF_PROGRAMS:%=$(B)/target/%.elf) \
  $(foreach k,kernel file fetch echo,$(B)/target/$(k).elf) $(B)/bin/sim_virt $(patsubst %,$(B)/target/virt/%.elf,firmware kernel thief),\
  mkdir -p $(B)/results-network && $(B)/bin/sim network --build $(B) --results $(B)/results-network --pcap $(B)/results-network/network.pcapng --quiet && \
  $(PYTHON) verif/sim/summary/network.py $(B)/results-network/network.json && \
  $(PYTHON) verif/sim/test/capture_test.py $(B)/results-network/network-box.pcapng $(B)/results-network/network.json box && \
  rm -rf $(B)/results-network/virt && \
  { $(B)/bin/sim_virt network --build $(B) --results $(B)/results-network/virt --pcap $(B)/results-network/virt/network.pcapng --quiet || true; } && \
  $(PYTHON) verif/sim/transcript.py $(foreach c,network-box virt/network-wire,$(B)/results-network/$(c).pcapng $(B)/results-network/$(dir $(c))network.json) $(PREY_SERVICES)))
