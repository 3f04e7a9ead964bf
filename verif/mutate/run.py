"""make mutate: runs the mutants of each module against its benches, writes build/results/mutate.json.

    run.py --build build/wide [--sample N] NAME=BENCH...

A mutant is killed by a test case that fails, crashes or does not end: mutant 0 is the module as it is, every test case must
pass on it, and three times the processor time it takes for that is what others may take.
The test cases run one by one, those that take least on mutant 0 first, each in its short form (AMOEBOX_QUICK) if it has one.
What survives these goes to the proof (prove.py): no input shows a difference, and it does not count.  What remains runs the
test cases in their long form.  What survives everything must have a line in survivors.toml that says why.

A verdict is kept in BUILD/mutate/NAME.json as long as the bench is bit for bit the same, so a run that was stopped goes on.
Of an earlier bench it is kept which test case killed a mutant, and that one is run first.
--sample: so many mutants of all, spread evenly, in short form only; survivors need no line, the share that must be
killed is the same.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import threading
import tomllib

RESULT = pathlib.Path("build/results/mutate.json")
SURVIVORS = pathlib.Path("verif/mutate/survivors.toml")
PROVE = "verif/mutate/prove.py"
LONGEST = 1200  # seconds of processor time for one test case on the module as it is
WANTED = 0.95  # of those that are not equivalent
# Test cases that AMOEBOX_QUICK makes shorter.
HAS_SHORT = {"fbox": "[figures],[random]", "fbox_f": "*random inputs*",
             "eth_gmii": "*are forwarded without loss*"}


def run(bench, case, number, seconds, short):
    """Does that test case pass within so many seconds of processor time, and how many did it take?"""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    environment = {**os.environ, "MUTANT": str(number)}
    environment.pop("AMOEBOX_QUICK", None)
    if short:
        environment["AMOEBOX_QUICK"] = "1"
    # NoTests: a name that nothing matches is a failure.
    process = subprocess.Popen([bench, "--abort", "--warn", "NoTests", re.sub(r"([\\,\[])", r"\\\1", case)], env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode in (-signal.SIGINT, -signal.SIGTERM):  # somebody stopped the run: no verdict
        raise KeyboardInterrupt
    return process.returncode == 0, used.ru_utime + used.ru_stime


def names(bench, which=()):
    listed = subprocess.run([bench, "--list-test-names-only", *which], capture_output=True, text=True).stdout.splitlines()
    return [line for line in listed if line]


class Module:
    """One module's mutants, its bench, and what is known of both."""

    def __init__(self, build, name, bench):
        self.name, self.bench, self.stem = name, bench, build / f"mutate/{name}"
        self.lines = self.stem.with_suffix(".txt").read_text().splitlines()
        self.kept = self.stem.with_suffix(".json")
        self.lock = threading.Lock()
        digest = hashlib.sha256(pathlib.Path(bench).read_bytes() + pathlib.Path(PROVE).read_bytes()).hexdigest()
        self.known = {"bench": digest, "seconds": {}, "verdicts": {}, "killed_before": {}}
        if self.kept.exists():
            before = json.loads(self.kept.read_text())
            if before.get("bench") == digest:
                self.known = before
            else:
                self.known["killed_before"] = {**before.get("killed_before", {}), **{
                    number: verdict["killed_by"] for number, verdict in before["verdicts"].items() if "killed_by" in verdict}}
        long = set(names(bench, [HAS_SHORT[name]])) if name in HAS_SHORT else set()
        self.short = [(case, case in long) for case in names(bench)]
        self.long = [(case, False) for case in long]

    def keep(self):
        whole = self.kept.with_suffix(".new")
        whole.write_text(json.dumps(self.known, indent=1) + "\n")
        whole.replace(self.kept)

    @staticmethod
    def key(case, short):
        return f"short: {case}" if short else case

    def control(self, case, short):
        """Whether mutant 0 passes."""
        with self.lock:
            if self.key(case, short) in self.known["seconds"]:
                return True
        good, used = run(self.bench, case, 0, LONGEST, short)
        if good:
            with self.lock:
                self.known["seconds"][self.key(case, short)] = round(used, 2)
                self.keep()
        return good

    def killer(self, number, cases):
        """The test case that kills it; None: it lives."""
        seconds, likely = self.known["seconds"], self.known["killed_before"].get(str(number))
        for case, short in sorted(cases, key=lambda c: (self.key(*c) != likely, seconds[self.key(*c)], c[0])):
            if not run(self.bench, case, number, 2 + int(3 * seconds[self.key(case, short)]), short)[0]:
                return self.key(case, short)
        return None

    def verdict(self, number):
        with self.lock:
            return dict(self.known["verdicts"].get(str(number), {}))

    def settled(self, number):
        return bool(self.verdict(number).keys() & {"killed_by", "long"}) or self.verdict(number).get("proved", False)

    def judge(self, number):
        """The short forms, then the proof; the verdict is {"killed_by": test case} or {"short": "lives", "proved": ...}."""
        verdict = self.verdict(number)
        if not verdict:
            by = self.killer(number, self.short)
            verdict = {"killed_by": by} if by else {"short": "lives"}
            self.note(number, verdict)
        if "short" in verdict and "proved" not in verdict:
            proof = subprocess.run([sys.executable, PROVE, str(self.stem), str(number)], capture_output=True, text=True)
            if proof.returncode not in (0, 1):
                raise SystemExit(f"mutate: {self.name} {number}: the proof broke down: {proof.stderr.strip()[-500:]}")
            self.note(number, {**verdict, "proved": proof.returncode == 0})

    def judge_long(self, number):
        by = self.killer(number, self.long)
        self.note(number, {"killed_by": by} if by else {**self.verdict(number), "long": "lives"})

    def note(self, number, verdict):
        with self.lock:
            self.known["verdicts"][str(number)] = verdict
            self.keep()


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
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("benches", nargs="+", metavar="NAME=BENCH")
    options = parser.parse_args()
    explained = tomllib.loads(SURVIVORS.read_text()) if SURVIVORS.exists() else {}
    modules = [Module(options.build, *word.split("=")) for word in options.benches]
    work = [(module, number) for module in modules for number in range(1, len(module.lines) + 1)]
    if options.sample:
        work = work[::max(1, len(work) // options.sample)][:options.sample]
    rows, wrong = [], []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        def control(cases):
            for (module, case), good in zip(cases, pool.map(lambda c: c[0].control(*c[1]), cases)):
                if not good:
                    sys.exit(f"mutate: {module.name}: '{module.key(*case)}' fails on the module as it is")

        def each(task, entries):
            try:
                for done, _ in enumerate(pool.map(task, entries), 1):
                    if sys.stdout.isatty():
                        print(f"\r  {done} of {len(entries)} ", end="", flush=True)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

        control([(module, case) for module in modules for case in module.short])
        each(lambda entry: entry[0].judge(entry[1]), work)
        if not options.sample:
            left = [(module, number) for module, number in work if not module.settled(number)]
            control([(module, case) for module in modules if module in {m for m, _ in left} for case in module.long])
            each(lambda entry: entry[0].judge_long(entry[1]), left)
    for module, number in work:
        verdict = module.verdict(number)
        by, proved = verdict.get("killed_by"), verdict.get("proved", False)
        why = explained.get(module.name, {}).get(str(number))
        if why and (by or proved) and not options.sample:
            wrong.append(f"{module.name} {number}: {SURVIVORS} explains a survivor, but "
                         + (f"'{by}' kills it" if by else "it is proved equivalent"))
        if not (by or proved or why or options.sample):
            wrong.append(f"{module.name} {number} survives and has no line in {SURVIVORS}")
        rows.append({"module": module.name, "mutant": number, **described(module.lines[number - 1]), "killed_by": by,
                     "equivalent": proved, **({"why": why} if why and not by else {})})
    count = [row for row in rows if not row["equivalent"]]
    killed = [row for row in count if row["killed_by"]]
    print("\r" if sys.stdout.isatty() else "", end="")
    for name in dict.fromkeys(row["module"] for row in rows):
        of = [row for row in rows if row["module"] == name]
        print(f"  {name:12} {len(of):4} mutants   {sum(row['equivalent'] for row in of):4} equivalent"
              f"   {sum(bool(row['killed_by']) for row in of):4} killed")
    for row in rows:
        if not row["killed_by"]:
            print(f"  {'equivalent' if row['equivalent'] else 'lives'}: {row['module']} {row['mutant']:4} {row['kind']:7} "
                  f"{row['port']} {row['wire']} {' '.join(row['source'])}  {row.get('why', '')}")
    if len(killed) < WANTED * len(count):
        wrong.append(f"{len(killed)} of {len(count)} mutants are killed, expected {WANTED:.0%}")
    if not options.sample:
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        RESULT.write_text(json.dumps({"mutants": rows, "killed": len(killed), "counted": len(count),
                                      "equivalent": len(rows) - len(count)}, indent=1) + "\n")
    for sentence in wrong:
        print(f"mutate: {sentence}", file=sys.stderr)
    print(f"{len(killed)} of {len(count)} mutants killed, {len(rows) - len(count)} equivalent")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
