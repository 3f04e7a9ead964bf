KERNEL_ARCH_node := riscv
