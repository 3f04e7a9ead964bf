# The node.  SOC_VERILOG is everything below soc_sim_top (and soc_node), the processor included: what the simulator verilates.

# The processor comes from its package; vexriscv.py connects the ERR inputs that its generator left open.
VEXRISCV := build/soc/VexRiscv.v
$(VEXRISCV): rtl/soc/vexriscv.py
	@echo "  GEN  $@"
	@$(PYTHON) rtl/soc/vexriscv.py $@

SOC_OWN_VERILOG := $(addprefix rtl/soc/soc_,$(addsuffix .v,async_fifo box_cross bus contexts cpu dma_regs dma_rx dma_tx entropy \
    fbox_port mem_arbiter node ram sim_top stores sys uart uart_serial))
SOC_VERILOG := $(VEXRISCV) $(SOC_OWN_VERILOG) $(ETH_VERILOG) $(FBOX_VERILOG) $(FBOX_WIRE_VERILOG)
