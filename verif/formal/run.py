"""Proves the tasks of tasks.py and shows that each broken variant of broken.py fails.

    run.py [--only REGEX] [--jobs N] [--no-broken] [--no-proofs] [--results DIRECTORY]

Writes formal.json and formal-broken.json and prints a table; exit status 0 only if everything was proved, covered, and failed
as it must, and, in a whole run, if every promise has its proofs and docs/formal.md says what was found.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import pathlib
import re
import resource
import shutil
import sys
import time

import broken
import document
import tasks
import tool

WORK = pathlib.Path("build/formal")


def sentences() -> dict[str, tuple[str, str]]:
    """What each label says: `label: assert (...);  //: G8: sentence` in the files of properties and tops."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(pathlib.Path("verif/formal").glob("*/*.v*")):
        for statement in re.findall(r"^(?:.*[;)] )?\s*(\w+): (?:assert|cover)\b[^;]*;\s*//: (\S+): (.+)$", path.read_text(encoding="utf-8"),
                                    re.MULTILINE):
            found[f"{path.stem}.{statement[0]}"] = statement[1:]
    return found


SAYS = sentences()


def listed(labels: list[str]) -> list[str]:
    """The labels that are rows of the table: not invariants (i_), not what a module requires of its surroundings (r_), not
    those of submodules."""
    return sorted(label for label in labels if not label.startswith(("i_", "r_", "_")) and "." not in label)


def says(task: tool.Task, label: str) -> tuple[str, str]:
    """Stands in the file of the module, or in one of its others (fbox_dispatch_time.vh)."""
    keys = [key for key in SAYS if re.fullmatch(rf"{task.module}(_time|_memory)?\.{label}", key)]
    if len(keys) != 1:
        raise RuntimeError(f"{task.name}: '{label}' has {len(keys)} sentences (`//: G1: ...` behind it), expected one")
    return SAYS[keys[0]]


def run_task(task: tool.Task, profile: str) -> tuple[list[dict], list[str]]:
    directory = WORK / profile / task.name
    begin = time.monotonic()
    found = tool.model(task, profile, directory)
    complaints, rows = [], []
    proofs, covers = listed(found["assert"]), listed(found["cover"])

    def row(label: str, which: str, bound, seconds: float, verdict: str) -> dict:
        promise, sentence = says(task, label)
        return {"property": label, "promise": promise, "says": sentence, "module": task.module, "task": task.name,
                "profile": profile, "tool": which, "bound": bound, "seconds": round(seconds, 1), "verdict": verdict}

    if proofs:
        answer = tool.prove(task, directory, found["assert"])
        (directory / "proof.log").write_text(answer.output, encoding="utf-8")
        if not answer.proved:
            answer.output = re.sub(r"Output +(\d+) of", lambda m: f"{found['assert'][int(m[1])]} (output {m[1]}) of", answer.output)
            reason = re.findall(r".*(?:failed|FAILED|limit|asserted|no verdict|rror).*", answer.output)[-6:]
            complaints.append(f"{task.name} ({profile}): not proved; " + "; ".join(r.strip() for r in reason) +
                              f"; see {directory}/proof.log")
        rows += [row(label, answer.tool, answer.bound, answer.seconds, "proved" if answer.proved else "unknown")
                 for label in proofs]
    if covers:
        answer = tool.reachable(task, directory, "cover", found["cover"], task.cover_depth)
        (directory / "cover.log").write_text(answer.output, encoding="utf-8")
        for label in covers:
            step = answer.failed.get(label)
            if step is None:
                complaints.append(f"{task.name} ({profile}): cover '{label}' was not reached in {task.cover_depth} steps")
            rows.append(row(label, answer.tool, task.cover_depth if step is None else step, answer.seconds,
                            "unreached" if step is None else "covered"))
    print(f"{'ok  ' if not complaints else 'FAIL'} {task.name} ({profile}): {len(proofs)} proofs, "
          f"{len(covers)} covers, {time.monotonic() - begin:.1f} s", flush=True)
    return rows, complaints


