"""make mutate: runs the mutants of each module against its benches, writes build/results/mutate.json.

    run.py --build build/wide [--sample N] NAME=BENCH...

A mutant is killed by a bench that fails, crashes or does not end: mutant 0 is the module as it is, every bench must pass on
it, and the processor time it takes for that, three times, is what others may take.  The benches that find most run first;
what survives all of them is printed with its place in the source, and must have a line in verif/mutate/survivors.toml that
says why (and whether it is equivalent: then it does not count).
--sample: so many mutants of all, spread evenly; survivors need no line, the share that must be killed is the same.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tomllib

RESULT = pathlib.Path("build/results/mutate.json")
SURVIVORS = pathlib.Path("verif/mutate/survivors.toml")
LONGEST = 600  # seconds of processor time for one bench on the module as it is
WANTED = 0.95  # of those that are not equivalent
# Arguments of the bench, the quick and sharp ones first.
STAGES = {"fbox": ["[promises]", "[table]", "[attack]", "[closing]", "[figures]", "[random]"]}
ALL = [""]


def run(bench, stage, number, seconds):
    """Does that bench pass within so many seconds of processor time, and how many did it take?"""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    process = subprocess.Popen([bench, "--abort", *([stage] if stage else [])], env={**os.environ, "MUTANT": str(number)},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode == 0, used.ru_utime + used.ru_stime


def killer(module, bench, number, limits):
    """The stage that kills it; None: it lives."""
    return next((stage or "all" for stage in STAGES.get(module, ALL)
                 if not run(bench, stage, number, limits[module, stage])[0]), None)


def described(line):
    """What Yosys said of a mutant: kind, cell port, places in the source."""
    kind = re.search(r"-mode (\S+)", line)[1]
    port = re.search(r"-port (\S+) -portbit (\d+)", line)
    wire = re.search(r"-wire (\S+) -wirebit (\d+)", line)
    places = re.findall(r"-src (\S+?):(\d+)", line)
    return {"kind": kind, "port": f"{port[1]}[{port[2]}]" if port else "", "wire": f"{wire[1]}[{wire[2]}]" if wire else "",
            "source": sorted({f"{file}:{number}" for file, number in places})}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--sample", type=int)
    parser.add_argument("benches", nargs="+", metavar="NAME=BENCH")
    options = parser.parse_args()
    explained = tomllib.loads(SURVIVORS.read_text()) if SURVIVORS.exists() else {}
    benches = dict(word.split("=") for word in options.benches)
    work = [(name, number, line) for name in benches
            for number, line in enumerate((options.build / f"mutate/{name}.txt").read_text().splitlines(), 1)]
    if options.sample:
        work = work[::max(1, len(work) // options.sample)][:options.sample]
    rows, wrong, limits = [], [], {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        controls = [(name, stage) for name in benches for stage in STAGES.get(name, ALL)]
        for (name, stage), (good, used) in zip(controls, pool.map(lambda c: run(benches[c[0]], c[1], 0, LONGEST), controls)):
            limits[name, stage] = 5 + int(3 * used)
            if not good:
                wrong.append(f"{name}: {stage or 'all'} fails on the module as it is")
        by_all = pool.map(lambda entry: killer(entry[0], benches[entry[0]], entry[1], limits), work)
        for done, ((name, number, line), by) in enumerate(zip(work, by_all), 1):
            if sys.stdout.isatty():
                print(f"\r  {done} of {len(work)} ", end="", flush=True)
            why = explained.get(name, {}).get(str(number))
            if by and why:
                wrong.append(f"{name} {number}: {SURVIVORS} explains a survivor, but {by} kills it")
            if not by and not why and not options.sample:
                wrong.append(f"{name} {number} survives and has no line in {SURVIVORS}")
            rows.append({"module": name, "mutant": number, **described(line), "killed_by": by,
                         **({"why": why["why"], "equivalent": why["equivalent"]} if why else {})})
    count = [row for row in rows if not row.get("equivalent")]
    killed = [row for row in count if row["killed_by"]]
    print("\r" if sys.stdout.isatty() else "", end="")
    for name in dict.fromkeys(row["module"] for row in rows):
        of = [row for row in count if row["module"] == name]
        print(f"  {name:16} {len(of):4} mutants   {sum(bool(row['killed_by']) for row in of):4} killed")
    for row in rows:
        if not row["killed_by"]:
            print(f"  lives: {row['module']} {row['mutant']:4} {row['kind']:7} {row['port']} {row['wire']} "
                  f"{' '.join(row['source'])}  {row.get('why', '')}")
    if len(killed) < WANTED * len(count):
        wrong.append(f"{len(killed)} of {len(count)} mutants are killed, expected {WANTED:.0%}")
    if not options.sample:
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        RESULT.write_text(json.dumps({"mutants": rows, "killed": len(killed), "counted": len(count)}, indent=1) + "\n")
    for sentence in wrong:
        print(f"mutate: {sentence}", file=sys.stderr)
    print(f"{len(killed)} passed, {len(count) - len(killed)} failed")
    return 1 if wrong else 0


sys.exit(main())
