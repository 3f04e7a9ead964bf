# The box in the wall socket on a Colorlight 5A-75B.  Recipes read INLINE_VERILOG and so on late, so that the order of
# fragments does not matter.
board_verilog_colorlight-5a75b = boards/colorlight-5a75b/colorlight_5a75b.v $(wildcard boards/ecp5/*.v) \
    $(INLINE_VERILOG) $(ENTROPY_VERILOG) $(FBOX_VERILOG) $(ETH_VERILOG)
BOARDS += colorlight-5a75b
