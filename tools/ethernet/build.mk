# Whole Ethernet frames through an interface of Linux, or a local socket.
$(eval $(call host_objects,ethernet,tools/ethernet/link.cpp tools/ethernet/local.cpp))
