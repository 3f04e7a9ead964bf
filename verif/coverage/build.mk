# make coverage: the benches of rtl/fbox and rtl/eth on models with coverage points, in a build directory of their own.
# About five minutes.

COVERAGE_BENCHES := fbox_test eth_rx_bench eth_tx_bench eth_rmii_bench eth_gmii_bench eth_fifo_bench eth_mdio_bench
COVERAGE_B := build/coverage

$(eval $(call compile_,verif/coverage/write_at_exit.cpp,-Wno-conversion -isystem $(VERILATOR_INCLUDE) -isystem $(VERILATOR_INCLUDE)/vltstd))

.PHONY: coverage
coverage:
	@$(MAKE) PROFILE=wide B=$(COVERAGE_B) \
	    VERILATOR_CHECK='$(VERILATOR_CHECK) --coverage-line --coverage-toggle' \
	    CATCH_MAIN='$(COVERAGE_B)/obj/verif/common/catch_main.o $(COVERAGE_B)/obj/verif/coverage/write_at_exit.o' \
	    $(addprefix $(COVERAGE_B)/bin/,$(COVERAGE_BENCHES))
	@rm -f $(COVERAGE_B)/*.dat
	@for b in $(COVERAGE_BENCHES); do echo "  RUN  $$b"; \
	    AMOEBOX_QUICK=1 AMOEBOX_COVERAGE=$(COVERAGE_B)/$$b.dat $(COVERAGE_B)/bin/$$b > $(COVERAGE_B)/$$b.log 2>&1 || \
	    { tail -30 $(COVERAGE_B)/$$b.log; exit 1; }; done
	@$(PYTHON) verif/coverage/coverage.py $(addprefix $(COVERAGE_B)/,$(addsuffix .dat,$(COVERAGE_BENCHES)))
