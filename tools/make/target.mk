# Rules for code that runs on a board (RV32IMA).  kernel/build.mk includes this.
#
#   target_objects NAME, SOURCES[, FLAGS[, DIRECTORY]]   -> $(NAME_target_objects): objects below $(B)/target[/DIRECTORY]
#   target_elf     NAME, OBJECTS, LINKER SCRIPT          -> $(B)/target/NAME.elf
#   target_program NAME, SOURCES                         -> $(B)/target/NAME.elf, linked with lib/user: a process
#
# -Os or -O2 is chosen by measurement on the board: see TARGET_OPT.

ifndef TARGET_ARCH

TARGET_ARCH := --target=riscv32-unknown-elf -march=rv32ima_zicsr_zifencei -mabi=ilp32 -mcmodel=medany
TARGET_OPT  ?= -Os
TARGET_CXXFLAGS := $(TARGET_ARCH) -std=c++23 $(TARGET_OPT) -g1 -fno-exceptions -fno-rtti -fno-threadsafe-statics \
    -fno-stack-protector -fno-asynchronous-unwind-tables -fno-unwind-tables -ffunction-sections -fdata-sections -mno-relax \
    -Wall -Wextra -Wconversion -Wshadow -Werror -nostdinc++ -nostdlibinc \
    -isystem lib/freestanding -isystem /usr/lib/llvm-19/include/c++/v1 \
    -isystem /usr/lib/picolibc/riscv64-unknown-elf/include -I. -I$(B)
TARGET_LD := ld.lld-19 -m elf32lriscv --gc-sections -z max-page-size=4096 -z noexecstack --no-rosegment --build-id=none

TARGET_COMPILED :=

# $1 source, $2 flags, $3 directory below $(B)/target
define target_compile_
ifeq ($(filter $(3)/$(1),$(TARGET_COMPILED)),)
TARGET_COMPILED += $(3)/$(1)
$(B)/target/$(3)/$(basename $(1)).o: $(1) tools/make/target.mk | $$(GENERATED)
	@mkdir -p $$(@D)
	@echo "  RV32 $(1)"
	@$$(CXX) $$(TARGET_CXXFLAGS) $(2) -MMD -MP -MJ $$@.json -c $$< -o $$@
-include $(B)/target/$(3)/$(basename $(1)).d
endif
endef

define target_objects
$(foreach s,$(2),$(eval $(call target_compile_,$(s),$(3),$(or $(strip $(4)),obj))))
$(strip $(1))_target_objects := $(foreach s,$(2),$(B)/target/$(or $(strip $(4)),obj)/$(basename $(s)).o)
endef

# $1 name, $2 objects, $3 linker script
define target_elf
$(B)/target/$(strip $(1)).elf: $(2) $(3)
	@mkdir -p $$(@D)
	@echo "  LD32 $$@"
	@$$(TARGET_LD) -T $(3) $$(filter %.o,$$^) -o $$@
endef

# $1 name, $2 sources
define target_program
$(eval $(call target_objects,program_$(strip $(1)),$(2),))
$(eval $(call target_elf,$(strip $(1)),$$(program_$(strip $(1))_target_objects) $$(user_target_objects) $$(freestanding_target_objects),lib/user/program.ld))
TARGET_PROGRAMS += $(strip $(1))
endef

$(eval $(call target_objects,freestanding,lib/freestanding/memory.cpp,-O2 -fno-builtin))

endif
