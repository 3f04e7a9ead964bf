"""What differs between machines is in kernel/platform/NAME/, kernel/arch/NAME/ and firmware/NAME/: no other file of kernel, lib,
servers, commands or firmware names a platform, its registers or an instruction of its processor."""
import pathlib
import re
import sys

PLATFORMS = [path.parent.name for path in pathlib.Path("kernel/platform").glob("*/machine.hpp")]
FORBIDDEN = {
    "names a platform": re.compile(r"(platform|firmware)/(" + "|".join(PLATFORMS) + r")\b|\b(qemu|virtio|verilat)", re.IGNORECASE),
    "touches a register": re.compile(r"hw::(sys|uart|entropy|dma|fbox|ram_\w+|rom_\w+|irq_\w+|power_\w+)\b"),
    "walks a page table": re.compile(r"\bk_(valid|accessed|dirty)\b|\bSv32|>> 10 << 12", re.IGNORECASE),
    "names a processor": re.compile(r"arch/\w+/\w+\.hpp|\bcsr[rwcs]|\bsfence|\bVexRiscv", re.IGNORECASE),
}


def elsewhere():
    for top in ("kernel", "lib", "servers", "commands", "firmware"):
        for path in sorted(pathlib.Path(top).rglob("*")):
            parts = path.parts
            of_a_platform = parts[:2] == ("kernel", "arch") or (parts[:2] == ("kernel", "platform") and len(parts) > 3 and parts[2] in PLATFORMS) \
                or (top == "firmware" and (parts[1] in PLATFORMS or path.suffix == ".S"))
            if path.suffix in (".cpp", ".hpp", ".S") and not of_a_platform:
                yield path


def complaints(text):
    return [(number, what, line.strip()) for number, line in enumerate(text.splitlines(), 1)
            for what, pattern in FORBIDDEN.items() if pattern.search(line.split("//")[0])]


def main():
    failed = 0
    files = list(elsewhere())
    for path in files:
        for number, what, line in complaints(path.read_text()):
            failed += 1
            print(f"{path}:{number}: {what}: {line}")
    for bad in ('#include "kernel/platform/node/machine.hpp"', "x = reg(hw::sys::base, 0);", 'asm volatile("csrw sie, zero");',
                "hw::ram_base + 4", "entry >> 10 << 12", '#include "kernel/arch/riscv/sv32.hpp"'):
        if not complaints(bad):
            failed += 1
            print(f"this test does not find: {bad}")
    good = len(PLATFORMS) >= 2 and len(files) > 30
    print(f"{len(files) if good and not failed else 0} passed, {failed + (not good)} failed")
    return 1 if failed or not good else 0


sys.exit(main())
