# The gigabit node on an ECPIX-5.  Recipes read SOC_VERILOG and so on late, so that the order of fragments does not matter.
ECPIX5_DRAM := build/boards/ecpix5/litedram_ecpix5.v
$(ECPIX5_DRAM): boards/ecpix5/ddr3.yml tools/boards/litedram.py interfaces/registers.toml firmware/node/ddr3/machine.inc
	@echo "  GEN  $@"
	@$(PYTHON) tools/boards/litedram.py $< $@

# Without the controller: the bench has a model in its place.
ECPIX5_VERILOG = boards/ecpix5/ecpix5.v $(addprefix boards/ecp5/ecp5_,identity.v rgmii.v rings.v) \
    $(addprefix rtl/soc/soc_,dram_wide.v dram_port.v sd.v) rtl/inline/inline_gap.v \
    $(filter-out rtl/soc/soc_sim_top.v rtl/soc/soc_ram.v $(FBOX_WIRE_VERILOG),$(SOC_VERILOG)) $(ENTROPY_VERILOG)
board_verilog_ecpix5 = $(ECPIX5_VERILOG) $(ECPIX5_DRAM)
board_needs_ecpix5 = $(ECPIX5_DRAM) $(VEXRISCV) $(B)/target/ddr3/firmware.hex
board_parameters_ecpix5 = ROM_FILE=$(B)/target/ddr3/firmware.hex
board_ram_ecpix5 = 64
BOARDS += ecpix5
