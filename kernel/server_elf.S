# The kernel server, a process like others, comes with the kernel.
.section .rodata.kernel_server, "a"
.globl kernel_server_elf, kernel_server_elf_end
.align 2
kernel_server_elf:
    .incbin KERNEL_SERVER
kernel_server_elf_end:
