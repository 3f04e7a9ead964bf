"""The memory controller of a board: LiteDRAM's own generator without a processor, made fit for this house.

    litedram.py boards/NAME/sdram.yml OUT.v

Held against what the node relies on: the addresses of the control registers (block DRAM of interfaces/registers.toml, or DDR3)
and, for DDR3, the modes and phases that firmware/node/ddr3 sets.
Changed: software is in command after a reset, the data pins become `inout` (they are said to be inputs), dates, time scale and the list of parts go, warnings are switched off.  The module is
called as OUT is.
"""
import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

# Registers of LiteDRAM and of ours; soc_dram_port.v puts the pages, which begin at the first figure of each pair in ours, at
# the second of theirs.
SDR = {
    "ddrctrl_init_done": "INIT_DONE", "ddrctrl_init_error": "INIT_ERROR", "sdram_dfii_control": "CONTROL",
    "sdram_dfii_pi0_command": "COMMAND", "sdram_dfii_pi0_command_issue": "ISSUE", "sdram_dfii_pi0_address": "ADDRESS",
    "sdram_dfii_pi0_baddress": "BANK", "sdram_dfii_pi0_wrdata": "WDATA", "sdram_dfii_pi0_rddata": "RDATA",
}
DDR3 = {
    "ddrctrl_init_done": "INIT_DONE", "ddrctrl_init_error": "INIT_ERROR", "ddrphy_dly_sel": "LANES",
    "ddrphy_rdly_dq_rst": "DELAY_RESET", "ddrphy_rdly_dq_inc": "DELAY_NEXT", "ddrphy_rdly_dq_bitslip_rst": "SLIP_RESET",
    "ddrphy_rdly_dq_bitslip": "SLIP_NEXT", "ddrphy_burstdet_clr": "BURST_CLEAR", "ddrphy_burstdet_seen": "BURST_SEEN",
    "sdram_dfii_control": "CONTROL",
    **{f"sdram_dfii_pi{phase}_{theirs}": ours.format(phase) for phase in (0, 1) for theirs, ours in (
        ("command", "COMMAND{}"), ("command_issue", "ISSUE{}"), ("address", "ADDRESS{}"), ("baddress", "BANK{}"),
        ("wrdata", "WDATA{}_HIGH"), ("rddata", "RDATA{}_HIGH"))},
}
KINDS = {  # of memory: block, its registers, pages, what CONTROL begins with, pins of both directions
    # CKE high: the controller's own refresh would come before the chip may have any command.
    "SDR": ("DRAM", SDR, [(0x20, 0x800), (0, 0)], 14, ["sdram_dq"]),
    # In reset: it lasts until firmware ends it.
    "DDR3": ("DDR3", DDR3, [(0x80, 0x1000), (0x40, 0x800), (0, 0)], 0, ["ddram_dq", "ddram_dqs_p"]),
}
# What starts DDR3: address and bank of the mode registers and of the calibration are held against the generator's, and which
# memory cycle of a system cycle has the reads, which the writes.
FIRMWARE = pathlib.Path("firmware/node/ddr3/machine.inc")
# The generator's list says of this chip's refresh that it takes 208 clocks, which at 800 MHz is the 260 ns of the data sheet; at
# another rate it is a third of all time.
GENERATE = """import runpy, litedram.modules as modules
for timings in modules.MT41K256M16.speedgrade_timings.values():
    timings.tRFC = (None, 260)
runpy.run_module("litedram.gen", run_name="__main__")"""
WARNINGS = ("DECLFILENAME", "WIDTH", "UNDRIVEN", "UNUSED", "UNUSEDSIGNAL", "UNUSEDPARAM", "COMBDLY", "PINMISSING", "CASEINCOMPLETE",
            "UNOPTFLAT")
# Software commands the memory from the first cycle on.
BEGIN = re.compile(r"(litedramcore_storage <?= )4'd1;")


def fail(sentence: str):
    sys.exit(f"litedram: {sentence}.")