def run_broken(case: broken.Broken) -> tuple[list[dict], list[str]]:
    task = next(t for t in tasks.TASKS if t.name == case.task)
    profile = task.profiles[0]
    directory = WORK / "broken" / case.name
    text = pathlib.Path(case.path).read_text(encoding="utf-8")
    if text.count(case.old) != 1:
        return [], [f"broken '{case.name}': {case.path} has its place {text.count(case.old)} times, expected once"]
    directory.mkdir(parents=True, exist_ok=True)
    changed = directory / pathlib.Path(case.path).name
    changed.write_text(text.replace(case.old, case.new), encoding="utf-8")
    if case.narrow:
        task = dataclasses.replace(task, defines=(*task.defines, "FORMAL_COVER"))
    found = tool.model(task, profile, directory, {case.path: str(changed)}, case.label)
    answer = tool.reachable(task, directory, "proof", found["assert"], case.depth)
    (directory / "proof.log").write_text(answer.output, encoding="utf-8")
    ok = case.label in answer.failed
    print(f"{'ok  ' if ok else 'FAIL'} broken {case.name}: {case.label} {'fails' if ok else 'does not fail'}, "
          f"{answer.seconds:.1f} s", flush=True)
    row = {"broken": case.name, "promise": says(task, case.label)[0], "says": case.says, "file": case.path, "task": case.task,
           "property": case.label, "profile": profile, "tool": answer.tool, "step": answer.failed.get(case.label),
           "seconds": round(answer.seconds, 1), "verdict": "failed" if ok else "survived"}
    return [row], [] if ok else [f"broken '{case.name}': {case.label} does not fail within {case.depth} steps; see "
                                 f"{directory}/proof.log"]


def promises(rows: list[dict], verdict: str, least: int) -> list[str]:
    """What is missing of the eight promises."""
    count = {f"G{number}": 0 for number in range(1, 9)}
    for row in rows:
        if row["promise"] in count and row["verdict"] == verdict:
            count[row["promise"]] += 1
    return [f"{promise}: {found} {verdict}, expected at least {least}" for promise, found in count.items() if found < least]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="regular expression on names of tasks and broken variants")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--no-broken", action="store_true")
    parser.add_argument("--no-proofs", action="store_true")
    parser.add_argument("--results", help="default: build/results; of a part of the tasks: build/formal/part")
    options = parser.parse_args()
    if not shutil.which("z3") or not shutil.which("berkeley-abc"):
        print("formal: z3 or berkeley-abc is missing; `make formal` installs them", file=sys.stderr)
        return 1

    begin = time.monotonic()
    jobs = []
    if not options.no_proofs:
        jobs += [("formal", run_task, (task, profile)) for task in tasks.TASKS for profile in task.profiles
                 if re.search(options.only, task.name)]
    if not options.no_broken:
        jobs += [("formal-broken", run_broken, (case,)) for case in broken.BROKEN if re.search(options.only, case.name)]
    if not jobs:
        print(f"formal: no task matches '{options.only}'", file=sys.stderr)
        return 1
    results: dict[str, list[dict]] = {"formal": [], "formal-broken": []}
    complaints: list[str] = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        futures = [(name, pool.submit(function, *arguments)) for name, function, arguments in jobs]
        for name, future in futures:
            try:
                rows, bad = future.result()
            except (RuntimeError, OSError) as error:
                rows, bad = [], [str(error)]
            results[name] += rows
            complaints += bad
    seconds = round(time.monotonic() - begin)
    directory = pathlib.Path(options.results or ("build/formal/part" if options.only else "build/results"))
    directory.mkdir(parents=True, exist_ok=True)
    for name, key in (("formal", "properties"), ("formal-broken", "broken")):
        if not (options.no_broken if name == "formal-broken" else options.no_proofs):
            (directory / f"{name}.json").write_text(json.dumps({key: results[name], "seconds": seconds}, indent=1) + "\n",
                                                    encoding="utf-8")
    if not options.only and not options.no_proofs:
        complaints += promises(results["formal"], "proved", 1) + promises(results["formal"], "covered", 1)
        if (complaint := document.stale(results["formal"])) and not complaints:
            complaints.append(complaint)
    if not options.only and not options.no_broken:
        complaints += promises(results["formal-broken"], "failed", 2)
    good = [r for r in results["formal"] if r["verdict"] in ("proved", "covered")]
    failing = [r for r in results["formal-broken"] if r["verdict"] == "failed"]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("\n" + document.summary(results["formal"], results["formal-broken"]))
    print("\n".join(complaints + [f"formal: {len(good)} of {len(results['formal'])} properties hold, {len(failing)} of "
                                  f"{len(results['formal-broken'])} broken variants fail, {len(complaints)} complaints, "
                                  f"{seconds} s ({used.ru_utime + used.ru_stime:.0f} s of processor time)"]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
