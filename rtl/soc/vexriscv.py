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
     f"  assign {bus}_rsp_payload_error = {bus}Wishbone_ERR_regNext;\n", 1)
    for bus in ("iBus", "dBus")
]

# As later versions of the generator say: nobody cares what a cache memory reads in the cycle in which it is written there.
# Without it synthesis builds a bypass around each of them (about 200 LUTs).
# What is public to Verilator it takes for an input, and evaluates what hangs on it twice.
REPLACE += [('(* ram_style = "block" *) reg', '(* no_rw_check, ram_style = "block" *) reg', 8),
            (" /* verilator public */", "", 13)]

# The instruction cache is larger than the package's 4 KB (docs/node.md says why).  Lines are found by their virtual address and known
# by their physical one, so the bits of the index above a page must come from the address that was looked for, also when the line is filled.
INDEX = 14  # bits of an address that choose a byte of the cache: 16 KB
LINES = 2 ** (INDEX - 5)
FLUSHED = INDEX - 5  # the flush counter's top bit
CACHE = [
    ("banks_0 [0:1023]", f"banks_0 [0:{LINES * 8 - 1}]", 1),
    ("ways_0_tags [0:127]", f"ways_0_tags [0:{LINES - 1}]", 1),
    ("lineLoader_flushCounter[7]", f"lineLoader_flushCounter[{FLUSHED}]", 5),
    ("lineLoader_flushCounter[6 : 0]", f"lineLoader_flushCounter[{FLUSHED - 1} : 0]", 1),
    ("[7:0]    lineLoader_flushCounter;", f"[{FLUSHED}:0]    lineLoader_flushCounter;", 1),
    ("(lineLoader_flushCounter + 8'h01)", f"(lineLoader_flushCounter + {FLUSHED + 1}'h01)", 1),
    ("lineLoader_flushCounter <= 8'h0;", f"lineLoader_flushCounter <= {FLUSHED + 1}'h0;", 1),
    ("[6:0]    lineLoader_write_tag_0_payload_address;", f"[{FLUSHED - 1}:0]    lineLoader_write_tag_0_payload_address;", 1),
    ("[9:0]    lineLoader_write_data_0_payload_address;", f"[{FLUSHED + 2}:0]    lineLoader_write_data_0_payload_address;", 1),
    ("[9:0]    _zz_fetchStage_read_banksValue_0_dataMem;", f"[{FLUSHED + 2}:0]    _zz_fetchStage_read_banksValue_0_dataMem;", 1),
    ("[6:0]    _zz_fetchStage_read_waysValues_0_tag_valid;", f"[{FLUSHED - 1}:0]    _zz_fetchStage_read_waysValues_0_tag_valid;", 1),
    ("lineLoader_address[11 : 5]", "{lineLoader_index, lineLoader_address[11 : 5]}", 2),
    ("io_cpu_prefetch_pc[11 : 2]", f"io_cpu_prefetch_pc[{INDEX - 1} : 2]", 1),
    ("io_cpu_prefetch_pc[11 : 5]", f"io_cpu_prefetch_pc[{INDEX - 1} : 5]", 1),
    ("  reg                 lineLoader_hadError;", f"  reg        [{INDEX - 13}:0]    lineLoader_index;\n  reg                 lineLoader_hadError;", 1),
    ("      lineLoader_address <= io_cpu_fill_payload;", f"      lineLoader_address <= io_cpu_fill_payload;\n      lineLoader_index <= io_cpu_decode_pc[{INDEX - 1} : 12];", 1),
]

# Generated code is not held to our lint.
WARNINGS = ("DECLFILENAME", "WIDTH", "UNDRIVEN", "UNUSED", "PINCONNECTEMPTY", "UNUSEDSIGNAL")
BEFORE = "/* verilator lint_save */\n" + "".join(f"/* verilator lint_off {w} */\n" for w in WARNINGS)
AFTER = "/* verilator lint_restore */\n"


def replaced(text, replacements, place):
    for old, new, count in replacements:
        if text.count(old) != count:
            sys.exit(f"vexriscv.py: expected {count} times in {place}, found {text.count(old)} times: {old.strip()}")
        text = text.replace(old, new)
    return text


def main():
    source = pathlib.Path(pythondata_cpu_vexriscv.data_location) / "VexRiscv_Linux.v"
    others, name, cache = replaced(source.read_text(), REPLACE, source).partition("module InstructionCache (")
    text = others + name + replaced(cache, CACHE, f"the instruction cache of {source}")
    output = pathlib.Path(sys.argv[1])
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(BEFORE + text + AFTER)


main()
