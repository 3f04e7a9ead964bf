# Parts of the kernel on the host, under sanitizers: page tables, loader, processes; and rubbish for the loader and the
# check of boot images.  Their processor is verif/kernel/host/kernel/arch.
HOST_KERNEL_FLAGS := -O1 -Wno-unused-const-variable -iquote verif/kernel/host -iquote kernel/arch/riscv -fsanitize=address$(comma)undefined -fno-sanitize-recover=all
HOST_KERNEL := kernel/arch/riscv/space.cpp kernel/process.cpp verif/kernel/host/host.cpp
$(eval $(call host_objects,host_kernel,$(HOST_KERNEL),$(HOST_KERNEL_FLAGS)))

$(eval $(call bench,kernel_host_test,verif/kernel/host/space_test.cpp verif/kernel/host/process_test.cpp,,$(host_kernel_objects),$(HOST_KERNEL_FLAGS)))
$(eval $(call test,kernel_host,120,$(B)/bin/kernel_host_test,$(B)/bin/kernel_host_test))

$(eval $(call host_program,loader_fuzz,verif/kernel/host/loader_fuzz.cpp,$(host_kernel_objects),$(HOST_KERNEL_FLAGS)))
$(eval $(call test,kernel_loader_fuzz,180,$(B)/bin/loader_fuzz,ASAN_OPTIONS=detect_container_overflow=0 $(B)/bin/loader_fuzz $(SEED)))

CAMPAIGNS += loader
.PHONY: campaign-loader
campaign-loader: $(B)/bin/loader_fuzz
	@ASAN_OPTIONS=detect_container_overflow=0 $(B)/bin/loader_fuzz $(SEED) $(SEEDS)00
