# The commands of the house.

.PHONY: help setup all programs test clean

HELP := \
  "make run        four boards boot, a file crosses the network, a thief gets nothing" \
  "make run SCENARIO=name SEED=n THREADS=n PROFILE=wide|classic FILE=path" \
  "make run PLATFORM=virt SCENARIO=name       the same on QEMU: docs/platforms.md" \
  "make debug PLATFORM=virt BOARD=name SCENARIO=name   gdb at the first instruction of that board's kernel" \
  "make shell      a prompt on a simulated board" \
  "make test       everything that must hold; last line 'N passed, N failed'" \
  "make bench      the figures: build/results/bench.json and a table" \
  "make lint       Verilator, Yosys, clang-tidy, clang-format, size of files" \
  "make format     clang-format" \
  "make generate   refresh docs/generated and tools/wireshark from interfaces/" \
  "make formal     proofs of the box's promises: build/results/formal.json" \
  "make gate       Icarus, the synthesised F-box, flip-flops that are hit: build/results/gate.json" \
  "make mutate     320 faults put into rtl/fbox and rtl/eth, each of which a bench must find: build/results/mutate.json (long)" \
  "make coverage   line and toggle coverage of rtl/fbox and rtl/eth" \
  "make area       synthesis, place and route: LUTs and MHz (long)" \
  "make campaign SEEDS=n   random campaigns: RPC, loader, frames (long)" \
  "make campaign PLATFORM=virt CALLS=n   null RPCs between two boards under loss, none carried out twice" \
  "make card BOARD=b SCENARIO=name   boot images for the memory cards of a scenario's boards: build/cards" \
  "make crossings BOARD=b   every way between two clocks of a board's design, each of a known kind" \
  "make bitstream-twice BOARD=b   two builds in two directories give the same bits" \
  "make flash BOARD=b NUMBER=n   the image of make bitstream and make identity into a board; TO=flash: for good" \
  "make board-run [BOARD=b]   whole boards, from power-up, among simulated ones (long)" \
  "make hil BOARD=b IFACE=net[,host]   attacks on a real board, from its cables; BOARD=sim, sim-node: on simulated RTL: docs/hil.md" \
  "make compile_commands.json   for editors and clang-tidy"

help:
	@printf '%s\n' $(HELP)

include tools/make/platforms.mk
# What another platform needs is installed when it is asked for.
setup:
	@tools/setup/setup.sh $(if $(filter test,$(MAKECMDGOALS)),flash $(filter-out node,$(PLATFORMS)),$(filter-out node,$(PLATFORM)))

# Commands that are more often given one by one, on a tree that was never built: their rules have needs that need what is
# installed, so this comes before any rule.
SETUP_FIRST := area bitstream bitstream-twice campaign check coverage crossings hil identity lint
ifneq ($(filter $(SETUP_FIRST),$(MAKECMDGOALS)),)
$(shell tools/setup/setup.sh >&2)
ifneq ($(.SHELLSTATUS),0)
$(error what this needs could not be installed, see above)
endif
endif

all: setup
	@$(MAKE) programs
programs: $(PROGRAMS)

build/$(PROFILE)/tests.list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(foreach t,$(TESTS),'$(t)|$(test_seconds_$(t))|$(test_command_$(t))') > $@
.PHONY: FORCE

.PHONY: test-programs test-suite
test-programs: $(TEST_DEPENDENCIES) build/$(PROFILE)/tests.list

test: setup
	@$(MAKE) -j2 PROFILE=wide test-programs
	@$(MAKE) -j2 PROFILE=classic test-programs
	@$(PYTHON) tools/testing/run_tests.py wide=build/wide/tests.list classic=build/classic/tests.list

# Only one profile, and only what matches is built and run: make check ONLY=fbox
.PHONY: check
CHECKED := $(if $(filter check,$(MAKECMDGOALS)),$(shell printf '%s\n' $(TESTS) | grep -E -e '$(ONLY)'))
check: $(sort $(foreach t,$(CHECKED),$(test_needs_$(t)))) build/$(PROFILE)/tests.list
	@$(PYTHON) tools/testing/run_tests.py $(PROFILE)=build/$(PROFILE)/tests.list $(if $(ONLY),--only '$(ONLY)')

# CAMPAIGNS is filled like BENCHES (tools/bench/build.mk): what random tests there are, with a longer budget.
.PHONY: campaign
campaign: $(if $(filter node,$(PLATFORM)),$(addprefix campaign-,$(CAMPAIGNS)),setup campaign-$(PLATFORM))

.PHONY: generate
generate:
	@$(GENERATE) --tree .

clean:
	rm -rf build/wide build/classic build/bin build/results
