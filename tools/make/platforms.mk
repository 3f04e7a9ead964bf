# Which platforms there are: a directory kernel/platform/NAME/ with a machine.hpp.  The node is the default one; what is built for
# another lies in $(B)/target/NAME/.
ifndef PLATFORMS
PLATFORM  ?= node
PLATFORMS := $(patsubst kernel/platform/%/machine.hpp,%,$(wildcard kernel/platform/*/machine.hpp))
platform_path = $(if $(filter-out node,$(1)),$(strip $(1))/)
endif
