# Start of the kernel, traps, return to a thread.
#
# While a thread runs, sscratch points to its Thread, whose first words are its registers: 0 pc, 4*n register xn, 128 "all
# registers are saved".  In the kernel sscratch is 0, so a trap there is a panic.  The kernel has one stack, empty at each entry.
#
# A system call saves only what a C function keeps (the caller gives the rest away) and goes straight to its handler, which
# either returns (same thread goes on) or never does (kernel::schedule).

.equ FULL, 128

.section .text.start, "ax"
.globl _start
_start:
    mv   s0, a0
    mv   s1, a1
    la   sp, kernel_stack_top
    la   t0, trap_entry
    csrw stvec, t0
    csrw sscratch, zero
    csrw sie, zero
    mv   a0, s0                # the boot image
    mv   a1, s1                # bytes of RAM
    call kernel_main
1:  j    1b

.section .text.hot.trap, "ax"
.align 5
.globl trap_entry
trap_entry:
    csrrw sp, sscratch, sp
    beqz sp, kernel_trap
    sw   t0, 20(sp)
    csrr t0, scause
    addi t0, t0, -8
    bnez t0, other_trap

    sw   ra, 4(sp)
    sw   gp, 12(sp)
    sw   tp, 16(sp)
    sw   s0, 32(sp)
    sw   s1, 36(sp)
    sw   s2, 72(sp)
    sw   s3, 76(sp)
    sw   s4, 80(sp)
    sw   s5, 84(sp)
    sw   s6, 88(sp)
    sw   s7, 92(sp)
    sw   s8, 96(sp)
    sw   s9, 100(sp)
    sw   s10, 104(sp)
    sw   s11, 108(sp)
    sw   zero, FULL(sp)
    csrrw t0, sscratch, zero
    sw   t0, 8(sp)
    csrr t0, sepc
    addi t0, t0, 4
    sw   t0, 0(sp)
    mv   tp, sp                # the kernel: tp = current thread until it switches
    la   sp, kernel_stack_top
    li   t0, 22
    bgeu a7, t0, bad_call
    la   t1, call_table
    slli t0, a7, 2
    add  t1, t1, t0
    lw   t1, 0(t1)
    jalr t1
same_thread:                   # a0: result; tp untouched
    csrw sscratch, tp
    mv   t0, tp
    lw   t1, 0(t0)
    csrw sepc, t1
    lw   ra, 4(t0)
    lw   sp, 8(t0)
    lw   tp, 16(t0)
    li   t0, 0
    li   t1, 0
    li   t2, 0
    li   a1, 0
    li   a2, 0
    li   a3, 0
    li   a4, 0
    li   a5, 0
    li   a6, 0
    li   a7, 0
    li   t3, 0
    li   t4, 0
    li   t5, 0
    li   t6, 0
    sret

bad_call:
    li   a0, -1002             # STD_ARGBAD
    j    same_thread

# [[noreturn]] void resume(Thread*)
.globl resume
resume:
    lw   t0, FULL(a0)
    lw   t1, 0(a0)
    csrw sepc, t1
    csrw sscratch, a0
    bnez t0, all_registers
    lw   ra, 4(a0)
    lw   sp, 8(a0)
    lw   gp, 12(a0)
    lw   tp, 16(a0)
    lw   s0, 32(a0)
    lw   s1, 36(a0)
    lw   a1, 44(a0)
    lw   s2, 72(a0)
    lw   s3, 76(a0)
    lw   s4, 80(a0)
    lw   s5, 84(a0)
    lw   s6, 88(a0)
    lw   s7, 92(a0)
    lw   s8, 96(a0)
    lw   s9, 100(a0)
    lw   s10, 104(a0)
    lw   s11, 108(a0)
    lw   a0, 40(a0)
    li   t0, 0
    li   t1, 0
    li   t2, 0
    li   a2, 0
    li   a3, 0
    li   a4, 0
    li   a5, 0
    li   a6, 0
    li   a7, 0
    li   t3, 0
    li   t4, 0
    li   t5, 0
    li   t6, 0
    sret

.section .text.warm, "ax"
all_registers:
    mv   t6, a0
    .irp n,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    lw   x\n, 4*\n(x31)
    .endr
    sret

other_trap:
    .irp n,1,3,4,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sw   x\n, 4*\n(sp)
    .endr
    csrrw t0, sscratch, zero
    sw   t0, 8(sp)
    csrr t0, sepc
    sw   t0, 0(sp)
    li   t0, 1
    sw   t0, FULL(sp)
    mv   tp, sp
    la   sp, kernel_stack_top
    csrr a0, scause
    csrr a1, stval
    j    trap_from_thread

kernel_trap:
    la   sp, panic_stack_top
    csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    mv   a3, ra
    j    trap_from_kernel

# [[noreturn]] void on_empty_stack(void (*)())
.globl on_empty_stack
on_empty_stack:
    la   sp, kernel_stack_top
    jr   a0

.section .bss.stack, "aw", @nobits
.align 4
    .skip 8192
.globl kernel_stack_top
kernel_stack_top:
    .skip 2048
panic_stack_top:
