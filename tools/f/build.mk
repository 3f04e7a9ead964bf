# The tool f, and the constants that it prints for the Verilog (F_CONSTANTS, named in tools/make/rules.mk).
$(eval $(call host_tool,f,tools/f/main.cpp,))

$(F_CONSTANTS): tools/f/main.cpp $(wildcard lib/f/*.hpp) | build/bin/f
	@mkdir -p $(@D)
	@build/bin/f --verilog-constants > $@.new && mv $@.new $@
