# The frame codec of lib/frame: the rules of form, and a fuzz test under sanitizers.
$(eval $(call bench,frame_test,verif/frame/frame_test.cpp,))
$(eval $(call host_program,frame_fuzz,verif/frame/frame_fuzz.cpp,,-O1 -fsanitize=address$(comma)undefined -fno-sanitize-recover=all))

$(eval $(call test,frame,60,$(B)/bin/frame_test,$(B)/bin/frame_test))
$(eval $(call test,frame_fuzz,120,$(B)/bin/frame_fuzz,ASAN_OPTIONS=detect_container_overflow=0 $(B)/bin/frame_fuzz $(SEED)))

# Judges frames for the test of the dissector (verif/interfaces).
$(eval $(call host_program,frame_judge,verif/frame/frame_judge.cpp))

# Other seeds than those of make test.
CAMPAIGNS += frames
.PHONY: campaign-frames
campaign-frames: $(B)/bin/frame_fuzz $(B)/bin/softbox_fuzz
	@for seed in $$(seq 1001 1020); do for fuzz in $^; do ASAN_OPTIONS=detect_container_overflow=0 $$fuzz $$seed || exit 1; done; done
