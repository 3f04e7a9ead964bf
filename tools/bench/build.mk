# make bench: runs every bench, then collects and publishes.  BENCHES is filled by the directories that measure something:
#   BENCHES += NAME   with a target bench-NAME that writes build/results/bench-NAME.json

.PHONY: bench bench-run
bench: setup
	@$(MAKE) bench-run
bench-run:
	@$(MAKE) $(addprefix bench-,$(BENCHES))
	@$(PYTHON) tools/bench/bench.py --publish

BENCHES += rpc fbox interrupts inline
.PHONY: bench-rpc bench-fbox bench-interrupts bench-inline
bench-interrupts:
	@$(MAKE) -j2 build/bin/f $(addprefix $(B)/bin/,boards mkimage) $(B)/target/firmware.bin $(foreach p,kernel echo rpcbench fuzzcalls threads local,$(B)/target/$(p).elf)
	@$(PYTHON) tools/bench/interrupts.py $(B)
bench-rpc:
	@$(MAKE) -j2 $(B)/bin/sim $(B)/bin/mkimage $(B)/target/firmware.bin $(foreach p,kernel echo rpcbench,$(B)/target/$(p).elf)
	@$(PYTHON) tools/bench/rpc.py $(B)
bench-fbox: $(B)/bin/fbox_test
	@$(PYTHON) tools/bench/fbox.py $(B)
bench-inline: $(B)/bin/inline_test
	@$(PYTHON) tools/bench/inline.py $(B)

$(eval $(call test,figures_fresh,60,,$(PYTHON) tools/bench/bench.py --check))
