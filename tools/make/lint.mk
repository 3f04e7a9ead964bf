# make lint: everything that can be said of a source without running it; make format: C++ sources in place.
#
#   LINT_TOPS     += module[:file,file...[:NAME=VALUE,...]]   a module outside rtl/*/, or one with other parameters
#   LINT_EXTERNAL += file     a module that is not ours (its directory's build.mk has a rule for it)
#
# Modules of rtl/*/ need not be named: each is read as a top of its own.  `make lint ONLY=fbox` reads some of them.

# The processor (rtl/soc/build.mk).
LINT_EXTERNAL += $(VEXRISCV)

.PHONY: lint lint-parts lint-files lint-format lint-verilog lint-tidy format
lint:
	@$(MAKE) -k lint-parts
lint-parts: lint-files lint-format lint-verilog lint-tidy

lint-files:
	@$(PYTHON) tools/lint/files.py
lint-format:
	@tools/lint/format.sh --check && echo "format: as clang-format wants it"
lint-verilog: $(LINT_EXTERNAL) $(F_CONSTANTS)
	@$(PYTHON) tools/lint/verilog.py --gen $(GEN) $(addprefix --external ,$(LINT_EXTERNAL)) \
	    $(if $(ONLY),--only '$(ONLY)') $(LINT_TOPS)
lint-tidy: compile_commands.json
	@$(PYTHON) tools/lint/tidy.py $<

format:
	@tools/lint/format.sh

.PHONY: compile_commands.json
compile_commands.json:
	@$(MAKE) -k programs $(LATE_PROGRAMS) || echo "compile_commands.json: only of what could be built" >&2
	@$(PYTHON) tools/lint/database.py $@ $(B)/obj $(wildcard $(B)/target)
