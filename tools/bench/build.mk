# make bench: runs every bench, then collects and publishes.  BENCHES is filled by the directories that measure something:
#   BENCHES += NAME   with a target bench-NAME that writes build/results/bench-NAME.json

.PHONY: bench bench-run
bench: setup
	@$(MAKE) bench-run
bench-run:
	@$(MAKE) $(addprefix bench-,$(BENCHES))
	@$(PYTHON) tools/bench/bench.py --publish
