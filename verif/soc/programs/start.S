// Begins at the reset vector, in ROM; stack at the top of the first 64 KB of RAM.
#include "amoebox.h"

    .section .text.start, "ax"
    .globl _start
_start:
    la      t0, trap
    csrw    mtvec, t0
    li      sp, AMB_RAM_BASE + 0x10000
    j       main

// Prints a zero-ended string at a0.  Uses t0 to t2.
    .text
    .globl  print
print:
    li      t0, AMB_UART_BASE
1:  lbu     t1, 0(a0)
    beqz    t1, 3f
2:  lw      t2, AMB_UART_STATUS(t0)
    andi    t2, t2, 1
    bnez    t2, 2b
    sw      t1, AMB_UART_DATA(t0)
    addi    a0, a0, 1
    j       1b
3:  ret

// Prints a0 as eight hexadecimal digits.  Uses t0 to t4.
    .globl  print_hex
print_hex:
    li      t0, AMB_UART_BASE
    li      t3, 28
1:  srl     t1, a0, t3
    andi    t1, t1, 15
    li      t4, 10
    blt     t1, t4, 2f
    addi    t1, t1, 'a' - 10 - '0'
2:  addi    t1, t1, '0'
3:  lw      t2, AMB_UART_STATUS(t0)
    andi    t2, t2, 1
    bnez    t2, 3b
    sw      t1, AMB_UART_DATA(t0)
    addi    t3, t3, -4
    bgez    t3, 1b
    ret

// Powers off with status a0.
    .globl  power_off
power_off:
    slli    a0, a0, 8
    ori     a0, a0, AMB_POWER_OFF
    li      t0, AMB_SYS_BASE
    sw      a0, AMB_SYS_POWER(t0)
1:  j       1b

// A load of the word at a0: a0 = its value, a1 = 0, or a1 = mcause and a2 = mtval if it faulted.
    .globl  probe
probe:
    li      a1, 0
probe_load:
    lw      a0, 0(a0)
probe_end:
    ret

// Traps: a fault in probe, or the program's interrupt, or the end.
    .align  2
trap:
    csrr    t5, mcause
    bltz    t5, interrupt
    la      t6, probe_load
    csrr    t4, mepc
    bne     t4, t6, 1f
    mv      a1, t5
    csrr    a2, mtval
    la      t6, probe_end
    csrw    mepc, t6
    mret
1:  la      a0, unexpected
    call    print
    csrr    a0, mcause
    call    print_hex
    li      a0, 99
    j       power_off
    .weak   interrupt
interrupt:
    j       1b

    .section .rodata
unexpected:
    .asciz  "unexpected trap "
