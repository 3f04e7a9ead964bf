# make bitstream BOARD=name.  A board's build.mk adds its name to BOARDS and says board_verilog_NAME = all of its Verilog.

.PHONY: bitstream
bitstream: $(F_CONSTANTS) | $(GENERATED)
	@$(if $(filter $(BOARD),$(BOARDS)),,echo "make bitstream: BOARD is '$(BOARD)', expected one of: $(BOARDS)." >&2; exit 2)
	@$(PYTHON) tools/boards/bitstream.py --board boards/$(BOARD) --gen $(GEN) --build build/boards/$(BOARD) \
	    --verilog "$(board_verilog_$(BOARD))"
