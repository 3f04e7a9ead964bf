# make bitstream BOARD=name.  A board's build.mk adds its name to BOARDS and says board_verilog_NAME = all of its Verilog,
# board_needs_NAME = what has to be made first, board_parameters_NAME = strings for its top (NAME=VALUE).

.PHONY: bitstream bitstream-twice crossings
BOARD_GOALS := bitstream bitstream-twice crossings
$(BOARD_GOALS): $(F_CONSTANTS) $(if $(filter $(BOARD_GOALS),$(MAKECMDGOALS)),$(board_needs_$(BOARD))) | $(GENERATED)
	@$(if $(filter $(BOARD),$(BOARDS)),,echo "make $@: BOARD is '$(BOARD)', expected one of: $(BOARDS)." >&2; exit 2)
	@$(board_$@)
board_sources = --gen $(GEN) --verilog "$(board_verilog_$(BOARD))" $(foreach p,$(board_parameters_$(BOARD)),--parameter $p)
board_bitstream = $(board_crossings) && $(PYTHON) tools/boards/bitstream.py --board boards/$(BOARD) --build build/boards/$(BOARD) \
    $(board_sources) $(if $(filter-out file undefined,$(origin SEEDS)),--seeds $(SEEDS))

# make bitstream-twice BOARD=name [SEED=1]: two builds in two directories give the same bits.
board_bitstream-twice = $(PYTHON) tools/boards/twice.py --board boards/$(BOARD) --work build/twice/$(BOARD) --seed $(SEED) $(board_sources)

# make crossings BOARD=name: every way from one clock into another, held against boards/crossings.toml (seconds).
board_crossings = $(PYTHON) tools/boards/crossings.py --board boards/$(BOARD) --table boards/crossings.toml --build build/boards/$(BOARD) \
    $(board_sources)

# make identity BOARD=name ADDRESS=02:a3:b1:57:0c:4e NUMBER=17: the finished bitstream with a board's own address and number.
.PHONY: identity
identity:
	@$(if $(filter $(BOARD),$(BOARDS)),,echo "make identity: BOARD is '$(BOARD)', expected one of: $(BOARDS)." >&2; exit 2)
	@$(PYTHON) tools/boards/patch.py build/boards/$(BOARD)/$(BOARD).bit build/boards/$(BOARD)/$(BOARD)-$(NUMBER).bit \
	    --address "$(ADDRESS)" --number "$(or $(NUMBER),-1)"

# make card BOARD=name SCENARIO=name: the boot images of a scenario's boards for memory cards, below build/cards/.  Secrets are
# drawn afresh; SEED=n: from n, for tests.  A board with a card says board_ram_NAME = MB; the image's place has CARD_PLACE MB.
CARD_PLACE := 16
CARD_BOARDS = $(foreach b,$(BOARDS),$(if $(board_ram_$b),$b))
CARD_SEED := $(if $(filter file,$(origin SEED)),,$(SEED))
$(eval $(call host_program,cards,tools/boards/cards.cpp,$(patsubst %.cpp,$(B)/obj/%.o,$(addprefix verif/sim/,scenario.cpp plan.cpp \
  target.cpp image_maker.cpp))))
CARD_NEEDS = $(B)/bin/cards $(B)/bin/mkimage $(B)/target/kernel.elf $(filter $(SIM_WORDS:%=$(B)/target/%.elf),$(PROGRAMS))
.PHONY: card
card:
	@$(if $(filter $(BOARD),$(CARD_BOARDS)),,echo "make card: BOARD is '$(BOARD)', expected one with a memory card: $(CARD_BOARDS)." >&2; exit 2)
	@$(if $(filter command line environment,$(origin SCENARIO)),,echo "make card: which scenario? SCENARIO=rpc, or another of verif/scenarios." >&2; exit 2)
	@$(if $(wildcard verif/scenarios/$(SCENARIO).toml),,echo "make card: there is no scenario '$(SCENARIO)', expected one of: $(sort $(basename $(notdir $(wildcard verif/scenarios/*.toml))))." >&2; exit 2)
	@tools/setup/setup.sh
	@$(MAKE) -s -j2 $(sort $(CARD_NEEDS)) >&2
	@$(PYTHON) tools/boards/card.py --seed '$(CARD_SEED)' -- $(B)/bin/cards '$(SCENARIO)' --board $(BOARD) --ram $(board_ram_$(BOARD)) \
	    --place $(CARD_PLACE) --build $(B) --out 'build/cards/$(SCENARIO)$(if $(RUN),-$(RUN))' $(if $(RUN),--run '$(RUN)') \
	    $(if $(FILE),--set "FILE=$$FILE") $(SIM_OPTIONS)

# make flash BOARD=name [NUMBER=17 | IMAGE=file] [TO=flash] [CABLE="ft232 ..."]: a bitstream with an identity into a board.
.PHONY: flash
flash:
	@tools/setup/setup.sh flash
	@$(if $(filter $(BOARD),$(BOARDS)),,echo "make flash: BOARD is '$(BOARD)', expected one of: $(BOARDS)." >&2; exit 2)
	@$(if $(IMAGE)$(NUMBER),,echo "make flash: which image? NUMBER=n for the one that make identity made, or IMAGE=file." >&2; exit 2)
	@$(PYTHON) tools/boards/flash.py --board boards/$(BOARD) --to '$(or $(TO),memory)' --cable '$(CABLE)' \
	    --image '$(or $(IMAGE),build/boards/$(BOARD)/$(BOARD)-$(NUMBER).bit)'
