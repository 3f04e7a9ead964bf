# make formal: the proofs of docs/formal.md, and the variants that must fail.
# make formal FORMAL=regex runs some of them.
.PHONY: formal
formal: | $(GENERATED)
	@tools/setup/setup.sh formal
	@$(MAKE) PROFILE=wide $(B:build/$(PROFILE)=build/wide)/gen/fbox_f_constants.vh
	@$(MAKE) PROFILE=classic $(B:build/$(PROFILE)=build/classic)/gen/fbox_f_constants.vh
	@$(PYTHON) verif/formal/run.py --only '$(FORMAL)'
