# The kernel with its server inside: $(B)/target/kernel.elf (of another platform than the node: $(B)/target/PLATFORM/kernel.elf),
# and kernel-VARIANT.elf for the builds of
# kernel/defences.hpp.  `make programs` builds everything a scenario may name.
include tools/make/target.mk

TARGET_OPT_KERNEL ?= -O2
include tools/make/platforms.mk
include $(wildcard kernel/platform/*/platform.mk)
kernel_sources = $(wildcard kernel/arch/$(KERNEL_ARCH_$(1))/*.S kernel/arch/$(KERNEL_ARCH_$(1))/*.cpp kernel/*.cpp kernel/platform/soft/*.cpp kernel/platform/$(1)/*.cpp)
KERNEL_FLAGS   := -Wno-unused-const-variable $(TARGET_OPT_KERNEL) -mllvm -enable-tail-merge=0 $(KERNEL_EXTRA)

$(eval $(call target_objects,user,lib/user/start.S lib/user/user.cpp))

# A program for every directory: commands/NAME/*.cpp, servers/NAME/*.cpp
TARGET_PROGRAMS :=
$(foreach d,$(wildcard commands/* servers/* verif/kernel/programs/*),\
  $(if $(wildcard $(d)/*.cpp),$(eval $(call target_program,$(notdir $(d)),$(wildcard $(d)/*.cpp)))))
PROGRAMS += $(TARGET_PROGRAMS:%=$(B)/target/%.elf)

$(B)/target/kernel_server.bin: $(B)/target/kernel_server.elf
	@llvm-strip-19 $< -o $@

# What reads kernel/defences.hpp (which refuses itself to all others) is compiled for every control build, the rest once.
kernel_defended = $(filter kernel/calls.cpp kernel/rpc.cpp kernel/platform/%/fbox.cpp kernel/platform/soft/soft.cpp,$(1))

# $1 name, $2 flags, $3 platform, $4 its place below $(B)/target, with a slash, $5 whose objects it has where they are the same: `kernel`,
# or its own name
define kernel_variant_of
$(eval $(call target_objects,$(4)$(1),$(call kernel_defended,$(call kernel_sources,$(3))),$(call kernel_flags,$(3)) $(2),$(4)$(1)))
$(eval $(call target_objects,$(4)$(5)_same,$(filter-out $(call kernel_defended,$(call kernel_sources,$(3))),$(call kernel_sources,$(3))),\
  $(call kernel_flags,$(3)) $(if $(filter $(1),$(5)),$(2)) -DAMOEBOX_SAME_IN_CONTROLS,$(4)$(5)))
$(B)/target/$(4)$(1)/server_elf.o: kernel/server_elf.S $(B)/target/kernel_server.bin
	@mkdir -p $$(@D)
	@$$(CXX) $$(TARGET_ARCH) -DKERNEL_SERVER='"$(B)/target/kernel_server.bin"' -c $$< -o $$@
$(eval $(call target_elf,$(4)$(1),$(foreach s,$(call kernel_sources,$(3)),$(B)/target/$(4)$(if $(call kernel_defended,$(s)),$(1),$(5))/$(basename $(s)).o) \
  $(B)/target/$(4)$(1)/server_elf.o $$(freestanding_target_objects),kernel/platform/$(3)/kernel.ld))
PROGRAMS += $(B)/target/$(4)$(1).elf
endef
kernel_flags = $(KERNEL_FLAGS) -Ikernel/platform/$(1) -Ikernel/arch/$(KERNEL_ARCH_$(1))
kernel_variant = $(foreach p,$(PLATFORMS),$(eval $(call kernel_variant_of,$(1),$(2),$(p),$(call platform_path,$(p)),$(or $(3),kernel))))
$(eval $(call kernel_variant,kernel,))
$(eval $(call kernel_variant,kernel-plain,-DAMOEBOX_PLAIN))
$(eval $(call kernel_variant,kernel-no-software-f,-DAMOEBOX_NO_SOFTWARE_F))
$(eval $(call kernel_variant,kernel-no-check,-DAMOEBOX_NO_CHECK))
$(eval $(call kernel_variant,kernel-fixed-reply-port,-DAMOEBOX_FIXED_REPLY_PORT))
$(eval $(call kernel_variant,kernel-open-reply,-DAMOEBOX_OPEN_REPLY))
$(eval $(call kernel_variant,kernel-no-hold,-DAMOEBOX_NO_HOLD))
$(eval $(call kernel_variant,kernel-no-quota,-DAMOEBOX_NO_QUOTA,kernel-no-quota))
$(eval $(call kernel_variant,kernel-no-epoch-check,-DAMOEBOX_NO_EPOCH_CHECK))
$(eval $(call kernel_variant,kernel-no-duplicate-filter,-DAMOEBOX_NO_DUPLICATE_FILTER))
