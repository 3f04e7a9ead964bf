# The firmware of each platform: firmware/NAME/ has what differs (machine.hpp, machine.inc, firmware.ld).
# $(B)/target/firmware.elf, and firmware.bin as the 16 KB of the node's boot ROM are filled; elsewhere $(B)/target/NAME/.
# A node that is a board has another one, $(B)/target/board/firmware.hex (firmware/node/board): SDRAM to start, an image to load;
# or $(B)/target/ddr3/firmware.hex, which has DDR3 to start and to level (firmware/node/ddr3).
include tools/make/target.mk
include tools/make/platforms.mk

define firmware_of
$(eval $(call target_objects,firmware-$(1),firmware/start.S firmware/firmware.cpp,-O2 -Ifirmware/$(1),firmware-$(1)))
$(eval $(call target_elf,$(call platform_path,$(1))firmware,$$(firmware-$(1)_target_objects) $$(freestanding_target_objects),firmware/$(1)/firmware.ld))
PROGRAMS += $(B)/target/$(call platform_path,$(1))firmware.elf
endef
$(foreach p,$(PLATFORMS),$(eval $(call firmware_of,$(p))))

# $1: name, $2: where to look for what differs
define board_firmware
$(eval $(call target_objects,firmware-$(1),firmware/start.S firmware/firmware.cpp,-O2 $(addprefix -Ifirmware/,$(2)),firmware-$(1)))
$(eval $(call target_elf,$(1)/firmware,$(firmware-$(1)_target_objects) $(freestanding_target_objects),firmware/node/firmware.ld))
$(B)/target/$(1)/firmware.bin: $(B)/target/$(1)/firmware.elf
	@llvm-objcopy-19 -O binary --only-section=.text $$< $$@
$(B)/target/$(1)/firmware.hex: $(B)/target/$(1)/firmware.bin
	@od -An -v -tx4 -w4 $$< | tr -d ' ' > $$@
PROGRAMS += $(B)/target/$(1)/firmware.hex
endef
$(eval $(call board_firmware,board,node/board node))
$(eval $(call board_firmware,ddr3,node/ddr3 node/board node))

$(B)/target/firmware.bin: $(B)/target/firmware.elf
	@llvm-objcopy-19 -O binary --only-section=.text $< $@
PROGRAMS += $(B)/target/firmware.bin
