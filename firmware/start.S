# Reset and M-mode traps.  machine.inc is the platform's: it sets sp.  M-mode keeps nothing for itself but the last trap: everything is delegated to the kernel.
.section .text.start, "ax"
.globl _start
_start:
    la   t0, trap
    csrw mtvec, t0
    csrw mie, zero
#include "machine.inc"
    csrw mscratch, sp
    la   t0, __bss_start
    la   t1, __bss_end
1:  bgeu t0, t1, 2f
    sw   zero, 0(t0)
    addi t0, t0, 4
    j    1b
2:  call firmware_main         # where to enter the kernel and with what, in memory: a0
    lw   s0, 0(a0)
    lw   s1, 4(a0)
    lw   s2, 8(a0)

    li   t0, 0xB1FF            # every exception but a call from S-mode goes to S-mode
    csrw medeleg, t0
    li   t0, 0x222             # software, timer, external interrupt of S-mode
    csrw mideleg, t0
    li   t0, 0x1800
    csrc mstatus, t0
    li   t0, 0x0800            # previous mode: S, interrupts off
    csrs mstatus, t0
    csrw satp, zero
    csrw mepc, s0
    mv   a0, s1                # the boot image
    mv   a1, s2                # bytes of RAM
    fence.i
    mret

trap:
    csrrw sp, mscratch, sp
    csrr a0, mcause
    csrr a1, mepc
    csrr a2, mtval
    call firmware_trap
1:  j    1b
