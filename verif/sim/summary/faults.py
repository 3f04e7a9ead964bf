"""Is every outcome that a client was told true?  Compares the ledgers of the servers (@executed) with what the clients were
told (@outcome), for every run of build/results/faults.json; adds `truth` to each run.  Exit status 0: all is as it must be.

  faults.py build/results/faults.json

  done       the request was carried out exactly once, and its data and those of the reply are right
  not-done   it was never carried out
  unknown    it was carried out once or not at all
  and nothing, whatever was told of it, was carried out twice.

A run whose name begins with "no-" is a control, without the defence that its name says: there the comparison must find a lie.
"""

import collections
import json
import sys
from pathlib import Path


def lies(reports: list[dict]) -> list[str]:
    """What is not true, a sentence each."""
    found = []
    executed = collections.Counter()
    for report in reports:
        # A reset may cut a line short: it counts only with its end.
        if report["key"] == "executed" and report.get("end") == 1:
            executed[report["id"]] += 1
            if report["right"] != 1:
                found.append(f"request {report['id']} reached its server with wrong data")
    told = {}
    for report in reports:
        if report["key"] == "outcome":
            if report["id"] in told:
                found.append(f"request {report['id']} has two outcomes")
            told[report["id"]] = report
            if report["got"] == "done" and report["right"] != 1:
                found.append(f"request {report['id']} was answered with wrong data")
    for request, report in told.items():
        times = executed[request]
        if report["got"] == "done" and times == 0:
            found.append(f"request {request} was told done and never carried out")
        if report["got"] == "not-done" and times != 0:
            found.append(f"request {request} was told not done ({report['error']}) and carried out {times} times")
        if report["got"] not in ("done", "not-done", "unknown"):
            found.append(f"request {request} has the outcome {report['got']}")
    found += [f"request {request} was carried out {times} times" for request, times in executed.items() if times > 1]
    return found


def truth(run: dict) -> dict:
    told = collections.Counter(r["got"] for r in run["reports"] if r["key"] == "outcome")
    executed = {r["id"] for r in run["reports"] if r["key"] == "executed" and r.get("end") == 1}
    unknown = [r["id"] for r in run["reports"] if r["key"] == "outcome" and r["got"] == "unknown"]
    return {"calls": sum(told.values()), "done": told["done"], "not_done": told["not-done"], "unknown": told["unknown"],
            "unknown_carried_out": sum(request in executed for request in unknown), "lies": lies(run["reports"])}


def faults_of(run: dict) -> int:
    kinds = ("lost", "cut", "corrupted", "duplicated", "reordered", "delayed")
    return sum(link[kind] for link in run["links"] for kind in kinds)


def main() -> int:
    path = Path(sys.argv[1])
    results = json.loads(path.read_text())
    ok = results["verdict"] == "ok"
    print(f"{'run':16}{'calls':>7}{'done':>7}{'not done':>10}{'unknown':>9}{'(of these done)':>17}{'faults':>8}  lies")
    for run in results["runs"]:
        run["truth"] = found = truth(run)
        control = run["name"].startswith("no-")
        good = bool(found["lies"]) == control and found["calls"] > 0
        ok = ok and good
        print(f"{run['name']:16}{found['calls']:>7}{found['done']:>7}{found['not_done']:>10}{found['unknown']:>9}"
              f"{found['unknown_carried_out']:>17}{faults_of(run):>8}  {len(found['lies'])}"
              + (", as it must be without that defence" if control and good else "" if good else ", NOT AS IT MUST BE"))
        for lie in found["lies"][:3]:
            print(f"    {lie}")
    print(f"verdict {'ok: every outcome that was told is true' if ok else 'FAILED'}")
    path.write_text(json.dumps(results, indent=1) + "\n")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
