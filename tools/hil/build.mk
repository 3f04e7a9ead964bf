# make hil: attacks on a board, from its cables (docs/hil.md).
$(eval $(call host_objects,hil_box_library,tools/inline/box.cpp))
$(eval $(call host_program,hil,$(addprefix tools/hil/,main.cpp bench.cpp frames.cpp suite.cpp report.cpp outward.cpp inward.cpp limits.cpp service.cpp beside.cpp others.cpp),\
  $(hil_box_library_objects) $(ethernet_objects)))

# make hil BOARD=b IFACE=net[,host]; BOARD=sim, the box in the wall socket, and BOARD=sim-node: verif/hil.
HIL_RESULT := build/results/hil$(if $(filter wire,$(FBOX)),-wire)
HIL_OPTIONS = --seed $(SEED) --json $(HIL_RESULT).json --junit $(HIL_RESULT).xml $(if $(ONLY),--only '$(ONLY)')
HIL_BOARDS = $(patsubst boards/%/board.toml,%,$(wildcard boards/*/board.toml))
.PHONY: hil
hil: $(if $(filter sim sim-node,$(BOARD)),$(B)/bin/hil $(if $(filter sim,$(BOARD)),$(B)/bin/hil_box,$(HIL_NODE)),$(if $(BOARD),$(if $(IFACE),$(B)/bin/hil)))
	@mkdir -p build/results
ifneq ($(filter sim sim-node,$(BOARD)),)
	@$(PYTHON) verif/hil/simulated.py $(B) $(if $(filter sim-node,$(BOARD)),--node) $(if $(filter wire,$(FBOX)),--wire) $(HIL_OPTIONS)
else ifeq ($(BOARD),)
	@echo "make hil: which board? BOARD=sim, BOARD=sim-node, or one of $(HIL_BOARDS) with IFACE=network[,host]." >&2; exit 2
else ifeq ($(IFACE),)
	@echo "make hil: IFACE=network[,host] names the interfaces whose cables go to the board; \`ip link\` lists those that there are." >&2; exit 2
else
	@$(B)/bin/hil --board '$(BOARD)' --interface '$(IFACE)' $(if $(ADDRESS),--address '$(ADDRESS)') $(if $(SERVICE),--service '$(SERVICE)') $(if $(POWER),--power '$(POWER)') \
	    --fbox $(or $(FBOX),box) $(HIL_OPTIONS)
endif
