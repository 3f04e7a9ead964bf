# The tests of rtl/soc.

# DMA against a model of memory and box
SOC_DMA_VERILOG := verif/soc/soc_dma_bench.v $(addprefix rtl/soc/soc_,contexts.v dma_regs.v dma_rx.v dma_tx.v mem_arbiter.v)
$(eval $(call verilated,soc_dma,soc_dma_bench,$(SOC_DMA_VERILOG)))
$(eval $(call bench,soc_dma_bench,verif/soc/dma_world.cpp verif/soc/dma_tx_bench.cpp verif/soc/dma_rx_bench.cpp,soc_dma))
$(eval $(call test,soc_dma,300,$(B)/bin/soc_dma_bench,$(B)/bin/soc_dma_bench))
