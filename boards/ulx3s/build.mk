# The node on an ULX3S.  Recipes read SOC_VERILOG and so on late, so that the order of fragments does not matter.
ULX3S_DRAM := build/boards/ulx3s/litedram_ulx3s.v
$(ULX3S_DRAM): boards/ulx3s/sdram.yml tools/boards/litedram.py interfaces/registers.toml
	@echo "  GEN  $@"
	@$(PYTHON) tools/boards/litedram.py $< $@

ULX3S_VERILOG = boards/ulx3s/ulx3s.v $(addprefix boards/ecp5/ecp5_,identity.v rings.v) $(addprefix rtl/soc/soc_,dram.v dram_port.v sd.v) \
    $(ULX3S_DRAM) $(filter-out rtl/soc/soc_sim_top.v rtl/soc/soc_ram.v $(FBOX_WIRE_VERILOG),$(SOC_VERILOG)) $(ENTROPY_VERILOG)
board_verilog_ulx3s = $(ULX3S_VERILOG)
board_needs_ulx3s = $(ULX3S_DRAM) $(VEXRISCV) $(B)/target/board/firmware.hex
board_parameters_ulx3s = ROM_FILE=$(B)/target/board/firmware.hex
board_ram_ulx3s = 32
BOARDS += ulx3s
