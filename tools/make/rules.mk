# The rules that build.mk fragments use.  Each is called as  $(eval $(call rule,arguments...)).
#
#   host_objects   NAME, SOURCES[, FLAGS]           -> $(NAME_objects): objects below $(B)/obj
#   host_program   NAME, SOURCES, OBJECTS[, FLAGS]  -> $(B)/bin/NAME
#                                                     (a -fsanitize= among FLAGS is given to the linker too)
#   host_tool      NAME, SOURCES, OBJECTS[, FLAGS]  -> build/bin/NAME (must not depend on the profile)
#   verilated      NAME, TOP, VERILOG[, FLAGS]      -> $(B)/verilated/NAME/libV.a, class V<TOP>, header "V<TOP>.h"
#   bench          NAME, SOURCES, MODELS[, OBJECTS[, FLAGS]]  -> $(B)/bin/NAME: Catch2 program on verilated MODELS
#   test           NAME, SECONDS, DEPENDENCIES, COMMAND -> one line of `make test`; SECONDS is its limit
#
# GENERATED (tools/generate/build.mk) is what is made from interfaces/; every compilation waits for it, and depends on
# what it really includes.
# F_CONSTANTS is a Verilog header printed by the host tool f (tools/f/build.mk); every verilated model depends on it.

comma := ,
TESTS :=
TEST_DEPENDENCIES :=
F_CONSTANTS := $(GEN)/fbox_f_constants.vh
PROGRAMS :=
# What only `make lint` and a target of its own build, because it waits for synthesis.
LATE_PROGRAMS :=
COMPILED :=
VERILATED :=

CATCH_MAIN := $(B)/obj/verif/common/catch_main.o

# Object of one source: $1 source, $2 flags, $3 further prerequisites (models, whose headers -MMD does not name)
define compile_
ifeq ($(filter $(1),$(COMPILED)),)
COMPILED += $(1)
$(B)/obj/$(1:.cpp=.o): $(1) $(3) | $$(GENERATED)
	@mkdir -p $$(@D)
	@echo "  CXX  $(1)"
	@$$(CXX) $$(CXXFLAGS) $(2) -MMD -MP -MJ $$@.json -c $$< -o $$@
-include $(B)/obj/$(1:.cpp=.d)
endif
endef

# Reading arguments is half a minute of optimising in all, and takes no time when it runs.
$(patsubst %,$(B)/obj/%.o,tools/boards/cards tools/f/main tools/hil/main tools/image/mkimage tools/inline/main verif/sim/main): CXXFLAGS += -O0

define host_objects
$(foreach s,$(2),$(eval $(call compile_,$(s),$(3),)))
$(1)_objects := $(patsubst %.cpp,$(B)/obj/%.o,$(2))
endef

# $1 output, $2 sources, $3 further objects or archives, $4 flags, $5 further prerequisites of the objects
define link_
$(foreach s,$(2),$(eval $(call compile_,$(s),$(4),$(5))))
$(1): $(patsubst %.cpp,$(B)/obj/%.o,$(2)) $(3)
	@mkdir -p $$(@D)
	@echo "  LD   $$@"
	@$$(CXX) $$(LDFLAGS) $(filter -fsanitize%,$(4)) $$(filter %.o,$$^) $$(filter %.a,$$^) -o $$@
PROGRAMS += $(1)
endef

host_program = $(call link_,$(B)/bin/$(strip $(1)),$(2),$(3),$(4))
host_tool    = $(call link_,build/bin/$(strip $(1)),$(2),$(3),$(4))

# Verilator, then its C++ into one archive together with Verilator's own run-time.
define verilated
VERILATED += $(strip $(1))
$(B)/verilated/$(strip $(1))/libV.a: $(3) $$(F_CONSTANTS) | $$(GENERATED)
	@mkdir -p $$(@D)
	@echo "  VLT  $(strip $(2)) ($(strip $(1)))"
	@$$(VERILATOR) $$(VERILATOR_FLAGS) $$(if $(4),$(4),$$(VERILATOR_CHECK)) -Mdir $$(@D) --top-module $(strip $(2)) \
	    --prefix V$(strip $(2)) -MMD $$(filter-out %.vlt,$(3)) $$(filter %.vlt,$(3))
	@$$(MAKE) -s -C $$(@D) -f V$(strip $(2)).mk CXX="$$(CXX)" AR=$$(AR) OPT_FAST="$$(VLT_OPT)" OPT_SLOW="-O1" OPT_GLOBAL="-O2" \
	    CFG_CXXFLAGS_STD_NEWEST=-std=gnu++20 CFG_CXXFLAGS_NO_UNUSED= USER_CPPFLAGS="-stdlib=libc++ -w" \
	    V$(strip $(2))__ALL.a verilated.o verilated_threads.o $$(if $$(findstring --trace-fst,$(4)),verilated_fst_c.o) \
	    $$(if $$(findstring --coverage,$(4)),verilated_cov.o) > $$(@D)/make.log 2>&1 || { tail -40 $$(@D)/make.log; exit 1; }
	@sed -e 's|^[^:]*:|$$@:|' -e '1{p;s/^[^:]*: *//;s/ \{1,\}/:\n/g;s/$$$$/:/}' $$(@D)/V$(strip $(2))__ver.d > $$@.d
	@rm -f $$@ && cd $$(@D) && cp V$(strip $(2))__ALL.a libV.a && $$(AR) rs libV.a verilated*.o 2>/dev/null
-include $(B)/verilated/$(strip $(1))/libV.a.d
endef
VLT_OPT := -O2

# $1 name, $2 sources, $3 verilated models, $4 objects, $5 flags
define bench
$(call link_,$(B)/bin/$(strip $(1)),$(2),$(CATCH_MAIN) $(4) $(foreach m,$(3),$(B)/verilated/$(m)/libV.a),\
  $(5) -Wno-shadow -isystem $(VERILATOR_INCLUDE) -isystem $(VERILATOR_INCLUDE)/vltstd $(foreach m,$(3),-isystem $(B)/verilated/$(m)),\
  $(foreach m,$(3),$(B)/verilated/$(m)/libV.a))
endef

define test
TESTS += $(strip $(1))
TEST_DEPENDENCIES += $(3)
test_needs_$(strip $(1)) := $(3)
test_seconds_$(strip $(1)) := $(strip $(2))
test_command_$(strip $(1)) := $(4)
test-$(strip $(1)): $(3)
	$(4)
endef

$(eval $(call compile_,verif/common/catch_main.cpp,,))
