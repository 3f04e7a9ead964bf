# The generator, the freshness of what it made, and the Wireshark dissector.
ifeq ($(PROFILE),wide)
$(eval $(call test,generator,180,,/usr/bin/python3 verif/interfaces/generator_test.py))
endif
$(eval $(call test,generated_fresh,60,,/usr/bin/python3 verif/interfaces/fresh_test.py $(PROFILE) $(GEN)))
$(eval $(call test,dissector,300,$(B)/bin/frame_judge,/usr/bin/python3 verif/interfaces/dissector_test.py $(PROFILE) $(B)/bin/frame_judge $(SEED)))
