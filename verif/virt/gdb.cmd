# gdb for make debug: stops at the kernel's first instruction.  $amoebox_build, $amoebox_socket are set by make.
set confirm off
set pagination off
set breakpoint pending on
set architecture riscv:rv32
define program
  eval "add-symbol-file %s/target/$arg0.elf", $amoebox_build
end
document program
program NAME: symbols of a process of that name (all are linked at the same address: use hbreak).
end
