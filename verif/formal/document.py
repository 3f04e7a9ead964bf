"""The table of docs/formal.md, made from build/results/formal.json.

    document.py [FILE]   writes it; FILE: another one than build/results/formal.json
"""

import json
import pathlib
import re
import sys

import broken

PAGE = pathlib.Path("docs/formal.md")
BEGIN, END = "<!-- table: verif/formal/document.py -->\n", "<!-- end of table -->\n"


def merged(rows: list[dict]) -> list[dict]:
    """One row for a property in both profiles."""
    found: dict[tuple, dict] = {}
    for row in rows:
        key = (row["promise"], row["module"], row["property"], row["task"], row["verdict"])
        entry = found.setdefault(key, {**row, "profiles": [], "bounds": []})
        entry["profiles"].append(row["profile"])
        entry["bounds"].append(str(row["bound"]))
    return [found[key] for key in sorted(found, key=lambda k: (k[0], k[4] != "proved", k[1], k[2], k[3]))]


def promise(label: str) -> str:
    return label[:2].upper() if re.match(r"g\d_", label) else "time" if label.startswith("t_") else "plumbing"


def table(rows: list[dict]) -> str:
    lines = ["## Properties", "",
             "| promise | what | block | task | profiles | tool | bound | verdict |", "|---|---|---|---|---|---|---|---|"]
    for row in merged(rows):
        bounds = ", ".join(row["bounds"] if len(set(row["bounds"])) > 1 else row["bounds"][:1])
        bounds = f"step {bounds}" if row["verdict"] == "covered" else bounds
        says = row["says"].replace("|", "\\|")
        lines.append(f"| {row['promise']} | {says} | {row['module']} | {row['task']} | {', '.join(row['profiles'])} | "
                     f"{row['tool']} | {bounds} | {row['verdict']} |")
    lines += ["", "## Broken on purpose", "", "Each variant is one replacement in one file; the property beside it fails.", "",
              "| promise | what is broken | file | property |", "|---|---|---|---|"]
    lines += [f"| {promise(case.label)} | {case.says} | {case.path} | {case.label} |" for case in broken.BROKEN]
    return "\n".join(lines) + "\n"


def parts(text: str) -> tuple[str, str, str]:
    head, _, rest = text.partition(BEGIN)
    old, _, tail = rest.partition(END)
    return head, old, tail


def stale(rows: list[dict]) -> str | None:
    if parts(PAGE.read_text(encoding="utf-8"))[1] != table(rows):
        return f"{PAGE}: its table is not what was proved; run verif/formal/document.py"
    return None


def summary(rows: list[dict], broken: list[dict]) -> str:
    """For people: what holds of each promise."""
    lines = [f"{'':9} {'proved':>7} {'bounded':>8} {'covered':>8} {'not':>5} {'broken, failing':>16}"]
    for promise in sorted({row["promise"] for row in rows + broken}):
        mine = [row for row in rows if row["promise"] == promise]
        proved = [row for row in mine if row["verdict"] == "proved"]
        covered = sum(row["verdict"] == "covered" for row in mine)
        failing = [row["verdict"] == "failed" for row in broken if row["promise"] == promise]
        bounded = sum(row["bound"] != "unbounded" for row in proved)
        lines.append(f"{promise:9} {len(proved) - bounded:7} {bounded:8} {covered:8} {len(mine) - len(proved) - covered:5} "
                     f"{f'{sum(failing)} of {len(failing)}':>16}")
    return "\n".join(lines)


if __name__ == "__main__":
    head, _, tail = parts(PAGE.read_text(encoding="utf-8"))
    source = sys.argv[1] if len(sys.argv) > 1 else "build/results/formal.json"
    found = json.loads(pathlib.Path(source).read_text(encoding="utf-8"))["properties"]
    PAGE.write_text(head + BEGIN + table(found) + END + tail, encoding="utf-8")
    sys.exit(0)
