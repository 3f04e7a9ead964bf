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
$(eval $(call test,board_patch,400,boards/ecp5/ecp5_identity.v,$(PYTHON) verif/boards/patch_test.py build/boards/small))
endif
