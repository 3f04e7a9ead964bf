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

SCENARIOS = ["hardware", "impostor", "served", "replay", "plain", "flood", "process", "capability"]


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
    control: str  # the run without the defence; LAWFUL: no build lacks it, the same act is done where it is lawful
    what: str  # what counts as success
    succeeded: Callable[[Run, str], int]
    bounded: bool = False  # nothing is refused: the victims' own figure is the verdict
    figure: Optional[Callable[[Run, str], str]] = None  # said beside it
    run: str = ""  # the run of the control, if it has another name
    alone: str = ""  # a run in which this defence stands alone, without boxes: it must hold there too
    defence: str = ""  # which defence is tested: a promise of docs/fbox.md, a rule of docs/rpc.md


def wrong(run, name):
    return run.client(name, "wrong")


def failed(run, name):
    return run.client(name, "failed")


def twice(run, name):
    """Requests that a server has carried out more than once, in all its lives."""
    done = [(r["life"], r["id"]) for r in run.reports if r["key"] == "executed" and r["attack"] == name]
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


def harms(run, name):
    return run.harms(name)


LAWFUL = "lawful"
FORGED = "a client takes a reply of the thief's"
ATTACKS = [
    Attack("listen-on-public-port", "impostor", "wire", FORGED, wrong, defence="G1"),
    Attack("answer-locate", "impostor", "wire", FORGED, wrong, defence="G4"),
    Attack("take-over-after-death", "impostor", "wire", FORGED, wrong, defence="G1, G4"),
    Attack("steal-get-port", "plain", "plain", FORGED + "; a value seen whose F is P",
           lambda run, name: wrong(run, name) + (got(run, name) if run.name == "box" else 0), defence="F, G6"),
    Attack("forge-reply", "served", "wire", "a client takes a reply that its server has not sent", wrong,
           defence="rules 1 and 2"),
    Attack("forge-reply-blind", "served", "open-reply", "the same, by a thief who hears nothing but has served the client",
           lambda run, _: wrong(run, "forge-reply"), defence="rules 1 and 2"),
    Attack("replay-reply", "replay", "fixed-reply-port", "a client takes a reply to its earlier life", wrong, run="weak",
           alone="wire", defence="rule 1"),
    Attack("forge-not-here", "impostor", "wire", "a client's call fails though its server lives", failed, defence="G4"),
    Attack("forge-signature", "impostor", "wire", "a server takes the thief for its friend", harms, defence="G2"),
    Attack("forge-source", "served", "wire", "a client's requests are refused as repetitions", failed, defence="G3"),
    Attack("replay-request-after-restart", "replay", "no-epoch-check", "a server carries out a request twice", twice,
           run="weak", alone="wire", defence="rule 4"),
    Attack("sniff", "hardware", "wire", "a frame of others reaches the thief's memory", got, defence="G1"),
    Attack("malformed", "hardware", "wire", "a frame that breaks a rule leaves the board", got, defence="G5"),
    Attack("leftover-bytes", "hardware", "wire", "old bytes of a buffer in a frame or behind it", got, defence="G2, G6"),
    Attack("dma-outside-ram", "hardware", LAWFUL, "the DMA reads or writes where RAM is not", got, defence="DMA"),
    Attack("reach-flash-or-mdio", "hardware", LAWFUL, "an address answers that is no register of ours", got, defence="bus"),
    Attack("reset-to-keep-ports", "hardware", "wire", "a frame for a port armed before the reset", got, defence="G8"),
    Attack("locate-storm", "flood", "wire", "a client does not find its server, or not within 5 ms",
           lambda run, name: failed(run, name) + int(run.client(name, "good") == 0 or
                                                     max(r["slowest"] for r in run.clients(name)) > 250_000),
           defence="G4"),
    Attack("flood-unarmed", "flood", "wire", "the victims' calls fall below 90 % of quiet", slower(0.9), True, rate(),
           defence="G1"),
    Attack("flood-armed", "flood", "no-hold", "the victim's own calls fall below 70 % of quiet",
           slower(0.7, "flood-armed-calls"), True, rate("flood-armed-calls"), defence="ring 0 waits"),
    Attack("local-listen", "process", "no-software-f", "a client takes a reply of another process", wrong,
           defence="software F-box"),
    Attack("local-forge-reply", "process", LAWFUL, "a client takes a reply of another process", wrong,
           defence="reply rights"),
    Attack("local-forge-signature", "process", "no-software-f", "a server takes the process for its friend", harms,
           defence="software F-box"),
    Attack("local-exhaust-ports", "process", "no-quota", "a client's calls fail", failed, defence="quotas"),
    Attack("forge-check-field", "capability", "no-check", "a server opens to a capability it has not given", harms,
           defence="F of check fields"),
    Attack("widen-capability", "capability", "no-check", "a server opens to rights it has not given", harms,
           defence="F of check fields"),
]
# What may never be missing from a whole run, whatever the table above says.
REQUIRED = set("""listen-on-public-port answer-locate forge-source forge-signature steal-get-port forge-reply replay-reply
replay-request-after-restart sniff take-over-after-death forge-not-here locate-storm malformed leftover-bytes dma-outside-ram
reach-flash-or-mdio reset-to-keep-ports flood-unarmed flood-armed local-listen local-forge-reply
local-exhaust-ports""".split())
# Rows that are measured elsewhere (verif/thief/guess): name, file.
GUESSES = [("guess-get-port-8", "guess-8.json"), ("guess-get-port-12", "guess-12.json"),
           ("forged-check-fields", "guess-forged.json"), ("widened-rights", "guess-widened.json")]


