# Reset and M-mode traps.  M-mode keeps nothing for itself but the last trap: everything is delegated to the kernel.
.section .text.start, "ax"
.globl _start
_start:
    la   t0, trap
    csrw mtvec, t0
    csrw mie, zero
    csrw 0xBC0, zero           # no external interrupt line goes to M-mode
    li   sp, 0x41000000        # memory of the firmware ends where the image begins
    csrw mscratch, sp
    la   t0, __bss_start
    la   t1, __bss_end
1:  bgeu t0, t1, 2f
    sw   zero, 0(t0)
    addi t0, t0, 4
    j    1b
2:  call firmware_main         # returns kernel entry in a0, image address in a1

    li   t0, 0xB1FF            # every exception but a call from S-mode goes to S-mode
    csrw medeleg, t0
    li   t0, 0x222             # software, timer, external interrupt of S-mode
    csrw mideleg, t0
    li   t0, 0x1800
    csrc mstatus, t0
    li   t0, 0x0800            # previous mode: S, interrupts off
    csrs mstatus, t0
    csrw satp, zero
    csrw mepc, a0
    mv   a0, a1
    fence.i
    mret

trap:
    csrrw sp, mscratch, sp
    csrr a0, mcause
    csrr a1, mepc
    csrr a2, mtval
    call firmware_trap
1:  j    1b
