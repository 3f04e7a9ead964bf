"""VexRiscv_Linux of the package pythondata-cpu-vexriscv, with its two ERR inputs connected.

The generator of that file left them open ("//TODO" in SpinalHDL's source): a bus error was taken as good data.  Each
replacement must match exactly once, so another version of the package cannot slip through unnoticed.
    vexriscv.py OUTPUT
"""
import pathlib
import sys

import pythondata_cpu_vexriscv

REPLACE = [
    (f"  assign {bus}_rsp_payload_error = 1'b0;\n",
     f"  reg                 {bus}Wishbone_ERR_regNext;\n"
     f"  always @(posedge clk) {bus}Wishbone_ERR_regNext <= {bus}Wishbone_ERR;\n"
     f"  assign {bus}_rsp_payload_error = {bus}Wishbone_ERR_regNext;\n")
    for bus in ("iBus", "dBus")
]


# As later versions of the generator say: nobody cares what a cache memory reads in the cycle in which it is written there.
# Without it synthesis builds a bypass around each of them (about 200 LUTs).
# What is public to Verilator it takes for an input, and evaluates what hangs on it twice.
REPLACE_ALL = [('(* ram_style = "block" *) reg', '(* no_rw_check, ram_style = "block" *) reg', 8), (" /* verilator public */", "", 13)]

# Generated code is not held to our lint.
WARNINGS = ("DECLFILENAME", "WIDTH", "UNDRIVEN", "UNUSED", "PINCONNECTEMPTY", "UNUSEDSIGNAL")
BEFORE = "/* verilator lint_save */\n" + "".join(f"/* verilator lint_off {w} */\n" for w in WARNINGS)
AFTER = "/* verilator lint_restore */\n"


def main():
    source = pathlib.Path(pythondata_cpu_vexriscv.data_location) / "VexRiscv_Linux.v"
    text = source.read_text()
    for old, new in REPLACE:
        if text.count(old) != 1:
            sys.exit(f"vexriscv.py: expected once in {source}, found {text.count(old)} times: {old.strip()}")
        text = text.replace(old, new)
    for old, new, count in REPLACE_ALL:
        if text.count(old) != count:
            sys.exit(f"vexriscv.py: expected {count} times in {source}, found {text.count(old)} times: {old}")
        text = text.replace(old, new)
    output = pathlib.Path(sys.argv[1])
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(BEFORE + text + AFTER)


main()
