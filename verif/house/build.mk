# The house itself: incremental builds, the test runner, set-up, lint.  In one profile; trees of their own.
ifeq ($(PROFILE),wide)
$(eval $(call test,house_build,600,,/usr/bin/python3 verif/house/build_test.py))
$(eval $(call test,house_setup,60,,/usr/bin/python3 verif/house/setup_test.py))
$(eval $(call test,house_lint,400,,/usr/bin/python3 verif/house/lint_test.py))
endif
# Needs what all tests need, so that a tree of which only a part is built is built before the test's time begins.
$(eval $(call test,house_nothing_left,60,,verif/house/nothing_left.sh $(PROFILE)))
test_needs_house_nothing_left = $(TEST_DEPENDENCIES)
$(eval $(call test,house_bad_input,120,build/bin/f $(addprefix $(B)/bin/,mkimage frame_judge frame_fuzz softbox_fuzz loader_fuzz campaign) $(B)/target/kernel.elf,\
  $(PYTHON) verif/house/bad_input_test.py $(B)))
$(eval $(call test,house_platform,10,,/usr/bin/python3 verif/house/platform_test.py))
