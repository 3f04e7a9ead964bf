"""The verdicts of the thief's attacks, from the results of its scenarios: build/results/thief.json and a table.

Success is counted on the victim's side wherever a victim can tell; what counts for each attack is said in ATTACKS.  An
attack fails its test if it succeeded with the defence, if it did not succeed without it, or if nothing refused it.

  report.py RESULTS_DIRECTORY [SCENARIO...]     exit status 0: all that was run is as it must be
"""
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

SCENARIOS = ["hardware", "impostor", "flood", "process", "plain", "reset", "source", "restart"]


class Run:
    """The reports of one run of a scenario."""

    def __init__(self, run: dict):
        self.name = run["name"]
        self.verdict = run["verdict"]
        self.reports = run["reports"]

    def attack(self, name: str) -> Optional[dict]:
        return next((r for r in self.reports if r["key"] == "attack" and r["name"] == name), None)

    def clients(self, name: str) -> list[dict]:
        return [r for r in self.reports if r["key"] == "client" and r["attack"] == name]

    def client(self, name: str, field: str) -> int:
        return sum(r[field] for r in self.clients(name))

    def harms(self, name: str) -> int:
        return sum(r["key"] == "harm" and r["attack"] == name for r in self.reports)


@dataclass
class Attack:
    name: str
    scenario: str
    control: str  # the run without the defence, or why there is none
    what: str  # what counts as success
    succeeded: Callable[[Run, str], int]
    bounded: bool = False  # nothing is refused: the victims' own figure is the verdict
    figure: Optional[Callable[[Run, str], str]] = None  # said beside it


def wrong(run, name):
    return run.client(name, "wrong")


def failed(run, name):
    return run.client(name, "failed")


def twice(run, name):
    """Requests that a server has carried out more than once, in all its lives."""
    done = [r["id"] for r in run.reports if r["key"] == "executed" and r["attack"] == name]
    return len(done) - len(set(done))


def got(run, name):
    attack = run.attack(name)
    return attack["got"] if attack else 0


def ratio(run, name):
    """Calls of the second half of the window (under attack) for one of the first (quiet)."""
    halves = run.clients(name)
    quiet = sum(r["good"] for r in halves if r["half"] == 1)
    return sum(r["good"] for r in halves if r["half"] == 2) / quiet if quiet else 0.0


def slower(limit, calls=None):
    return lambda run, name: int(ratio(run, calls or name) < limit)


def rate(calls=None):
    return lambda run, name: f"{100 * ratio(run, calls or name):.0f} % of the quiet rate"


STRUCTURAL = "structural"
ATTACKS = [
    Attack("listen-on-public-port", "impostor", "wire", "a client takes a reply of the thief's", wrong),
    Attack("answer-locate", "impostor", "wire", "a client takes a reply of the thief's", wrong),
    Attack("take-over-after-death", "impostor", "wire", "a client takes a reply of the thief's", wrong),
    Attack("steal-get-port", "plain", "plain", "a client takes a reply of the thief's; a value seen whose F is P",
           lambda run, name: wrong(run, name) + (got(run, name) if run.name == "box" else 0)),
    Attack("forge-reply", "impostor", "wire", "a client takes a reply that its server has not sent", wrong),
    Attack("forge-not-here", "impostor", "wire", "a client's call fails though its server lives", failed),
    Attack("forge-signature", "impostor", "wire", "a server takes the thief for its friend",
           lambda run, name: run.harms(name)),
    Attack("forge-source", "source", "wire", "a client's requests are refused as repetitions", failed),
    Attack("replay-request-after-restart", "restart", "no-epoch-check", "a server carries out a request twice", twice),
    Attack("sniff", "impostor", "wire", "a frame of others reaches the thief's memory", got),
    Attack("malformed", "hardware", "wire", "a frame that breaks a rule leaves the board", got),
    Attack("dma-outside-ram", "hardware", STRUCTURAL, "the DMA fetches from where RAM is not", got),
    Attack("reach-flash-or-mdio", "hardware", STRUCTURAL, "an address answers that is no register of ours", got),
    Attack("reset-to-keep-ports", "reset", "wire", "a frame for a port armed before the reset", got),
    Attack("locate-storm", "flood", "wire", "a client does not find its server, or not within 5 ms",
           lambda run, name: failed(run, name) + int(run.client(name, "good") == 0 or
                                                     max(r["slowest"] for r in run.clients(name)) > 250_000)),
    Attack("flood-unarmed", "flood", "wire", "the victims' calls fall below 90 % of quiet", slower(0.9), True, rate()),
    Attack("flood-armed", "flood", "wire", "the victim's own calls fall below 70 % of quiet",
           slower(0.7, "flood-armed-calls"), True, rate("flood-armed-calls")),
    Attack("local-listen", "process", "no-software-f", "a client takes a reply of another process", wrong),
    Attack("local-forge-reply", "process", STRUCTURAL, "a client takes a reply of another process", wrong),
    Attack("local-exhaust-ports", "process", STRUCTURAL, "a client's calls fail", failed),
]


