# The thief's kernel: entered by the firmware like any other, in S-mode without translation; a1 = nothing, a0 = boot image.
#
# A trap is the end, with a sentence - except while probe_read or probe_write is at work, whose address may have nobody behind it.
.section .text.start, "ax"
.globl _start
_start:
    mv   s0, a0
    la   sp, stack_top
    la   t0, trap
    csrw stvec, t0
    csrw sscratch, zero
    csrw sie, zero
    mv   a0, s0
    call thief_main
1:  j    1b

.align 2
trap:
    csrrw t0, sscratch, zero
    beqz t0, 1f
    csrw sepc, t0
    sret
1:  csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    j    thief_trap

# bool probe_read(address, uint32_t* value)
.globl probe_read
probe_read:
    la   t0, probe_failed
    csrw sscratch, t0
    lw   t1, 0(a0)
    mv   t2, t1
    csrw sscratch, zero
    sw   t2, 0(a1)
    li   a0, 1
    ret

# bool probe_write(address, value).  A store may be answered late: the load behind it waits.
.globl probe_write
probe_write:
    la   t0, probe_failed
    csrw sscratch, t0
    sw   a1, 0(a0)
    lw   t1, 0(sp)
    mv   t2, t1
    nop
    nop
    nop
    nop
    csrw sscratch, zero
    li   a0, 1
    ret

probe_failed:
    csrw sscratch, zero
    li   a0, 0
    ret

.section .bss
.align 4
    .skip 16384
stack_top:
