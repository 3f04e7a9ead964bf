# Begin of a process: a0, a1 = its arguments as text.  sp is 16-byte aligned, below the text.
.section .text.start, "ax"
.globl _start
_start:
    call amoebox_start
