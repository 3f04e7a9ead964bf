KERNEL_ARCH_virt := riscv
