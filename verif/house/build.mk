# The house itself: incremental builds, the test runner, set-up, lint.  In one profile; trees of their own.
ifeq ($(PROFILE),wide)
$(eval $(call test,house_build,600,,/usr/bin/python3 verif/house/build_test.py))
$(eval $(call test,house_setup,60,,/usr/bin/python3 verif/house/setup_test.py))
$(eval $(call test,house_lint,400,,/usr/bin/python3 verif/house/lint_test.py))
endif
$(eval $(call test,house_nothing_left,600,,verif/house/nothing_left.sh $(PROFILE)))
