# ETH_VERILOG: all modules of rtl/eth, for whoever instantiates one of them.

ETH_VERILOG := $(addprefix rtl/eth/eth_,$(addsuffix .v,crc32 sync reset_cross event_cross frame_fifo mac_rx mac_tx \
    rmii gmii mac_rmii mac_gmii mdio phy_init))