def check_registers(table: pathlib.Path, name_of_block: str, registers: dict, pages: list) -> None:
    block = next(b for b in tomllib.loads(pathlib.Path("interfaces/registers.toml").read_text(encoding="utf-8"))["block"]
                 if b["name"] == name_of_block)
    ours = {register["name"]: register["offset"] for register in block["register"]}
    with open(table, encoding="utf-8") as file:
        theirs = {row[1]: int(row[2], 0) for row in csv.reader(file) if row and row[0] == "csr_register"}
    for name, our_name in registers.items():
        offset = ours[our_name]
        wanted = next(offset - from_ + to for from_, to in pages if offset >= from_)
        if theirs.get(name) != wanted:
            fail(f"the generator has {name} at {theirs.get(name)}, soc_dram_port.v expects it at {wanted:#x}")


def check_start(header: pathlib.Path) -> None:
    theirs, ours = header.read_text(encoding="utf-8"), FIRMWARE.read_text(encoding="utf-8")
    modes = [(int(address, 16), int(bank)) for address, bank in re.findall(
        r"pi0_address_write\((0x[0-9a-f]+)\);\s*sdram_dfii_pi0_baddress_write\((\d)\);\s*command_p0", theirs)]
    our_modes = [(int(address, 0), int(bank)) for bank, address in re.findall(r"command CYCLE0, (?:15|3), (\d), (\w+)", ours)]
    if not modes or modes != our_modes:
        fail(f"the generator sets the modes (address, bank) {modes}, {FIRMWARE} sets {our_modes}")
    for what, phase, command in (("reads", "RD", 37), ("writes", "WR", 23)):
        wanted = set(re.findall(rf"SDRAM_PHY_{phase}PHASE (\d)", theirs))
        if not wanted or wanted != set(re.findall(rf"command CYCLE(\d), {command},", ours)):
            fail(f"the generator {what} in memory cycle {wanted} of a system cycle, {FIRMWARE} elsewhere")


def main() -> int:
    config, output = map(pathlib.Path, sys.argv[1:])
    name = output.stem
    memory = re.search(r'^memtype: "(\w+)"', config.read_text(encoding="utf-8"), re.MULTILINE)
    if not memory or memory[1] not in KINDS:
        fail(f"{config} has no memtype of {', '.join(KINDS)}")
    block, registers, pages, begin, pins = KINDS[memory[1]]
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run([sys.executable, "-c", GENERATE, config, "--name", name, "--output-dir", directory],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONHASHSEED": "0"})
        if done.returncode != 0:
            fail(f"the generator refuses {config}: {(done.stdout.strip().splitlines() or ['no word of why'])[-1].rstrip('.')}")
        work = pathlib.Path(directory)
        check_registers(work / "csr.csv", block, registers, pages)
        if memory[1] == "DDR3":
            check_start(work / "software" / "include" / "generated" / "sdram_phy.h")
        text = (work / "gateware" / f"{name}.v").read_text(encoding="utf-8")
    text, begins = BEGIN.subn(rf"\g<1>4'd{begin};", text)
    if begins != 2:
        fail(f"the register that says who commands the memory begins {begins} times, expected twice")
    for pin in pins:
        text, found = re.subn(rf"input  wire( +\[\d+:0\] {pin},)", r"inout  wire\1", text)
        if found != 1:
            fail(f"the pins {pin} are declared {found} times, expected once")
    text = re.sub(r"^/\*.*?^\*/\n", "", text, count=1, flags=re.MULTILINE | re.DOTALL)  # its parts, in an order that changes
    text = "".join(line for line in text.splitlines(keepends=True) if not re.match(r"`timescale|//.*(Date +:|Auto-Generated by LiteX)", line))
    output.write_text("/* verilator lint_save */\n" + "".join(f"/* verilator lint_off {w} */\n" for w in WARNINGS) + text
                      + "/* verilator lint_restore */\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
