# What interfaces/*.toml become: headers in $(GEN).  The Makefile includes this before every other fragment, so that
# each compilation can wait for GENERATED.
#
# This is done while make reads its files, when a source is newer than the stamp, and not by a rule: the generator
# rewrites only what changes, and a rule whose target stays older than its source makes `make -n` promise work.

GENERATE  := /usr/bin/python3 tools/generate/generate.py
GENERATED := $(addprefix $(GEN)/,amoebox.vh profile.hpp frame.hpp registers.hpp errors.hpp commands.hpp) \
             $(if $(wildcard interfaces/syscalls.toml),$(GEN)/syscalls.hpp) \
             $(if $(wildcard interfaces/control.toml),$(GEN)/control.vh $(GEN)/control.hpp)

ifneq ($(filter-out help clean setup,$(MAKECMDGOALS)),)
ifneq ($(or $(filter-out $(wildcard $(GENERATED)),$(GENERATED)),\
            $(shell find interfaces tools/generate -name '[!_.]*' ! -name __pycache__ -newer $(GEN)/.stamp 2>&1 | head -1)),)
$(info $(shell mkdir -p $(GEN) && touch $(GEN)/.begun.$$$$ && $(GENERATE) --profile $(PROFILE) --output $(GEN) 2>&1 && \
    mv $(GEN)/.begun.$$$$ $(GEN)/.stamp && echo '  GEN  $(GEN)'))
ifneq ($(.SHELLSTATUS),0)
$(error interfaces/ cannot be used, see above)
endif
endif
endif