def main() -> int:
    directory = Path(sys.argv[1])
    wanted = sys.argv[2:] or SCENARIOS
    runs: dict[str, dict[str, Run]] = {}
    for scenario in wanted:
        path = directory / f"thief-{scenario}.json"
        if path.exists():
            runs[scenario] = {r["name"]: Run(r) for r in json.loads(path.read_text())["runs"]}
    rows, bad = [], []
    for attack in ATTACKS:
        if attack.scenario not in runs:
            continue
        box = runs[attack.scenario].get("box")
        report = box.attack(attack.name) if box else None
        if report is None:
            bad.append(f"{attack.name}: it was not carried out")
            continue
        control = runs[attack.scenario].get(attack.control)
        row = {
            "name": attack.name,
            "control": attack.control,
            "success": attack.what,
            "tries": report["tries"],
            "succeeded_with": attack.succeeded(box, attack.name),
            "succeeded_without": attack.succeeded(control, attack.name) if control else None,
            "refused_by": "bounded" if attack.bounded else report["by"],
            "refused": None if attack.bounded else report["refused"],
        }
        if attack.figure:
            row["figure"] = attack.figure(box, attack.name)
            row["figure_without"] = attack.figure(control, attack.name) if control else None
        rows.append(row)
        if row["succeeded_with"] != 0:
            bad.append(f"{attack.name}: succeeded with its defence, {row['succeeded_with']} times: {attack.what}")
        if attack.control != STRUCTURAL and not row["succeeded_without"]:
            bad.append(f"{attack.name}: did not succeed in the build without its defence ({attack.control})")
        if not attack.bounded and row["refused"] < 1:
            bad.append(f"{attack.name}: {row['refused_by']} does not show that it was refused")
    for scenario, all_runs in runs.items():
        for run in all_runs.values():
            if run.verdict != "ok":
                bad.append(f"thief-{scenario}, run {run.name}: {run.verdict}")

    print(f"{'attack':30}{'tries':>7}{'with':>6}{'without':>9}  {'control':15}{'refused by':28}{'times':>7}")
    for row in rows:
        without = "-" if row["succeeded_without"] is None else row["succeeded_without"]
        refused = "-" if row["refused"] is None else row["refused"]
        print(f"{row['name']:30}{row['tries']:>7}{row['succeeded_with']:>6}{without:>9}  {row['control']:15}"
              f"{row['refused_by']:28}{refused:>7}"
              + (f"  {row['figure']}, without: {row['figure_without']}" if "figure" in row else ""))
    for line in bad:
        print(f"  {line}")
    print(f"thief: {len(rows)} attacks, {len(bad)} not as they must be")
    (directory / "thief.json").write_text(json.dumps({"attacks": rows, "failures": bad}, indent=1) + "\n")
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
