# The protocol engine without hardware: the swarm of faults, its mutants, the rules of docs/rpc.md one by one, and noise.
RPC_SWARM := verif/rpc/campaign.cpp verif/rpc/run_sound.cpp verif/rpc/run_mutants.cpp
RPC_SANITIZED := -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all

$(eval $(call host_program,campaign,$(RPC_SWARM)))
$(eval $(call bench,rpc_test,verif/rpc/rules_test.cpp verif/rpc/attack_test.cpp verif/rpc/fuzz_test.cpp,))

# The same tests and a small swarm with the address and undefined-behaviour sanitizers, in an object directory of their own.
$(B)/bin/rpc_sanitized: verif/rpc/sanitized.cpp verif/rpc/rules_test.cpp verif/rpc/attack_test.cpp verif/rpc/fuzz_test.cpp \
    $(wildcard lib/rpc/*.hpp verif/rpc/*.hpp) $(CATCH_MAIN) | $(GENERATED)
	@mkdir -p $(@D)
	@echo "  SAN  $@"
	@$(CXX) $(CXXFLAGS) -Wno-shadow $(RPC_SANITIZED) verif/rpc/sanitized.cpp $(CATCH_MAIN) -stdlib=libc++ -fuse-ld=lld-19 -o $@
PROGRAMS += $(B)/bin/rpc_sanitized

$(eval $(call test,rpc_swarm,600,$(B)/bin/campaign,$(B)/bin/campaign --seeds 2000 --quiet --out build/results/rpc_swarm_$(PROFILE).json))
$(eval $(call test,rpc_mutants,300,$(B)/bin/campaign,verif/rpc/mutants.sh $(B)/bin/campaign))
$(eval $(call test,rpc_rules,120,$(B)/bin/rpc_test,$(B)/bin/rpc_test))
$(eval $(call test,rpc_sanitized,300,$(B)/bin/rpc_sanitized,$(B)/bin/rpc_sanitized))

SEEDS ?= 30000
CAMPAIGNS += rpc
.PHONY: campaign-rpc
campaign-rpc: $(B)/bin/campaign
	@mkdir -p build/results
	@$(B)/bin/campaign --seeds $(SEEDS) --out build/results/campaign.json
