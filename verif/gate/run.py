"""make gate: vectors on Icarus (RTL and netlist), the block RAM's model against RTL, flip-flops that are hit.

    run.py [--quick] PROFILE=BUILD...

Everything that it needs has been built (build.mk).  Prints a line for each check; build/results/gate.json has the figures.
--quick: fewer frames, RTL and memories only, no result file; that is what make test runs.
Controls are the same checks on something broken on purpose: they must fail.
"""
import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import tomllib

RESULT = pathlib.Path("build/results/gate.json")
FINDINGS = pathlib.Path("verif/gate/findings.toml")
CELLS = "build/gate/cells.v"
BLOCK_RAM = "verif/gate/DP16KD.v"
REPLAY = "verif/gate/replay.v"
FRAMES = 5000
QUICK_FRAMES, QUICK_CYCLES = 300, 40_000  # of `make test`
CONTROL_CYCLES = 15_000
NETLIST_CYCLES = 60_000  # of the netlist in Icarus, which does some 600 in a second; Verilator does all of them
PROMISES = ["admission", "chosen", "form", "location", "secret", "steering"]

# The reader's address and the parser's place: what shows there that bytes of the host's reach a field of the box's when the
# outlet does not look for marks.
MOVERS = r"buffer\.address_q\[[2-5]\]|egress\.position\[[356]\]"
MOVERS_TIMES = 8

# RTL broken on purpose: file, words, what stands there instead, what must show (an unknown output or a wrong one).
BROKEN_BOX = [
    ("the table is never cleared", "rtl/fbox/fbox_guard.v", "assign clear_o = state_q == CLEAR;", "assign clear_o = 1'b0;", "unknown"),
    ("the box's address is never written", "rtl/fbox/fbox_guard.v", "assign write_o = state_q == NAME ||", "assign write_o =", "unknown"),
    ("hops stay what the host wrote", "rtl/fbox/fbox_egress.v", "in_data_q & {8{!hops}}", "in_data_q", "faults"),
]
BROKEN_MEMORY = [
    ("byte enables of the block RAM are swapped", "{{9{address[1]}}, {9{address[0]}}}", "{{9{address[0]}}, {9{address[1]}}}", "faults"),
    ("output registers are not enabled", "if (OCEB !== 1'b0) held_b <= OCEB === 1'b1 ? read_b : {18{1'bx}};", "held_b <= read_b;", "faults"),
    ("a read of what is being written is known", "if (word_a == word_b) begin", "if (1'b0) begin", "collisions"),
]


@dataclasses.dataclass
class Check:
    name: str
    good: bool
    says: str


checks: list[Check] = []
result: dict = {"replays": [], "controls": [], "memories": {}, "flips": []}


def check(name, good, says):
    checks.append(Check(name, good, says))
    print(f"  {'ok' if good else 'FAIL':4} {name:52} {says}", flush=True)


def stop(sentence):
    sys.exit(f"gate: {sentence}")


def run(words, **more):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        stop(f"{words[0]} failed:\n{done.stdout[-3000:]}")
    return done.stdout


def compiled(out, top, files, include=()):
    out.parent.mkdir(parents=True, exist_ok=True)
    run(["iverilog", "-g2005", *[f"-I{d}" for d in include], "-s", top, "-o", out, *files])
    return out


def numbers(text):
    """The last line's names and numbers."""
    return {name: int(value) for name, value in re.findall(r"(\w+) (\d+)\b", text.strip().splitlines()[-1])}


def broken(build, number, file, old, new):
    text = pathlib.Path(file).read_text()
    if text.count(old) != 1:
        stop(f"{file}: '{old}' stands there {text.count(old)} times, expected once (verif/gate/run.py breaks it on purpose)")
    out = build / f"gate/broken-{number}.v"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text.replace(old, new))
    return out


def control(name, found, says):
    result["controls"].append({"name": name, "found": found, "says": says})
    check(f"control: {name}", found, says)


# ---- Vectors

def record(build, frames):
    prefix = build / f"gate/vectors-{frames}"
    prefix.parent.mkdir(parents=True, exist_ok=True)
    run([build / "bin/gate_record", "G1 to G7: random and malformed frames both ways"],
        env={**os.environ, "AMOEBOX_VECTORS": str(prefix), "AMOEBOX_FRAMES": str(frames), "AMOEBOX_SEED": "1"})
    return pathlib.Path(f"{prefix}-1.vec")


