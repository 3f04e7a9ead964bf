"""What the default run has shown, from build/results/network.json: the file compared on the host, the thief's attacks with
and without the box, figures.  Adds `attacks` and `file_check` to the results file.  Exit status 0: all is as it must be.

  network.py build/results/network.json
"""
import hashlib
import importlib.util
import json
import sys
import tomllib
from pathlib import Path

spec = importlib.util.spec_from_file_location("thief_report", Path("verif/thief") / "report.py")
thief = importlib.util.module_from_spec(spec)
sys.modules["thief_report"] = thief
spec.loader.exec_module(thief)


def check_file(run: dict, path: Path) -> tuple[bool, dict]:
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    got = next((r for r in run["reports"] if r["key"] == "file"), None)
    ok = got is not None and got["sha256"] == expected and got["bytes"] == path.stat().st_size
    return ok, {"run": run["name"], "file": str(path), "bytes": got["bytes"] if got else 0, "whole": ok}


def attacks(runs: dict) -> tuple[list[dict], bool]:
    rows, ok = [], True
    for attack in thief.ATTACKS:
        report = runs["box"].attack(attack.name)
        if report is None or attack.control != "wire":
            continue
        with_box = attack.succeeded(runs["box"], attack.name)
        without = attack.succeeded(runs["wire"], attack.name)
        rows.append({"name": attack.name, "control": "wire", "tries": report["tries"], "success": attack.what,
                     "succeeded_with": with_box, "succeeded_without": without,
                     "refused_by": "bounded" if attack.bounded else report["by"], "refused": report["refused"]})
        ok = ok and with_box == 0 and without > 0 and report["refused"] > 0
    return rows, ok and len(rows) >= 6


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        print("usage: network.py RESULTS_FILE   (make run writes build/results/network.json)", file=sys.stderr)
        return 2
    path = Path(sys.argv[1])
    results = json.loads(path.read_text())
    runs = {run["name"]: run for run in results["runs"]}
    if set(runs) != {"box", "wire"}:
        print(f"{path}: only the run {', '.join(runs)}; the comparison needs both")
        return 0 if results["verdict"] == "ok" else 1
    scenario = tomllib.loads(Path("verif/scenarios/network.toml").read_text())
    source = Path(results["variables"].get("FILE", scenario["variables"]["FILE"]))
    checks = [check_file(run, source) for run in runs.values()]
    rows, attacks_ok = attacks({name: thief.Run(run) for name, run in runs.items()})

    print()
    whole = all(ok for ok, _ in checks)
    print(f"The file      {source}, {source.stat().st_size:,} bytes: " +
          ("arrived whole, SHA-256 equal on the host" if whole else "DID NOT ARRIVE WHOLE"))
    print()
    def times(n):
        return "nothing" if n == 0 else "once" if n == 1 else f"{n} times"

    print(f"{'The thief, and what it got':28}{'tries':>6}{'with F-box':>13}{'without':>11}   refused by")
    for row in rows:
        print(f"  {row['name']:26}{row['tries']:>6}{times(row['succeeded_with']):>13}{times(row['succeeded_without']):>11}"
              f"   {row['refused_by']} ({row['refused']})")
        print(f"    would be: {row['success']}")
    print()
    for name, run in runs.items():
        print(f"run {name:5}{run['cycles']:>12,} cycles, {run['cycles'] / 50e3:.1f} ms at 50 MHz; "
              f"{sum(link['frames'] for link in run['links']):,} frames; hash {run['run_hash']}")
    ok = results["verdict"] == "ok" and whole and attacks_ok
    print(f"verdict {'ok: the file is whole, and the thief got nothing where the box was' if ok else 'FAILED'}")
    print("next    make run SCENARIO=thief     every attack (minutes); docs/attacks.md says what refuses each")
    results["file_check"] = [check for _, check in checks]
    results["attacks"] = rows
    path.write_text(json.dumps(results, indent=1) + "\n")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
