# hil_node: one board of the simulator on a cable, for `make hil BOARD=sim-node` (verif/hil).
$(eval $(call host_objects,hil_node,verif/sim/cable/node.cpp,$(SIM_LTO)))
$(eval $(call link_,$(B)/bin/hil_node,,$(hil_node_objects) $(ethernet_objects) $(SIM_CORE) $(B)/obj/verif/sim/node_target.o \
  $(foreach d,box wire,$(B)/obj/verif/sim/board_$(d).o $(call sim_library,sim_$(d)))))
