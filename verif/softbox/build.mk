# The software F-box of lib/softbox: its promises one by one, beside the model of the hardware box, and a fuzz test under sanitizers.
$(eval $(call bench,softbox_test,verif/softbox/softbox_test.cpp verif/softbox/model_test.cpp,))
$(eval $(call host_program,softbox_fuzz,verif/softbox/softbox_fuzz.cpp,,-O1 -fsanitize=address$(comma)undefined -fno-sanitize-recover=all))

$(eval $(call test,softbox,60,$(B)/bin/softbox_test,$(B)/bin/softbox_test))
$(eval $(call test,softbox_fuzz,120,$(B)/bin/softbox_fuzz,ASAN_OPTIONS=detect_container_overflow=0 $(B)/bin/softbox_fuzz $(SEED)))