def replay(words):
    before = time.monotonic()
    text = run(words)
    found = numbers(text)
    if "faults" not in found:
        stop(f"{words[0]} has not ended as it should:\n{text[-1000:]}")
    return found, time.monotonic() - before, text


def icarus(program, vectors, cycles=None):
    return ["vvp", "-n", program, f"+vectors={vectors}", *([f"+cycles={cycles}"] if cycles else [])]


def replays(jobs):
    """jobs: (profile, what, command, least number of frames), as many side by side as there are processors."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (profile, what, _, frames), (found, seconds, text) in zip(jobs, pool.map(lambda job: replay(job[2]), jobs)):
            in_all = found["from_host"] + found["from_wire"]
            good = found["faults"] == 0 and in_all >= frames and found["sent"] > frames // 20 and found["delivered"] > frames // 20
            result["replays"].append({"profile": profile, "what": what, "frames": in_all, **found, "seconds": round(seconds, 1)})
            check(f"{profile}: {what}", good, f"{in_all} frames, {found['cycles']} cycles, sent {found['sent']}, delivered "
                  f"{found['delivered']}, faults {found['faults']} (unknown {found['unknown']}), {seconds:.0f} s")
            if not good:
                print("\n".join("       " + line for line in text.splitlines()[:10]))


def wrong_bit(vectors):
    """A copy in which the first byte for the MAC has one bit wrong."""
    data = bytearray(vectors.read_bytes())
    for at in range(24, len(data), 24):
        if data[at + 17] & 0x80:  # ntx_valid_o, then ntx_data_o
            data[at + 17] ^= 0x40
            break
    out = vectors.with_suffix(".wrong")
    out.write_bytes(data)
    return out


def box_controls(build, sources, include, vectors):
    program = build / "gate/rtl.vvp"
    found, _, _ = replay(icarus(program, wrong_bit(vectors), CONTROL_CYCLES))
    control("one bit of the vectors is wrong", found["faults"] == 1, f"faults {found['faults']}")
    for number, (name, file, old, new, shows) in enumerate(BROKEN_BOX):
        other = broken(build, number, file, old, new)
        files = [REPLAY, *[other if f == file else f for f in sources]]
        bench = compiled(build / f"gate/broken-{number}.vvp", "replay", files, include)
        found, _, _ = replay(icarus(bench, vectors, CONTROL_CYCLES))
        control(name, found[shows] > 0, f"faults {found['faults']}, unknown {found['unknown']}")


# ---- Memories

def memories():
    build = pathlib.Path("build")
    files = ["verif/gate/memory_bench.v", "verif/gate/memories.v", "build/gate/memories_mapped.v", CELLS]
    bench = compiled(build / "gate/memories.vvp", "memory_bench", [*files, BLOCK_RAM])
    found = numbers(run(["vvp", "-n", bench]))
    result["memories"] = found
    check("block RAM's model against RTL", found["faults"] == 0 and found["known"] > 1000 and found["collisions"] == 32,
          f"cycles {found['cycles']}, all known {found['known']}, collisions seen {found['collisions']} of 32, faults {found['faults']}")
    for number, (name, old, new, shows) in enumerate(BROKEN_MEMORY):
        other = broken(build, number, BLOCK_RAM, old, new)
        found = numbers(run(["vvp", "-n", compiled(build / f"gate/broken-{number}.vvp", "memory_bench", [*files, other]), "+cycles=800"]))
        control(name, found["faults"] > 0 if shows == "faults" else found["collisions"] < 32,
                f"faults {found['faults']}, collisions seen {found['collisions']}")


# ---- Flips

def hits(build, times, *more):
    flops = build / "gate/fbox_flips.flops"
    parts = os.cpu_count() or 1
    words = [build / "bin/gate_flip", "--flops", flops, "--times", times, *more]
    with concurrent.futures.ThreadPoolExecutor(parts) as pool:
        outputs = pool.map(lambda part: run([*words, "--part", f"{part}/{parts}"]), range(1, parts + 1))
        rows = [line.split("\t") for output in outputs for line in output.splitlines()]
    return flops.read_text().splitlines(), [dict(zip(("flop", "seed", "cycle", "outcome", "how"), row)) for row in rows]


def flips(profile, build, times):
    shown = sorted(set(re.findall(r"^wire (\w+):", run([build / "bin/gate_flip", "--wire"]), re.M)))
    control(f"{profile}: the checker of hits on fbox_wire", shown == PROMISES, ", ".join(shown))
    _, rows = hits(build, MOVERS_TIMES, "--only", MOVERS, "--blind")
    chosen = sum("chosen:" in row["how"] for row in rows)
    control(f"{profile}: bytes are moved, and the outlet is blind", chosen > 0, f"{len(rows)} hits, the host's bytes in the box's fields {chosen} times")
    before = time.monotonic()
    lines, rows = hits(build, times)
    outcomes = {what: sum(row["outcome"] == what for row in rows) for what in ("none", "closed", "changed", "breach")}
    findings = tomllib.loads(FINDINGS.read_text()).get("finding", []) if FINDINGS.exists() else []
    used, unexplained = set(), []
    for row in rows:
        if row["outcome"] != "breach":
            continue
        broke = set(re.findall(r"(?:^|; )(\w+):", row["how"]))
        mine = {i for i, f in enumerate(findings) if re.fullmatch(f["flop"], row["flop"]) and broke <= set(f["promises"])}
        used |= mine
        if not mine:
            unexplained.append(row)
    control_flops = sum(not line.startswith("-") for line in lines)
    left = {}
    for line in lines:
        if line.startswith("-"):
            what = line[line.rindex("(") + 1:-1]
            left[what] = left.get(what, 0) + 1
    result["flips"].append({
        "profile": profile, "flip_flops": len(lines), "control": control_flops, "hits": len(rows), "outcomes": outcomes,
        "not_hit": left, "breaches": [row for row in rows if row["outcome"] == "breach"], "unexplained": len(unexplained),
        "seconds": round(time.monotonic() - before, 1)})
    check(f"{profile}: each control flip-flop is hit {times} times", not unexplained and len(rows) == times * control_flops,
          f"{control_flops} of {len(lines)}, outcomes " + ", ".join(f"{k} {v}" for k, v in outcomes.items()))
    for row in unexplained:
        print(f"       no line in {FINDINGS}: {row['flop']} seed {row['seed']} cycle {row['cycle']}: {row['how']}")
    for i, finding in enumerate(findings):
        print(f"       {'found' if i in used else 'not found this time'}: {finding['flop']}")
    for what, number in sorted(left.items()):
        print(f"       not hit, data: {number:5} {what}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--sources", required=True, help="the F-box's Verilog")
    parser.add_argument("profiles", nargs="+", metavar="PROFILE=BUILD")
    options = parser.parse_args()
    sources = options.sources.split()
    before = time.monotonic()
    frames = QUICK_FRAMES if options.quick else FRAMES
    builds = {profile: pathlib.Path(path) for profile, _, path in (word.partition("=") for word in options.profiles)}
    jobs = []
    for profile, build in builds.items():
        vectors = record(build, frames)
        rtl = compiled(build / "gate/rtl.vvp", "replay", [REPLAY, *sources], [build / "gen"])
        jobs.append((profile, "RTL in Icarus", icarus(rtl, vectors, QUICK_CYCLES if options.quick else None), frames))
        if not options.quick:
            netlist = compiled(build / "gate/netlist.vvp", "replay", [REPLAY, build / "gate/fbox.v", BLOCK_RAM, CELLS])
            jobs.append((profile, "netlist in Icarus", icarus(netlist, vectors, NETLIST_CYCLES), QUICK_FRAMES))
            jobs.append((profile, "netlist in Verilator", [build / "bin/gate_replay", vectors], frames))
    replays(jobs)
    wide = builds["wide"]
    box_controls(wide, sources, [wide / "gen"], record(wide, QUICK_FRAMES))
    memories()
    if not options.quick:
        flips("wide", wide, options.times)
    failed = [c for c in checks if not c.good]
    if not options.quick:
        result["seconds"] = round(time.monotonic() - before, 1)
        result["failed"] = len(failed)
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=1) + "\n")
    print(f"{len(checks) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


sys.exit(main())
