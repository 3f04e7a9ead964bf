# The tests of rtl/eth.  Nothing here depends on the port width, so they run in one profile only.

ifeq ($(PROFILE),wide)

# $error is not of Verilog-2005, so the benches' models are read as SystemVerilog; lint reads them as Verilog-2005.
ETH_CHECK := $(VERILATOR_CHECK) -DAMOEBOX_ASSERT --default-language 1800-2017

$(eval $(call host_objects,eth_model,verif/eth/model.cpp))

# A bench: $1 name, $2 models, $3 seconds
define eth_bench
$(call bench,eth_$(strip $(1))_bench,verif/eth/$(strip $(1))_bench.cpp,$(2),$(eth_model_objects))
$(call test,eth_$(strip $(1)),$(3),$(B)/bin/eth_$(strip $(1))_bench,$(B)/bin/eth_$(strip $(1))_bench)
endef

$(foreach m,mac_rx mac_tx mac_rmii mac_gmii,$(eval $(call verilated,eth_$(m),eth_$(m),$(ETH_VERILOG),$(ETH_CHECK))))
$(eval $(call verilated,eth_frame_fifo,eth_frame_fifo,$(ETH_VERILOG),$(ETH_CHECK) -GDEPTH=256))
$(eval $(call verilated,eth_phy_init,eth_phy_init_variants,verif/eth/eth_phy_init_variants.v $(ETH_VERILOG),$(ETH_CHECK)))

$(eval $(call eth_bench,rx,eth_mac_rx,60))
$(eval $(call eth_bench,tx,eth_mac_tx,60))
$(eval $(call eth_bench,rmii,eth_mac_rmii,60))
$(eval $(call eth_bench,gmii,eth_mac_gmii,180))
$(eval $(call eth_bench,fifo,eth_frame_fifo,60))
$(eval $(call eth_bench,mdio,eth_phy_init,60))

endif

# Area and frequency of rtl/eth on ECP5: about two minutes.
.PHONY: area-eth
area-eth:
	$(PYTHON) verif/eth/eth_area.py 6 $(ETH_VERILOG) verif/eth/eth_area_gmii.v
