# make area: synthesis, place and route of F-box and SoC on an ECP5-25F of speed grade 6, 3 seeds (about half an hour on a quiet machine).
# make area AREA=fbox (or soc) does one of them.
.PHONY: area
area: $(VEXRISCV) $(F_CONSTANTS) | $(GENERATED)
	@$(PYTHON) tools/area/area.py --gen $(GEN) --build $(B)/area --fbox "$(FBOX_VERILOG)" \
	    --soc "$(filter %.v,$(SOC_VERILOG))" --only "$(AREA)"
