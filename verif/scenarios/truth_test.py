"""The check of `faults` against ledgers that lie: each must be found.  truth_test.py; last line 'N passed, N failed'."""

import importlib.util
import sys

spec = importlib.util.spec_from_file_location("faults_summary", "verif/sim/summary/faults.py")
faults = importlib.util.module_from_spec(spec)
spec.loader.exec_module(faults)


def executed(request, right=1, **fields):
    return {"key": "executed", "id": request, "right": right, "end": 1, **fields}


def outcome(request, got, right=1):
    return {"key": "outcome", "id": request, "got": got, "error": "E", "right": right}


def cut_short(request):
    return {"key": "executed", "id": request}


TRUE = [executed(1), outcome(1, "done"), outcome(2, "not-done"), executed(3), outcome(3, "unknown"), outcome(4, "unknown"),
        executed(5), cut_short(6), outcome(6, "unknown")]
CASES = {
    "true ledgers": (TRUE, 0),
    "done, never carried out": (TRUE + [outcome(9, "done")], 1),
    "done, its line in the ledger cut short": (TRUE + [cut_short(9), outcome(9, "done")], 1),
    "done, carried out twice": (TRUE + [executed(1)], 1),
    "done, in two lives of the server": ([executed(1, board="a"), executed(1, board="b"), outcome(1, "done")], 1),
    "not done, carried out": (TRUE + [executed(2)], 1),
    "not done, carried out twice": (TRUE + [executed(2), executed(2)], 2),
    "unknown, carried out twice": (TRUE + [executed(3)], 1),
    "nobody was told, carried out twice": (TRUE + [executed(5)], 1),
    "wrong data at the server": (TRUE + [executed(7, right=0), outcome(7, "done")], 1),
    "wrong data in the reply": (TRUE + [executed(7), outcome(7, "done", right=0)], 1),
    "two outcomes": (TRUE + [outcome(1, "done")], 1),
    "no such outcome": (TRUE + [outcome(8, "perhaps")], 1),
}
bad = [f"FAILED: {name}: {len(faults.lies(reports))} lies found, {expected} expected"
       for name, (reports, expected) in CASES.items() if len(faults.lies(reports)) != expected]
print(*bad, sep="\n", end="\n" if bad else "")
print(f"{len(CASES) - len(bad)} passed, {len(bad)} failed")
sys.exit(bool(bad))