def read_guesses(directory: Path) -> tuple[list[dict], list[str]]:
    rows, bad = [], []
    for name, file in GUESSES:
        path = directory / file
        if not path.exists():
            bad.append(f"{name}: not measured ({path} is missing)")
            continue
        row = {"name": name} | json.loads(path.read_text())
        rows.append(row)
        if not row["within_four_sigma"]:
            bad.append(f"{name}: {row['successes']} of {row['tries']} succeeded, {row['expected']} +- {row['sigma']} were due")
    return rows, bad


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
        if attack.scenario not in wanted:
            continue
        if attack.scenario not in runs:
            bad.append(f"{attack.name}: its scenario {attack.scenario} has left no results")
            continue
        box = runs[attack.scenario].get("box")
        said = attack.name.removesuffix("-blind")  # two verdicts on what one attack did
        report = box.attack(said) if box else None
        if report is None:
            bad.append(f"{attack.name}: it was not carried out")
            continue
        control = runs[attack.scenario].get(attack.run or attack.control)
        alone = runs[attack.scenario].get(attack.alone)
        if attack.alone and alone is None:
            bad.append(f"{attack.name}: there is no run {attack.alone}")
        row = {
            "name": attack.name,
            "control": attack.control,
            "success": attack.what,
            "defence": attack.defence,
            "tries": report["tries"],
            "succeeded_with": attack.succeeded(box, attack.name) + (attack.succeeded(alone, attack.name) if alone else 0),
            "succeeded_without": report["control"] if attack.control == LAWFUL
            else attack.succeeded(control, attack.name) if control else 0,
            "refused_by": "bounded" if attack.bounded else report["by"],  # a flood is carried, not refused
            "refused": None if attack.bounded else report["refused"],
        }
        if attack.figure:
            row["figure"] = attack.figure(box, attack.name)
            row["figure_without"] = attack.figure(control, attack.name) if control else "-"
        rows.append(row)
        if row["succeeded_with"] != 0:
            bad.append(f"{attack.name}: succeeded with its defence, {row['succeeded_with']} times: {attack.what}")
        if row["tries"] < 1:
            bad.append(f"{attack.name}: it was not tried once")
        if row["succeeded_without"] < 1:
            bad.append(f"{attack.name}: did not succeed without its defence ({attack.control})")
        if not attack.bounded and row["refused"] < 1:
            bad.append(f"{attack.name}: {row['refused_by']} does not show that it was refused")
    if set(wanted) == set(SCENARIOS):
        bad += [f"{name}: missing" for name in sorted(REQUIRED - {row["name"] for row in rows})]
    for scenario, all_runs in runs.items():
        for run in all_runs.values():
            if run.verdict != "ok":
                bad.append(f"thief-{scenario}, run {run.name}: {run.verdict}")

    guesses, missing = read_guesses(directory)
    bad += missing

    print(f"{'attack':30}{'tries':>7}{'with':>6}{'without':>9}  {'control':15}{'refused by':28}{'times':>7}")
    for row in rows:
        refused = "-" if row["refused"] is None else row["refused"]
        print(f"{row['name']:30}{row['tries']:>7}{row['succeeded_with']:>6}{row['succeeded_without']:>9}  {row['control']:15}"
              f"{row['refused_by']:28}{refused:>7}"
              + (f"  {row['figure']}, without: {row['figure_without']}" if "figure" in row else ""))
    print(f"\n{'guessing':30}{'bits':>7}{'tries':>9}{'successes':>11}{'due':>10}{'sigma':>8}")
    for row in guesses:
        print(f"{row['name']:30}{row['width'] or 'all':>7}{row['tries']:>9}{row['successes']:>11}{row['expected']:>10}"
              f"{row['sigma']:>8}" + (f"  without F: {row['successes_without']}" if row["successes_without"] else ""))
    for line in bad:
        print(f"  {line}")
    print(f"thief: {len(rows)} attacks, {len(bad)} not as they must be")
    (directory / "thief.json").write_text(json.dumps({"attacks": rows, "guessing": guesses, "failures": bad}, indent=1) + "\n")
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
