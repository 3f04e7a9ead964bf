# The tests of rtl/soc.

# DMA against a model of memory and box
SOC_DMA_VERILOG := verif/soc/soc_dma_bench.v $(addprefix rtl/soc/soc_,contexts.v dma_regs.v dma_rx.v dma_tx.v mem_arbiter.v)
$(eval $(call verilated,soc_dma,soc_dma_bench,$(SOC_DMA_VERILOG)))
$(eval $(call bench,soc_dma_bench,verif/soc/dma_world.cpp verif/soc/dma_tx_bench.cpp verif/soc/dma_rx_bench.cpp,soc_dma))
$(eval $(call test,soc_dma,300,$(B)/bin/soc_dma_bench,$(B)/bin/soc_dma_bench))

# Bus, RAM timing, crossings: nothing here depends on the port width
ifeq ($(PROFILE),wide)
$(eval $(call verilated,soc_bus,soc_bus,rtl/soc/soc_bus.v rtl/soc/soc_stores.v))
$(eval $(call verilated,soc_ram,soc_ram,rtl/soc/soc_ram.v))
$(eval $(call bench,soc_bus_bench,verif/soc/bus_bench.cpp,soc_bus soc_ram))
$(eval $(call test,soc_bus,120,$(B)/bin/soc_bus_bench,$(B)/bin/soc_bus_bench))
$(eval $(call verilated,soc_fbox_port,soc_fbox_port,rtl/soc/soc_fbox_port.v rtl/eth/eth_sync.v,$(VERILATOR_CHECK) -GONE_CLOCK=0))
$(eval $(call verilated,soc_box_cross,soc_box_cross,rtl/soc/soc_box_cross.v rtl/soc/soc_async_fifo.v rtl/eth/eth_sync.v \
    rtl/eth/eth_reset_cross.v,$(VERILATOR_CHECK) -GONE_CLOCK=0))
$(eval $(call verilated,soc_entropy,soc_entropy,rtl/soc/soc_entropy.v))
$(eval $(call verilated,soc_uart_serial,soc_uart_serial,rtl/soc/soc_uart_serial.v rtl/eth/eth_sync.v,$(VERILATOR_CHECK) -GDIVIDER=16))
$(eval $(call bench,soc_cross_bench,verif/soc/cross_bench.cpp,soc_fbox_port soc_box_cross soc_entropy soc_uart_serial))
$(eval $(call test,soc_cross,120,$(B)/bin/soc_cross_bench,$(B)/bin/soc_cross_bench))
endif

# Small programs for the whole board, run from its ROM
SOC_PROGRAMS := basics frame wire
SOC_RAM_BYTES := 0x100000
$(B)/soc/amoebox.h: $(GEN)/amoebox.vh
	@mkdir -p $(@D)
	@sed -n -e "s/^\`define \(AMB_[A-Z0-9_]*\) *32'h\([0-9A-Fa-f]*\).*/#define \1 0x\2/p" \
	    -e 's/^`define \(AMB_[A-Z0-9_]*\) *\([0-9][0-9]*\).*/#define \1 \2/p' $(GEN)/amoebox.vh > $@
SOC_TARGET := clang++-19 --target=riscv32-unknown-elf -march=rv32ima_zicsr -mabi=ilp32 -O1 -ffreestanding -fno-builtin \
    -fno-exceptions -fno-rtti -nostdlib -static -fuse-ld=lld-19 -Wall -Wextra -Werror -Wno-main -DRAM_BYTES=$(SOC_RAM_BYTES)
$(foreach p,$(SOC_PROGRAMS),$(eval $(B)/soc/$(p).elf: $(wildcard verif/soc/programs/$(p).S verif/soc/programs/$(p).cpp)))
$(B)/soc/%.elf: verif/soc/programs/start.S verif/soc/programs/program.ld $(B)/soc/amoebox.h
	@echo "  RV   $@"
	@$(SOC_TARGET) -I$(B)/soc -Wl,-T,verif/soc/programs/program.ld $(filter %.S %.cpp,$^) -o $@
$(B)/soc/%.bin: $(B)/soc/%.elf
	@llvm-objcopy-19 -O binary $< $@
.PRECIOUS: $(B)/soc/%.elf

$(eval $(call verilated,soc_board,soc_sim_top,$(SOC_VERILOG)))
$(eval $(call bench,soc_board_bench,verif/soc/board_bench.cpp,soc_board))
# The control build: the same ports and class, so it needs a program of its own.
$(eval $(call verilated,soc_board_wire,soc_sim_top,$(SOC_VERILOG),$(VERILATOR_CHECK) -GDEFENCE=0))
$(eval $(call bench,soc_wire_bench,verif/soc/wire_bench.cpp,soc_board_wire))
$(eval $(call test,soc_wire,120,$(B)/bin/soc_wire_bench $(B)/soc/wire.bin,$(B)/bin/soc_wire_bench))
$(B)/obj/verif/soc/wire_bench.o: CXXFLAGS += -DSOC_PROGRAM_DIRECTORY='"$(B)/soc/"' -DSOC_RAM_BYTES=$(SOC_RAM_BYTES)
$(eval $(call test,soc_board,300,$(B)/bin/soc_board_bench $(SOC_PROGRAMS:%=$(B)/soc/%.bin),$(B)/bin/soc_board_bench))
$(B)/obj/verif/soc/board_bench.o: CXXFLAGS += -DSOC_PROGRAM_DIRECTORY='"$(B)/soc/"' -DSOC_RAM_BYTES=$(SOC_RAM_BYTES)
