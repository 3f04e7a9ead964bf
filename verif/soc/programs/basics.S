// Identity, RAM in words and bytes, faults at bad addresses, the timer interrupt; says what it finds.
#include "amoebox.h"

    .text
    .globl  main
main:
    li      t0, AMB_SYS_BASE
    sw      zero, AMB_SYS_ALARM(t0)
    la      a0, hello
    call    print
    li      t0, AMB_SYS_BASE
    lw      a0, AMB_SYS_ID(t0)
    call    print_hex
    li      t0, AMB_SYS_BASE
    lw      a0, AMB_SYS_BOARD(t0)
    call    print_hex
    li      t0, AMB_SYS_BASE
    lw      a0, AMB_SYS_RAM_SIZE(t0)
    call    print_hex

    // RAM: a word, bytes of it, the same through the other alias
    li      s0, AMB_RAM_BASE + 0x2000
    li      t1, 0x11223344
    sw      t1, 0(s0)
    li      t1, 0x55
    sb      t1, 1(s0)
    li      s1, AMB_RAM_UNCACHED_BASE + 0x2000
    lw      a0, 0(s1)
    call    print_hex
    li      t1, 0x6677
    sh      t1, 2(s1)
    .word   0x500F              // flush the data cache
    lw      a0, 0(s0)
    call    print_hex
    // an atomic
    li      t1, 0x1000
    amoadd.w a0, t1, (s0)
    lw      a0, 0(s0)
    call    print_hex

    // Faults: each address must answer with cause 5
    la      s0, bad
    la      s1, bad_end
1:  lw      a0, 0(s0)
    call    probe
    li      t0, 5
    bne     a1, t0, 9f
    lw      t1, 0(s0)
    bne     a2, t1, 9f
    addi    s0, s0, 4
    bne     s0, s1, 1b
    // Stores there, and partial stores to devices, have no effect
    .word   0x500F              // the cache remembers lines that faulted
    li      t0, AMB_RAM_BASE
    li      t1, AMB_SYS_BASE
    lw      t2, AMB_SYS_RAM_SIZE(t1)
    add     t0, t0, t2
    sw      t2, 0(t0)
    sw      zero, 0(zero)       // ROM
    sb      t2, AMB_SYS_ALARM(t1)
    lw      a0, AMB_SYS_ALARM(t1)
    bnez    a0, 9f
    .word   0x500F
    lw      a0, 0(zero)
    beqz    a0, 9f
    la      a0, faults
    call    print

    // A jump into nowhere is a fetch fault: cause 1
    la      t0, nowhere
    csrw    mtvec, t0
    li      t0, 0x20000000
    jr      t0
    .align  2
nowhere:
    csrr    a0, mcause
    call    print_hex
    la      t0, timer
    csrw    mtvec, t0

    // Timer interrupt: line AMB_IRQ_TIMER, machine external (bit 11)
    li      t0, AMB_SYS_BASE
    lw      t1, AMB_SYS_CYCLE_LOW(t0)
    addi    t1, t1, 500
    sw      t1, AMB_SYS_ALARM(t0)
    li      t1, 1
    sw      t1, AMB_SYS_ALARM_ON(t0)
    csrw    0xBC0, t1
    li      t1, 1 << 11
    csrw    mie, t1
    csrsi   mstatus, 8
    li      s0, 0
2:  addi    s0, s0, 1
    j       2b
    .align  2
timer:
    li      t0, AMB_SYS_BASE
    lw      t1, AMB_SYS_CYCLE_LOW(t0)
    lw      t2, AMB_SYS_ALARM(t0)
    sub     s0, t1, t2
    csrr    a0, mcause
    call    print_hex
    csrr    a0, 0xFC0
    call    print_hex
    mv      a0, s0
    li      t2, 100             // cycles from the alarm to here
    bgtu    s0, t2, 9f
    li      t0, AMB_SYS_BASE
    sw      zero, AMB_SYS_ALARM_ON(t0)
    nop
    nop
    nop
    csrr    a0, 0xFC0
    call    print_hex
    li      t0, AMB_SYS_BASE
    li      t1, 0x12345678
    sw      t1, AMB_SYS_TRACE(t0)
    la      a0, bye
    call    print
    li      a0, 7
    j       power_off
9:  mv      s0, a0
    la      a0, wrong
    call    print
    mv      a0, s0
    call    print_hex
    li      a0, 1
    j       power_off

    .section .rodata
    .align  2
bad:
    .word   0x00004000, 0x10000000, 0x20000000, 0x3ffffffc, 0x44000000, 0x80000000
    .word   0xb0000000, 0xe0000000, 0xf0200024, 0xf0201008, 0xf0202008, 0xf0203058, 0xf020400c + 0x10, 0xf020403c
    .word   0xf0205000, 0xf0208000, 0xf0200100, 0xf1000000, 0xfffffffc
    .word   0x40000000 + RAM_BYTES
bad_end:
hello:
    .asciz  "hello\n"
faults:
    .asciz  "faults\n"
bye:
    .asciz  "bye\n"
wrong:
    .asciz  "wrong\n"
