# make bitstream BOARD=name.  A board's build.mk adds its name to BOARDS and says board_verilog_NAME = all of its Verilog,
# board_needs_NAME = what has to be made first, board_parameters_NAME = strings for its top (NAME=VALUE).

.PHONY: bitstream
bitstream: $(F_CONSTANTS) $(if $(filter bitstream,$(MAKECMDGOALS)),$(board_needs_$(BOARD))) | $(GENERATED)
	@$(if $(filter $(BOARD),$(BOARDS)),,echo "make bitstream: BOARD is '$(BOARD)', expected one of: $(BOARDS)." >&2; exit 2)
	@$(PYTHON) tools/boards/bitstream.py --board boards/$(BOARD) --gen $(GEN) --build build/boards/$(BOARD) \
	    --verilog "$(board_verilog_$(BOARD))" $(foreach p,$(board_parameters_$(BOARD)),--parameter $p) $(if $(SEEDS),--seeds $(SEEDS))

# make identity BOARD=name ADDRESS=02:a3:b1:57:0c:4e NUMBER=17: the finished bitstream with a board's own address and number.
.PHONY: identity
identity:
	@$(if $(filter $(BOARD),$(BOARDS)),,echo "make identity: BOARD is '$(BOARD)', expected one of: $(BOARDS)." >&2; exit 2)
	@$(PYTHON) tools/boards/patch.py build/boards/$(BOARD)/$(BOARD).bit build/boards/$(BOARD)/$(BOARD)-$(NUMBER).bit \
	    --address "$(ADDRESS)" --number "$(or $(NUMBER),-1)"

# make flash BOARD=name [NUMBER=17 | IMAGE=file] [TO=flash] [CABLE="ft232 ..."]: a bitstream with an identity into a board.
.PHONY: flash
flash:
	@tools/setup/setup.sh flash
	@$(if $(filter $(BOARD),$(BOARDS)),,echo "make flash: BOARD is '$(BOARD)', expected one of: $(BOARDS)." >&2; exit 2)
	@$(if $(IMAGE)$(NUMBER),,echo "make flash: which image? NUMBER=n for the one that make identity made, or IMAGE=file." >&2; exit 2)
	@$(PYTHON) tools/boards/flash.py --board boards/$(BOARD) --to '$(or $(TO),memory)' --cable '$(CABLE)' \
	    --image '$(or $(IMAGE),build/boards/$(BOARD)/$(BOARD)-$(NUMBER).bit)'
