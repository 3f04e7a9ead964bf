# What interfaces/*.toml become: headers in $(GEN).  The Makefile includes this before every other fragment, so that
# each compilation can wait for GENERATED.  A run of the generator rewrites only what changed; the stamp remembers it.

GENERATE       := /usr/bin/python3 tools/generate/generate.py
GENERATE_FROM  := $(wildcard interfaces/*.toml) $(wildcard tools/generate/*.py)
GENERATED      := $(addprefix $(GEN)/,amoebox.vh profile.hpp frame.hpp registers.hpp errors.hpp commands.hpp) \
                  $(if $(wildcard interfaces/syscalls.toml),$(GEN)/syscalls.hpp)

$(GEN)/.stamp: $(GENERATE_FROM)
	@mkdir -p $(@D)
	@echo "  GEN  $(@D)"
	@$(GENERATE) --profile $(PROFILE) --output $(@D) && touch $@

$(GENERATED): $(GEN)/.stamp
	@test -e $@ || $(GENERATE) --profile $(PROFILE) --output $(@D)
