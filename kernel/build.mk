# The kernel with its server inside: $(B)/target/kernel.elf, and $(B)/target/kernel-VARIANT.elf for the builds of
# kernel/defences.hpp.  `make programs` builds everything a scenario may name.
include tools/make/target.mk

TARGET_OPT_KERNEL ?= -O2
KERNEL_SOURCES := kernel/arch/riscv/entry.S $(wildcard kernel/*.cpp kernel/platform/*/*.cpp)
KERNEL_FLAGS   := -Wno-unused-const-variable $(TARGET_OPT_KERNEL) -mllvm -enable-tail-merge=0 $(KERNEL_EXTRA)

$(eval $(call target_objects,user,lib/user/start.S lib/user/user.cpp))

# A program for every directory: commands/NAME/*.cpp, servers/NAME/*.cpp
TARGET_PROGRAMS :=
$(foreach d,$(wildcard commands/* servers/* verif/kernel/programs/*),\
  $(if $(wildcard $(d)/*.cpp),$(eval $(call target_program,$(notdir $(d)),$(wildcard $(d)/*.cpp)))))
PROGRAMS += $(TARGET_PROGRAMS:%=$(B)/target/%.elf)

$(B)/target/kernel_server.bin: $(B)/target/kernel_server.elf
	@llvm-strip-19 $< -o $@

# $1 name, $2 flags
define kernel_variant
$(eval $(call target_objects,$(1),$(KERNEL_SOURCES),$(KERNEL_FLAGS) $(2),$(1)))
$(B)/target/$(1)/server_elf.o: kernel/server_elf.S $(B)/target/kernel_server.bin
	@mkdir -p $$(@D)
	@$$(CXX) $$(TARGET_ARCH) -DKERNEL_SERVER='"$(B)/target/kernel_server.bin"' -c $$< -o $$@
$(eval $(call target_elf,$(1),$$($(1)_target_objects) $(B)/target/$(1)/server_elf.o $$(freestanding_target_objects),kernel/kernel.ld))
PROGRAMS += $(B)/target/$(1).elf
endef
$(eval $(call kernel_variant,kernel,))
$(eval $(call kernel_variant,kernel-plain,-DAMOEBOX_PLAIN))
$(eval $(call kernel_variant,kernel-no-software-f,-DAMOEBOX_NO_SOFTWARE_F))
$(eval $(call kernel_variant,kernel-no-check,-DAMOEBOX_NO_CHECK))
$(eval $(call kernel_variant,kernel-fixed-reply-port,-DAMOEBOX_FIXED_REPLY_PORT))
$(eval $(call kernel_variant,kernel-open-reply,-DAMOEBOX_OPEN_REPLY))
$(eval $(call kernel_variant,kernel-no-hold,-DAMOEBOX_NO_HOLD))
$(eval $(call kernel_variant,kernel-no-quota,-DAMOEBOX_NO_QUOTA))
$(eval $(call kernel_variant,kernel-no-epoch-check,-DAMOEBOX_NO_EPOCH_CHECK))
