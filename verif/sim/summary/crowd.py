"""What a crowd has done, from build/results/crowd.json: calls, throughput, fairness; adds `crowd` to the results.

  crowd.py build/results/crowd.json         exit status 0: every member called and was called, and every call was right

Fairness is Jain's index of the members' calls: 1 if all got equally many, 1/N if one got all.
"""

import json
import sys
from pathlib import Path

HERTZ = 50_000_000


def jain(values: list[int]) -> float:
    squares = sum(value * value for value in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else 0.0


def main() -> int:
    path = Path(sys.argv[1])
    results = json.loads(path.read_text())
    run = results["runs"][0]
    members = [r for r in run["reports"] if r["key"] == "member"]
    calls = [r["right"] for r in members]
    cycles = max((r["cycles"] for r in members), default=0)  # all call for the same time
    bytes_moved = sum(r["bytes"] for r in members)
    crowd = {
        "members": len(members),
        "calls": sum(calls),
        "wrong": sum(r["wrong"] for r in members),
        "failed": sum(r["failed"] for r in members),
        "bytes": bytes_moved,
        "cycles": cycles,
        "calls_per_second": round(sum(calls) * HERTZ / cycles) if cycles else 0,
        "megabits_per_second": round(bytes_moved * 8 * HERTZ / cycles / 1e6, 1) if cycles else 0,
        "fewest_calls": min(calls, default=0),
        "most_calls": max(calls, default=0),
        "fairness": round(jain(calls), 3),
        "slowest_call_cycles": max((r["slowest"] for r in members), default=0),
        "frames_dropped_by_the_switch": run["switch"]["queue_full"],
    }
    served = sum(r["served"] for r in members)
    ok = (results["verdict"] == "ok" and len(members) == len(run["boards"]) and crowd["wrong"] == crowd["failed"] == 0
          and served == crowd["calls"] and all(r["served"] > 0 and r["peers"] > 1 for r in members))
    for name, value in crowd.items():
        print(f"{name.replace('_', ' '):30}{value:>14,}")
    if served != crowd["calls"]:
        print(f"{served} requests were served for {crowd['calls']} calls")
    print(f"verdict {'ok: every call of everybody was right' if ok else 'FAILED'}")
    results["crowd"] = crowd
    path.write_text(json.dumps(results, indent=1) + "\n")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
