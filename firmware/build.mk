# The boot ROM: $(B)/target/firmware.elf, and firmware.bin as its 16 KB are filled.
include tools/make/target.mk
$(eval $(call target_objects,firmware,firmware/start.S firmware/firmware.cpp,-O2))
$(eval $(call target_elf,firmware,$$(firmware_target_objects) $$(freestanding_target_objects),firmware/firmware.ld))

$(B)/target/firmware.bin: $(B)/target/firmware.elf
	@llvm-objcopy-19 -O binary --only-section=.text $< $@
PROGRAMS += $(B)/target/firmware.bin
